"""Whatever order outcomes come in, they leave in that of the inputs, and what waits stays bounded."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.batch import ordering
from gkml.batch.ordering import Ordering
from gkml.batch.outcomes import Outcome, Record, Task


def outcomes_of(inputs: list[list[list[bytes]]]) -> list[Outcome]:
    """Inputs of documents of records."""
    return [
        Outcome(
            Task(index, f"{index}.txt"),
            member,
            len(documents),
            None,
            None,
            tuple(Record("", "ok", None, None, line) for line in records),
            0.0,
        )
        for index, documents in enumerate(inputs)
        for member, records in enumerate(documents)
    ]


LINES = st.lists(st.binary(max_size=40), min_size=1, max_size=3)
INPUTS = st.lists(st.lists(LINES, min_size=1, max_size=4), max_size=12)


@pytest.mark.parametrize("in_memory", [1, 30, 10**9])
@given(st.data())
def test_outcomes_leave_in_the_order_of_the_inputs(in_memory: int, data: st.DataObject) -> None:
    expected = outcomes_of(data.draw(INPUTS))
    came = data.draw(st.permutations(expected))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "_IN_MEMORY", in_memory)
        with contextlib.closing(Ordering()) as order:
            assert [found for outcome in came for found in order.put(outcome.task.index, outcome)] == expected
            assert order.has_room


def test_what_waits_holds_new_inputs_back_until_the_slow_one_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "_IN_ALL", 500)
    slow, *fast = outcomes_of([[[b"slow"]], *([[b"x" * 100]] for _ in range(10))])
    with contextlib.closing(Ordering()) as order:
        for outcome in fast:
            assert list(order.put(outcome.task.index, outcome)) == []
        assert not order.has_room
        assert list(order.put(0, slow)) == [slow, *fast]
        assert order.has_room


def test_many_small_ones_hold_new_inputs_back_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "_AHEAD", 3)
    outcomes = outcomes_of([[[b""]]] * 4)
    with contextlib.closing(Ordering()) as order:
        rooms = [(list(order.put(outcome.task.index, outcome)), order.has_room)[1] for outcome in outcomes[1:]]
        assert rooms == [True, True, False]
