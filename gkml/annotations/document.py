"""A document and its true tags, or tags that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from gkml.document import Document
from gkml.labels import Tag

__all__ = ["PARTS", "SPLITS", "AnnotatedDocument", "DoubtfulSpan", "Part", "Split", "Voucher"]

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)

Part = Literal["whole", "head", "tail"]
PARTS: tuple[Part, ...] = get_args(Part)

Voucher = Literal["person", "generator", "sums"]
"""Who vouches for the tags: a person, the generator that printed them, or the four witnesses of every figure."""


@dataclass(frozen=True, slots=True)
class DoubtfulSpan:
    """A place where a person should look.

    Attributes:
        start, end: offsets into the canonical text.
        codes: why, stable codes: those of ``gkml.doubts`` and of ``gkml.annotations.pre_annotation``.
    """

    start: int
    end: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document and its tags, which do not overlap and lie each inside one cell, in order of reading.

    Attributes:
        id: unique over all files that are used together.
        source: where it comes from, in words or as a URL or path.
        agency: the reporting agency; all its documents are in one ``split``. May be empty while not ``checked``.
        split: what the document is for.
        document: the canonical text and its rows.
        tags: in order of reading.
        checked: somebody vouches for the tags.
        voucher: who does; None where that was not recorded.
        doubts: places that a person should look at, in order; of a checked document there are none.
    """

    id: str
    source: str
    agency: str
    split: Split
    document: Document
    tags: tuple[Tag, ...]
    checked: bool = True
    voucher: Voucher | None = None
    doubts: tuple[DoubtfulSpan, ...] = ()
