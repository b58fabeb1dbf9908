"""Choices of annotated documents lie in one another, and keep an agency in one split."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.errors import UsageError
from training.annotations import synthetic_documents
from training.subsets import VALIDATING, subset

FOUND = [replace(found, agency=f"{at // 2}号局") for at, found in enumerate(synthetic_documents(24, seed=50))]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 24), st.integers(0, 24), st.integers(0, 5))
def test_a_larger_choice_holds_the_smaller_one(one: int, other: int, seed: int) -> None:
    small, large = subset(FOUND, min(one, other), seed), subset(FOUND, max(one, other), seed)
    assert len(small) == min(one, other)
    assert large[: len(small)] == small
    assert len({found.id for found in large}) == len(large)
    splits = {(found.agency, found.split) for found in large}
    assert len(splits) == len({agency for agency, _ in splits})


def test_some_of_every_choice_validate_and_the_seed_decides_which() -> None:
    chosen = subset(FOUND, 24, seed=7)
    assert sum(found.split == "validation" for found in chosen) == 2 * (12 // VALIDATING)
    assert all(found.split in ("train", "validation") for found in chosen)
    assert subset(FOUND, 6, seed=7) == subset(list(reversed(FOUND)), 6, seed=7) != subset(FOUND, 6, seed=8)


def test_more_than_there_are_is_refused() -> None:
    with pytest.raises(UsageError, match="30 annotated documents were asked for and there are 24"):
        subset(FOUND, 30, seed=7)
