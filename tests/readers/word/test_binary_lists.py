"""Lists of a .doc file: their levels, and where a list that refers to them begins anew."""

from __future__ import annotations

import struct

import pytest

from gkml.readers.word.binary_lists import read_binary_lists
from tests.readers.word.doc_files import LISTS, list_parts

LSTF, LEVELS = list_parts(LISTS)
AT = 4  # a structure at offset 0 would count as missing


def table(overrides: bytes = b"", count: int = 0) -> tuple[bytes, int, int]:
    """A table stream with one list of the id 77 and two that refer to it, the second with levels of its own."""
    plain = struct.pack("<IIIBBBB", 77, 0, 0, 0, 0, 0, 0)
    changed = struct.pack("<IIIBBBB", 77, 0, 0, count, 0, 0, 0)
    lists = bytes(AT) + LSTF + LEVELS
    return lists + struct.pack("<I", 2) + plain + changed + b"\xff" * 4 + b"\xff" * 4 + overrides, AT, len(lists)


def test_levels_say_format_and_text() -> None:
    lists = read_binary_lists(*table())
    assert set(lists) == {1, 2}
    levels = lists[1].levels
    assert [(levels[depth].number_format, levels[depth].text) for depth in range(3)] == [
        ("chineseCountingThousand", "%1、"),
        ("chineseCountingThousand", "（%2）"),
        ("decimal", "%3."),
    ]
    assert lists[1].counted_as == lists[2].counted_as  # so that they count on from one another
    assert lists[1].restarts == {}


def test_a_list_may_begin_a_level_anew_or_bring_its_own() -> None:
    again = struct.pack("<II", 5, 1 | 0x10)
    lists = read_binary_lists(*table(again, 1))
    assert (lists[1].restarts, lists[2].restarts) == ({}, {1: 5})
    _, own = list_parts([(0, "\0)")])
    first_level = own[: 28 + 2 + 4]
    lists = read_binary_lists(*table(struct.pack("<II", 0, 0x20) + first_level, 1))
    assert (lists[1].levels[0].text, lists[2].levels[0].text) == ("%1、", "%1)")


@pytest.mark.parametrize("size", range(0, len(table()[0]), 37))
def test_what_is_cut_is_left_out(size: int) -> None:
    data, lists_at, overrides_at = table()
    assert set(read_binary_lists(data[:size], lists_at, overrides_at)) <= {1, 2}


def test_without_lists_there_are_none() -> None:
    assert read_binary_lists(b"x" * 100, 0, 4) == read_binary_lists(b"x" * 100, 4, 0) == {}
