"""What an error says of itself in a record."""

from __future__ import annotations

import io

import pytest

from gkml.errors import InputError, in_words, lacks_memory


def test_words_hold_no_addresses() -> None:
    first, second = (ValueError(f"cannot identify image file {io.BytesIO()!r}") for _ in range(2))
    assert in_words(first) == in_words(second) == "cannot identify image file <_io.BytesIO object>"


def test_words_are_one_line_and_never_empty() -> None:
    assert in_words(RuntimeError("one\n  two")) == "one two"
    assert in_words(KeyError.__new__(KeyError)) == "KeyError"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("std::bad_alloc"),
        RuntimeError("Failed to allocate 3 bytes"),
        OSError("Cannot allocate memory"),
    ],
)
def test_lack_of_memory_is_told(error: Exception) -> None:
    assert lacks_memory(error)
    wrapped = ValueError("broken")
    wrapped.__cause__ = error
    assert lacks_memory(wrapped)


def test_other_errors_are_no_lack_of_memory() -> None:
    assert not lacks_memory(ValueError("broken"))
    assert not lacks_memory(InputError("Limits.memory_bytes: out of memory"))
    assert not lacks_memory(None)
