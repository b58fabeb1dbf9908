"""LibreOffice and Chromium as producers of test documents: without a window, in profiles that are thrown away."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from pathlib import Path

import pytest

from gkml.readers.office import office_program
from tests.readers.printed import PrintedReport, PrintedTable

__all__ = [
    "FORMATS",
    "browser_program",
    "needs_browser",
    "needs_office",
    "office_converts",
    "printed_by_browser",
    "report_to_html",
]

_SECONDS = 240  # for one start of a program on a machine that is busy
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FORMATS = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97", "rtf": "rtf", "pdf": "pdf"}
"""What LibreOffice is asked for, by suffix: suffix and filter."""


def browser_program() -> str | None:
    """Path of Chromium; None where it is not installed."""
    return next((found for name in _BROWSERS if (found := shutil.which(name)) is not None), None)


needs_office = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
needs_browser = pytest.mark.skipif(browser_program() is None, reason="Chromium is not installed")


def office_converts(sources: Sequence[Path], suffix: str, folder: Path, source_filter: str = "") -> Path:
    """The folder with the files in another format, named by it; one start of LibreOffice for all of them."""
    program = office_program()
    assert program is not None
    target = folder / suffix
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += [f"--infilter={source_filter}"] if source_filter else []
    command += ["--convert-to", FORMATS[suffix], "--outdir", str(target), *map(str, sources)]
    _run(command, folder)
    return target


def printed_by_browser(source: Path, folder: Path) -> Path:
    """The PDF that Chromium prints of a page or of a text."""
    program = browser_program()
    assert program is not None
    target = folder / f"{source.stem}.pdf"
    command = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-extensions",
    ]
    command += ["--disable-background-networking", "--disable-extensions", f"--user-data-dir={folder / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
    _run(command, folder)
    return target


def _run(command: Sequence[str], home: Path) -> None:
    """Run a program in a process group of its own, of which nothing is left afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "HOME": str(home), "LANG": "C.UTF-8"}
    log = home / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        status = process.wait(_SECONDS)
    finally:
        with suppress(ProcessLookupError, PermissionError):  # the group may have ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert status == 0, log.read_text(errors="replace")[-2_000:]


def report_to_html(report: PrintedReport, *, ruled: bool = True) -> str:
    """A report as a page with merged cells."""
    parts = [f"<h1>{escape(report.title)}</h1>"]
    for heading, contents in report.sections:
        parts.append(f"<h2>{escape(heading)}</h2>")
        parts += [f"<p>{escape(part)}</p>" if isinstance(part, str) else _table(part) for part in contents]
    line = "td { border: 1px solid black }" if ruled else ""
    style = f"<style>table {{ border-collapse: collapse }} {line}</style>"
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{style}</head><body>{''.join(parts)}</body></html>"


def _table(table: PrintedTable) -> str:
    rows = (
        "".join(f"<td rowspan={cell.rowspan} colspan={cell.colspan}>{escape(cell.text)}</td>" for cell in row)
        for row in table
    )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
