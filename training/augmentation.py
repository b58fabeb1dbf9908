"""What training does to its reports beyond the synthesis, so that a model leans on no single sign.

The frozen suite is made by the synthesis alone and knows none of this.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gkml.tagging.encoding import SPECIALS, UNK
from training.synthesis.segments import Span

__all__ = ["with_noisy_tokens", "with_other_separators"]

_SEPARATORS = "|\t"
_SIGNS = "^~@*$%·¤∥⁞◊¬¶†↹"  # no reader takes them for separators; some are in no vocabulary
_FEWEST = 20  # separators of a report that has a table made with them
_MOST_NOISE = 0.12  # share of the characters of a window


def with_other_separators(source: str, spans: Sequence[Span], rng: random.Random) -> str:
    """The source with its tabs or pipes as another sign, one for one, so that spans stay where they are."""
    separator = max(_SEPARATORS, key=source.count)
    if source.count(separator) < _FEWEST:
        return source
    sign = rng.choice(_SIGNS)
    pieces: list[str] = []
    at = 0
    for start, end, _, _ in spans:
        pieces += [source[at:start].replace(separator, sign), source[start:end]]
        at = end
    return "".join([*pieces, source[at:].replace(separator, sign)])


def with_noisy_tokens(
    ids: npt.NDArray[np.int64], digits: npt.NDArray[np.bool_], vocabulary: int, rng: random.Random
) -> npt.NDArray[np.int64]:
    """The tokens with some characters unknown or taken for others; separators and digits stay.

    Args:
        ids: ``(n,)`` tokens.
        digits: ``(vocabulary,)`` whether a token is a digit.
        vocabulary: number of tokens.
        rng: decides; the same state gives the same tokens.
    """
    noise = np.random.default_rng(rng.getrandbits(64))
    share = noise.uniform(0, _MOST_NOISE)
    drawn = noise.random(len(ids))
    free = (ids >= len(SPECIALS)) & ~digits[ids]
    noisy = np.where(free & (drawn < share / 2), UNK, ids)
    others = noise.integers(len(SPECIALS), vocabulary, len(ids))
    changed: npt.NDArray[np.int64] = np.where(free & (drawn >= share / 2) & (drawn < share), others, noisy)
    return changed
