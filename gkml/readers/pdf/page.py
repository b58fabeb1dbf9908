"""What stands on a page of a PDF: characters, ruled lines and pictures, in points from the top left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gkml.document import Box, Sight
from gkml.doubts import DoubtCode

__all__ = [
    "Character",
    "Mark",
    "PageContent",
    "Place",
    "Point",
    "Ruling",
    "TextLayer",
]

Point = tuple[float, float]
Place = Callable[[Point], Point]
"""A place on the stored page to one on the page as read."""
TextLayer = Literal["text", "recognised", "broken", "none", "ocr"]
"""What the characters of a page are worth.

``text``: they were set. ``recognised``: they lie unseen over a picture, as programs that scan leave them. ``broken``:
their codes do not say which characters they are. ``none``: the page shows something, and no characters. ``ocr``: gkml
recognised them in a picture of the page.
"""


@dataclass(frozen=True, slots=True)
class Character:
    """One printed character and its box; ``size`` is the height of its type in points.

    ``certainty``: 0 to 1, how likely it is this character; less than 1 where it was recognised in a picture. ``base``:
    the height of the line that it stands on; None where that is not known.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    certainty: float = 1.0
    base: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where what was read is not all that the page holds, or shows.

    Attributes:
        box: of what was left out, or of what was not read.
        code: why.
        ink: pixels of ink there that was not read; 0 for what was read and left out.
    """

    box: Box
    code: DoubtCode
    ink: int = 0


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
        characters: in the order of the file; U+FFFD where the file does not say which character it is.
        rulings: horizontal and vertical lines.
        pictures: share of the page that pictures cover, 0 to 1.
        layer: what the characters are worth.
        damaged: whether PDFium could not read the page at all.
        turned: degrees clockwise by which the page as shown was turned, for its text to run to the right.
        marks: what a person may see otherwise.
        sight: of all that no mark speaks of; None where the page was not compared with its ink.
        doubts: what makes all of it doubtful.
        pictured: boxes of pictures without text over them that are large enough for a table.
        patched: whether parts of it were recognised in pictures.
    """

    number: int
    width: float
    height: float
    characters: tuple[Character, ...]
    rulings: tuple[Ruling, ...]
    pictures: float
    layer: TextLayer = "text"
    damaged: bool = False
    turned: int = 0
    marks: tuple[Mark, ...] = ()
    sight: Sight | None = None
    doubts: tuple[DoubtCode, ...] = ()
    pictured: tuple[Box, ...] = ()
    patched: bool = False
