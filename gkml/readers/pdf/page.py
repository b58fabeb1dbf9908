"""What stands on the pages of a PDF: characters, ruled lines and pictures, in points from the top left of each page.

PDFium (through pypdfium2) does the parsing; nothing else in gkml touches it. Pages that are turned, and pages whose
text is turned on them, are turned back, so that text always runs from left to right.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gkml.errors import InputError
from gkml.readers.limits import Limits

__all__ = ["Character", "PageContent", "Ruling", "read_pages"]

_MAX_THICKNESS = 3.0  # points; a filled box thinner than this is drawn as a line
_MIN_LENGTH = 3.0  # points; shorter strokes are parts of letters or bullets
_STRAIGHT = 1.0  # points by which the ends of a straight line may differ
_DEPTH = 6  # of forms within forms; producers nest one or two

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Character:
    """One printed character and its box; ``size`` is the height of its type in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: horizontal where ``y0 == y1``, vertical where ``x0 == x1``."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it lies."""
        return self.y0 == self.y1


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page.

    Attributes:
        number: from 1.
        width, height: in points, after turning.
        characters: in the order of the file.
        rulings: horizontal and vertical lines.
        pictures: share of the page that pictures cover, 0 to 1.
    """

    number: int
    width: float
    height: float
    characters: tuple[Character, ...]
    rulings: tuple[Ruling, ...]
    pictures: float


def read_pages(data: bytes, limits: Limits) -> list[PageContent]:
    """All pages of a document.

    Raises:
        InputError: ``encrypted``, ``damaged_file`` or ``too_many_pages``.
    """
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_c

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise InputError(
                "the PDF asks for a password; save it without one and read it again", code="encrypted"
            ) from error
        raise InputError(f"the PDF is damaged ({error}); fetch it again", code="damaged_file") from error
    try:
        limits.check_pages(len(document))
        return [_read_page(document[number], number + 1, pdfium_c) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise InputError(f"a page of the PDF is damaged ({error}); fetch it again", code="damaged_file") from error
    finally:
        document.close()


def _read_page(page: Any, number: int, pdfium_c: Any) -> PageContent:
    width, height = page.get_size()
    # PDFium gives the size as shown, and places as the page is stored
    turned = page.get_rotation() % 360
    stored = (height, width) if turned in (90, 270) else (width, height)
    box = page.get_cropbox()
    text = page.get_textpage()
    try:
        text_turned = _text_angle(text, pdfium_c)
        total = (turned + text_turned) % 360

        def place(point: Point) -> Point:
            return _turned((point[0] - box[0], point[1] - box[1]), stored, total)

        characters = tuple(_characters(text, place, total, pdfium_c))
    finally:
        text.close()
    rulings: list[Ruling] = []
    pictures = 0.0
    for item, matrix in _objects(page, pdfium_c):
        kind = item.type
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            rulings.extend(_path_to_rulings(item, matrix, place, pdfium_c))
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            pictures += abs((right - left) * (top - bottom))
    shown = (stored[1], stored[0]) if total in (90, 270) else stored
    return PageContent(
        number, shown[0], shown[1], characters, tuple(rulings), min(1.0, pictures / max(1.0, width * height))
    )


def _turned(point: Point, stored: tuple[float, float], angle: int) -> Point:
    """A place on the stored page (origin bottom left) to one on the page as read (origin top left)."""
    x, y = point
    width, height = stored
    if angle == 90:
        return y, x
    if angle == 180:
        return width - x, y
    if angle == 270:
        return height - y, width - x
    return x, height - y


def _text_angle(text: Any, pdfium_c: Any) -> int:
    """How far most of the text is turned on its page, in right angles clockwise."""
    angles: Counter[int] = Counter()
    for index in range(text.count_chars()):
        if not pdfium_c.FPDFText_IsGenerated(text, index):
            radians = pdfium_c.FPDFText_GetCharAngle(text, index)
            angles[round(math.degrees(radians) / 90) * 90 % 360] += 1
    # the angle is counter-clockwise as seen; what it takes to turn it back is the same clockwise
    return angles.most_common(1)[0][0] % 360 if angles else 0


def _characters(text: Any, place: Any, angle: int, pdfium_c: Any) -> Iterator[Character]:
    rectangle = pdfium_c.FS_RECTF()
    for index in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        if pdfium_c.FPDFText_IsGenerated(text, index) or code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        letter = unicodedata.normalize("NFKC", chr(code)) if _is_compatibility(code) else chr(code)
        if not letter.strip():
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(text, index, ctypes.byref(rectangle)):
            continue
        a = place((rectangle.left, rectangle.top))
        b = place((rectangle.right, rectangle.bottom))
        x0, x1 = sorted((a[0], b[0]))
        y0, y1 = sorted((a[1], b[1]))
        if x1 > x0 or y1 > y0:
            yield Character(letter, x0, y0, x1, y1, y1 - y0)


def _is_compatibility(code: int) -> bool:
    """Radicals and compatibility ideographs that some fonts give for the common ones; full-width forms stay."""
    return 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F or code in (0xA0, 0x3000)


def _objects(page: Any, pdfium_c: Any) -> Iterator[tuple[Any, Matrix]]:
    """Objects with the matrix of the forms they stand in."""
    forms: dict[int, Matrix] = {}
    for item in page.get_objects(max_depth=_DEPTH):
        outer = _IDENTITY
        container = getattr(item, "container", None)
        if container is not None:
            outer = forms.get(ctypes.addressof(container.raw.contents), _IDENTITY)
        if item.type == pdfium_c.FPDF_PAGEOBJ_FORM:
            forms[ctypes.addressof(item.raw.contents)] = _times(tuple(item.get_matrix().get()), outer)
            continue
        yield item, outer


_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _path_to_rulings(item: Any, outer: Matrix, place: Any, pdfium_c: Any) -> Iterator[Ruling]:
    """Strokes, and thin filled boxes, that lie or stand straight."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(item.raw, ctypes.byref(mode), ctypes.byref(stroke)):
        return
    if not stroke.value and not mode.value:
        return
    matrix = _times(tuple(item.get_matrix().get()), outer)
    for points in _subpaths(item, pdfium_c):
        placed = [place(_apply(matrix, point)) for point in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if x1 - x0 <= _MAX_THICKNESS and y1 - y0 >= _MIN_LENGTH:
            yield Ruling((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
        elif y1 - y0 <= _MAX_THICKNESS and x1 - x0 >= _MIN_LENGTH:
            yield Ruling(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
        elif stroke.value:
            for (ax, ay), (bx, by) in itertools.pairwise(placed):
                if abs(ax - bx) <= _STRAIGHT and abs(ay - by) >= _MIN_LENGTH:
                    yield Ruling((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by))
                elif abs(ay - by) <= _STRAIGHT and abs(ax - bx) >= _MIN_LENGTH:
                    yield Ruling(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2)


def _subpaths(item: Any, pdfium_c: Any) -> Iterator[list[Point]]:
    points: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFPath_CountSegments(item.raw)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item.raw, index)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if points:
        yield points
