"""Parts of pages that are pictures: figures in cells of ruled tables, and whole tables among text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median_low

import numpy as np

from gkml.document import Box
from gkml.doubts import DoubtCode
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.limits import Limits
from gkml.readers.ocr.engine import Engine
from gkml.readers.ocr.figures import read_prints
from gkml.readers.ocr.ink import blobs_of, even_ground, ink_of
from gkml.readers.ocr.page import holds_table, picture_to_page, print_to_characters
from gkml.readers.ocr.picture import Frame, Picture
from gkml.readers.ocr.prints import cell_prints, is_print, without_dirt
from gkml.readers.pdf.marks import unread_cells
from gkml.readers.pdf.page import Character, Mark, PageContent, Ruling

__all__ = ["with_patches"]

_BORDER = 1.5  # points from the border of a cell
_USUAL = 10.5  # points of type, where a page tells nothing else


def with_patches(page: PageContent, picture: Picture, engine: Engine, limits: Limits, *, tables: bool) -> PageContent:
    """The page with what was recognised in its pictures.

    Args:
        page: of text.
        picture: of the whole page, drawn upright.
        engine: what reads.
        limits: what tables may hold.
        tables: whether pictures are looked through for tables.
    """
    page = _with_cells(page, picture, engine)
    for box in page.pictured if tables else ():
        part = _cut(picture, box, picture.unit)
        if holds_table(part):
            content, frame = picture_to_page(part, page.number, engine, limits)
            page = _with_table(page, content, frame, box)
    return page


def _cut(picture: Picture, box: Box, unit: float) -> Picture:
    """What lies in a box."""
    x0, y0, x1, y1 = (max(0, round(edge / unit)) for edge in box)
    grays = picture.grays[y0:y1, x0:x1]
    plain = grays if picture.plain is picture.grays else picture.plain[y0:y1, x0:x1]
    return Picture(grays, plain, unit, np.eye(3))


def _with_table(page: PageContent, content: PageContent, frame: Frame, place: Box) -> PageContent:
    """A page with the table of a picture that lies somewhere on it."""

    def moved(box: Box) -> Box:
        x0, y0, x1, y1 = frame.box(box)
        return Box(x0 + place.x0, y0 + place.y0, x1 + place.x0, y1 + place.y0)

    characters = []
    for c in content.characters:
        box = moved(Box(c.x0, c.y0, c.x1, c.y1))
        characters.append(replace(c, x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1))
    rulings = [_straight(moved(Box(r.x0, r.y0, r.x1, r.y1)), horizontal=r.horizontal) for r in content.rulings]
    return replace(
        page,
        characters=(*page.characters, *characters),
        rulings=(*page.rulings, *rulings),
        marks=(
            *(m for m in page.marks if not _inside(m.box, place)),
            *(replace(m, box=moved(m.box)) for m in content.marks),
        ),
        patched=True,
    )


def _straight(box: Box, *, horizontal: bool) -> Ruling:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return Ruling(box.x0, y, box.x1, y) if horizontal else Ruling(x, box.y0, x, box.y1)


def _with_cells(page: PageContent, picture: Picture, engine: Engine) -> PageContent:
    """A page with what stands in cells that hold ink which is no text."""
    cells = list(unread_cells(page))
    if not cells:
        return page
    plain = even_ground(picture.plain)
    ink = ink_of(plain)[0]
    sizes = [character.size for character in page.characters]
    size = (median_low(sizes) if sizes else _USUAL) / picture.unit
    for box in cells:
        found = list(_read_cell(plain, ink, box, size, picture.unit, engine))
        if found and all(character.text != REPLACEMENT for character in found):
            others = [c for c in page.characters if not _inside(Box(c.x0, c.y0, c.x1, c.y1), box)]
            marks = [mark for mark in page.marks if not (mark.ink and _inside(mark.box, box))]
            place = Box(found[0].x0, found[0].y0, found[-1].x1, found[-1].y1)
            mark = Mark(place, DoubtCode.RECOGNITION)
            page = replace(page, characters=(*others, *found), marks=(*marks, mark), patched=True)
    return page


def _inside(box: Box, other: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return other.x0 <= x <= other.x1 and other.y0 <= y <= other.y1


def _read_cell(
    plain: np.ndarray, ink: np.ndarray, box: Box, size: float, unit: float, engine: Engine
) -> Iterator[Character]:
    x0, y0 = (max(0, round((edge + _BORDER) / unit)) for edge in (box.x0, box.y0))
    x1, y1 = (max(0, round((edge - _BORDER) / unit)) for edge in (box.x1, box.y1))
    inside = ink[y0:y1, x0:x1]
    if not inside.size:  # of a cell that the page is cropped at
        return
    blobs = blobs_of(np.ascontiguousarray(inside))
    boxes = blobs.boxes[is_print(blobs, size)]
    if not len(boxes):
        return
    pieces = without_dirt(cell_prints(boxes + np.array([x0, y0, x0, y0]), size), size)
    for one in read_prints(pieces, plain, size, engine):
        yield from print_to_characters(one, size, unit)
