"""When an input is complete."""

from __future__ import annotations

from gkml.batch.outcomes import Outcome, Task


def test_the_last_document_of_an_input_is_known_whatever_order_they_come_in() -> None:
    outcomes = [Outcome(Task(0, "a.zip"), member, 3, None, None, (), 0.0) for member in (2, 0, 1)]
    assert [outcome.last for outcome in outcomes] == [True, False, False]
