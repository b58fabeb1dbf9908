"""What is drawn on a page beside its text: straight lines, filled areas, pictures."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gkml.document import Box
from gkml.readers.pdf.fills import areas_to_rulings
from gkml.readers.pdf.page import Place, Point, Ruling

__all__ = ["Drawing", "marks_to_rulings", "outlines_to_rulings", "page_drawing"]

_MAX_THICKNESS = 3.0  # points; a filled box thinner than this is drawn as a line
_MAX_BAR = 8.0  # points; so is a thicker one that is _BAR times as long
_BAR = 12
_MIN_LENGTH = 3.0  # points; shorter strokes are parts of letters, bullets, or of dotted lines
_STRAIGHT = 1.0  # points by which the ends of a straight line may differ
_DEPTH = 6  # of forms within forms; producers nest one or two
_WHITE = 250  # of 255 in each colour
_DOT_GAP = 4.0  # points between the dots or dashes of one line
_MIN_DOTS = 6
_MIN_DOTTED = 15.0  # points; a shorter row of dots may be points of ellipsis
_FRAME = 4.0  # points between the outer and the inner edge of a frame drawn as a filled area
_BOX_CORNERS = 6  # a box that is closed twice has as many
_LETTER = 40.0  # points; areas of many corners that are larger are frames
_MOST_CORNERS = 20_000  # of one path; one with more is a map or a picture
_MOST_FRAMES = 200  # outlines of one path that are compared with one another; letters as areas have thousands

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page shows beside its text, turned like the text.

    Attributes:
        rulings: horizontal and vertical lines that can be seen.
        fills: areas in another colour than white, and pictures; text and lines in white are seen on them.
        pictures: share of the page that pictures cover, 0 to 1.
        shapes: number of filled outlines with many corners, as letters are that are drawn as areas.
        slants: straight strokes that neither lie nor stand.
        covers: all areas and pictures, white ones as well.
        images: the boxes of pictures.
        texts: the objects of PDFium that are text, from the lowest to the uppermost.
        strange: those that are neither text nor lines nor plain areas, and their boxes: pictures, outlines.
    """

    rulings: tuple[Ruling, ...] = ()
    fills: tuple[Box, ...] = ()
    pictures: float = 0.0
    shapes: int = 0
    slants: tuple[tuple[Point, Point], ...] = ()
    covers: tuple[Box, ...] = ()
    images: tuple[Box, ...] = ()
    texts: tuple[Any, ...] = ()
    strange: tuple[tuple[Any, Box], ...] = ()

    def is_filled(self, x: float, y: float) -> bool:
        """Whether something else than white paper lies under a place."""
        return any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box in self.fills)


@dataclass(slots=True)
class _Sketch:
    """What has been met so far; lines in white are kept until all areas are known."""

    rulings: list[Ruling] = field(default_factory=list)
    white: list[Ruling] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)  # those of the fills that are no pictures
    pictures: float = 0.0
    shapes: int = 0
    slants: list[tuple[Point, Point]] = field(default_factory=list)
    covers: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    texts: list[Any] = field(default_factory=list)
    strange: list[tuple[Any, Box]] = field(default_factory=list)


