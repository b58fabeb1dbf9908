"""A picture of a page to its content: set upright, its lines found, its print read cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from gkml.document import Box
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.limits import Limits
from gkml.readers.ocr.cells import CellMap, inked_cells
from gkml.readers.ocr.dress import DressReader
from gkml.readers.ocr.engine import Engine, Grays, load_cv2
from gkml.readers.ocr.figures import ReadPrint, read_prints
from gkml.readers.ocr.ink import Blobs, Mask, blobs_of, even_ground, ink_of, less, type_size
from gkml.readers.ocr.picture import Frame, Picture
from gkml.readers.ocr.prints import PixelBox, Print, beside_lines, cell_prints, free_prints, is_print, without_dirt
from gkml.readers.ocr.rulings import PictureRuling, rulings_of
from gkml.readers.ocr.upright import right_angle, skew_of
from gkml.readers.pdf.lattice import LatticeCell, LatticeTable, rulings_to_tables
from gkml.readers.pdf.page import Character, Mark, PageContent, Ruling

__all__ = ["holds_table", "picture_to_page", "print_to_characters"]

_RESOLUTION = 200.0  # pixels an inch; type of 10.5 points is 29 pixels high then
_SIZE = 29.0  # pixels; type much smaller or larger is scaled to this
_SMALLEST, _LARGEST = 21.0, 48.0  # pixels; between these it is left as it is
_MOST_SCALED = 4.0  # a picture is not made larger than this many times
_POINTS = 10.5  # points of the type of reports
_LIKELY = (6.5, 17.0)  # points of type; where it comes out otherwise, the resolution that the file states is not true
_DOT = 4  # pixels of a point; what is smaller is dirt
_LARGE = 4.0  # type sizes; what is larger outside tables is a drawing
_OVER_DRAWING = 0.3  # certainty at most of print that a seal or a drawing lies over
_MOST_CERTAIN = 0.9999  # what was recognised is never as certain as what was set
_LEVEL = 0.04  # degrees; a skew that is less moves nothing
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f]")


def picture_to_page(picture: Picture, number: int, engine: Engine, limits: Limits) -> tuple[PageContent, Frame]:
    """The content of a page, in points of a level page with type of usual size, and the way back to the picture.

    Args:
        picture: of the page.
        number: of the page.
        engine: what reads.
        limits: what tables may hold.
    """
    picture, size = _ready(picture, engine)
    unit = 72 / _RESOLUTION
    if size and not _LIKELY[0] <= size * picture_unit(picture) <= _LIKELY[1]:
        unit = _POINTS / size
    else:
        unit = picture_unit(picture)
    high, wide = picture.grays.shape
    if not size:
        return PageContent(number, wide * unit, high * unit, (), (), 1.0, "ocr"), picture.frame(unit)
    characters, rulings, marks = _read(picture, size, unit, engine, limits)
    place = number, wide * unit, high * unit
    content = PageContent(*place, tuple(characters), tuple(rulings), 1.0, "ocr", marks=tuple(marks), sight="seen")
    return content, picture.frame(unit)


def holds_table(picture: Picture) -> bool:
    """Whether ruled lines make a table in a picture; told without reading any of it."""
    picture = picture.scaled(min(_MOST_SCALED, picture_unit(picture) * _RESOLUTION / 72))
    ink, faint = ink_of(even_ground(picture.plain))
    size = type_size(ink)
    if not size:
        return False
    if not _SMALLEST <= size <= _LARGEST:
        picture = picture.scaled(min(_MOST_SCALED, _SIZE / size))
        ink, faint = ink_of(even_ground(picture.plain))
    if abs(skew := skew_of(ink)) >= _LEVEL:
        ink, faint = ink_of(even_ground(picture.levelled(skew).plain))
    lines, _ = rulings_of(ink, faint, _SIZE)
    tables = rulings_to_tables(_in_points(line, _POINTS / _SIZE) for line in lines)
    return any(len(table.xs) > 2 and len(table.ys) > 2 for table in tables)


def picture_unit(picture: Picture) -> float:
    """Points that a pixel of the picture is wide, as its file says."""
    return picture.unit * float(np.hypot(*picture.back[:2, 0]))


def _ready(picture: Picture, engine: Engine) -> tuple[Picture, float]:
    """The picture upright and level, its type of a size that can be read, and that size; 0 without print."""
    picture = picture.scaled(min(_MOST_SCALED, picture_unit(picture) * _RESOLUTION / 72))
    size = type_size(ink_of(even_ground(picture.plain))[0])
    if not size:
        return picture, 0.0
    if not _SMALLEST <= size <= _LARGEST:
        picture = picture.scaled(min(_MOST_SCALED, _SIZE / size))
    even = even_ground(picture.grays)
    picture = picture.turned(right_angle(even, engine.find_lines(even), engine))
    skew = skew_of(ink_of(even_ground(picture.plain))[0])
    if abs(skew) >= _LEVEL:
        picture = picture.levelled(skew)
    return picture, type_size(ink_of(even_ground(picture.plain))[0])


def _read(
    picture: Picture, size: float, unit: float, engine: Engine, limits: Limits
) -> tuple[list[Character], list[Ruling], list[Mark]]:
    even = even_ground(picture.grays)
    ink, faint = ink_of(even)
    plain, plain_ink, coloured = even, ink, None
    if picture.plain is not picture.grays:
        plain = even_ground(picture.plain)
        plain_ink, faint = ink_of(plain)
        coloured = less(ink, _grown(plain_ink))
    lines, on_lines = rulings_of(plain_ink, faint, min(size, _SIZE))
    rulings = [_in_points(line, unit) for line in lines]
    tables = [table for table in rulings_to_tables(rulings, limits) if len(table.xs) > 2]
    cells = CellMap(tables, unit)
    inside = less(plain_ink, on_lines)
    small = type_size(_inside(inside, tables, unit)) or size  # tables are set in smaller type than prose
    blobs = blobs_of(inside)
    drawn, red = inked_cells(blobs, cells, None if coloured is None else less(coloured, on_lines), small)
    characters: list[Character] = []
    filled: set[int] = set()
    pictured = np.where(on_lines > 0, np.uint8(255), plain)
    marks: list[Mark] = []
    pieces, numbers = _pieces(blobs, cells, on_lines, small)
    dressed = DressReader(pictured, plain_ink, small, engine)
    for whole, number in zip(read_prints(pieces, pictured, small, engine), numbers, strict=True):
        filled.add(number)
        most = _OVER_DRAWING if number in drawn else 1.0
        seen, code = dressed.read(whole, blobs.boxes[_within(blobs, whole.piece.box)])
        if code is not None:
            marks.append(Mark(Box(*(round(edge * unit, 2) for edge in whole.piece.box)), code))
        for one in seen:
            characters.extend(print_to_characters(one, small, unit, most))
    characters.extend(_unread(cells.cells[number], small * unit) for number in sorted((drawn | red) - filled))
    characters.extend(_outside(less(ink, on_lines), even, cells, size, unit, engine))
    return characters, rulings, marks


def _within(blobs: Blobs, box: PixelBox) -> np.ndarray:
    """Which ink lies in a box."""
    x, y = (blobs.boxes[:, 0] + blobs.boxes[:, 2]) / 2, (blobs.boxes[:, 1] + blobs.boxes[:, 3]) / 2
    return np.asarray((x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3]) & (blobs.areas >= _DOT))


def _grown(mask: Mask) -> Mask:
    grown: Mask = load_cv2().dilate(mask, np.ones((5, 5), np.uint8))
    return grown


def _pieces(blobs: Blobs, cells: CellMap, on_lines: Mask, size: float) -> tuple[list[Print], list[int]]:
    """The print of all cells, and the cell of each piece."""
    of = cells.of(blobs)
    prints = is_print(blobs, size)
    pieces: list[Print] = []
    numbers: list[int] = []
    for number in sorted(set(of[(of >= 0) & prints].tolist())):
        mine = without_dirt(cell_prints(blobs.boxes[_with_points(blobs, of == number, prints, size)], size), size)
        pieces.extend(mine)
        numbers.extend([number] * len(mine))
    return beside_lines(pieces, on_lines, size), numbers


def _unread(cell: LatticeCell, size: float) -> Character:
    """What stands for ink in a cell that is no print."""
    x, y = (cell.x0 + cell.x1) / 2, (cell.y0 + cell.y1) / 2
    x0, y0, x1, y1 = (round(edge, 2) for edge in (x - size / 2, y - size / 2, x + size / 2, y + size / 2))
    return Character(REPLACEMENT, x0, y0, x1, y1, round(size, 2), 0.0)


def _outside(marks: Mask, even: Grays, cells: CellMap, size: float, unit: float, engine: Engine) -> Iterator[Character]:
    """The characters outside tables."""
    blobs = blobs_of(marks)
    sides = blobs.boxes[:, 2:] - blobs.boxes[:, :2]
    mine = (cells.of(blobs) < 0) & (sides.max(axis=1) <= _LARGE * size) & (blobs.areas >= _DOT)
    found = engine.find_lines(even)
    middles = np.array([[(x0 + x1) / 2, (y0 + y1) / 2] for x0, y0, x1, y1 in found]).reshape(-1, 2)
    free = [box for box, number in zip(found, cells.at(middles[:, 0], middles[:, 1]), strict=True) if number < 0]
    for one in read_prints(free_prints(free, blobs.boxes[mine], size), even, size, engine):
        yield from print_to_characters(one, size, unit)


def _inside(marks: Mask, tables: Sequence[LatticeTable], unit: float) -> Mask:
    """The ink inside tables."""
    inside = np.zeros_like(marks)
    for table in tables:
        x0, x1, y0, y1 = (round(edge / unit) for edge in (table.xs[0], table.xs[-1], table.ys[0], table.ys[-1]))
        inside[y0:y1, x0:x1] = marks[y0:y1, x0:x1]
    return inside


def _with_points(blobs: Blobs, mine: np.ndarray, prints: np.ndarray, size: float) -> np.ndarray:
    """Of the blobs of a cell those that are print, and specks between them, which may be its points."""
    if not (mine & prints).any():
        return np.asarray(mine & prints)
    boxes = blobs.boxes[mine & prints]
    x0, y0 = boxes[:, :2].min(axis=0)
    x1, y1 = boxes[:, 2:].max(axis=0)
    b = blobs.boxes
    between = (b[:, 0] >= x0) & (b[:, 1] >= y0) & (b[:, 2] <= x1) & (b[:, 3] <= y1 + 0.2 * size)
    return np.asarray(mine & (prints | (between & (blobs.areas >= _DOT))))


def _in_points(line: PictureRuling, unit: float) -> Ruling:
    at, begin, end = (round(edge * unit, 2) for edge in (line.at, line.begin, line.end))
    return Ruling(begin, at, end, at) if line.horizontal else Ruling(at, begin, at, end)


def print_to_characters(one: ReadPrint, size: float, unit: float, most: float = 1.0) -> Iterator[Character]:
    """The characters of a piece; neighbours meet, unless the picture has room for another between them."""
    x0, y0, x1, y1 = one.piece.box
    high = max(y1 - y0, 0.95 * size)
    top, bottom = (y0 + y1 - high) / 2, (y0 + y1 + high) / 2
    letters = one.reading.letters
    middles = [x0 + letter.at * (x1 - x0) for letter in letters]
    halves = [high * (0.5 if _WIDE.match(letter.text) else 0.27) for letter in letters]
    for number, letter in enumerate(letters):
        left, right = middles[number] - halves[number], middles[number] + halves[number]
        if number:
            left = _edge(middles[number - 1], halves[number - 1], middles[number], halves[number])[1]
        if number + 1 < len(letters):
            right = _edge(middles[number], halves[number], middles[number + 1], halves[number + 1])[0]
        left, right = (min(max(edge, x0), x1) for edge in (left, right))
        x, y, right, end = (round(edge * unit, 2) for edge in (left, top, max(right, left), bottom))
        yield Character(
            letter.text, x, y, right, end, round(high * unit, 2), min(letter.certainty, most, _MOST_CERTAIN)
        )


def _edge(before: float, half: float, after: float, other: float) -> tuple[float, float]:
    """Where a character ends and the next begins: at one place, unless they stand apart."""
    if after - before > half + other + 1.2 * max(half, other):
        return before + half, after - other
    middle = before + (after - before) * half / (half + other)
    return middle, middle
