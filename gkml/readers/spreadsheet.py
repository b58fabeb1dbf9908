"""Workbooks (.xlsx) to Document: the sheets that are shown, in order, their rows parted into tables and lines.

A sheet has no tables, only cells. Rows that follow one another make a table as wide as the widest of them, in which a
position without a cell is an empty cell; a row of one text in a table without figures beside it is a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gkml.document import Document, DocumentBuilder, NewCell
from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.ooxml import RELATIONSHIPS, Element, Package
from gkml.readers.sight import note, settle
from gkml.readers.spreadsheet_styles import Formats, read_formats
from gkml.readers.spreadsheet_values import RichText, SharedStrings, rich_text, value_to_text
from gkml.readers.spreadsheet_view import Range, SheetView, measure, read_view

__all__ = ["read_xlsx"]

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MAIN = "xl/workbook.xml"
_LOW = 4.0  # points; a lower row shows no text
_LONG_LINE = 60  # characters; labels that stand alone in a row of a table are shorter


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a sheet at its column, with the size of the merged range that it begins."""

    text: str
    column: int
    rowspan: int = 1
    colspan: int = 1
    framed: bool = False
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether a person sees something in it."""
        return bool(self.text) or self.unread

    @property
    def is_seen(self) -> bool:
        """Whether anything of it is on the page."""
        return self.is_filled or self.framed


def read_xlsx(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a workbook; hidden sheets, rows and columns are left out, figures are written as they are shown.

    Raises:
        InputError: ``damaged_file``, ``encrypted``, ``archive_too_large``, ``too_many_members``, ``too_many_rows``.
    """
    package = Package(data, limits)
    main = package.main_part(_MAIN)
    workbook = package.xml(main)
    if workbook is None:
        raise InputError(f"the workbook has no part {main}; save the file again", code="damaged_file")
    strings = _Strings(_related(package, main, "sharedStrings"), limits)
    formats = read_formats(_related(package, main, "styles"))
    parts = package.relationships(main)
    builder = DocumentBuilder("xlsx")
    layout = _Layout(builder, limits)
    shown: set[str] = set()  # parts; damage may name one of them a thousand times
    for sheet in workbook.iter(f"{_S}sheet"):
        _, part = parts.get(sheet.get(f"{RELATIONSHIPS}id", ""), ("", ""))
        is_shown = part and part not in shown and sheet.get("state", "visible") == "visible"
        root = package.xml(part) if is_shown else None
        if root is not None:
            shown.add(part)
            builder.begin_sheet(sheet.get("name", ""))
            view = read_view(root, package, part, formats, _range, limits)
            layout.add(_read_rows(root, strings, formats, view, limits))
    return builder.build(pictures=layout.pictures)


def _related(package: Package, main: str, kind: str) -> Element | None:
    return package.xml(next(iter(package.related(main, kind)), f"xl/{kind}.xml"))


class _Strings:
    """The strings that cells name by their number; each use counts as inflated, as a long one may be named often."""

    def __init__(self, root: Element | None, limits: Limits) -> None:
        self._strings = [] if root is None else [rich_text(item) for item in root.iterchildren(f"{_S}si")]
        self._limits = limits
        self._used = 0

    def __getitem__(self, number: int) -> RichText:
        runs = self._strings[number]
        self._used += sum(len(run.text) for run in runs)
        self._limits.check_inflated(self._used, "the workbook")
        return runs

    def __len__(self) -> int:
        return len(self._strings)


def _read_rows(
    root: Element, strings: SharedStrings, formats: Formats, view: SheetView, limits: Limits
) -> Iterator[tuple[int, list[_Cell]]]:
    """The rows of a sheet that hold cells, by their number; what a merged range covers is left out."""
    starts, covered = _merged(root, limits)
    hidden = _hidden_columns(root, limits)
    number = cells = 0
    for row in root.iterfind(f"{_S}sheetData/{_S}row"):
        number = _index(row.get("r"), number + 1)
        if row.get("hidden") in ("1", "true") or _is_nought(row.get("ht")):
            continue
        found: list[_Cell] = []
        low = measure(row.get("ht"), _LOW) < _LOW
        column = -1
        for cell in row.iterchildren(f"{_S}c"):
            column = _column(cell.get("r"), column + 1)
            limits.check_columns(column + 1)
            cells += 1
            limits.check_cells(cells)
            if (number, column) in covered or column in hidden:
                continue
            rowspan, colspan = starts.get((number, column), (1, 1))
            text = value_to_text(cell, strings, formats, zeros=view.zeros)
            text += view.marks(text, number, column, colspan, is_number=cell.get("t", "n") == "n")
            text += note(DoubtCode.CLIPPED) if text and low and rowspan == 1 else ""
            lines, doubts, unread = settle(text.strip().split("\n"))
            framed = formats.is_framed(cell)
            found.append(_Cell("\n".join(lines), column, rowspan, colspan, framed, doubts, unread))
        yield number, sorted(found, key=lambda cell: cell.column)


