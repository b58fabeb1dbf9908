"""A report read once more from its tags, where a person said what stretches of its text are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gkml.assembling import tags_to_report
from gkml.calibration import load_calibration
from gkml.records.report import Report
from gkml.review.decisions import Decision, DecisionKind
from gkml.review.documents import TaggedDocument, correct_tags
from gkml.template import Templates

__all__ = ["is_text_of", "retag"]


def retag(report: Report, tagged: TaggedDocument | None, standing: Sequence[Decision], templates: Templates) -> Report:
    """The report that the corrected tags make; the same where nothing was corrected.

    Of a document with several reports only the annotation changes: each of them is read from a part of the text.

    Args:
        report: as it was read.
        tagged: its document, and the tags as a tagger set them; None where it is not to be had.
        standing: decisions in force.
        templates: the forms.
    """
    if tagged is None or tagged.reports != 1 or not any(one.kind is DecisionKind.TAG for one in standing):
        return report
    if not is_text_of(report, tagged.document.text):
        return report
    tags = correct_tags(tagged.document, tagged.tags, standing)
    tagger = "rules" if report.provenance.model is None else report.provenance.tagger
    new = tags_to_report(tagged.document, tags, templates, load_calibration(tagger))
    if new is None:
        return report
    return replace(
        new,
        source=report.source,
        sha256=report.sha256,
        provenance=report.provenance,
        part=report.part,
        text=report.text,
        warnings=report.warnings,
    )


def is_text_of(report: Report, text: str) -> bool:
    """Whether the offsets of a report point into a text."""
    if report.text is not None:
        return report.text == text
    cells = (cell for cell in report.cells.values() if cell.start is not None and cell.text is not None)
    stretches = [(cell.start, cell.end, cell.text) for cell in cells]
    stretches += [(heading.start, heading.end, heading.text) for heading in report.headings]
    return all(text[start:end] == printed for start, end, printed in stretches)
