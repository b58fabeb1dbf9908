"""HTML to Document: what is seen of a page, walked once into lines and tables.

The walk follows the parser's events instead of calling itself, so that no page can exhaust Python's stack. A table that
holds another table is layout and read as blocks; every other table becomes a grid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from gkml.document import Document, DocumentBuilder, NewCell, Sight
from gkml.doubts import DoubtCode
from gkml.readers.html_cascade import Styles, read_styles
from gkml.readers.html_dress import Dressing, needs_dressing
from gkml.readers.html_page import page_title, source_to_tree, visible_tree
from gkml.readers.html_tables import WIDE, HtmlCell, HtmlTable, read_span, table_to_rows
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.sight import Settled, doubted, settle, unmarked, unread
from gkml.readers.text import read_text

__all__ = ["read_html"]

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
_WHOLE_PAGE = frozenset(("body", "html"))
_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("tbody", "tfoot", "thead"))
_PICTURE_PLACES = frozenset(("article", "figure", "p", "section", "td", "th"))
_SMALL_PICTURE = 40  # pixels; icons and counters are smaller, a picture of a table is not
_SPACER = 3  # pixels; a picture in a cell that is no larger shows nothing
_REVERSING = ("\u202d", "\u202e")  # characters that turn the direction of those behind them

_WRAP = re.compile(f"(?<=[{WIDE}])[ \\t\\r\\f]*\\n[ \\t\\r\\f\\n]*(?=[{WIDE}])")  # a line wrapped in the source
_SPACE = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
# What a blank cell is made of: white space, &nbsp;, U+3000, and signs without width.
_BLANK = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\xad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u3000\ufeff"
)


def read_html(text: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a page or a fragment of one.

    Raises:
        InputError: where the page exceeds a limit.
    """
    builder = DocumentBuilder("html")
    root = source_to_tree(text, limits)
    if root is None:
        return builder.build()
    title = page_title(root)
    styles = read_styles(root, limits)
    marked = visible_tree(root, styles)
    walk = _Walk(limits, styles if needs_dressing(root, styles) else None, marked=marked)
    walk.run(root)
    _lay_out(walk.blocks, builder, limits, "seen" if styles.complete else None)
    return builder.build(title=title, pictures=walk.pictures)


@dataclass(frozen=True, slots=True)
class _Dump:
    """Text whose own line ends count: what stands in ``pre``, or outside all blocks (a text with tables of HTML)."""

    text: str


