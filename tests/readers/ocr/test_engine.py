"""The recogniser: lines to letters with where they stand and how sure they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gkml.errors import MissingExtraError
from gkml.readers.ocr.engine import Letter, LineReading, is_installed, load_cv2, load_engine


def line(text: str) -> Any:
    image = Image.new("L", (40 + 20 * len(text), 48), 255)
    ImageDraw.Draw(image).text((20, 6), text, fill=0, font=ImageFont.load_default(32))
    return np.asarray(image)


def test_lines_are_read_in_their_order(engine: Any) -> None:
    texts = ["408", "0", "2023 annual report", "17"]
    found = engine.read_lines([line(text) for text in texts])
    assert [reading.text for reading in found] == [text.replace(" ", "") for text in texts]
    first = found[0]
    assert [letter.at for letter in first.letters] == sorted(letter.at for letter in first.letters)
    assert all(0 <= letter.at <= 1 for letter in first.letters)
    assert first.certainty > 0.8
    assert engine.read_lines([]) == []


def test_where_a_figure_has_to_stand_letters_are_digits(engine: Any) -> None:
    (reading,) = engine.read_lines([line("8O1l")])
    assert all(letter.text in "0123456789" for letter in reading.figures)
    assert len(reading.figures) == 4


def test_lines_of_a_page_are_found(engine: Any) -> None:
    page = np.full((300, 500), 255, np.uint8)
    for y, text in ((40, "annual report"), (180, "2023")):
        drawn = line(text)
        page[y : y + 48, 30 : 30 + drawn.shape[1]] = drawn
    found = sorted(engine.find_lines(page), key=lambda box: box[1])
    assert len(found) == 2
    assert all(y - 20 < box[1] < box[3] < y + 68 for box, y in zip(found, (40, 180), strict=True))


def test_a_line_is_as_sure_as_its_least_certain_letter() -> None:
    assert LineReading((Letter("1", 0.2, 0.9), Letter("2", 0.7, 0.4))).certainty == 0.4
    assert LineReading(()).certainty == 0.0


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.readers.ocr.engine.find_spec", lambda name: None)
    assert not is_installed()
    load_engine.cache_clear()
    with pytest.raises(MissingExtraError, match=r"gkml\[ocr\]"):
        load_engine()
    monkeypatch.setattr("gkml.readers.ocr.engine.import_module", _missing)
    with pytest.raises(MissingExtraError, match=r"gkml\[ocr\]"):
        load_cv2()


def _missing(name: str) -> Any:
    raise ImportError(name)
