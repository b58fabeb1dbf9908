"""LibreOffice: what it writes is read back, what only it reads comes through it, and nothing of it stays behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from gkml.errors import InputError
from gkml.pipeline import Pipeline
from gkml.readers import Limits, office, read
from tests.conftest import EXAMPLES, gold_of
from tests.readers.printed import example_to_print
from tests.readers.test_archive import zipped
from tests.readers.word.doc_files import compound
from tests.readers.word.docx_files import docx, para, report_to_docx
from tests.readers.word.test_docx import check_report

RTF = rb"{\rtf1\ansi {\b x}}"
needs_office = pytest.mark.skipif(office.office_program() is None, reason="LibreOffice is not installed")


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


def test_what_the_program_writes_is_read_and_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = tmp_path / "prepared.docx"
    prepared.write_bytes(docx(para("甲")))
    script = "import shutil, sys, pathlib\nfolder = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
    script += f"folder.mkdir()\nshutil.copy({str(prepared)!r}, folder / 'input.docx')\n"
    program(tmp_path, script)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    document = read(RTF, "a.rtf")
    assert (document.text, document.reader) == ("甲\n", "office")
    assert not list(temporary.iterdir())


# --- the real program ------------------------------------------------------------------------------------------------


def converted(sources: list[Path], filter_name: str, folder: Path, source_filter: str = "") -> Path:
    """The folder in which LibreOffice has written the files, as their format and filter name."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += [f"--infilter={source_filter}"] if source_filter else []
    target = folder / filter_name.partition(":")[0]
    command += ["--convert-to", filter_name, "--outdir", str(target), *map(str, sources)]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    return target


@pytest.fixture(scope="module")
def printed_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of the examples, written by LibreOffice as .doc, .docx and .rtf."""
    folder = tmp_path_factory.mktemp("printed")
    sources = []
    for path in EXAMPLES:
        for drawn in (False, True):
            source = folder / f"{path.stem}.{drawn}.docx"
            source.write_bytes(report_to_docx(example_to_print(path), numbered_headings=drawn))
            sources.append(source)
    for filter_name in ("doc:MS Word 97", "docx:MS Word 2007 XML", "rtf"):
        converted(sources, filter_name, folder)
    return folder


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "docx"])
@pytest.mark.parametrize("drawn", [False, True], ids=["typed", "drawn"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_reports_that_it_writes_come_back(
    path: Path, drawn: bool, suffix: str, printed_files: Path, rules: Pipeline
) -> None:
    data = (printed_files / suffix / f"{path.stem}.{drawn}.{suffix}").read_bytes()
    check_report(data, example_to_print(path), rules, f".{suffix}")


@needs_office
def test_rich_text_comes_through_it(printed_files: Path, rules: Pipeline) -> None:
    path = EXAMPLES[0]
    data = (printed_files / "rtf" / f"{path.stem}.False.rtf").read_bytes()  # it drops 、 of drawn numbers
    check_report(data, example_to_print(path), rules, ".rtf")


@pytest.fixture(scope="module")
def example_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples themselves, written by LibreOffice as .doc and .docx."""
    folder = tmp_path_factory.mktemp("examples")
    for source_filter, is_page in (("Text (encoded):UTF8", False), ("HTML (StarWriter)", True)):
        sources = []
        for path in EXAMPLES:
            if (path.suffix == ".html") == is_page:
                sources.append(folder / f"{path.stem}{'.html' if is_page else '.txt'}")
                sources[-1].write_bytes(path.read_bytes())
        for filter_name in ("doc:MS Word 97", "docx:MS Word 2007 XML"):
            converted(sources, filter_name, folder, source_filter)
    return folder


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "docx"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_that_it_prints_come_back(path: Path, suffix: str, example_files: Path, rules: Pipeline) -> None:
    report = rules(example_files / suffix / f"{path.stem}.{suffix}")
    gold = gold_of(path)
    read_back = {key: None if cell.value is None else float(cell.value) for key, cell in report.cells.items()}
    assert read_back == gold["cells"]
    assert [heading.text for heading in report.headings] == gold["headings"]
    assert (report.year, report.status) == (gold["year"], "ok")
    assert report.agency in gold["agency"]
