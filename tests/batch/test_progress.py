"""What is said on stderr while a run goes on."""

from __future__ import annotations

import io

import pytest

from gkml.batch import progress
from gkml.batch.outcomes import Outcome, Record, Task
from gkml.batch.progress import Progress


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def read(shown: Progress, index: int, *, failed: bool = False) -> None:
    task = Task(index, f"{index}.txt")
    record = Record(task.path, "failed", "timeout", "", b"") if failed else Record(task.path, "ok", None, None, b"")
    shown.add(Outcome(task, 0, 1, None, None, (record,), 0.0))


def test_lines_come_now_and_then_where_there_is_no_terminal(clock: Clock) -> None:
    stream = io.StringIO()
    shown = Progress(1000, stream)
    for index in range(1000):
        clock.now += 0.5
        read(shown, index, failed=index % 10 == 0)
    shown.close()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 49  # every 10 s of 500, but for the last: the summary follows
    assert lines[0] == "gkml: 20 of 1,000 inputs (2%), 2.0 a second, 2 failed, 8 min left"
    assert lines[-1] == "gkml: 980 of 1,000 inputs (98%), 2.0 a second, 98 failed, 10 s left"


def test_a_fast_run_says_little(clock: Clock) -> None:
    stream = io.StringIO()
    shown = Progress(100, stream)
    for index in range(100):
        clock.now += 0.04
        read(shown, index)
    assert len(stream.getvalue().splitlines()) == 3  # one a second


def test_a_terminal_gets_a_bar_that_goes_when_the_run_ends() -> None:
    stream = Terminal()
    shown = Progress(3, stream)
    read(shown, 0, failed=True)
    read(shown, 1)
    shown.close()
    shown.close()
    assert "1 failed" in stream.getvalue()
    assert "2/3" in stream.getvalue()


def test_lines_are_in_the_language_of_the_user(clock: Clock) -> None:
    stream = io.StringIO()
    shown = Progress(100, stream, language="zh")
    clock.now = 200.0
    read(shown, 0)
    assert stream.getvalue() == "gkml: 共 100 个输入，已读 1 个（1%），每秒 0.0 个，失败 0 份，还需 5.5 小时\n"
