"""Labels that contradict the print they stand on, the order of the form, or its sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.faults import Finding, fault
from gkml.consistency.checks import arithmetic_checks
from gkml.labels import Tag
from gkml.tables.place import place
from gkml.template import Templates

__all__ = ["label_findings"]

_ROLES = frozenset({"row", "column", "group"})


def label_findings(annotated: AnnotatedDocument, templates: Templates, told: Iterable[Tag]) -> Iterator[Finding]:
    """Labels that stand where another one belongs; two that stand for one another are one finding.

    Args:
        annotated: the document.
        templates: the forms.
        told: what the rules say of the document.
    """
    spelt = _spelt(told)
    wrong = {tag: spelt[tag.start, tag.end] for tag in annotated.tags if _contradicts(tag, spelt)}
    swapped: set[Tag] = set()
    for one, other in combinations(wrong, 2):
        if {one, other} & swapped or (wrong[one].label, wrong[other].label) != (other.label, one.label):
            continue
        swapped |= {one, other}
        yield _swap(annotated, one, other, "swapped_labels")
    for tag, spelling in wrong.items():
        if tag not in swapped:
            at, span, label = (tag.start, tag.end), _named(annotated, tag), spelling.label
            unlike = fault("label_unlike_print", at=at, mendable=True, span=span, label=tag.label, other=label)
            yield Finding(unlike, ((tag, replace(tag, label=label)),))
    if not wrong:
        yield from _out_of_order(annotated, templates)


def _spelt(told: Iterable[Tag]) -> Mapping[tuple[int, int], Tag]:
    """What stands in the lexicon word for word, and is one thing alone, by place."""
    return {
        (tag.start, tag.end): tag
        for tag in told
        if tag.role in _ROLES and tag.exact and not tag.others and tag.part == "whole"
    }


def _contradicts(tag: Tag, spelt: Mapping[tuple[int, int], Tag]) -> bool:
    known = spelt.get((tag.start, tag.end))
    return known is not None and tag.part == "whole" and tag.role == known.role and tag.label != known.label


def _named(annotated: AnnotatedDocument, tag: Tag) -> str:
    return f"{tag.start}..{tag.end} {annotated.document.text[tag.start : tag.end]!r}"


def _swap(annotated: AnnotatedDocument, one: Tag, other: Tag, code: str) -> Finding:
    parameters: dict[str, Any] = {"span": _named(annotated, one), "other": _named(annotated, other)}
    parameters |= {"label": one.label, "other_label": other.label}
    found = fault(code, at=(one.start, one.end), mendable=True, **parameters)
    return Finding(found, ((one, replace(one, label=other.label)), (other, replace(other, label=one.label))))


def _out_of_order(annotated: AnnotatedDocument, templates: Templates) -> Iterator[Finding]:
    """Two rows of a table that stand in each other's place in the form, where the sums hold the other way round."""
    for rows in _tables(annotated.tags):
        pair = _exchanged(rows, templates)
        if pair is None:
            continue
        found = _swap(annotated, *pair, "rows_out_of_order")
        changed = dict(found.changes)
        before = _failing(annotated, annotated.tags, templates)
        if before and before > _failing(annotated, [changed.get(tag, tag) for tag in annotated.tags], templates):
            yield found


def _tables(tags: Iterable[Tag]) -> Iterator[list[Tag]]:
    """Row labels table by table; where one comes back, another copy of the table begins."""
    rows: list[Tag] = []
    for tag in tags:
        if tag.role != "row" or tag.part == "tail":
            continue
        if rows and (_table(tag) != _table(rows[-1]) or tag.label in {row.label for row in rows}):
            yield rows
            rows = []
        rows.append(tag)
    yield rows


def _table(tag: Tag) -> str:
    return tag.identity.partition(".")[0]


def _exchanged(rows: Sequence[Tag], templates: Templates) -> tuple[Tag, Tag] | None:
    """The two rows whose exchange would leave all of them in the order of a form; None where that is not so."""
    labels = [tag.identity for tag in rows]
    for form in templates.forms:
        for table in form.tables:
            places = {f"{table.id}.{row.id}": number for number, row in enumerate(table.rows)}
            if not labels or not places.keys() >= set(labels):
                continue
            ordered = sorted(labels, key=places.__getitem__)
            differ = [at for at, (one, other) in enumerate(zip(labels, ordered, strict=True)) if one != other]
            return (rows[differ[0]], rows[differ[1]]) if len(differ) == 2 else None
    return None


def _failing(annotated: AnnotatedDocument, tags: Sequence[Tag], templates: Templates) -> int:
    """How many sums do not hold with these tags."""
    checks = arithmetic_checks(place(annotated.document, tags, templates, None))
    return sum(check.status == "fail" for check in checks)
