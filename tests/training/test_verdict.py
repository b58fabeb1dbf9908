"""A model is promoted that is better somewhere and worse nowhere; silent errors need no proof."""

from __future__ import annotations

import pytest

from training.measuring import Measured
from training.scoring import CellScore
from training.verdict import FEWEST, compare_measured, judge


def _documents(
    right: int = 90, silent: int = 0, review: int = 10, documents: int = 20, swing: int = 0
) -> list[Measured]:
    """Documents of 100 cells; ``swing`` is added to one and taken from the next."""
    return [
        Measured(
            str(at), "0", None, {"combined": CellScore(1, 100, right + (swing if at % 2 else -swing), silent, review)}
        )
        for at in range(documents)
    ]


def _judged(old: list[Measured], new: list[Measured], **settings: float) -> dict[str, str]:
    return {name: one.judgement for name, one in compare_measured(old, new, tolerated=settings).items()}


def test_what_is_better_is_promoted_with_its_reason() -> None:
    found = compare_measured(_documents(), _documents(right=95))
    assert {name: one.judgement for name, one in found.items()} == {
        "right": "better",
        "silent": "same",
        "review": "same",
    }
    verdict = judge({"annotated": found})
    assert verdict.promote
    assert "better: annotated: share of cells right 0.9000 -> 0.9500" in verdict.reasons[1]


def test_a_gain_does_not_outweigh_a_loss_elsewhere() -> None:
    gained = compare_measured(_documents(), _documents(right=95))
    lost = compare_measured(_documents(), _documents(right=88))
    verdict = judge({"annotated": gained, "suite": lost})
    assert not verdict.promote
    assert verdict.reasons[0] == "it is worse somewhere"
    assert verdict.reasons[1].startswith("worse: suite: share of cells right 0.9000 -> 0.8800")


def test_less_to_review_is_a_gain_and_more_a_loss() -> None:
    assert _judged(_documents(review=10), _documents(review=4))["review"] == "better"
    assert _judged(_documents(review=4), _documents(review=10))["review"] == "worse"


def test_small_losses_are_tolerated_and_how_small_is_a_setting() -> None:
    old, new = _documents(right=9_000), _documents(right=8_999)
    for measured in (*old, *new):
        measured.cells["combined"].cells = 10_000
    assert _judged(old, new)["right"] == "same"
    assert _judged(old, new, right=0.00001)["right"] == "worse"


def test_an_uncertain_loss_of_right_cells_is_unclear_and_of_silence_is_worse() -> None:
    old = _documents(right=90)
    assert _judged(old, _documents(right=89, swing=40))["right"] == "unclear"
    new = _documents(right=90)
    new[0].cells["combined"].silent = 2  # 2 in 2,000 cells, all in one of 20 documents
    found = compare_measured(old, new)
    assert found["silent"].difference.low == 0
    assert found["silent"].judgement == "worse"


def test_of_few_documents_no_gain_counts() -> None:
    few = compare_measured(_documents(documents=FEWEST - 1), _documents(right=95, documents=FEWEST - 1))
    verdict = judge({"annotated": few})
    assert not verdict.promote
    assert verdict.reasons[0] == "nothing shows that it is better"
    assert verdict.reasons[-1] == f"fewer than {FEWEST} documents, so no gain counts: annotated"


def test_models_that_do_not_differ_are_not_promoted() -> None:
    assert not judge({"suite": compare_measured(_documents(), _documents())}).promote


def test_other_documents_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="is shorter"):
        compare_measured(_documents(), _documents(documents=3))
