"""Single property modifiers of .doc files ([MS-DOC], 2.2.5): a list of them is what a paragraph or run differs by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

__all__ = [
    "DELETED",
    "HIDDEN",
    "INNER_CELL_END",
    "INNER_ROW_END",
    "IN_TABLE",
    "IS_DATA",
    "LEVEL",
    "LIST",
    "ROW_END",
    "SPECIAL",
    "STYLE",
    "SYMBOL",
    "TABLE_DEPTH",
    "TABLE_OF_ROW",
    "VERTICAL_MERGE",
    "number_of",
    "sprms",
]

IN_TABLE: Final = 0x2416
ROW_END: Final = 0x2417
INNER_CELL_END: Final = 0x244B
INNER_ROW_END: Final = 0x244C
TABLE_DEPTH: Final = 0x6649
LEVEL: Final = 0x260A
LIST: Final = 0x460B
STYLE: Final = 0x4A30  # of a run
DELETED: Final = 0x0800
HIDDEN: Final = 0x083C
SPECIAL: Final = 0x0855
IS_DATA: Final = 0x0806
SYMBOL: Final = 0x6A09
TABLE_OF_ROW: Final = 0xD608
VERTICAL_MERGE: Final = 0xD62B
_OLD_TABLE_OF_ROW = 0xD606
_HUGE = (0x6645, 0x6646)  # more of them stand in the stream Data
_TABS = 0xC615
_LONG = 255  # a length that says that there is no room for the length
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)  # by the kind of operand; kind 6 says its own length


def sprms(data: bytes, more: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """Code and operand of every modifier in a list; what is cut is left out.

    Args:
        data: the list.
        more: the stream that holds the lists too long for their place.
    """
    at = 0
    while at + 2 <= len(data):
        code = int.from_bytes(data[at : at + 2], "little")
        start, size = _operand(code, data, at + 2)
        operand = data[start : start + size]
        if len(operand) < size:
            return
        if code in _HUGE:
            place = int.from_bytes(operand, "little")
            yield from sprms(more[place + 2 : place + 2 + int.from_bytes(more[place : place + 2], "little")])
        else:
            yield code, operand
        at = start + size


def number_of(operand: bytes) -> int:
    """An operand as an unsigned number."""
    return int.from_bytes(operand, "little")


def _operand(code: int, data: bytes, at: int) -> tuple[int, int]:
    """Where an operand begins, and its bytes."""
    size = _OPERAND_BYTES[code >> 13]
    if size:
        return at, size
    if code in (TABLE_OF_ROW, _OLD_TABLE_OF_ROW):
        return at + 2, max(0, int.from_bytes(data[at : at + 2], "little") - 1)
    length = data[at] if at < len(data) else 0
    if code == _TABS and length == _LONG:
        deleted = data[at + 1] if at + 1 < len(data) else 0
        added_at = at + 2 + 4 * deleted
        added = data[added_at] if added_at < len(data) else 0
        return at + 1, 2 + 4 * deleted + 3 * added
    return at + 1, length
