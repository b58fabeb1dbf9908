"""Documents on their way from other tools: what they tell, aligned with the text that gkml knows, or refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.faults import Fault, fault
from gkml.annotations.lines import from_plain, to_plain
from gkml.annotations.units import GivenSpan, Units, convert, recognise, with_line_ends

__all__ = ["GivenDocument", "Imported", "align", "structure_of"]

_CARRIED = ("id", "source", "agency", "split")  # of what a tool tells beside the text


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A document as another tool tells it.

    Attributes:
        place: file and number, for messages.
        text: as the tool has it; None where it has none, or nothing could be read.
        spans: as the tool counts.
        structure: what ``structure_of`` gave the tool to keep; None where the document does not come from here.
        told: what else the tool knows; ``id``, ``source``, ``agency`` and ``split`` are taken from it.
        accepted: a person has accepted the spans in the tool; None where the tool does not tell.
        units: what its offsets count, where that is certain.
        faults: what was already lost in reading, document and place.
    """

    place: str
    text: str | None
    spans: Sequence[GivenSpan] = ()
    structure: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    accepted: bool | None = None
    units: Units | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a document.

    Attributes:
        place: as in ``GivenDocument``.
        annotated: the document; None where it was refused.
        faults: why it, or each of its spans, was refused. A document without all of its spans is not ``checked``.
        units: what its offsets counted.
    """

    place: str
    annotated: AnnotatedDocument | None
    faults: tuple[Fault, ...] = ()
    units: Units = Units.CODE_POINTS


def structure_of(annotated: AnnotatedDocument) -> str:
    """All of a document but its text and its spans, as a string that any tool can keep beside them."""
    plain = to_plain(annotated)
    text, spans = plain.pop("text"), plain.pop("spans")
    plain["text_sha256"], plain["spans_sha256"] = _hash(text), _hash(json.dumps(spans))
    return json.dumps(plain, ensure_ascii=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def align(given: GivenDocument, labels: Collection[str], *, checked: bool = False) -> Imported:
    """The document with its spans in code points of its canonical text.

    Args:
        given: as the tool tells it.
        labels: all that are known.
        checked: the user vouches for what the tool tells.
    """
    if given.text is None:
        return Imported(given.place, None, given.faults)
    plain = _structure(given, given.text)
    if plain is None:
        return Imported(given.place, None, (*given.faults, fault("no_structure")))
    text = _original(given.text, plain.pop("text_sha256", None))
    if text is None:
        return Imported(given.place, None, (*given.faults, fault("text_changed")))
    units = given.units or recognise(text, given.spans)
    spans, lost = _spans(text, given.spans, units)
    as_exported = plain.pop("spans_sha256", None) == _hash(json.dumps(spans))
    parsed = from_plain({**plain, "checked": False, "text": text, "spans": spans}, labels)
    faults = (*given.faults, *lost, *parsed.faults)
    if parsed.annotated is None:
        return Imported(given.place, None, faults, units)
    vouched = _vouched(parsed.annotated, given, plain, as_exported=as_exported, checked=checked)
    if faults or (vouched.checked and not vouched.agency.strip()):
        vouched = replace(vouched, checked=False, voucher=None)
    return Imported(given.place, vouched, faults, units)


def _structure(given: GivenDocument, text: str) -> dict[str, Any] | None:
    """What was kept, or for a document from elsewhere what the tool knows."""
    if given.structure is not None:
        try:
            kept = json.loads(given.structure)
        except (TypeError, ValueError):
            return None
        return kept if isinstance(kept, dict) else None
    told = {key: str(given.told[key]) for key in _CARRIED if given.told.get(key) not in (None, "")}
    return {"id": _hash(text)[:12], "source": given.place, "agency": "", "split": "train"} | told


def _original(text: str, sha256: str | None) -> str | None:
    if sha256 is None:
        return text
    return next((found for found in with_line_ends(text) if _hash(found) == sha256), None)


def _spans(text: str, spans: Sequence[GivenSpan], units: Units) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Spans as ``to_plain`` has them, and those that the text does not bear out."""
    kept: list[dict[str, Any]] = []
    lost: list[Fault] = []
    for span, place in zip(spans, convert(text, spans, units), strict=True):
        told, given = f"{span.start}..{span.end} ({span.label})", (span.start, span.end)
        if place is None:
            lost.append(fault("no_such_offset", at=given, span=told, units=units.value))
        elif span.text is not None and _words(text[place[0] : place[1]]) != _words(span.text):
            covered = repr(text[place[0] : place[1]])
            lost.append(fault("other_print", at=given, span=told, text=repr(span.text), covered=covered))
        else:
            kept.append({"start": place[0], "end": place[1], "label": span.label, "part": span.part})
    return sorted(kept, key=lambda one: (one["start"], one["end"])), lost


def _words(text: str) -> str:
    return " ".join(text.split())


def _vouched(
    annotated: AnnotatedDocument, given: GivenDocument, plain: Mapping[str, Any], *, as_exported: bool, checked: bool
) -> AnnotatedDocument:
    """Who vouches for it: as before where nothing has changed, else who accepted it."""
    before = bool(plain.get("checked", False))
    if as_exported and before and given.accepted is not False:
        return replace(annotated, checked=True)
    if checked or given.accepted:
        return replace(annotated, checked=True, voucher="person", doubts=())
    return replace(annotated, voucher=None, doubts=annotated.doubts if as_exported else ())
