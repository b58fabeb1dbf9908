"""What is chosen for a person: doubts, of many kinds, in many layouts."""

from __future__ import annotations

import pytest

from gkml.annotations.selection import Candidate, record_to_candidate, select
from gkml.pipeline import Pipeline
from tests.conftest import ROOT


def candidate(source: str, layout: str = "a", alone: float = 0.0, **doubts: float) -> Candidate:
    return Candidate(source, doubts, alone, frozenset({layout}))


def names(chosen: list[tuple[Candidate, float]]) -> list[str]:
    return [one.source for one, _ in chosen]


def test_what_is_in_doubt_comes_before_what_is_not() -> None:
    assert names(select([candidate("sure"), candidate("open", contested=4)], 2)) == ["open", "sure"]


def test_another_doubt_comes_before_more_of_the_same() -> None:
    alike = [candidate(f"alike {number}", contested=4) for number in range(5)]
    assert names(select([*alike, candidate("other", merged=3.9)], 2)) == ["alike 0", "other"]


def test_of_equal_doubts_another_layout_is_taken_first() -> None:
    one, two, three = candidate("1", "a", merged=5), candidate("2", "a", merged=5), candidate("3", "b", merged=5)
    assert names(select([one, two, three], 2)) == ["1", "3"]


def test_what_rules_or_model_alone_placed_speaks_for_a_document() -> None:
    assert names(select([candidate("both"), candidate("one", alone=0.8)], 1)) == ["one"]


@pytest.mark.parametrize("count", [1, 3, 10])
def test_there_are_no_more_than_asked_for_and_none_twice(count: int) -> None:
    chosen = names(select([candidate(str(number), merged=number) for number in range(6)], count))
    assert len(chosen) == len(set(chosen)) == min(count, 6)


def test_gains_shrink_from_one_to_the_next() -> None:
    made = [candidate(str(number), "ab"[number % 2], merged=number, contested=7 - number) for number in range(8)]
    gains = [gain for _, gain in select(made, 8)]
    assert gains == sorted(gains, reverse=True)


def test_a_record_tells_its_doubts_and_its_layout(combined: Pipeline) -> None:
    names_ = ("linxi_2023_pipes.txt", "jinshui_2023_contradiction.txt", "beihu_2024_layout.txt")
    records = [combined(ROOT / "examples" / name).to_dict() for name in names_]
    sure, contradicted, laid_out = map(record_to_candidate, records)
    assert sure.open < contradicted.open
    assert contradicted.doubts["checks:fail"] > 0
    assert laid_out.layout != sure.layout
    assert laid_out.layout & sure.layout
