"""Properties of a .docx run, paragraph, cell or style to what they say of dress (ISO/IEC 29500-1, 17.3.2)."""

from __future__ import annotations

from typing import Final

from gkml.readers.css_values import colour_of
from gkml.readers.ooxml import Element
from gkml.readers.word.markup import W, integer, is_on, value
from gkml.readers.word.run_format import Ground, RunFormat

__all__ = ["read_ground", "read_run_format"]

_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SWITCHES: Final = {
    f"{W}strike": "strike",
    f"{W}dstrike": "dstrike",
    f"{W}vanish": "vanish",
    f"{W}webHidden": "doubted",
    f"{W}specVanish": "doubted",
}
_SHIFTS: Final = {"superscript": 1, "subscript": -1, "baseline": 0}
_THEME: Final = {
    "background1": "#ffffff",
    "light1": "#ffffff",
    "background2": "#eeeeee",
    "light2": "#eeeeee",
    "dark1": "#000000",
    "text1": "#000000",
}
_FULL = 100_000  # thousandths of a percent
_OF_INTEREST: Final = frozenset(
    (
        *_SWITCHES,
        f"{_W14}textFill",
        *(
            f"{W}{name}"
            for name in (
                "color", "eastAsianLayout", "highlight", "position", "rFonts", "shd", "spacing", "sz", "vertAlign", "w",
            )
        ),
    )
)  # fmt: skip


def read_run_format(properties: Element | None) -> RunFormat:
    """What an element ``rPr`` says."""
    found = {} if properties is None else {inner.tag: inner for inner in properties if inner.tag in _OF_INTEREST}
    if not found:
        return RunFormat()
    switches = {name: is_on(found[tag]) for tag, name in _SWITCHES.items() if tag in found}
    layout = found.get(f"{W}eastAsianLayout")
    if layout is not None and (layout.get(f"{W}combine") or layout.get(f"{W}vert")):
        switches["doubted"] = True
    colour, clear = _filled(found.get(f"{_W14}textFill"))
    shading = found.get(f"{W}shd")
    highlight = value(found.get(f"{W}highlight"))
    fonts = found.get(f"{W}rFonts")
    return RunFormat(
        switches,
        shift=_SHIFTS.get(value(found.get(f"{W}vertAlign")) or ""),
        position=_number(found.get(f"{W}position")),
        size=_number(found.get(f"{W}sz")),
        colour=colour or _colour(found.get(f"{W}color")),
        clear=clear,
        ground=_shade(shading) if highlight in (None, "none") else highlight.lower(),
        scale=_number(found.get(f"{W}w")),
        spacing=_number(found.get(f"{W}spacing")),
        font=None if fonts is None else (value(fonts, "ascii") or "").lower() or None,
    )


def read_ground(around: Ground, *shadings: Element | None) -> Ground:
    """What is behind text whose paragraph, cell or table is shaded, the innermost first."""
    for shading in shadings:
        shade = _shade(shading)
        if shade not in (None, "auto"):
            return Ground(colour_of(shade or ""))
    return around


def _number(element: Element | None) -> int | None:
    return None if element is None else integer(element)


def _colour(element: Element | None) -> str | None:
    if element is None:
        return None
    own = (value(element) or "auto").lower()
    theme = value(element, "themeColor")
    if own == "auto":
        return _THEME.get(theme or "", "auto")
    return f"#{own}"


def _shade(element: Element | None) -> str | None:
    """The colour of a shading; ``picture`` for a pattern or a theme's colour that is not told."""
    if element is None:
        return None
    pattern, fill = value(element) or "clear", (value(element, "fill") or "auto").lower()
    if pattern == "solid":
        front = (value(element, "color") or "auto").lower()
        return "#000000" if front == "auto" else f"#{front}"
    if fill != "auto":
        return f"#{fill}" if pattern in ("clear", "nil") else "picture"
    theme = value(element, "themeFill")
    return _THEME.get(theme, "picture") if theme else "auto" if pattern in ("clear", "nil") else "picture"


def _filled(fill: Element | None) -> tuple[str | None, float | None]:
    """Colour of a text effect, and how clear it is."""
    if fill is None:
        return None, None
    if fill.find(f"{_W14}noFill") is not None:
        return None, 1.0
    colour = next(fill.iter(f"{_W14}srgbClr"), None)
    alpha = next(fill.iter(f"{_W14}alpha"), None)
    clear = None if alpha is None else min(1.0, max(0.0, _plain_number(alpha.get(f"{_W14}val")) / _FULL))
    return (None if colour is None else f"#{(colour.get(f'{_W14}val') or '').lower()}"), clear


def _plain_number(text: str | None) -> float:
    return float(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0.0
