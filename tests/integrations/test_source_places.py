"""A place in the canonical text is found in the dump, or there is none."""

from __future__ import annotations

import pytest

from gkml.document import Document, DocumentBuilder, NewCell
from gkml.integrations.source_places import SourcePlaces
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from tests.conftest import text_document


def place(text: str, piece: str, document: Document | None = None) -> str | None:
    """What stands in the dump where the canonical text has ``piece``."""
    document = document or text_document(text)
    start = document.text.index(piece)
    found = SourcePlaces(document, text).place(start, start + len(piece))
    return None if found is None else text[slice(*found)]


@pytest.mark.parametrize(
    ("dump", "piece"),
    [
        ("| 规章 |  12 | 3 |\n| 规范性文件 | 4 | 5 |\n", "12"),
        ("\n\n  规章\t 12\t3\r\n规范性文件\t4\t5\r\n", "规范性文件"),
        ("规章    12      3\n规范性文件    4      5\n", "5"),
    ],
)
def test_what_a_cell_holds_stands_where_the_dump_has_it(dump: str, piece: str) -> None:
    document = text_document(dump)
    start = document.text.index(piece)
    assert SourcePlaces(document, dump).place(start, start + len(piece)) == (
        dump.index(piece),
        dump.index(piece) + len(piece),
    )


def test_a_piece_that_runs_over_cells_takes_what_stands_between_them() -> None:
    dump = "| 一、总体 | 情况 |\n|---|---|\n| 1 | 2 |\n"
    assert place(dump, "一、总体\t情况") == "一、总体 | 情况"


def test_blanks_and_unseen_characters_in_the_dump_are_stepped_over() -> None:
    dump = "\ufeff规\u200b章\t1\u200b2\t3\n"
    document = read_text(dump, DEFAULT_LIMITS, leavings=True)
    assert place(dump, "12", document) == "1\u200b2"


def test_what_the_dump_writes_otherwise_has_no_place() -> None:
    dump = "规章&amp;文件\t12\t3\n"
    document = read_text(dump, DEFAULT_LIMITS, leavings=True)
    assert "规章&文件" in document.text
    assert place(dump, "规章&文件", document) is None
    assert place(dump, "12", document) == "12"


def test_a_cell_whose_source_is_wrong_or_unknown_has_no_place() -> None:
    builder = DocumentBuilder("text")
    builder.add_row([NewCell("12", source=1), NewCell("34"), NewCell("56", source=99)], kind="cells")
    document = builder.build()
    places = SourcePlaces(document, "12 34 56")
    assert [places.place(start, start + 2) for start in (0, 3, 6)] == [None, None, None]
