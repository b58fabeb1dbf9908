"""What is given to be read: no more is read of it than may be, and what cannot be read tells why."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from gkml.readers import Limits
from gkml.readers.given import given_to_source


class Endless(io.RawIOBase):
    """A file without end, that gives a few bytes at a time."""

    given = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes."""
        some = min(len(buffer), 700)
        self.given += some
        return some


def test_a_file_is_read_no_further_than_its_limit() -> None:
    endless: Any = Endless()
    error = given_to_source(endless, limits=Limits(file_bytes=5000)).error
    assert error is not None
    assert error.code == "file_too_large"
    assert endless.given == 5001


def test_a_file_that_gives_its_bytes_piecemeal_is_read_whole() -> None:
    class Piecemeal(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(3, 10 if size is None or size < 0 else size))

    assert given_to_source(Piecemeal(b"0123456789"), "a.txt").data == b"0123456789"


def test_a_file_is_read_from_where_it_stands_and_stays_open() -> None:
    file = io.BytesIO(b"head and tail")
    file.seek(9)
    assert given_to_source(file).data == b"tail"
    assert not file.closed


def test_a_file_that_cannot_be_read_tells_why() -> None:
    closed = io.BytesIO(b"x")
    closed.close()
    source = given_to_source(closed, "upload.pdf")
    assert source.error is not None
    assert (source.name, source.error.code, source.sha256) == ("upload.pdf", "unreadable_path", None)
    assert "closed" in source.error.message


def test_text_is_told_to_be_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text", encoding="utf-8")
    with path.open(encoding="utf-8") as file, pytest.raises(TypeError, match="opened as text"):
        given_to_source(file)  # type: ignore[arg-type]

    class Odd:
        def read(self, size: int) -> str:
            return "text"

    with pytest.raises(TypeError, match="gives text"):
        given_to_source(Odd())  # type: ignore[arg-type]


def test_a_name_is_that_of_the_caller_or_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    with path.open("rb") as file:
        assert given_to_source(file).name == str(path)
        assert given_to_source(file, "b.txt").name == "b.txt"
    assert given_to_source(path, "b.txt").name == "b.txt"
    assert given_to_source(tmp_path / "none", "b.txt").name == "b.txt"
    assert given_to_source(b"x").name == "<bytes>"
