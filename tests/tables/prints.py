"""Open rows of what is printed, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from gkml.document import DocumentBuilder
from gkml.labels import Tag
from gkml.tables.ambiguous_rows import AmbiguousRow, ambiguous_row
from gkml.tables.records import Slot
from gkml.tables.stream import Item
from gkml.template import Column

COUNT = Column("count", ("数量",))
CHANGE = Column("change", ("增减",), signed=True)
MONEY = Column("amount", ("金额（单位：万元）",), unit="money")


def row_of(cells: str | Sequence[str], columns: int | Sequence[Column], *, run: bool = True) -> AmbiguousRow:
    """The ambiguous row of a print: one cell of the text dump, or several; an empty one is an empty cell."""
    printed = [cells] if isinstance(cells, str) else list(cells)
    builder = DocumentBuilder("text")
    row = builder.add_row(["行名", *printed], kind="cells")
    document = builder.build()
    slots = []
    for cell in row.cells[1:]:
        tag = Tag("figure", cell.start, cell.end, run=run)
        blank = cell.start == cell.end
        slots.append(Slot(Item("blank" if blank else "figure", cell.start, cell.end, cell, None if blank else tag), 0))
    kinds = [COUNT] * columns if isinstance(columns, int) else list(columns)
    found = ambiguous_row(document, [(f"cell{at}", column) for at, column in enumerate(kinds)], slots, "数字连在一起")
    assert found is not None
    assert document.text[found.start : found.start + len(found.text)] == found.text
    return found
