"""The small parts that the generator is made of: wrapping, cutting, misspelling, words for numbers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.synthesis import suite
from training.synthesis.dice import Dice
from training.synthesis.labels import misspelt
from training.synthesis.noise.unseen import in_words
from training.synthesis.segments import Segment, cut_segment, line_text, wrap
from training.synthesis.traditional import PINYIN, to_traditional


@given(st.text("规章公开申请0123，", min_size=1, max_size=60), st.integers(1, 20), st.integers(0, 20))
def test_wrap_keeps_all_print(text: str, width: int, first: int) -> None:
    lines = wrap(
        (Segment(text[: len(text) // 2], "row:requests.granted"), Segment(text[len(text) // 2 :])), width, first=first
    )
    assert "".join(map(line_text, lines)) == text
    assert all(len(line_text(line).rstrip("，")) <= width for line in lines[1:])  # commas may hang


def test_cut_labels_are_head_and_tail() -> None:
    first, second = cut_segment(Segment("（一）予以公开", "row:requests.granted"), 3)
    assert (first.text, first.part, second.text, second.part) == ("（一）", "head", "予以公开", "tail")
    _, third = cut_segment(second, 2)
    assert third.part == "tail"
    assert cut_segment(Segment("公开"), 1)[0].part == "whole"


@given(st.integers(), st.text("规章公开申请办理总计", min_size=1, max_size=20), st.integers(0, 6))
def test_misspelt_labels_keep_their_first_character(seed: int, text: str, strokes: int) -> None:
    damaged = misspelt(Dice(seed), text, strokes)
    assert damaged[0] == text[0]
    assert abs(len(damaged) - len(text)) <= strokes


def test_dice_are_fair_enough() -> None:
    dice = Dice(5)
    assert {dice.integer(1, 3) for _ in range(100)} == {1, 2, 3}
    assert Counter(dice.weighted((("a", 3.0), ("b", 1.0))) for _ in range(4000))["a"] == pytest.approx(3000, abs=150)
    assert sorted(dice.shuffled(range(9))) == list(range(9))
    assert dice.sample("abc", 3) == ["a", "b", "c"]


def test_numbers_in_words() -> None:
    assert [in_words(n) for n in (0, 7, 10, 15, 20, 103, 110, 1005, 1050, 2345)] == [
        *("零", "七", "十", "十五", "二十", "一百零三", "一百一十", "一千零五", "一千零五十", "二千三百四十五"),
    ]


def test_pinyin_is_of_characters_that_differ() -> None:
    differing = {sign for sign in PINYIN if ord(sign) in to_traditional()}
    assert len(differing) > 0.8 * len(PINYIN)


# ---------------------------------------------------------------------------------------------------------------------
# The frozen suite


def test_suite_is_the_frozen_one() -> None:
    assert suite.digest() == suite.frozen_digest(), "freeze anew with the intention to measure everything again"


def test_suite_seeds_are_no_training_seeds() -> None:
    seeds = [int(report.name.split("-")[1]) for report in suite.suite()]
    assert min(seeds) >= suite.FIRST_SEED
    assert len(set(seeds)) == len(seeds) == 300


def test_suite_is_written_with_its_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["--write", str(tmp_path)]) == 0
    files = {path.name for path in tmp_path.iterdir() if path.is_file()}
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "gold").iterdir()]
    assert {gold["file"] for gold in golds} == files
    assert len(files) == 300
    assert "300 reports" in capsys.readouterr().err


def test_a_changed_suite_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "digest", lambda: "0" * 64)
    assert suite.main(["--check"]) == 1
    monkeypatch.setattr(suite, "digest", suite.frozen_digest)
    assert suite.main(["--check"]) == 0
