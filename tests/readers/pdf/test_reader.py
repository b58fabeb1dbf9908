"""Pages to a document: lines and tables in order, and notes of what was not read."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.pdf.exchange import plain_to_document
from gkml.readers.pdf.page import Character, PageContent, Ruling
from gkml.readers.pdf.reader import pages_to_document, read_pdf_here, read_pdf_task
from tests.readers.pdf.drawn import Style
from tests.readers.pdf.test_lines import typed
from tests.readers.pdf.test_pages import drawn, prose, table_pdf

PROSE = "本报告由某某县人民政府办公室编制"


def page(*characters: Character, number: int = 1, rulings: tuple[Ruling, ...] = (), **fields: object) -> PageContent:
    return PageContent(number, 595, 842, tuple(characters), rulings, 0.0, **fields)  # type: ignore[arg-type]


def test_lines_and_cells_stand_where_they_do() -> None:
    document = read_pdf_here(table_pdf(Style()), DEFAULT_LIMITS)
    assert [row.kind for row in document.rows] == ["line", *["grid"] * 4, "line"][: len(document.rows)]
    assert document.reader == "pdf"
    cells = {document.cell_text(cell): cell for row in document.rows for cell in row.cells}
    assert all(cell.page == 1 and cell.boxes for cell in cells.values() if document.cell_text(cell))
    assert cells["12"].boxes[0].y0 > cells["自然人"].boxes[0].y0
    assert (cells["类别"].rowspan, cells["申请人"].colspan) == (2, 2)


def test_the_child_sends_the_same_document() -> None:
    data = drawn(prose)
    reply = read_pdf_task(data, {"limits": asdict(DEFAULT_LIMITS), "recognise": False})
    assert plain_to_document(reply.plain) == read_pdf_here(data, DEFAULT_LIMITS)


def test_pages_that_say_nothing_are_named() -> None:
    empty = page(number=2, layer="none")
    document = pages_to_document([page(*typed(PROSE)), empty, page(number=3, damaged=True)], DEFAULT_LIMITS)
    notes = dict(document.notes)
    assert any("2" in message for code, message in notes.items() if "text" in code)
    assert any("3" in message for code, message in notes.items() if "damaged" in code)


def test_a_document_without_text_is_a_typed_failure() -> None:
    with pytest.raises(InputError) as caught:
        pages_to_document([page(layer="none")], DEFAULT_LIMITS)
    assert caught.value.code == "no_text_layer"


def test_limits_hold() -> None:
    with pytest.raises(InputError):
        read_pdf_here(drawn(prose, prose), Limits(pages=1))
