"""Where given tags lead: the cells that the tables make of them, and the cell that each figure stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gkml.document import Document
from gkml.errors import GkmlError
from gkml.labels import Pointer, Tag
from gkml.pipeline import Pipeline
from gkml.records.report import CellRecord
from gkml.template import load_templates

__all__ = ["reports_of_tags", "with_pointers"]


def reports_of_tags(document: Document, tags: Iterable[Tag]) -> list[Mapping[str, CellRecord]]:
    """The cells of each report that tags lead to; none where they make no report."""
    pipeline = Pipeline(_GivenTags(tags), load_templates())
    try:
        return [report.cells for report in pipeline.reconcile_all(document, "")]
    except GkmlError:
        return []


def with_pointers(document: Document, tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """True tags, those of figures with the row and the column that they stand in, where the tables leave no doubt."""
    cells: defaultdict[int, set[str]] = defaultdict(set)
    for report in reports_of_tags(document, tags):
        for cell in report.values():
            if cell.start is not None and not cell.review:
                cells[cell.start].add(cell.id)
    pointed = []
    for tag in tags:
        inside = (
            {name for at in range(tag.start, tag.end) for name in cells.get(at, ())} if tag.label == "figure" else ()
        )
        pointed.append(replace(tag, pointer=Pointer.of(*inside)) if len(inside) == 1 else tag)
    return tuple(pointed)


class _GivenTags:
    """A tagger that knows the tags of one document."""

    name = "given"

    def __init__(self, tags: Iterable[Tag]) -> None:
        self.tags = tuple(tags)

    def __call__(self, document: Document) -> Sequence[Tag]:
        del document
        return self.tags
