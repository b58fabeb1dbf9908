"""Bars as SVG: as long as their figures say, and nothing of a label is markup."""

from __future__ import annotations

import pytest
from lxml import etree

from gkml.output.run_plots import Bar, bars, columns, plain
from tests.output.made_reports import HOSTILE


def sides(svg: str, name: str) -> list[float]:
    root = etree.fromstring(svg)
    return [float(rect.get(name)) for rect in root.iter("rect")]


def test_bars_are_as_long_as_their_figures() -> None:
    rows = [Bar("甲", (("ok", "read", 30),)), Bar("乙", (("ok", "read", 10), ("bad", "failed", 5)))]
    first, second, third = sides(bars(rows), "width")
    assert first == pytest.approx(3 * second, rel=0.01)
    assert second == pytest.approx(2 * third, rel=0.01)
    assert "75.0 %" in bars(rows, share_of=40)
    high, low, lowest = sides(columns(rows), "height")
    assert (high, low) == (pytest.approx(3 * low, rel=0.01), pytest.approx(2 * lowest, rel=0.01))


def test_few_beside_many_are_seen_and_nothing_is_not() -> None:
    rows = [Bar("甲", (("ok", "read", 10**9),)), Bar("乙", (("ok", "read", 1), ("bad", "failed", 0)))]
    assert [len(sides(drawn(rows), "width")) for drawn in (bars, columns)] == [2, 2]
    assert min(sides(bars(rows), "width")) >= 1
    assert "<svg" not in bars([]) + columns([Bar("甲", ())])


@pytest.mark.parametrize("label", [*HOSTILE, "<script>alert(1)</script>", "长" * 200])
def test_labels_are_text(label: str) -> None:
    for drawn in (bars, columns):
        root = etree.fromstring(drawn([Bar(label, (("ok", label, 1),))]))
        assert {element.tag for element in root.iter()} <= {"svg", "text", "title", "rect", "line"}
    assert not set('<>"') & set(plain(label))
