"""A path to the reports in it: the file itself, or each member of an archive, with hashes of both."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gkml.readers.limits import Limits
from gkml.readers.sources import data_to_source, file_hash, members_of, path_to_source, path_to_sources
from tests.readers.test_zipped import zipped


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_file_stands_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    (source,) = path_to_sources(str(path))
    assert (source.name, source.data, source.error) == (str(path), b"text", None)
    assert source.sha256 == source.file_sha256 == file_hash(str(path)) == digest(b"text")
    assert path_to_source(str(path), name="-").name == "-"


def test_a_member_has_its_own_hash_and_that_of_its_archive() -> None:
    data = zipped({"x/a.txt": b"one", "b.txt": b"two" * 10})
    first, second = members_of(data_to_source(data, "a.zip"))
    assert [source.name for source in (first, second)] == ["a.zip!/x/a.txt", "a.zip!/b.txt"]
    assert (first.data, first.sha256) == (b"one", digest(b"one"))
    assert first.file_sha256 == second.file_sha256 == digest(data)


def test_what_cannot_be_had_is_a_source_with_its_error(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.txt")
    (source,) = path_to_sources(missing)
    assert source.error is not None
    assert (source.error.code, source.data, source.sha256) == ("unreadable_path", b"", None)
    assert file_hash(missing) is None
    large = data_to_source(zipped({"a.txt": b"x" * 5_000, "b.txt": b"y"}), "a.zip")
    first, *_ = members_of(large, Limits(file_bytes=1_000))
    assert first.error is not None
    assert (first.error.code, first.file_sha256) == ("file_too_large", digest(large.data))


def test_an_archive_that_is_damaged_is_one_source_with_its_error() -> None:
    data = zipped({"a.txt": b"x" * 500})
    (source,) = members_of(data_to_source(data[:60] + bytes(9) + data[69:], "a.zip"))
    assert source.error is not None
    assert source.error.code == "damaged_file"
