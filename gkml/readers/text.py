"""Text dumps to Document: tabs, pipes, Markdown, one cell a line, columns made with spaces.

A dump has no structure but its separators, so each line is asked which it uses. Only what the line itself shows is
kept; which cells make a statutory row is decided later, by their labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import NamedTuple

from gkml.document import Document, DocumentBuilder, NewCell, RowKind
from gkml.doubts import DoubtCode
from gkml.readers.delimited import Delimited, delimited_rows
from gkml.readers.dialect import Dialect, learn_dialect
from gkml.readers.joined_lines import Source, join_lines
from gkml.readers.leavings import Cleaned, clean, cleaned_cells
from gkml.readers.limits import Limits
from gkml.readers.lost_line_ends import with_line_ends
from gkml.readers.separators import learn_separator, separated_cells
from gkml.readers.translating import translated, with_lines
from gkml.readers.written_out import read_written_out
from gkml.text_columns import counts_screen_columns, screen_column
from gkml.values import value

__all__ = ["read_text"]

_PIPE = re.compile(r"(?<!\\)[|｜│┃║¦]")
_DOUBLED = re.compile(r"\|\|")  # of a wiki
_DOUBLED_ROW = re.compile(r"\|?(?:\s*[^|\s][^|]*)?(?:\|\|[^|]*)+")
_RULE_CELL = re.compile(r":?[-–—―─━=_]{3,}:?")
_DASHES = re.compile(r":?-{3,}:?")
_DRAWN = re.compile("[-─━═=_]")
_BOX_LINE = re.compile(r"[\s+|\-=:\u2500-\u257f]*")
_TAB = re.compile("\t")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c]")
_TAB_CELL = re.compile(r"\t[^\t|｜│┃║¦]*")
_QUOTES = frozenset("\"'`*_")
_QUOTED = re.compile(r"=?(?P<sign>[\"'])\s*+(?P<text>.*)(?P=sign)", re.S)
_EMPHASISED = re.compile(r"(?P<sign>\*\*\*?|__|`|\*)(?P<text>[^\s*_`](?:.*?[^\s])??)(?P=sign)", re.S)
_GAP = re.compile(r"[ \u3000\u00a0]{2,}")
_UNIT_BEHIND = re.compile(r"(?<=[\u3400-\u9fff）)]) (?P<unit>[件条项次篇个人]|人次|万?元|——)$")
_FIGURE = re.compile(r"[+\-－]?[\d,]+(?:\.\d+)?|[-—/]{1,3}")
_BLANKS = " \u3000\u00a0\u200b\ufeff"
_EDGES = _BLANKS + "\t\n\r\x0b\x0c"
_LEAST_ROWS = 3  # rows of a table
_MIN_TAB_CELLS = 8  # fewer lines that begin with a tab are an indented paragraph or two


@value
class _Line:
    """One line of the dump with its cells; ``gap`` counts the empty lines before it."""

    cells: tuple[NewCell, ...]
    kind: RowKind
    gap: int


def read_text(text: str, limits: Limits, *, leavings: bool = False) -> Document:
    """Read a text dump.

    Args:
        text: the dump.
        limits: what it may hold.
        leavings: whether it is cleaned of what the program that wrote it may have left in it (``leavings``).

    Raises:
        InputError: ``line_too_long`` or ``too_many_rows``.
    """
    cleaned = clean(text) if leavings else Cleaned(text)
    text = cleaned.text
    limits.check_rows(1 + sum(map(text.count, "\n\r\x0b\x0c")) - text.count("\r\n"))  # before any of them is made
    lines = list(_source_lines(text))
    limits.check_line(max(len(line.text) for line in lines))
    in_lines = with_lines(cleaned, limits)
    dialect = learn_dialect(in_lines.text)
    if (usual := translated(in_lines, dialect, limits)) is not cleaned:
        cleaned, text = usual, usual.text
        lines = list(_source_lines(text))
    lines = with_line_ends(lines)
    builder = DocumentBuilder("text")
    lines = join_lines(lines, text)
    tab_cells = "\t" in text and _has_tab_cells(lines)
    read = _lines_of_tab_cells(lines, dialect) if tab_cells else _separated_lines(lines, text, dialect)
    cut = list(_counted(read, limits))
    del lines, read  # of short lines the objects take a hundred times their bytes; each is let go when it is used
    for line in _written_out(_without_pipe_lines(cut)):
        builder.add_row(cleaned_cells(line.cells, cleaned), kind=line.kind, gap=line.gap)
    return builder.build()


def _counted(lines: Iterable[_Line], limits: Limits) -> Iterator[_Line]:
    """The lines, as long as their cells are not too many: a cell takes a hundred times its bytes in the file."""
    cells = 0
    for line in lines:
        cells += len(line.cells)
        limits.check_cells(cells)
        yield line


def _written_out(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines, every table of them as it was before a program wrote it out."""
    for several, group in groupby(lines, lambda line: len(line.cells) > 1):
        if not several:
            yield from group
            continue
        table = list(group)
        rows = read_written_out([line.cells for line in table]) if len(table) >= _LEAST_ROWS else None
        if rows is None:
            yield from table
            continue
        for line, cells in zip(table[len(table) - len(rows) :], rows, strict=True):
            yield replace(line, cells=cells)


