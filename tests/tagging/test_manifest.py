"""Manifests of models: what does not fit is told by file, key and value, before anything is read by it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gkml.readers import read
from gkml.tagging.encoding import SPECIALS, Encoding, windows
from gkml.tagging.manifest import MANIFEST, Manifest, ModelError, load_manifest
from gkml.tagging.model import ModelTagger, model_folder
from gkml.template import load_templates
from tests.conftest import EXAMPLES

SHIPPED = json.loads((model_folder() / MANIFEST).read_text(encoding="utf-8"))
FILES = ("vocabulary.json", "characters.onnx", "model.int8.onnx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model."""
    for name in (MANIFEST, *FILES):
        shutil.copy(model_folder() / name, tmp_path / name)
    return tmp_path


def rewrite(folder: Path, **changes: Any) -> None:
    """Other values, with hashes that are right."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    manifest = {**SHIPPED, "files": files, **changes}
    kept = {key: value for key, value in manifest.items() if value is not ...}
    (folder / MANIFEST).write_text(json.dumps(kept), encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("architecture", "trees"),
        ("rows", "requests.granted"),
        ("window", 0),
        ("window", -256),
        ("window", 96),  # with a margin of 48, windows would stand still
        ("window", "256"),
        ("window", True),
        ("window", ...),
        ("margin", -1),
        ("margin", 1.5),
        ("temperature", 0),
        ("temperature", -0.75),
        ("temperature", float("nan")),
        ("temperature", float("inf")),
        ("temperature", "warm"),
        ("labels", []),
        ("labels", "section:1"),
        ("labels", None),
        ("name", ""),
        ("files", {"vocabulary.json": "0"}),
        ("files", []),
        ("files", {}),
    ],
)
def test_a_value_that_cannot_be_is_told(folder: Path, key: str, value: Any) -> None:
    rewrite(folder, **{key: value})
    with pytest.raises(ModelError) as caught:
        load_manifest(folder, FILES)
    assert str(folder / MANIFEST) in caught.value.message
    assert key in caught.value.message


def test_a_wrong_number_is_told_with_its_value(folder: Path) -> None:
    rewrite(folder, temperature=-0.75)
    with pytest.raises(ModelError, match=r"temperature: -0\.75: .*greater than 0"):
        load_manifest(folder, FILES)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_what_is_no_manifest_is_told(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(ModelError, match=MANIFEST):
        load_manifest(folder, FILES)


@pytest.mark.parametrize("name", [MANIFEST, *FILES])
def test_a_missing_or_changed_file_is_told(folder: Path, name: str) -> None:
    if name != MANIFEST:
        (folder / name).write_bytes(b"changed")
        with pytest.raises(ModelError, match=f"{name}: its hash"):
            load_manifest(folder, FILES)
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        load_manifest(folder, FILES)


@pytest.mark.parametrize("margin", [0, 1, 2, 3, 8, 33])
def test_every_window_that_is_allowed_moves_on(margin: int) -> None:
    import numpy as np

    smallest = 5 * margin // 2 + 1
    Manifest.model_validate_json(json.dumps({**SHIPPED, "window": smallest, "margin": margin}))
    with pytest.raises(ValueError, match="window"):
        Manifest.model_validate_json(json.dumps({**SHIPPED, "window": smallest - 1, "margin": margin}))
    for special in range(len(SPECIALS)):  # a row begins everywhere, or nowhere
        ids = np.full(400, special, np.int32)
        nothing = np.zeros(400, np.int32)
        encoding = Encoding(ids, np.zeros((400, 4), np.int16), nothing, nothing, nothing, np.zeros(400, np.int16))
        found = windows(encoding, smallest, margin)
        assert [token for window in found for token in range(window.keep_start, window.keep_end)] == list(range(400))


# ---------------------------------------------------------------------------------------------------------------------
# What only opening the model shows


@pytest.mark.parametrize("tokens", [{}, ["a", "b"], [*SPECIALS, "年", "年"], [*SPECIALS, 5], None])
def test_what_is_no_vocabulary_is_told(folder: Path, tokens: Any) -> None:
    (folder / "vocabulary.json").write_text(json.dumps(tokens), encoding="utf-8")
    rewrite(folder)
    with pytest.raises(ModelError, match=r"vocabulary\.json"):
        ModelTagger(folder, load_templates())


def test_a_vocabulary_larger_than_that_of_the_model_is_told(folder: Path) -> None:
    tokens = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    (folder / "vocabulary.json").write_text(json.dumps([*tokens, "\ue000"]), encoding="utf-8")
    rewrite(folder)
    with pytest.raises(ModelError, match=rf"does not run with the {len(tokens) + 1} tokens"):
        ModelTagger(folder, load_templates())


@pytest.mark.parametrize("content", [b"", b"no model", b"\x08\x0a" * 100])
def test_a_file_that_is_no_model_is_told_when_loading(folder: Path, content: bytes) -> None:
    (folder / "model.int8.onnx").write_bytes(content)
    rewrite(folder)
    with pytest.raises(ModelError, match="cannot open it"):
        ModelTagger(folder, load_templates())


def test_operators_that_are_not_known_are_told_when_loading(folder: Path) -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.load(folder / "model.int8.onnx")
    for imported in model.opset_import:
        imported.version = 900
    onnx.save(model, folder / "model.int8.onnx")
    rewrite(folder)
    with pytest.raises(ModelError, match=r"model\.int8\.onnx: onnxruntime .* cannot open it"):
        ModelTagger(folder, load_templates())


def test_a_model_of_other_forms_is_told(folder: Path) -> None:
    labels = [f"row:invented.row{number}" for number in range(len(load_manifest(folder, ()).labels))]
    rewrite(folder, labels=labels)
    with pytest.raises(ModelError, match=f"of the {len(labels)} labels of the model none is that of a row"):
        ModelTagger(folder, load_templates())


def test_labels_that_no_form_has_are_left_out(folder: Path) -> None:
    labels = load_manifest(folder, ()).labels
    rewrite(folder, labels=[label.replace("row:requests.granted", "row:requests.invented") for label in labels])
    tagger = ModelTagger(folder, load_templates())
    assert "row:requests.invented" in tagger.known
    found = {tag.label for tag in tagger(read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name))}
    assert "row:requests.other" in found or "row:requests.partially_granted" in found
    assert not {"row:requests.invented", "row:requests.granted"} & found


@pytest.mark.parametrize("key", ["rows", "columns"])
def test_a_model_that_points_to_other_rows_or_columns_is_told(folder: Path, key: str) -> None:
    rewrite(folder, **{key: SHIPPED[key][:-1]})
    with pytest.raises(ModelError, match="numbers for a token"):
        ModelTagger(folder, load_templates())


def test_a_model_with_other_outputs_is_told(folder: Path) -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.load(folder / "model.int8.onnx")
    last = model.graph.output[0].name
    model.graph.node.append(onnx.helper.make_node("Concat", [last, last], ["doubled"], axis=-1))
    model.graph.output[0].name = "doubled"
    model.graph.output[0].type.tensor_type.ClearField("shape")
    onnx.save(model, folder / "model.int8.onnx")
    rewrite(folder)
    with pytest.raises(ModelError, match="numbers for a token"):
        ModelTagger(folder, load_templates())
