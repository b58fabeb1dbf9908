"""The stages in their order: bytes, Document, Tags, placed cells, reconciled Report."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkml.assembling import attempt_to_report
from gkml.cascade import cheap_tags, read_in_attempts
from gkml.document import Document
from gkml.errors import GkmlError, GkmlWarning, InputError, UsageError
from gkml.failures import failed_report, unforeseen
from gkml.labels import Tag
from gkml.readers import DEFAULT_LIMITS, Limits, read
from gkml.readers.given import Given, given_to_source
from gkml.readers.sources import Source, data_to_source, members_of
from gkml.records.report import Notice, Provenance, Report
from gkml.records.review import ReviewRules, judging_by, make_review_rules
from gkml.settings import Settings
from gkml.tagging.taggers import Cascade, Tagger, TaggerName, choose_tagger
from gkml.tagging.thresholds import USUAL_SIMILARITY, USUAL_TRUST, Similarity, Trust
from gkml.template import Templates, load_templates

if TYPE_CHECKING:
    from gkml.calibration import Calibration
    from gkml.readers.isolation import Reply

__all__ = ["Cascade", "Given", "Pipeline", "Tagger", "TaggerName", "extract", "load", "load_pipeline"]


class Pipeline:
    """Reads reports. Made once by ``load``, used for any number of reports; it keeps nothing of them.

    Attributes:
        tagger: sets the tags; any ``Tagger``.
        templates: the statutory forms.
        limits: what an input may hold.
        tagger_name: as in ``Provenance.tagger``.
        model: name and hash of the model, as in ``Provenance.model``; None without one.
        notices: warnings of every record.
        calibration: curves from scores to confidences; None leaves the scores as they are.
        review: which cells a person should look at; None for the rules that come with gkml.
    """

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
        review: ReviewRules | None = None,
    ) -> None:
        self.tagger = tagger
        self.templates = templates
        self.limits = limits
        self.tagger_name = tagger_name
        self.model = model
        self.notices = tuple(notices)
        self.calibration = calibration
        self.review = review
        self._settings, self._made_of = settings, self._parts()

    @property
    def settings(self) -> Settings | None:
        """What another process makes this pipeline from; None where ``load`` did not make it as it is now."""
        unchanged = all(part is made for part, made in zip(self._parts(), self._made_of, strict=True))
        return self._settings if unchanged else None

    def _parts(self) -> tuple[object, ...]:
        return self.tagger, self.templates, self.limits, self.calibration, self.review

    def __call__(self, source: Given, *, name: str | None = None, isolated: bool = False) -> Report:
        """Read one report; a bad one is a report with ``status="failed"`` and a typed error.

        Of a file with several reports it is the first; an archive fails (``is_archive``). ``pipe`` yields all.

        Args:
            source: a path or address, the bytes of a file, or a file opened in binary mode, which is not closed.
            name: what the record calls it (``source``); by default the path or the name of the file.
            isolated: read in a child process, which ``Limits.seconds`` and ``Limits.memory_bytes`` bound; what they
                stop is a failed report. In place they bound PDFs, pictures and old Word files alone.

        Raises:
            TypeError: ``source`` is nothing that can be read.
            UsageError: ``isolated`` of a pipeline that was not made by ``load`` or was changed since.
        """
        opened = given_to_source(source, name, self.limits)
        return _first(self._read_in_child(opened) if isolated else self.read_all(opened))

    def read(self, data: bytes, source: str) -> Report:
        """Read one report from its bytes.

        Args:
            data: the whole file.
            source: what the record calls it; its suffix decides about the format only where the content does not.
        """
        return self.read_source(data_to_source(data, source))

    def read_source(self, opened: Source) -> Report:
        """Read what a path was found to hold; of several reports the first."""
        return _first(self.read_all(opened))

    def read_all(self, opened: Source) -> list[Report]:
        """Read all reports that one input holds, at least one; the second is named ``…#2``, and so on."""
        source, data, sha256 = opened.name, opened.data, opened.sha256
        if opened.error is not None:
            return [self._failed(source, sha256, None, opened.error)]
        document = None
        try:
            document = read(data, source, self.limits)
            return self.reconcile_all(document, source, sha256)
        except GkmlError as error:
            return [self._failed(source, sha256, document, error)]
        except Exception as error:
            return [self._failed(source, sha256, document, unforeseen(error))]

    def pipe(self, sources: Iterable[Given], workers: int = 0) -> Iterator[Report]:
        """Read many reports in the order given; of an archive each of its members, of a file each of its reports.

        Args:
            sources: paths, bytes or binary files; taken as they are needed, so that a generator of any length will do.
            workers: processes that read, paths only; 0 reads in this one. A report that ends its process, or takes too
                long, is one with ``status="failed"``; in this process nothing could be done about it.

        Raises:
            TypeError: ``sources`` is one input and not several, or one of them is nothing that can be read.
            UsageError: ``workers`` of a pipeline that was not made by ``load`` or was changed since: no other process
                could make the same one.
        """
        if isinstance(sources, str | os.PathLike | bytes | bytearray | memoryview) or hasattr(sources, "read"):
            raise TypeError(
                f"pipe reads many reports, and was given one {type(sources).__name__}; call the pipeline with it, or "
                "give a list"
            )
        if workers:
            from gkml.batch.piping import pipe

            return pipe(self, map(_as_path, sources), workers)
        return self._pipe(sources)

    def _pipe(self, sources: Iterable[Given]) -> Iterator[Report]:
        for given in sources:
            for source in members_of(given_to_source(given, None, self.limits), self.limits):
                yield from self.read_all(source)

    def _read_in_child(self, opened: Source) -> list[Report]:
        """``read_all`` in a process of its own."""
        from gkml.readers.isolation import run_isolated

        if self.settings is None:
            raise UsageError(
                "only a pipeline as gkml.load makes it can be loaded by another process; give load the tagger, "
                "templates, limits and model that you want"
            )
        options = {"made_of": _made_of(self), "name": opened.name}
        if opened.error is not None:
            return [self._failed(opened.name, opened.sha256, None, opened.error)]
        try:
            reply = run_isolated("gkml.pipeline:read_isolated", opened.data, options, self.limits)
        except GkmlError as error:
            if error.code == UsageError.code:
                raise UsageError(error.message) from None
            return [self._failed(opened.name, opened.sha256, None, error)]
        return [Report.from_dict(record) for record in reply.plain]

    def __repr__(self) -> str:
        return f"<gkml.Pipeline tagger={self.tagger_name!r} model={self.model!r} templates={self.templates.hash!r}>"

    def __reduce_ex__(self, protocol: Any) -> Any:
        """As what it was made of: another process loads it again, and equal pipelines have equal pickles."""
        if self.settings is None:
            return super().__reduce_ex__(protocol)
        return _load_again, (_made_of(self),)

    def reconcile(self, document: Document, source: str, sha256: str | None = None) -> Report:
        """From a document to its report, the first where it holds several; see ``reconcile_all``."""
        return _first(self.reconcile_all(document, source, sha256))

    def reconcile_all(self, document: Document, source: str, sha256: str | None = None) -> list[Report]:
        """From a document to all reports in it, at least one.

        A tagger with several attempts is asked for another about what a report leaves open.

        Raises:
            InputError: ``no_report``, where nothing in the document looks like a yearly report.
        """
        from gkml.parts.cutting import document_to_parts
        from gkml.parts.joining import read_parts
        from gkml.parts.one_line import with_lines_again
        from gkml.parts.other_years import with_other_years_marked

        def read_alone(part: Document) -> Report | None:
            return self._read_report(part, cheap_tags(self.tagger, part), source, sha256)

        tags = cheap_tags(self.tagger, document)
        whole = with_lines_again(document, tags)
        parts = document_to_parts(whole, tags, self.templates)
        if parts:
            reports = read_parts(whole, parts, read_alone)
        else:
            report = self._read_report(document, tags, source, sha256)
            reports = [] if report is None else [with_other_years_marked(whole, report)]
        if not reports:
            raise InputError(
                "no section heading and no table of a yearly report was found; its text may be in pictures",
                code="no_report",
            )
        return reports

    def _read_report(self, document: Document, tags: Sequence[Tag], source: str, sha256: str | None) -> Report | None:
        """The report of a document that holds one; None where its tags tell of none."""
        with judging_by(self.review):
            attempt = read_in_attempts(document, tags, self.tagger, self.templates, self.calibration)
            if attempt is None:
                return None
            report = attempt_to_report(document, attempt, self.templates)
        return replace(
            report,
            source=source,
            sha256=sha256,
            provenance=replace(self.provenance, reader=document.reader),
            warnings=(*self.notices, *report.warnings),
        )

    def _failed(self, source: str, sha256: str | None, document: Document | None, error: GkmlError) -> Report:
        reader = document.reader if document else None
        provenance = replace(self.provenance, reader=reader)
        report = failed_report(source, sha256, error, provenance, self.templates.table_ids, self.notices)
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
    similarity: Similarity | None = None,
    trust: Trust | None = None,
    review: Mapping[str, Any] | None = None,
) -> Pipeline:
    """A pipeline, ready to read reports: forms are checked and the model is opened.

    Args:
        tagger: ``combined`` takes the model and the rules together, ``model`` and ``rules`` one of them alone.
        templates: files or folders with statutory forms; without any, those that come with gkml.
        limits: what an input may hold.
        model: folder of a trained and exported model, with its own curves of confidence (``confidence.json``) if it
            has any; without one, the model that comes with gkml. Where ``combined`` cannot use that one, the rules
            alone set the tags: a ``GkmlWarning`` says so now, and each record again.
        similarity: how like the form damaged labels must be. Confidences were measured with the usual values of this
            and of ``trust``: with others they stay what tagging and placing say.
        trust: how far the model is believed against the rules.
        review: keys of ``configs/review.toml`` that are to be others.

    Raises:
        TypeError: ``templates`` is one path and not several, or ``limits`` are no ``Limits``.
        TemplateError: a form is not valid.
        UsageError: what was named cannot be used: there is no such tagger or no usable model, or ``rules`` is to have
            a model.
        ReviewRulesError: ``review`` names something that does not exist.
    """
    from gkml.calibration import calibration_file, load_calibration

    if isinstance(templates, str | os.PathLike):
        raise TypeError(f"templates are several paths, and {str(templates)!r} is one; give a list")
    if not isinstance(limits, Limits | None):
        raise TypeError(f"limits are gkml.Limits, not {type(limits).__name__}")
    loaded = load_templates(*templates)
    settings = Settings(
        tagger,
        tuple(map(os.path.abspath, templates)),
        None if model is None else os.path.abspath(model),  # other processes may work elsewhere
        limits or DEFAULT_LIMITS,
        similarity or USUAL_SIMILARITY,
        trust or USUAL_TRUST,
        review or {},
    )
    rules = make_review_rules(settings.review)
    own = None if model is None else Path(model)
    chosen, notices = choose_tagger(
        tagger,
        loaded,
        own,
        settings.limits,
        settings.similarity,
        settings.trust,
    )
    for notice in notices:
        warnings.warn(notice.message, GkmlWarning, stacklevel=2)
    version = getattr(getattr(chosen, "model", chosen), "version", None)
    curves = tagger if version else "rules"
    return Pipeline(
        chosen,
        loaded,
        settings.limits,
        tagger_name=tagger,
        model=version,
        notices=notices,
        calibration=load_calibration(curves, calibration_file(own)) if settings.usual_tagging else None,
        settings=settings,
        review=rules if settings.review else None,
    )


