"""The whole way of a model: configuration, training, export, calibration, loading; and the shipped one."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from transformers import AutoModelForTokenClassification, EarlyStoppingCallback

from gkml.annotations.lines import write_annotations
from gkml.errors import UsageError
from gkml.labels import LabelSet
from gkml.readers import read
from gkml.tagging.encoding import encode
from gkml.tagging.model import ModelError, ModelTagger, model_folder
from gkml.tagging.segments import Segmenter, cell_offsets, segment_windows
from gkml.template import load_templates
from tests.conftest import EXAMPLES, ROOT
from training.annotations import synthetic_documents
from training.calibrate import fit_temperature
from training.configuration import TrainingConfiguration, load_configuration
from training.dataset import LabelledDocument, WindowStream, labelled_report
from training.export import export
from training.network import character_vocabulary
from training.synthesis import synthesise
from training.train import main, train
from training.windows import IGNORED, labels_of

LABELS = LabelSet.from_templates(load_templates())
VOCABULARY = character_vocabulary()
SHIPPED = pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")


def _tiny_configuration(steps: int = 4) -> TrainingConfiguration:
    settings_ = yaml.safe_load((ROOT / "configs" / "training" / "base.yaml").read_text(encoding="utf-8"))
    settings_["model"].update(
        character_size=8, character_layers=1, hidden_size=12, num_hidden_layers=1, num_attention_heads=2, head_size=8
    )
    settings_["windows"].update(size=96, margin=16)
    settings_["trainer"].update(threads=1, validation_windows=8)
    settings_["arguments"].update(max_steps=steps, per_device_train_batch_size=4, warmup_steps=0, bf16=False)
    settings_["arguments"].update(eval_steps=2, dataloader_num_workers=0)  # a test sees what its own process does
    return TrainingConfiguration.model_validate(settings_)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a few steps."""
    folder = tmp_path_factory.mktemp("tiny") / "model"
    train(_tiny_configuration(), folder)
    export(folder, window=96, margin=16, name="tiny")
    return folder


def test_training_leaves_a_model_that_the_runtime_loads(tiny: Path) -> None:
    assert {path.name for path in tiny.iterdir()} >= {"model.safetensors", "config.json", "run", "manifest.json"}
    tagger = ModelTagger(tiny, load_templates())
    document = read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name)
    encoding = encode(document, tagger.vocabulary)
    scores = tagger.network(encoding)
    assert scores.labels.shape == ((encoding.offsets >= 0).sum(), len(LABELS.bio))
    assert np.allclose(np.exp(scores.labels).sum(axis=1), 1, atol=1e-4)
    for tag in tagger(document):
        assert document.text[tag.start : tag.end].strip()
        assert tag.label in LABELS.labels


def test_onnx_gives_what_the_network_gives(tiny: Path) -> None:
    """A whole window at once against cells by themselves, pooled, and read."""
    network = AutoModelForTokenClassification.from_pretrained(tiny).eval()
    tagger = ModelTagger(tiny, load_templates(), file="model.onnx")
    encoding = encode(read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name), tagger.vocabulary)
    segments = Segmenter(tagger.vocabulary)(encoding)
    first, second = list(segment_windows(segments, 96, 16))[:2]
    part = segments.tokens(first.start, first.end)
    with torch.no_grad():
        output = network(
            input_ids=torch.tensor(encoding.ids[part].astype(np.int64))[None],
            offsets=torch.tensor(cell_offsets(encoding)[part])[None],
            segments=torch.tensor(segments.numbers[part])[None],
            places=torch.tensor(segments.places[first.start : first.end])[None],
        )
    found = tagger.network(encoding)
    kept = (encoding.offsets[part] >= 0) & (segments.numbers[part] < first.keep_end)
    expected = torch.log_softmax(output.logits[0], -1)[kept].numpy()
    assert second.keep_start == first.keep_end
    assert np.allclose(found.labels[: len(expected)], expected, atol=1e-3)
    assert found.pointers is not None
    rows = output.row_logits[0].argmax(-1).numpy()[: first.keep_end]
    assert (found.pointers.numbers[0, : first.keep_end] == rows).mean() > 0.95  # ties may fall otherwise


