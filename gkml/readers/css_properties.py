"""Declarations to dress: what each property of CSS that matters does to the text below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gkml.doubts import DoubtCode
from gkml.readers.css_values import colour_of, pixels
from gkml.readers.dress import Dress

__all__ = ["TABLE_PARTS", "declared"]

TABLE_PARTS: Final = frozenset(("table", "tbody", "td", "tfoot", "th", "thead", "tr"))
_FAR_OFF = 400  # pixels; what is moved so far is out of its cell, and of the page
_PAGE = 1_280  # pixels, what lengths in percent are parts of
_OF_PAGE = re.compile(r"(?<![\d.])([-+]?[\d.]++)%")
_SHIFT = 0.5  # pixels; positions differ by less where nothing is meant
_TIGHT = 0.25  # of the type; letters drawn together by more lie on one another
_LOW = 0.8  # of the type; a lower box cuts digits
_SLIGHT_SHIFT = 0.15  # of the type; Word sets whole runs a point higher
_OF_SURROUNDINGS: Final = frozenset(("currentcolor", "initial", "revert", "unset", "windowtext", "auto", ""))
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[a-z%]*)")
_TURNED = re.compile(r"rotate|skew|matrix|scale[xy]?\(\s*-|perspective")
_SHRUNK = re.compile(r"scale[xy3d]*+\(\s*+0*+(?:\.0*+\d?)?\s*+[,)]|scale\(\s*+0?\.[01]\d*+\s*+[,)]")
_CLEARING = re.compile(
    r"opacity\(\s*(?:0|0?\.[0-3]\d*|[0-3]?\d%)\s*\)|blur\((?!\s*0)|contrast\(\s*0|brightness\((?!\s*[01]\D)"
)
_SUPERIOR = re.compile(r"[\"'](sups|subs)[\"']")
_NO_PATH = re.compile(
    r"inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0"
    r"|polygon\(\s*0(?:px|%)?\s+0(?:px|%)?(?:\s*,\s*0(?:px|%)?\s+0(?:px|%)?)*\s*\)"
)


def declared(dress: Dress, tag: str, values: Mapping[str, str], around: Dress) -> Dress:
    """A dress with what is declared for an element; see ``gkml.readers.html_dress.dress_of``."""
    for name, value in values.items():
        if name in _READERS:
            dress = _READERS[name](dress, value, around)
    return _by_place(dress, tag, values)


def _number(value: str) -> float | None:
    try:
        return float(value.rstrip("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        return None


def _display(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, unseen=DoubtCode.HIDDEN) if value == "none" else dress


def _content_visibility(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, unseen=DoubtCode.HIDDEN) if value == "hidden" else dress


def _visibility(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, hidden=value != "visible") if value in ("visible", "hidden", "collapse") else dress


def _opacity(dress: Dress, value: str, around: Dress) -> Dress:
    number = _number(value)
    return dress if number is None else replace(dress, opacity=around.opacity * min(1.0, max(0.0, number)))


def _colour(dress: Dress, value: str, around: Dress) -> Dress:
    if value == "inherit":
        return replace(dress, colour=around.colour)
    colour = colour_of(value)
    if colour is None:
        return dress if value in _OF_SURROUNDINGS else replace(dress, doubt=DoubtCode.FAINT)
    return replace(dress, colour=colour)


def _background(dress: Dress, value: str, around: Dress) -> Dress:
    if "url(" in value or "gradient(" in value:
        return replace(dress, ground=None)
    colour = colour_of(value)
    if colour is None:
        return dress
    if colour[3] >= 1 or dress.ground is None:
        return replace(dress, ground=colour) if colour[3] >= 0.5 else dress
    red, green, blue = (
        back + (front - back) * colour[3] for front, back in zip(colour[:3], dress.ground[:3], strict=True)
    )
    return replace(dress, ground=(red, green, blue, 1.0))


def _font_size(dress: Dress, value: str, around: Dress) -> Dress:
    size = pixels(value, around.size)
    return dress if size is None else replace(dress, size=size)


def _font(dress: Dress, value: str, around: Dress) -> Dress:
    for part in re.split(r"[\s/]+", value):
        size = None if re.fullmatch("[1-9]00|normal|bold(?:er)?|lighter", part) else pixels(part, around.size)
        if size is not None:
            return replace(dress, size=size)
    return dress


def _zoom(dress: Dress, value: str, _: Dress) -> Dress:
    number = _number(value)
    return dress if not number else replace(dress, size=dress.size * number)


def _decoration(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, struck=True) if "line-through" in value else dress


def _bidi(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, reverses="override" in value)


def _position_variant(dress: Dress, value: str, _: Dress) -> Dress:
    code = {"super": DoubtCode.RAISED, "sub": DoubtCode.LOWERED}.get(value)
    return dress if code is None else replace(dress, shifted=code)


def _features(dress: Dress, value: str, _: Dress) -> Dress:
    match = _SUPERIOR.search(value)
    code = None if match is None else DoubtCode.RAISED if match[1] == "sups" else DoubtCode.LOWERED
    return dress if code is None else replace(dress, shifted=code)


def _transform(dress: Dress, value: str, _: Dress) -> Dress:
    if value in ("none", "initial", ""):
        return dress
    if _SHRUNK.search(value):
        return replace(dress, unseen=DoubtCode.HIDDEN)
    if "translate" in value and _moves_far(value):
        return replace(dress, unseen=DoubtCode.HIDDEN)
    return replace(dress, doubt=DoubtCode.ROTATED) if _TURNED.search(value) else dress


def _rotate(dress: Dress, value: str, _: Dress) -> Dress:
    return dress if value in ("none", "0", "0deg") else replace(dress, doubt=DoubtCode.ROTATED)


def _scale(dress: Dress, value: str, _: Dress) -> Dress:
    numbers = [number for part in value.split() if (number := _number(part)) is not None]
    if any(abs(number) < 0.2 for number in numbers):
        return replace(dress, unseen=DoubtCode.HIDDEN)
    return replace(dress, doubt=DoubtCode.ROTATED) if any(number < 0 for number in numbers) else dress


def _translate(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, unseen=DoubtCode.HIDDEN) if _moves_far(value) else dress


def _moves_far(value: str) -> bool:
    return any(abs(pixels(length, 16) or 0) > _FAR_OFF for length in _NUMBER.findall(value))


def _clearing(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, doubt=DoubtCode.FAINT) if _CLEARING.search(value) else dress


def _masked(dress: Dress, value: str, _: Dress) -> Dress:
    return dress if value in ("none", "initial", "") else replace(dress, doubt=DoubtCode.CLIPPED)


def _moving(dress: Dress, value: str, _: Dress) -> Dress:
    return dress if value in ("none", "inherit", "initial", "") else replace(dress, doubt=DoubtCode.HIDDEN)


def _blended(dress: Dress, value: str, _: Dress) -> Dress:
    return dress if value in ("normal", "inherit", "initial", "") else replace(dress, doubt=DoubtCode.FAINT)


def _letters(dress: Dress, _: str, __: Dress) -> Dress:
    """In a font whose digits may be other signs: of all fonts the cascade leaves those alone."""
    return replace(dress, doubt=DoubtCode.UNREAD_INK)


def _security(dress: Dress, value: str, _: Dress) -> Dress:
    return dress if value == "none" else replace(dress, unseen=DoubtCode.HIDDEN)


def _clip_path(dress: Dress, value: str, _: Dress) -> Dress:
    if value in ("none", "initial", ""):
        return dress
    gone = _NO_PATH.match(value)
    return replace(dress, unseen=DoubtCode.CLIPPED) if gone else replace(dress, doubt=DoubtCode.CLIPPED)


def _reversed_flow(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, doubt=DoubtCode.REVERSED) if value.endswith("reverse") else dress


def _order(dress: Dress, value: str, _: Dress) -> Dress:
    return dress if value == "0" else replace(dress, doubt=DoubtCode.REVERSED)


def _indent(dress: Dress, value: str, _: Dress) -> Dress:
    moved = pixels(value, dress.size)
    return replace(dress, unseen=DoubtCode.HIDDEN) if moved is not None and moved < -_FAR_OFF else dress


def _spacing(dress: Dress, value: str, _: Dress) -> Dress:
    spacing = pixels(value, dress.size)
    tight = spacing is not None and spacing < -_TIGHT * dress.size
    return replace(dress, doubt=DoubtCode.OVERLAPPING) if tight else dress


def _writing_mode(dress: Dress, value: str, _: Dress) -> Dress:
    return replace(dress, doubt=DoubtCode.ROTATED) if value.startswith(("vertical", "sideways", "tb")) else dress


_READERS: Final = {
    "letter-spacing": _spacing,
    "writing-mode": _writing_mode,
    "display": _display,
    "content-visibility": _content_visibility,
    "visibility": _visibility,
    "opacity": _opacity,
    "color": _colour,
    "-webkit-text-fill-color": _colour,
    "background": _background,
    "background-color": _background,
    "background-image": _background,
    "font": _font,
    "font-size": _font_size,
    "zoom": _zoom,
    "text-decoration": _decoration,
    "text-decoration-line": _decoration,
    "unicode-bidi": _bidi,
    "font-variant-position": _position_variant,
    "font-feature-settings": _features,
    "transform": _transform,
    "rotate": _rotate,
    "scale": _scale,
    "translate": _translate,
    "filter": _clearing,
    "-webkit-filter": _clearing,
    "mask": _masked,
    "mask-image": _masked,
    "-webkit-mask-image": _masked,
    "-webkit-text-security": _security,
    "clip-path": _clip_path,
    "font-family": _letters,
    "mix-blend-mode": _blended,
    "flex-direction": _reversed_flow,
    "order": _order,
    "text-indent": _indent,
    "margin-left": _indent,
}


def _by_place(dress: Dress, tag: str, values: Mapping[str, str]) -> Dress:
    """What declarations of position, size and alignment say together."""
    position = values.get("position", "static")
    if position in ("absolute", "fixed"):
        dress = _taken_out(dress, values)
    elif position in ("relative", "sticky"):
        dress = _moved(dress, values)
    if tag not in TABLE_PARTS:  # which grow with what stands in them
        for name in ("animation", "animation-name"):
            dress = _moving(dress, values.get(name, ""), dress)
        dress = _cut_off(dress, values)
    if _has_no_room(values):
        return replace(dress, unseen=DoubtCode.CLIPPED)
    aligned = values.get("vertical-align")
    if aligned and tag not in TABLE_PARTS:
        code = _alignment(aligned, dress)
        return dress if code is None else replace(dress, shifted=code)
    return dress


def _offsets(values: Mapping[str, str], size: float) -> dict[str, float]:
    """By how many pixels each side is set, of those that are."""
    inset = values.get("inset", "").split()
    sides = dict(
        zip(
            ("top", "right", "bottom", "left"), (inset + inset[1:2] if len(inset) == 3 else inset * 4)[:4], strict=False
        )
    )
    sides |= {side: values[side] for side in ("top", "right", "bottom", "left") if side in values}
    lengths = {side: pixels(_OF_PAGE.sub(_page_length, value), size) for side, value in sides.items()}
    return {side: length for side, length in lengths.items() if length is not None}


def _page_length(match: re.Match[str]) -> str:
    return f"{float(match[1]) * _PAGE / 100}px"


def _taken_out(dress: Dress, values: Mapping[str, str]) -> Dress:
    offsets = _offsets(values, dress.size)
    if any(length < -_FAR_OFF or length > _PAGE for length in offsets.values()):
        return replace(dress, unseen=DoubtCode.HIDDEN)
    clip = values.get("clip", "auto")
    if clip.startswith("rect("):
        edges = {round(pixels(edge, 16) or 0) for edge in _NUMBER.findall(clip)}
        gone = max(edges, default=0) - min(edges, default=0) <= 1 and "auto" not in clip
        return replace(dress, unseen=DoubtCode.CLIPPED) if gone else replace(dress, doubt=DoubtCode.CLIPPED)
    return replace(
        dress, doubt=DoubtCode.COVERED if values.get("z-index", "").startswith("-") else DoubtCode.OVERLAPPING
    )


def _moved(dress: Dress, values: Mapping[str, str]) -> Dress:
    moves = _offsets(values, dress.size)
    down = moves.get("top", -moves.get("bottom", 0.0))
    aside = moves.get("left", -moves.get("right", 0.0))
    if abs(down) > _FAR_OFF or abs(aside) > _FAR_OFF:
        return replace(dress, unseen=DoubtCode.HIDDEN)
    if abs(aside) > dress.size / 2:
        dress = replace(dress, doubt=DoubtCode.OVERLAPPING)
    if abs(down) <= max(_SHIFT, _SLIGHT_SHIFT * dress.size):
        return dress
    return replace(dress, shifted=DoubtCode.LOWERED if down > 0 else DoubtCode.RAISED)


def _cut_off(dress: Dress, values: Mapping[str, str]) -> Dress:
    """What a box cuts off of a line that is longer or higher than it is."""
    if _flows(values) == "visible":
        return dress
    high = _least(values, ("height", "max-height"), dress.size)
    if high is not None and high < _LOW * dress.size:
        dress = replace(dress, doubt=DoubtCode.CLIPPED)
    return replace(dress, room=_least(values, ("width", "max-width"), dress.size))


def _least(values: Mapping[str, str], names: tuple[str, ...], of_type: float) -> float | None:
    lengths = (pixels(values[name], of_type) for name in names if not values.get(name, "%").endswith("%"))
    return min((length for length in lengths if length is not None), default=None)


def _flows(values: Mapping[str, str]) -> str:
    return values.get("overflow-x") or values.get("overflow-y") or values.get("overflow", "visible")


def _has_no_room(values: Mapping[str, str]) -> bool:
    """Whether a box of no size shows nothing of what flows over."""
    sides = [pixels(values[side], 16) for side in ("width", "height", "max-width", "max-height") if side in values]
    return _flows(values) != "visible" and any(size is not None and size <= 1 for size in sides)


def _alignment(value: str, dress: Dress) -> DoubtCode | None:
    if value in ("super", "text-top", "top"):
        raised = value == "super" or dress.size < 0.85 * dress.cell_size
        return DoubtCode.RAISED if raised else None
    if value in ("sub", "text-bottom", "bottom"):
        lowered = value == "sub" or dress.size < 0.85 * dress.cell_size
        return DoubtCode.LOWERED if lowered else None
    moved = pixels(value, dress.size)
    if moved is None or abs(moved) <= max(_SHIFT, _SLIGHT_SHIFT * dress.size):
        return None
    return DoubtCode.RAISED if moved > 0 else DoubtCode.LOWERED