class _Frame(NamedTuple):
    """Whether the pipes at the ends of a row belong to its frame, and whether two of them part cells (``||``)."""

    opened: bool
    closed: bool
    doubled: bool


class _Style(NamedTuple):
    """How a dump writes its rows.

    Attributes:
        frame: of its pipes.
        separator: a sign of its own between cells; None without one.
        on_screen: its columns stand under one another on a screen, where an ideograph is as wide as two letters.
    """

    frame: _Frame
    separator: str | None
    on_screen: bool


def _source_lines(text: str) -> Iterator[Source]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield Source(text[start : end.start()], start)
        start = end.end()
    yield Source(text[start:], start)


def _has_tab_cells(lines: Sequence[Source]) -> bool:
    """Whether the dump writes one cell a line behind a tab, with an empty line between rows."""
    indented = sum(bool(_TAB_CELL.fullmatch(line.text)) for line in lines)
    tabbed = sum("\t" in line.text.strip("\t ") for line in lines)
    return indented >= _MIN_TAB_CELLS and indented > tabbed


def _lines_of_tab_cells(lines: Sequence[Source], dialect: Dialect) -> Iterator[_Line]:
    """Lines behind a tab are the cells of one row until an empty line; a lone tab is an empty cell."""
    cells: list[NewCell] = []
    gap = row_gap = 0
    for line in [*lines, Source("", 0)]:
        if _TAB_CELL.fullmatch(line.text):
            if not cells:
                row_gap = gap
            cells.append(_cell(line, 1, len(line.text)))
            gap = 0
            continue
        if cells:
            yield _Line(tuple(cells), "cells", row_gap)
            cells = []
        if not line.text.strip("\t" + _BLANKS):
            gap += 1
            continue
        yield from _separated_lines([line], line.text, dialect, gap)
        gap = 0


def _separated_lines(lines: Sequence[Source], text: str, dialect: Dialect, gap: int = 0) -> Iterator[_Line]:
    style = _Style(
        _pipe_frame(lines),
        None if dialect.is_told else learn_separator(line.text for line in lines),
        counts_screen_columns(line.text for line in lines),
    )
    delimited = delimited_rows(lines, text) if len(lines) > 1 else {}
    for number, line in enumerate(lines):
        if not line.text.strip(_BLANKS):
            gap += 1
            continue
        if number in delimited:
            yield _Line(tuple(_delimited_cells(line, delimited[number])), "cells", gap)
            gap = 0
            continue
        if _is_rule(line.text):
            continue
        cells, kind = _line_to_cells(line, style)
        if _are_rules(cells):
            continue
        yield _Line(tuple(cells), kind, gap)
        gap = 0


def _delimited_cells(line: Source, row: Delimited) -> Iterator[NewCell]:
    for start, end in row.cells:
        cell = _cell(line, start, end)
        yield replace(cell, sight="doubtful", doubts=(DoubtCode.DIALECT,)) if row.doubtful else cell


def _pipe_frame(lines: Sequence[Source]) -> _Frame:
    """Whether the rows of the dump begin and end with a pipe, which then closes cells and opens none."""
    piped = [text for text in (line.text.strip(_BLANKS) for line in lines) if len(_PIPE.findall(text)) > 1]
    opened = sum(bool(_PIPE.match(text)) for text in piped)
    closed = sum(bool(_PIPE.match(text[-1])) for text in piped)
    doubled = sum(bool(_DOUBLED_ROW.fullmatch(text)) for text in piped if "||" in text)
    return _Frame(opened * 2 > len(piped), closed * 2 > len(piped), doubled * 2 > len(piped))


def _is_rule(line: str) -> bool:
    """A line that only draws: ``|---|---|``, ``+----+``, ``-----\\t----``."""
    if not _DRAWN.search(line):
        return False
    if _BOX_LINE.fullmatch(line) and re.search(r"[-=─━═]{3}", line):
        return True
    pieces = [piece for piece in re.split(r"[|｜\t\s]+", line) if piece]
    return bool(pieces) and all(_RULE_CELL.fullmatch(piece) for piece in pieces) and len(line.strip()) > 4


def _are_rules(cells: Sequence[NewCell]) -> bool:
    """Whether the cells of a line hold nothing but ``---``, as below the heads of a table in Markdown."""
    texts = [cell.text for cell in cells if cell.text]
    return len(texts) > 1 and all(_DASHES.fullmatch(text) for text in texts)


