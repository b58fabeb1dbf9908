"""Values: dataclasses that the type checker keeps frozen."""

from __future__ import annotations

import pickle
from dataclasses import field, replace

import pytest

from gkml.values import value


@value
class Place:
    row: int
    columns: tuple[int, ...] = ()
    note: str = field(default="", compare=False)


def test_equal_fields_make_equal_values_with_equal_hashes() -> None:
    assert Place(1, (2,)) == Place(1, (2,), "a") != Place(1)
    assert len({Place(1, (2,)), Place(1, (2,), "a"), Place(1)}) == 2


def test_values_hold_nothing_but_their_fields() -> None:
    with pytest.raises(AttributeError):
        Place(1).other = 2  # type: ignore[attr-defined]


def test_values_are_replaced_and_sent_to_other_processes() -> None:
    place = replace(Place(1, (2,)), row=3)
    assert place == Place(3, (2,))
    assert pickle.loads(pickle.dumps(place)) == place