def test_what_is_kept_of_cells_changes_nothing(tiny: Path) -> None:
    """The same document behind others, which leave states of its cells, to the last bit."""
    documents = [read(path.read_bytes(), path.name) for path in EXAMPLES[:4]]
    taggers = [ModelTagger(tiny, load_templates()) for _ in range(2)]
    for document in documents:
        taggers[1](document)
    encoding = encode(documents[0], taggers[0].vocabulary)
    fresh, warm = (tagger.network(encoding).labels for tagger in taggers)
    assert np.array_equal(fresh, warm)


class _InterruptedError(Exception):
    """What stops a training in its middle."""


def _weights(folder: Path) -> dict[str, torch.Tensor]:
    return dict(load_file(folder / "model.safetensors"))


def test_a_training_that_was_interrupted_ends_as_if_it_had_not_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(EarlyStoppingCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if state.global_step == 5:  # behind the checkpoint of step 4
                raise _InterruptedError

    Stopping.__name__ = "EarlyStoppingCallback"  # by which the checkpoint knows it
    configuration = _tiny_configuration(steps=8)
    train(configuration, tmp_path / "whole")
    with monkeypatch.context() as patched:
        patched.setattr("training.train.EarlyStoppingCallback", Stopping)
        with pytest.raises(_InterruptedError):
            train(configuration, tmp_path / "broken")
    assert not (tmp_path / "broken" / "model.safetensors").exists()
    train(configuration, tmp_path / "broken", resume=True)
    whole, broken = _weights(tmp_path / "whole"), _weights(tmp_path / "broken")
    assert whole.keys() == broken.keys()
    for name, weights in whole.items():
        assert torch.allclose(weights, broken[name], atol=1e-6), name
    curves = [(tmp_path / run / "run" / "curves.csv").read_text(encoding="utf-8") for run in ("whole", "broken")]
    assert curves[0] == curves[1]
    assert curves[0].splitlines()[-1].startswith("8,")


def test_annotated_documents_are_trained_on_and_validated_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command line; the windows of the two splits are told by where they come from."""
    file = tmp_path / "annotated.jsonl"
    found = list(synthetic_documents(12, seed=50))
    write_annotations(file, found)
    splits = Counter(annotated.split for annotated in found)
    assert {"train", "validation"} <= splits.keys()
    texts = {annotated.document.text: annotated.split for annotated in found}
    used: Counter[str] = Counter()
    original = WindowStream.labelled_windows

    def counted(self: WindowStream, labelled: LabelledDocument, rng: random.Random) -> Iterator[dict[str, Any]]:
        used[texts.get(labelled.document.text, "synthetic")] += 1
        return original(self, labelled, rng)

    monkeypatch.setattr(WindowStream, "labelled_windows", counted)
    monkeypatch.setattr("training.train.load_configuration", lambda _: _tiny_configuration())
    assert main(["tiny.yaml", "--out", str(tmp_path / "model"), "--annotations", str(file)]) == 0
    assert used["train"] > 0
    assert used["validation"] == splits["validation"]
    assert used["test"] == 0
    assert used["synthetic"] > used["train"]


def test_what_nobody_checked_is_not_trained_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "unchecked.jsonl"
    write_annotations(file, [replace(found, checked=False) for found in synthetic_documents(1, seed=50)])
    arguments = [str(ROOT / "configs" / "training" / "base.yaml"), "--out", str(tmp_path / "model")]
    assert main([*arguments, "--annotations", str(file)]) == 1
    assert "not checked" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_a_changed_file_is_refused(tiny: Path, tmp_path: Path) -> None:
    for name in ("manifest.json", "vocabulary.json", "characters.onnx", "model.int8.onnx"):
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    ModelTagger(tmp_path, load_templates())
    (tmp_path / "model.int8.onnx").write_bytes((tiny / "model.int8.onnx").read_bytes() + b"\0")
    with pytest.raises(ModelError, match="hash"):
        ModelTagger(tmp_path, load_templates())


def test_a_model_of_other_labels_is_refused(tiny: Path, tmp_path: Path) -> None:
    for name in ("vocabulary.json", "characters.onnx", "model.int8.onnx"):
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    manifest = json.loads((tiny / "manifest.json").read_text(encoding="utf-8"))
    manifest["labels"] = manifest["labels"][:-1]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="labels"):
        ModelTagger(tmp_path, load_templates())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("max_steps", 0),
        ("per_device_train_batch_size", "many"),
        ("learning_rate", -1.0),
        ("unheard_of", 1),
        ("output_dir", "elsewhere"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_key(key: str, value: object, tmp_path: Path) -> None:
    settings_ = yaml.safe_load((ROOT / "configs" / "training" / "base.yaml").read_text(encoding="utf-8"))
    settings_["arguments"][key] = value
    path = tmp_path / "wrong.yaml"
    path.write_text(yaml.safe_dump(settings_), encoding="utf-8")
    with pytest.raises(UsageError, match=f"arguments.*{key}"):
        load_configuration(path)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**9 - 1), st.integers(0, 3))
def test_spans_of_the_file_become_labels_of_the_same_characters(seed: int, level: int) -> None:
    report = synthesise(seed, level)
    if report.suffix == ".html":
        return  # tests/training/test_pages.py
    labelled = labelled_report(report)
    assert labelled is not None
    encoding = encode(labelled.document, VOCABULARY.ids())
    bio = {label: number for number, label in enumerate(LABELS.bio)}
    labels = labels_of(encoding, labelled.tags, bio)
    assert ((labels == IGNORED) == (encoding.offsets < 0)).all()
    spans = {at: label for start, end, label, _ in report.spans for at in range(start, end)}
    cells = [cell for row in labelled.document.rows for cell in row.cells]
    source = {cell.start + at: (cell.source or 0) + at for cell in cells for at in range(cell.end - cell.start)}
    for offset, label in zip(encoding.offsets, labels, strict=True):
        if offset >= 0:
            expected = spans.get(source[int(offset)], "O")
            assert LABELS.bio[label].partition("-")[2] == ("" if expected == "O" else expected)


@settings(deadline=None, max_examples=15)
@given(st.floats(0.6, 2.5), st.integers(0, 2**32 - 1))
def test_the_temperature_undoes_a_known_one(temperature: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits = rng.normal(scale=2.0, size=(6000, 5))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (probabilities.cumsum(axis=1) > rng.random((6000, 1))).argmax(axis=1)
    found = fit_temperature((logits * temperature).astype(np.float32), labels)
    assert found == pytest.approx(temperature, rel=0.12)


@SHIPPED
def test_int8_tags_as_the_full_network_does(tmp_path: Path) -> None:
    """The shipped int8 model against its own weights in full precision, on the examples."""
    folder = model_folder()
    for name in ("config.json", "model.safetensors", "vocabulary.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    export(tmp_path, window=manifest["window"], margin=manifest["margin"], name="full")
    full = ModelTagger(tmp_path, load_templates(), file="model.onnx")
    small = ModelTagger(folder, load_templates())
    same = different = 0
    for path in EXAMPLES:
        document = read(path.read_bytes(), path.name)
        ours = {(tag.start, tag.end, tag.label) for tag in small(document)}
        theirs = {(tag.start, tag.end, tag.label) for tag in full(document)}
        same += len(ours & theirs)
        different += len(ours ^ theirs)
    assert different <= 0.01 * same


@SHIPPED
def test_the_shipped_model_is_small_enough() -> None:
    assert sum(path.stat().st_size for path in model_folder().iterdir()) < 15_000_000
