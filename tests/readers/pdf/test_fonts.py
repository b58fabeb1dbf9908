"""The font of boxes: ideographs have their room where a file carries no font for them."""

from __future__ import annotations

import io
import struct
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from gkml.readers import DEFAULT_LIMITS
from gkml.readers.pdf.fonts import box_font
from gkml.readers.pdf.page import PageContent
from gkml.readers.pdf.pages import read_pages
from tests.readers.pdf.sheets import FONT


def page_of(text: str, apart: bool, size: float = 10.0) -> PageContent:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, size)
    for number, part in enumerate(text if apart else [text]):
        canvas.drawString(50 + number * size, 700, part)
    canvas.save()
    (page,) = read_pages(data.getvalue(), DEFAULT_LIMITS)
    return page


def test_the_tables_of_the_font_lie_where_its_directory_says() -> None:
    font = box_font()
    count = struct.unpack_from(">H", font, 4)[0]
    tags = []
    end = 12 + 16 * count
    for number in range(count):
        tag, _, at, length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        assert at >= end
        assert at % 4 == 0
        assert at + length <= len(font)
        end = at + length
        tags.append(tag)
    assert tags == sorted(tags)
    assert {b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"} <= set(tags)


@pytest.mark.parametrize("apart", [False, True], ids=["one string", "each character alone"])
def test_every_ideograph_is_there_and_as_wide_as_its_type(apart: bool) -> None:
    page = page_of("一二龘（）〇Ａ", apart)
    found = sorted(page.characters, key=lambda character: character.x0)
    assert "".join(character.text for character in found) == "一二龘（）〇Ａ"
    for number, character in enumerate(found):
        assert character.x0 == pytest.approx(50 + 10 * number, abs=0.5)
        assert character.x1 - character.x0 == pytest.approx(10, abs=1.5)
        assert character.size == pytest.approx(10, abs=2)


def test_figures_are_as_wide_as_the_file_says() -> None:
    found = page_of("12345", False).characters
    assert [character.text for character in found] == list("12345")
    widths = [character.x1 - character.x0 for character in found]
    assert max(widths) < 6
    assert all(right.x0 - left.x1 < 1 for left, right in pairwise(found))
