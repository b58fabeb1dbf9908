"""The model card, written from a model's own files and what was measured on it.

It begins with the metadata that the Hugging Face Hub reads (model-index, see its page on model cards).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from gkml.tagging.model import MANIFEST

__all__ = ["write_card"]

_TEXT = """# {name}

A token classifier over characters that tags the headings, row labels, column heads, figures, units and remarks of
Chinese government information disclosure reports (政府信息公开工作年度报告). gkml combines it with its rules.

- **Network**: {architecture}, {sizes}, {vocabulary:,} characters, {labels} labels in IOB2.
  Characters are read within their cell; cells, each with its place in row and table, together in windows of {window}
  (`docs/model.md`).
- **Weights**: trained from scratch by gkml, on nothing but synthetic reports made by `training/synthesis`. No weights
  and no text from anywhere else.
- **Files**: `characters.onnx` and `model.int8.onnx` are what gkml runs (onnxruntime, no torch); `model.safetensors` and
  `config.json` are the weights for transformers, whose `Auto` classes load them and the tokenizer after
  `import gkml.integrations.huggingface`; `vocabulary.json`; `manifest.json` (hashes, labels, temperature
  {temperature}).
- **Licence**: Apache-2.0.

## Made by

    python -m training.train configs/training/base.yaml --out runs/base
    python -m training.train configs/training/early.yaml --base-model runs/base --out models/{name}
    python -m training.export models/{name}
    python -m training.calibrate models/{name} --only temperature
    python -m training.evaluate --model models/{name} --card

## Measured

On the frozen suite of synthetic reports (`training/synthesis/suite.py`; levels 0 clean to 3 worse than what is
published, *unseen*: kinds of noise, layouts and wordings that training never uses), by the last command above.

{tables}

## By label

{by_label}

## Limits

Trained on synthetic text alone: the noise it stands is the noise that was thought of. It reads the forms of 2014, 2019
and 2021. Which column a figure stands in it tells by the usual order, even where heads stand in another. It cannot know
where digits that were run together part, and does not try. Confidence comes from the combination of model and rules;
what is doubtful is marked for review.
"""


def write_card(folder: Path, tables: Sequence[str], measured: Mapping[str, Any]) -> Path:
    """Write ``README.md`` into the folder of a model.

    Args:
        folder: of the model.
        tables: lines of Markdown that show what was measured on the suite.
        measured: the same as data (``training.evaluation.Evaluation.to_plain``), for the metadata and the labels.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    text = _TEXT.format(
        name=manifest["name"],
        architecture=config["architectures"][0],
        sizes=", ".join(f"{shown} {config[key]}" for key, shown in _SIZES.items() if key in config),
        vocabulary=config["vocab_size"],
        labels=len(manifest["labels"]),
        window=manifest["window"],
        temperature=manifest["temperature"],
        tables="\n".join(tables).rstrip(),
        by_label="\n".join(_label_table(measured["labels"])),
    )
    front = yaml.safe_dump(_metadata(manifest["name"], measured), sort_keys=False, allow_unicode=True)
    path = folder / "README.md"
    path.write_text(f"---\n{front}---\n\n{text}", encoding="utf-8")
    return path


_SIZES = {"hidden_size": "hidden size", "num_hidden_layers": "layers", "num_attention_heads": "heads"}


def _label_table(labels: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    yield "| label | precision | recall | F1 | support |"
    yield "|---|---|---|---|---|"
    for label, score in labels.items():
        yield "| {} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {support} |".format(label, **score)


def _metadata(name: str, measured: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "language": ["zh"],
        "license": "apache-2.0",
        "library_name": "gkml",
        "pipeline_tag": "token-classification",
        "tags": ["token-classification", "document-understanding", "onnx", "government-information-disclosure"],
        "model-index": [{"name": name, "results": [*map(_result, *zip(*measured["parts"].items(), strict=True))]}],
    }


def _result(part: str, scores: Mapping[str, Any]) -> dict[str, Any]:
    """What was measured on one part of the suite."""
    metrics = []
    if "entities" in scores:
        for key in ("f1", "precision", "recall"):
            shown = f"entity {key} (seqeval, strict)"
            metrics.append({"type": key, "name": shown, "value": round(scores["entities"][key], 4)})
    for tagger, cells in scores["cells"].items():
        right = round(cells["right"] / max(1, cells["cells"]), 4)
        metrics.append({"type": "accuracy", "name": f"cells right ({tagger})", "value": right})
    shown = part if part == "unseen" else f"level {part}"
    return {
        "task": {"type": "token-classification", "name": "tags of yearly reports"},
        "dataset": {"type": "gkml-suite", "name": f"gkml frozen suite, {shown}", "split": part},
        "metrics": metrics,
    }
