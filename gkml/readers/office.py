"""LibreOffice as a converter for formats that no reader here takes: RTF, old WPS, OpenDocument, Word XML.

The program is optional. It runs without a window, in a profile that is thrown away, with macros and remote content off,
and its whole process group ends with the call.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits

__all__ = ["convert_to_docx", "office_program"]

_PROGRAMS = ("soffice", "libreoffice")
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" \
oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_SUFFIXES: Final = ((b"{\\rtf", ".rtf"), (b"PK", ".odt"), (b"<", ".xml"))


def office_program() -> str | None:
    """Path of the program; None where it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name)) is not None), None)


def convert_to_docx(data: bytes, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Convert a document to .docx.

    Raises:
        InputError: ``missing_program``, ``conversion_failed``, ``conversion_timeout`` or ``file_too_large``.
    """
    program = office_program()
    if program is None:
        raise InputError(
            "this format is read by LibreOffice, which is not installed; install the package libreoffice-writer, or "
            "save the file as .docx",
            code="missing_program",
        )
    with tempfile.TemporaryDirectory(prefix="gkml-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        profile = home / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = home / f"input{_suffix(data)}"
        source.write_bytes(data)
        _run(
            [
                program,
                f"-env:UserInstallation={(home / 'profile').as_uri()}",
                *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
                *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "output"), str(source)),
            ],
            home,
            limits.conversion_seconds,
        )
        result = home / "output" / "input.docx"
        if not result.is_file():
            raise InputError(
                "LibreOffice could not convert the file; save it as .docx by hand", code="conversion_failed"
            )
        limits.check_file(result.stat().st_size, "the converted file")
        return result.read_bytes()


def _suffix(data: bytes) -> str:
    """What the program is to take the file for; its content, as its name may lie."""
    return next((suffix for beginning, suffix in _SUFFIXES if data.lstrip().startswith(beginning)), ".wps")


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run a program in a process group of its own, of which nothing is left afterwards."""
    environment = {"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise InputError(
            f"LibreOffice took more than the limit of {seconds:,} seconds; convert the file by hand or raise "
            "Limits.conversion_seconds",
            code="conversion_timeout",
        ) from None
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # the group may have ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
