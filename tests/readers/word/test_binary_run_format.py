from __future__ import annotations

import pytest

from gkml.document import Cell
from gkml.doubts import DoubtCode
from gkml.readers.word.binary_run_format import read_modifiers
from gkml.readers.word.doc import read_doc
from gkml.readers.word.run_format import RunFormat
from tests.readers.word.doc_files import Para, doc, sprm

_IN_TABLE, _ROW_END = sprm(0x2416, 1), sprm(0x2417, 1)
_SPECIAL = sprm(0x0855, 1)


def _cell_of(*runs: tuple[str, bytes]) -> tuple[str, Cell]:
    rows = []
    for label, figure in (("甲", runs), ("乙", (("5", b""),))):
        rows += [Para([(label, b"")], "\x07", _IN_TABLE), Para(figure, "\x07", _IN_TABLE)]
        rows.append(Para([], "\x07", _IN_TABLE + _ROW_END))
    document = read_doc(doc(rows))
    return document.cell_text(document.rows[0].cells[1]), document.rows[0].cells[1]


@pytest.mark.parametrize(
    ("modifiers", "code"),
    [
        (sprm(0x2A48, 1), DoubtCode.RAISED),
        (sprm(0x4845, 10, 0), DoubtCode.RAISED),
        (sprm(0x4845, 0xF6, 0xFF), DoubtCode.LOWERED),
        (sprm(0x2A48, 2), DoubtCode.LOWERED),
        (sprm(0x0837, 1), DoubtCode.STRUCK),
        (sprm(0x2A53, 1), DoubtCode.STRUCK),
        (sprm(0x0800, 1), DoubtCode.STRUCK),
        (sprm(0x083C, 1), DoubtCode.HIDDEN),
        (sprm(0x6870, 255, 255, 255, 0), DoubtCode.FAINT),
        (sprm(0x2A42, 8), DoubtCode.FAINT),
        (sprm(0x4A43, 2, 0), DoubtCode.TINY),
    ],
)
def test_what_is_not_part_of_the_figure_is_left_out_and_doubted(modifiers: bytes, code: DoubtCode) -> None:
    text, read = _cell_of(("48213", b""), ("1", modifiers))

    assert text == "48213"
    assert (read.sight, read.doubts) == ("doubtful", (code,))


@pytest.mark.parametrize(
    ("runs", "code"),
    [
        ([("\x01", _SPECIAL)], DoubtCode.PICTURE),
        ([("48", b""), ("\x08", _SPECIAL)], DoubtCode.PICTURE),
        ([("(", _SPECIAL + sprm(0x6A09, 0, 0, 0xFC, 0xF0))], DoubtCode.UNREAD_INK),
        ([("\x13DOCPROPERTY a\x15", _SPECIAL)], DoubtCode.FIELD),
        ([("\x13=SUM(ABOVE)\x14\x15", _SPECIAL)], DoubtCode.FORMULA),
    ],
)
def test_what_is_not_read_makes_its_cell_unread(runs: list[tuple[str, bytes]], code: DoubtCode) -> None:
    _, read = _cell_of(*runs)

    assert read.unread
    assert read.doubts == (code,)


def test_what_is_plain_is_seen() -> None:
    assert _cell_of(("48213", sprm(0x6870, 0, 0, 0, 0xFF)))[1].sight == "seen"
    text, read = _cell_of(("48213", sprm(0x2A42, 8) + sprm(0x2A0C, 9)))
    assert (text, read.sight) == ("48213", "seen")


def test_switches_as_in_the_style() -> None:
    style = RunFormat({"strike": True})

    assert read_modifiers(sprm(0x0837, 0x80), style).switches == {"strike": True}
    assert read_modifiers(sprm(0x0837, 0x81), style).switches == {"strike": False}
    assert read_modifiers(b"", style) == RunFormat()
    assert read_modifiers(sprm(0xCA71, 10, *(0, 0, 0, 255, 0, 0, 128, 0), 0, 0), style).ground == "#000080"
