"""Reports as spaCy's ``Doc``: what is found becomes spans, and the report stays with the ``Doc`` as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from gkml.errors import MissingExtraError, UsageError
from gkml.records.report import CellRecord, Report

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, SpanGroup
except ImportError:
    raise MissingExtraError("spacy", "spacy") from None

__all__ = ["KEY", "STORE", "Found", "cells_found", "keep", "report_to_doc", "set_spans"]

KEY = "gkml"
"""Of the factory, the extension and the spans."""

STORE: Any = ("._.", KEY, None, None)  # spaCy types keys as strings, and has such tuples as keys
"""Of the user data: what spaCy calls the value of an extension of a ``Doc``."""


@dataclass(frozen=True, slots=True)
class Found:
    """A span to be: its place, and what it is.

    Attributes:
        start, end: offsets into the canonical text, later into that of the ``Doc``.
        label: as in ``gkml.labels``.
        cell: id of the cell that a figure is; empty for all else.
        confidence: None where the record has none (headings).
        report: which of the reports of the text.
    """

    start: int
    end: int
    label: str
    cell: str = ""
    confidence: float | None = None
    report: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was stored, loaded."""

    reports: tuple[Report, ...]
    spans: Mapping[tuple[int, int, str, str], Found]


def keep(doc: Doc, reports: Iterable[Report], spans: Iterable[Found]) -> None:
    """Store reports, and what the spans of the ``Doc`` are, as JSON in its user data."""
    plain = {
        "reports": [report.to_dict(with_text=True, exact=True) for report in reports],
        "spans": [[one.start, one.end, one.label, one.cell, one.confidence, one.report] for one in spans],
    }
    doc.user_data[STORE] = json.dumps(plain, ensure_ascii=False)


@lru_cache(maxsize=16)
def _kept(plain: str) -> _Kept:
    """What a ``Doc`` keeps; the last ones are remembered, for each span asks again."""
    loaded = json.loads(plain)
    spans = [Found(*values) for values in loaded["spans"]]
    reports = tuple(Report.from_dict(record) for record in loaded["reports"])
    return _Kept(reports, {(one.start, one.end, one.label, one.cell): one for one in spans})


def _reports_of(doc: Doc) -> tuple[Report, ...]:
    plain = doc.user_data.get(STORE)
    return () if plain is None else _kept(plain).reports


def _report_of(doc: Doc) -> Report | None:
    return next(iter(_reports_of(doc)), None)


def _found_of(span: Span) -> Found | None:
    plain = span.doc.user_data.get(STORE)
    place = (span.start_char, span.end_char, span.label_, span.kb_id_)
    return None if plain is None else _kept(plain).spans.get(place)


def _confidence_of(span: Span) -> float | None:
    found = _found_of(span)
    return None if found is None else found.confidence


def _cell_of(span: Span) -> CellRecord | None:
    found = _found_of(span)
    return None if found is None else _reports_of(span.doc)[found.report].cells.get(found.cell)


# Extensions belong to the process: a Doc that was stored is read with them whether or not a pipeline is made.
Doc.set_extension("gkml", getter=_report_of, force=True)
Doc.set_extension("gkml_reports", getter=_reports_of, force=True)
Span.set_extension("gkml_confidence", getter=_confidence_of, force=True)
Span.set_extension("gkml_cell", getter=_cell_of, force=True)


def set_spans(doc: Doc, found: Sequence[Found], spans_key: str, alignment_mode: str) -> list[Found]:
    """Set the spans that the tokens allow; returns what was set, with the places of the spans."""
    spans, kept = [], []
    for one in sorted(_trimmed(found, doc.text), key=lambda one: (one.start, one.end)):
        span = doc.char_span(one.start, one.end, one.label, kb_id=one.cell, alignment_mode=alignment_mode)
        if span is not None and len(span):
            spans.append(span)
            kept.append(replace(one, start=span.start_char, end=span.end_char))
    scores = np.array([one.confidence for one in kept], dtype="float32")  # None is nan
    doc.spans[spans_key] = SpanGroup(doc, name=spans_key, attrs={"scores": scores}, spans=spans)
    return kept


def _trimmed(found: Iterable[Found], text: str) -> Iterator[Found]:
    """Without blanks at their ends, which spaCy wants in no span; what is blank is none."""
    for one in found:
        printed = text[one.start : one.end]
        start = one.end - len(printed.lstrip())
        if printed.strip():
            yield replace(one, start=start, end=start + len(printed.strip()))


def cells_found(reports: Sequence[Report]) -> Iterator[Found]:
    """The figures of all cells that are printed."""
    for number, report in enumerate(reports):
        for cell in report.cells.values():
            if cell.start is not None and cell.end is not None and cell.start < cell.end:
                yield Found(cell.start, cell.end, "figure", cell.id, cell.confidence, number)


def _headings_found(report: Report) -> Iterator[Found]:
    for heading in (*report.headings, *report.subheadings):
        label = f"section:{heading.section or 0}" if heading.level == 1 else "subheading"
        yield Found(heading.start, heading.end, label)


def report_to_doc(report: Report, nlp: Language, *, spans_key: str = KEY) -> Doc:
    """A ``Doc`` of the canonical text of a report, so that all offsets of the record hold in it.

    Its tokens are those of the tokenizer of ``nlp``, cut further where a figure or a heading begins or ends. No
    component of ``nlp`` has run: ``nlp(doc)`` runs them, and the component ``gkml`` leaves the report as it is.

    Args:
        report: with its text. A failed one without text is an empty ``Doc``, and ``doc._.gkml.error`` tells why.
        nlp: whose tokenizer and vocabulary are used.
        spans_key: of ``doc.spans``.

    Raises:
        UsageError: the report was loaded from a record without its text.
    """
    if report.text is None and report.status != "failed":
        raise UsageError(
            f"the record of {report.source} has no text; write it with --with-text, or to_dict(with_text=True)"
        )
    text = report.text or ""
    found = list(_trimmed([*cells_found([report]), *_headings_found(report)], text))
    doc = _cut(text, nlp, found)
    keep(doc, [report], set_spans(doc, found, spans_key, "strict"))
    return doc


def _cut(text: str, nlp: Language, found: Iterable[Found]) -> Doc:
    """Tokens that begin and end where spans do; as spaCy has it, a space behind a token is none of its own."""
    edges = {edge for one in found for edge in (one.start, one.end)}
    cuts = sorted({0, len(text), *edges, *(token.idx for token in nlp.make_doc(text))})
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(cuts):
        word = text[start:end]
        spaced = len(word) > 1 and word.endswith(" ") and end not in edges
        words.append(word[:-1] if spaced else word)
        spaces.append(spaced)
    return Doc(nlp.vocab, words=words, spaces=spaces)
