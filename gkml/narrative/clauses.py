"""Sentences to clauses: what stands between two commas, and what stands in brackets apart from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from gkml.folding import Folded
from gkml.values import value

__all__ = ["Clause", "sentence_to_clauses"]

_DEEPEST = 4  # brackets inside brackets; deeper ones are a fault of the print
_NEAR = 40  # characters in which a figure stands that ``、`` parts from the next
_SIGN = re.compile("[(),，；：、《》]")
_TITLE = re.compile("《[^》]{0,60}》")
_FIGURE_WITH_UNIT = re.compile(r"\d[余多]?[万亿]?[余多]?(?:件|宗|起|份|条|例|个|次|项|元|%)|[一二三四五六七八九十]件")


@value
class Clause:
    """What stands between two commas; ``bracketed`` tells that brackets hold it."""

    words: Folded
    bracketed: bool = False


def sentence_to_clauses(words: Folded) -> Iterator[Clause]:
    """The clauses of a sentence, what stands in brackets behind the clause that holds it; titles are left out."""
    yield from _clauses(words, 0)


def _clauses(words: Folded, depth: int) -> Iterator[Clause]:
    text = words.text
    if "《" in text:
        text = _TITLE.sub(lambda match: "《" * len(match.group()), text)
    own: list[tuple[int, int]] = []  # from where to where
    held: list[Folded] = []

    def close() -> Iterator[Clause]:
        if own:
            yield Clause(_pick(words, own), depth > 0)
            own.clear()
        for inner in held if depth < _DEEPEST else ():
            yield from _clauses(inner, depth + 1)
        held.clear()

    at = 0
    while (sign := _SIGN.search(text, at)) is not None:
        if at < sign.start():
            own.append((at, sign.start()))
        at = sign.start()
        if text[at] == "(":
            end = _closing(text, at)
            held.append(_pick(words, [(at + 1, end)]))
            at = end
        elif _parts_clauses(text, at, own):
            yield from close()
        elif text[at] not in ")《》":
            own.append((at, at + 1))
        at += 1
    if at < len(text):
        own.append((at, len(text)))
    yield from close()


def _closing(text: str, at: int) -> int:
    """Where the bracket that opens at ``at`` closes; at the end of the sentence where it never does."""
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return len(text)


def _parts_clauses(text: str, at: int, own: Sequence[tuple[int, int]]) -> bool:
    """Commas and the like; ``、`` only behind a figure, since it also parts words (``行政复议、行政诉讼3件``)."""
    if text[at] == "、":
        return _FIGURE_WITH_UNIT.search("".join([text[a:b] for a, b in own[-_NEAR:]])[-_NEAR:]) is not None
    return text[at] in "，；：" or (text[at] == "," and not _parts_thousands(text, at))


def _parts_thousands(text: str, at: int) -> bool:
    before, after = text[max(0, at - 12) : at], text[at : at + 5]
    return bool(re.match(r",\d{3}(?!\d)", after) and re.search(r"(?<!\d)\d{1,3}(?:,\d{3})*$", before))


def _pick(words: Folded, spans: Sequence[tuple[int, int]]) -> Folded:
    if len(spans) == 1:
        kept = slice(*spans[0])
        return Folded(words.text[kept], words.offsets[kept])
    return Folded("".join([words.text[a:b] for a, b in spans]), tuple(chain(*[words.offsets[a:b] for a, b in spans])))
