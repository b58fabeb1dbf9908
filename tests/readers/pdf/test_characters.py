"""Characters: which are expected, which are seen, and what a layer of them is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.document import Box
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.pdf.characters import Glyph, is_expected, lies_under_picture, seen_and_unseen, text_layer
from gkml.readers.pdf.drawing import Drawing
from gkml.readers.pdf.page import Character


def characters(text: str) -> list[Character]:
    return [Character(letter, 10.0 * n, 0, 10.0 * n + 10, 10, 10) for n, letter in enumerate(text)]


def glyphs(text: str) -> list[Glyph]:
    return [Glyph(one, Box(one.x0, 1, one.x1, 9)) for one in characters(text)]


@pytest.mark.parametrize("letter", [*"年報１a-—①《·　", "々"])
def test_letters_of_reports_are_expected(letter: str) -> None:
    assert is_expected(letter)


@pytest.mark.parametrize("letter", [REPLACEMENT, "\ue000", "ɐ", "\x01", "ฅ"])
def test_others_are_not(letter: str) -> None:
    assert not is_expected(letter)


def test_what_is_not_painted_or_white_on_white_is_not_seen() -> None:
    plain, hidden, white = glyphs("甲乙丙")
    found = [plain, replace(hidden, hidden=True), replace(white, white=True)]
    seen, unseen = seen_and_unseen(found, Drawing())
    assert ("".join(one.text for one in seen), "".join(one.text for one in unseen)) == ("甲", "乙丙")
    seen, _ = seen_and_unseen(found, Drawing(fills=(Box(0, 0, 100, 20),)))
    assert "".join(one.text for one in seen) == "甲丙"


PROSE = characters("本报告由某某县人民政府办公室编制" * 4)


@pytest.mark.parametrize(
    ("text", "unseen", "drawing", "layer"),
    [
        (PROSE, False, Drawing(), "text"),
        (PROSE, True, Drawing(), "recognised"),
        (characters(REPLACEMENT * 40 + "年" * 40), False, Drawing(), "broken"),
        (characters("12"), False, Drawing(pictures=0.9), "none"),
        (characters("12"), False, Drawing(shapes=900), "none"),
        (characters("12"), False, Drawing(), "text"),
        ([], False, Drawing(pictures=0.01), "none"),
        ([], False, Drawing(), "text"),
    ],
)
def test_what_a_layer_is_worth(text: list[Character], unseen: bool, drawing: Drawing, layer: str) -> None:
    assert text_layer(text, unseen, drawing) == layer


def test_what_a_scanner_read_lies_under_its_picture() -> None:
    scan = Drawing(pictures=1.0)
    assert lies_under_picture(characters("12"), PROSE, scan)
    assert not lies_under_picture(PROSE * 2, PROSE, scan)
    assert not lies_under_picture([], PROSE, Drawing())
    assert not lies_under_picture([], [], scan)
