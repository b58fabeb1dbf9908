"""Results remembered by the text that they were made from, within a number of bytes.

The same labels and figures stand in every report, long texts in one: only short texts are remembered, so that neither
long documents nor many of them make a cache larger than it may be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

__all__ = ["LONGEST", "remembers_short_texts"]

LONGEST = 160
"""Characters of a text that is remembered; the longest statutory label with its remark has about 150."""
_ENTRY = (
    2 * LONGEST * 2 + 700
)  # bytes of a text of two bytes a character, of what is made from it, and of their objects

P = ParamSpec("P")
R = TypeVar("R")


def remembers_short_texts(
    megabytes: int,
) -> Callable[[Callable[Concatenate[str, P], R]], Callable[Concatenate[str, P], R]]:
    """Remember what a function makes of short texts, those used last, within so many megabytes."""

    def remembering(make: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
        remembered: Callable[..., R] = lru_cache(maxsize=megabytes * 1_000_000 // _ENTRY)(make)

        @wraps(make)
        def found(text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return make(text, *args, **kwargs) if len(text) > LONGEST else remembered(text, *args, **kwargs)

        return found

    return remembering
