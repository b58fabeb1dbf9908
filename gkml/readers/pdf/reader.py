"""PDF to ``Document``: every page to its blocks, the parts of tables joined over pages, cells with their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from gkml.document import Document, DocumentBuilder, NewCell
from gkml.errors import InputError
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.isolation import Reply, run_isolated
from gkml.readers.limits import Limits
from gkml.readers.ocr.engine import is_installed
from gkml.readers.ocr.layers import compared
from gkml.readers.ocr.scans import Trail, lacks_tables, needs_patches, needs_recognition, put_back, with_recognised
from gkml.readers.pdf.blocks import LineBlock, TableBlock, TableCell, page_to_blocks
from gkml.readers.pdf.exchange import document_to_plain, plain_to_document
from gkml.readers.pdf.gutters import Span
from gkml.readers.pdf.lines import FIGURE
from gkml.readers.pdf.marks import with_sight
from gkml.readers.pdf.page import PageContent
from gkml.readers.pdf.pages import read_pages
from gkml.readers.pdf.stitching import StitchedTable, stitch
from gkml.readers.pdf.typed import pages_to_typed_text, typed_to_document

__all__ = ["pages_to_document", "read_pdf", "read_pdf_here", "read_pdf_task"]

_PICTURE = 0.3  # share of a page that a picture covers from which the page may be a scan
_PROSE_CHARACTERS = 200  # the longest labels, with the remarks that some offices add, have about 100
_UNSEEN = 0.5  # certainty of an empty cell in a line that was recognised in a picture
_END = re.compile(rb"%%EOF|startxref")
_END_WITHIN = 4_096  # bytes; the standard says 1,024, servers put things behind


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Read a PDF with a text layer, in a child process.

    Raises:
        InputError: ``encrypted``, ``damaged_file``, ``too_many_pages``, ``too_many_characters``, ``too_many_rows``,
            ``no_text_layer``, ``timeout``, ``out_of_memory`` or ``crashed``.
    """
    options = {"limits": asdict(limits), "recognise": is_installed()}
    reply = run_isolated("gkml.readers.pdf.reader:read_pdf_task", data, options, limits)
    if isinstance(reply.plain, int):  # pages to recognise, which takes more time and memory
        allowed = limits.for_recognition(reply.plain)
        reply = run_isolated("gkml.readers.pdf.reader:read_scan_task", data, {"limits": asdict(limits)}, allowed)
    return plain_to_document(reply.plain)


def read_pdf_task(data: bytes, options: dict[str, Any]) -> Reply:
    """What the child does; it gives back how many pages have to be recognised first, where that is possible."""
    limits = Limits(**options["limits"])
    pages = list(read_pages(data, limits))
    if options["recognise"] and (count := _to_recognise(pages)):
        return Reply(count)
    return Reply(document_to_plain(pages_to_document(pages, limits, _end_notes(data))))


def _to_recognise(pages: Sequence[PageContent]) -> int:
    """How many pages are pictures, or have parts that are."""
    tables = lacks_tables(pages)
    return sum(needs_recognition(page) or needs_patches(page, tables=tables) for page in pages)


def read_scan_task(data: bytes, options: dict[str, Any]) -> Reply:
    """What the child does with a PDF of which pages have to be recognised."""
    return Reply(document_to_plain(read_pdf_here(data, Limits(**options["limits"]), recognise=True)))


def read_pdf_here(data: bytes, limits: Limits, *, recognise: bool = False) -> Document:
    """Read a PDF in this process, which a damaged one may end; ``recognise`` pages that are pictures."""
    pages, notes = list(read_pages(data, limits)), _end_notes(data)
    if not recognise:
        return pages_to_document(pages, limits, notes)
    trail = Trail()
    document = pages_to_document(with_recognised(pages, data, limits, trail), limits, notes)
    return compared(put_back(document, trail.frames), trail.hidden)


def _end_notes(data: bytes) -> list[tuple[str, str]]:
    if _END.search(data, max(0, len(data) - _END_WITHIN)):
        return []
    return [("damaged_bytes", "the end of the PDF is missing; pages may be lost, compare with the original")]


def pages_to_document(pages: Iterable[PageContent], limits: Limits, notes: Sequence[tuple[str, str]] = ()) -> Document:
    """The document that pages make.

    Raises:
        InputError: ``no_text_layer`` or ``damaged_file``, where no page can be read; ``too_many_rows``.
    """
    census = _Census()
    pages = list(pages)
    # what was recognised has places that are not exact enough, and certainties to keep
    typed = None if any(page.layer == "ocr" for page in pages) else pages_to_typed_text(pages)
    if typed is not None:
        for page in pages:
            census.count(page)
        document = with_sight(typed_to_document(typed, limits), pages)
        return replace(document, pictures=census.pictures, notes=(*notes, *census.notes()))
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
    notes = (*notes, *census.notes())
    if census.pictured and not is_installed() and lacks_tables(pages):
        notes = (*notes, _pictures_note(census.pictured))
    return builder.build(pictures=census.pictures, notes=notes)


def _pictures_note(pages: Sequence[int]) -> tuple[str, str]:
    return (
        "pictures_not_read",
        f"tables may stand in pictures on pages {_numbers(pages)}; to have them read, run: pip install 'gkml[ocr]'",
    )


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
        self.read_in_pictures: list[int] = []
        self.patched: list[int] = []
        self.pictured: list[int] = []

    def count(self, page: PageContent) -> bool:
        """Whether the characters of the page are worth reading."""
        self.pictures += page.pictures >= _PICTURE
        if page.patched:
            self.patched.append(page.number)
        elif page.pictured and page.layer == "text":
            self.pictured.append(page.number)
        if page.damaged:
            self.damaged.append(page.number)
        elif page.layer == "none":
            self.without.append(page.number)
            return True  # a date, a page number, the name of a scanning program
        elif page.layer == "broken":
            self.broken.append(page.number)
        else:
            self.readable += bool(page.characters)
            if page.layer == "ocr":
                self.read_in_pictures.append(page.number)
                return True
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
        if self.read_in_pictures:
            raise InputError(
                "no print was recognised in the pictures; scan them again, upright and at 200 dots an inch or more",
                code="no_text_layer",
            )
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
        if pages := self.read_in_pictures:
            yield "ocr", f"pages {_numbers(pages)} are pictures; their text was recognised, compare figures with them"
        if pages := self.patched:
            yield "ocr", f"pages {_numbers(pages)} have pictures of figures; these were recognised, compare them"
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
    recognised = any(piece.certainty < 1 for piece in block.pieces)
    cells = [
        NewCell(
            piece.text,
            x=(round(piece.box.x0 / block.unit), round(piece.box.x1 / block.unit)),
            page=block.page,
            boxes=(piece.box,) if piece.text else (),
            # a gap in a recognised line without ruled ones may be a figure that was not seen
            certainty=piece.certainty if piece.text or not recognised else _UNSEEN,
            sight="doubtful" if piece.doubts else block.sight,
            doubts=piece.doubts,
            unread=piece.unread,
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
            certainty=cell.certainty,
            sight=cell.sight,
            doubts=cell.doubts,
            unread=cell.unread,
        )
        for cell in row
    ]
