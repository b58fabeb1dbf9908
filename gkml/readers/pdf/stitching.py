"""Parts of a table on following pages made one: repeated heads dropped, rows that the page break cut made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gkml.readers.pdf.blocks import LineBlock, TableBlock, TableCell

__all__ = ["StitchedTable", "stitch"]

_SAME_PLACE = 6.0  # points by which the lines of the two parts may stand apart
_MOST_HEADS = 4  # rows of heads that a page may repeat
_FURNITURE = re.compile(r"[\s\-—–·.•~]*(?:第?\s*\d{1,3}\s*页?(?:\s*[/共]\s*\d{1,3}\s*页?)?)?[\s\-—–·.•~]*")
_FIGURE = re.compile(r"[+\-－]?[\d０-９][\d０-９,.，]*(?:万元|元)?|[/／—\-_]")
_ROW_BEGINS = re.compile(r"\s*(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d{1,2}[.．、])")

Block = LineBlock | TableBlock


@dataclass(frozen=True, slots=True)
class StitchedTable:
    """A table in its parts; ``rows`` with the page of each."""

    rows: tuple[tuple[int, tuple[TableCell, ...]], ...]


def stitch(pages: Iterable[Sequence[Block]]) -> Iterator[LineBlock | StitchedTable]:
    """Blocks of all pages in order of reading, parts of one table joined."""
    waiting: list[TableBlock] = []  # parts of the table that the last page ended with
    between: list[LineBlock] = []  # page numbers since
    for blocks in pages:
        for block in blocks:
            if isinstance(block, LineBlock):
                if waiting and _is_furniture(block):
                    between.append(block)
                    continue
                yield from _closed(waiting, between)
                waiting, between = [], []
                yield block
            elif waiting and waiting[-1].page + 1 == block.page and _goes_on(waiting[-1], block):
                waiting.append(block)
            else:
                yield from _closed(waiting, between)
                waiting, between = [block], []
    yield from _closed(waiting, between)


def _closed(parts: list[TableBlock], between: list[LineBlock]) -> Iterator[LineBlock | StitchedTable]:
    if parts:
        yield StitchedTable(tuple(_rows(parts)))
    yield from between


def _is_furniture(block: LineBlock) -> bool:
    return _FURNITURE.fullmatch(" ".join(piece.text for piece in block.pieces)) is not None


def _goes_on(above: TableBlock, below: TableBlock) -> bool:
    """Whether the columns of two parts stand under one another; those of a part with fewer are among the others."""
    a, b = above.lattice.xs, below.lattice.xs
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    ends = abs(a[0] - b[0]) <= _SAME_PLACE and abs(a[-1] - b[-1]) <= _SAME_PLACE
    return ends and all(min(abs(x - y) for y in many) <= _SAME_PLACE for x in few)


def _rows(parts: Sequence[TableBlock]) -> list[tuple[int, tuple[TableCell, ...]]]:
    heads = [_texts(row) for row in parts[0].rows[:_MOST_HEADS]]
    lines = sorted({x for part in parts for x in part.lattice.xs})
    columns = [x for number, x in enumerate(lines) if not number or x - lines[number - 1] > _SAME_PLACE]
    rows: list[tuple[int, tuple[TableCell, ...]]] = []
    for number, part in enumerate(parts):
        mine = [_regridded(row, part.lattice.xs, columns) for row in part.rows]
        if number:
            mine = _without_heads(mine, heads)
            if mine and rows and (whole := _one_row(rows[-1][1], mine[0])) is not None:
                rows[-1] = rows[-1][0], whole
                mine = mine[1:]
        rows.extend((part.page, row) for row in mine)
    return rows


def _regridded(row: Sequence[TableCell], xs: Sequence[float], columns: Sequence[float]) -> tuple[TableCell, ...]:
    """Cells counted in the columns of the whole table."""

    def nearest(x: float) -> int:
        return min(range(len(columns)), key=lambda number: abs(columns[number] - x))

    cells = []
    for cell in row:
        left, right = nearest(xs[cell.column]), nearest(xs[cell.column + cell.colspan])
        cells.append(replace(cell, column=left, colspan=max(1, right - left)))
    return tuple(cells)


def _texts(row: Sequence[TableCell]) -> list[str]:
    return [re.sub(r"\s", "", cell.text) for cell in row]


def _without_heads(rows: list[tuple[TableCell, ...]], heads: Sequence[list[str]]) -> list[tuple[TableCell, ...]]:
    """Without the rows at the top that repeat those of the first part."""
    count = 0
    while count < min(len(rows), len(heads)) and any(_texts(rows[count])) and _texts(rows[count]) == heads[count]:
        count += 1
    return rows[count:]


def _one_row(above: Sequence[TableCell], below: Sequence[TableCell]) -> tuple[TableCell, ...] | None:
    """The row that a page break cut in two; None for two rows.

    The figures of a cut row stand in one of its halves only, and its label goes on without a number of its own.
    """
    shapes = [
        [(cell.column, cell.colspan) for cell in row if cell.rowspan == 1 or cell.pieces] for row in (above, below)
    ]
    if not set(shapes[1]) <= {(cell.column, cell.colspan) for cell in above}:
        return None
    upper, lower = _figures(above), _figures(below)
    texts = [cell for cell in below if cell.pieces and not _FIGURE.fullmatch(cell.text.strip())]
    if upper and lower:
        return None
    if not upper and not lower:
        return None
    if upper and not texts:
        return None
    if any(_ROW_BEGINS.match(cell.text) for cell in texts):
        return None
    if lower and not (any(_ROW_BEGINS.match(cell.text) for cell in above) and len(below) > 2):
        return None
    lower_cells = {(cell.column, cell.colspan): cell for cell in below}
    return tuple(
        replace(cell, pieces=(*cell.pieces, *lower_cells[cell.column, cell.colspan].pieces))
        if (cell.column, cell.colspan) in lower_cells
        else cell
        for cell in above
    )


def _figures(row: Sequence[TableCell]) -> int:
    return sum(bool(_FIGURE.fullmatch(cell.text.strip())) for cell in row)
