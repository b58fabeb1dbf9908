"""The street itself: bytes, Document, Tags, placed cells, reconciled Report."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from gkml.document import Document
from gkml.errors import GkmlError, InputError, UsageError
from gkml.labels import Tag
from gkml.readers import DEFAULT_LIMITS, Limits, read
from gkml.readers.remote import load_input
from gkml.readers.sources import Source, path_to_sources
from gkml.records.report import Heading, Notice, Provenance, Report, Status
from gkml.settings import Settings, TaggerName
from gkml.template import Templates, load_templates

if TYPE_CHECKING:
    from gkml.calibration import Calibration

__all__ = ["Pipeline", "Tagger", "TaggerName", "extract", "load"]

_TABLES = ("disclosure", "requests", "disputes", "statistics")  # always named in a record, found or not


class Tagger(Protocol):
    """What sets tags: a document in, its tags in order of reading out."""

    name: str

    def __call__(self, document: Document) -> Sequence[Tag]:
        """Tag one document."""


@runtime_checkable
class Cascade(Tagger, Protocol):
    """A tagger that has cheaper tags to offer first."""

    def attempts(self, document: Document) -> Iterator[Sequence[Tag]]:
        """Tags of one document, the best last; each is made when it is asked for."""


class Pipeline:
    """Reads reports. Made once by ``load``, used for any number of reports; it keeps nothing of them."""

    def __init__(
        self,
        tagger: Tagger,
        templates: Templates,
        limits: Limits = DEFAULT_LIMITS,
        *,
        tagger_name: TaggerName = "combined",
        model: str | None = None,
        notices: Sequence[Notice] = (),
        calibration: Calibration | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.tagger = tagger
        self.templates = templates
        self.limits = limits
        self.tagger_name = tagger_name
        self.model = model
        self.notices = tuple(notices)
        self.calibration = calibration
        self._settings, self._made_of = settings, self._parts()

    @property
    def settings(self) -> Settings | None:
        """What another process makes this pipeline from; None where ``load`` did not make it as it is now."""
        unchanged = all(part is made for part, made in zip(self._parts(), self._made_of, strict=True))
        return self._settings if unchanged else None

    def _parts(self) -> tuple[object, ...]:
        return self.tagger, self.templates, self.limits, self.calibration

    def __call__(self, source: str | Path) -> Report:
        """Read one report; a bad one is a report with ``status="failed"`` and a typed error.

        An archive is one as well (``is_archive``); ``pipe`` reads the reports in it.
        """
        try:
            data = load_input(str(source), self.limits)
        except GkmlError as error:
            return self._failed(str(source), None, None, error)
        return self.read(data, str(source))

    def read(self, data: bytes, source: str) -> Report:
        """Read one report from its bytes; ``source`` names it."""
        digest = hashlib.sha256(data).hexdigest()
        return self.read_source(Source(source, data, digest, digest))

    def read_source(self, opened: Source) -> Report:
        """Read what a path was found to hold."""
        source, data, sha256 = opened.name, opened.data, opened.sha256
        if opened.error is not None:
            return self._failed(source, sha256, None, opened.error)
        document = None
        try:
            document = read(data, source, self.limits)
            return self.reconcile(document, source, sha256)
        except GkmlError as error:
            return self._failed(source, sha256, document, error)
        except Exception as error:
            return self._failed(source, sha256, document, _fault(error))

    def read_all(self, opened: Source) -> list[Report]:
        """Read all reports that one input holds, at least one; the second is named ``…#2``, and so on."""
        return [self.read_source(opened)]

    def pipe(self, paths: Iterable[str | Path], workers: int = 0) -> Iterator[Report]:
        """Read many reports in the order given; of an archive each of its members.

        Args:
            paths: files; taken as they are needed, so that a generator of any length will do.
            workers: processes that read; 0 reads in this one. A report that ends its process, or takes too long,
                is one with ``status="failed"``; in this process nothing could be done about it.

        Raises:
            UsageError: ``workers`` of a pipeline that was not made by ``load`` or was changed since: no other process
                could make the same one.
        """
        if workers:
            from gkml.batch.piping import pipe

            return pipe(self, paths, workers)
        return self._pipe(paths)

    def _pipe(self, paths: Iterable[str | Path]) -> Iterator[Report]:
        for path in paths:
            for source in path_to_sources(str(path), self.limits):
                yield from self.read_all(source)

    def reconcile(self, document: Document, source: str, sha256: str | None = None) -> Report:
        """From a document to its report.

        A tagger with several attempts is asked for another as long as the report leaves anything open.

        Raises:
            InputError: ``no_report``, where nothing in the document looks like a yearly report.
        """
        from gkml.calibration import with_calibrated

        report = None
        for tags in self._attempts(document):
            report = self._reconcile(document, tags, source, sha256)
            if report is not None and _is_settled(report):
                break
        if report is None:
            raise InputError(
                "no section heading and no table of a yearly report was found; its text may be in pictures",
                code="no_report",
            )
        return replace(report, cells=with_calibrated(report.cells, self.calibration))

    def _attempts(self, document: Document) -> Iterator[Sequence[Tag]]:
        if isinstance(self.tagger, Cascade):
            yield from self.tagger.attempts(document)
        else:
            yield self.tagger(document)

    def _reconcile(self, document: Document, tags: Sequence[Tag], source: str, sha256: str | None) -> Report | None:
        """The report that tags make, without calibration; None where they tell of none."""
        from gkml.consistency.reconcile import reconcile
        from gkml.tables.place import place
        from gkml.tables.table_cell import cell_to_record
        from gkml.tagging.identity import agency_name
        from gkml.tagging.years import year_of

        first = {tag.role: tag for tag in reversed(tags)}
        year = year_of(document.text[first["year"].start : first["year"].end]) if "year" in first else None
        placement = place(document, tags, self.templates, year)
        headings = _headings(document, tags)
        found = [placed.found for placed in placement.tables.values()]
        if not any(found) and not _looks_like_a_report(document, tags):
            return None
        cells, checks = reconcile(placement, document, tags, year)
        forms: dict[str, str | None] = dict.fromkeys(_TABLES)
        forms.update((name, placed.table.form if placed.found else None) for name, placed in placement.tables.items())
        complete = all(placed.found and not placed.missing_rows for placed in placement.tables.values())
        status: Status = "ok" if complete else "partial"
        title = first.get("title")
        agency = first.get("agency")
        return Report(
            source=source,
            provenance=replace(self.provenance, reader=document.reader),
            sha256=sha256,
            status=status,
            template=forms["requests"] or next((form for form in forms.values() if form), None),
            templates=forms,
            agency=agency_name(document.text[agency.start : agency.end]) if agency else None,
            year=year,
            title=" ".join(document.text[title.start : title.end].split()) if title else document.title,
            headings=tuple(heading for heading in headings if heading.level == 1),
            subheadings=tuple(heading for heading in headings if heading.level > 1),
            cells={cell_id: cell_to_record(cell) for cell_id, cell in cells.items()},
            checks=checks,
            warnings=(*self.notices, *(Notice(*note) for note in document.notes), *_notices(document, found)),
            text=document.text,
        )

    def _failed(self, source: str, sha256: str | None, document: Document | None, error: GkmlError) -> Report:
        reader = document.reader if document else None
        report = failed_report(source, sha256, error, replace(self.provenance, reader=reader), self.notices)
        return replace(report, text=document.text if document else None)

    @property
    def provenance(self) -> Provenance:
        """The versions that stand in every record; the reader is the business of each."""
        from gkml import __version__

        return Provenance(__version__, self.model, self.templates.hash, self.tagger_name, None)


