"""The example reports are read whole, and one lost figure costs one cell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import lxml.html
import pytest

from gkml.document import Document, Row
from gkml.pipeline import Pipeline
from gkml.readers import DEFAULT_LIMITS, read
from gkml.readers.text import read_text
from gkml.records.report import Report
from tests.conftest import ALL_EXAMPLES, EXAMPLES, gold_of, text_document

T = TypeVar("T")


def _row_at(document: Document, offset: int) -> Row:
    """The row in which an offset stands."""
    return document.rows[bisect_right(document.rows, offset, key=lambda row: row.start) - 1]


def _same(value: object, gold: float | None) -> bool:
    return value is None if gold is None else value is not None and float(value) == pytest.approx(gold)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
def test_every_cell_heading_and_name_is_read(path: Path, rules: Pipeline) -> None:
    gold = gold_of(path)
    report = rules(path)
    wrong = {key: cell.value for key, cell in report.cells.items() if not _same(cell.value, gold["cells"][key])}
    assert not wrong
    assert set(report.cells) == set(gold["cells"])
    assert [heading.text for heading in report.headings] == gold["headings"]
    assert (report.year, report.template, report.status) == (gold["year"], gold["template"], "ok")
    assert report.agency in gold["agency"]


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
def test_contradictions_and_nothing_else_fail(path: Path, rules: Pipeline) -> None:
    report = rules(path)
    broken = set(gold_of(path).get("broken", ()))
    failed = [check for check in report.checks if check.status == "fail"]
    assert bool(failed) == bool(broken)
    assert broken <= {cell for check in failed for cell in check.cells}
    assert all(broken & set(check.cells) for check in failed)
    assert all(report.cells[cell].review for cell in broken)


def test_the_wrong_totals_are_found_and_what_they_should_be_is_proposed(rules: Pipeline) -> None:
    report = rules(next(path for path in EXAMPLES if path.stem == "jinshui_2023_contradiction"))
    told = {cell.id: (cell.cause, cell.value, cell.proposal) for cell in report.cells.values() if cell.review}
    assert told.pop("requests.granted.total") == ("source", 41, 40)
    # one sum alone does not tell which of its figures is wrong
    assert {cell.rpartition(".")[0] for cell in told} == {"disputes.reconsideration"}
    assert {(cause, proposal) for cause, _, proposal in told.values()} == {("ambiguous", None)}
    assert "则应为25" in (report.cells["disputes.reconsideration.total"].reason or "")


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
def test_offsets_point_at_the_print(path: Path, rules: Pipeline) -> None:
    report = rules(path)
    assert report.text is not None
    for cell in report.cells.values():
        if cell.start is not None:
            assert report.text[cell.start : cell.end] == cell.text
    for heading in (*report.headings, *report.subheadings):
        assert report.text[heading.start : heading.end] == heading.text


def _some(items: Iterable[T], path: Path) -> Iterator[T]:
    """Every third one; of each example others, so that all rows and columns have their turn."""
    return islice(items, EXAMPLES.index(path) % 3, None, 3)


def _without_one_figure(path: Path, report: Report) -> Iterator[tuple[str, bytes]]:
    """Each printed figure of a text example deleted once; in aligned lines its room stays."""
    source = path.read_bytes().decode("utf-8")
    document = text_document(source)
    done = set()
    for cell in report.cells.values():
        if cell.start is None or cell.end is None or cell.start in done:
            continue
        done.add(cell.start)
        row = _row_at(document, cell.start)
        at, end = cell.start, cell.end
        place = next(c for c in row.cells if c.start <= at < c.end)
        assert place.source is not None
        start = place.source + at - place.start
        room = " " * (end - at) if row.kind == "aligned" else ""
        yield cell.id, (source[:start] + room + source[start + end - at :]).encode("utf-8")


def _without_one_cell(path: Path) -> Iterator[bytes]:
    """Each table cell of an HTML example that holds a figure emptied once; some in turn."""
    source = path.read_bytes()
    charset = re.search(rb"charset=[\"']?([\w-]+)", source)
    encoding = {"gb2312": "gb18030"}.get(name := charset[1].decode().lower() if charset else "utf-8", name)
    text = source.decode(encoding)
    cells = [cell.text_content() for cell in lxml.html.fromstring(text).xpath("//td|//th")]
    figures = [at for at, cell in enumerate(cells) if re.fullmatch(r"[\s\d.,+\-]*\d[\s\d.,]*元?", cell)]
    for number in _some(figures, path):
        page = lxml.html.fromstring(text)
        cell = page.xpath("//td|//th")[number]
        for child in list(cell):
            cell.remove(child)
        cell.text = ""
        yield lxml.html.tostring(page, encoding="unicode").encode("utf-8-sig")


def _figures(report: Report) -> dict[str, tuple[object, str]]:
    return {cell.id: (cell.value, cell.state) for cell in report.cells.values()}


TEXTS = [path for path in EXAMPLES if path.suffix != ".html"]
PAGES = [path for path in EXAMPLES if path.suffix == ".html"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_deleted_figure_changes_its_cell_alone(path: Path, rules: Pipeline) -> None:
    whole = rules(path)
    before = _figures(whole)
    for cell_id, data in _some(_without_one_figure(path, whole), path):
        after = _figures(rules.reconcile(read_text(data.decode("utf-8"), DEFAULT_LIMITS), path.name))
        changed = {key for key in before if before[key] != after.get(key)}
        assert changed == {cell_id}
        assert after[cell_id][0] is None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_an_emptied_cell_of_a_page_changes_itself_alone(path: Path, rules: Pipeline) -> None:
    before = _figures(rules(path))
    for data in _without_one_cell(path):
        after = _figures(rules.reconcile(read(data, path.name), path.name))
        (changed,) = (key for key in before if before[key] != after.get(key))
        assert after[changed][0] is None
