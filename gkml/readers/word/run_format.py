"""Formats of runs: what styles and runs of a Word document say of their dress, whichever format it was saved in.

A format is what one place says: a style, or a run itself. Those of a run are laid one over another (ISO/IEC 29500-1,
17.7.2), and what they come to is the dress of its text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from gkml.doubts import DoubtCode
from gkml.readers.css_values import Colour, colour_of
from gkml.readers.dress import BLACK, WHITE, Dress

__all__ = ["TOGGLES", "Ground", "RunFormat", "format_to_dress", "laid_over"]

TOGGLES: Final = frozenset(("dstrike", "strike", "vanish"))
"""Switches that turn what styles below say into its contrary."""

_HALF_POINT = 2 / 3  # pixels
_TWIP = 1 / 15
_SLIGHT_SHIFT = 0.15  # of the type
_SMALL_TYPE = 0.7  # of the type that its style says
_NARROWEST = 20  # percent of the width of its type
_TIGHT = 0.25  # of the type; letters drawn together by more lie on one another
_SIGN_FONTS: Final = ("wingdings", "webdings", "marlett", "zapfdingbats")
_USUAL_SIZE = 20  # half points, where nothing says one


@dataclass(frozen=True, slots=True)
class RunFormat:
    """What one place says of the dress of text; None where it says nothing.

    Attributes:
        switches: ``strike``, ``dstrike``, ``vanish``, ``doubted`` (that it is hidden in some views, or stands so that
            it may be misread), on or off.
        shift: 1 raised, -1 lowered, 0 neither.
        position: half points above the line.
        size: of its type in half points.
        colour: ``#rrggbb``; ``auto`` for black or white, whichever can be seen.
        clear: 0 to 1, how much of the colour is let through.
        ground: what is behind it, ``#rrggbb``, ``auto`` for none, or ``picture`` for what is not known.
        scale: width of its letters in percent.
        spacing: twips between its letters.
        font: its font, lower case.
    """

    switches: Mapping[str, bool] = field(default_factory=dict)
    shift: int | None = None
    position: int | None = None
    size: int | None = None
    colour: str | None = None
    clear: float | None = None
    ground: str | None = None
    scale: int | None = None
    spacing: int | None = None
    font: str | None = None

    def __bool__(self) -> bool:
        return self != _NOTHING


_NOTHING: Final = RunFormat()


@dataclass(frozen=True, slots=True)
class Ground:
    """What is behind the text of a cell or paragraph: a colour, or None where it is not known."""

    colour: Colour | None = WHITE


def laid_over(lower: RunFormat, upper: RunFormat, *, styles: bool = False) -> RunFormat:
    """One format over another; ``styles``: both are styles of different kinds, whose toggles turn one another round."""
    if not upper:
        return lower
    if not lower:
        return upper
    switches = dict(lower.switches)
    for name, on in upper.switches.items():
        switches[name] = on != switches.get(name, False) if styles and name in TOGGLES else on
    said = {
        name: value
        for name in RunFormat.__slots__
        if name != "switches" and (value := getattr(upper, name)) is not None
    }
    return replace(lower, switches=switches, **said)


def format_to_dress(levels: Sequence[RunFormat], direct: RunFormat, ground: Ground) -> Dress:
    """The dress of a run.

    Args:
        levels: what its styles say, those of tables and paragraphs before those of runs.
        direct: what the run says itself.
        ground: what is behind it.
    """
    styled = _NOTHING
    for level in levels:
        styled = laid_over(styled, level, styles=True)
    whole = laid_over(styled, direct)
    usual = (styled.size or _USUAL_SIZE) * _HALF_POINT
    size = usual if whole.size is None else whole.size * _HALF_POINT
    return Dress(
        hidden=whole.switches.get("vanish", False),
        struck=whole.switches.get("strike", False) or whole.switches.get("dstrike", False),
        shifted=_shifted(whole, size, usual),
        doubt=_doubt(whole, size),
        colour=_text_colour(whole),
        ground=_ground_colour(whole, ground),
        size=size,
        opacity=1.0 - (whole.clear or 0.0),
    )


def _shifted(whole: RunFormat, size: float, usual: float) -> DoubtCode | None:
    position = (whole.position or 0) * _HALF_POINT
    moved = position if abs(position) > _SLIGHT_SHIFT * size else 0
    moved = (whole.shift or 0) or moved
    if moved:
        return DoubtCode.RAISED if moved > 0 else DoubtCode.LOWERED
    return DoubtCode.TINY if size < _SMALL_TYPE * usual else None


def _doubt(whole: RunFormat, size: float) -> DoubtCode | None:
    if whole.switches.get("doubted"):
        return DoubtCode.HIDDEN
    if whole.switches.get("reversed"):
        return DoubtCode.REVERSED
    if whole.scale is not None and whole.scale < _NARROWEST:
        return DoubtCode.TINY
    if whole.spacing is not None and whole.spacing * _TWIP < -_TIGHT * size:
        return DoubtCode.OVERLAPPING
    if whole.font is not None and whole.font.startswith(_SIGN_FONTS):
        return DoubtCode.UNREAD_INK
    return None


def _text_colour(whole: RunFormat) -> Colour:
    return BLACK if whole.colour in (None, "auto") else colour_of(whole.colour or "") or BLACK


def _ground_colour(whole: RunFormat, ground: Ground) -> Colour | None:
    """What is behind a text; white for text without a colour of its own, which is black or white as can be seen."""
    if whole.colour in (None, "auto"):
        return WHITE
    if whole.ground in (None, "auto"):
        return ground.colour
    return colour_of(whole.ground or "")
