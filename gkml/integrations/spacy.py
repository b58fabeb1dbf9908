"""spaCy: reports as ``Doc`` objects, a pipeline component ``gkml``, and the labels of the forms as patterns.

    nlp = spacy.blank("zh")
    nlp.add_pipe("gkml", config={"tagger": "rules"})
    doc = nlp(text)                                       # a text dump
    doc = report_to_doc(gkml.load()("report.pdf"), nlp)   # a file of any format

Either way ``doc._.gkml`` is the report (``doc._.gkml_reports``: all that the text holds), and ``doc.spans["gkml"]``
what was found in it: ``span.label_`` as in ``gkml.labels``, ``span.kb_id_`` the cell that a figure is,
``span._.gkml_cell`` its record and ``span._.gkml_confidence`` how sure it is (of all spans, as a span categorizer has
it: ``doc.spans["gkml"].attrs["scores"]``). A ``Doc`` keeps the report as JSON, so that ``Doc.to_bytes`` and
``DocBin(store_user_data=True)`` carry it; who loads one imports this module first.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from gkml.cascade import cheap_tags
from gkml.document import Document
from gkml.errors import GkmlError, GkmlWarning, MissingExtraError, UsageError
from gkml.failures import failed_report
from gkml.integrations.source_places import SourcePlaces
from gkml.integrations.spacy_docs import KEY, STORE, Found, cells_found, keep, report_to_doc, set_spans
from gkml.labels import Tag
from gkml.pipeline import Pipeline, load_pipeline
from gkml.readers import read
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.opening import sniff
from gkml.readers.sources import data_to_source
from gkml.readers.text import read_text
from gkml.records.report import Report
from gkml.settings import Settings
from gkml.tagging.lexicon import spellings_of
from gkml.tagging.taggers import Cascade, Tagger, TaggerName
from gkml.template import Templates, load_templates

try:
    from spacy.language import Language
    from spacy.tokens import Doc
except ImportError:
    raise MissingExtraError("spacy", "spacy") from None

__all__ = ["ReportReader", "label_patterns", "make_reader", "report_to_doc"]

_SETTINGS = "settings.json"
_ALIGNMENT_MODES = ("strict", "contract", "expand")  # of Doc.char_span


def _tags_found(tags: Iterable[Tag], cells: Sequence[Found]) -> Iterator[Found]:
    """All tags but those of figures that are cells."""
    taken = {at for one in cells for at in range(one.start, one.end)}
    for tag in tags:
        if tag.role != "figure" or taken.isdisjoint(range(tag.start, tag.end)):
            yield Found(tag.start, tag.end, tag.label, confidence=tag.confidence)


class _Listener:
    """A tagger that remembers the last tags that it set in one document."""

    def __init__(self, tagger: Tagger, document: Document) -> None:
        self.name = tagger.name
        self.tags: Sequence[Tag] = ()
        self._tagger, self._document = tagger, document

    def __call__(self, document: Document) -> Sequence[Tag]:
        return self._heard(document, self._tagger(document))

    def first(self, document: Document) -> Sequence[Tag]:
        return self._heard(document, cheap_tags(self._tagger, document))

    def further(
        self, document: Document, first: Sequence[Tag], rows: Collection[int] | None = None
    ) -> Iterator[Sequence[Tag]]:
        if isinstance(self._tagger, Cascade):
            for number, tags in enumerate(self._tagger.further(document, first, rows)):
                yield tags if number else self._heard(document, tags)  # the first are the best

    def _heard(self, document: Document, tags: Sequence[Tag]) -> Sequence[Tag]:
        if document is self._document:
            self.tags = tags
        return tags


class ReportReader:
    """The component ``gkml``: reads the text of a ``Doc`` as a text dump.

    A text that holds no report is a failed report in ``doc._.gkml``, with its error. A span whose place in the text, or
    whose edges between tokens, are not certain is left out, and a ``GkmlWarning`` says so; its figure is in the report
    all the same.

    Attributes:
        pipeline: as ``gkml.load`` makes it.
        spans_key: of ``doc.spans``.
        alignment_mode: of ``Doc.char_span``: ``expand`` takes all of a token of which a figure is a part.
    """

    def __init__(self, settings: Settings, spans_key: str = KEY, alignment_mode: str = "strict") -> None:
        if alignment_mode not in _ALIGNMENT_MODES:
            raise UsageError(f"there is no alignment_mode {alignment_mode!r}; there are {', '.join(_ALIGNMENT_MODES)}")
        self.pipeline = load_pipeline(settings)
        self.spans_key = spans_key
        self.alignment_mode = alignment_mode

    def __call__(self, doc: Doc) -> Doc:
        """Read one ``Doc``; one that has a report already stays as it is."""
        if STORE in doc.user_data:
            return doc
        reports, found, places = self._read(doc.text)
        placed = []
        for one in found:
            place = places.place(one.start, one.end) if places else None
            if place is not None:
                placed.append(replace(one, start=place[0], end=place[1]))
        kept = set_spans(doc, placed, self.spans_key, self.alignment_mode)
        keep(doc, reports, kept)
        self._warn_of_lost(len(found), len(found) - len(placed), len(placed) - len(kept))
        return doc

    def _read(self, text: str) -> tuple[list[Report], list[Found], SourcePlaces | None]:
        made = self.pipeline
        source = data_to_source(text.encode(), "<doc>")
        try:
            document = _text_to_document(text, source.data, made.limits)
            listener = _Listener(made.tagger, document)
            listening = Pipeline(
                listener,
                made.templates,
                made.limits,
                tagger_name=made.tagger_name,
                model=made.model,
                notices=made.notices,
                calibration=made.calibration,
            )
            reports = listening.reconcile_all(document, source.name, source.sha256)
        except GkmlError as error:
            tables = made.templates.table_ids
            failed = failed_report(source.name, source.sha256, error, made.provenance, tables, made.notices)
            return [failed], [], None
        cells = list(cells_found(reports))
        return reports, [*cells, *_tags_found(listener.tags, cells)], SourcePlaces(document, text)

    def _warn_of_lost(self, of: int, unplaced: int, unaligned: int) -> None:
        why = []
        if unplaced:
            why.append(f"{unplaced} are printed otherwise in the text than in doc._.gkml.text (report_to_doc has all)")
        if unaligned:
            why.append(f'{unaligned} begin or end inside a token (set alignment_mode to "expand")')
        if why:
            message = f"{unplaced + unaligned} of {of} spans are left out: {'; '.join(why)}"
            warnings.warn(message, GkmlWarning, stacklevel=3)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Settings and versions; forms and model stay where they are."""
        settings = cast(Settings, self.pipeline.settings).to_plain()
        versions = self.pipeline.provenance.to_dict()
        mine = {"spans_key": self.spans_key, "alignment_mode": self.alignment_mode}
        return json.dumps({"settings": settings, "versions": versions, **mine}, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ReportReader:
        """As it was stored; a ``GkmlWarning`` where forms, model or gkml are others now."""
        stored = json.loads(data)
        self.pipeline = load_pipeline(Settings.from_plain(stored["settings"]))
        self.spans_key, self.alignment_mode = stored["spans_key"], stored["alignment_mode"]
        now = self.pipeline.provenance.to_dict()
        before = stored["versions"]
        changed = [f"{name}: {before.get(name)}, now {now[name]}" for name in now if before.get(name) != now[name]]
        if changed:
            warnings.warn(f"gkml is not what it was when stored ({'; '.join(changed)})", GkmlWarning, stacklevel=2)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """``to_bytes`` as a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _SETTINGS).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ReportReader:
        """See ``from_bytes``."""
        return self.from_bytes((Path(path) / _SETTINGS).read_bytes())


def _text_to_document(text: str, data: bytes, limits: Limits) -> Document:
    """A dump keeps its places; a page of HTML that was given as text is read as one, and has none."""
    limits.check_file(len(data), "the text")
    if sniff(data, "", limits) == "text":
        return read_text(text, limits, leavings=True)
    return read(data, "", limits)


@Language.factory(
    "gkml",
    assigns=["doc._.gkml", "doc.spans"],
    default_config={
        "tagger": "combined",
        "templates": [],
        "model": None,
        "limits": {},
        "spans_key": KEY,
        "alignment_mode": "strict",
    },
)
def make_reader(
    nlp: Language,
    name: str,
    tagger: str,
    templates: list[str],
    model: str | None,
    limits: dict[str, Any],
    spans_key: str,
    alignment_mode: str,
) -> ReportReader:
    """The factory of ``nlp.add_pipe("gkml")``.

    Args:
        nlp: the pipeline that it is added to.
        name: in that pipeline.
        tagger: as for ``gkml.load``, as are ``templates``, ``model`` and ``limits`` (by name, those that are others).
        templates: files or folders with forms.
        model: folder of a model.
        limits: what a text may hold.
        spans_key: see ``ReportReader``, as for ``alignment_mode``.
        alignment_mode: of spans and tokens.

    Raises:
        TemplateError, UsageError: as ``gkml.load`` does.
    """
    try:
        bounds = replace(DEFAULT_LIMITS, **limits)
    except TypeError:
        unknown = ", ".join(sorted(set(limits) - {*Limits.__dataclass_fields__}))
        known = ", ".join(Limits.__dataclass_fields__)
        raise UsageError(f"there is no limit {unknown}; there are {known}") from None
    return ReportReader(Settings(cast(TaggerName, tagger), tuple(templates), model, bounds), spans_key, alignment_mode)


def label_patterns(templates: Templates | None = None) -> list[dict[str, str]]:
    """The labels of the forms as phrase patterns of spaCy's ``SpanRuler``, one for each spelling.

    ``nlp.add_pipe("span_ruler").add_patterns(label_patterns())``. A spelling that may be several labels (``其他``) has
    a pattern for each. Only what is spelt as in the forms matches: damaged and broken labels are the business of the
    component.

    Args:
        templates: the forms; by default those that come with gkml.
    """
    pairs = dict.fromkeys(spellings_of(templates or load_templates()))
    return [{"label": label, "pattern": spelling} for spelling, label in pairs]
