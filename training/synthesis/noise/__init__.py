"""Noise: what befalls reports on their way to a file, by the stage at which it happens.

Order within a stage is fixed; whatever can be combined is combined.
"""

from __future__ import annotations

from training.synthesis.noise.characters import CHARACTER_NOISES
from training.synthesis.noise.chrome import CHROME_NOISES
from training.synthesis.noise.headings import HEADING_NOISES
from training.synthesis.noise.lines import LINE_NOISES as _LINES
from training.synthesis.noise.noise import Noise, befall
from training.synthesis.noise.tables import TABLE_NOISES
from training.synthesis.noise.values import VALUE_NOISES
from training.synthesis.noise.wording import WORDING_NOISES
from training.synthesis.segments import Block, Line

__all__ = ["BLOCK_NOISES", "LINE_NOISES", "VALUE_NOISES", "WORDING_NOISES", "Noise", "befall"]

BLOCK_NOISES: tuple[Noise[tuple[Block, ...]], ...] = (*TABLE_NOISES, *HEADING_NOISES, *CHROME_NOISES)
LINE_NOISES: tuple[Noise[list[Line]], ...] = (*CHARACTER_NOISES, *_LINES)
