"""A matrix to lines of print: what parts its cells and ends its rows, and how cells are quoted, padded and wrapped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from training.synthesis.dice import Dice
from training.synthesis.printing.grammar import Plan
from training.synthesis.printing.matrix import Matrix, is_figure
from training.synthesis.segments import SEPARATOR, Line, Segment, cut_segment, line_length, separator

__all__ = ["TablePrinter", "merged_rows", "split_lines"]

_WIDEST = 22  # screen columns to which a column is padded
_WRAPPED = 9  # characters from which labels are wrapped
_UPRIGHT = 6  # characters of heads that stand upright
_CURLY = str.maketrans({'"': "”", "'": "’", "`": "’"})


def merged_rows(matrix: Matrix, manner: str, sign: str = "") -> list[list[Line]]:
    """The rows of a matrix, what merged cells cover written as ``manner`` says.

    Args:
        matrix: the table.
        manner: ``empty``, ``repeated``, ``collapsed`` (left out), ``collapsed_left`` (left out beside the cell and
            empty below it), ``ends`` (empty at the end of the row), or anything else for a sign.
        sign: that stands there.
    """
    rows: list[list[Line]] = [[] for _ in matrix.places]
    covered: dict[tuple[int, int], tuple[int, bool]] = {}
    starts: set[tuple[int, int]] = set()
    for y, x, number, down, across in matrix.spans():
        starts.add((y, x))
        for below in range(down):
            for beside in range(across):
                if below or beside:
                    covered[y + below, x + beside] = number, beside > 0
    fill: Line = (separator(sign),) if sign else ()
    for y, places in enumerate(matrix.places):
        lost = 0
        for x, number in enumerate(places):
            if (y, x) in starts:
                rows[y].append(matrix.cells[number])
                continue
            left = covered[y, x][1]
            if manner == "repeated":
                rows[y].append(matrix.cells[number])
            elif manner == "collapsed" or (manner == "collapsed_left" and left):
                continue
            elif manner == "ends":
                lost += 1
            else:
                rows[y].append(fill)
        rows[y] += [()] * lost
    return rows


def split_lines(segments: Iterable[Segment]) -> list[Line]:
    """Segments to lines at the line ends that separators hold."""
    lines: list[list[Segment]] = [[]]
    for segment in segments:
        if segment.label != SEPARATOR or "\n" not in segment.text:
            lines[-1].append(segment)
            continue
        for number, text in enumerate(segment.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(separator(text))
    return [tuple(line) for line in lines]


class TablePrinter:
    """Prints the tables of one document in one manner."""

    def __init__(self, dice: Dice, plan: Plan) -> None:
        self.dice = dice
        self.plan = plan
        self.between = plan.text("separator")
        self.end = self.between if plan["ends"] == "same" else plan.text("ends", default="\n")
        self.blank = plan.text("blank")
        self.dropped = plan["blank"] == "dropped"
        self.everywhere = dice.chance(0.5)  # the sign of a blank stands in places that merged cells cover too
        self.wide = dice.integer(6, 14)
        self.rule_each = dice.chance(0.4)
        self.page = dice.integer(8, 22)
        self.quoting, self.quote = plan["quoting"], plan.text("quoting", "sign")
        self.bare = self.between.strip(" \n\t|") or self.between.strip(" \n")
        self.breakable = plan["separator"] in ("comma", "tab")
        self.may_need_quotes = len(self.bare) == 1 or self.breakable
        self.padding = plan.text("padding")
        self.dress = plan["dress"]
        self.opened, self.closed = plan.text("dress", "open"), plan.text("dress", "close")
        self.pages = 1
        self.title: Line = ()

    def __call__(self, matrix: Matrix) -> list[Line]:
        """The lines of a table."""
        head = next(iter(matrix.figure_rows()), 0) if matrix.table != "disclosure" else 0
        rows = merged_rows(matrix, self.plan["merged"], self.plan.text("merged", "sign"))
        rows = [[self._cell(cell) for cell in row] for row in rows]
        rows = [self._numbered(number, row) for number, row in enumerate(rows)]
        if self.dropped:
            rows = [_without_blanks(row) for row in rows]
        widths = _widths(rows) if self.plan["padding"] == "columns" else []
        segments: list[Segment] = []
        for number, row in enumerate(rows):
            if number:
                segments.append(separator(self.end))
            if number > head and number % self.page == 0:
                segments += self._page(rows[:head], widths)
            segments += self._row(row, widths)
            segments += self._rule(number, len(row))
        return split_lines(segments)

    def _row(self, row: Sequence[Line], widths: Sequence[int]) -> Iterator[Segment]:
        opened, closed = self._frame()
        if opened:
            yield separator(opened)
        for x, cell in enumerate(row):
            if x:
                yield separator(self.between)
            yield from cell
            if widths and x < len(widths):
                yield separator(" " * max(0, widths[x] - _screen_width(cell)))
        if closed:
            yield separator(closed)

    def _page(self, head: Sequence[Sequence[Line]], widths: Sequence[int]) -> Iterator[Segment]:
        """What stands where a page ends and the next begins."""
        manner = self.plan["pages"]
        if manner in ("none", "") or "\n" not in self.end:
            return
        self.pages += 1
        words = {
            "feed": "\f",
            "counted": f"第 {self.pages} 页，共 9 页",
            "marked": "（续表）",
        }.get(manner, f"- {self.pages} -")
        yield Segment(words, "furniture") if words != "\f" else separator(words)
        yield separator("\n")
        if manner == "heads":
            yield from (*self.title, separator("\n"))
        if manner in ("heads", "marked"):
            for row in head:
                yield from self._row(row, widths)
                yield separator(self.end)

    def _frame(self) -> tuple[str, str]:
        sign, frame = self.between.strip(" ") or self.between, self.plan["frame"]
        space = " " if self.between.startswith(" ") else ""
        if frame in ("none", ""):
            return "", ""
        if frame == "closed":
            return "", space + sign
        if frame == "opened":
            return sign + space, ""
        if frame in ("both", "ruled"):
            return sign + space, space + sign
        return self.plan.text("frame", "open"), self.plan.text("frame", "close")

    def _rule(self, number: int, width: int) -> Iterator[Segment]:
        if self.plan["frame"] == "ruled" and (number == 0 or self.rule_each):
            sign = self.between.strip(" ")
            yield separator("\n" + sign + sign.join(["---"] * max(1, width)) + sign)

    def _numbered(self, number: int, row: list[Line]) -> list[Line]:
        production = self.plan.production("numbered")
        if production is None or production.name == "none":
            return row
        count = production.text("form", "{}").format(int(production.text("first")) + number)
        return [(Segment(count),), *row]

    def _cell(self, cell: Line) -> Line:
        figure = is_figure(cell)
        if not line_length(cell):
            if self.blank and (figure or self.everywhere):
                cell = (*cell, separator(self.blank))
        elif not figure:
            cell = self._dressed(self._wrapped(cell))
        return self._padded(self._quoted(cell, figure))

    def _dressed(self, cell: Line) -> Line:
        if self.dress == "escapes":
            return _escaped_numbers(cell)
        return (separator(self.opened), *cell, separator(self.closed)) if self.opened else cell

    def _wrapped(self, cell: Line) -> Line:
        manner, joint = self.plan["wrapping"], self.plan.text("wrapping")
        length = line_length(cell)
        if manner == "upright":
            upright = 1 < length <= _UPRIGHT and not any(sign.isdigit() for s in cell for sign in s.text)
            return _broken(cell, 1, joint) if upright else cell
        return _broken(cell, self.wide, joint) if joint and length > max(_WRAPPED, self.wide) else cell

    def _quoted(self, cell: Line, figure: bool) -> Line:
        manner, sign = self.quoting, self.quote
        if not sign and not self.may_need_quotes:
            return cell
        inside = "".join([segment.text for segment in cell])
        needed = (len(self.bare) == 1 and self.bare in inside) or (self.breakable and "\n" in inside)
        if not sign:
            if not needed:
                return cell
            sign = '"'
        elif not (needed or manner not in ("filled", "labels") or (inside and not (manner == "labels" and figure))):
            return cell
        closing = sign[-1] if sign.startswith("=") else sign
        plain = [s if s.label == SEPARATOR else s._replace(text=s.text.translate(_CURLY)) for s in cell]
        return (separator(sign), *plain, separator(closing))

    def _padded(self, cell: Line) -> Line:
        return (separator(self.padding), *cell, separator(self.padding)) if self.padding else cell


def _escaped_numbers(cell: Line) -> Line:
    """A label whose number has its point escaped."""
    first = cell[0]
    if first.label == SEPARATOR or first.text[1:2] != "." or not first.text[:1].isdigit() or len(first.text) < 3:
        return cell
    number, rest = cut_segment(first, 1)
    return (number, separator("\\"), rest, *cell[1:])


def _broken(cell: Line, width: int, joint: str) -> Line:
    """A cell broken every so many characters."""
    out: list[Segment] = []
    room = width
    for segment in cell:
        rest = segment
        while len(rest.text) > room:
            if room:
                piece, rest = cut_segment(rest, room)
                out.append(piece)
            out.append(separator(joint))
            room = width
        out.append(rest)
        room -= len(rest.text)
    return tuple(out)


def _without_blanks(row: Sequence[Line]) -> list[Line]:
    """The row without its empty cells; the figures that are not there stay as nothing behind the others."""
    kept = [cell for cell in row if line_length(cell)]
    gone = [segment for cell in row if not line_length(cell) for segment in cell]
    if not kept:
        return [tuple(gone)]
    return [*kept[:-1], (*kept[-1], *gone)]


def _widths(rows: Sequence[Sequence[Line]]) -> list[int]:
    widths: list[int] = []
    for row in rows:
        for x, cell in enumerate(row):
            if x == len(widths):
                widths.append(2)
            widths[x] = max(widths[x], min(_WIDEST, _screen_width(cell)))
    return widths


def _screen_width(line: Line) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for segment in line for sign in segment.text)
