"""Lines as wide as a screen shows them."""

from __future__ import annotations

import pytest

from gkml.messages.wrapping import text_width, wrap


@pytest.mark.parametrize("width", [10, 21, 40])
def test_lines_are_as_wide_as_a_screen_shows_them(width: int) -> None:
    text = "政府信息公开工作年度报告，gkml extract 写出的记录（JSON）。" * 3
    lines = wrap(text, width)
    assert all(text_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。）" for line in lines)
