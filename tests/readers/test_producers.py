"""The examples as LibreOffice and Chromium write them: every cell is read back as from the example itself."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

from gkml.pipeline import Pipeline
from gkml.records.report import Report
from tests.conftest import EXAMPLES, gold_of
from tests.readers.printed import example_to_print, wrong_cells
from tests.readers.producers import (
    needs_browser,
    needs_office,
    office_converts,
    printed_by_browser,
    report_to_html,
)
from tests.readers.word.docx_files import report_to_docx
from tests.readers.word.test_docx import check_report

Made = Callable[[str], Path]
FEW = [path for path in EXAMPLES if path.stem in ("hekou_2023_mixed", "huayan_2022", "xiling_2019")]
"""Those with blank cells."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Gives the folder with the files of one kind, which are made once, whichever worker asks first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # of all workers of pytest-xdist

    def folder(kind: str) -> Path:
        home = shared / f"producers-{kind}"
        home.mkdir(exist_ok=True)
        with (home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "made").exists():
                MAKERS[kind](home)
                (home / "made").touch()
        return home

    return folder


def by_office(suffix: str) -> Callable[[Path], None]:
    """Everything in one format: the examples as they are, and their figures in tables."""

    def make(home: Path) -> None:
        sources = home / "sources"
        sources.mkdir()
        texts, pages, reports = [], [], []
        for path in EXAMPLES:
            is_page = path.suffix == ".html"
            copy = sources / f"{path.stem}{'.html' if is_page else '.txt'}"
            copy.write_bytes(path.read_bytes())
            (pages if is_page else texts).append(copy)
            printed = example_to_print(path)
            for kind, data in {
                "ruled": report_to_docx(printed, ruled=True),
                "bare": report_to_docx(printed),
                "drawn": report_to_docx(printed, numbered_headings=True),
            }.items():
                reports.append(sources / f"{path.stem}.{kind}.docx")
                reports[-1].write_bytes(data)
        office_converts(texts, suffix, home, "Text (encoded):UTF8")
        office_converts(pages, suffix, home, "HTML (StarWriter)")
        office_converts(reports, suffix, home)

    return make


def by_browser(home: Path) -> None:
    """Everything printed: the examples as they are, and their figures in tables."""
    sources = home / "sources"
    sources.mkdir()
    for path in EXAMPLES:
        is_page = path.suffix == ".html"
        copy = sources / f"{path.stem}{'.html' if is_page else '.txt'}"
        # a browser takes a text without a mark for what the language of the machine suggests
        copy.write_bytes((b"" if is_page else b"\xef\xbb\xbf") + path.read_bytes())
        printed_by_browser(copy, home)
        for ruled in (True, False) if path in FEW else (True,):
            page = sources / f"{path.stem}.{'ruled' if ruled else 'bare'}.html"
            page.write_text(report_to_html(example_to_print(path), ruled=ruled), encoding="utf-8")
            printed_by_browser(page, home)


MAKERS: dict[str, Callable[[Path], None]] = {
    "browser": by_browser,
    **{suffix: by_office(suffix) for suffix in ("pdf", "docx", "doc", "rtf")},
}


def figures(report: Report) -> dict[str, tuple[object, str]]:
    return {cell.id: (cell.value, cell.state) for cell in report.cells.values()}


def check_same(report: Report, path: Path, rules: Pipeline) -> None:
    """The report is read as the example itself is."""
    whole = rules(path)
    read = figures(report)
    assert {key: (read.get(key), cell) for key, cell in figures(whole).items() if read.get(key) != cell} == {}
    assert read.keys() == figures(whole).keys()
    assert [heading.text for heading in report.headings] == [heading.text for heading in whole.headings]
    assert (report.year, report.status) == (whole.year, whole.status)
    assert report.agency in gold_of(path)["agency"]


@needs_office
@pytest.mark.parametrize("suffix", ["pdf", "docx", "doc"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_that_libreoffice_prints(path: Path, suffix: str, made: Made, rules: Pipeline) -> None:
    check_same(rules(made(suffix) / suffix / f"{path.stem}.{suffix}"), path, rules)


@needs_office
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_ruled_tables_that_libreoffice_prints(path: Path, made: Made, rules: Pipeline) -> None:
    report = rules(made("pdf") / "pdf" / f"{path.stem}.ruled.pdf")
    assert wrong_cells(report, example_to_print(path)) == {}
    assert report.status == "ok"


@needs_office
@pytest.mark.parametrize("suffix", ["docx", "doc"])
@pytest.mark.parametrize("kind", ["bare", "drawn"], ids=["typed", "drawn"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_tables_that_libreoffice_writes(path: Path, kind: str, suffix: str, made: Made, rules: Pipeline) -> None:
    """Section numbers typed, and drawn by Word."""
    data = (made(suffix) / suffix / f"{path.stem}.{kind}.{suffix}").read_bytes()
    check_report(data, example_to_print(path), rules, f".{suffix}")


@needs_office
def test_rich_text_comes_through_it(made: Made, rules: Pipeline) -> None:
    path = EXAMPLES[0]
    data = (made("rtf") / "rtf" / f"{path.stem}.bare.rtf").read_bytes()  # it drops 、 of drawn numbers
    check_report(data, example_to_print(path), rules, ".rtf")


@needs_browser
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_that_chromium_prints(path: Path, made: Made, rules: Pipeline) -> None:
    check_same(rules(made("browser") / f"{path.stem}.pdf"), path, rules)


@needs_browser
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_ruled_tables_that_chromium_prints(path: Path, made: Made, rules: Pipeline) -> None:
    report = rules(made("browser") / f"{path.stem}.ruled.pdf")
    assert wrong_cells(report, example_to_print(path)) == {}
    assert report.status == "ok"


def check_nothing_unsaid(report: Report, path: Path) -> None:
    """What is read otherwise than printed is marked."""
    wrong = wrong_cells(report, example_to_print(path))
    assert not [key for key in wrong if key in report.cells and not report.cells[key].review]


@needs_office
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_tables_without_lines_that_libreoffice_prints(path: Path, made: Made, rules: Pipeline) -> None:
    """It draws each row of them with its own columns, so that a blank cell cannot be seen."""
    check_nothing_unsaid(rules(made("pdf") / "pdf" / f"{path.stem}.bare.pdf"), path)


@needs_browser
@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_tables_without_lines_that_chromium_prints(path: Path, made: Made, rules: Pipeline) -> None:
    check_nothing_unsaid(rules(made("browser") / f"{path.stem}.bare.pdf"), path)