def _merged(root: Element, limits: Limits) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Sizes of merged ranges by their first cell, and all other cells in them."""
    starts: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    area = 0
    for merged in root.iter(f"{_S}mergeCell"):
        first, _, last = merged.get("ref", "").partition(":")
        left, top, right, bottom = _corners(first, last)
        if right < left or bottom < top:
            continue
        limits.check_columns(right - left + 1)
        area += (right - left + 1) * (bottom - top + 1)
        limits.check_cells(area)
        starts[top, left] = (bottom - top + 1, right - left + 1)
        covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        covered.discard((top, left))
    return starts, covered


def _hidden_columns(root: Element, limits: Limits) -> set[int]:
    hidden: set[int] = set()
    for number, column in enumerate(root.iter(f"{_S}col"), 1):
        limits.check_columns(number)
        if column.get("hidden") in ("1", "true") or _is_nought(column.get("width")):
            first, last = _index(column.get("min"), 1), _index(column.get("max"), 1)
            hidden.update(range(first - 1, min(last, limits.columns + 1)))
    return hidden


def _is_nought(size: str | None) -> bool:
    return size is not None and size.strip("0.") == "" and "0" in size


class _Layout:
    """Lays the rows of sheets into a document."""

    def __init__(self, builder: DocumentBuilder, limits: Limits) -> None:
        self.pictures = 0
        self._builder = builder
        self._limits = limits
        self._tables = 0
        self._cells = 0

    def add(self, rows: Iterable[tuple[int, list[_Cell]]]) -> None:
        """Add the rows of one sheet; an empty row ends a table."""
        block: list[tuple[int, list[_Cell]]] = []
        reach = 0  # the last row that a cell of the block stands in
        for number, cells in rows:
            filled = any(cell.is_seen for cell in cells)
            if block and (number > reach + 1 or (not filled and number > reach)):
                self._add_block(block)
                block = []
            if filled or block:
                block.append((number, cells))
                bottom = max((number + cell.rowspan - 1 for cell in cells if cell.is_seen), default=0)
                reach = max(reach, bottom, number if filled else 0)
        self._add_block(block)

    def _add_block(self, block: Sequence[tuple[int, list[_Cell]]]) -> None:
        filled = [(number, cells) for number, cells in block if cells]
        used = [cell for _, cells in filled for cell in cells if cell.is_seen]
        if not any(cell.is_filled for cell in used):
            return
        left = min(cell.column for cell in used)
        right = max(cell.column + cell.colspan for cell in used)
        is_table = any(sum(cell.is_filled for cell in cells) > 1 for _, cells in filled)
        frames = any(cell.framed for cell in used)
        rows = {number: place for place, (number, _) in enumerate(block)}
        kept = [cells if is_table and not _is_line(cells, left, frames=frames) else None for _, cells in block]
        standing: dict[int, int] = {}  # for every column the row after the cell that stands in it
        grid = False
        for place, (number, cells) in enumerate(block):
            own = kept[place]
            if own is None:
                self._add_lines([cell.text for cell in cells if cell.text])
                continue
            placed = []
            by_column = {cell.column: cell for cell in own}
            column = left
            while column < right:
                cell = by_column.get(column)
                if standing.get(column, 0) > number:
                    column += 1
                    continue
                cell = cell or _Cell("", column)
                bottom = min(number + cell.rowspan, block[-1][0] + 1)
                rowspan = sum(kept[rows[n]] is not None for n in range(number, bottom) if n in rows)
                standing.update(dict.fromkeys(range(column, column + cell.colspan), bottom))
                placed.append(
                    NewCell(
                        cell.text,
                        column - left,
                        max(1, rowspan),
                        min(cell.colspan, right - column),
                        sight="doubtful" if cell.doubts else "seen",
                        doubts=cell.doubts,
                        unread=cell.unread,
                    )
                )
                column += cell.colspan
            self._cells += len(placed)
            self._limits.check_cells(self._cells)
            if placed:
                self._limits.check_line(max(len(cell.text) for cell in placed))
                self._builder.add_row(placed, kind="grid", table=self._tables)
                self._limits.check_rows(len(self._builder))
                grid = True
        self._tables += grid

    def _add_lines(self, texts: Iterable[str]) -> None:
        for text in texts:
            for line in text.split("\n"):
                if line.strip():
                    self._limits.check_line(len(line))
                    self._builder.add_row([line.strip()])
                    self._limits.check_rows(len(self._builder))


def _is_line(cells: Sequence[_Cell], left: int, *, frames: bool) -> bool:
    """Whether a row holds one text at the left edge and nothing else: a title, a heading, a paragraph.

    Empty cells beside it leave open whether it is the label of a row without figures, unless the table is framed and
    they are not.
    """
    filled = [cell for cell in cells if cell.is_filled]
    if len(filled) != 1 or filled[0].column != left or filled[0].rowspan > 1:
        return False
    outside = frames and not any(cell.framed for cell in cells)
    return outside or len(cells) == 1 or len(filled[0].text) > _LONG_LINE


def _corners(first: str, last: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the range between two references."""
    return _column(first, 0), _index(first, 1), _column(last, 0), _index(last, 1)


def _range(reference: str) -> Range | None:
    """The cells of ``A1`` or ``A1:B2``; None where it names none."""
    first, _, last = reference.partition(":")
    left, top, right, bottom = _corners(first, last or first)
    return Range(top, left, bottom, right) if left <= right and top <= bottom else None


def _column(reference: str | None, default: int) -> int:
    """The column of ``AB12``, from 0; of a reference that names none, ``default``."""
    column = 0
    for letter in (reference or "").lstrip("$"):
        if not ("A" <= letter <= "Z"):
            break
        column = min(column * 26 + ord(letter) - 64, 100_000)
    return column - 1 if column else default


def _index(reference: str | None, default: int) -> int:
    """The row of ``AB12``, from 1; of a reference that names none, ``default``."""
    digits = (reference or "").lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("$")
    return min(int(digits), 10_000_000) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else default
