"""LibreOffice as a converter: what only it reads comes through it, and nothing of it stays behind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gkml.errors import InputError
from gkml.readers import Limits, read
from gkml.readers.office import convert_to_docx, office_program
from tests.readers.test_archive import zipped
from tests.readers.word.doc_files import compound
from tests.readers.word.docx_files import docx, para

RTF = rb"{\rtf1\ansi {\b x}}"


def failure(data: bytes, name: str, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, name, limits or Limits())
    return caught.value


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (RTF, "a.rtf"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument/>', "a.xml"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "a.odt"),
        (compound({"CONTENTS": b"x"}), "a.wps"),
    ],
)
def test_without_the_program_its_name_is_told(data: bytes, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    error = failure(data, name)
    assert error.code == "missing_program"
    assert "libreoffice" in error.message


def program(folder: Path, script: str) -> Path:
    """A program in the place of LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\n{script}")
    path.chmod(0o755)
    return path


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child"
    script = "import subprocess, sys, time\n"
    script += f"p = subprocess.Popen(['sleep', '600'])\nopen({str(child)!r}, 'w').write(str(p.pid))\ntime.sleep(600)\n"
    program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert failure(RTF, "a.rtf", Limits(conversion_seconds=2)).code == "conversion_timeout"
    pid = int(child.read_text())
    for _ in range(100):  # the kill is sent; the system takes a moment
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
        if not state or state.startswith("Z"):
            break
        time.sleep(0.05)
    assert not state or state.startswith("Z")


@pytest.mark.parametrize("script", ["pass", "import sys; sys.exit(3)"])
def test_a_program_that_fails_is_told(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert failure(RTF, "a.rtf").code == "conversion_failed"


def install(tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the program first on the path; the folder in which temporary files will stand."""
    program(tmp_path, script)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return temporary


def test_what_the_program_writes_is_read_and_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = tmp_path / "prepared.docx"
    prepared.write_bytes(docx(para("甲")))
    script = "import shutil, sys, pathlib\nfolder = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
    script += f"folder.mkdir()\nshutil.copy({str(prepared)!r}, folder / 'input.docx')\n"
    temporary = install(tmp_path, script, monkeypatch)
    document = read(RTF, "a.rtf")
    assert (document.text, document.reader) == ("甲\n", "office")
    assert not list(temporary.iterdir())


def test_the_program_runs_without_macros_in_a_profile_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told.json"
    script = "import json, os, pathlib, sys, urllib.request\n"
    script += "(at,) = [one.split('=', 1)[1] for one in sys.argv if one.startswith('-env:UserInstallation=')]\n"
    script += "profile = pathlib.Path(urllib.request.url2pathname(at.removeprefix('file://')))\n"
    script += "settings = (profile / 'user' / 'registrymodifications.xcu').read_text()\n"
    script += f"open({str(told)!r}, 'w').write(json.dumps([str(profile), settings, os.environ['HOME']]))\n"
    temporary = install(tmp_path, script, monkeypatch)
    assert failure(RTF, "a.rtf").code == "conversion_failed"
    profile, settings, home = json.loads(told.read_text())
    assert Path(profile).is_relative_to(temporary)
    assert Path(home).is_relative_to(temporary)
    for name, value in (("DisableMacrosExecution", "true"), ("BlockUntrustedRefererLinks", "true"), ("Link", "0")):
        assert re.search(rf'name="{name}" oor:op="fuse"><value>{value}</value>', settings)


def test_the_first_program_of_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office_program() is None
    found = program(tmp_path, "pass")
    assert office_program() == str(found)
    with pytest.raises(InputError) as caught:
        convert_to_docx(RTF)
    assert caught.value.code == "conversion_failed"
