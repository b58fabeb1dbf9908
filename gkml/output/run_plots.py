"""Plots as SVG that stands in a page: bars with their figures beside them, in colours of the page (light or dark)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from gkml.output.printable import printable

__all__ = ["Bar", "bars", "columns", "plain"]

_WIDTH = 640  # units of the drawing; the page scales it
_BAR, _GAP = 18, 8
_LABEL_UNIT = 7.4  # width of a narrow character of 12 px
_MOST_LABEL = 30  # narrow characters of a label; what is longer is cut, its tooltip is not
_NUMBERS = 120  # room for the figures right of the bars
_HEIGHT = 150  # of columns


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, and how much of each kind it is made of, as (class of the page's style, what, how many)."""

    label: str
    parts: tuple[tuple[str, str, int], ...]

    @property
    def total(self) -> int:
        """How much it stands for."""
        return sum(number for _, _, number in self.parts)


def plain(text: object) -> str:
    """Text for a page: what does not print is shown as such, and nothing of it is markup."""
    return escape(printable(str(text)), quote=True)


def bars(rows: Sequence[Bar], *, share_of: int | None = None) -> str:
    """Bars from left to right, one below another; ``share_of`` adds the share of each."""
    if not any(row.total for row in rows):
        return '<p class="none">none</p>'
    most = max(row.total for row in rows)
    left = min(_MOST_LABEL, max(map(_units, (row.label for row in rows)))) * _LABEL_UNIT + 10
    room = _WIDTH - left - _NUMBERS
    height = len(rows) * (_BAR + _GAP)
    drawn = []
    for at, row in enumerate(rows):
        top = at * (_BAR + _GAP) + _GAP / 2
        middle = top + _BAR / 2 + 4
        drawn.append(
            f'<text class="label" x="{left - 8:.1f}" y="{middle:.1f}" text-anchor="end">{plain(_cut(row.label))}'
            f"<title>{plain(row.label)}</title></text>"
        )
        x = left
        for style, what, number in row.parts:
            width = room * number / most
            if number:
                width = max(width, 1.5)  # few beside many are seen as well
                drawn.append(
                    f'<rect class="{style}" x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_BAR}" rx="2">'
                    f"<title>{plain(row.label)}: {number:,} {plain(what)}</title></rect>"
                )
            x += width
        share = f" · {100 * row.total / share_of:.1f} %" if share_of else ""
        drawn.append(f'<text class="number" x="{x + 6:.1f}" y="{middle:.1f}">{row.total:,}{share}</text>')
    return _svg(height, drawn)


def columns(rows: Sequence[Bar]) -> str:
    """Bars that stand side by side, for what has an order: years, durations."""
    if not any(row.total for row in rows):
        return '<p class="none">none</p>'
    most = max(row.total for row in rows)
    slot = min(90.0, _WIDTH / len(rows))
    drawn = []
    for at, row in enumerate(rows):
        middle = slot * (at + 0.5)
        bottom = 18.0 + _HEIGHT
        for style, what, number in row.parts:
            height = max(_HEIGHT * number / most, 1.5) if number else 0.0
            bottom -= height
            if number:
                drawn.append(
                    f'<rect class="{style}" x="{middle - slot * 0.36:.1f}" y="{bottom:.1f}" width="{slot * 0.72:.1f}" '
                    f'height="{height:.1f}" rx="2"><title>{plain(row.label)}: {number:,} {plain(what)}</title></rect>'
                )
        drawn.append(
            f'<text class="number" x="{middle:.1f}" y="{bottom - 5:.1f}" text-anchor="middle">{row.total:,}</text>'
        )
        drawn.append(
            f'<text class="label" x="{middle:.1f}" y="{_HEIGHT + 34}" text-anchor="middle">{plain(row.label)}</text>'
        )
    drawn.append(f'<line class="axis" x1="0" x2="{slot * len(rows):.1f}" y1="{_HEIGHT + 18.5}" y2="{_HEIGHT + 18.5}"/>')
    return _svg(_HEIGHT + 42, drawn)


def _svg(height: float, drawn: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img">{"".join(drawn)}</svg>'


def _units(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WFA" else 1 for one in text)


def _cut(text: str) -> str:
    if _units(text) <= _MOST_LABEL:
        return text
    while _units(text) > _MOST_LABEL - 2:
        text = text[:-1]
    return f"{text}…"
