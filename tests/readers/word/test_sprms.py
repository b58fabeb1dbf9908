"""Lists of modifiers: codes with their operands, whatever lengths they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gkml.readers.word.sprms import HIDDEN, LIST, TABLE_DEPTH, TABLE_OF_ROW, number_of, sprms
from tests.readers.word.doc_files import sprm

MODIFIERS = st.lists(st.sampled_from([(HIDDEN, 1), (LIST, 2), (TABLE_DEPTH, 4)]), max_size=5)


@given(MODIFIERS, st.data())
def test_each_modifier_has_as_many_bytes_as_its_kind(kinds: list[tuple[int, int]], data: st.DataObject) -> None:
    written = [(code, data.draw(st.binary(min_size=size, max_size=size))) for code, size in kinds]
    whole = b"".join(sprm(code, *operand) for code, operand in written)
    assert list(sprms(whole)) == written
    for cut in range(len(whole)):
        found = list(sprms(whole[:cut]))
        assert found == written[: len(found)]


def test_numbers_are_unsigned_and_little_endian() -> None:
    assert number_of(b"\x01\xff") == 0xFF01
    assert number_of(b"") == 0


def test_the_definition_of_a_table_says_its_length_in_two_bytes() -> None:
    definition = bytes(range(7))
    data = sprm(TABLE_OF_ROW, len(definition) + 1, 0, *definition) + sprm(HIDDEN, 1)
    assert list(sprms(data)) == [(TABLE_OF_ROW, definition), (HIDDEN, b"\x01")]


def test_long_lists_stand_in_another_stream() -> None:
    inner = sprm(HIDDEN, 1) + sprm(LIST, 7, 0)
    more = b"xx" + len(inner).to_bytes(2, "little") + inner
    data = sprm(0x6646, 2, 0, 0, 0) + sprm(HIDDEN, 0)
    assert list(sprms(data, more)) == [(HIDDEN, b"\x01"), (LIST, b"\x07\0"), (HIDDEN, b"\0")]


def test_tabs_without_room_for_their_length_are_counted() -> None:
    tabs = bytes([255, 2, *[0] * 8, 1, *[0] * 3])
    assert [code for code, _ in sprms(sprm(0xC615, *tabs) + sprm(HIDDEN, 1))] == [0xC615, HIDDEN]
