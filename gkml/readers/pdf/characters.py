"""The characters of a page, those that can be seen, and whether their codes say which characters they are."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gkml.document import Box
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.pdf.drawing import Drawing
from gkml.readers.pdf.page import Character, Place, TextLayer

__all__ = ["Glyph", "angle_of_text", "lies_under_picture", "page_glyphs", "seen_and_unseen", "text_layer"]

_UNSEEN_MODES = (3, 7)  # text rendering modes: neither filled nor stroked; only for clipping
_FILLED_MODES = (0, 4)  # filled and not stroked
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_HYPHENS = (0x02, 0xAD, 0xFFFE)  # what files and PDFium make of a hyphen at the end of a line
_WHITE = 250  # of 255 in each colour
_COVERED = 0.5  # share of a page; unseen text over a picture of this size is what a scanner's program read
_FEW = 30  # characters; a page number, a date, the name of a scanning program
_PICTURE = 0.3  # share of a page; with few characters beside it, the page is a scan
_MANY_SHAPES = 300  # outlines; a page of print that is drawn has more
_BROKEN = 0.3  # share of characters that no Chinese report has, from which codes say nothing
_LEVEL = 3.0  # degrees; a page that was scanned and read may lie as much askew
_MARKS = 8  # of marked content one within another
_SAMPLE = 5_000  # characters that tell how the text of a page lies; few pages have more
_MIN_SIZE = 0.1  # points
_SMALL = 4.0  # points; up to here the size of the type is asked for as well
_DESCENT = 0.12  # of the size of the type, that stands below its line
_LARGE = 24.0  # points; from here on the size of the type is asked for, print is rarely as large


def angle_of_text(text: Any, rotation: int, pdfium_c: Any) -> int:
    """By how many right angles clockwise the stored page has to be turned for most of its text to run to the right.

    Where that is not the ``rotation`` with which the page is shown, the text lies turned for its viewers as well.
    """
    angles: Counter[int] = Counter()
    for index in range(min(text.count_chars(), _SAMPLE)):
        if not pdfium_c.FPDFText_IsGenerated(text, index):
            radians = pdfium_c.FPDFText_GetCharAngle(text, index)  # of the stored page, clockwise
            angles[-round(math.degrees(radians) / 90) * 90 % 360] += 1
    return max(angles, key=lambda angle: (angles[angle], angle == rotation, -angle), default=rotation % 360)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with what tells whether it is seen.

    Attributes:
        character: as it is read.
        ink: the box of its ink; of no extent where PDFium knows none.
        item: the address of the text object that it belongs to; 0 without one.
        hidden: whether it is not painted at all.
        white: whether it is white.
        replaced: whether the file gives another text for it than the one that is painted (ActualText).
        tilt: degrees by which it stands off the direction of the text of the page, from -180 to 180.
    """

    character: Character
    ink: Box
    item: int = 0
    hidden: bool = False
    white: bool = False
    replaced: bool = False
    tilt: float = 0.0


