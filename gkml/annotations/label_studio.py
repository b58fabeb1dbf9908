"""Label Studio: tasks as JSON with annotations of persons and predictions of taggers.

Its JSON alone is taken: JSON-MIN loses which choice belongs to which span, and its CoNLL loses the offsets.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from gkml.annotations.document import PARTS, AnnotatedDocument, Part
from gkml.annotations.faults import Fault, fault
from gkml.annotations.interchange import GivenDocument, structure_of
from gkml.annotations.units import GivenSpan
from gkml.errors import UsageError
from gkml.messages import Sentence

__all__ = ["labelling_configuration", "read_label_studio", "write_label_studio"]

_LABEL, _PART, _TEXT = "label", "part", "text"  # names of the controls and of the object that they belong to
_COLOURS = (
    "#1f77b4",
    "#ff7f0e",
    "#2ca02c",
    "#d62728",
    "#9467bd",
    "#8c564b",
    "#e377c2",
    "#7f7f7f",
    "#bcbd22",
    "#17becf",
)


def labelling_configuration(labels: Sequence[str]) -> str:
    """The labelling interface of a project, with a colour for each role."""
    roles = list(dict.fromkeys(label.partition(":")[0] for label in labels))
    colours = {role: _COLOURS[number % len(_COLOURS)] for number, role in enumerate(roles)}
    lines = (
        f"    <Label value={quoteattr(label)} background={quoteattr(colours[label.partition(':')[0]])}/>"
        for label in labels
    )
    return "\n".join(
        (
            "<View>",
            '  <Header value="$note"/>',
            f'  <Labels name="{_LABEL}" toName="{_TEXT}" showInline="true">',
            *lines,
            "  </Labels>",
            f'  <Text name="{_TEXT}" value="$text" granularity="symbol" saveTextResult="yes"/>',
            f'  <Choices name="{_PART}" toName="{_TEXT}" perRegion="true" choice="single-radio">',
            *(f'    <Choice value="{part}"/>' for part in PARTS[1:]),
            "  </Choices>",
            "</View>",
            "",
        )
    )


def write_label_studio(path: Path, documents: Iterable[AnnotatedDocument]) -> int:
    """Write tasks; tags that somebody vouches for are annotations, the others predictions. Returns how many."""
    tasks = [_task(annotated) for annotated in documents]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return len(tasks)


def _task(annotated: AnnotatedDocument) -> dict[str, Any]:
    data = {"text": annotated.document.text, "document": annotated.id, "agency": annotated.agency}
    data |= {"note": _note(annotated), "gkml": structure_of(annotated)}
    result = list(_results(annotated))
    if annotated.checked:
        return {"data": data, "annotations": [{"result": result}]}
    sure = 1 - len(annotated.doubts) / max(1, len(annotated.tags))
    return {"data": data, "predictions": [{"model_version": "gkml", "score": round(max(0, sure), 4), "result": result}]}


def _note(annotated: AnnotatedDocument) -> str:
    text = annotated.document.text
    places = (f"{text[one.start : one.end]} ({', '.join(one.codes)})" for one in annotated.doubts)
    return " · ".join((f"{annotated.id}: {len(annotated.doubts)}", *places)) if annotated.doubts else annotated.id


def _results(annotated: AnnotatedDocument) -> Iterator[dict[str, Any]]:
    doubts = {(one.start, one.end): one.codes for one in annotated.doubts}
    for number, tag in enumerate(annotated.tags):
        covered = {"start": tag.start, "end": tag.end, "text": annotated.document.text[tag.start : tag.end]}
        common = {"id": f"s{number}", "to_name": _TEXT}
        label = {**common, "from_name": _LABEL, "type": "labels", "value": {**covered, "labels": [tag.label]}}
        if codes := doubts.get((tag.start, tag.end)):
            label["meta"] = {"text": list(codes)}
        yield label
        if tag.part != "whole":
            yield {**common, "from_name": _PART, "type": "choices", "value": {**covered, "choices": [tag.part]}}


def read_label_studio(path: Path) -> Iterator[GivenDocument]:
    """The tasks of an export.

    Raises:
        UsageError: it is no JSON export.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(Sentence("annotations", "unreadable", path=path, reason=error)) from None
    if isinstance(tasks, dict):
        tasks = [tasks]
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise UsageError(Sentence("annotations", "no_tasks", path=path))
    if tasks and not any("data" in task for task in tasks):
        raise UsageError(Sentence("annotations", "json_min", path=path))
    for number, task in enumerate(tasks, 1):
        yield _given(f"{path}: task {task.get('id', number)}", task)


def _given(place: str, task: Mapping[str, Any]) -> GivenDocument:
    data = task.get("data")
    told: Mapping[str, Any] = data if isinstance(data, dict) else {}
    text = told.get("text")
    if not isinstance(text, str):
        return GivenDocument(place, None, faults=(fault("no_text"),))
    accepted, result = _chosen(task)
    if result is None:
        return GivenDocument(place, None, faults=(fault("not_annotated"),))
    spans, faults = _spans(result)
    known = {"id": told.get("document") or told.get("id") or _name(place), **told}
    return GivenDocument(place, text, spans, told.get("gkml"), known, accepted, faults=tuple(faults))


def _name(place: str) -> str:
    return Path(place.partition(": ")[0]).stem + "-" + place.rpartition(" ")[2]


def _chosen(task: Mapping[str, Any]) -> tuple[bool, Sequence[Any] | None]:
    """Whether a person has accepted a result, and that result: the ground truth, else the last, else a prediction.

    Of a task that nobody has annotated an export tells the numbers of its predictions alone, and there is no result.
    """
    made = [one for one in task.get("annotations") or () if isinstance(one, dict) and not one.get("was_cancelled")]
    if made:
        best = max(enumerate(made), key=lambda one: (bool(one[1].get("ground_truth")), _when(one[1]), one[0]))[1]
        return True, best.get("result") or ()
    predicted = [one for one in task.get("predictions") or () if isinstance(one, dict)]
    return False, (predicted[-1].get("result") or ()) if predicted else None


def _when(annotation: Mapping[str, Any]) -> str:
    return str(annotation.get("updated_at") or annotation.get("created_at") or "")


def _spans(result: Sequence[Any]) -> tuple[list[GivenSpan], list[Fault]]:
    """Labels with the parts that were chosen for them; results of other kinds are no spans."""
    parts: dict[Any, Part] = {}
    for one in result:
        choices = _value(one).get("choices") or ()
        if choices and choices[0] in PARTS:
            parts[one.get("id")] = choices[0]
    spans: list[GivenSpan] = []
    faults: list[Fault] = []
    for one in result:
        value = _value(one)
        labels = value.get("labels") or value.get("hypertextlabels") or ()
        if not labels:
            continue
        try:
            start, end = int(value["start"]), int(value["end"])
        except (KeyError, TypeError, ValueError):
            faults.append(fault("no_offsets", label=labels[0]))
            continue
        text = value.get("text")
        whole: Part = parts.get(one.get("id"), "whole")
        spans.extend(
            GivenSpan(start, end, str(label), whole, text if isinstance(text, str) else None) for label in labels
        )
    return spans, faults


def _value(one: Any) -> Mapping[str, Any]:
    value = one.get("value") if isinstance(one, dict) else None
    return value if isinstance(value, dict) else {}
