"""The piece table of a .doc file: where the characters of the text stand in the stream ([MS-DOC], 2.8.35, 2.9.38)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass

from gkml.errors import InputError

__all__ = ["Piece", "PieceTable", "read_pieces"]

_PCD_BYTES = 8
_COMPRESSED = 1 << 30
_PRC, _PCDT = 1, 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that stand together in the stream.

    Attributes:
        start, end: character positions in the text; characters outside the BMP count twice.
        offset: of its first byte in the stream.
        width: bytes a character: 1 for Windows-1252, 2 for UTF-16.
        modifiers: property modifiers of a file that was saved fast.
    """

    start: int
    end: int
    offset: int
    width: int
    modifiers: bytes = b""


@dataclass(frozen=True, slots=True)
class PieceTable:
    """Pieces in their order."""

    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def at(self, position: int) -> tuple[Piece, int] | None:
        """The piece that holds a position of the text, and the offset of its character in the stream."""
        number = bisect_right(self.starts, position) - 1
        if number < 0 or position >= self.pieces[number].end:
            return None
        piece = self.pieces[number]
        return piece, piece.offset + (position - piece.start) * piece.width

    def text(self, stream: bytes) -> str:
        """The whole text, one character for every position: those outside the BMP are two surrogates."""
        return "".join(_piece_text(piece, stream) for piece in self.pieces)


def read_pieces(clx: bytes, stream_bytes: int) -> PieceTable:
    """Read the piece table from the structure Clx.

    Raises:
        InputError: ``damaged_file``.
    """
    at, lists = 0, []
    while at < len(clx) and clx[at] == _PRC:
        size = int.from_bytes(clx[at + 1 : at + 3], "little")
        lists.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at >= len(clx) or clx[at] != _PCDT:
        raise _damaged("has no piece table")
    table = clx[at + 5 : at + 5 + int.from_bytes(clx[at + 1 : at + 5], "little")]
    count = (len(table) - 4) // (4 + _PCD_BYTES)
    if count < 1:
        raise _damaged("has an empty piece table")
    positions = struct.unpack_from(f"<{count + 1}I", table)
    pieces: list[Piece] = []
    for number in range(count):
        entry = table[4 * (count + 1) + _PCD_BYTES * number :][:_PCD_BYTES]
        place = int.from_bytes(entry[2:6], "little")
        compressed = bool(place & _COMPRESSED)
        place &= _COMPRESSED - 1
        offset, width = (place // 2, 1) if compressed else (place, 2)
        start, end = positions[number], positions[number + 1]
        # Pieces do not overlap in the stream, so that the text is never longer than it.
        if end < start or end > stream_bytes or offset + (end - start) * width > stream_bytes:
            raise _damaged(f"has a piece from {start:,} to {end:,} that lies outside its stream")
        modifier = int.from_bytes(entry[6:8], "little")
        named = lists[modifier >> 1] if modifier & 1 and modifier >> 1 < len(lists) else b""
        pieces.append(Piece(start, end, offset, width, named))
    if pieces[0].start:
        raise _damaged("has a text that does not begin at 0")
    return PieceTable(tuple(pieces), tuple(piece.start for piece in pieces))


def _piece_text(piece: Piece, stream: bytes) -> str:
    raw = stream[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
    if piece.width == 1:
        return raw.decode("cp1252", "replace")
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _damaged(what: str) -> InputError:
    return InputError(f"the Word document {what}; fetch it again", code="damaged_file")
