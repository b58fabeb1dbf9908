"""A review: records, sources and decisions together, as the pages ask for them."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from gkml.document import Document
from gkml.errors import GkmlError, UsageError
from gkml.labels import Tag
from gkml.messages import Sentence
from gkml.readers.sources import Source
from gkml.records.report import Report
from gkml.review.applying import Decided, apply_decisions, part_of
from gkml.review.decisions import Action, Decision, DecisionKind, DecisionStore, in_force
from gkml.review.documents import TaggedDocument, correct_tags, document_from_bytes, document_to_bytes
from gkml.review.index import OpenCell, RecordIndex, open_cells
from gkml.review.queue import Choices, Entry, Filters, Progress, Reviewed, choices, entries, progress, reviewed
from gkml.review.requests import Wanted, wanted_to_decision
from gkml.review.retagging import is_text_of, retag
from gkml.review.sources import SourceFolders
from gkml.review.tagging import DocumentTagger
from gkml.template import Templates

__all__ = ["Opened", "ReviewSession"]

_KEPT = 6  # sources and documents in memory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as it is looked at.

    Attributes:
        number: of its record.
        read: the report as it was read, from the tags that are in force.
        decided: the report with the decisions on top.
        missing: why the text of its source cannot be shown, else None.
        standing: number of decisions in force.
        undone: the decision that was taken back just now.
    """

    number: int
    read: Report
    decided: Decided
    missing: GkmlError | None
    standing: int
    undone: Decision | None = None

    @property
    def report(self) -> Report:
        """The report with the decisions on top."""
        return self.decided.report


