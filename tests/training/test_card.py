"""The model card: metadata as the Hub reads it, and what was measured by level and by label."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from training.card import write_card

SCORE = {"precision": 0.9, "recall": 0.8, "f1": 0.84706, "support": 10}
MEASURED = {
    "parts": {
        "0": {
            "documents": 2,
            "entities": SCORE,
            "cells": {"combined": {"cells": 4, "right": 3, "silent": 0, "review": 1}},
        },
        "unseen": {"documents": 1, "cells": {}},
    },
    "labels": {"row:requests.granted": SCORE},
}


def test_the_card_has_metadata_and_metrics_by_level_and_by_label(tmp_path: Path) -> None:
    manifest = {"name": "some", "labels": ["figure"], "window": 96, "temperature": 0.8}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    config = {"architectures": ["BertForTokenClassification"], "hidden_size": 16, "vocab_size": 4092}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    text = write_card(tmp_path, ["| part | F1 |"], MEASURED).read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    data = yaml.safe_load(front)
    assert (data["license"], data["pipeline_tag"], data["language"]) == ("apache-2.0", "token-classification", ["zh"])
    (model,) = data["model-index"]
    first, last = model["results"]
    assert {metric["name"]: metric["value"] for metric in first["metrics"]} == {
        "entity f1 (seqeval, strict)": 0.8471,
        "entity precision (seqeval, strict)": 0.9,
        "entity recall (seqeval, strict)": 0.8,
        "cells right (combined)": 0.75,
    }
    assert (last["dataset"]["split"], last["metrics"]) == ("unseen", [])
    assert "| row:requests.granted | 0.900 | 0.800 | 0.847 | 10 |" in body
    assert "BertForTokenClassification, hidden size 16, 4,092 characters" in body
