"""Columns of tables without rulings: rows of figures leave gutters, and heads stand over columns that may be empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gkml.document import Box
from gkml.readers.pdf.lines import FIGURE, Piece, PrintedLine, line_to_pieces

__all__ = ["Span", "UnruledTable", "find_unruled_tables", "join_wrapped_figures", "with_empty_cells"]

_FIGURES = 3  # in a line; a row of a table, where a sentence has fewer standing alone
_HEADS = 9  # lines above the first row that may be its heads: a group, and words broken into four lines
_TOGETHER = 5  # lines between rows of one table, of labels that take several
_ASKEW = 0.6  # of the height of a line; figures of one column stand no farther apart at all of their sides
_SAME = 4.0  # points by which the columns of a page may stand beside those of the page before

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class UnruledTable:
    """Rows of figures under one another.

    Attributes:
        top: where its heads begin.
        first, last: where its first row begins and its last row ends.
        strips: ``(x0, x1)`` without figures; small gaps between heads there part columns.
        columns: ``(x0, x1)`` of the columns, also of those that only a head shows; empty where figures do not stand
            under one another, so that nothing tells where an empty cell is.
    """

    top: float
    first: float
    last: float
    strips: tuple[Span, ...]
    columns: tuple[Span, ...] = ()

    def part(self, y: float, x0: float, x1: float) -> bool:
        """Whether a small gap between two characters parts heads."""
        middle = (x0 + x1) / 2
        return self.top <= y < self.first and any(left <= middle <= right for left, right in self.strips)


def find_unruled_tables(lines: Sequence[PrintedLine], before: Sequence[Span] = ()) -> Iterator[UnruledTable]:
    """The tables among lines of print, from top to bottom.

    Args:
        lines: of one page.
        before: the columns of the table that the page before ended with.
    """
    pieces = [line_to_pieces(line) for line in lines]
    rows = [number for number, mine in enumerate(pieces) if sum(map(_is_figure, mine)) >= _FIGURES]
    start = 0
    for at, number in enumerate(rows):
        if at + 1 < len(rows) and rows[at + 1] - number <= _TOGETHER:
            continue
        table = rows[start : at + 1]
        top = table[0]
        while top and table[0] - top < _HEADS and not any(map(_is_figure, pieces[top - 1])):
            top -= 1
        body = [piece for row in table for piece in pieces[row]]
        figures = _merged((piece.box.x0, piece.box.x1) for piece in body if _is_figure(piece))
        labels = [(piece.box.x0, piece.box.x1) for piece in body if not _is_figure(piece)]
        strips = ((0.0, figures[0][0]), *((a[1], b[0]) for a, b in pairwise(figures)))
        bare = UnruledTable(lines[top].box.y0, lines[table[0]].box.y0, lines[number].box.y1, strips)
        heads = [piece for line in reversed(lines[top : table[0]]) for piece in line_to_pieces(line, (), (bare,))]
        columns = _with_heads(figures, heads, labels)
        if not _stand_in_columns([[p for p in pieces[row] if _is_figure(p)] for row in table], figures):
            columns = []
        elif len(columns) < len(before) and all(_is_among(span, before) for span in columns):
            columns = list(before)
        yield UnruledTable(bare.top, bare.first, bare.last, strips, tuple(columns))
        start, before = at + 1, ()


def with_empty_cells(pieces: Sequence[Piece], box: Box, tables: Iterable[UnruledTable]) -> list[Piece]:
    """A row of figures with an empty piece in every column where nothing stands."""
    middle = (box.y0 + box.y1) / 2
    columns = next((table.columns for table in tables if table.first <= middle <= table.last), ())
    if sum(map(_is_figure, pieces)) < _FIGURES:
        return list(pieces)
    free = [
        Piece("", Box(x0, box.y0, x1, box.y1))
        for x0, x1 in columns
        if not any(piece.box.x0 <= x1 and x0 <= piece.box.x1 for piece in pieces)
    ]
    return sorted([*pieces, *free], key=lambda piece: piece.box.x0)


def join_wrapped_figures(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """Lines with the digits that their column had no room for: ``12`` above ``7`` is ``127``, and the 7 no line.

    The lower line holds nothing but digits, close under some of the longest figures of a row; a row of its own would
    have a label, or figures under shorter ones as well.
    """
    joined: list[list[Piece]] = []
    for pieces in lines:
        if joined and (whole := _with_rest(joined[-1], pieces)) is not None:
            joined[-1] = whole
            joined.append([])
        else:
            joined.append(list(pieces))
    return joined


def _with_rest(above: Sequence[Piece], below: Sequence[Piece]) -> list[Piece] | None:
    figures = [piece for piece in above if piece.text.isdecimal()]
    if not (0 < len(below) < len(figures) and len(figures) >= _FIGURES):
        return None
    longest = max(len(piece.text) for piece in figures)
    whole = list(above)
    for rest in below:
        if not rest.text.isdecimal() or len(rest.text) > longest:
            return None
        for number, piece in enumerate(above):
            high = piece.box.y1 - piece.box.y0
            beneath = -0.3 * high <= rest.box.y0 - piece.box.y1 <= 0.5 * high
            middle = (rest.box.x0 + rest.box.x1) / 2
            if beneath and piece.box.x0 <= middle <= piece.box.x1 and piece.text.isdecimal():
                if len(piece.text) < max(longest, 2):
                    return None
                box = Box(piece.box.x0, piece.box.y0, max(piece.box.x1, rest.box.x1), rest.box.y1)
                whole[number] = Piece(piece.text + rest.text, box)
                break
        else:
            return None
    return whole


def _is_figure(piece: Piece) -> bool:
    return FIGURE.fullmatch(piece.text.strip()) is not None


def _stand_in_columns(rows: Sequence[Sequence[Piece]], columns: Sequence[Span]) -> bool:
    """Whether the figures of rows stand under one another: in each column one of a row, at one of its sides or in the
    middle, and some row has one in all of them. Word processors draw rows of a broken table each with its own columns.
    """
    if max(map(len, rows), default=0) < len(columns):
        return False
    edges: list[list[tuple[float, float, float]]] = [[] for _ in columns]
    high = 0.0
    for row in rows:
        taken = set()
        for piece in row:
            x0, x1 = piece.box.x0, piece.box.x1
            column = next(number for number, (a, b) in enumerate(columns) if a <= x0 and x1 <= b)
            if column in taken:
                return False
            taken.add(column)
            edges[column].append((x0, (x0 + x1) / 2, x1))
            high = max(high, piece.box.y1 - piece.box.y0)
    spreads = [min(max(side) - min(side) for side in zip(*mine, strict=True)) for mine in edges]
    return all(spread <= _ASKEW * high for spread in spreads)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap made one."""
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((begin, end))
    return merged


def _with_heads(figures: Sequence[Span], heads: Iterable[Piece], labels: Sequence[Span]) -> list[Span]:
    """The columns of figures, and of heads over neither figures nor labels; heads from the lowest to the highest."""
    columns = list(figures)
    for head in heads:
        x0, x1 = head.box.x0, head.box.x1
        if not any(x0 <= b and a <= x1 for a, b in (*columns, *labels)):
            columns.append((x0, x1))
    return sorted(columns)


def _is_among(span: Span, columns: Sequence[Span]) -> bool:
    return any(a - _SAME <= (span[0] + span[1]) / 2 <= b + _SAME for a, b in columns)
