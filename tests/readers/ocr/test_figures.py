from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from gkml.readers.encoding import REPLACEMENT
from gkml.readers.ocr.engine import Letter, LineReading
from gkml.readers.ocr.figures import read_prints
from gkml.readers.ocr.prints import Print


class Told:
    """An engine that reads what it is told, picture by picture, first with little room and then with more."""

    def __init__(self, *readings: Sequence[LineReading]) -> None:
        self.readings = list(readings)

    def read_lines(self, lines: Sequence[Any]) -> list[LineReading]:
        if not lines:
            return []
        answer = list(self.readings.pop(0))
        assert len(answer) == len(lines)
        return answer


def reading(text: str, certainty: float = 0.99, figures: str | None = None) -> LineReading:
    def letters(one: str) -> tuple[Letter, ...]:
        return tuple(Letter(letter, (n + 0.5) / len(one), certainty) for n, letter in enumerate(one))

    return LineReading(letters(text), letters(text if figures is None else figures))


def read(first: LineReading, second: LineReading | None = None, shapes: int = 0, at_line: bool = False) -> LineReading:
    engine: Any = Told([first], [] if second is None else [second])
    piece = Print((20, 20, 60, 42), shapes, at_line)
    return read_prints([piece], np.full((80, 100), 255, np.uint8), 30.0, engine)[0].reading


def test_figures_that_come_out_alike_are_certain() -> None:
    assert read(reading("447"), reading("447", 0.97), 3).text == "447"
    assert read(reading("447"), reading("447", 0.97), 3).certainty == pytest.approx(0.97)


def test_figures_that_differ_are_in_doubt() -> None:
    result = read(reading("447"), reading("47"), 2)
    assert result.certainty <= 0.3


def test_a_lost_digit_is_seen_by_the_shapes() -> None:
    assert read(reading("47"), reading("47"), 3).certainty <= 0.3


def test_the_letter_o_is_a_zero() -> None:
    result = read(reading("O", 0.6, "0"), reading("0", 0.99, "0"), 1)
    assert result.text == "0"


def test_what_may_be_something_else_stays_in_doubt() -> None:
    result = read(reading("a", 0.9, "0"), reading("a", 0.9, "0"), 1)
    assert result.text == "0"
    assert result.certainty <= 0.5


def test_rest_of_a_line_is_no_certain_one() -> None:
    assert read(reading("1"), reading("1"), 1, at_line=True).certainty <= 0.3


def test_ink_that_is_not_read_is_never_nothing() -> None:
    empty = LineReading(())
    result = read(empty, empty)
    assert result.text == REPLACEMENT
    assert result.certainty == 0.0


def test_a_figure_that_only_one_reading_has_is_worth_nothing() -> None:
    assert read(LineReading(()), reading("3"), 1).certainty == 0.0


def test_words_are_read_once() -> None:
    assert read(reading("予以公开", 0.8)).text == "予以公开"
