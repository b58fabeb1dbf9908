"""Whatever order outcomes come in, they leave in that of the inputs, and what waits stays bounded."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.batch import ordering
from gkml.batch.gate import Gate
from gkml.batch.ordering import in_order
from gkml.batch.outcomes import Event, Finished, Outcome, Task

Comes = list[list[bytes]]


class CountingGate(Gate):
    """Remembers what is asked of it."""

    def __init__(self) -> None:
        super().__init__(10_000)
        self.left = 0
        self.holds: list[bool] = []

    def leave(self) -> None:
        self.left += 1

    def hold(self, held: bool) -> None:
        self.holds.append(held)


def events_of(payloads: Comes) -> list[list[Event]]:
    """For each input its outcomes and its end."""
    found: list[list[Event]] = []
    for index, documents in enumerate(payloads):
        task = Task(index, f"{index}.txt")
        outcomes: list[Event] = [
            Outcome(task, member, task.path, "ok", None, None, "", 0.0, 1, payload)
            for member, payload in enumerate(documents)
        ]
        found.append([*outcomes, Finished(task, None, len(documents))])
    return found


@st.composite
def comings(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """Events in order, and in some order in which workers may tell them."""
    payloads = draw(st.lists(st.lists(st.binary(max_size=40), max_size=4), max_size=12))
    inputs = events_of(payloads)
    waiting = [list(events) for events in inputs]
    came = []
    while any(waiting):
        chosen = draw(st.sampled_from([events for events in waiting if events]))
        came.append(chosen.pop(0))
    return [event for events in inputs for event in events], came


@pytest.mark.parametrize(("in_memory", "in_file"), [(10**9, 10**9), (30, 10**9), (0, 50)])
@given(comings())
def test_events_leave_in_the_order_of_the_inputs(
    in_memory: int, in_file: int, events: tuple[list[Event], list[Event]]
) -> None:
    expected, came = events
    gate = CountingGate()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "_IN_MEMORY", in_memory)
        patch.setattr(ordering, "_IN_FILE", in_file)
        assert list(in_order(came, gate)) == expected
    assert gate.left == len({event.task.index for event in expected})
    assert not gate.holds or gate.holds[-1] is False


def test_what_waits_in_a_file_holds_new_inputs_back_until_the_slow_one_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ordering, "_IN_MEMORY", 100)
    monkeypatch.setattr(ordering, "_IN_FILE", 500)
    (slow, *fast) = events_of([[b"slow"], *([b"x" * 100] for _ in range(10))])
    gate = CountingGate()
    came = [event for events in fast for event in events]
    files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0

    def coming() -> Iterator[Event]:
        yield from came
        assert gate.holds[-1] is True
        yield from slow

    assert list(in_order(coming(), gate)) == [*slow, *came]
    assert gate.holds[-1] is False
    assert (len(os.listdir("/proc/self/fd")) if files else 0) == files


def test_documents_of_the_first_input_pass_through_before_it_is_over() -> None:
    (events,) = events_of([[b"a", b"b", b"c"]])
    passed = in_order(iter(events[:2]), CountingGate())
    assert [next(passed), next(passed)] == events[:2]
