"""Ablations: equal budgets, no run made twice, tables that say what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from gkml.labels import LabelSet, Tag
from gkml.tagging.encoding import Encoding
from gkml.tagging.scores import Scores
from gkml.template import load_templates
from tests.conftest import ROOT, text_document
from training import ablations
from training.configuration import load_configuration
from training.dataset import LabelledDocument

BASE = load_configuration(ROOT / "configs" / "training" / "base.yaml")


@pytest.mark.parametrize("name", ablations.CANDIDATES)
def test_every_candidate_sees_as_many_segments(name: str) -> None:
    configuration = ablations.changed(BASE, ablations.CANDIDATES[name], 7, 30)
    arguments = configuration.arguments
    assert configuration.windows.size * arguments["per_device_train_batch_size"] == 12 * 384
    assert arguments["max_steps"] == arguments["eval_steps"] == 30
    assert arguments["learning_rate"] == BASE.arguments["learning_rate"]


def test_candidates_differ_from_what_is_shipped_in_one_choice() -> None:
    shipped = ablations.changed(BASE, {}, 7, 30).model_dump()
    for name, changes in ablations.CANDIDATES.items():
        other = ablations.changed(BASE, changes, 7, 30).model_dump()
        differing = {part for part in shipped if shipped[part] != other[part]} - {"arguments"}
        assert len(differing) == bool(changes), name


def test_what_was_run_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    scores = {"window 192": 0.99, "hidden 264": 0.98}

    def fail_after(limit: int) -> None:
        def train(_: object, folder: Path) -> None:
            if len(made) == limit:
                raise KeyboardInterrupt
            made.append(folder.name)

        monkeypatch.setattr(ablations, "train", train)

    class Silent:
        def __init__(self, folder: Path, *_: object, **__: object) -> None:
            self.name = folder.name.rsplit("-", 1)[0].replace("-", " ")

    monkeypatch.setattr(ablations, "export", lambda *_, **__: None)
    monkeypatch.setattr(ablations, "ModelTagger", Silent)
    monkeypatch.setattr(ablations, "validation_parts", lambda _: {})
    monkeypatch.setattr(ablations, "decoder_scores", lambda *_: {"argmax": {"seen": 0.1, "unseen": 0.1}})
    monkeypatch.setattr(
        ablations, "entity_f1", lambda tagger, _: dict.fromkeys(("seen", "unseen"), scores.get(tagger.name, 0.5))
    )
    arguments = ["--configuration", str(ROOT / "configs/training/base.yaml"), "--out", str(tmp_path)]
    fail_after(3)
    with pytest.raises(KeyboardInterrupt):
        ablations.main([*arguments, "--work", str(tmp_path)])
    fail_after(100)
    assert ablations.main([*arguments, "--work", str(tmp_path)]) == 0
    assert len(made) == len(set(made)) == len(ablations.CANDIDATES) + 2 * 2
    assert {"window-192-8", "window-192-9", "hidden-264-8", "hidden-264-9"} <= set(made)
    runs = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["runs"]
    assert sorted(runs["window 192"]) == ["7", "8", "9"]
    table = (tmp_path / "ABLATIONS.md").read_text(encoding="utf-8")
    assert "| window 192 | 3 | 0.9900 ± 0.0000 | 0.9900 ± 0.0000 |" in table
    assert "| argmax | 0.1000 | 0.1000 |" in table


def test_argmax_loses_a_label_where_most_characters_are_in_doubt() -> None:
    labels = LabelSet.from_templates(load_templates())
    document = text_document("规章制度\t1\t2\t3\n")
    truth = (Tag("row:disclosure.rules", 0, 4),)

    class Sure:
        vocabulary: ClassVar[dict[str, int]] = {}

        def network(self, encoding: Encoding) -> Scores:
            offsets = encoding.offsets[encoding.offsets >= 0]
            scores = np.full((len(offsets), len(labels.bio)), -9.0, np.float32)
            scores[:, 0] = 0.0
            for character, offset in enumerate(offsets):
                if offset < 4:
                    state = labels.bio.index("BIII"[offset] + "-row:disclosure.rules")
                    scores[character, state] = -1.0 if offset else 5.0
            return Scores(scores)

    parts = {"seen": [LabelledDocument(document, truth)]}
    found = ablations.decoder_scores(Sure(), parts)  # type: ignore[arg-type]
    assert found["pooling"]["seen"] == found["pooling or best path (as shipped)"]["seen"] == 1.0
    assert found["argmax"]["seen"] < 1.0
