"""What a document was read as, with its tags: corrected by what a person said its stretches are, and kept."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from gkml.document import Box, Cell, Document, Row, Sheet
from gkml.doubts import DoubtCode
from gkml.labels import Tag, by_place
from gkml.review.decisions import Decision, DecisionKind

__all__ = ["TaggedDocument", "correct_tags", "document_from_bytes", "document_to_bytes"]

_AROUND = {"title": frozenset({"agency", "year"})}  # tags that stand around others


@dataclass(frozen=True, slots=True)
class TaggedDocument:
    """A document, the tags that were set in it, and how many reports it holds."""

    document: Document
    tags: tuple[Tag, ...]
    reports: int = 1


def correct_tags(document: Document, tags: Sequence[Tag], standing: Iterable[Decision]) -> tuple[Tag, ...]:
    """The tags with what a person said in place of what stood there; one that is not found any more changes nothing.

    Args:
        document: whose text they stand in.
        tags: as a tagger set them.
        standing: decisions in force, of which those on tags count, the later above the earlier.
    """
    corrected = list(tags)
    for decision in standing:
        place = _place(document.text, decision) if decision.kind is DecisionKind.TAG else None
        if place is None:
            continue
        start, end = place
        corrected = [tag for tag in corrected if not _gives_way(tag, start, end, decision.label or "")]
        corrected += [Tag(decision.label, start, end)] if decision.label else []
    return tuple(sorted(corrected, key=by_place))


def _place(text: str, decision: Decision) -> tuple[int, int] | None:
    """Where the stretch stands: as it did, or, in a text that is read otherwise now, where alone it is printed."""
    print, start, end = decision.print, decision.start, decision.end
    if not print or start is None or end is None:
        return None
    if text[start:end] == print:
        return start, end
    first = text.find(print)
    return (first, first + len(print)) if first >= 0 and text.find(print, first + 1) < 0 else None


def _gives_way(tag: Tag, start: int, end: int, label: str) -> bool:
    """Whether a tag stands where a person said what stands there."""
    if tag.end <= start or tag.start >= end:
        return False
    role = label.partition(":")[0]
    return role not in _AROUND.get(tag.role, ()) and tag.role not in _AROUND.get(role, ())


# ---------------------------------------------------------------------------------------------------------------------
# Kept


def document_to_bytes(tagged: TaggedDocument) -> bytes:
    """A document with its tags as it is kept: JSON, compressed."""
    document = tagged.document
    plain: dict[str, Any] = {name: getattr(document, name) for name in _PLAIN}
    plain["rows"] = [[*astuple(row)[1:3], row.kind, row.gap, row.table, row.page, row.cells] for row in document.rows]
    for row in plain["rows"]:
        row[-1] = [astuple(cell) for cell in row[-1]]
    plain["sheets"] = [astuple(sheet) for sheet in document.sheets]
    tags = [[getattr(tag, name) for name in _OF_TAGS] for tag in tagged.tags]
    whole = {"document": plain, "tags": tags, "reports": tagged.reports}
    return zlib.compress(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def document_from_bytes(content: bytes) -> TaggedDocument:
    """The inverse of ``document_to_bytes``."""
    whole = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    plain = whole["document"]
    rows = tuple(
        Row(index, start, end, tuple(map(_cell, cells)), kind, gap, table, page)
        for index, (start, end, kind, gap, table, page, cells) in enumerate(plain.pop("rows"))
    )
    sheets = tuple(Sheet(*sheet) for sheet in plain.pop("sheets"))
    notes = tuple(map(tuple, plain.pop("notes")))
    tags = tuple(replace(Tag(*tag), others=tuple(tag[_OTHERS])) for tag in whole["tags"])
    return TaggedDocument(Document(rows=rows, sheets=sheets, notes=notes, **plain), tags, whole["reports"])


_PLAIN = ("text", "reader", "title", "pictures", "notes")
_OF_TAGS = ("label", "start", "end", "confidence", "part", "others", "tagger", "run", "damaged")
_OTHERS = _OF_TAGS.index("others")


def _cell(values: Sequence[Any]) -> Cell:
    start, end, column, rowspan, colspan, x, page, boxes, source, certainty, sight, doubts, unread = values
    between = None if x is None else (x[0], x[1])
    found = tuple(Box(*box) for box in boxes)
    codes = tuple(map(DoubtCode, doubts))
    return Cell(start, end, column, rowspan, colspan, between, page, found, source, certainty, sight, codes, unread)
