"""Pages of a PDF without a text layer that can be read: drawn, recognised, and put in the place of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gkml.document import Cell, Document, Row
from gkml.readers.limits import Limits
from gkml.readers.ocr.page import picture_to_page
from gkml.readers.ocr.patches import with_patches
from gkml.readers.ocr.picture import Frame, Picture
from gkml.readers.pdf.lattice import rulings_to_tables
from gkml.readers.pdf.marks import unread_cells
from gkml.readers.pdf.page import Character, PageContent, Ruling
from gkml.readers.pdf.pages import open_pdf
from gkml.readers.signs import lacks_tables_in

__all__ = ["Trail", "lacks_tables", "needs_patches", "needs_recognition", "put_back", "with_recognised"]

_LEAST, _MOST = 100.0, 300.0  # pixels an inch at which a page is drawn
_USUAL = 200.0  # the same, of a page without a picture that fills it
_FILLS = 0.5  # share of a page that its picture covers
_WIDTH = 0.02  # share by which the widths of two parts of a table may differ
_FARTHEST = 40.0  # points by which paper lies beside its place


@dataclass(slots=True)
class Trail:
    """What is known of recognised pages, by their numbers.

    Attributes:
        frames: the way back to the page as it was.
        hidden: the characters that another program had read there.
    """

    frames: dict[int, Frame] = field(default_factory=dict)
    hidden: dict[int, Sequence[Character]] = field(default_factory=dict)


def needs_recognition(page: PageContent) -> bool:
    """Whether a page is a picture: its characters do not say what it shows, or another program has read them there."""
    return not page.damaged and page.layer in ("none", "broken", "recognised")


def needs_patches(page: PageContent, *, tables: bool) -> bool:
    """Whether a page of text has parts that are pictures: cells, and tables where these are looked for."""
    if page.damaged or page.layer != "text" or page.turned:
        return False
    return (tables and bool(page.pictured)) or any(True for _ in unread_cells(page))


def lacks_tables(pages: Iterable[PageContent]) -> bool:
    """Whether a statutory table does not stand in the text of pages."""
    return lacks_tables_in("".join(character.text for page in pages for character in page.characters))


def with_recognised(
    pages: Sequence[PageContent],
    data: bytes,
    limits: Limits,
    trail: Trail,
) -> Iterator[PageContent]:
    """The pages, recognised ones for those that need it, as far as ``limits.ocr_pages`` allows.

    Args:
        pages: of the PDF.
        data: the PDF.
        limits: what it may hold.
        trail: here is put what is known of each recognised page.
    """
    from gkml.readers.ocr.engine import load_engine

    table: tuple[float, float] | None = None
    tables = lacks_tables(pages)
    patched = 0
    for page in pages:
        if needs_patches(page, tables=tables) and len(trail.frames) + patched < limits.ocr_pages:
            patched += 1
            picture = page_picture(data, page.number, limits)
            if picture is not None:
                page = with_patches(page, picture, load_engine(), limits, tables=tables)
        if needs_recognition(page) and len(trail.frames) + patched < limits.ocr_pages:
            picture = page_picture(data, page.number, limits)
            if picture is None:
                yield page
                continue
            if page.layer == "recognised" and not page.turned:
                trail.hidden[page.number] = page.characters
            page, frame = picture_to_page(picture, page.number, load_engine(), limits)
            page, trail.frames[page.number], table = beside(page, frame, table)
        else:
            table = None
        yield page


def page_picture(data: bytes, number: int, limits: Limits) -> Picture | None:
    """A page as it is seen, drawn at the resolution of the picture on it; None where PDFium cannot draw it."""
    import pypdfium2 as pdfium

    document = open_pdf(data)
    try:
        document.init_forms()
        page = document[number - 1]
        wide, high = page.get_size()
        resolution = min(max(_own_resolution(page, wide, high), _LEAST), _MOST)
        # a page may be as large as a house
        most = (limits.pixels / max(1.0, wide * high)) ** 0.5 * 72
        scale = min(resolution, most) / 72
        bitmap = page.render(scale=scale, draw_annots=True, may_draw_forms=True, rev_byteorder=True)
        pixels = np.array(bitmap.to_numpy()[..., :3])
        bitmap.close()
        page.close()
    except pdfium.PdfiumError:
        return None
    finally:
        document.close()
    return Picture.of(pixels, wide / pixels.shape[1])


def _own_resolution(page: Any, wide: float, high: float) -> float:
    """Pixels an inch of the largest picture of a page, where it fills the page."""
    import pypdfium2.raw as pdfium_c

    best = 0.0, _USUAL
    for item in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=2):
        left, bottom, right, top = item.get_bounds()
        share = (right - left) * (top - bottom) / max(1.0, wide * high)
        if share > max(best[0], _FILLS):
            across = max(item.get_px_size())
            best = share, across / max(right - left, top - bottom) * 72
    return best[1]


def beside(
    page: PageContent, frame: Frame, table: tuple[float, float] | None
) -> tuple[PageContent, Frame, tuple[float, float] | None]:
    """The page moved and stretched so that a table as wide as the one that the page before ended with stands below it.

    Paper does not lie at the same place of a scanner for every page; parts of one table are known by their columns.
    """
    tables = [t for t in rulings_to_tables(page.rulings) if len(t.xs) > 2]
    if not tables:
        return page, frame, None
    first, last = tables[0], tables[-1]
    ends = last.xs[0], last.xs[-1]
    if table is None:
        return page, frame, ends
    width = table[1] - table[0]
    factor = width / (first.xs[-1] - first.xs[0])
    shift = table[0] - first.xs[0] * factor
    if abs(factor - 1) > _WIDTH or abs(table[0] - first.xs[0]) > _FARTHEST:
        return page, frame, ends

    def move(x: float) -> float:
        return round(x * factor + shift, 2)

    characters = tuple(replace(c, x0=move(c.x0), x1=move(c.x1)) for c in page.characters)
    rulings = tuple(Ruling(move(r.x0), r.y0, move(r.x1), r.y1) for r in page.rulings)
    marks = tuple(replace(m, box=m.box._replace(x0=move(m.box.x0), x1=move(m.box.x1))) for m in page.marks)
    back = np.array([[1 / factor, 0.0, -shift / factor], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    moved = replace(page, characters=characters, rulings=rulings, marks=marks)
    return moved, Frame(frame.matrix @ back), (move(ends[0]), move(ends[1]))


def put_back(document: Document, frames: Mapping[int, Frame]) -> Document:
    """The document with its boxes on the pages as they were, neither levelled nor turned."""
    if not frames:
        return document
    return replace(document, rows=tuple(_row(row, frames) for row in document.rows))


def _row(row: Row, frames: Mapping[int, Frame]) -> Row:
    return replace(row, cells=tuple(_cell(cell, frames) for cell in row.cells))


def _cell(cell: Cell, frames: Mapping[int, Frame]) -> Cell:
    frame = frames.get(cell.page or 0)
    if frame is None or not cell.boxes:
        return cell
    return replace(cell, boxes=tuple(frame.box(box) for box in cell.boxes))
