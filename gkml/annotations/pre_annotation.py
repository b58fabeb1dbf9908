"""Reports to annotated documents: the tags of a pipeline and the figures of its records, with what a person should see.

Where every figure has its witnesses and all sums hold, and the tags alone make the same record again, the document
needs no hand: the sums vouch for it. Everything else waits for a person, who is shown the places in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from gkml.annotations.document import AnnotatedDocument, DoubtfulSpan
from gkml.annotations.spans import flat
from gkml.assembling import tags_to_report
from gkml.document import Document
from gkml.errors import GkmlError
from gkml.labels import Tag, by_place
from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.readers.sources import Source
from gkml.records.report import CellRecord, Report

__all__ = ["LABEL_UNCERTAIN", "NO_CELL", "NotAnnotated", "pre_annotate"]

LABEL_UNCERTAIN, NO_CELL = "label_uncertain", "figure_without_cell"
"""Codes of doubts beside those of records: a label that is not surely what it says, a figure that no cell took."""

_SURE = 0.6  # confidence from which a label needs no look


@dataclass(frozen=True, slots=True)
class NotAnnotated:
    """A report that could not be read."""

    source: str
    error: GkmlError


def pre_annotate(pipeline: Pipeline, sources: Iterable[Source]) -> Iterator[AnnotatedDocument | NotAnnotated]:
    """Annotated documents of sources, in their order; what cannot be read is told in its place."""
    for source in sources:
        try:
            if source.error is not None:
                raise source.error
            document = read(source.data, source.name, pipeline.limits)
            reports = pipeline.reconcile_all(document, source.name, source.sha256)
            tags = pipeline.tagger(document)
        except GkmlError as error:
            yield NotAnnotated(source.name, error)
        else:
            yield _annotated(pipeline, source, document, reports, tags)


def _annotated(
    pipeline: Pipeline, source: Source, document: Document, reports: Sequence[Report], tags: Sequence[Tag]
) -> AnnotatedDocument:
    cells = [cell for report in reports for cell in report.cells.values()]
    placed = flat(document, [*(tag for tag in tags if tag.role != "figure"), *_figures(document, tags, cells)])
    doubts = tuple(_doubts(placed, tags, cells))
    name = f"{PurePath(source.name).stem}-{(source.sha256 or '')[:8]}"
    made = AnnotatedDocument(
        name, source.name, reports[0].agency or "", "train", document, placed, checked=False, doubts=doubts
    )
    if doubts or len(reports) > 1 or not made.agency or not _is_settled(reports[0]):
        return made
    again = tags_to_report(document, placed, pipeline.templates)
    if again is None or _values(again) != _values(reports[0]):
        return made
    return replace(made, checked=True, voucher="sums")


def _is_settled(report: Report) -> bool:
    """Whether every cell was read without a doubt, and no check contradicts."""
    return (
        report.status == "ok"
        and not any(cell.review or cell.state == "unreadable" for cell in report.cells.values())
        and not any(check.status == "fail" for check in report.checks)
    )


def _values(report: Report) -> dict[str, object]:
    return {name: cell.value for name, cell in report.cells.items() if cell.state == "number"}


def _figures(document: Document, tags: Sequence[Tag], cells: Sequence[CellRecord]) -> Iterator[Tag]:
    """A figure for each printed cell as the record has cut it, and the figures, not mere marks, that no cell took."""
    printed = sorted((cell.start, cell.end) for cell in cells if cell.start is not None and cell.end is not None)
    printed = [place for place in dict.fromkeys(printed) if place[0] < place[1]]
    tagged = [tag for tag in tags if tag.role == "figure"]
    for tag in tagged:
        over = _overlapping(printed, tag.start, tag.end)
        inside = [place for place in over if place[0] <= tag.start and tag.end <= place[1]]
        alone = inside and len(over) == 1 and len(_overlapping(_places(tagged), *inside[0])) == 1
        stray = not over and any(character.isdigit() for character in document.text[tag.start : tag.end])
        if stray or alone:
            yield tag
            if alone:
                printed.remove(inside[0])
    yield from (Tag("figure", start, end, 1.0) for start, end in printed)


def _places(tags: Iterable[Tag]) -> list[tuple[int, int]]:
    return [(tag.start, tag.end) for tag in tags]


def _overlapping(places: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    return [place for place in places if place[0] < end and start < place[1]]


def _doubts(placed: Sequence[Tag], tags: Sequence[Tag], cells: Sequence[CellRecord]) -> Iterator[DoubtfulSpan]:
    """Spans that a person should look at, in order of reading."""
    review = {(cell.start, cell.end): cell for cell in cells if cell.review and cell.start is not None}
    printed = [(cell.start, cell.end) for cell in cells if cell.start is not None and cell.end is not None]
    unsure = _places(tag for tag in tags if tag.role != "figure" and tag.confidence < _SURE)
    for tag in sorted(placed, key=by_place):
        if tag.role != "figure":
            codes = [LABEL_UNCERTAIN] if _overlapping(unsure, tag.start, tag.end) else []
        else:
            over = [cell for (start, end), cell in review.items() if start < tag.end and tag.start < end]  # type: ignore[operator]
            codes = [code.value for cell in over for code in cell.doubts]
            if not _overlapping(printed, tag.start, tag.end):
                codes = [NO_CELL]
            elif over and not codes:
                codes = ["low_confidence"]
        if codes:
            yield DoubtfulSpan(tag.start, tag.end, tuple(dict.fromkeys(codes)))