def load(
    *,
    tagger: TaggerName = "combined",
    templates: Sequence[Path | str] = (),
    limits: Limits | None = None,
    model: Path | str | None = None,
) -> Pipeline:
    """A pipeline, ready to read reports.

    Args:
        tagger: ``combined`` takes the model and the rules together, ``model`` and ``rules`` one of them alone.
        templates: files or folders with statutory forms; without any, those that come with gkml.
        limits: what an input may hold.
        model: folder of a trained model; without one, the model that comes with gkml.

    Raises:
        TemplateError: a form is not valid.
        UsageError: ``tagger="model"`` without a usable model.
    """
    from gkml.calibration import load_calibration

    settings = Settings(
        tagger, tuple(map(str, templates)), None if model is None else str(model), limits or DEFAULT_LIMITS
    )
    loaded = load_templates(*templates)
    chosen, notices = _tagger(tagger, loaded, Path(model) if model else None)
    version = getattr(getattr(chosen, "model", chosen), "version", None)
    return Pipeline(
        chosen,
        loaded,
        settings.limits,
        tagger_name=tagger,
        model=version,
        notices=notices,
        calibration=load_calibration(tagger if version else "rules"),
        settings=settings,
    )


def _tagger(name: TaggerName, templates: Templates, folder: Path | None) -> tuple[Tagger, list[Notice]]:
    from gkml.tagging.rules import RuleTagger

    if name == "rules":
        return RuleTagger(templates), []
    from gkml.tagging.combine import CombinedTagger
    from gkml.tagging.model import ModelTagger, model_folder

    try:
        model = ModelTagger(folder or model_folder(), templates)
    except GkmlError as error:
        if name == "model":
            raise UsageError(f"{error.message}; use --tagger rules, or train a model") from None
        return RuleTagger(templates), [Notice("model_missing", f"the rules alone set the tags: {error.message}")]
    if name == "model":
        return model, []
    return CombinedTagger(model, RuleTagger(templates)), []


