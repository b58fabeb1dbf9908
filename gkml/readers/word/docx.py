""".docx to Document: the main part walked once, as Word shows it with all changes accepted (ISO/IEC 29500-1, 17)."""

from __future__ import annotations

from collections.abc import Iterator

from gkml.document import Document
from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.ooxml import Element, Package
from gkml.readers.sight import note, unread
from gkml.readers.word.blocks import Block, Paragraph, Table, TableRow
from gkml.readers.word.layout import blocks_to_document
from gkml.readers.word.lists import Numbering
from gkml.readers.word.markup import W, child, children, integer, is_on, value
from gkml.readers.word.merging import MergedCells
from gkml.readers.word.run_properties import read_ground
from gkml.readers.word.runs import Inline, Runs
from gkml.readers.word.styles import Styles

__all__ = ["read_docx"]

_MAIN = "word/document.xml"
_LEAST_HEIGHT = 120  # twips, of a row in which text can be read


def read_docx(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a .docx, .docm, .dotx or .dotm file; headers, footers, notes and comments are left out.

    Raises:
        InputError: ``damaged_file``, ``encrypted``, ``archive_too_large``, ``too_many_members``, ``too_many_rows``,
            ``too_deeply_nested``.
    """
    package = Package(data, limits)
    main = package.main_part(_MAIN)
    root = package.xml(main)
    if root is None:
        raise InputError(f"the Word document has no part {main}; save the file again", code="damaged_file")
    body = root.find(f"{W}body")
    if body is None:
        raise InputError(f"the part {main} has no body; save the file again", code="damaged_file")
    walk = _Walk(root, Styles(_related(package, main, "styles")), _related(package, main, "numbering"), limits)
    try:
        blocks = list(walk.blocks(body))
        return blocks_to_document(blocks, "docx", limits, pictures=walk.pictures, notes=walk.notes())
    except RecursionError as error:
        raise InputError("parts of the document are nested too deeply", code="too_deeply_nested") from error


def _related(package: Package, main: str, kind: str) -> Element | None:
    return package.xml(next(iter(package.related(main, kind)), f"word/{kind}.xml"))


class _Walk:
    """The body of a document to blocks."""

    def __init__(self, root: Element, styles: Styles, numbering: Element | None, limits: Limits) -> None:
        self._styles = styles
        self._numbering = Numbering(numbering, styles)
        self._runs = Runs(root, styles)
        self._limits = limits
        self._cells = 0  # and paragraphs, of which a cell has one at least
        self._foreign = 0

    @property
    def pictures(self) -> int:
        return self._runs.graphics.pictures

    def notes(self) -> Iterator[tuple[str, str]]:
        """What the reader wants said."""
        if self._foreign:
            yield "embedded_document", f"{self._foreign} documents of other formats are embedded and were not read"

    def blocks(self, parent: Element) -> Iterator[Block]:
        """The paragraphs and tables in the body, a cell or a text box."""
        carried = ""  # text of paragraphs whose end is deleted or hidden
        for element in children(parent):
            if element.tag == f"{W}p":
                self._cells += 1
                self._limits.check_cells(self._cells)
                properties = child(element, "pPr")
                style_id = value(child(properties, "pStyle")) or self._styles.default
                inline = self._read(element, properties, style_id)
                if self._styles.is_contents(style_id):
                    continue
                carried += inline.text
                if not _has_no_end(properties):
                    number = self._numbering.draw(properties, style_id)
                    yield _paragraph(number, carried)
                    carried = ""
                for box in inline.boxes:
                    yield from self._box(box)
            elif element.tag == f"{W}tbl":
                if carried:
                    yield _paragraph("", carried)
                    carried = ""
                yield self._table(element)
            elif element.tag == f"{W}altChunk":
                self._foreign += 1
                if parent.tag == f"{W}tc":
                    yield _paragraph("", unread(DoubtCode.FIELD))
        if carried:
            yield _paragraph("", carried)

    def _read(self, paragraph: Element, properties: Element | None, style_id: str | None) -> Inline:
        """What stands in a paragraph, over its own shading."""
        around = self._runs.ground
        self._runs.ground = read_ground(around, child(properties, "shd"))
        inline = self._runs.read(paragraph, style_id)
        self._runs.ground = around
        return inline

    def _box(self, box: Element) -> Iterator[Block]:
        """A text box; fields that are open around it are not open in it."""
        around = self._runs.fields.set_aside()
        yield from self.blocks(box)
        self._runs.fields.resume(around)

    def _table(self, table: Element) -> Table:
        """A table; its style and shading are those of the text in it."""
        runs, properties = self._runs, child(table, "tblPr")
        around = runs.table_style, runs.ground
        runs.table_style = value(child(properties, "tblStyle"))
        runs.ground = read_ground(runs.ground, child(properties, "shd"))
        read = Table(self._rows(table))
        runs.table_style, runs.ground = around
        return read

    def _rows(self, table: Element) -> tuple[TableRow, ...]:
        merged = MergedCells()
        for row in children(table):
            properties = child(row, "trPr")
            gone = child(properties, "del") is not None or is_on(child(properties, "hidden"))
            if row.tag != f"{W}tr" or gone:
                continue
            begun = merged.begin_row()
            self._row(row, max(0, integer(child(properties, "gridBefore"))), merged)
            if _cuts_off(child(properties, "trHeight")):
                for cell in begun:
                    cell.blocks.append(Paragraph((note(DoubtCode.CLIPPED),)))
        return merged.rows()

    def _in_cell(self, cell: Element, properties: Element | None) -> list[Block]:
        around = self._runs.ground
        self._runs.ground = read_ground(around, child(properties, "shd"))
        blocks = list(self.blocks(cell))
        self._runs.ground = around
        return blocks

    def _row(self, row: Element, column: int, merged: MergedCells) -> None:
        """Tell the cells of a row; ``column``: the first that it has a cell in."""
        for cell in children(row):
            properties = child(cell, "tcPr")
            if cell.tag != f"{W}tc" or child(properties, "cellDel") is not None:
                continue
            span = max(1, integer(child(properties, "gridSpan"), default=1))
            self._limits.check_columns(column + span)
            beside, below = child(properties, "hMerge"), child(properties, "vMerge")
            from_left, from_above = (merge is not None and value(merge) != "restart" for merge in (beside, below))
            if not merged.is_covered(column, span, from_left=from_left, from_above=from_above):
                merged.add(column, span, self._in_cell(cell, properties), goes_on=below is not None)
            column += span


def _cuts_off(height: Element | None) -> bool:
    """Whether a row is exactly so high that its text is cut."""
    return value(height, "hRule") == "exact" and integer(height) < _LEAST_HEIGHT


def _has_no_end(properties: Element | None) -> bool:
    """Whether the mark that ends a paragraph is deleted, moved away or hidden, so that the next one goes on in it."""
    mark = child(properties, "rPr")
    return any(child(mark, name) is not None for name in ("del", "moveFrom")) or is_on(child(mark, "vanish"))


def _paragraph(number: str, text: str) -> Paragraph:
    return Paragraph(tuple((number + text.lstrip() if number else text).split("\n")))
