"""Reviewed documents for training and for measuring: which can be learnt from, in which split, and what they print.

A document is learnt from where a person said that nothing is left to be looked at, and where its tags, as persons left
them, lead to the figures that persons decided. Where they do not, the figures are right and the tags are not: such a
document would teach the wrong thing, so it is left out and named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gkml.annotations.document import AnnotatedDocument, Split
from gkml.annotations.lines import write_annotations
from gkml.folding import fold
from gkml.records.report import CellRecord
from gkml.review.decisions import Action, Decision, DecisionStore, in_force, latest_by_cell
from training.decisions import decisions_to_annotations
from training.led_cells import reports_of_tags
from training.samples import Gold, figures_of

__all__ = ["ReviewedDocuments", "reviewed_documents"]

_HELD_OUT: tuple[Split, ...] = ("train", "test", "train", "validation", "test")
"""Splits of the agencies by turns, where nothing else is there to test on."""

_ALL_USED: tuple[Split, ...] = ("train", "train", "train", "validation", "train")
"""Splits by turns, where other documents are there to test on."""

_TYPED = (Action.EDIT, Action.ALTERNATIVE)  # of a proposal that was taken the figure need not be printed


@dataclass(frozen=True, slots=True)
class ReviewedDocuments:
    """What a file of decisions has to teach.

    Attributes:
        documents: those that can be learnt from.
        gold: what their cells print, by id; only of files with one report.
        left_out: why others cannot, a sentence for each.
    """

    documents: tuple[AnnotatedDocument, ...]
    gold: Mapping[str, Gold]
    left_out: tuple[str, ...]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the annotations and a folder of gold readings; returns both paths."""
        annotations, gold = folder / "annotations.jsonl", folder / "gold"
        gold.mkdir(parents=True, exist_ok=True)
        write_annotations(annotations, self.documents)
        for name, cells in self.gold.items():
            text = json.dumps({"cells": cells}, ensure_ascii=False, indent=1)
            (gold / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        return annotations, gold


def reviewed_documents(
    path: Path, others: Sequence[AnnotatedDocument] = (), *, hold_out: bool = True
) -> ReviewedDocuments:
    """The documents of a file of decisions.

    Args:
        path: the file that ``gkml review`` keeps.
        others: annotated documents that are used beside them; an agency of theirs stays in its split.
        hold_out: whether some of the documents are for the test.

    Raises:
        UsageError: it is no such file.
    """
    found, gold, left_out = [], {}, []
    with DecisionStore(path, there=True) as store:
        standing = {sha256: in_force(store.of_document(sha256)) for sha256, *_ in store.documents()}
    for document, decisions in zip(decisions_to_annotations(path), standing.values(), strict=True):
        if not document.checked:
            left_out.append(f"{document.source}: its review is not finished")
            continue
        reports = reports_of_tags(document.document, document.tags)
        decided = latest_by_cell(decisions)
        contradicted = list(_contradictions(reports, decided)) if len(reports) == 1 else []
        if contradicted:
            left_out.append(f"{document.source}: {contradicted[0]}; label the text of its row or column in the review")
            continue
        found.append(replace(document, voucher="person"))
        if len(reports) == 1:
            gold[document.id] = {**figures_of(reports[0]), **dict(_said(decided))}
    return ReviewedDocuments(tuple(_in_splits(found, others, hold_out)), gold, tuple(left_out))


def _contradictions(reports: Sequence[Mapping[str, CellRecord]], decided: Mapping[str, Decision]) -> Iterator[str]:
    """Decided figures that the tags do not lead to."""
    for name, decision in decided.items():
        cell = reports[0].get(name)
        if decision.action in _TYPED and not _leads_to(cell, decision):
            read = "nothing" if cell is None or cell.value is None else str(cell.value)
            yield f"its labels lead to {read} in {name}, where {decision.value} was decided"


def _leads_to(cell: CellRecord | None, decision: Decision) -> bool:
    """Whether a cell holds the decided figure, or prints it among other digits."""
    value = None if cell is None else cell.value
    if decision.state != "number" or decision.value is None:
        return value is None
    return value == decision.value or (cell is not None and str(decision.value) in (cell.text or ""))


def _said(decided: Mapping[str, Decision]) -> Iterator[tuple[str, float | None]]:
    """What persons said of cells one by one; what a finished review leaves as it was read nobody looked at."""
    for name, decision in decided.items():
        if decision.state != "unreadable" and decision.action is not Action.SETTLE:
            yield name, None if decision.value is None else float(decision.value)


def _in_splits(
    documents: Iterable[AnnotatedDocument], others: Sequence[AnnotatedDocument], hold_out: bool
) -> Iterator[AnnotatedDocument]:
    """The documents in splits by agency: that of the others, or by turns in the order of a hash of their names."""
    splits = {fold(other.agency): other.split for other in others}
    found = list(documents)
    new = sorted({fold(document.agency) for document in found} - splits.keys(), key=_hash)
    turns = _HELD_OUT if hold_out else _ALL_USED
    splits |= {agency: turns[number % len(turns)] for number, agency in enumerate(new)}
    for document in found:
        yield replace(document, split=splits[fold(document.agency)])


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8")).hexdigest()