def _is_settled(report: Report) -> bool:
    """Whether every cell was read without a doubt, and no check contradicts."""
    return (
        report.status == "ok"
        and not any(cell.review or cell.state == "unreadable" for cell in report.cells.values())
        and not any(check.status == "fail" for check in report.checks)
    )


def failed_report(
    source: str, sha256: str | None, error: GkmlError, provenance: Provenance, notices: Sequence[Notice]
) -> Report:
    """The report of an input that could not be read."""
    tables: dict[str, str | None] = dict.fromkeys(_TABLES)
    return Report(source, provenance, sha256, status="failed", error=error, templates=tables, warnings=tuple(notices))


EXHAUSTED = "reading needs more memory than this process may take; split the file or raise Limits.memory_bytes"


def _fault(error: Exception) -> GkmlError:
    """What a record says of an error that nobody foresaw; the run goes on."""
    # onnxruntime has no type of its own for a lack of memory
    if isinstance(error, MemoryError) or any(words in str(error) for words in ("bad_alloc", "Failed to allocate")):
        return InputError(EXHAUSTED, code="out_of_memory")
    message = f"gkml failed on this input ({type(error).__name__}: {error}); please report it"
    return GkmlError(message, code="internal_error")


def extract(source: str | Path) -> Report:
    """Read one report with the defaults; for more than one, ``load`` once and call or ``pipe``."""
    return load()(source)


def _looks_like_a_report(document: Document, tags: Sequence[Tag]) -> bool:
    """Statutory headings, or any numbered heading below words that announce a yearly report."""
    sections = {tag.identity for tag in tags if tag.role == "section"}
    announced = _ANNOUNCED.search(document.text[:_OPENING]) is not None
    explained = any("解读" in text for text in (document.title or "", *_titles(document, tags)))
    if explained:
        return False  # a page about a report, that names its sections
    return len(sections - {"0"}) >= (1 if announced else 2) or (announced and bool(sections))


_OPENING = 3000  # characters in which a report says what it is
_ANNOUNCED = re.compile(
    r"信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)|[政务]公开年报|信息公开(?:工作)?情况|统计[^。]{0,6}期限|政府信息公开条例"
)


def _titles(document: Document, tags: Sequence[Tag]) -> list[str]:
    return [document.text[tag.start : tag.end] for tag in tags if tag.role == "title"]


def _headings(document: Document, tags: Sequence[Tag]) -> list[Heading]:
    headings = []
    for tag in tags:
        if tag.role not in ("section", "subheading"):
            continue
        text = document.text[tag.start : tag.end]
        section = int(tag.identity) or None if tag.role == "section" else None
        level = 1 if tag.role == "section" else 2
        headings.append(Heading(section, level, text, tag.start, tag.end, tag.part == "head"))
    return headings


def _notices(document: Document, found: Sequence[bool]) -> Iterator[Notice]:
    if not all(found) and document.pictures:
        yield Notice(
            "tables_in_pictures",
            f"{document.pictures} pictures stand in the text; tables that were not found may be among them",
        )