def load_pipeline(settings: Settings) -> Pipeline:
    """The pipeline of settings, as ``load`` makes it."""
    return load(**{each.name: getattr(settings, each.name) for each in fields(settings)})


def _as_path(given: Given) -> str:
    if isinstance(given, str | os.PathLike):
        return os.fsdecode(given)
    raise TypeError(f"other processes read paths, not {type(given).__name__}; give paths, or read with workers=0")


def _made_of(pipeline: Pipeline) -> str:
    """Settings and versions of a pipeline that ``load`` made, the same string for the same pipeline."""
    settings = None if pipeline.settings is None else pipeline.settings.to_plain()
    return json.dumps({"settings": settings, "versions": pipeline.provenance.to_dict()}, sort_keys=True)


def _load_again(made_of: str) -> Pipeline:
    """A pipeline of its own that shares its parts with others: process pools send one along with every task."""
    pipeline = object.__new__(Pipeline)
    pipeline.__dict__.update(_load_once(made_of).__dict__)
    return pipeline


@lru_cache(maxsize=2)
def _load_once(made_of: str) -> Pipeline:
    """The pipeline of ``_made_of``, with the model and forms that it had.

    Raises:
        UsageError: they have changed.
    """
    plain = json.loads(made_of)
    pipeline = load_pipeline(Settings.from_plain(plain["settings"]))
    if pipeline.provenance.to_dict() != plain["versions"]:
        raise UsageError(
            "the model or the forms have changed since the pipeline was loaded; load it again "
            f"(then: {plain['versions']}; now: {pipeline.provenance.to_dict()})"
        )
    return pipeline


def read_isolated(data: bytes, options: Mapping[str, Any]) -> Reply:
    """``Pipeline.read_all`` for ``run_isolated``; ``options`` hold ``made_of`` and ``name``."""
    from gkml.readers.isolation import Reply

    reports = _load_once(options["made_of"]).read_all(data_to_source(data, options["name"]))
    return Reply([report.to_dict(with_text=True, exact=True) for report in reports])


def extract(source: Given, *, name: str | None = None) -> Report:
    """Read one report with the defaults; for more than one, ``load`` once and call or ``pipe``. See ``Pipeline``."""
    return load()(source, name=name)


def _first(reports: Sequence[Report]) -> Report:
    """The first of the reports in a file, with a notice where there are more."""
    first = reports[0]
    if len(reports) == 1:
        return first
    message = f"the file holds {len(reports)} reports, of which this is the first; read it with pipe for all of them"
    return replace(first, warnings=(*first.warnings, Notice("several_reports", message)))
