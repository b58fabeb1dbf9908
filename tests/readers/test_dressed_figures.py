"""A property: any figure of any example, dressed in any way that a format has, is read as it is seen or marked."""

from __future__ import annotations

import random

import pytest

from gkml.pipeline import Pipeline
from tests.readers.dressed.checking import dresses_of, silent_errors

_SAMPLES = {"doc": 30, "docx": 40, "html": 60, "pdf": 20, "xlsx": 12}
"""Dresses of each format; ``benchmarks/dressed.py`` goes through all of them, many times."""


@pytest.mark.parametrize("kind", _SAMPLES)
def test_a_dressed_figure_is_read_right_or_marked(kind: str, rules: Pipeline) -> None:
    chance = random.Random(kind)
    found = {}
    for turn, dress in enumerate(chance.sample(dresses_of(kind), _SAMPLES[kind])):
        if errors := silent_errors(kind, dress, turn, rules):
            found[dress] = errors
    assert found == {}
