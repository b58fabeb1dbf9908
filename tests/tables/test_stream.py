"""Tags and cells to items, row by row: what counts as figure, label, empty cell or text, and where a table ends."""

from __future__ import annotations

import pytest

from gkml.document import Document
from gkml.labels import Tag
from gkml.tables.stream import StreamRow, document_to_stream
from tests.conftest import text_document


def tag(document: Document, label: str, text: str, **more: object) -> Tag:
    start = document.text.index(text)
    return Tag(label, start, start + len(text), **more)  # type: ignore[arg-type]


def items(document: Document, row: StreamRow) -> list[tuple[str, str]]:
    return [(item.kind, document.text[item.start : item.end]) for item in row.items]


def test_cells_with_and_without_tags() -> None:
    document = text_document("规章\t12\t\t见附件\n")
    (row,) = document_to_stream(
        document, [tag(document, "row:disclosure.rules", "规章"), tag(document, "figure", "12")]
    )
    assert items(document, row) == [("label", "规章"), ("figure", "12"), ("blank", ""), ("text", "见附件")]
    assert (row.figures, row.alone, row.barrier) == (1, False, False)


def test_several_tags_of_a_cell_are_items_in_order() -> None:
    document = text_document("规章12\n")
    tags = [tag(document, "figure", "12"), tag(document, "row:disclosure.rules", "规章", others=("group:texts",))]
    (row,) = document_to_stream(document, tags)
    assert items(document, row) == [("label", "规章"), ("figure", "12")]
    assert row.items[0].may_be("group") == ("group:texts",)
    assert row.items[0].may_be("row") == ("row:disclosure.rules",)


def test_zeros_run_together_are_figures_each() -> None:
    document = text_document("规章\t0 00\n")
    (row,) = document_to_stream(document, [tag(document, "figure", "0 00", run=True)])
    assert items(document, row)[1:] == [("figure", "0")] * 3
    assert [item.start for item in row.items[1:]] == [3, 5, 6]


@pytest.mark.parametrize(("text", "figures"), [("第20条", 0), ("第 20条", 0), ("共20条", 1)])
def test_numbers_of_articles_are_no_figures(text: str, figures: int) -> None:
    document = text_document(text + "\n")
    (row,) = document_to_stream(document, [tag(document, "figure", "20")])
    assert row.figures == figures


def test_headings_and_prose_end_a_table_and_furniture_is_skipped() -> None:
    prose = "本年度按照要求开展了各项政府信息公开工作，" * 3
    document = text_document(f"二、主动公开政府信息情况\n{prose}\n- 4 -\n规章\t1\n")
    heading = tag(document, "section:2", "二、主动公开政府信息情况")
    tags = [heading, tag(document, "furniture", "- 4 -"), tag(document, "row:disclosure.rules", "规章")]
    rows = document_to_stream(document, tags)
    assert [row.barrier for row in rows] == [True, True, False, False]
    assert [row.skipped for row in rows] == [False, False, True, False]


def test_a_figure_in_the_row_of_a_heading_keeps_the_table_open() -> None:
    document = text_document("二、主动公开 12\n")
    tags = [tag(document, "section:2", "二、主动公开"), tag(document, "figure", "12")]
    (row,) = document_to_stream(document, tags)
    assert not row.barrier
