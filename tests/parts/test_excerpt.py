"""Some rows of a document as a document of their own."""

from __future__ import annotations

from gkml.parts.excerpt import excerpt
from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.conftest import EXAMPLES, text_document


def test_rows_and_cells_keep_their_text() -> None:
    whole = text_document("甲\t1\n乙\t2\n\n丙\t3\n丁\t4")
    numbers = [row.index for row in whole.rows if whole.row_text(row)][1::2]
    part = excerpt(whole, numbers)
    assert part.document.text == "乙\t2\n丁\t4\n"
    assert [row.index for row in part.document.rows] == [0, 1]
    for row in part.document.rows:
        for cell in row.cells:
            start, end = part.span(cell.start, cell.end)
            assert whole.text[start:end] == part.document.cell_text(cell)


def test_a_title_of_the_file_is_that_of_its_beginning() -> None:
    whole = read(b"<html><title>t</title><p>a</p><p>b</p></html>", "a.html")
    assert (excerpt(whole, [0]).document.title, excerpt(whole, [1]).document.title) == ("t", None)


def test_reports_of_excerpts_point_into_the_whole(rules: Pipeline) -> None:
    path = EXAMPLES[0]
    alone = rules(path)
    assert alone.text is not None
    whole = read(b"\xe5\x89\x8d\xe8\xa8\x80\n" + path.read_bytes(), path.name)
    part = excerpt(whole, range(1, len(whole.rows)))
    report = part.report_in_whole(rules.reconcile(part.document, "a"), whole.text)
    spans = [
        *((cell.start, cell.end, cell.text) for cell in report.cells.values() if cell.start is not None),
        *((heading.start, heading.end, heading.text) for heading in (*report.headings, *report.subheadings)),
    ]
    assert len(spans) > 100
    assert all(whole.text[start:end] == text for start, end, text in spans)
    pairs = zip(report.checks, alone.checks, strict=True)
    for mine, theirs in pairs:
        assert [whole.text[slice(*span)] for span in mine.evidence] == [
            alone.text[slice(*span)] for span in theirs.evidence
        ]
