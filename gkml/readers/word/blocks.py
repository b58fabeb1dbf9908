"""What a Word document consists of, whichever format it was saved in: paragraphs and tables in order of reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Block", "Paragraph", "Table", "TableCell", "TableRow"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the number that Word draws before it.

    Attributes:
        lines: parted by line breaks, with tabs, and with marks of ``gkml.readers.sight``.
    """

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell where it begins; what the cells below and beside it cover is not repeated.

    Attributes:
        blocks: what stands in it.
        column: grid column of its left edge.
        rowspan, colspan: rows and grid columns that it covers.
    """

    blocks: tuple[Block, ...]
    column: int
    rowspan: int = 1
    colspan: int = 1


TableRow: TypeAlias = tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``is_grid`` is False where merged cells may be lost or doubled and columns are only counted."""

    rows: tuple[TableRow, ...]
    is_grid: bool = True


Block: TypeAlias = Paragraph | Table
