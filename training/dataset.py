"""Synthetic reports and annotated documents as labelled windows, made while training goes on."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from torch.utils.data import IterableDataset, get_worker_info

from gkml.document import Document
from gkml.labels import Pointer, Tag
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.leavings import clean
from gkml.readers.text import read_text
from gkml.tagging.encoding import encode
from training.augmentation import with_other_separators
from training.configuration import DataPart
from training.pages import page_to_document
from training.synthesis import SyntheticReport, synthesise
from training.synthesis.printing import print_document
from training.synthesis.segments import Span
from training.windows import Windowing

__all__ = ["LabelledDocument", "WindowStream", "cleaned_text", "labelled_report", "labelled_text"]


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document and its true tags, which do not overlap."""

    document: Document
    tags: tuple[Tag, ...]


def labelled_report(report: SyntheticReport) -> LabelledDocument | None:
    """A synthetic report, read, with its spans as tags; None for a page whose spans cannot be found in its text."""
    if report.suffix == ".html":
        page = page_to_document(report.source, report.spans, report.cells)
        return LabelledDocument(*page) if page else None
    if report.productions:
        return labelled_text(*cleaned_text(report.source, report.spans, report.cells))
    return labelled_text(report.source, report.spans, report.cells)


def cleaned_text(
    source: str, spans: Sequence[Span], cells: Mapping[int, str]
) -> tuple[str, Sequence[Span], Mapping[int, str]]:
    """A text dump as the reader cleans it of what other programs left in it, with its spans and cells there."""
    cleaned = clean(source)
    if cleaned.offsets is None:
        return source, spans, cells
    offsets = cleaned.offsets
    moved = [(bisect_left(offsets, start), bisect_left(offsets, end), label, part) for start, end, label, part in spans]
    kept = [span for span in moved if span[0] < span[1]]
    return cleaned.text, kept, {bisect_left(offsets, start): cell for start, cell in cells.items()}


def labelled_text(source: str, spans: Sequence[Span], cells: Mapping[int, str]) -> LabelledDocument:
    """A text dump, read, with the spans of its file as tags; ``cells`` are those of the figures, by their starts."""
    document = read_text(source, DEFAULT_LIMITS)
    return LabelledDocument(document, tuple(_tags(document, spans, cells)))


def _tags(document: Document, spans: Sequence[Span], figures: Mapping[int, str]) -> Iterator[Tag]:
    """Spans of the file to spans of the canonical text; one that crosses cells becomes a piece in each."""
    cells = [cell for row in document.rows for cell in row.cells if cell.source is not None and cell.end > cell.start]
    cells.sort(key=lambda cell: cell.source or 0)
    starts = [cell.source or 0 for cell in cells]
    for start, end, label, part in spans:
        first, pointer = True, Pointer.of(figures.get(start))
        for cell in cells[max(0, bisect_right(starts, start) - 1) :]:
            source = cell.source or 0
            if source >= end:
                break
            low, high = max(start, source), min(end, source + cell.end - cell.start)
            if low < high:
                piece = part if first else "tail"
                shift = cell.start - source
                whole: Literal["whole", "tail"] = "tail" if piece == "tail" else "whole"
                yield Tag(label, low + shift, high + shift, part=whole, pointer=pointer)
                first = False


class WindowStream(IterableDataset[dict[str, Any]]):
    """An endless stream of windows, from synthetic reports and, where given, annotated documents.

    Args:
        windowing: how documents are cut.
        vocabulary: token to number.
        data: levels of noise, and what is hidden or changed at random.
        seed: of the stream; the reports have seeds below 10**9.
        annotated: documents to mix in.
        alike: so many windows that follow one another are of much the same length, so that little of a batch of as
            many is padding.
    """

    def __init__(
        self,
        windowing: Windowing,
        vocabulary: dict[str, int],
        data: DataPart,
        *,
        seed: int,
        annotated: Sequence[LabelledDocument] = (),
        alike: int = 1,
    ) -> None:
        super().__init__()
        self.windowing = windowing
        self.vocabulary = vocabulary
        self.data = data
        self.seed = seed
        self.annotated = tuple(annotated)
        self.alike = alike

    def __iter__(self) -> Iterator[dict[str, Any]]:
        worker = get_worker_info()
        rng = random.Random(f"{self.seed}/{worker.id if worker else 0}")
        pool: list[dict[str, Any]] = []
        while True:
            pool.extend(self.labelled_windows(self._document(rng), rng))
            if len(pool) >= _POOL:  # windows of one report do not follow one another
                rng.shuffle(pool)
                kept = len(pool) - self.alike * (_POOL // 2 // self.alike)
                yield from self._by_length(pool[kept:], rng)
                del pool[kept:]

    def _by_length(self, windows: list[dict[str, Any]], rng: random.Random) -> Iterator[dict[str, Any]]:
        windows.sort(key=lambda window: len(window["input_ids"]))
        groups = [windows[at : at + self.alike] for at in range(0, len(windows), self.alike)]
        rng.shuffle(groups)
        for group in groups:
            yield from group

    def _document(self, rng: random.Random) -> LabelledDocument:
        data = self.data
        if self.annotated and rng.random() < data.annotated_share:
            return rng.choice(self.annotated)
        while True:
            level = rng.choices(range(len(data.levels)), data.levels)[0]
            early = data.early_share > 0 and rng.random() < data.early_share
            printed = data.printed_share > 0 and rng.random() < data.printed_share
            seed = rng.randrange(10**9)
            report = print_document(seed, early=early) if printed else synthesise(seed, level, early=early)
            if report.suffix == ".html" and not printed and rng.random() >= data.pages:
                continue
            if report.suffix == ".txt" and not printed and rng.random() < data.separator_noise:
                source = with_other_separators(report.source, report.spans, rng)
                return labelled_text(source, report.spans, report.cells)
            document = labelled_report(report)
            if document is not None:
                return document

    def labelled_windows(self, labelled: LabelledDocument, rng: random.Random) -> Iterator[dict[str, Any]]:
        """The windows of one document, with their labels."""
        encoding = encode(labelled.document, self.vocabulary)
        if len(encoding):
            yield from self.windowing(encoding, labelled.tags, self.data, rng)


_POOL = 192  # windows that wait to be mixed; a document gives one or two
