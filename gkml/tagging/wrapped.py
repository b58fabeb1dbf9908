"""Labels that are broken over lines, cells and pages, put together again from their pieces.

The pieces of one label stand in order, but other things may stand between them: figures, page numbers, pieces of the
label in the next column. A label is put together only where its pieces spell it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from gkml.folding import fold
from gkml.labels import Tag
from gkml.tagging.lexicon import Lexicon, Match
from gkml.values import value

__all__ = ["Fragment", "join_fragments"]

_WINDOW = 40  # fragments that may stand between the pieces of one label
_ROWS = 30  # rows over which one label may run; a group label beside its rows runs over all of them
_ROW_LABELS_BETWEEN = 2  # whole row labels that may stand between the pieces of a row label
_NUMBER = re.compile(
    r"(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[.．、]?|其中)[：:]?"
)  # of a row, in a cell of its own
_ADJACENT = 4  # pieces that are tried together as one damaged label


@value
class Fragment:
    """A piece of text in a table region that is not yet a label; ``label`` is set where it already is one."""

    row: int
    start: int
    end: int
    text: str
    label: str | None = None


def join_fragments(fragments: Sequence[Fragment], lexicon: Lexicon) -> list[Tag]:
    """Tags for the pieces that make whole labels, then for pieces that are unmistakable alone."""
    folded = [fold(fragment.text) for fragment in fragments]
    numbers = {
        at
        for at, (fragment, following) in enumerate(pairwise(fragments))
        if fragment.row == following.row and _NUMBER.fullmatch(fragment.text.strip())
    }
    free = [fragment.label is None and bool(folded[at]) and at not in numbers for at, fragment in enumerate(fragments)]
    tags = list(_continued(fragments, folded, free, lexicon))
    for at in range(len(fragments)):
        path = _spelled_out(at, fragments, folded, free, lexicon) if free[at] else None
        if path:
            phrase = "".join(folded[i] for i in path)
            tags += _taken(fragments, path, Match(lexicon.phrases[phrase], 0.95, phrase), free)
    for at in range(len(fragments)):
        damaged = _damaged(at, fragments, free, lexicon) if free[at] else None
        if damaged:
            tags += _taken(fragments, *damaged, free)
    for at in range(len(fragments)):
        match = lexicon.piece(folded[at]) if free[at] else None
        if match:
            (tag,) = _taken(fragments, [at], match, free)
            tags.append(replace(tag, part="head" if match.phrase.startswith(folded[at]) else "tail"))
    return tags


def _taken(fragments: Sequence[Fragment], path: Sequence[int], match: Match, free: list[bool]) -> list[Tag]:
    """Tags of the pieces of a label, which are free no more."""
    tags: list[Tag] = []
    for number, at in enumerate(path):
        part: Literal["head", "tail", "whole"] = "whole" if len(path) == 1 else "tail" if number else "head"
        fragment = fragments[at]
        tags.append(Tag(match.labels[0], fragment.start, fragment.end, match.confidence, part, match.labels[1:]))
        free[at] = False
    return tags


def _continued(
    fragments: Sequence[Fragment], folded: Sequence[str], free: list[bool], lexicon: Lexicon
) -> Iterator[Tag]:
    """Tags of the pieces with which a row label goes on whose beginning is a label of the same row (政府公报)."""
    for at, fragment in enumerate(fragments):
        if fragment.label is None or not fragment.label.startswith("row:"):
            continue
        path = _spelled_out(at, fragments, folded, free, lexicon)
        phrase = "".join(folded[i] for i in path or ())
        if path and lexicon.phrases[phrase][0] == fragment.label:
            yield from _taken(fragments, path, Match(lexicon.phrases[phrase], 0.95, phrase), free)[1:]


def _spelled_out(
    first: int, fragments: Sequence[Fragment], folded: Sequence[str], free: Sequence[bool], lexicon: Lexicon
) -> list[int] | None:
    """The pieces that, from ``first`` on, spell a label out; the longest label wins, then the shortest way."""
    best: list[int] | None = None
    best_size = (0, 0)
    for phrase in lexicon.beginning_with(folded[first]):
        group = lexicon.phrases[phrase][0].startswith("group:")
        path = _follow(phrase, first, fragments, folded, free, group)
        if path:
            size = (len(phrase), -(path[-1] - path[0]))
            if size > best_size:
                best, best_size = path, size
    return best


def _follow(
    phrase: str,
    first: int,
    fragments: Sequence[Fragment],
    folded: Sequence[str],
    free: Sequence[bool],
    group: bool,
) -> list[int] | None:
    done = len(folded[first])
    path = [first]
    crossed = 0
    # one character says little: its continuation must follow at once, except down the side of the table
    patient = group or done > 1
    for at in range(first + 1, min(first + 1 + _WINDOW, len(fragments))):
        fragment = fragments[at]
        if fragment.row - fragments[path[-1]].row > _ROWS:
            return None
        if not free[at]:
            if fragment.label and fragment.label.startswith("row:"):
                crossed += 1
                if crossed > _ROW_LABELS_BETWEEN and not group:
                    return None
            continue
        if folded[at] and phrase.startswith(folded[at], done):
            path.append(at)
            done += len(folded[at])
            if done == len(phrase):
                return path
        elif not patient:
            return None
    return None


def _damaged(
    first: int, fragments: Sequence[Fragment], free: Sequence[bool], lexicon: Lexicon
) -> tuple[list[int], Match] | None:
    """Pieces that follow one another and together are a damaged label."""
    path = [first]
    best: tuple[list[int], Match] | None = None
    for at in range(first + 1, min(first + _ADJACENT, len(fragments))):
        if not free[at] or fragments[at].row - fragments[path[-1]].row > 2:
            break
        path.append(at)
        match = lexicon.match("".join(fragments[i].text for i in path))
        if match and (best is None or match.confidence > best[1].confidence):
            best = (list(path), replace(match, confidence=0.9 * match.confidence))
    return best
