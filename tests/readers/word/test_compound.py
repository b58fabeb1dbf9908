"""Compound files: streams come back whole, and damage is told whatever it points at."""

from __future__ import annotations

import struct

import pytest

from gkml.errors import InputError
from gkml.readers.word.compound import CompoundFile
from tests.readers.word.doc_files import compound, doc, text_para


def all_streams(data: bytes) -> dict[str, bytes | None]:
    file = CompoundFile(data)
    return {name: file.stream(name) for name in file.names}


def test_streams_large_and_small_come_back() -> None:
    streams = {"a": b"x", "b": b"y" * 64, "c": b"z" * 4095, "d": bytes(range(256)) * 400, "空": b""}
    file = CompoundFile(compound(streams))
    assert {name: file.stream(name) for name in file.names} == streams
    assert file.stream("missing") is None
    assert file.stream("") is None


def test_a_last_sector_cut_by_its_writer_is_read() -> None:
    data = compound({"d": b"x" * 5000})
    assert CompoundFile(data).stream("d") == b"x" * 5000
    assert CompoundFile(data[: len(data)]).names == ("d",)


def with_number(data: bytes, at: int, number: int, size: str = "<I") -> bytes:
    changed = bytearray(data)
    struct.pack_into(size, changed, at, number)
    return bytes(changed)


WHOLE = doc([text_para("甲乙丙" * 2000)])
FAT_AT = 512 * (struct.unpack_from("<I", WHOLE, 76)[0] + 1)
DIRECTORY_AT = 512 * (struct.unpack_from("<I", WHOLE, 48)[0] + 1)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE[:300],
        with_number(WHOLE, 26, 9, "<H"),
        with_number(WHOLE, 30, 31, "<H"),
        with_number(WHOLE, 30, 0, "<H"),
        with_number(WHOLE, 32, 60, "<H"),
        with_number(WHOLE, 48, 0xFFFFFFF0),
        with_number(WHOLE, 48, 0x7FFFFFFF),
        with_number(WHOLE, 60, 0x7FFFFFFF),
        with_number(WHOLE, 68, 0),
        with_number(WHOLE, 68, 0x7FFFFFFF),
        with_number(WHOLE, 76, 0x7FFFFFFF),
        with_number(WHOLE, DIRECTORY_AT + 66, 2, "<B"),
        with_number(WHOLE, DIRECTORY_AT + 76, 0x7FFFFFF),
        with_number(WHOLE, DIRECTORY_AT + 128 + 120, 0x7FFFFFFF),
        with_number(WHOLE, DIRECTORY_AT + 256 + 116, 0x7FFFFFF),
        with_number(WHOLE, DIRECTORY_AT + 256 + 116, 0xFFFFFFF0),
        with_number(WHOLE, FAT_AT, 0),
        with_number(WHOLE, FAT_AT + 4, 0),
        with_number(WHOLE, FAT_AT + 4, 0x7FFFFFFF),
    ],
)
def test_damaged_compound_files_are_told(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        all_streams(data)
    assert caught.value.code == "damaged_file"


def test_a_directory_in_a_circle_is_walked_once() -> None:
    data = with_number(with_number(WHOLE, DIRECTORY_AT + 128 + 68, 1), DIRECTORY_AT + 128 + 72, 2)
    assert set(CompoundFile(data).names) == {"1Table", "WordDocument"}


@pytest.mark.parametrize("size", [8, 100, 511, 512, 1024, 3000, len(WHOLE) // 2, len(WHOLE) - 512, len(WHOLE) - 1100])
def test_cut_files_are_told(size: int) -> None:
    with pytest.raises(InputError) as caught:
        all_streams(WHOLE[:size])
    assert caught.value.code == "damaged_file"
