"""What a report is made of on its way to print: segments, lines, grids of cells, blocks.

A segment is a stretch of print with one label. Whatever happens to a report on the way - broken lines, lost cells,
other characters - happens to segments, so that print and labels never part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = [
    "SEPARATOR",
    "Block",
    "BlockKind",
    "Grid",
    "GridCell",
    "Line",
    "Part",
    "Segment",
    "Span",
    "compose",
    "cut_segment",
    "figure_cells",
    "line_length",
    "line_text",
    "map_texts",
    "plain",
    "separator",
    "wrap",
]

_NOT_FIRST = frozenset("，。、；：！？）》”〉】,.;:!?)")

Part = Literal["whole", "head", "tail"]
Span = tuple[int, int, str, Part]
BlockKind = Literal["chrome", "title", "paragraph", "heading", "subheading", "table", "note", "signature"]

SEPARATOR = "separator"
"""Label of what only parts: tabs, pipes, padding, markup. It never becomes a span, and character noise spares it."""


class Segment(NamedTuple):
    """A stretch of print.

    Attributes:
        text: the print; empty for a figure that is not there.
        label: a label of ``gkml.labels.LabelSet``, ``SEPARATOR``, or None for prose.
        part: which part of its label it is.
        cell: id of the cell whose figure it is; None for all other print.
    """

    text: str
    label: str | None = None
    part: Part = "whole"
    cell: str | None = None


Line = tuple[Segment, ...]


class GridCell(NamedTuple):
    """A cell of a table."""

    content: Line
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A statutory table as rows of cells; what a cell above or to the left covers is left out."""

    table: str
    width: int
    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the report that stands for itself: a paragraph, a heading, a table."""

    kind: BlockKind
    lines: tuple[Line, ...] = ()
    grid: Grid | None = None
    section: int = 0


def plain(text: str) -> Line:
    """A line of prose."""
    return (Segment(text),)


def separator(text: str) -> Segment:
    """Print that only parts."""
    return Segment(text, SEPARATOR)


def line_text(line: Line) -> str:
    """The print of a line."""
    return "".join([segment.text for segment in line])


def line_length(line: Line) -> int:
    """Number of characters of a line."""
    return sum([len(segment.text) for segment in line])


def map_texts(line: Line, change: dict[str, str] | None = None, table: dict[int, str] | None = None) -> Line:
    """The line with all but its separators put through replacements, or through a table of characters."""
    return tuple(
        [
            segment if segment.label == SEPARATOR or not segment.text else _changed(segment, change, table)
            for segment in line
        ]
    )


def _changed(segment: Segment, change: dict[str, str] | None, table: dict[int, str] | None) -> Segment:
    text = segment.text
    if change:
        for old, new in change.items():
            text = text.replace(old, new)
    if table:
        text = text.translate(table)
    return segment if text == segment.text else segment._replace(text=text)


def cut_segment(segment: Segment, at: int) -> tuple[Segment, Segment]:
    """Two pieces of a segment; a label becomes head and tail."""
    before, after = segment.text[:at], segment.text[at:]
    if segment.label is None or segment.label == SEPARATOR or not before or not after:
        return segment._replace(text=before), segment._replace(text=after)
    first: Part = "tail" if segment.part == "tail" else "head"
    return segment._replace(text=before, part=first), segment._replace(text=after, part="tail")


def wrap(line: Line, width: int, *, first: int | None = None) -> list[Line]:
    """Break a line into lines of ``width`` characters; the first may be of another width.

    A line takes one character more where the next one would begin with a closing sign.
    """
    room = width if first is None else first
    if line_length(line) <= room:
        return [line]
    lines: list[Line] = []
    current: list[Segment] = []
    for segment in line:
        rest = segment
        while len(rest.text) > room:
            if rest.text[room] in _NOT_FIRST:
                if len(rest.text) == room + 1:
                    break
                room += 1
            if room > 0:
                piece, rest = cut_segment(rest, room)
                current.append(piece)
            lines.append(tuple(current))
            current, room = [], width
        current.append(rest)
        room = max(0, room - len(rest.text))
    if current:
        lines.append(tuple(current))
    return lines


def compose(lines: Iterable[Line]) -> tuple[str, tuple[Span, ...]]:
    """Lines to source text and the spans of its labels."""
    pieces: list[str] = []
    spans: list[Span] = []
    at = 0
    for line in lines:
        for text, label, part, _ in line:
            if text:
                end = at + len(text)
                if label is not None and label != SEPARATOR:
                    spans.append((at, end, label, part))
                pieces.append(text)
                at = end
        pieces.append("\n")
        at += 1
    return "".join(pieces), tuple(spans)


def figure_cells(lines: Iterable[Line]) -> dict[int, str]:
    """For each printed figure its offset in the source of ``compose``, and the id of the cell that it is of."""
    found: dict[int, str] = {}
    at = 0
    for line in lines:
        for text, _, _, cell in line:
            if text and cell is not None:
                found[at] = cell
            at += len(text)
        at += 1
    return found
