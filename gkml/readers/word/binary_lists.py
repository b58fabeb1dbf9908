"""Lists of a .doc file: PlfLst, LVL and PlfLfo ([MS-DOC], 2.9.150 to 2.9.193) to the lists that are counted."""

from __future__ import annotations

from gkml.readers.word.numbering import Level, NumberedList
from gkml.readers.word.numerals import NUMBER_CODES

__all__ = ["read_binary_lists"]

_LSTF_BYTES = 28
_LVLF_BYTES = 28
_LFO_BYTES = 16
_LEVELS = 9
_MOST = 4_096  # lists; Word allows 2,047


def read_binary_lists(table: bytes, lists_at: int, overrides_at: int) -> dict[int, NumberedList]:
    """Lists by the number (from 1) that paragraphs name.

    Args:
        table: the table stream.
        lists_at: offset of PlfLst, 0 where there is none.
        overrides_at: offset of PlfLfo, 0 where there is none.
    """
    if not lists_at or not overrides_at:
        return {}
    levels = _read_levels(table, lists_at)
    count = min(_number(table, overrides_at, 4), _MOST)
    at = overrides_at + 4 + count * _LFO_BYTES
    found = {}
    for number in range(count):
        entry = overrides_at + 4 + number * _LFO_BYTES
        list_id, overridden = _number(table, entry, 4), _number(table, entry + 12, 1)
        own, restarts = dict(levels.get(list_id, {})), {}
        at += 4  # a position that is not used
        for _ in range(min(overridden, _LEVELS)):
            start, flags = _number(table, at, 4), _number(table, at + 4, 4)
            at += 8
            depth = flags & 0xF
            if flags & 0x20:
                own[depth], at = _read_level(table, at)
            if flags & 0x10:
                restarts[depth] = own[depth].start if flags & 0x20 else start
        if own:
            found[number + 1] = NumberedList(str(list_id), own, restarts)
    return found


def _read_levels(table: bytes, at: int) -> dict[int, dict[int, Level]]:
    """The levels of every list by its id; they stand behind the entries of all lists."""
    count = min(_number(table, at, 2), _MOST)
    behind = at + 2 + count * _LSTF_BYTES
    found: dict[int, dict[int, Level]] = {}
    for number in range(count):
        entry = at + 2 + number * _LSTF_BYTES
        is_simple = _number(table, entry + 26, 1) & 1
        levels = {}
        for depth in range(1 if is_simple else _LEVELS):
            if behind + _LVLF_BYTES > len(table):
                return found
            levels[depth], behind = _read_level(table, behind)
        found[_number(table, entry, 4)] = levels
    return found


def _read_level(table: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    flags = _number(table, at + 5, 1)
    run_bytes, paragraph_bytes = _number(table, at + 24, 1), _number(table, at + 25, 1)
    text_at = at + _LVLF_BYTES + run_bytes + paragraph_bytes
    characters = _number(table, text_at, 2)
    end = text_at + 2 + 2 * characters
    text = table[text_at + 2 : end].decode("utf-16-le", "replace")
    level = Level(
        number_format=NUMBER_CODES.get(_number(table, at + 4, 1), "decimal"),
        # the numbers of levels stand in it as characters 0 to 8
        text="".join(f"%{ord(sign) + 1}" if ord(sign) < _LEVELS else sign for sign in text),
        start=_number(table, at, 4) & 0x7FFF,
        restart=_number(table, at + 26, 1) if flags & 0x08 else None,
        legal=bool(flags & 0x04),
    )
    return level, end


def _number(data: bytes, at: int, size: int) -> int:
    """A number; 0 behind the end."""
    return int.from_bytes(data[at : at + size], "little")
