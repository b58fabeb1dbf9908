"""An encoder of others as the runtime runs it, here one whose logits are its inputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gkml.tagging.encoding import SPECIALS, Encoding, encode
from gkml.tagging.manifest import Manifest
from gkml.tagging.token_network import TokenNetwork
from tests.conftest import text_document

onnx = pytest.importorskip("onnx")

VOCABULARY = {token: number for number, token in enumerate((*SPECIALS, *"规章许可"))}
MANIFEST = Manifest(name="echo", window=16, margin=2, temperature=2.0, labels=["figure"], files={})


def _model(folder: Path, name: str) -> Path:
    """A token's three logits are its number, one and zero."""
    helper, types = onnx.helper, onnx.TensorProto
    given = helper.make_tensor_value_info(name, types.INT64, (1, "n"))
    found = helper.make_tensor_value_info("logits", types.FLOAT, (1, "n", 3))
    scale = onnx.numpy_helper.from_array(np.array([1, 0, 0], np.float32), "scale")
    shift = onnx.numpy_helper.from_array(np.array([0, 1, 0], np.float32), "shift")
    last = onnx.numpy_helper.from_array(np.array([2], np.int64), "last")
    nodes = [
        helper.make_node("Cast", [name], ["real"], to=types.FLOAT),
        helper.make_node("Unsqueeze", ["real", "last"], ["one"]),
        helper.make_node("Mul", ["one", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "shift"], ["logits"]),
    ]
    graph = helper.make_graph(nodes, "echo", [given], [found], [scale, shift, last])
    path = folder / "model.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def _encoding() -> Encoding:
    return encode(text_document("规章\t1\t2\t3\n许可\t4\t5\t6\n" * 8), VOCABULARY)


def test_every_character_gets_the_logits_of_its_own_token(tmp_path: Path) -> None:
    encoding = _encoding()
    network = TokenNetwork(_model(tmp_path, "input_ids"), MANIFEST, len(VOCABULARY), 1)
    found = network(encoding).labels
    assert np.allclose(np.exp(found).sum(axis=1), 1, atol=1e-5)
    ids = encoding.ids[encoding.offsets >= 0]
    assert np.allclose(2.0 * (found[:, 0] - found[:, 2]), ids, atol=1e-4)
    assert network.outputs() == (3,)


def test_an_input_that_no_model_can_be_given_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="asks for 'mood'; what a model can be given is input_ids"):
        TokenNetwork(_model(tmp_path, "mood"), MANIFEST, len(VOCABULARY), 1)
