"""Export a trained network for the runtime: ONNX, int8, manifest with hashes.

    python -m training.export models/gkml-base

Reads ``config.json``, ``model.safetensors`` and ``vocabulary.json``; writes ``model.onnx`` (kept out of the
repository), ``model.int8.onnx`` and ``manifest.json``. The temperature of an earlier manifest is kept;
``training.calibrate`` sets it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForTokenClassification

from gkml.integrations.huggingface import TableConfig, TableForTokenClassification
from gkml.labels import LabelSet
from gkml.tagging.model import MANIFEST
from gkml.tagging.segments import PLACES
from gkml.tagging.table_network import CHARACTERS
from gkml.template import load_templates
from training.configuration import load_configuration
from training.network import inputs_of

__all__ = ["export", "write_manifest"]

_FULL, _SMALL = "model.onnx", "model.int8.onnx"
_HASHED = ("vocabulary.json", CHARACTERS, _FULL, _SMALL, "model.safetensors")
_OPSET = 17  # layer normalisation as one operator, known to every onnxruntime of the last years


class _Tokens(torch.nn.Module):
    """An encoder of tokens with its inputs in a fixed order and its logits alone."""

    def __init__(self, network: torch.nn.Module, inputs: tuple[str, ...]) -> None:
        super().__init__()
        self.network, self.inputs = network, inputs

    def forward(self, *given: torch.Tensor) -> torch.Tensor:
        """Logits."""
        logits: torch.Tensor = self.network(**dict(zip(self.inputs, given, strict=True))).logits
        return logits


class _Characters(torch.nn.Module):
    """The first half of a table network: characters of cells, parted by padding."""

    def __init__(self, network: TableForTokenClassification) -> None:
        super().__init__()
        self.encoder = network.encoder

    def forward(self, input_ids: torch.Tensor, offsets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """States, and these lifted, of ``(n,)`` characters."""
        states, lifted = self.encoder(input_ids[None], offsets[None])
        return states[0], lifted[0]


class _Reader(torch.nn.Module):
    """The second half: segments of one window, and the labels of characters."""

    def __init__(self, network: TableForTokenClassification) -> None:
        super().__init__()
        self.reader = network.reader

    def forward(
        self,
        pooled: torch.Tensor,
        places: torch.Tensor,
        lifted: torch.Tensor,
        segments: torch.Tensor,
        temperature: torch.Tensor,
    ) -> tuple[torch.Tensor, ...]:
        """Log probabilities of labels, rows and columns."""
        read = self.reader.segments(pooled[None], places[None])
        labels = self.reader.tell(lifted, self.reader.lower(read)[0][segments]) / temperature
        found = (labels, self.reader.rows(read)[0], self.reader.columns(read)[0])
        return tuple(torch.log_softmax(logits, dim=-1) for logits in found)


def export(folder: Path, *, window: int, margin: int, name: str) -> None:
    """Write the ONNX files and the manifest of the network in ``folder``."""
    network = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32, local_files_only=True).eval()
    if isinstance(network, TableForTokenClassification):
        _export_table(network, folder)
    else:
        example = {name: _example(name) for name in inputs_of(network)}
        axes = {0: "batch", 1: "tokens"}
        dynamic = dict.fromkeys((*example, "logits"), axes)
        _to_onnx(_Tokens(network, tuple(example)), example, ["logits"], dynamic, folder / _FULL)
    _to_integers(folder / _FULL, folder / _SMALL)
    write_manifest(folder, window=window, margin=margin, name=name)


def _example(name: str) -> torch.Tensor:
    if name == "bbox":
        return torch.zeros((2, 16, 4), dtype=torch.int64)
    return torch.full((2, 16), int(name != "token_type_ids"), dtype=torch.int64)


def _export_table(network: TableForTokenClassification, folder: Path) -> None:
    config, ones = network.config, torch.ones
    characters = {"input_ids": ones(16, dtype=torch.int64), "offsets": ones((16, 2), dtype=torch.int64)}
    named = [*characters, "states", "lifted"]
    # Not in integers, which would make what is kept of a cell depend on those that were read along with it.
    _to_onnx(_Characters(network), characters, named[2:], {key: {0: "n"} for key in named}, folder / CHARACTERS)
    table = {
        "pooled": ones(4, 2 * config.character_size),
        "places": ones((4, len(PLACES)), dtype=torch.int64),
        "lifted": ones(16, config.head_size),
        "segments": ones(16, dtype=torch.int64),
        "temperature": torch.tensor(1.0),
    }
    dynamic = {name: {0: "m"} for name in ("pooled", "places", "rows", "columns")}
    dynamic |= {name: {0: "n"} for name in ("lifted", "segments", "labels")}
    _to_onnx(_Reader(network), table, ["labels", "rows", "columns"], dynamic, folder / _FULL)


def _to_onnx(
    module: torch.nn.Module,
    example: dict[str, torch.Tensor],
    outputs: list[str],
    dynamic: dict[str, dict[int, str]],
    path: Path,
) -> None:
    torch.onnx.export(
        module,
        tuple(example.values()),
        str(path),
        input_names=list(example),
        output_names=outputs,
        dynamic_axes=dynamic,
        opset_version=_OPSET,
        dynamo=False,
    )


def _to_integers(path: Path, out: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(path),
        str(out),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )


def write_manifest(folder: Path, *, window: int, margin: int, name: str, temperature: float | None = None) -> None:
    """Hashes, labels and the settings that the runtime needs; of a table network its configuration has them too."""
    path = folder / MANIFEST
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    templates = load_templates()
    config = _config_of(folder)
    manifest = {
        "name": name,
        "architecture": "table" if config.get("model_type") == TableConfig.model_type else "tokens",
        "window": window,
        "margin": margin,
        "temperature": before.get("temperature", 1.0) if temperature is None else temperature,
        "template_hash": templates.hash,
        "labels": _labels_of(config) or LabelSet.from_templates(templates).labels,
        "rows": config.get("pointer_rows", []),
        "columns": config.get("pointer_columns", []),
        "files": {
            file: hashlib.sha256((folder / file).read_bytes()).hexdigest()
            for file in _HASHED
            if (folder / file).exists()
        },
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if manifest["architecture"] == "table":
        own = TableConfig.from_pretrained(folder, local_files_only=True)
        own.window, own.margin, own.label_temperature = window, margin, manifest["temperature"]
        own.save_pretrained(folder)


def _config_of(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return config


def _labels_of(config: dict[str, Any]) -> list[str]:
    """The labels that a network was trained for, which may be fewer than those of the forms of today."""
    named = config.get("id2label", {})
    ordered = [named[number] for number in sorted(named, key=int)]
    return [label.removeprefix("B-") for label in ordered if label.startswith("B-")]


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--configuration", type=Path, default=Path("configs/training/base.yaml"))
    parsed = parser.parse_args(arguments)
    windows = load_configuration(parsed.configuration).windows
    export(parsed.folder, window=windows.size, margin=windows.margin, name=parsed.folder.name)
    for file in ("model.onnx", "model.int8.onnx"):
        print(f"{file}: {(parsed.folder / file).stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
