"""The part styles.xml of a workbook: for every cell format its number format, its frame, and the dress of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from gkml.doubts import DoubtCode
from gkml.readers.css_values import Colour
from gkml.readers.dress import BLACK, PLAIN, WHITE, Dress
from gkml.readers.ooxml import Element

__all__ = ["Formats", "integer", "read_font", "read_formats"]

_Item = TypeVar("_Item")
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BUILT_IN: Final = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ￥* #,##0_ ;_ ￥* -#,##0_ ;_ ￥* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ;_ ￥* "-"??_ ;_ @_ ',
    48: "##0.0E+0",
    **dict.fromkeys((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), *range(45, 48)), "h:mm"),
}
_SIDES: Final = frozenset(f"{_S}{side}" for side in ("left", "right", "top", "bottom", "start", "end"))
_POINT = 4 / 3  # pixels
_SMALL_TYPE = 0.7  # of the type of its cell; smaller type beside it is no part of its figures
_INDEXED: Final = {1: WHITE, 9: WHITE, 26: (1.0, 1.0, 0.8, 1.0), 0: BLACK, 8: BLACK}
_OFF: Final = frozenset(("0", "false"))


@dataclass(frozen=True, slots=True)
class Formats:
    """For every cell format its number format as written, None for General, whether it draws a frame, and its dress."""

    numbers: tuple[str | None, ...] = ()
    framed: tuple[bool, ...] = ()
    dresses: tuple[Dress, ...] = ()
    changed: tuple[bool, ...] = ()

    def number_format(self, cell: Element) -> str | None:
        """The number format of a cell."""
        place = integer(cell.get("s"))
        return self.numbers[place] if place < len(self.numbers) else None

    def is_framed(self, cell: Element) -> bool:
        """Whether lines are drawn around a cell."""
        place = integer(cell.get("s"))
        return place < len(self.framed) and self.framed[place]

    def dress(self, cell: Element) -> Dress:
        """How the text of a cell is dressed."""
        place = integer(cell.get("s"))
        return self.dresses[place] if place < len(self.dresses) else PLAIN

    def changes_sight(self, conditional: int) -> bool:
        """Whether a conditional format of this number may keep text from being seen as it is stored."""
        return conditional < len(self.changed) and self.changed[conditional]


def read_formats(root: Element | None) -> Formats:
    """Read the part styles.xml."""
    if root is None:
        return Formats()
    codes: dict[int, str] = {
        integer(own.get("numFmtId")): own.get("formatCode", "") for own in root.iterfind(f"{_S}numFmts/{_S}numFmt")
    }
    borders = [
        any(side.tag in _SIDES and side.get("style", "none") != "none" for side in border)
        for border in root.iterfind(f"{_S}borders/{_S}border")
    ]
    fonts = [read_font(font, PLAIN) for font in root.iterfind(f"{_S}fonts/{_S}font")]
    grounds = [_ground(fill) for fill in root.iterfind(f"{_S}fills/{_S}fill")]
    numbers, framed, dresses = [], [], []
    for cell_format in root.iterfind(f"{_S}cellXfs/{_S}xf"):
        number = integer(cell_format.get("numFmtId"))
        numbers.append(codes.get(number, _BUILT_IN.get(number)))
        framed.append(_at(borders, cell_format, "borderId", False))
        dress = _at(fonts, cell_format, "fontId", PLAIN)
        ground = _at(grounds, cell_format, "fillId", WHITE)
        dress = dress if dress.colour == BLACK else replace(dress, ground=ground)
        alignment = cell_format.find(f"{_S}alignment")
        if alignment is not None and alignment.get("horizontal") == "fill":  # which repeats what stands in a cell
            dress = replace(dress, doubt=DoubtCode.NUMBER_FORMAT)
        dresses.append(dress)
    changed = tuple(_changes_sight(conditional) for conditional in root.iterfind(f"{_S}dxfs/{_S}dxf"))
    return Formats(tuple(numbers), tuple(framed), tuple(dresses), changed)


def _at(items: Sequence[_Item], element: Element, name: str, default: _Item) -> _Item:
    place = integer(element.get(name))
    return items[place] if place < len(items) else default


def read_font(font: Element | None, around: Dress) -> Dress:
    """The dress that a font gives to text.

    Args:
        font: the element ``font`` or ``rPr``; it says all of the dress by itself.
        around: the dress of the cell that the text stands in, for its background and the size of its type.
    """
    if font is None:
        return around
    size, struck, shift = (font.find(f"{_S}{name}") for name in ("sz", "strike", "vertAlign"))
    pixels = around.size if size is None else _decimal(size.get("val"), 12.0) * _POINT
    code = {"superscript": DoubtCode.RAISED, "subscript": DoubtCode.LOWERED}.get(
        "" if shift is None else shift.get("val", "")
    )
    if code is None and around is not PLAIN and pixels < _SMALL_TYPE * around.size:
        code = DoubtCode.TINY
    return Dress(
        struck=struck is not None and struck.get("val", "1") not in _OFF,
        shifted=code,
        colour=_colour(font.find(f"{_S}color"), BLACK) or BLACK,
        ground=around.ground,
        size=pixels,
    )


def _ground(fill: Element) -> Colour | None:
    """What a fill paints; None for a pattern or a colour that is not told."""
    pattern = fill.find(f"{_S}patternFill")
    if pattern is None:
        return None if len(fill) else WHITE
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return WHITE
    return _colour(pattern.find(f"{_S}fgColor"), None) if kind == "solid" else None


def _colour(colour: Element | None, usual: Colour | None) -> Colour | None:
    """A colour; ``usual`` where none is told."""
    if colour is None:
        return usual
    own = colour.get("rgb", "")
    if len(own) in (6, 8) and all(letter in "0123456789abcdefABCDEF" for letter in own):
        red, green, blue = (int(own[at : at + 2], 16) / 255 for at in range(len(own) - 6, len(own), 2))
        return red, green, blue, 1.0
    if colour.get("indexed") is not None:
        return _INDEXED.get(integer(colour.get("indexed")), usual)
    tint = _decimal(colour.get("tint"), 0.0)
    if colour.get("theme") == "0":  # the window's background, darkened by a negative tint
        level = max(0.0, min(1.0, 1.0 + min(0.0, tint)))
        return level, level, level, 1.0
    if colour.get("theme") == "1":  # its text, lightened by a positive one
        level = max(0.0, min(1.0, tint))
        return level, level, level, 1.0
    return usual


def _changes_sight(conditional: Element) -> bool:
    """Whether a conditional format strikes text out, hides it or shows another figure."""
    font = read_font(conditional.find(f"{_S}font"), PLAIN)
    light = sum(font.colour[:3]) > 2.4
    return font.struck or light or conditional.find(f"{_S}numFmt") is not None


def integer(text: str | None, default: int = 0) -> int:
    """An attribute as a number; ``default`` where it is none that is in reach."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else default


def _decimal(text: str | None, default: float) -> float:
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if abs(number) < 1_000 else default
