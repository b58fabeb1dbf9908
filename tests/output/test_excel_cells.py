"""Figures and text as cells of a worksheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.output.excel_cells import UNREAD, Styles, comment_of, figure_text, safe_text, write_figure


def cell(state: str = "number", **fields: Any) -> dict[str, Any]:
    return {"id": "a.b.c", "state": state, "value": None, "text": None, **fields}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, ""),
        (cell("absent"), ""),
        (cell("blank"), ""),
        (cell("unreadable", text="x"), UNREAD),
        (cell("mark", text=" — "), "—"),
        (cell(value=0, text="0"), 0),
        (cell(value=12, text="12"), 12),
        (cell(value=10**16, text=str(10**16)), str(10**16)),  # a spreadsheet would round it
        (cell(value=Decimal("12.50"), text="12.50"), Decimal("12.50")),
    ],
)
def test_what_a_cell_shows(given: dict[str, Any] | None, shown: object) -> None:
    assert figure_text(given) == shown


@given(st.text())
def test_text_is_what_xml_can_hold_and_no_markup(text: str) -> None:
    safe = safe_text(text)
    assert not safe.startswith("<r>") or safe.endswith(" ")
    assert all(one in "\n\t" or ord(one) >= 0x20 for one in safe)
    safe.encode("utf-8")


def test_comments_say_what_a_person_should_know() -> None:
    assert comment_of(cell(value=3, text="3")) is None
    told = comment_of(
        cell(value=3, text="3", review=True, reason="合计不符", cause="source", proposal=4, alternatives=[5])
    )
    assert told is not None
    for part in ("合计不符", "报告本身", "4", "5", "原文：3"):
        assert part in told
    long = comment_of(cell("unreadable", text="x" * 5_000))
    assert long is not None
    assert len(long) == 1_000


class Sheet:
    """Remembers what is written."""

    def __init__(self) -> None:
        self.written: list[tuple[str, object]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda row, column, value, style: self.written.append((name, value))


def test_figures_are_numbers_and_text_is_never_a_formula() -> None:
    made: list[dict[str, Any]] = []
    workbook = type("Workbook", (), {"add_format": lambda self, properties: made.append(properties)})()
    sheet, styles = Sheet(), Styles(workbook, {})
    for one in (cell(value=3, text="3"), cell("mark", text="=1+1"), cell("blank"), cell(value=4, text="4")):
        write_figure(sheet, 0, 0, one, styles)
    kinds = ["write_number", "write_string", "write_blank", "write_number"]
    assert [name for name, _ in sheet.written] == kinds
    assert len(made) == 2  # each format is made once
