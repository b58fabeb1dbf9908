"""Names that a user may have meant."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["nearest", "nearest_path"]

_LIKE = 0.6  # similarity of difflib from which a name may have been meant


def nearest(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The names most like one that is not known, the likeliest first; case does not matter."""
    from difflib import get_close_matches

    by_folded = {one.casefold(): one for one in known}
    found = get_close_matches(name.casefold(), by_folded, n=most, cutoff=_LIKE)
    return [by_folded[one] for one in found]


def nearest_path(path: str) -> str | None:
    """A path that exists and is most like one that does not; None where none is like it."""
    wanted = Path(path)
    found = Path(wanted.anchor)
    for part in wanted.relative_to(wanted.anchor).parts:
        if not os.path.exists(found / part):
            try:
                like = nearest(part, os.listdir(found))
            except OSError:
                return None
            if not like:
                return None
            part = like[0]
        found /= part
    return str(found)
