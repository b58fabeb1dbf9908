"""The dress of text: how it is drawn, and what of it a person sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gkml.doubts import DoubtCode
from gkml.readers.css_values import Colour, contrast
from gkml.readers.sight import doubted, left_out, shifted

__all__ = ["BLACK", "GONE_OPACITY", "PLAIN", "WHITE", "Dress"]

GONE_OPACITY: Final = 0.1
_FAINT_OPACITY = 0.4
_GONE_SIZE, _TINY_SIZE = 2.7, 5.4  # pixels of type: two points are not to be seen, four hardly to be read
_GONE_DIFFERENCE, _GONE_CONTRAST = 0.1, 1.2  # of text and ground: white on a light grey; yellow on white is seen
_FAINT_CONTRAST = 1.5
_DIGIT_WIDTH = 0.5  # of the size of type; a digit has half of it at least
WHITE: Final[Colour] = (1.0, 1.0, 1.0, 1.0)
BLACK: Final[Colour] = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Dress:
    """How text is dressed.

    Attributes:
        unseen: why nobody sees it, whatever stands in it.
        hidden: whether it is hidden by ``visibility``, which what stands in it may overrule.
        struck: whether it is struck out.
        shifted: whether it is raised, lowered, or much smaller than its cell.
        doubt: why it is doubtful although it is seen.
        reverses: whether its characters run from right to left.
        colour, ground: of text and background; no ground: a picture.
        size, cell_size: of its type and that of the cell around it, in pixels.
        opacity: 0 to 1.
        room: pixels of width that figures have before they are cut off; None: enough.
    """

    unseen: DoubtCode | None = None
    hidden: bool = False
    struck: bool = False
    shifted: DoubtCode | None = None
    doubt: DoubtCode | None = None
    reverses: bool = False
    colour: Colour = BLACK
    ground: Colour | None = WHITE
    size: float = 16.0
    cell_size: float = 16.0
    opacity: float = 1.0
    room: float | None = None

    def missing(self) -> DoubtCode | None:
        """Why the text is left out; None for text that is seen."""
        if self.unseen or self.hidden or self.struck:
            return self.unseen or (DoubtCode.HIDDEN if self.hidden else DoubtCode.STRUCK)
        if self.size < _GONE_SIZE:
            return DoubtCode.TINY
        if self.opacity < GONE_OPACITY:
            return DoubtCode.FAINT
        return DoubtCode.FAINT if self._stands_out() == 0 else None

    def _stands_out(self) -> int:
        """Of text against its ground: 0 not at all, 1 hardly, 2 it does."""
        if self.ground is None:  # a picture: light text is as likely to stand on a dark one as to be lost
            return 2 if self.colour[3] * self.opacity > 0.5 and sum(self.colour[:3]) < 2.0 else 1
        if self.colour == BLACK and self.ground == WHITE and self.opacity == 1.0:
            return 2
        difference, ratio = contrast(self.colour, self.ground, self.opacity)
        if difference < _GONE_DIFFERENCE and ratio < _GONE_CONTRAST:
            return 0
        return 1 if ratio < _FAINT_CONTRAST else 2

    def mark(self, text: str, *, keeps_width: bool = False) -> str:
        """Text with what is to be known of it, for ``gkml.readers.sight.settle``."""
        if not text or text.isspace():
            return text
        missing = self.missing()
        if missing is not None:
            mark = left_out(text, missing)
            return mark + re.sub(r"\S", " ", text) if keeps_width else mark
        doubt = self.doubt
        if self.reverses:
            doubt = DoubtCode.REVERSED
        elif self.size < _TINY_SIZE:
            doubt = DoubtCode.TINY
        elif self.opacity < _FAINT_OPACITY or self._stands_out() == 1:
            doubt = DoubtCode.FAINT
        elif self.room is not None and _DIGIT_WIDTH * self.size * len(text.strip()) > self.room:
            doubt = DoubtCode.CLIPPED
        text = text if doubt is None else doubted(text, doubt)
        return text if self.shifted is None else shifted(text, self.shifted)


PLAIN: Final = Dress()
