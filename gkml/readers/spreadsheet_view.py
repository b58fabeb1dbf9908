"""How a sheet is shown: what hides zeros, narrows columns, changes the dress of cells, or lies over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from gkml.doubts import DoubtCode
from gkml.readers.limits import Limits
from gkml.readers.ooxml import RELATIONSHIPS, Element, Package
from gkml.readers.sight import could_be_figure, note, unread
from gkml.readers.spreadsheet_styles import Formats, integer

__all__ = ["Range", "SheetView", "measure", "read_view"]

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_XDR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_DRAWN: Final = frozenset(f"{_XDR}{name}" for name in ("cxnSp", "graphicFrame", "grpSp", "pic", "sp"))
_OFF: Final = frozenset(("0", "false"))
_ROOM_ENOUGH = 1_000.0  # characters, of a column whose width nobody set
_SPARE = 1.0  # characters; widths count the widest digit, and programs draw them a little narrower
_MANY = 10_000  # ranges and drawings of one sheet


@dataclass(frozen=True, slots=True)
class Range:
    """Cells from one corner to the other, both within: rows from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is within."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(slots=True)
class SheetView:
    """How a sheet is shown.

    Attributes:
        zeros: whether zeros are.
        widths: of columns in characters, where they are set.
        changed: cells that a conditional format may hide, strike or write otherwise.
        drawn: cells that a picture or shape lies over.
    """

    zeros: bool = True
    widths: dict[int, float] = field(default_factory=dict)
    changed: list[Range] = field(default_factory=list)
    drawn: list[Range] = field(default_factory=list)

    def marks(self, text: str, row: int, column: int, colspan: int, *, is_number: bool) -> str:
        """What is to be said of a cell beside its text, as marks of ``gkml.readers.sight``."""
        marks = ""
        if any(drawn.holds(row, column) for drawn in self.drawn):
            marks += note(DoubtCode.COVERED) if text else unread(DoubtCode.PICTURE)
        if text and could_be_figure(text) and any(changed.holds(row, column) for changed in self.changed):
            marks += note(DoubtCode.NUMBER_FORMAT)
        if is_number and self._is_narrow(text, column, colspan):
            marks += note(DoubtCode.CLIPPED)  # shown as ####
        return marks

    def _is_narrow(self, text: str, column: int, colspan: int) -> bool:
        digits = sum(sign.isdigit() for sign in text)
        needed = digits + (len(text) - digits) / 2  # signs are narrower
        room = sum(self.widths.get(each, _ROOM_ENOUGH) for each in range(column, column + colspan))
        return digits > 0 and room + min(_SPARE, room / 2) < needed


def read_view(
    root: Element,
    package: Package,
    part: str,
    formats: Formats,
    read_range: Callable[[str], Range | None],
    limits: Limits,
) -> SheetView:
    """How a sheet is shown.

    Args:
        root: of the sheet.
        package: the workbook.
        part: name of the sheet's part.
        formats: the cell formats of the workbook.
        read_range: a reference (``A1:B2``) to its cells, None for what is none.
        limits: how many columns a sheet may have.
    """
    views = root.iterfind(f"{_S}sheetViews/{_S}sheetView")
    return SheetView(
        zeros=not any(view.get("showZeros") in _OFF for view in views),
        widths=_widths(root, limits),
        changed=list(_changed(root, formats, read_range)),
        drawn=list(_drawn(root, package, part)),
    )


def _widths(root: Element, limits: Limits) -> dict[int, float]:
    widths: dict[int, float] = {}
    for column in root.iterfind(f"{_S}cols/{_S}col"):
        first, last = integer(column.get("min"), 1), integer(column.get("max"), 1)
        width = measure(column.get("width"), _ROOM_ENOUGH)
        widths |= dict.fromkeys(range(max(0, first - 1), min(last, limits.columns)), width)
    return widths


def _changed(root: Element, formats: Formats, read_range: Callable[[str], Range | None]) -> Iterator[Range]:
    for conditional in root.iterfind(f"{_S}conditionalFormatting"):
        rules = conditional.iterfind(f"{_S}cfRule")
        if not any(formats.changes_sight(integer(rule.get("dxfId"), _MANY)) for rule in rules):
            continue
        for reference in (conditional.get("sqref") or "").split()[:_MANY]:
            if (cells := read_range(reference)) is not None:
                yield cells


def _drawn(root: Element, package: Package, part: str) -> Iterator[Range]:
    """The cells under pictures and shapes; of those that name no end, the cell that they begin in."""
    drawing = root.find(f"{_S}drawing")
    _, target = package.relationships(part).get(
        "" if drawing is None else drawing.get(f"{RELATIONSHIPS}id", ""), ("", "")
    )
    anchors = package.xml(target) if target else None
    for anchor in () if anchors is None else list(anchors)[:_MANY]:
        begin, end = (_corner(anchor.find(f"{_XDR}{name}")) for name in ("from", "to"))
        if begin is not None and any(inner.tag in _DRAWN for inner in anchor):
            bottom, right = begin if end is None else end
            yield Range(begin[0], begin[1], max(begin[0], bottom), max(begin[1], right))


def _corner(place: Element | None) -> tuple[int, int] | None:
    """Row from 1 and column from 0."""
    if place is None:
        return None
    return integer(place.findtext(f"{_XDR}row")) + 1, integer(place.findtext(f"{_XDR}col"))


def measure(text: str | None, default: float) -> float:
    """A width or height as written; ``default`` where it is none that is in reach."""
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if 0 <= number < 1_000 else default
