"""Noise: what befalls reports on their way to a file, by the stage at which it happens.

Order within a stage is fixed; whatever can be combined is combined.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from training.synthesis.figures import Figures
from training.synthesis.forms import Wording
from training.synthesis.noise.characters import CHARACTER_NOISES
from training.synthesis.noise.chrome import CHROME_NOISES
from training.synthesis.noise.early import EARLY_VALUE_NOISES, EARLY_WORDING_NOISES
from training.synthesis.noise.headings import HEADING_NOISES
from training.synthesis.noise.lines import LINE_NOISES
from training.synthesis.noise.noise import Noise, befall
from training.synthesis.noise.tables import TABLE_NOISES
from training.synthesis.noise.unseen import (
    UNSEEN_BLOCK_NOISES,
    UNSEEN_LINE_NOISES,
    UNSEEN_VALUE_NOISES,
    UNSEEN_WORDING_NOISES,
)
from training.synthesis.noise.values import VALUE_NOISES
from training.synthesis.noise.wording import WORDING_NOISES
from training.synthesis.segments import Block, Line

__all__ = ["SEEN", "UNSEEN", "Noise", "Noises", "befall"]


@dataclass(frozen=True, slots=True)
class Noises:
    """All noises of one kind of draw, by stage."""

    values: tuple[Noise[Figures], ...]
    wording: tuple[Noise[Wording], ...]
    blocks: tuple[Noise[tuple[Block, ...]], ...]
    lines: tuple[Noise[list[Line]], ...]

    @property
    def early(self) -> Noises:
        """The same for reports on years before 2019, which have some of their own."""
        values = (*EARLY_VALUE_NOISES, *self.values)
        return replace(self, values=values, wording=(*EARLY_WORDING_NOISES, *self.wording))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all."""
        stages = (self.values, self.wording, self.blocks, self.lines)
        return tuple(noise.name for stage in stages for noise in stage)


SEEN = Noises(
    VALUE_NOISES,
    WORDING_NOISES,
    (*TABLE_NOISES, *HEADING_NOISES, *CHROME_NOISES),
    (*CHARACTER_NOISES, *LINE_NOISES),
)
UNSEEN = Noises(UNSEEN_VALUE_NOISES, UNSEEN_WORDING_NOISES, UNSEEN_BLOCK_NOISES, UNSEEN_LINE_NOISES)
