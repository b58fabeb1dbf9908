"""Reports drawn as PDF, page by page, in the styles that producers have; coordinates are points from the top left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.readers.pdf.sheets import Area, Print, Sheet, Stroke, Style, sheets_to_pdf, text_width

MARGIN = 57.0
LEADING = 1.3  # of the type size
PADDING = 3.0


class CellText(NamedTuple):
    """A cell to draw."""

    text: str
    rowspan: int = 1
    colspan: int = 1


class Placed(NamedTuple):
    """A cell in its place."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int


def place(rows: Sequence[Sequence[CellText]]) -> list[Placed]:
    """Cells in the first place that is free, as browsers put them."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            placed.append(Placed(cell.text, number, column, cell.rowspan, cell.colspan))
            taken.update((number + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan))
            column += cell.colspan
    return placed


def wrap(text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
    """Lines of at most ``width``; words of letters and figures stay whole where they fit a line."""
    lines, line = [], ""
    room = width - indent
    units: list[str] = []
    for character in text:
        if (
            units
            and character.isascii()
            and character.isalnum()
            and units[-1][-1].isascii()
            and units[-1][-1].isalnum()
        ):
            units[-1] += character
        else:
            units.append(character)
    for unit in units:
        if line and text_width(line + unit, size) > room + 0.01:
            lines.append(line)
            line, room = "", width
        line += unit
    return [*lines, line] if line else lines


class Drawer:
    """Fills sheets from top to bottom."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.sheets = [Sheet()]
        self.y = MARGIN
        self.bottom = style.page[1] - MARGIN

    @property
    def width(self) -> float:
        return self.style.page[0] - 2 * MARGIN

    def new_sheet(self) -> None:
        self.sheets.append(Sheet())
        self.y = MARGIN

    def text(self, text: str, *, indent: float = 0.0, size: float | None = None, centred: bool = False) -> None:
        """A paragraph."""
        size = size or self.style.size
        for number, line in enumerate(wrap(text, self.width, size, indent)):
            if self.y + size * LEADING > self.bottom:
                self.new_sheet()
            x = MARGIN + (indent if not number else 0.0)
            if centred:
                x = MARGIN + (self.width - text_width(line, size)) / 2
            self.print(line, x, self.y, size)
            self.y += size * LEADING * 1.15

    def print(self, text: str, x: float, top: float, size: float, sheet: Sheet | None = None) -> None:
        (sheet or self.sheets[-1]).items.append(Print(text, x, top, size))

    def table(self, rows: Sequence[Sequence[CellText]], weights: Sequence[float], heads: int = 0) -> None:
        """A table, cut where pages end."""
        style, size = self.style, self.style.size
        cells = place(rows)
        edges = [MARGIN]
        for weight in weights:
            edges.append(edges[-1] + self.width * weight / sum(weights))
        lines = {}
        for cell in cells:
            room = edges[cell.column + cell.colspan] - edges[cell.column] - 2 * PADDING
            lines[cell] = wrap(cell.text, room, size)
        leading = size * LEADING
        heights = [leading + 2 * PADDING] * len(rows)
        for cell in sorted(cells, key=lambda cell: cell.rowspan):
            held = sum(heights[cell.row : cell.row + cell.rowspan])
            needed = len(lines[cell]) * leading + 2 * PADDING
            heights[cell.row + cell.rowspan - 1] += max(0.0, needed - held)
        tops, strip = [0.0], 0.0
        breaks: list[float] = []
        room, used = self.bottom - self.y, 0.0
        page_room = self.bottom - MARGIN - sum(heights[:heads])
        for number, height in enumerate(heights):
            if used + height > room:
                rest = int((room - used - PADDING) / leading)
                if style.cut_rows and rest >= 1 and height > 2 * leading and number >= heads:
                    breaks.append(strip + PADDING + rest * leading)
                    height += leading  # lines that stand in the middle are pushed over the edge
                    used = strip + height - breaks[-1]
                else:
                    breaks.append(strip)
                    used = height
                room = page_room
            else:
                used += height
            strip += height
            tops.append(strip)
        self._segments(cells, lines, edges, tops, breaks, heads)

    def _segments(
        self,
        cells: Sequence[Placed],
        lines: dict[Placed, list[str]],
        edges: Sequence[float],
        tops: Sequence[float],
        breaks: Sequence[float],
        heads: int,
    ) -> None:
        leading = self.style.size * LEADING
        segments: list[tuple[float, float, Sheet, float]] = []  # strip from, to, sheet, what to add for the page
        for begin, end in zip([0.0, *breaks], [*breaks, tops[-1]], strict=True):
            if segments or begin:
                self.new_sheet()
                if heads and begin >= tops[heads]:
                    inside = [cell for cell in cells if cell.row < heads]
                    start = (0.0, tops[heads], self.sheets[-1], self.y)
                    self._draw(inside, lines, edges, tops, [start])
                    self.y += tops[heads]
            segments.append((begin, end, self.sheets[-1], self.y - begin))
            self.y += end - begin
        self._draw(cells, lines, edges, tops, segments)
        self.y += leading

    def _draw(
        self,
        cells: Sequence[Placed],
        lines: dict[Placed, list[str]],
        edges: Sequence[float],
        tops: Sequence[float],
        segments: Sequence[tuple[float, float, Sheet, float]],
    ) -> None:
        for cell in cells:
            self._draw_text(cell, lines[cell], edges, tops, segments)
            self._draw_frame(cell, edges, tops, segments)

    def _draw_text(
        self,
        cell: Placed,
        lines: Sequence[str],
        edges: Sequence[float],
        tops: Sequence[float],
        segments: Sequence[tuple[float, float, Sheet, float]],
    ) -> None:
        style, size = self.style, self.style.size
        leading = size * LEADING
        x0, x1 = edges[cell.column], edges[cell.column + cell.colspan]
        v0, v1 = tops[cell.row], tops[cell.row + cell.rowspan]
        v = v0 + PADDING
        if style.middle:
            v = (v0 + v1 - len(lines) * leading) / 2
        for line in lines:
            for _, end, _, _ in segments[:-1]:
                if v < end < v + leading:
                    v = end
            x = x0 + PADDING
            if style.centred and (cell.row < 1 or len(cell.text) < 12):
                x = (x0 + x1 - text_width(line, size)) / 2
            sheet, shift = next(((s, d) for a, b, s, d in segments if a <= v + leading / 2 <= b), segments[-1][2:])
            self.print(line, x, v + shift + (leading - size) / 2, size, sheet)
            v += leading

    def _draw_frame(
        self,
        cell: Placed,
        edges: Sequence[float],
        tops: Sequence[float],
        segments: Sequence[tuple[float, float, Sheet, float]],
    ) -> None:
        style = self.style
        x0, x1 = edges[cell.column], edges[cell.column + cell.colspan]
        v0, v1 = tops[cell.row], tops[cell.row + cell.rowspan]
        for begin, end, sheet, shift in segments:
            top, bottom = max(v0, begin), min(v1, end)
            if top >= bottom:
                continue
            if style.shade and cell.row < 1:
                sheet.items.insert(0, Area(x0, top + shift, x1, bottom + shift))
            if style.fill in ("gaps", "tiles") or (style.fill == "bands" and cell.row % 2 and cell.rowspan == 1):
                room = 0.75 if style.fill == "gaps" else 0.0
                sheet.items.insert(0, Area(x0 + room, top + shift + room, x1 - room, bottom + shift - room))
            if style.rules in ("grid", "vertical", "outer"):
                sheet.items += [Stroke(x, top + shift, x, bottom + shift) for x in (x0, x1)]
            for v_edge, edge in ((v0, top), (v1, bottom)):
                drawn = style.rules in ("grid", "horizontal") or (
                    style.rules == "outer" and edge in (tops[0], tops[-1])
                )
                if drawn and (edge == v_edge or style.closed):
                    sheet.items.append(Stroke(x0, edge + shift, x1, edge + shift))

    def to_pdf(self) -> bytes:
        """The file."""
        return sheets_to_pdf(self.sheets, self.style)
