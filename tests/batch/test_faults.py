"""A small fault test: hangs, crashes, bombs and garbage among the documents, and kills in between.

``python benchmarks/faults.py`` does the same with 2,000 documents and 20 kills.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.batch.faults import Way, check, finish, kill_at_random, write_corpus
from tests.batch.poison import harmless

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_nothing_is_lost_doubled_or_changed_by_poison_and_kills_while_inputs_are_added(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    poisoned = write_corpus(inputs, 40, 0.15, harmless)
    assert len(poisoned) == 6
    paths = sorted(map(str, inputs.iterdir()))
    way = Way("tests.batch.poison:load_light", seconds=1.0, grace=0.5)
    quiet, folder = tmp_path / "quiet", tmp_path / "run"
    seconds = finish(paths, quiet, way)
    check(quiet, quiet, paths, poisoned)
    dice = random.Random(5)
    for number in (25, 40):
        kill_at_random(dice.sample(paths, number), folder, way, dice, seconds / 2)
    finish(paths, folder, way)
    check(folder, quiet, paths, poisoned)
