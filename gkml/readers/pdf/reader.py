"""PDF to ``Document``: every page to its blocks, the parts of tables joined over pages, cells with their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from gkml.document import Document, DocumentBuilder, NewCell
from gkml.errors import InputError
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.isolation import Reply, run_isolated
from gkml.readers.limits import Limits
from gkml.readers.pdf.blocks import LineBlock, TableBlock, TableCell, page_to_blocks
from gkml.readers.pdf.exchange import document_to_plain, plain_to_document
from gkml.readers.pdf.gutters import Span
from gkml.readers.pdf.lines import FIGURE
from gkml.readers.pdf.page import PageContent, read_pages
from gkml.readers.pdf.stitching import StitchedTable, stitch

__all__ = ["pages_to_document", "read_pdf", "read_pdf_here", "read_pdf_task"]

_PICTURE = 0.3  # share of a page that a picture covers from which the page may be a scan
_PROSE_CHARACTERS = 200  # the longest labels, with the remarks that some offices add, have about 100
_END = re.compile(rb"%%EOF|startxref")
_END_WITHIN = 4_096  # bytes; the standard says 1,024, servers put things behind


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Read a PDF with a text layer, in a child process.

    Raises:
        InputError: ``encrypted``, ``damaged_file``, ``too_many_pages``, ``too_many_characters``, ``too_many_rows``,
            ``no_text_layer``, ``timeout``, ``out_of_memory`` or ``crashed``.
    """
    reply = run_isolated("gkml.readers.pdf.reader:read_pdf_task", data, {"limits": asdict(limits)}, limits)
    return plain_to_document(reply.plain)


def read_pdf_task(data: bytes, options: dict[str, Any]) -> Reply:
    """What the child does."""
    return Reply(document_to_plain(read_pdf_here(data, Limits(**options["limits"]))))


def read_pdf_here(data: bytes, limits: Limits) -> Document:
    """Read a PDF in this process, which a damaged one may end."""
    notes = []
    if not _END.search(data, max(0, len(data) - _END_WITHIN)):
        notes.append(("damaged_bytes", "the end of the PDF is missing; pages may be lost, compare with the original"))
    return pages_to_document(read_pages(data, limits), limits, notes)


def pages_to_document(pages: Iterable[PageContent], limits: Limits, notes: Sequence[tuple[str, str]] = ()) -> Document:
    """The document that pages make.

    Raises:
        InputError: ``no_text_layer`` or ``damaged_file``, where no page can be read; ``too_many_rows``.
    """
    census = _Census()
    builder = DocumentBuilder("pdf")
    tables = cells = 0
    for block in stitch(_page_blocks(pages, census, limits)):
        limits.check_rows(len(builder))
        if isinstance(block, StitchedTable):
            cells += sum(len(row) for _, row in block.rows)
            limits.check_cells(cells)
            _add_table(builder, block, tables)
            tables += 1
        else:
            _add_line(builder, block)
    census.check()
    return builder.build(pictures=census.pictures, notes=(*notes, *census.notes()))


class _Census:
    """What the pages were like, counted while they go by."""

    def __init__(self) -> None:
        self.readable = 0
        self.pictures = 0
        self.lost = 0
        self.without: list[int] = []
        self.broken: list[int] = []
        self.damaged: list[int] = []
        self.recognised: list[int] = []

    def count(self, page: PageContent) -> bool:
        """Whether the characters of the page are worth reading."""
        self.pictures += page.pictures >= _PICTURE
        if page.damaged:
            self.damaged.append(page.number)
        elif page.layer == "none":
            self.without.append(page.number)
            return True  # a date, a page number, the name of a scanning program
        elif page.layer == "broken":
            self.broken.append(page.number)
        else:
            self.readable += bool(page.characters)
            self.lost += sum(character.text == REPLACEMENT for character in page.characters)
            if page.layer == "recognised":
                self.recognised.append(page.number)
            return True
        return False

    def check(self) -> None:
        if self.readable:
            return
        if self.damaged and not (self.without or self.broken):
            pages = len(self.damaged)
            raise InputError(f"all {pages} pages of the PDF are damaged; fetch it again", code="damaged_file")
        why = "its pages are pictures (a scan) or empty"
        if self.broken:
            why = "the codes of its characters do not say which characters they are (a broken text layer)"
        raise InputError(
            f"no page of the PDF has text that can be read: {why}; it needs recognition of its pictures "
            "(OCR, pip install 'gkml[ocr]'), or print it again from its source",
            code="no_text_layer",
        )

    def notes(self) -> Iterator[tuple[str, str]]:
        if unread := sorted(self.without + self.broken):
            yield (
                "pages_without_text",
                f"pages {_numbers(unread)} are pictures or have a broken text layer and were not read; they need "
                "recognition of pictures (OCR, pip install 'gkml[ocr]')",
            )
        if pages := self.damaged:
            yield "damaged_pages", f"pages {_numbers(pages)} are damaged and were not read; fetch the file again"
        if pages := self.recognised:
            yield "recognised_text", f"the text of pages {_numbers(pages)} was recognised by the program of a scanner"
        if self.lost:
            yield "damaged_characters", f"of {self.lost:,} characters the PDF does not say which they are (U+FFFD)"


def _numbers(pages: Sequence[int]) -> str:
    listed = ", ".join(map(str, pages[:20]))
    return listed if len(pages) <= 20 else f"{listed} and {len(pages) - 20} more"


def _page_blocks(
    pages: Iterable[PageContent], census: _Census, limits: Limits
) -> Iterator[list[LineBlock | TableBlock]]:
    columns: tuple[Span, ...] = ()
    for page in pages:
        blocks: list[LineBlock | TableBlock] = []
        if census.count(page):
            blocks, columns = page_to_blocks(page, limits, columns)
        yield blocks


def _add_line(builder: DocumentBuilder, block: LineBlock) -> None:
    cells = [
        NewCell(
            piece.text,
            x=(round(piece.box.x0 / block.unit), round(piece.box.x1 / block.unit)),
            page=block.page,
            boxes=(piece.box,) if piece.text else (),
        )
        for piece in block.pieces
    ]
    builder.add_row(cells, kind="aligned" if len(cells) > 1 else "line", page=block.page)


def _add_table(builder: DocumentBuilder, table: StitchedTable, number: int) -> None:
    for page, row in table.rows:
        if _is_prose(row):
            for cell in row:
                for piece in (*cell.pieces, *cell.more):
                    builder.add_row([NewCell(piece.text, boxes=(piece.box,))], page=cell.page)
        elif row:
            builder.add_row(_new_cells(row), kind="grid", table=number, page=page)


def _is_prose(row: Sequence[TableCell]) -> bool:
    """True for a row of a frame that holds running text and no figure of its own."""
    texts = [cell.text.strip() for cell in row]
    return max(map(len, texts), default=0) > _PROSE_CHARACTERS and not any(map(FIGURE.fullmatch, texts))


def _new_cells(row: Sequence[TableCell]) -> list[NewCell]:
    return [
        NewCell(
            cell.text,
            cell.column,
            cell.rowspan,
            cell.colspan,
            page=cell.page,
            boxes=tuple(piece.box for piece in cell.pieces),
        )
        for cell in row
    ]
