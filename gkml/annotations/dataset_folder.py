"""Hugging Face ``datasets``: a folder as ``save_to_disk`` writes it, one dataset a split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gkml.annotations.document import PARTS, AnnotatedDocument
from gkml.annotations.interchange import GivenDocument, structure_of
from gkml.annotations.lines import to_plain
from gkml.annotations.units import GivenSpan
from gkml.errors import MissingExtraError, UsageError
from gkml.labels import LabelSet, encode_bio
from gkml.messages import Sentence
from gkml.template import load_templates

__all__ = ["read_dataset", "to_dataset", "write_dataset"]


def _datasets() -> Any:
    try:
        import datasets  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise MissingExtraError("datasets", "train") from None
    return datasets


def to_dataset(documents: Iterable[AnnotatedDocument]) -> Any:
    """A ``datasets.DatasetDict``: ``cells`` are row, start, end, column, rowspan, colspan; ``bio`` is by character.

    ``gkml`` holds what text, spans and cells do not tell. Labels and tags are ``ClassLabel`` features.

    Raises:
        MissingExtraError: ``datasets`` is not installed.
    """
    datasets = _datasets()
    labels = LabelSet.from_templates(load_templates())
    number, string = datasets.Value("int32"), datasets.Value("string")
    label, part, bio = (datasets.ClassLabel(names=list(names)) for names in (labels.labels, PARTS, labels.bio))
    features = {"id": string, "source": string, "agency": string, "checked": datasets.Value("bool"), "text": string}
    features |= {"cells": datasets.Sequence(datasets.Sequence(number)), "bio": datasets.Sequence(bio)}
    features |= {"spans": [{"start": number, "end": number, "label": label, "part": part}], "gkml": string}
    splits: dict[str, list[dict[str, Any]]] = {}
    for found in documents:
        plain = to_plain(found)
        plain["cells"] = [[at, *cell[:5]] for at, row in enumerate(plain["rows"]) for cell in row["cells"]]
        plain["bio"] = encode_bio(len(found.document.text), found.tags)
        plain["gkml"] = structure_of(found)
        splits.setdefault(found.split, []).append({name: plain[name] for name in features})
    made = {split: datasets.Dataset.from_list(new, datasets.Features(features)) for split, new in splits.items()}
    return datasets.DatasetDict(made)


def write_dataset(path: Path, documents: Iterable[AnnotatedDocument]) -> int:
    """Write the folder; returns how many documents. Splits stand one after another, whatever the order was."""
    datasets = _datasets()
    made = to_dataset(documents)
    datasets.disable_progress_bars()
    made.save_to_disk(str(path))
    return sum(len(dataset) for dataset in made.values())


def read_dataset(path: Path) -> Iterator[GivenDocument]:
    """The documents of a folder.

    Raises:
        UsageError: it is none, or its columns are others.
        MissingExtraError: ``datasets`` is not installed.
    """
    datasets = _datasets()
    try:
        loaded = datasets.load_from_disk(str(path))
    except Exception as error:  # of arrow, of the file system, of datasets
        raise UsageError(Sentence("annotations", "unreadable", path=path, reason=error)) from None
    splits = dict(loaded) if isinstance(loaded, datasets.DatasetDict) else {"train": loaded}
    for split, dataset in splits.items():
        if not {"text", "spans"} <= set(dataset.column_names):
            columns = ", ".join(dataset.column_names)
            raise UsageError(Sentence("annotations", "other_columns", path=path, columns=columns))
        names = [_names(dataset.features["spans"], key) for key in ("label", "part")]
        for number, row in enumerate(dataset):
            place = f"{path}: {split} {number}"
            spans = tuple(_spans(row["spans"], *names))
            told = {"id": f"{path.name}-{split}-{number}", "split": split, **row}
            yield GivenDocument(place, row["text"], spans, row.get("gkml"), told)


def _names(feature: Any, key: str) -> list[str] | None:
    """The names of a class label, where spans tell numbers."""
    inner = getattr(feature, "feature", None) or (feature[0] if isinstance(feature, list) else feature)
    return getattr(inner.get(key), "names", None) if isinstance(inner, dict) else None


def _spans(spans: Any, labels: list[str] | None, parts: list[str] | None) -> Iterator[GivenSpan]:
    """Spans are a list of objects, or as older versions have it an object of lists."""
    if isinstance(spans, dict):
        spans = [dict(zip(spans, values, strict=True)) for values in zip(*spans.values(), strict=True)]
    for span in spans:
        label, part = span["label"], span.get("part", "whole")
        yield GivenSpan(
            span["start"],
            span["end"],
            labels[label] if labels and isinstance(label, int) else str(label),
            parts[part] if parts and isinstance(part, int) else part,  # type: ignore[arg-type]
        )
