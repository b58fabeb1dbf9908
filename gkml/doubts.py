"""Doubts: why a person should look at a figure, as stable codes.

A code is what programs compare and count; its sentences stand in ``gkml/messages/doubts.*.toml``.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["SIGHT_DOUBTS", "DoubtCode"]


class DoubtCode(StrEnum):
    """Stable codes; codes may be added, never renamed or dropped."""

    # sight: what was read may not be what a person sees there
    RAISED = "raised"  # a raised note number stands at the figure
    LOWERED = "lowered"
    STRUCK = "struck"  # a figure that is struck out stands in the cell
    HIDDEN = "hidden"  # text that nobody sees: hidden, off the page, on a layer that is off
    COVERED = "covered"  # something lies over it
    CLIPPED = "clipped"
    FAINT = "faint"  # hardly any contrast: white on white, nearly clear
    TINY = "tiny"
    OVERLAPPING = "overlapping"  # glyphs that stand on one another
    ROTATED = "rotated"  # glyphs at another angle than the page
    UNREAD_INK = "unread_ink"  # ink in the cell that no glyph accounts for
    NO_INK = "no_ink"  # a glyph that leaves no ink
    PICTURE = "picture"  # a picture or drawing in the cell that was not read
    FORMULA = "formula"  # a formula without a stored value, an equation
    FIELD = "field"  # a field or generated content whose value is not in the file
    CONTROL = "control"  # a form control whose value is a placeholder or unknown
    NUMBER_FORMAT = "number_format"  # a format that shows another figure than is stored, or an unknown one
    TEXT_UNDER_SCAN = "text_under_scan"  # a hidden text layer that nothing confirms
    RECOGNITION = "recognition"  # characters that were recognised in a picture without certainty


SIGHT_DOUBTS = frozenset(DoubtCode)
"""Those that speak of sight: what a reader sets."""
