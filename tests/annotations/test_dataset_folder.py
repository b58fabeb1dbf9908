"""Folders of datasets: features and splits as a trainer wants them, and what cannot be taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.annotations.dataset_folder import read_dataset, to_dataset, write_dataset
from gkml.annotations.interchange import align
from gkml.annotations.lines import known_labels, read_annotations
from gkml.errors import UsageError
from tests.annotations.made import LABELS
from tests.annotations.test_lines import GOLD

datasets = pytest.importorskip("datasets")


def test_datasets_have_features_and_splits() -> None:
    found = {document.id: document for document in read_annotations([GOLD])}
    dataset = to_dataset(found.values())
    assert set(dataset) == {"train", "validation", "test"}
    features = dataset["train"].features
    assert isinstance(features["bio"].feature, datasets.ClassLabel)
    assert features["bio"].feature.names == list(LABELS.bio)
    for split, entries in dataset.items():
        for entry in entries:
            document = found[entry["id"]]
            assert (document.split, document.document.text) == (split, entry["text"])
            assert len(entry["bio"]) == len(entry["text"])
            assert [LABELS.labels[tag["label"]] for tag in entry["spans"]] == [tag.label for tag in document.tags]
            assert len(entry["cells"]) == sum(len(row.cells) for row in document.document.rows)


def test_a_dataset_from_elsewhere_needs_text_and_spans(tmp_path: Path) -> None:
    made = datasets.Dataset.from_list([{"text": "某局12", "spans": [{"start": 2, "end": 4, "label": "figure"}]}])
    made.save_to_disk(str(tmp_path / "a"))
    (found,) = (align(given, known_labels()) for given in read_dataset(tmp_path / "a"))
    assert found.annotated is not None
    assert (found.annotated.split, found.annotated.tags[0].label) == ("train", "figure")
    datasets.Dataset.from_list([{"sentence": "某局"}]).save_to_disk(str(tmp_path / "b"))
    with pytest.raises(UsageError, match="columns sentence"):
        list(read_dataset(tmp_path / "b"))
    with pytest.raises(UsageError, match="cannot be read"):
        list(read_dataset(tmp_path / "none"))


def test_splits_are_folders_of_their_own(tmp_path: Path) -> None:
    assert write_dataset(tmp_path / "a", read_annotations([GOLD])) >= 10
    assert {path.name for path in (tmp_path / "a").iterdir() if path.is_dir()} == {"train", "validation", "test"}
