"""Whether the columns of a dump are counted in characters or as a screen shows them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gkml.text_columns import counts_screen_columns, screen_column, screen_width

LABELS = (
    "规章",
    "行政规范性文件",
    "一、本年新收政府信息公开申请数量",
    "3.其他",
    "（七）总计",
    "四、结转下年度继续办理",
)


def table(rows: list[list[int]], *, on_screen: bool) -> list[str]:
    lines = []
    for number, row in enumerate(rows):
        label = LABELS[number % len(LABELS)]
        taken = screen_width(label) if on_screen else len(label)
        lines.append(label + " " * (40 - taken) + "".join(f"{figure:<10}" for figure in row))
    return lines


@given(st.lists(st.lists(st.integers(0, 9999), min_size=4, max_size=7), min_size=6, max_size=20), st.booleans())
def test_figures_tell_how_their_columns_are_counted(rows: list[list[int]], on_screen: bool) -> None:
    assert counts_screen_columns(table(rows, on_screen=on_screen)) is on_screen


def test_a_few_figures_tell_nothing() -> None:
    assert not counts_screen_columns(table([[1, 2]], on_screen=True))
    assert not counts_screen_columns(["2022年收到申请12件。"] * 20)


@given(st.text("规章 1a，,（", max_size=30), st.data())
def test_columns_grow_by_one_or_two(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert at <= screen_column(text, at) <= 2 * at
    assert screen_column(text, len(text)) == screen_width(text)
