"""Parts of a table on following pages made one: repeated heads dropped, rows that the page break cut made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gkml.readers.pdf.blocks import LineBlock, TableBlock, TableCell
from gkml.readers.pdf.lines import FIGURE

__all__ = ["StitchedTable", "stitch"]

_SAME_PLACE = 6.0  # points by which the lines of the two parts may stand apart
_MOST_HEADS = 4  # rows of heads that a page may repeat
_FURNITURE = re.compile(
    r"[\s\-—–·.•~]*+(?:第?\s*+\d{1,3}\s*+页?+(?:[/共，,]\s*+共?\s*+\d{1,3}\s*+页?)?)?[\s\-—–·.•~]*+|[（(]?\s*(?:接|续)上?[页表]\s*[）)]?"
)
_ROW_BEGINS = re.compile(r"\s*(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d{1,2}[.．、])")
_HEAD_LINES = 2  # lines at the top and at the bottom of a page that may be running heads
_OFTEN = 3  # pages with the same line at the same height

Block = LineBlock | TableBlock
Row = tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class StitchedTable:
    """A table in its parts; ``rows`` with the page of each."""

    rows: tuple[tuple[int, Row], ...]


def stitch(pages: Iterable[Sequence[Block]]) -> Iterator[LineBlock | StitchedTable]:
    """Blocks of all pages in order of reading, parts of one table joined."""
    pages = list(pages)
    running = _running_heads(pages)
    waiting: list[TableBlock] = []  # parts of the table that the last page ended with
    between: list[LineBlock] = []  # page numbers and running heads since
    for blocks in pages:
        for block in blocks:
            if isinstance(block, LineBlock):
                if waiting and (_FURNITURE.fullmatch(block.text) or _key(block) in running):
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


def _running_heads(pages: Sequence[Sequence[Block]]) -> set[tuple[str, int]]:
    """Lines that stand at the same height of many pages, apart from their figures."""
    counts: Counter[tuple[str, int]] = Counter()
    for blocks in pages:
        lines = [block for block in blocks if isinstance(block, LineBlock)]
        counts.update({_key(line) for line in (*lines[:_HEAD_LINES], *lines[-_HEAD_LINES:])})
    return {key for key, count in counts.items() if count >= _OFTEN and key[0]}


def _key(line: LineBlock) -> tuple[str, int]:
    return re.sub(r"[\d\s]", "", line.text), round(line.box.y0 / _SAME_PLACE)


def _closed(parts: list[TableBlock], between: list[LineBlock]) -> Iterator[LineBlock | StitchedTable]:
    if parts:
        yield StitchedTable(tuple(_rows(parts)))
    yield from between


def _goes_on(above: TableBlock, below: TableBlock) -> bool:
    """Whether the columns of two parts stand under one another; those of a part with fewer are among the others."""
    a, b = above.lattice.xs, below.lattice.xs
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    ends = abs(a[0] - b[0]) <= _SAME_PLACE and abs(a[-1] - b[-1]) <= _SAME_PLACE
    return ends and all(min(abs(x - y) for y in many) <= _SAME_PLACE for x in few)


def _rows(parts: Sequence[TableBlock]) -> list[tuple[int, Row]]:
    heads = [_texts(row) for row in parts[0].rows[:_MOST_HEADS]]
    lines = sorted({x for part in parts for x in part.lattice.xs})
    columns = [x for number, x in enumerate(lines) if not number or x - lines[number - 1] > _SAME_PLACE]
    rows: list[tuple[int, Row]] = []
    for number, part in enumerate(parts):
        mine = [_regridded(row, part.lattice.xs, columns) for row in part.rows]
        if number:
            mine = _without_heads(mine, heads)
            if mine and rows:
                mine = _joined(rows, mine)
        rows.extend((part.page, row) for row in mine)
    return rows


def _regridded(row: Row, xs: Sequence[float], columns: Sequence[float]) -> Row:
    """Cells counted in the columns of the whole table."""

    def nearest(x: float) -> int:
        return min(range(len(columns)), key=lambda number: abs(columns[number] - x))

    cells = []
    for cell in row:
        left, right = nearest(xs[cell.column]), nearest(xs[cell.column + cell.colspan])
        cells.append(replace(cell, column=left, colspan=max(1, right - left)))
    return tuple(cells)


def _texts(row: Row) -> list[str]:
    return [re.sub(r"\s", "", cell.text) for cell in row]


def _without_heads(rows: list[Row], heads: Sequence[list[str]]) -> list[Row]:
    """Without the rows at the top that repeat those of the first part."""
    count = 0
    while count < min(len(rows), len(heads)) and any(_texts(rows[count])) and _texts(rows[count]) == heads[count]:
        count += 1
    return rows[count:]


def _joined(rows: list[tuple[int, Row]], below: list[Row]) -> list[Row]:
    """Make whole what the edge between two parts has cut; the rows of the lower part that are left.

    ``rows`` of the upper part are changed in place.
    """
    page, last = rows[-1]
    groups = [cell for cell in below[0] if _continues_group(rows, cell)]
    rest = tuple(cell for cell in below[0] if cell not in groups)
    whole = _one_row(last, rest)
    if whole is None:
        groups += [cell for cell in rest if _continues_label(rows, cell)]
    for cell in groups:
        number, upper = _reaching_end(rows, cell) or (0, cell)
        # the row that the edge cut is counted above it already
        joined = replace(_continued(upper, cell), rowspan=upper.rowspan + cell.rowspan - (whole is not None))
        upper_page, row = rows[number]
        rows[number] = upper_page, tuple(joined if other is upper else other for other in row)
    if whole is None:
        return [tuple(cell for cell in rest if cell not in groups), *below[1:]]
    rows[-1] = page, whole
    return below[1:]


def _continues_group(rows: Sequence[tuple[int, Row]], cell: TableCell) -> bool:
    """Whether a cell is the rest of a label that began in an earlier row: ``（四）无`` above, ``法提供`` below."""
    found = _reaching_end(rows, cell)
    return found is not None and found[0] < len(rows) - 1


def _continues_label(rows: Sequence[tuple[int, Row]], cell: TableCell) -> bool:
    """Whether a cell is the rest of a label over several rows of which only the first stands above the edge."""
    found = _reaching_end(rows, cell)
    return found is not None and (found[1].rowspan > 1 or cell.rowspan > 1)


def _reaching_end(rows: Sequence[tuple[int, Row]], cell: TableCell) -> tuple[int, TableCell] | None:
    """The label above the edge that reaches it in the columns of a cell below; None where that begins a row itself."""
    if _ROW_BEGINS.match(cell.text) or FIGURE.fullmatch(cell.text.strip()):
        return None
    for number in range(len(rows) - 1, -1, -1):
        for upper in rows[number][1]:
            if (upper.column, upper.colspan) == (cell.column, cell.colspan):
                reaches = upper.rowspan >= len(rows) - number
                label = bool(upper.text.strip()) and not FIGURE.fullmatch(upper.text.strip())
                return (number, upper) if reaches and label else None
    return None


def _continued(upper: TableCell, lower: TableCell) -> TableCell:
    """A cell with what stands of it below the edge."""
    doubts = tuple(dict.fromkeys((*upper.doubts, *lower.doubts)))
    sight = upper.sight if lower.sight == "seen" else lower.sight
    whole = replace(upper, sight=sight, doubts=doubts, unread=upper.unread or lower.unread)
    if not upper.pieces:
        return replace(whole, pieces=lower.pieces, page=lower.page)
    return replace(whole, more=(*upper.more, *lower.pieces))


def _one_row(above: Row, below: Row) -> Row | None:
    """The row that a page break cut in two; None for two rows.

    The figures of a cut row stand in one of its halves only, and its label goes on without a number of its own.
    """
    shapes = [(cell.column, cell.colspan) for cell in below if cell.rowspan == 1 or cell.pieces]
    if not set(shapes) <= {(cell.column, cell.colspan) for cell in above}:
        return None
    if _digits_go_on(above, below):
        return _merged(above, below)
    upper, lower = _figures(above), _figures(below)
    texts = [cell for cell in below if cell.pieces and not FIGURE.fullmatch(cell.text.strip())]
    if bool(upper) == bool(lower) or (upper and not texts) or any(_ROW_BEGINS.match(cell.text) for cell in texts):
        return None
    if lower and not (any(_ROW_BEGINS.match(cell.text) for cell in above) and len(below) > 2):
        return None
    return _merged(above, below)


def _merged(above: Row, below: Row) -> Row:
    lower_cells = {(cell.column, cell.colspan): cell for cell in below}
    return tuple(
        replace(_continued(cell, lower), rowspan=cell.rowspan + lower.rowspan - 1)
        if (lower := lower_cells.get((cell.column, cell.colspan))) is not None
        else cell
        for cell in above
    )


def _digits_go_on(above: Row, below: Row) -> bool:
    """Whether a row holds nothing but digits for which figures above the edge had no room."""
    upper_cells = {(cell.column, cell.colspan): cell for cell in above}
    rests = [(upper_cells[cell.column, cell.colspan], cell) for cell in below if cell.pieces]
    return (
        bool(rests)
        and all(
            upper.full
            and upper.text.isdecimal()
            and lower.text.isdecimal()
            and len(lower.text) <= len(upper.pieces[-1].text)
            for upper, lower in rests
        )
        and len(rests) < _figures(above)
    )


def _figures(row: Row) -> int:
    return sum(bool(FIGURE.fullmatch(cell.text.strip())) for cell in row)
