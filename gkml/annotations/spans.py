"""Spans that a trainer can learn from: each a stretch of print inside one cell, none over another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import groupby

from gkml.annotations.document import Part
from gkml.annotations.faults import Fault, fault
from gkml.document import Document
from gkml.labels import Tag

__all__ = ["flat", "sound_tags", "trimmed", "with_heads"]


def sound_tags(document: Document, tags: Iterable[Tag], labels: Collection[str]) -> tuple[tuple[Tag, ...], list[Fault]]:
    """The tags that can stand, in order of reading, and what is wrong with each of the others."""
    cells = [cell for row in document.rows for cell in row.cells]
    starts = [cell.start for cell in cells]
    faults: list[Fault] = []
    sound: list[Tag] = []
    for tag in sorted(tags, key=lambda tag: (tag.start, tag.end)):
        wrong = _outside(document, tag) or _overlap(document, tag, sound)
        if wrong is None:
            at = bisect_right(starts, tag.start) - 1
            wrong = _misplaced(document, tag, cells[at].end if at >= 0 else -1) or _unknown(document, tag, labels)
        if wrong is None:
            sound.append(tag)
        else:
            faults.append(wrong)
    return tuple(sound), faults


def _outside(document: Document, tag: Tag) -> Fault | None:
    length = len(document.text)
    if 0 <= tag.start < tag.end <= length:
        return None
    return fault(
        "span_outside", at=(tag.start, tag.end), span=f"{tag.start}..{tag.end}", label=tag.label, length=length
    )


def _overlap(document: Document, tag: Tag, before: Sequence[Tag]) -> Fault | None:
    if not before or tag.start >= before[-1].end:
        return None
    other = before[-1]
    told = f"{other.start}..{other.end} ({other.label})"
    return fault("span_overlaps", at=(tag.start, tag.end), span=_named(document, tag), label=tag.label, other=told)


def _misplaced(document: Document, tag: Tag, end: int) -> Fault | None:
    place, printed = (tag.start, tag.end), trimmed(document, tag)
    if printed is None or (printed.start == tag.start and printed.end > end):
        return fault("crosses_cell", at=place, span=_named(document, tag))
    if printed != tag:
        return fault("white_space", at=place, span=_named(document, tag), mendable=True)
    return None


def _unknown(document: Document, tag: Tag, labels: Collection[str]) -> Fault | None:
    if tag.label in labels:
        return None
    near = ", ".join(get_close_matches(tag.label, labels, 1)) or "-"
    return fault("unknown_label", at=(tag.start, tag.end), span=_named(document, tag), label=repr(tag.label), near=near)


def _named(document: Document, tag: Tag) -> str:
    return f"{tag.start}..{tag.end} {document.text[tag.start : tag.end]!r}"


def trimmed(document: Document, tag: Tag) -> Tag | None:
    """The tag without white space at its ends; None where nothing is left."""
    text = document.text[tag.start : tag.end]
    start, end = tag.end - len(text.lstrip()), tag.start + len(text.rstrip())
    return replace(tag, start=start, end=end) if start < end else None


def flat(document: Document, tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """Tags cut at the edges of cells, the surer above the less sure, agency and year above the title around them."""
    ranked = sorted(tags, key=lambda tag: (tag.role != "title", tag.role in ("agency", "year"), tag.confidence))
    owner = [-1] * len(document.text)
    for number, tag in enumerate(ranked):
        owner[tag.start : tag.end] = [number] * (tag.end - tag.start)
    return with_heads(_pieces(document, ranked, owner))


def _pieces(document: Document, ranked: Sequence[Tag], owner: Sequence[int]) -> Iterator[Tag]:
    begun: set[int] = set()
    for cell in (cell for row in document.rows for cell in row.cells):
        for number, run in groupby(range(cell.start, cell.end), owner.__getitem__):
            if number >= 0:
                offsets, tag = list(run), ranked[number]
                part: Part = "tail" if number in begun else tag.part
                begun.add(number)
                piece = trimmed(document, Tag(tag.label, offsets[0], offsets[-1] + 1, part=part))
                if piece is not None:
                    yield piece


def with_heads(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """What a tail of the same label goes on from is a head."""
    found: list[Tag] = []
    tails: set[str] = set()
    for tag in sorted(tags, key=lambda tag: -tag.start):
        found.append(replace(tag, part="head") if tag.part == "whole" and tag.label in tails else tag)
        (tails.add if tag.part == "tail" else tails.discard)(tag.label)
    return tuple(reversed(found))
