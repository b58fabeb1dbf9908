"""Text dumps to Document: tabs, pipes, Markdown, one cell a line, columns made with spaces.

A dump has no structure but its separators, so each line is asked which it uses. Only what the line itself shows is
kept; which cells make a statutory row is decided later, by their labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkml.document import Document, DocumentBuilder, NewCell, RowKind
from gkml.readers.limits import Limits

__all__ = ["read_text"]

_PIPE = re.compile(r"(?<!\\)[|｜│┃¦]")
_RULE_CELL = re.compile(r":?[-–—―─━=_]{3,}:?")
_BOX_LINE = re.compile(r"[\s+|\-=:─━│┃┌┐└┘├┤┬┴┼]*")
_TAB_CELL = re.compile(r"\t[^\t]*")
_GAP = re.compile(r"[ \u3000\u00a0]{2,}")
_BLANKS = " \u3000\u00a0\u200b\ufeff"
_MIN_TAB_CELLS = 8  # fewer lines that begin with a tab are an indented paragraph or two


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the dump with its cells; ``gap`` counts the empty lines before it."""

    cells: tuple[NewCell, ...]
    kind: RowKind
    gap: int


def read_text(text: str, limits: Limits) -> Document:
    """Read a text dump.

    Raises:
        InputError: ``line_too_long`` or ``too_many_rows``.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n").split("\n")
    limits.check_line(max(map(len, lines)))
    limits.check_rows(len(lines))
    builder = DocumentBuilder("text")
    read = _lines_of_tab_cells(lines) if _has_tab_cells(lines) else _separated_lines(lines)
    for line in _without_pipe_lines(list(read)):
        builder.add_row(line.cells, kind=line.kind, gap=line.gap)
    return builder.build()


def _has_tab_cells(lines: Sequence[str]) -> bool:
    """Whether the dump writes one cell a line behind a tab, with an empty line between rows."""
    indented = sum(bool(_TAB_CELL.fullmatch(line)) for line in lines)
    tabbed = sum("\t" in line.strip("\t ") for line in lines)
    return indented >= _MIN_TAB_CELLS and indented > tabbed


def _lines_of_tab_cells(lines: Sequence[str]) -> Iterator[_Line]:
    """Lines behind a tab are the cells of one row until an empty line; a lone tab is an empty cell."""
    cells: list[NewCell] = []
    gap = row_gap = 0
    for line in [*lines, ""]:
        if _TAB_CELL.fullmatch(line):
            if not cells:
                row_gap = gap
            cells.append(NewCell(line.strip("\t" + _BLANKS)))
            gap = 0
            continue
        if cells:
            yield _Line(tuple(cells), "cells", row_gap)
            cells = []
        if not line.strip("\t" + _BLANKS):
            gap += 1
            continue
        yield from _separated_lines([line], gap)
        gap = 0


def _separated_lines(lines: Sequence[str], gap: int = 0) -> Iterator[_Line]:
    for line in lines:
        if not line.strip(_BLANKS + "\r"):
            gap += 1
            continue
        if _is_rule(line):
            continue
        cells, kind = line_to_cells(line)
        yield _Line(tuple(cells), kind, gap)
        gap = 0


def _is_rule(line: str) -> bool:
    """A line that only draws: ``|---|---|``, ``+----+``, ``-----\\t----``."""
    if "-" not in line and "─" not in line and "━" not in line and "=" not in line and "_" not in line:
        return False
    if _BOX_LINE.fullmatch(line) and re.search(r"[-=─━]{3}", line):
        return True
    pieces = [piece for piece in re.split(r"[|｜\t\s]+", line) if piece]
    return bool(pieces) and all(_RULE_CELL.fullmatch(piece) for piece in pieces) and len(line.strip()) > 4


def line_to_cells(line: str) -> tuple[list[NewCell], RowKind]:
    """Cut one line at its separators: tabs, else pipes, else gaps of two spaces and more."""
    if "\t" in line.strip(_BLANKS):
        return [NewCell(piece.strip(_BLANKS)) for piece in line.split("\t")], "cells"
    if _PIPE.search(line):
        return [NewCell(piece) for piece in _pipe_cells(line)], "cells"
    body = line.strip(_BLANKS)
    pieces = list(_gap_pieces(line))
    if len(pieces) > 1:
        return [NewCell(line[a:b], x=(a, b)) for a, b in pieces], "aligned"
    return [NewCell(body, x=(line.find(body), len(line)))], "line"


def _pipe_cells(line: str) -> list[str]:
    """Cells between pipes; the pipes at both ends of a line close cells and open none."""
    pieces = [piece.strip(_BLANKS).replace("\\|", "|") for piece in _PIPE.split(line)]
    if len(pieces) > 2 and not pieces[0]:
        pieces = pieces[1:]
    if len(pieces) > 1 and not pieces[-1]:
        pieces = pieces[:-1]
    return pieces


def _gap_pieces(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of the pieces that gaps part."""
    at = len(line) - len(line.lstrip(_BLANKS))
    end = len(line.rstrip(_BLANKS))
    for gap in _GAP.finditer(line, at, end):
        yield at, gap.start()
        at = gap.end()
    yield at, end


def _without_pipe_lines(lines: list[_Line]) -> Iterator[_Line]:
    """Drop the bare pipes of dumps that put one between every two cells, each on a line of its own.

    Where cells close with their own pipe, or stand in rows, a bare pipe is an empty cell and stays.
    """
    bare = [all(not cell.text for cell in line.cells) for line in lines]
    followed = alone = 0
    for at, line in enumerate(lines[:-1]):
        if len(line.cells) == 1 and not bare[at] and line.kind == "line":
            alone += 1
            followed += bare[at + 1]
    if followed < _MIN_TAB_CELLS or followed * 2 < alone:
        yield from lines
        return
    for at, line in enumerate(lines):
        separator = bare[at] and at > 0 and not bare[at - 1] and len(lines[at - 1].cells) == 1
        if not separator:
            yield line
