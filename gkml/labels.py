"""The tag set, derived from the templates, and BIO coding of tags over characters.

A tag label names a role and, where it has one, an identity: ``row:requests.granted``, ``column:total``,
``group:refused``, ``item:5``, ``section:3``, ``figure``. Identities come from the templates, so a new form brings its
labels along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import Literal

from gkml.template import Templates
from gkml.values import value

__all__ = [
    "EXACT",
    "FREE_LABELS",
    "LabelSet",
    "Pointer",
    "Tag",
    "TaggedBy",
    "Tags",
    "by_place",
    "decode_bio",
    "encode_bio",
]

TaggedBy = Literal["model", "rules", "both"]

EXACT = 0.95  # confidence of the rules in a label that is spelt as in the lexicon

FREE_LABELS = (
    "title",
    "agency",
    "year",
    "subheading",
    "corner",
    "figure",
    "unit",
    "note",
    "furniture",
)
"""Roles without an identity. ``corner``: 信息内容 and the 勾稽 sentence; ``furniture``: page numbers, site chrome."""


@value
class Pointer:
    """The row and the column that a figure is said to stand in, by whoever saw its table as a whole.

    Attributes:
        row: ``table.row``; empty where nothing is said of it.
        column: of the row.
        row_confidence, column_confidence: 0..1.
    """

    row: str
    column: str
    row_confidence: float = 1.0
    column_confidence: float = 1.0

    @classmethod
    def of(cls, cell: str | None) -> Pointer | None:
        """That of a figure of a cell, ``table.row.column``."""
        if cell is None:
            return None
        row, _, column = cell.rpartition(".")
        return cls(row, column)


@value
class Tag:
    """A labelled span of the canonical text.

    Attributes:
        label: see the module.
        start, end: offsets into the canonical text.
        confidence: 0..1.
        part: whether the span holds the whole label or one piece of a label that is broken over lines or cells.
        others: labels that the same print may also be, best first (``其他`` is a row and a column).
        tagger: who set it.
        damaged: the rules found it spelt otherwise than in the lexicon, however sure the model is of it.
        run: of a figure: digits that may be several figures run together, or illegible ones.
        pointer: of a figure: the row and the column that the model sees it in, a witness apart from the rules.
        role: the part of the label before the colon.
    """

    label: str
    start: int
    end: int
    confidence: float = 1.0
    part: Literal["whole", "head", "tail"] = "whole"
    others: tuple[str, ...] = ()
    tagger: TaggedBy = "rules"
    run: bool = False
    damaged: bool = False
    pointer: Pointer | None = None
    role: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "role", self.label.partition(":")[0])  # asked for a dozen times

    @property
    def exact(self) -> bool:
        """Whether it is spelt as in the lexicon, which the rules alone can say; the model knows what is alike."""
        return self.tagger != "model" and self.confidence >= EXACT and not self.damaged

    @property
    def identity(self) -> str:
        """The part behind the colon; empty for free labels."""
        return self.label.partition(":")[2]


by_place = attrgetter("start", "end")
"""What tags are sorted by into the order of reading."""


class Tags(tuple[Tag, ...]):
    """Tags in order of reading, and what whoever set them wants said of it, as ``(code, message)``."""

    notes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def noted(cls, tags: Iterable[Tag], code: str, message: str) -> Tags:
        """Tags with one note."""
        made = cls(tags)
        made.notes = ((code, message),)
        return made


@dataclass(frozen=True)
class LabelSet:
    """All labels that a set of templates gives rise to, in a fixed order."""

    labels: tuple[str, ...]

    @classmethod
    def from_templates(cls, templates: Templates) -> LabelSet:
        """Sections, items, column heads, column groups, row groups and rows of all forms, then the free labels."""
        found: dict[str, None] = {"section:0": None}  # a section heading that is none of the statutory ones
        for form in templates.forms:
            for number, _ in form.sections:
                found[f"section:{number}"] = None
        for form in templates.forms:
            for table in form.tables:
                for item, _ in table.items:
                    found[f"item:{item}"] = None
                for column in table.columns:
                    found[f"column:{column.id}"] = None
                for group in (*table.column_groups, *table.groups):
                    found[f"group:{group.id}"] = None
                for row in table.rows:
                    found[f"row:{table.id}.{row.id}"] = None
        found.update(dict.fromkeys(FREE_LABELS))
        return cls(tuple(found))

    @cached_property
    def bio(self) -> tuple[str, ...]:
        """``O``, then ``B-`` and ``I-`` of every label (IOB2; Ramshaw and Marcus 1995, Sang and Veenstra 1999)."""
        return ("O", *(f"{prefix}-{label}" for label in self.labels for prefix in "BI"))


def encode_bio(length: int, tags: Iterable[Tag]) -> list[str]:
    """IOB2 label of each of ``length`` characters; a piece that goes on (``part="tail"``) begins with ``I-``.

    Raises:
        ValueError: a span is empty, out of range, or overlaps another.
    """
    labels = ["O"] * length
    for tag in sorted(tags, key=lambda tag: tag.start):
        if not 0 <= tag.start < tag.end <= length:
            raise ValueError(f"span {tag.start}..{tag.end} does not lie in a text of {length} characters")
        if any(label != "O" for label in labels[tag.start : tag.end]):
            raise ValueError(f"span {tag.start}..{tag.end} ({tag.label}) overlaps another")
        labels[tag.start : tag.end] = [f"I-{tag.label}"] * (tag.end - tag.start)
        if tag.part != "tail":
            labels[tag.start] = f"B-{tag.label}"
    return labels


def decode_bio(labels: Sequence[str]) -> list[Tag]:
    """Spans of an IOB2 sequence.

    ``I-`` behind another label or ``O`` begins a span too: a ``tail`` where a span of that label came before and
    nothing of that role has begun since, else a whole.
    """
    tags: list[Tag] = []
    start: int | None = None
    current = ""

    def close(end: int) -> None:
        nonlocal start
        if start is None:
            return
        part: Literal["whole", "tail"] = "whole"
        if labels[start].startswith("I-"):
            role = current.partition(":")[0]
            before = next((at for at in range(len(tags) - 1, -1, -1) if tags[at].role == role), None)
            if before is not None and tags[before].label == current:
                part = "tail"
                if tags[before].part == "whole":
                    tags[before] = replace(tags[before], part="head")
        tags.append(Tag(current, start, end, part=part))
        start = None

    for at, label in enumerate(labels):
        prefix, _, name = label.partition("-")
        if prefix == "O" or not name:
            close(at)
        elif prefix == "B" or name != current or start is None:
            close(at)
            start, current = at, name
    close(len(labels))
    return tags
