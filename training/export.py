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

import torch
from transformers import AutoModelForTokenClassification

from gkml.labels import LabelSet
from gkml.tagging.model import MANIFEST
from gkml.template import load_templates
from training.configuration import load_configuration
from training.network import inputs_of

__all__ = ["export", "write_manifest"]

_HASHED = ("vocabulary.json", "model.onnx", "model.int8.onnx", "model.safetensors")
_OPSET = 17  # layer normalisation as one operator, known to every onnxruntime of the last years


class _Logits(torch.nn.Module):
    """The network with its inputs in a fixed order and its logits alone."""

    def __init__(self, network: torch.nn.Module, inputs: tuple[str, ...]) -> None:
        super().__init__()
        self.network, self.inputs = network, inputs

    def forward(self, *given: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.network(**dict(zip(self.inputs, given, strict=True))).logits
        return logits


def _example(name: str) -> torch.Tensor:
    if name == "bbox":
        return torch.zeros((2, 16, 4), dtype=torch.int64)
    return torch.full((2, 16), int(name != "token_type_ids"), dtype=torch.int64)


def export(folder: Path, *, window: int, margin: int, name: str) -> None:
    """Write the ONNX files and the manifest of the network in ``folder``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network = AutoModelForTokenClassification.from_pretrained(folder, local_files_only=True).eval()
    example = {name: _example(name) for name in inputs_of(network)}
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        _Logits(network, tuple(example)),
        tuple(example.values()),
        str(folder / "model.onnx"),
        input_names=list(example),
        output_names=["logits"],
        dynamic_axes=dict.fromkeys((*example, "logits"), axes),
        opset_version=_OPSET,
        dynamo=False,
    )
    quantize_dynamic(
        str(folder / "model.onnx"),
        str(folder / "model.int8.onnx"),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )
    write_manifest(folder, window=window, margin=margin, name=name)


def write_manifest(folder: Path, *, window: int, margin: int, name: str, temperature: float | None = None) -> None:
    """Hashes, labels and the settings that the runtime needs."""
    path = folder / MANIFEST
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    templates = load_templates()
    manifest = {
        "name": name,
        "window": window,
        "margin": margin,
        "temperature": before.get("temperature", 1.0) if temperature is None else temperature,
        "template_hash": templates.hash,
        "labels": _labels_of(folder) or LabelSet.from_templates(templates).labels,
        "files": {
            file: hashlib.sha256((folder / file).read_bytes()).hexdigest()
            for file in _HASHED
            if (folder / file).exists()
        },
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _labels_of(folder: Path) -> list[str]:
    """The labels that the network in a folder was trained for, which may be fewer than those of the forms of today."""
    path = folder / "config.json"
    named = json.loads(path.read_text(encoding="utf-8")).get("id2label", {}) if path.exists() else {}
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
