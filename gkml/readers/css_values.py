"""Values of CSS: lengths in pixels, and colours."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

__all__ = ["Colour", "colour_of", "contrast", "is_dark", "is_light", "pixels"]

Colour: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue and opacity, 0 to 1."""

_LENGTH: Final = re.compile(r"([-+]?(?:\d++\.?\d*+|\.\d++))([a-z%]*+)")
_UNITS: Final = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54,
    "rem": 16.0, "vw": 12.8, "vh": 7.2, "vmin": 7.2, "vmax": 12.8,
}  # fmt: skip
_OF_TYPE: Final = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
_NAMED: Final = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0,
}  # fmt: skip
# Sums of the three channels. They overlap, so that of a text and a ground of one colour one is always told.
_LIGHT, _DARK = 1.5, 2.0


def pixels(value: str, of_type: float) -> float | None:
    """A length in pixels; None where it is none.

    Args:
        value: as written; numbers without a unit are pixels, as pages in quirks mode have them.
        of_type: the size of type in pixels, for lengths that count by it.
    """
    value = value.strip()
    match = _LENGTH.fullmatch(value)
    if match is None:
        relative = {"smaller": of_type / 1.2, "larger": of_type * 1.2}
        return _NAMED.get(value, relative.get(value))
    number, unit = float(match[1]), match[2]
    if unit in _OF_TYPE:
        return number * _OF_TYPE[unit] * of_type
    return number * _UNITS[unit] if unit in _UNITS else None


@lru_cache(maxsize=1024)
def colour_of(value: str) -> Colour | None:
    """The first colour in a value, as of ``color`` or ``background``; None where it names none that is known."""
    value = value.strip()
    if re.fullmatch("[0-9a-f]{6}", value):
        value = f"#{value}"  # attributes of old pages leave the sign out
    if re.fullmatch("#[0-9a-f]{6}", value):
        return (int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255, 1.0)
    import tinycss2
    from tinycss2.color4 import parse_color

    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type not in ("ident", "hash", "function") or (token.type == "ident" and token.lower_value == "none"):
            continue
        colour = parse_color(token)
        if colour is not None and colour != "currentcolor":
            try:
                red, green, blue = colour.to("srgb").coordinates
            except (NotImplementedError, ValueError):
                return None
            return (_unit(red), _unit(green), _unit(blue), _unit(colour.alpha))
    return None


def _unit(part: float | None) -> float:
    return min(1.0, max(0.0, part or 0.0))


def is_light(value: str) -> bool:
    """Whether text of a colour could be lost on a light page; one that is not known could be."""
    colour = colour_of(value)
    return colour is None or colour[3] < 0.6 or sum(colour[:3]) > _LIGHT


def is_dark(ground: Colour) -> bool:
    """Whether black text could be lost on a background."""
    return sum(ground[:3]) < _DARK and ground[3] > 0


def contrast(text: Colour, ground: Colour, opacity: float = 1.0) -> tuple[float, float]:
    """How text stands out: the largest difference of a channel, and the contrast ratio of WCAG 2 (1 to 21)."""
    alpha = text[3] * opacity
    shown = [back + (front - back) * alpha for front, back in zip(text[:3], ground[:3], strict=True)]
    difference = max(abs(front - back) for front, back in zip(shown, ground[:3], strict=True))
    lighter, darker = sorted((_luminance(shown), _luminance(list(ground[:3]))), reverse=True)
    return difference, (lighter + 0.05) / (darker + 0.05)


def _luminance(parts: list[float]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
