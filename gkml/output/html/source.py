"""The text of a report as a person reads it, line by line, with the places marked that figures were read from.

Nothing in it is markup, whatever the file was. Characters that do not print show as one sign each, so that what stands
in an element with ``data-start`` can be counted: its characters are those of the canonical text from there on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from gkml.output.html.excerpt import MOST_WEIGHT, kept_ranges
from gkml.output.html.markup import Markup, element, join
from gkml.output.html.words import both
from gkml.records.report import Report

__all__ = ["Place", "report_to_places", "text_to_markup", "visible"]

_WIDE_SPACE = "　"  # indents paragraphs


@dataclass(frozen=True, slots=True)
class Place:
    """A range of the text that something was read from.

    Attributes:
        start, end: offsets into the text.
        kind: ``figure``, ``heading`` or ``statement`` (of the narrative).
        name: id of the cell or of the check; of a heading empty.
        marks: ``review``, ``failed`` and the like, for the style sheet.
    """

    start: int
    end: int
    kind: str
    name: str = ""
    marks: tuple[str, ...] = ()


def report_to_places(report: Report) -> list[Place]:
    """All that stands in the text of a report and can be shown there."""
    length = len(report.text or "")
    failed = {cell for check in report.checks if check.status == "fail" for cell in check.cells}
    found = [Place(one.start, one.end, "heading") for one in (*report.headings, *report.subheadings)]
    for cell in report.cells.values():
        if cell.start is not None and cell.end is not None:
            marks = [name for name, holds in (("review", cell.review), ("failed", cell.id in failed)) if holds]
            found.append(Place(cell.start, cell.end, "figure", cell.id, tuple(marks)))
    for check in report.checks:
        found += (Place(*range_, "statement", check.id, (check.status,)) for range_ in check.evidence)
    return [place for place in found if 0 <= place.start < place.end <= length]


def text_to_markup(text: str, places: Sequence[Place], most: int = MOST_WEIGHT) -> Markup:
    """Lines of the text; of a long one those around the places, with a note on how much is left out in between.

    Args:
        text: the canonical text.
        places: in any order; they may overlap.
        most: see ``kept_ranges``.
    """
    ranges = kept_ranges(text, [(place.start, place.end) for place in places], most)
    segments = _Segments(places)
    parts: list[Markup] = []
    at = 0
    for start, end in ranges:
        parts.append(_gap(start - at))
        parts += _lines(text, start, end, segments)
        at = end
    return join([*parts, _gap(len(text) - at)])


def visible(text: str) -> str:
    """Text in which every character shows, one for one; tabs and wide spaces stay."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or one in ("\t", _WIDE_SPACE) else " " if one.isspace() else "�" for one in text
    )


def _gap(number: int) -> Markup:
    return element("p", both("left_out", number=number), class_="gap") if number > 0 else Markup("")


def _lines(text: str, start: int, end: int, segments: _Segments) -> Iterator[Markup]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        kind = "line cells" if text.find("\t", at, stop) >= 0 else "line"
        yield element("div", *segments.cut(text, at, stop), class_=kind, data_start=at)
        at = stop + 1


@dataclass(slots=True)
class _Segments:
    """Places in order, taken as lines come to them: lines are asked for in order."""

    places: Sequence[Place]
    _next: int = 0
    _open: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = sorted(self.places, key=lambda place: (place.start, place.end))

    def cut(self, text: str, start: int, end: int) -> Iterator[Markup]:
        """A line in segments, each with the places that it belongs to."""
        while self._next < len(self.places) and self.places[self._next].start < end:
            self._open.append(self.places[self._next])
            self._next += 1
        self._open = [place for place in self._open if place.end > start]
        edges = {start, end}
        for place in self._open:
            edges.update(edge for edge in (place.start, place.end) if start < edge < end)
        for one, other in pairwise(sorted(edges)):
            over = [place for place in self._open if place.start <= one and other <= place.end]
            yield _segment(text, one, other, over)


def _segment(text: str, start: int, end: int, over: Sequence[Place]) -> Markup:
    shown = _with_edges(visible(text[start:end]))
    if not over:
        return shown
    marks = " ".join(dict.fromkeys(mark for place in over for mark in (place.kind, *place.marks)))
    return element(
        "mark",
        shown,
        class_=marks,
        data_cells=_names(over, "figure"),
        data_checks=_names(over, "statement"),
        data_start=start,
        data_end=end,
    )


def _names(places: Iterable[Place], kind: str) -> str | None:
    return " ".join(dict.fromkeys(place.name for place in places if place.kind == kind)) or None


_EDGE = '<span class="edge">\t</span>'


def _with_edges(shown: str) -> Markup:
    """Text with a line between cells; the tab stays, so that characters can be counted."""
    return Markup(escape(shown).replace("\t", _EDGE))
