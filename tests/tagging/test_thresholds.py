"""Thresholds refuse what is none."""

from __future__ import annotations

import pytest

from gkml.errors import UsageError
from gkml.tagging.thresholds import USUAL_SIMILARITY, USUAL_TRUST, Similarity, Trust


@pytest.mark.parametrize("value", [-1, 101, "80", None, True, float("nan")])
def test_what_is_no_share_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match=r"Similarity\.label is a number from 0 to 100"):
        Similarity(label=value)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"Trust\.alone is a number from 0 to 1"):
        Trust(alone=value)  # type: ignore[arg-type]


def test_the_bounds_themselves_are_taken() -> None:
    assert Similarity(label=100, telling=0) != USUAL_SIMILARITY
    assert Trust(1, 0, 1) != USUAL_TRUST
