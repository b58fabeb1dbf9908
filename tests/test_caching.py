"""What is remembered of texts, and how much of it."""

from __future__ import annotations

from gkml.caching import LONGEST, remembers_short_texts


def _counted(megabytes: int) -> tuple[list[str], object]:
    asked: list[str] = []

    @remembers_short_texts(megabytes)
    def make(text: str, more: int = 0) -> int:
        asked.append(text)
        return len(text) + more

    return asked, make


def test_short_texts_are_made_once() -> None:
    asked, make = _counted(1)
    assert [make("规章"), make("规章"), make("规章", 1)] == [2, 2, 3]  # type: ignore[operator]
    assert asked == ["规章", "规章"]


def test_long_texts_are_not_kept() -> None:
    asked, make = _counted(1)
    long = "长" * (LONGEST + 1)
    assert make(long) == make(long) == LONGEST + 1  # type: ignore[operator]
    assert asked == [long, long]


def test_many_texts_take_no_more_than_the_bytes_named() -> None:
    asked, make = _counted(1)
    for number in range(2_000):
        make(f"{number:0{LONGEST}}")  # type: ignore[operator]
    make(f"{1_999:0{LONGEST}}")  # type: ignore[operator]
    assert len(asked) == 2_000  # the last is kept
    make(f"{0:0{LONGEST}}")  # type: ignore[operator]
    assert len(asked) == 2_001  # the first is not
