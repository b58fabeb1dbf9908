"""Labelled windows: padding is not learnt, what is hidden is hidden, figures point to their cells."""

from __future__ import annotations

import random

import numpy as np
import pytest

from gkml.labels import LabelSet
from gkml.tagging.encoding import encode
from gkml.tagging.segments import PLACES
from gkml.template import load_templates
from tests.conftest import ROOT
from training.configuration import DataPart, load_configuration
from training.dataset import labelled_report
from training.network import character_vocabulary
from training.synthesis import synthesise
from training.windows import IGNORED, SegmentWindows, TokenWindows, Window, collate, pointer_names

LABELS = LabelSet.from_templates(load_templates())
VOCABULARY = character_vocabulary().ids()
DATA = load_configuration(ROOT / "configs" / "training" / "base.yaml").data
KINDS = [SegmentWindows, TokenWindows]


def _windows(kind: type[SegmentWindows | TokenWindows], seed: int, data: DataPart) -> list[Window]:
    labelled = labelled_report(synthesise(seed, 0))
    assert labelled is not None
    encoding = encode(labelled.document, VOCABULARY)
    return list(kind(LABELS, VOCABULARY, 96, 16)(encoding, labelled.tags, data, random.Random(seed)))


def test_padding_is_masked_and_not_learnt() -> None:
    window = {"input_ids": np.ones(3, int), "places": np.ones((2, 5), int), "labels": np.ones(3, int)}
    longer = {"input_ids": np.ones(5, int), "places": np.ones((1, 5), int), "labels": np.ones(5, int)}
    batch = collate([window, longer])
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 0, 0], [1] * 5]
    assert batch["labels"][0].tolist() == [1, 1, 1, IGNORED, IGNORED]
    assert not batch["places"][1, 1].any()
    assert set(collate([window], names=("input_ids",))) == {"input_ids", "labels"}


@pytest.mark.parametrize("kind", KINDS)
def test_columns_are_hidden_where_places_are(kind: type[SegmentWindows | TokenWindows]) -> None:
    data = DATA.model_copy(update={"place_dropout": 1.0, "token_noise": 0.0})
    for window in _windows(kind, 5, data):
        if kind is TokenWindows:
            assert not window["bbox"].any()
            assert not window["token_type_ids"].any()
        else:
            hidden = [PLACES.index(name) for name in ("cell", "cells_left", "column")]
            assert not window["places"][:, hidden].any()
            assert window["places"][:, PLACES.index("opener")].all()


@pytest.mark.parametrize("kind", KINDS)
def test_windows_hold_every_character(kind: type[SegmentWindows | TokenWindows]) -> None:
    found = _windows(kind, 6, DATA.undisturbed())
    labelled = labelled_report(synthesise(6, 0))
    assert labelled is not None
    whole = int((encode(labelled.document, VOCABULARY).offsets >= 0).sum())
    assert sum(int((window["labels"] != IGNORED).sum()) for window in found) >= whole


def test_a_fragment_is_one_short_window() -> None:
    data = DATA.undisturbed().model_copy(update={"fragments": 1.0})
    (found,) = _windows(SegmentWindows, 7, data)
    assert len(found["places"]) <= 96 // 3


def test_figures_point_to_their_cells() -> None:
    rows, columns = pointer_names(LABELS)
    for seed in range(8, 14):
        report = synthesise(seed, 0)
        labelled = labelled_report(report)
        assert labelled is not None
        pointed = {
            f"{rows[row]}.{columns[column]}"
            for window in _windows(SegmentWindows, seed, DATA.undisturbed())
            for row, column in zip(window["row_labels"], window["column_labels"], strict=True)
            if row != IGNORED
        }
        printed = {cell for cell, value in report.gold["cells"].items() if value is not None}
        assert pointed <= set(report.gold["cells"])
        assert len(pointed & printed) >= 0.9 * len(printed)