def _line_to_cells(line: Source, style: _Style) -> tuple[list[NewCell], RowKind]:
    """Cut one line at its separators: tabs, pipes, the sign of this dump, gaps of two spaces and more."""
    text = line.text
    tabbed = "\t" in text.strip(_BLANKS)
    if _PIPE.search(text):
        return [_cell(line, a, b) for a, b in _pipe_cells(text, style.frame, tabbed)], "cells"
    if tabbed:
        return [_cell(line, a, b) for a, b in _tab_cells(text, style.separator)], "cells"
    separated = separated_cells(text, style.separator) if style.separator else None
    if separated:
        return [_cell(line, a, b) for a, b in separated], "cells"
    start = len(text) - len(text.lstrip(_BLANKS))
    end = len(text.rstrip(_BLANKS))
    pieces = [(start + a, start + b) for a, b in _between(_GAP, text[start:end])]
    pieces = list(_with_units_apart(text, pieces))
    if len(pieces) > 1:
        place = partial(screen_column, text) if style.on_screen else int
        return [_cell(line, a, b, x=(place(a), place(b))) for a, b in pieces], "aligned"
    return [_cell(line, start, end, x=(start, len(text)))], "line"


def _tab_cells(text: str, separator: str | None) -> Iterator[tuple[int, int]]:
    """Cells between tabs; behind a line number or the like, those that the sign of the dump parts."""
    alone = text.count("\t") == 1
    for start, end in _between(_TAB, text):
        inside = separated_cells(text[start:end], separator) if separator and alone else None
        yield from [(start + a, start + b) for a, b in inside] if inside else [(start, end)]


def _with_units_apart(text: str, pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces of a line; a unit behind a label has one of its own where figures follow, however close it stands."""
    for number, (start, end) in enumerate(pieces):
        unit = _UNIT_BEHIND.search(text, start, end)
        if unit and number + 1 < len(pieces) and _FIGURE.fullmatch(text, *pieces[number + 1]):
            yield start, unit.start()
            yield unit.start("unit"), end
        else:
            yield start, end


def _cell(line: Source, start: int, end: int, x: tuple[int, int] | None = None) -> NewCell:
    """The cell between two places of a line, without the blanks at its ends."""
    piece = line.text[start:end]
    if (stripped := piece.strip(_EDGES)) != piece:
        start += len(piece) - len(piece.lstrip(_EDGES))
        piece = stripped
    if x is None and piece[:1] in _QUOTES and piece[:1] == piece[-1:] and not piece.strip("\"'`*_" + _EDGES):
        return NewCell("", source=line.start + start)
    while x is None and piece[-1:] in _QUOTES:
        quoted = _QUOTED.fullmatch(piece) or _EMPHASISED.fullmatch(piece)
        if not quoted:
            break
        start += quoted.start("text")
        piece = quoted["text"].rstrip().replace(quoted["sign"] * 2, quoted["sign"])
    return NewCell(piece, x=x, source=line.start + start)


def _between(separator: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in separator.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _tabbed_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells between two pipes: tabs at its ends pad a cell, tabs inside part cells."""
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip(_EDGES)), start + len(piece.rstrip(_EDGES))
    return [(start + a, start + b) for a, b in _between(_TAB, text[start:end])]


def _pipe_cells(text: str, frame: _Frame, tabbed: bool) -> list[tuple[int, int]]:
    """Cells between pipes; the pipes of the frame close cells and open none.

    In a line that has tabs as well, these pad its cells, or part some where no pipe does.
    """
    pieces = list(_between(_DOUBLED if frame.doubled and "||" in text else _PIPE, text))
    if frame.doubled and "||" in text:
        first = re.match(r"\s*\|(?!\|)", text)
        return [(first.end() if first else 0, pieces[0][1]), *pieces[1:]]
    if tabbed:
        pieces = [part for piece in pieces for part in _tabbed_parts(text, *piece)]
    if frame.opened and len(pieces) > 2 and not text[slice(*pieces[0])].strip(_EDGES):
        pieces = pieces[1:]
    if (frame.closed or len(pieces) == 2) and len(pieces) > 1 and not text[slice(*pieces[-1])].strip(_EDGES):
        pieces = pieces[:-1]
    return pieces


def _without_pipe_lines(lines: list[_Line]) -> Iterator[_Line]:
    """Drop the bare pipes of dumps that put one between every two cells, each on a line of its own; takes the lines.

    Where cells close with their own pipe, or stand in rows, a bare pipe is an empty cell and stays.
    """
    bare = [not any(cell.text for cell in line.cells) for line in lines]
    followed = alone = 0
    for at, line in enumerate(lines[:-1]):
        if len(line.cells) == 1 and not bare[at] and line.kind == "line":
            alone += 1
            followed += bare[at + 1]
    if followed < _MIN_TAB_CELLS or followed * 2 < alone:
        lines.reverse()
        while lines:
            yield lines.pop()
        return
    for at, line in enumerate(lines):
        separator = bare[at] and at > 0 and not bare[at - 1] and len(lines[at - 1].cells) == 1
        if not separator:
            yield line
