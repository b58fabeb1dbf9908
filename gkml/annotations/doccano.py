"""doccano: JSON lines in the three spellings that its versions and kinds of projects write.

``label``: triples (sequence labelling), ``labels``: the same (its first versions), ``entities``: objects (projects with
relations). doccano has no place for the part of a broken label, so it stands behind the label: ``row:…/tail``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from gkml.annotations.document import PARTS, AnnotatedDocument, Part
from gkml.annotations.faults import Fault, fault
from gkml.annotations.interchange import GivenDocument, structure_of
from gkml.annotations.lines import lines_of
from gkml.annotations.units import GivenSpan

__all__ = ["SPELLINGS", "Spelling", "label_list", "read_doccano", "write_doccano"]

Spelling = Literal["label", "labels", "entities"]
SPELLINGS: tuple[Spelling, ...] = get_args(Spelling)

_LISTS = (*SPELLINGS, "annotations")  # the last: objects of an older version, with numbers for labels


def label_list(labels: Sequence[str]) -> str:
    """The labels as the page of labels of a project imports them."""
    return json.dumps([{"text": label} for label in labels], ensure_ascii=False, indent=1) + "\n"


def write_doccano(path: Path, documents: Iterable[AnnotatedDocument], spelling: Spelling = "label") -> int:
    """Write documents, one a line; returns how many."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return sum(
            1
            for annotated in documents
            if file.write(json.dumps(_plain(annotated, spelling), ensure_ascii=False) + "\n")
        )


def _plain(annotated: AnnotatedDocument, spelling: Spelling) -> dict[str, Any]:
    plain: dict[str, Any] = {"text": annotated.document.text}
    triples = [(tag.start, tag.end, _name(tag.label, tag.part)) for tag in annotated.tags]
    if spelling == "entities":
        plain["entities"] = [
            {"id": number, "start_offset": start, "end_offset": end, "label": label}
            for number, (start, end, label) in enumerate(triples)
        ]
        plain["relations"] = []
    else:
        plain[spelling] = triples
    return plain | {"document": annotated.id, "agency": annotated.agency, "gkml": structure_of(annotated)}


def _name(label: str, part: Part) -> str:
    return label if part == "whole" else f"{label}/{part}"


def read_doccano(path: Path) -> Iterator[GivenDocument]:
    """The documents of an export.

    Raises:
        UsageError: the file cannot be read.
    """
    for place, line in lines_of([path]):
        try:
            plain = json.loads(line.decode("utf-8"))
        except ValueError as error:
            yield GivenDocument(place, None, faults=(fault("bad_field", problem=error),))
            continue
        text = plain.get("text", plain.get("data")) if isinstance(plain, dict) else None
        if not isinstance(text, str):
            yield GivenDocument(place, None, faults=(fault("no_text"),))
            continue
        yield _given(place, text, plain)


def _given(place: str, text: str, plain: Mapping[str, Any]) -> GivenDocument:
    spelling = next((one for one in _LISTS if isinstance(plain.get(one), list)), None)
    spans: list[GivenSpan] = []
    faults: list[Fault] = []
    for number, one in enumerate(plain[spelling] if spelling else ()):
        span = _span(one)
        if span is None:
            faults.append(fault("no_span", name=f"{spelling}.{number}", value=json.dumps(one, ensure_ascii=False)))
        else:
            spans.append(span)
    name = f"{Path(place.rpartition(':')[0]).stem}-{plain.get('id', place.rpartition(':')[2])}"
    told = {**plain, "id": plain.get("document") or name}
    return GivenDocument(place, text, spans, plain.get("gkml"), told, faults=tuple(faults))


def _span(one: Any) -> GivenSpan | None:
    """A triple or an object; None where it is neither, or its label is a number that only doccano knows."""
    if isinstance(one, dict):
        one = [one.get("start_offset"), one.get("end_offset"), one.get("label")]
    if not isinstance(one, list) or len(one) != 3 or not isinstance(one[2], str):
        return None
    start, end, label = one
    if not all(isinstance(offset, int) and not isinstance(offset, bool) for offset in (start, end)):
        return None
    name, _, part = label.rpartition("/")
    for known in PARTS[1:]:
        if part == known and name:
            return GivenSpan(start, end, name, known)
    return GivenSpan(start, end, label)