def page_drawing(
    page: Any, place: Place, size: tuple[float, float], spend: Callable[..., None], pdfium_c: Any
) -> Drawing:
    """The drawing of a page; ``spend`` is told of every object and line, and raises where they are too many."""
    sketch = _Sketch()
    for item, matrix in _objects(page, spend, pdfium_c):
        kind = pdfium_c.FPDFPageObj_GetType(item)
        before = len(sketch.rulings) + len(sketch.white) + len(sketch.marks)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_path(sketch, item, matrix, place, pdfium_c)
        elif kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING):
            _add_picture(sketch, item, matrix, place, size, pdfium_c)
        elif kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            sketch.texts.append(item)
        spend(rulings=len(sketch.rulings) + len(sketch.white) + len(sketch.marks) - before)
    known = Drawing(fills=tuple(sketch.fills))
    seen = [line for line in sketch.white if known.is_filled((line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2)]
    rulings = (*sketch.rulings, *seen, *marks_to_rulings(sketch.marks))
    drawn = tuple(areas_to_rulings(sketch.areas, rulings))
    spend(rulings=len(drawn))
    rulings += drawn
    area = max(1.0, size[0] * size[1])
    return Drawing(
        tuple(rulings),
        known.fills,
        min(1.0, sketch.pictures / area),
        sketch.shapes,
        tuple(sketch.slants),
        tuple(sketch.covers),
        tuple(sketch.images),
        tuple(sketch.texts),
        tuple(sketch.strange),
    )


def outlines_to_rulings(outlines: Iterable[Sequence[Point]], stroked: bool) -> Iterator[Ruling]:
    """Straight lines among the outlines of one path: strokes, thin filled boxes, frames drawn as areas."""
    boxes = []
    for points in outlines:
        box = _bounds(points)
        if (line := _thin_box_to_ruling(box)) is not None:
            yield line
        elif stroked:
            for a, b in itertools.pairwise(points):
                if (line := _stroke_to_ruling(a, b)) is not None:
                    yield line
        else:
            boxes.append(box)
    if len(boxes) <= _MOST_FRAMES:
        for outer, inner in itertools.permutations(boxes, 2):
            edges = [inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1]
            if all(0 <= edge <= _FRAME for edge in edges) and any(edges):
                yield from _sides(inner)


def marks_to_rulings(marks: Iterable[Box]) -> Iterator[Ruling]:
    """Dotted and dashed lines that are drawn dot by dot."""
    marks = list(marks)
    for across in (False, True):
        rows: dict[int, list[tuple[float, float, float]]] = {}
        for box in marks:
            x0, y0, x1, y1 = (box.y0, box.x0, box.y1, box.x1) if across else box
            if y1 - y0 <= _MAX_THICKNESS:
                rows.setdefault(round((y0 + y1) / 2), []).append((x0, x1, (y0 + y1) / 2))
        for _, row in sorted(rows.items()):
            for begin, end, at in _chains(sorted(row)):
                yield Ruling(at, begin, at, end) if across else Ruling(begin, at, end, at)


def _chains(dots: Sequence[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    """Rows of many dots with small gaps between them: where each begins and ends, and where it lies."""
    chain: list[tuple[float, float, float]] = []
    for dot in [*dots, (float("inf"), float("inf"), 0.0)]:
        if chain and dot[0] - max(end for _, end, _ in chain[-3:]) > _DOT_GAP:
            begin, end = chain[0][0], max(end for _, end, _ in chain)
            if len(chain) >= _MIN_DOTS and end - begin >= _MIN_DOTTED:
                yield begin, end, chain[0][2]
            chain = []
        chain.append(dot)


def _objects(page: Any, spend: Callable[..., None], pdfium_c: Any) -> Iterator[tuple[Any, Matrix]]:
    """Objects, those of forms with the matrix of the form."""
    stack: list[tuple[Any, Matrix, int]] = []
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    stack.extend((pdfium_c.FPDFPage_GetObject(page.raw, n), _IDENTITY, 0) for n in range(count - 1, -1, -1))
    spend(elements=max(0, count))
    while stack:
        item, outer, depth = stack.pop()
        if not item:
            continue
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_FORM:
            yield item, outer
        elif depth < _DEPTH:
            matrix = _times(_matrix_of(item, pdfium_c), outer)
            count = pdfium_c.FPDFFormObj_CountObjects(item)
            spend(elements=max(0, count))
            stack.extend((pdfium_c.FPDFFormObj_GetObject(item, n), matrix, depth + 1) for n in range(count - 1, -1, -1))


def _add_path(sketch: _Sketch, item: Any, outer: Matrix, place: Place, pdfium_c: Any) -> None:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke)):
        return
    stroked = bool(stroke.value)
    colour = _colour(pdfium_c.FPDFPageObj_GetStrokeColor if stroked else pdfium_c.FPDFPageObj_GetFillColor, item)
    if not (stroked or mode.value) or colour[3] == 0:
        return
    white = min(colour[:3]) >= _WHITE
    matrix = _times(_matrix_of(item, pdfium_c), outer)
    outlines = [[place(_apply(matrix, point)) for point in points] for points in _outlines(item, pdfium_c)]
    sketch.shapes += bool(mode.value) and any(len(points) > _BOX_CORNERS for points in outlines)
    for points in outlines:
        box = _bounds(points)
        if max(box.x1 - box.x0, box.y1 - box.y0) <= _MIN_LENGTH:
            if not white:
                sketch.marks.append(box)
        elif mode.value and min(box.x1 - box.x0, box.y1 - box.y0) > _MAX_THICKNESS:
            fill = _colour(pdfium_c.FPDFPageObj_GetFillColor, item)
            sketch.covers.append(box)
            if min(fill[:3]) < _WHITE and fill[3] > 0:
                sketch.fills.append(box)
                sketch.areas.append(box)
    (sketch.white if white else sketch.rulings).extend(outlines_to_rulings(outlines, stroked))
    if strange := [points for points in outlines if _is_strange(points)]:
        sketch.strange.append((item, _bounds([point for points in strange for point in points])))
        if stroked:
            sketch.slants.extend((points[0], points[1]) for points in strange if len(points) == 2)


def _is_strange(points: Sequence[Point]) -> bool:
    """Whether an outline is neither a dot nor a straight line nor a plain area."""
    box = _bounds(points)
    if max(box.x1 - box.x0, box.y1 - box.y0) <= _MIN_LENGTH:
        return False
    if len(points) > _BOX_CORNERS and max(box.x1 - box.x0, box.y1 - box.y0) < _LETTER:
        return True
    return any(min(abs(a[0] - b[0]), abs(a[1] - b[1])) > _STRAIGHT for a, b in itertools.pairwise(points))


def _add_picture(
    sketch: _Sketch, item: Any, outer: Matrix, place: Place, size: tuple[float, float], pdfium_c: Any
) -> None:
    """A picture, or a line or an area that is one pixel made large."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(item, *(ctypes.byref(edge) for edge in edges)):
        return
    left, bottom, right, top = (edge.value for edge in edges)
    corners = [(left, bottom), (right, top), (left, top), (right, bottom)]
    box = _bounds([place(_apply(outer, corner)) for corner in corners])
    if (line := _thin_box_to_ruling(box)) is not None:
        sketch.rulings.append(line)
        return
    sketch.fills.append(box)
    sketch.covers.append(box)
    sketch.strange.append((item, box))
    if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        width = max(0.0, min(box.x1, size[0]) - max(box.x0, 0.0))
        height = max(0.0, min(box.y1, size[1]) - max(box.y0, 0.0))
        sketch.pictures += width * height
        sketch.images.append(box)


def _colour(get: Any, item: Any) -> tuple[int, int, int, int]:
    """Red, green, blue, opacity; black where the file does not say."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not get(item, *(ctypes.byref(part) for part in parts)):
        return 0, 0, 0, 255
    return parts[0].value, parts[1].value, parts[2].value, parts[3].value


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _thin_box_to_ruling(box: Box) -> Ruling | None:
    width, height = box.x1 - box.x0, box.y1 - box.y0
    thin, long = min(width, height), max(width, height)
    if long < _MIN_LENGTH or not (thin <= _MAX_THICKNESS or (thin <= _MAX_BAR and long >= _BAR * thin)):
        return None
    if width < height:
        return Ruling((box.x0 + box.x1) / 2, box.y0, (box.x0 + box.x1) / 2, box.y1)
    return Ruling(box.x0, (box.y0 + box.y1) / 2, box.x1, (box.y0 + box.y1) / 2)


def _stroke_to_ruling(a: Point, b: Point) -> Ruling | None:
    (ax, ay), (bx, by) = a, b
    if abs(ax - bx) <= _STRAIGHT and abs(ay - by) >= _MIN_LENGTH:
        return Ruling((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by))
    if abs(ay - by) <= _STRAIGHT and abs(ax - bx) >= _MIN_LENGTH:
        return Ruling(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2)
    return None


def _sides(box: Box) -> Iterator[Ruling]:
    yield Ruling(box.x0, box.y0, box.x1, box.y0)
    yield Ruling(box.x0, box.y1, box.x1, box.y1)
    yield Ruling(box.x0, box.y0, box.x0, box.y1)
    yield Ruling(box.x1, box.y0, box.x1, box.y1)


def _matrix_of(item: Any, pdfium_c: Any) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _outlines(item: Any, pdfium_c: Any) -> Iterator[list[Point]]:
    """The corners of each part of a path."""
    points: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    corners = pdfium_c.FPDFPath_CountSegments(item)
    for index in range(corners if corners <= _MOST_CORNERS else 0):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points
