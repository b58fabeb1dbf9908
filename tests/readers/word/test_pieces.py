"""The pieces of a text: every position has its place in the stream, and what lies outside is damage."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pytest

from gkml.errors import InputError
from gkml.readers.word.pieces import PieceTable, read_pieces

STREAM = b"plain " + "甲乙𠮷".encode("utf-16-le")


def clx(
    positions: Sequence[int], places: Sequence[tuple[int, bool]], *, lists: Sequence[bytes] = (), named: int = 0
) -> bytes:
    """A piece table: where pieces begin and end in the text, where in the stream, and whether in one byte each."""
    table = struct.pack(f"<{len(positions)}I", *positions)
    for offset, narrow in places:
        table += struct.pack("<HIH", 0, (2 * offset) | 1 << 30 if narrow else offset, named)
    before = b"".join(b"\x01" + struct.pack("<H", len(each)) + each for each in lists)
    return before + b"\x02" + struct.pack("<I", len(table)) + table


def read(data: bytes) -> PieceTable:
    return read_pieces(data, len(STREAM))


def test_text_of_both_widths_and_the_place_of_each_position() -> None:
    table = read(clx([0, 6, 10], [(0, True), (6, False)]))
    text = table.text(STREAM)
    assert text.encode("utf-16-le", "surrogatepass").decode("utf-16-le") == "plain 甲乙𠮷"
    assert len(text) == 10  # what lies outside the BMP has two positions
    for position in range(10):
        found = table.at(position)
        assert found is not None
        piece, offset = found
        raw = STREAM[offset : offset + piece.width]
        assert raw.decode("cp1252" if piece.width == 1 else "utf-16-le", "surrogatepass") == text[position]
    assert table.at(10) is None
    assert table.at(-1) is None


def test_pieces_may_stand_in_another_order() -> None:
    assert read(clx([0, 2, 8], [(6, False), (0, True)])).text(STREAM) == "甲乙plain "


def test_a_piece_may_name_modifiers() -> None:
    table = read(clx([0, 6], [(0, True)], lists=[b"one", b"two"], named=1 | 1 << 1))
    assert table.pieces[0].modifiers == b"two"
    assert read(clx([0, 6], [(0, True)], lists=[b"one"], named=1 | 9 << 1)).pieces[0].modifiers == b""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x03",
        clx([0], []),
        clx([0, 99], [(0, True)]),
        clx([0, 6], [(15, False)]),
        clx([0, 6, 2], [(0, True), (0, True)]),
        clx([1, 6], [(0, True)]),
    ],
)
def test_damage_is_told(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read(data)
    assert caught.value.code == "damaged_file"
