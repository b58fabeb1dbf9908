"""The model card, written from a model's own files and what was measured on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from gkml.tagging.model import MANIFEST

__all__ = ["write_card"]

_TEXT = """# {name}

A token classifier over characters that tags the headings, row labels, column heads, figures, units and remarks of
Chinese government information disclosure reports (政府信息公开工作年度报告). gkml combines it with its rules.

- **Network**: {architecture}, hidden size {hidden_size}, {layers} layers, {heads} heads, {vocabulary:,} characters,
  {labels} labels in IOB2. Layout input: place of a character in its cell and row, and the figure that it stands over
  or under where lines have columns. Windows of {window} tokens.
- **Weights**: trained from scratch by gkml, on nothing but synthetic reports made by `training/synthesis`. No weights
  and no text from anywhere else.
- **Files**: `model.int8.onnx` is what gkml runs (onnxruntime, no torch); `model.safetensors` and `config.json` are the
  full weights; `vocabulary.json`, `manifest.json` (hashes, labels, temperature {temperature}).
- **Licence**: Apache-2.0.

## Made by

    python -m training.train configs/training/base.yaml --out models/{name}
    python -m training.export models/{name}
    python -m training.calibrate models/{name} --only temperature
    python -m training.evaluate --model models/{name} --card

## Measured

On the frozen suite of synthetic reports (`training/synthesis/suite.py`; levels 0 clean to 3 worse than what is
published, *unseen*: kinds of noise, layouts and wordings that training never uses), by the last command above.

{tables}

## Limits

Trained on synthetic text alone: the noise it stands is the noise that was thought of. It reads the forms of 2019 and
2021, not the indicator table of earlier years. It cannot know where digits that were run together part, and does not
try. Confidence comes from the combination of model and rules; what is doubtful is marked for review.
"""


def write_card(folder: Path, tables: Sequence[str]) -> Path:
    """Write ``README.md`` into the folder of a model."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    text = _TEXT.format(
        name=manifest["name"],
        architecture=config["architectures"][0],
        hidden_size=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        vocabulary=config["vocab_size"],
        labels=len(manifest["labels"]),
        window=manifest["window"],
        temperature=manifest["temperature"],
        tables="\n".join(tables),
    )
    path = folder / "README.md"
    path.write_text(text, encoding="utf-8")
    return path