class _Few:
    """The values that were asked for last."""

    def __init__(self) -> None:
        self._values: OrderedDict[str, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._values[key] = made
            while len(self._values) > _KEPT:
                self._values.popitem(last=False)
        return made


class ReviewSession:
    """Everything that pages show and change.

    Args:
        index: of the records.
        store: of the decisions.
        sources: where the files of the records are.
        tagger: reads and tags them again.
        templates: the forms.
        who: decides.
    """

    def __init__(
        self,
        index: RecordIndex,
        store: DecisionStore,
        sources: SourceFolders,
        tagger: DocumentTagger,
        templates: Templates,
        who: str,
    ) -> None:
        self.index = index
        self.templates = templates
        self.who = who
        self._store = store
        self._sources = sources
        self._tagger = tagger
        self._decided: dict[tuple[str, int], Reviewed] = reviewed(store.all())
        self._choices = 0, choices(())
        self._documents: _Few = _Few()
        self._files: _Few = _Few()
        self._opened: _Few = _Few()
        self._deciding = threading.Lock()
        self._thread: threading.Thread | None = None

    # --- The queue

    def entries(self, filters: Filters) -> list[Entry]:
        """The queue."""
        return entries(list(self.index.summaries), self._decided, filters)

    def progress(self) -> Progress:
        """How far the review is."""
        return progress(list(self.index.summaries), self._decided)

    def choices(self) -> Choices:
        """What the queue can be narrowed down to."""
        summaries = list(self.index.summaries)
        if len(summaries) != self._choices[0]:
            self._choices = len(summaries), choices(summaries)
        return self._choices[1]

    def neighbours(self, number: int, filters: Filters) -> tuple[int | None, int | None]:
        """The reports before and after one in the queue; of one that is in it no more, the first."""
        numbers = [entry.summary.number for entry in self.entries(filters)]
        if number not in numbers:
            return None, numbers[0] if numbers else None
        at = numbers.index(number)
        return numbers[at - 1] if at else None, numbers[at + 1] if at + 1 < len(numbers) else None

    # --- One report

    def open(self, number: int) -> Opened:
        """A report with its text, as far as that can be had, and with what was decided.

        Raises:
            UsageError: there is no such record.
        """
        report, log = self.index.report(number), self._log(self.index.report(number))
        last = log[-1].id if log else 0
        return self._opened.get(f"{number} {last}", lambda: self._open(number, report, log))

    def _open(self, number: int, report: Report, log: Sequence[Decision]) -> Opened:
        missing: GkmlError | None = None
        if report.text is None and report.status != "failed":
            try:
                report = replace(report, text=self._text(report))
            except GkmlError as error:
                missing = error
        read = self._retagged(report, log)
        return Opened(number, read, apply_decisions(read, log, self.templates), missing, len(in_force(log)))

    def _retagged(self, report: Report, log: Sequence[Decision]) -> Report:
        standing = in_force(log)
        if not any(one.kind is DecisionKind.TAG for one in standing):
            return report
        try:
            tagged: TaggedDocument | None = self._tagged(report)
        except GkmlError:
            tagged = None
        return retag(report, tagged, standing, self.templates)

    def source(self, number: int) -> Source:
        """The file that a record was read from.

        Raises:
            UsageError: it cannot be had.
        """
        report = self.index.report(number)
        key = f"{report.sha256} {report.source}"
        return self._files.get(key, lambda: self._sources.find(report.source, report.sha256))

    def tags(self, number: int) -> tuple[Tag, ...]:
        """What the stretches of the text are, as the tagger and persons say.

        Raises:
            GkmlError: the text cannot be had.
        """
        report = self.index.report(number)
        tagged = self._tagged(report)
        return correct_tags(tagged.document, tagged.tags, in_force(self._log(report)))

    def _text(self, report: Report) -> str:
        text = self._document(report).text
        if not is_text_of(report, text):
            raise UsageError(Sentence("review", "text_differs", source=report.source))
        return text

    def _document(self, report: Report) -> Document:
        def read() -> Document:
            return self._tagger.document(self._sources.find(report.source, report.sha256))

        return self._documents.get(f"text of {report.sha256}", read)

    def _log(self, report: Report) -> list[Decision]:
        return [] if report.sha256 is None else self._store.of_report(report.sha256, part_of(report))

    # --- Deciding

    def decide(self, number: int, wanted: Wanted) -> Opened:
        """Keep what a person decided; the report as it is then.

        Raises:
            UsageError: it is nothing that can be decided of this report.
        """
        with self._deciding:
            opened = self.open(number)
            report = opened.report
            if report.sha256 is None:
                raise UsageError(Sentence("review", "nothing_to_decide", source=report.source))
            decision = wanted_to_decision(wanted, report, opened.read, self.templates)
            if wanted.kind is DecisionKind.TAG or wanted.kind is DecisionKind.DONE:
                self._keep(report, needed=wanted.kind is DecisionKind.TAG)
            if wanted.kind is DecisionKind.DONE:
                self._settle_open(opened)
            self._store.add(replace(decision, who=self.who))
            return self._changed(number, report)

    def undo(self, number: int) -> Opened:
        """Take back the latest decision on a report; the report as it is then.

        Raises:
            UsageError: nothing was decided of it.
        """
        with self._deciding:
            report = self.index.report(number)
            undone = self._store.undo(report.sha256, part_of(report), self.who) if report.sha256 else None
            if undone is None:
                raise UsageError(Sentence("review", "nothing_to_undo", source=report.source))
            return replace(self._changed(number, report), undone=undone)

    def _changed(self, number: int, report: Report) -> Opened:
        assert report.sha256 is not None
        key = report.sha256, part_of(report)
        opened = self.open(number)
        mine = reviewed(self._log(report)).get(key, Reviewed({}, False))
        self._decided[key] = replace(mine, open=_still_open(opened.report))
        return opened

    def begin(self) -> threading.Thread:
        """Look at all records, and at those that something is decided of with the decisions on top, in a thread."""
        self._thread = threading.Thread(target=self._look, name="gkml-review-index", daemon=True)
        self._thread.start()
        return self._thread

    def close(self) -> None:
        """Stop looking."""
        self.index.stop()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        if self.index.share_seen < 1:
            self.index.scan()
        for summary in list(self.index.summaries):
            key = summary.sha256 or "", summary.part
            if key not in self._decided or self.index.stopped:
                continue
            with self._deciding, contextlib.suppress(GkmlError):
                if (mine := self._decided[key]).open is None:
                    report = self.index.report(summary.number)
                    log = self._log(report)
                    decided = apply_decisions(self._retagged(report, log), log, self.templates)
                    self._decided[key] = replace(mine, open=_still_open(decided.report))

    def _settle_open(self, opened: Opened) -> None:
        """What is still open when a person says that a report is done stays as it was read."""
        report, read = opened.report, opened.read
        for cell in report.cells.values():
            if cell.review:
                wanted = Wanted(DecisionKind.CELL, cell=cell.id, action=Action.SETTLE)
                self._store.add(replace(wanted_to_decision(wanted, report, read, self.templates), who=self.who))

    def _tagged(self, report: Report) -> TaggedDocument:
        """The document with the tags of a tagger: as it is kept, unless it is read otherwise now.

        Raises:
            GkmlError: it is not kept, and its source cannot be had.
        """
        return self._documents.get(f"tags of {report.sha256}", lambda: self._find_tagged(report))

    def _find_tagged(self, report: Report) -> TaggedDocument:
        found = self._store.document(str(report.sha256))
        kept = None if found is None else document_from_bytes(found[3])
        if kept is not None and is_text_of(report, kept.document.text):
            return kept
        return self._tagger.tag(self._document(report), report.part.of if report.part is not None else 1)

    def _keep(self, report: Report, *, needed: bool) -> None:
        """Keep the document, so that decisions can be learnt from.

        Raises:
            GkmlError: it cannot be had, and is needed.
        """
        try:
            content = document_to_bytes(self._tagged(report))
        except GkmlError:
            if needed:
                raise
            return
        self._store.keep_document(str(report.sha256), report.source, report.agency or "", content)


def _still_open(report: Report) -> tuple[OpenCell, ...]:
    return open_cells({"cells": [cell.to_dict() for cell in report.cells.values() if cell.review]})
