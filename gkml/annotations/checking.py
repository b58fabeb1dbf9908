"""All that is wrong with one annotated document, and all that a trainer would regret, at once; what can be, mended."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.faults import Fault, Finding, fault
from gkml.annotations.label_checks import label_findings
from gkml.annotations.line_ends import with_newlines
from gkml.annotations.lines import Parsed, known_labels
from gkml.annotations.spans import sound_tags, trimmed
from gkml.annotations.units import GivenSpan, Units, convert, recognise
from gkml.labels import Tag
from gkml.tagging.rules import RuleTagger
from gkml.template import Templates, load_templates

__all__ = ["Examined", "examine"]


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination found.

    Attributes:
        annotated: the document as it is, as far as it can stand; None where the line tells of none.
        faults: everything that was found.
        mended: the document after what can be mended was; None where that is nothing.
    """

    annotated: AnnotatedDocument | None
    faults: tuple[Fault, ...]
    mended: AnnotatedDocument | None = None


def examine(parsed: Parsed) -> Examined:
    """Examine the document of a line."""
    if parsed.annotated is None:
        return Examined(None, parsed.faults)
    annotated, found = _placed(parsed, parsed.annotated)
    if "\r\n" in annotated.document.text:
        count = annotated.document.text.count("\r\n")
        found.append(fault("crlf_text", count=count, mendable=True))
        annotated = with_newlines(annotated)
    content = list(_content(annotated))
    changes = {tag: new for finding in content for tag, new in finding.changes}
    if changes:
        tags, wrong = sound_tags(annotated.document, [changes.get(tag, tag) for tag in annotated.tags], known_labels())
        annotated = replace(annotated, tags=tags)
        found.extend(wrong)
    found.extend(finding.fault for finding in content)
    if any(one.code in _DROPPED for one in found):  # to write it anew would lose what only a person can mend
        found = [replace(one, mendable=False) for one in found]
    if not any(one.mendable for one in found):
        return Examined(parsed.annotated, tuple(found))
    return Examined(parsed.annotated, tuple(found), annotated)


_DROPPED = frozenset({"span_outside", "span_overlaps", "crosses_cell", "unknown_label"})


def _placed(parsed: Parsed, annotated: AnnotatedDocument) -> tuple[AnnotatedDocument, list[Fault]]:
    """The document with spans in code points, without white space at their ends, and what was wrong with them."""
    document, spans = annotated.document, parsed.spans
    given = [GivenSpan(tag.start, tag.end, tag.label) for tag in spans]
    units = recognise(document.text, given)
    found = list(parsed.faults)
    if units is not Units.CODE_POINTS:
        places = convert(document.text, given, units)
        spans = tuple(
            replace(tag, start=place[0], end=place[1]) for tag, place in zip(spans, places, strict=True) if place
        )
        found = [one for one in found if one.start is None]
        found.append(fault(f"offsets_{units.value}", count=len(spans), mendable=True))
        found.extend(sound_tags(document, spans, known_labels())[1])
    tags, still = sound_tags(document, [trimmed(document, tag) or tag for tag in spans], known_labels())
    return replace(annotated, tags=tags), list(dict.fromkeys((*found, *still)))


@lru_cache(maxsize=1)
def _tools() -> tuple[Templates, RuleTagger]:
    templates = load_templates()
    return templates, RuleTagger(templates)


def _content(annotated: AnnotatedDocument) -> Iterator[Finding]:
    if not annotated.tags:
        yield Finding(fault("no_spans"))
        return
    templates, rules = _tools()
    told = rules(annotated.document)
    yield from _cut_figures(annotated)
    yield from _figures_without_row(annotated, told)
    yield from label_findings(annotated, templates, told)


_DIGITS = re.compile(r"\d+(?:[,，.．]\d+)*")


def _cut_figures(annotated: AnnotatedDocument) -> Iterator[Finding]:
    """Figures that begin or end inside of a number of which the rest is in no span."""
    text = annotated.document.text
    runs = [match.span() for match in _DIGITS.finditer(text)]
    ends = [end for _, end in runs]
    for before, tag, behind in zip((None, *annotated.tags), annotated.tags, (*annotated.tags[1:], None), strict=False):
        at = bisect_right(ends, tag.start)
        if tag.role != "figure" or tag.part != "whole" or at == len(runs) or runs[at][0] >= tag.end:
            continue
        start, end = min(runs[at][0], tag.start), max(runs[at][1], tag.end)
        alone = (before is None or before.end <= start) and (behind is None or end <= behind.start)
        if alone and (start, end) != (tag.start, tag.end):
            span, whole = f"{tag.start}..{tag.end} {text[tag.start : tag.end]!r}", repr(text[start:end])
            found = fault("figure_cut", at=(tag.start, tag.end), mendable=True, span=span, whole=whole)
            yield Finding(found, ((tag, replace(tag, start=start, end=end)),))


_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]")
_SHOWN = 20  # characters of a print that a message names


def _figures_without_row(annotated: AnnotatedDocument, told: Sequence[Tag]) -> Iterator[Finding]:
    """Figures behind print that is in no span where the label of their row would be, or behind no label at all.

    Where the rules see no label in that print either, the row may be one that no form has.
    """
    text = annotated.document.text
    starts = [row.start for row in annotated.document.rows]
    labels = [(tag.start, tag.end) for tag in told if tag.role == "row"]
    labelled, behind, last = False, (0, 0), 0
    orphans: dict[int, list[Tag]] = {}
    prints: dict[int, tuple[int, int]] = {}
    for tag in annotated.tags:
        if len(_IDEOGRAPHS.findall(text, last, tag.start)) > 1:
            labelled, behind = False, (last, tag.start)
        labelled = labelled or tag.role == "row"
        last = tag.end
        if tag.role == "figure" and not labelled:
            row = bisect_right(starts, tag.start) - 1
            orphans.setdefault(row, []).append(tag)
            prints[row] = behind
    for row, tags in orphans.items():
        start, end = prints[row]
        known = any(one < end and start < other for one, other in labels)
        shown = repr(" ".join(text[start:end].split())[-_SHOWN:])
        place, count = (tags[0].start, tags[-1].end), len(tags)
        yield Finding(fault("figures_without_row", at=place, advice=not known, row=row, count=count, print=shown))
