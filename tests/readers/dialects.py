"""Rows of a table as other programs write them: each function takes rows of one width and gives their text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["FORMS", "Dress", "written"]

Rows = list[list[str]]
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Dress:
    """What a program does to the cells.

    Attributes:
        empty: what it writes for nothing.
        pad: what it writes around every cell.
        figure: a pattern for figures, ``{}`` the figure.
        point: whether whole figures get ``.0``.
        counted: whether a first column counts the rows.
    """

    empty: str = ""
    pad: str = ""
    figure: str = "{}"
    point: bool = False
    counted: bool = False

    def __call__(self, rows: Rows) -> Rows:
        dressed = [[self._cell(cell) for cell in row] for row in rows]
        return [[str(at), *row] for at, row in enumerate(dressed)] if self.counted else dressed

    def _cell(self, cell: str) -> str:
        if _NUMBER.fullmatch(cell):
            cell = self.figure.format(cell + ".0" if self.point and "." not in cell else cell)
        return f"{self.pad}{cell or self.empty}{self.pad}"


def _csv(sign: str, quoting: int) -> Callable[[Rows], str]:
    def write(rows: Rows) -> str:
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=sign, quoting=quoting, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
        return buffer.getvalue()

    return write


def _joined(sign: str, before: str = "", behind: str = "") -> Callable[[Rows], str]:
    return lambda rows: "\n".join(before + sign.join(row) + behind for row in rows)


def _markdown(rows: Rows) -> str:
    first, *others = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([first, "|" + ":---:|" * len(rows[0]), *others])


def _box(rows: Rows) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    rule = "├" + "┼".join("─" * width for width in widths) + "┤"
    return f"\n{rule}\n".join("│" + "│".join(c.ljust(w) for c, w in zip(r, widths, strict=True)) + "│" for r in rows)


def _cells_that_end(rows: Rows) -> str:
    return "\n".join("\n".join(f"{cell} |" for cell in row) + " |" for row in rows)


def _cells_that_open(rows: Rows) -> str:
    return "\n".join("| " + "\n|\n".join(row) + "\n|" for row in rows)


def _wiki(rows: Rows) -> str:
    return "{|\n|-\n" + "\n|-\n".join("\n".join(f"| {cell}" for cell in row) for row in rows) + "\n|}"


def _escaped(rows: Rows) -> str:
    return "\\n".join("\\t".join(row) for row in rows)


FORMS: dict[str, Callable[[Rows], str]] = {
    "csv": _csv(",", csv.QUOTE_MINIMAL),
    "quoted csv": _csv(",", csv.QUOTE_ALL),
    "semicolons": _csv(";", csv.QUOTE_MINIMAL),
    "quoted tabs": _csv("\t", csv.QUOTE_ALL),
    "tabs": _joined("\t"),
    "pipes": _joined(" | "),
    "tight pipes": _joined("|", "|", "|"),
    "full-width pipes": _joined("｜", "", "｜"),
    "tabs and pipes": _joined("\t|\t"),
    "doubled pipes": _joined(" || ", "| "),
    "markdown": _markdown,
    "box": _box,
    "cells that end": _cells_that_end,
    "cells that open": _cells_that_open,
    "wiki": _wiki,
    "lists": lambda rows: "\n".join(f"{row}," for row in rows),
    "json": lambda rows: json.dumps(rows, ensure_ascii=False, indent=1),
    "escaped": _escaped,
}


def written(text: str, write: Callable[[Rows], str], dress: Dress) -> str:
    """A report whose cells are parted by tabs, its tables as ``write`` writes them."""
    parts: list[str] = []
    for block in re.split(r"((?:[^\n]*\t[^\n]*(?:\n|$))+)", text):
        if "\t" not in block:
            parts.append(block)
            continue
        rows = [line.split("\t") for line in block.removesuffix("\n").split("\n")]
        width = max(map(len, rows))
        parts.append(write(dress([[*row, *[""] * (width - len(row))] for row in rows])) + "\n")
    return "".join(parts)
