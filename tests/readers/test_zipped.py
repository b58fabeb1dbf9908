"""ZIP and gzip from memory: bytes come back and are counted, names are what their writers meant."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.errors import InputError
from gkml.readers.limits import Limits
from gkml.readers.zipped import Inflation, Zip, decoded_name, inflate_gzip

LIMITS = Limits(inflated_bytes=10_000, members=5)


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return packed.getvalue()


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    try:
        for packed in Zip(data, Inflation(limits), "a.zip").files():
            packed.inflate()
    except InputError as error:
        return error.code
    return "none"


@given(st.dictionaries(st.text("ab某/", min_size=1, max_size=6).filter(lambda n: n[-1] != "/"), st.binary(max_size=40)))
def test_members_come_back_and_are_counted(members: dict[str, bytes]) -> None:
    inflation = Inflation(Limits())
    files = Zip(zipped(members), inflation).files()
    assert {packed.name: packed.inflate() for packed in files} == members
    assert [packed.size for packed in files] == [len(data) for data in members.values()]
    assert inflation.size == sum(map(len, members.values()))


def test_an_archive_may_come_to_no_more_than_the_limit_and_hold_no_more_members() -> None:
    assert code_of(zipped({"a": b"x" * 6_000, "b": b"x" * 6_000})) == "archive_too_large"
    assert code_of(zipped({str(number): b"" for number in range(6)})) == "too_many_members"


def test_what_cannot_be_inflated_is_told() -> None:
    data = zipped({"a.txt": b"text" * 100})
    assert code_of(data[:-30]) == "damaged_file"
    assert code_of(data.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0")) == "encrypted"
    assert code_of(zipped({"a.txt": b"text" * 100}, zipfile.ZIP_LZMA)) == "unknown_format"
    broken = bytearray(data)
    broken[40] ^= 0xFF
    assert code_of(bytes(broken)) == "damaged_file"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_names_are_read_as_chinese_systems_write_them(codec: str) -> None:
    raw = "某局/报告.txt".encode(codec)
    assert decoded_name(raw) == "某局/报告.txt"
    info = zipfile.ZipInfo("x" * len(raw))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(info, b"1")
    data = packed.getvalue().replace(b"x" * len(raw), raw)
    assert [member.name for member in Zip(data, Inflation(LIMITS)).members] == ["某局/报告.txt"]
    assert decoded_name(b"\xff\xff") is None


def test_gzip_of_several_members_is_one_and_counted() -> None:
    inflation = Inflation(LIMITS)
    data = gzip.compress(b"one") + gzip.compress(b"two" * 1000)
    assert inflate_gzip(data, inflation) == b"one" + b"two" * 1000
    assert inflation.size == 3_003
    for broken in (data[:-4], data[:30] + b"xxxx" + data[34:]):
        with pytest.raises(InputError) as caught:
            inflate_gzip(broken, Inflation(LIMITS))
        assert caught.value.code == "damaged_file"
    with pytest.raises(InputError) as caught:
        inflate_gzip(gzip.compress(bytes(20_000)), Inflation(LIMITS))
    assert caught.value.code == "archive_too_large"