def page_glyphs(text: Any, place: Place, size: tuple[float, float], angle: int, pdfium_c: Any) -> list[Glyph]:
    """All characters on the page; ``angle`` by which the stored page was turned."""
    glyphs: list[Glyph] = []
    rectangle = pdfium_c.FS_RECTF()
    look = _Look(text.raw, pdfium_c)
    high = 0  # first half of a character that UTF-16 writes as two
    for index in range(text.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(text.raw, index):
            continue
        code = pdfium_c.FPDFText_GetUnicode(text.raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0
        high = 0
        letter = _letter(code, text.raw, index, pdfium_c)
        if (
            not letter.strip()
            or letter in _ZERO_WIDTH
            or (box := _box(text.raw, index, rectangle, place, pdfium_c)) is None
        ):
            continue
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if 0 <= x <= size[0] and 0 <= y <= size[1]:
            base, ink = look.place(index, place)
            character = Character(letter, *box, box[3] - box[1], base=base)
            glyphs.append(Glyph(character, ink, *look(index), look.tilt(index, angle)))
    return glyphs


def seen_and_unseen(glyphs: Iterable[Glyph], drawing: Drawing) -> tuple[list[Character], list[Character]]:
    """Characters that are painted, in another colour than what lies under them, and the others."""
    seen: list[Character] = []
    unseen: list[Character] = []
    for glyph in glyphs:
        one = glyph.character
        x, y = (one.x0 + one.x1) / 2, (one.y0 + one.y1) / 2
        hides = glyph.hidden or (glyph.white and not drawing.is_filled(x, y))
        (unseen if hides else seen).append(one)
    return seen, unseen


def lies_under_picture(seen: Sequence[Character], unseen: Sequence[Character], drawing: Drawing) -> bool:
    """Whether unseen characters are what the program of a scanner read in a picture of the page."""
    return bool(unseen) and len(seen) < max(_FEW, len(unseen)) and drawing.pictures >= _COVERED


def text_layer(characters: Sequence[Character], unseen: bool, drawing: Drawing) -> TextLayer:
    """What the characters of a page are worth."""
    if len(characters) < _FEW and (drawing.pictures >= _PICTURE or drawing.shapes >= _MANY_SHAPES):
        return "none"
    if not characters:
        return "none" if drawing.pictures or drawing.shapes else "text"
    strange = sum(not is_expected(character.text) for character in characters)
    if strange > _BROKEN * len(characters):
        return "broken"
    return "recognised" if unseen else "text"


def is_expected(letter: str) -> bool:
    """Whether a Chinese report may hold a character: ASCII, and what the two national sets of characters know."""
    if letter.isascii():
        return letter.isprintable()
    for codec in ("gb2312", "big5"):
        try:
            letter.encode(codec)
        except UnicodeEncodeError:
            continue
        return True
    if letter == REPLACEMENT:
        return False
    # signs that print uses and the old sets lack: spaces, dashes, bullets, circled numbers
    return unicodedata.category(letter[0])[0] in "ZP" or unicodedata.category(letter[0]) in ("So", "No", "Sm")


def _letter(code: int, text: Any, index: int, pdfium_c: Any) -> str:
    """The character of a code; U+FFFD where PDFium has only a number of a font for it."""
    if code in _HYPHENS and (code == 0xAD or pdfium_c.FPDFText_IsHyphen(text, index) == 1):
        return "-"
    if pdfium_c.FPDFText_HasUnicodeMapError(text, index) == 1 or code < 0x20 or code == 0xFFFE or code > 0x10FFFF:
        return REPLACEMENT
    return unicodedata.normalize("NFKC", chr(code)) if _is_compatibility(code) else chr(code)


def _is_compatibility(code: int) -> bool:
    """Radicals and compatibility ideographs that some fonts give for the common ones; full-width forms stay."""
    return 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F or code in (0xA0, 0x3000)


def _box(
    text: Any, index: int, rectangle: Any, place: Place, pdfium_c: Any
) -> tuple[float, float, float, float] | None:
    """The box of a character with the room of its type; None without one. ``rectangle`` is for PDFium to write to."""
    if not pdfium_c.FPDFText_GetLooseCharBox(text, index, ctypes.byref(rectangle)):
        return None
    corners = rectangle.left, rectangle.right, rectangle.bottom, rectangle.top
    high = abs(corners[3] - corners[2])
    if high < _MIN_SIZE:  # a font that does not say how high it is
        corners = _inked(text, index, pdfium_c) or corners
    elif high < _SMALL:  # of the fonts that some browsers write PDFium gives the ink of a dash for its type
        corners = (*corners[:2], *(_room_of_type(text, index, corners, pdfium_c) or corners[2:]))
    elif high > _LARGE and (size := _type_size(text, index, pdfium_c)) < high / 1.5:
        # PDFium does not scale the boxes of type that is set downwards
        inked = _inked(text, index, pdfium_c) or corners
        x, y = (inked[0] + inked[1]) / 2, (inked[2] + inked[3]) / 2
        corners = x - size / 2, x + size / 2, y - size / 2, y + size / 2
    x0, y0 = place((corners[0], corners[2]))
    x1, y1 = place((corners[1], corners[3]))
    if x0 > x1:
        x0, x1 = x1, x0
    if y0 > y1:
        y0, y1 = y1, y0
    return (x0, y0, x1, y1) if x1 > x0 or y1 > y0 else None


def _room_of_type(
    text: Any, index: int, corners: tuple[float, float, float, float], pdfium_c: Any
) -> tuple[float, float] | None:
    """The lower and upper end of the type of a character that stands upright; None where its box has room for it."""
    matrix = pdfium_c.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not (
        pdfium_c.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
        and pdfium_c.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
        and matrix.d > abs(matrix.b)
    ):
        return None
    size = float(pdfium_c.FPDFText_GetFontSize(text, index)) * matrix.d
    bottom = y.value - _DESCENT * size
    is_inside = bottom <= min(corners[2:]) <= max(corners[2:]) <= bottom + size
    return (bottom, bottom + size) if is_inside and abs(corners[3] - corners[2]) < size / 1.5 else None


def _inked(text: Any, index: int, pdfium_c: Any) -> tuple[float, float, float, float] | None:
    """The left, right, lower and upper end of the ink of a character."""
    edges = [ctypes.c_double() for _ in range(4)]
    if not pdfium_c.FPDFText_GetCharBox(text, index, *(ctypes.byref(edge) for edge in edges)):
        return None
    return edges[0].value, edges[1].value, edges[2].value, edges[3].value


def _type_size(text: Any, index: int, pdfium_c: Any) -> float:
    """The size of the type in points."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        return math.inf
    return float(pdfium_c.FPDFText_GetFontSize(text, index)) * math.hypot(matrix.c, matrix.d)


class _Look:
    """Tells how characters are painted, and where; those of one object are painted alike."""

    def __init__(self, text: Any, pdfium_c: Any) -> None:
        self.text = text
        self.pdfium_c = pdfium_c
        self.colour = [ctypes.c_uint() for _ in range(4)]
        self.places = [ctypes.byref(part) for part in self.colour]
        self.edges = [ctypes.c_double() for _ in range(6)]
        self.corners = [ctypes.byref(edge) for edge in self.edges[:4]]
        self.origin = [ctypes.byref(edge) for edge in self.edges[4:]]
        self.known: dict[int, tuple[int, bool, bool, bool]] = {}

    def __call__(self, index: int) -> tuple[int, bool, bool, bool]:
        """The object of a character, whether it is not painted at all, is white, stands for other text."""
        item = self.pdfium_c.FPDFText_GetTextObject(self.text, index)
        key = ctypes.addressof(item.contents) if item else 0
        if key not in self.known:
            self.known[key] = (key, *self._ask(index, item), bool(item) and self._is_replaced(item))
        return self.known[key]

    def place(self, index: int, place: Place) -> tuple[float | None, Box]:
        """The line that a character stands on, and the box of its ink."""
        left, right, bottom, top, x, y = self.edges
        base = None
        if self.pdfium_c.FPDFText_GetCharOrigin(self.text, index, *self.origin):
            base = place((x.value, y.value))[1]
        if not self.pdfium_c.FPDFText_GetCharBox(self.text, index, *self.corners):
            return base, Box(0.0, 0.0, 0.0, 0.0)
        (x0, y0), (x1, y1) = place((left.value, bottom.value)), place((right.value, top.value))
        return base, Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def tilt(self, index: int, angle: int) -> float:
        """Degrees by which a character stands off the direction of the text of the page."""
        degrees = math.degrees(self.pdfium_c.FPDFText_GetCharAngle(self.text, index))
        if abs(_turn(-degrees - angle)) <= _LEVEL:
            return 0.0
        matrix = self.pdfium_c.FS_MATRIX()  # type that leans is not turned
        if not self.pdfium_c.FPDFText_GetMatrix(self.text, index, ctypes.byref(matrix)):
            return 0.0
        tilt = _turn(math.degrees(math.atan2(matrix.b, matrix.a)) - angle)
        return tilt if abs(tilt) > _LEVEL else 0.0

    def _is_replaced(self, item: Any) -> bool:
        """Whether a mark of an object gives a text for it."""
        length = ctypes.c_ulong()
        for number in range(min(_MARKS, self.pdfium_c.FPDFPageObj_CountMarks(item))):
            mark = self.pdfium_c.FPDFPageObj_GetMark(item, number)
            get = self.pdfium_c.FPDFPageObjMark_GetParamStringValue
            if mark and get(mark, b"ActualText", None, 0, ctypes.byref(length)):
                return True
        return False

    def _ask(self, index: int, item: Any) -> tuple[bool, bool]:
        mode = self.pdfium_c.FPDFTextObj_GetTextRenderMode(item) if item else 0
        if not self.pdfium_c.FPDFText_GetFillColor(self.text, index, *self.places):
            return mode in _UNSEEN_MODES, False
        red, green, blue, opacity = self.colour
        hidden = mode in _UNSEEN_MODES or (opacity.value == 0 and mode in _FILLED_MODES)
        white = red.value >= _WHITE and green.value >= _WHITE and blue.value >= _WHITE
        return hidden, white and mode in _FILLED_MODES


def _turn(degrees: float) -> float:
    """An angle from -180 to 180."""
    return (degrees + 180) % 360 - 180