class _Walk:
    """One pass over a tree; ``blocks`` holds lines (text), dumps and tables in order of reading."""

    def __init__(self, limits: Limits, styles: Styles | None, *, marked: bool) -> None:
        self.blocks: list[str | _Dump | HtmlTable] = []
        self.pictures = 0
        self._limits = limits
        self._pieces: list[str] = []
        self._table: HtmlTable | None = None
        self._group = 0
        self._row_open = False
        self._cell: list[str] | None = None
        self._blocks_open = 0
        self._preformatted = 0
        self._picture_places = 0
        self._dressing = None if styles is None else Dressing(styles)
        self._marked = marked or styles is not None  # whether the text holds marks of sight

    def run(self, root: HtmlElement) -> None:
        """Walk ``root`` and all below it."""
        if self._dressing is not None:
            self._run_dressed(root, self._dressing)
        else:
            for event, element in etree.iterwalk(root, events=("start", "end")):
                tag = str(element.tag)
                if event == "start":
                    self._start(element, tag)
                    text = element.text
                else:
                    self._end(element, tag)
                    text = element.tail
                if text:
                    self._pieces.append(text)
        self._flush()

    def _run_dressed(self, root: HtmlElement, dressing: Dressing) -> None:
        """The same of a page in which text is dressed, some of it perhaps so that nobody sees it."""
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = str(element.tag)
            if event == "start":
                generated, breaks = dressing.enter(element, tag)
                if breaks:
                    self._flush()
                self._start(element, tag)
                text = element.text
            else:
                generated, breaks = dressing.leave(element)
            if generated:
                self._pieces.append(generated)
            if event == "end":
                if breaks:
                    self._flush()
                self._end(element, tag)
                text = element.tail
            if text:
                self._pieces.append(dressing.mark(text, keeps_width=bool(self._preformatted)))

    def _start(self, element: HtmlElement, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
            self._blocks_open += tag not in _WHOLE_PAGE
        if tag in _PICTURE_PLACES:
            self._picture_places += 1
        if tag == "pre":
            self._preformatted += 1
        elif tag == "img":
            self.pictures += bool(self._picture_places) and not _is_small(element)
            self._picture_in_cell(element)
        elif tag == "table" and next(element.iterdescendants("table"), None) is None:
            self._table, self._row_open = HtmlTable(), False
        elif self._table is not None and (tag == "tr" or (tag in _CELLS and not self._row_open)):
            self._table.rows.append([])
            self._table.groups.append(self._group)
            self._row_open = True
        elif tag in _GROUPS:
            self._group, self._row_open = self._group + 1, False
        if self._table is not None and tag in _CELLS:
            self._cell = []

    def _end(self, element: HtmlElement, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
            self._blocks_open -= tag not in _WHOLE_PAGE
        if tag in _PICTURE_PLACES:
            self._picture_places -= 1
        if tag == "pre":
            self._preformatted -= 1
        elif self._table is not None and self._cell is not None and tag in _CELLS:
            span = read_span(element.get("rowspan"), element.get("colspan"))
            cell = settle(self._cell) if self._marked else Settled(tuple(self._cell))
            self._table.rows[-1].append(HtmlCell(cell.lines, span, cell.doubts, cell.unread))
            self._cell = None
        elif self._table is not None and tag == "table":
            self.blocks.append(self._table)
            self._table = None
        elif tag == "tr":
            self._row_open = False
        elif tag in _GROUPS:
            self._group, self._row_open = self._group + 1, False

    def _picture_in_cell(self, picture: HtmlElement) -> None:
        """Leave a mark of a picture in a cell: what it shows, its alternative text does not tell."""
        unseen = self._dressing is not None and self._dressing.hides()
        if self._cell is not None and not unseen and not _is_small(picture, _SPACER):
            self._pieces.append(unread(DoubtCode.PICTURE))
            self._marked = True

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        if any(sign in text for sign in _REVERSING):
            text, self._marked = doubted(text, DoubtCode.REVERSED), True
        keeps_lines = self._preformatted or (not self._blocks_open and "\n" in text.strip())
        if keeps_lines and self._cell is None:
            text = unmarked(text) if self._marked else text
            if text.strip(_BLANK):
                self.blocks.append(_Dump(text.strip("\r\n")))
            return
        for part in text.split("\n") if keeps_lines else (text,):
            if line := _collapsed(part):
                self._limits.check_line(len(line))
                self._place(line)

    def _place(self, line: str) -> None:
        if self._cell is not None:
            self._cell.append(line)
            return
        if self._marked:
            line = unmarked(line).strip(_BLANK)
            if not line:
                return
        if self._table is not None:
            self._table.loose.setdefault(len(self._table.rows), []).append(line)
        else:
            self.blocks.append(line)


def _lay_out(
    blocks: Iterable[str | _Dump | HtmlTable], builder: DocumentBuilder, limits: Limits, sight: Sight | None
) -> None:
    """Blocks to the rows of the document; ``sight``: that of cells without doubts."""
    tables = cells = 0
    for block in blocks:
        if isinstance(block, str):
            builder.add_row([block])
        elif isinstance(block, _Dump):
            cells += _add_dump(block, builder, limits)
            limits.check_cells(cells)
        else:
            cells += sum(map(len, block.rows))
            limits.check_cells(cells)
            tables += _add_table(block, tables, builder, limits, sight)
        limits.check_rows(len(builder))


def _add_dump(dump: _Dump, builder: DocumentBuilder, limits: Limits) -> int:
    """Add the rows of a dump; the number of their cells."""
    document = read_text(dump.text, limits)
    for row in document.rows:
        cells = [
            NewCell(document.cell_text(cell), cell.column, cell.rowspan, cell.colspan, cell.x) for cell in row.cells
        ]
        builder.add_row(cells, kind=row.kind, gap=row.gap)
    return sum(len(row.cells) for row in document.rows)


def _add_table(table: HtmlTable, number: int, builder: DocumentBuilder, limits: Limits, sight: Sight | None) -> bool:
    """Add the rows of a table; True where any of them is a grid row."""
    is_grid = False
    for row in table_to_rows(table, limits, sight):
        if isinstance(row, str):
            builder.add_row([row])
        else:
            limits.check_line(max(len(cell.text) for cell in row))
            builder.add_row(row, kind="grid", table=number)
            is_grid = True
    return is_grid


def _collapsed(text: str) -> str:
    """White space as a browser shows it; a line end between ideographs is a wrapped line, not a space."""
    if "\n" in text:
        text = _WRAP.sub("", text)
    return _SPACE.sub(" ", text).strip(_BLANK)


def _is_small(picture: HtmlElement, most: int = _SMALL_PICTURE) -> bool:
    sizes = [picture.get("width", ""), picture.get("height", "")]
    return any(size.removesuffix("px").isdecimal() and int(size.removesuffix("px")) <= most for size in sizes)
