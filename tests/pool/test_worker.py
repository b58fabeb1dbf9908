"""A worker: tasks to replies, errors as they travel, and the limits that a task may ask for."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import Any

import pytest

from gkml.errors import GkmlError, InputError, UsageError
from gkml.pool import worker
from gkml.pool.messages import Message, read_message, write_message
from gkml.pool.worker import ISOLATED, error_to_plain, extend_limits, find_function, work


def handle(head: Mapping[str, Any], blob: bytes) -> Message:
    if head["what"] == "fail":
        raise ValueError("no such thing")
    if head["what"] == "extend":
        extend_limits(9.0, 500)
    return {"isolated": os.environ[ISOLATED]}, blob * 2


def test_each_task_has_its_limit_and_its_reply_and_an_error_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[int] = []
    monkeypatch.setattr(worker, "limit_memory", limits.append)
    monkeypatch.setattr(worker, "_server", None)
    monkeypatch.setattr(worker, "_slack", 0)
    monkeypatch.setenv(ISOLATED, "0")
    source, sink = io.BytesIO(), io.BytesIO()
    for number, what in enumerate(("", "fail", "extend")):
        write_message(source, {"task": {"what": what}, "memory": 100 + number}, b"ab")
    source.seek(0)
    work(handle, source, sink, slack=1000)
    sink.seek(0)
    done, failed, wish, extended = (message for message in iter(lambda: read_message(sink), None))
    assert (done[0]["reply"], done[1]) == ({"isolated": "1"}, b"abab")
    assert failed[0]["error"]["code"] == "internal_error"
    assert wish[0] == {"extend": 9.0, "allowed": 500}
    assert extended[0]["reply"] == {"isolated": "1"}
    assert limits == [1100, 1101, 1102, 1500]


def test_outside_a_worker_limits_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "limit_memory", lambda memory: pytest.fail("this process was limited"))
    extend_limits(1.0, 1)


@pytest.mark.parametrize(
    ("error", "code", "words", "kinds"),
    [
        (InputError("too bad", code="damaged_file"), "damaged_file", "too bad", (True, False)),
        (UsageError("not so"), "usage", "not so", (False, True)),
        (GkmlError("gone", code="no_cluster"), "no_cluster", "gone", (False, False)),
        (KeyError("x"), "internal_error", "please report it", (False, False)),
    ],
)
def test_errors_travel_with_their_code_and_kind(
    error: Exception, code: str, words: str, kinds: tuple[bool, bool]
) -> None:
    plain = error_to_plain(error)
    assert (plain["input"], plain["usage"]) == kinds
    assert plain["code"] == code
    assert words in plain["message"]


def test_functions_are_found_by_name() -> None:
    assert find_function("os.path:join") is os.path.join
    with pytest.raises(AttributeError):
        find_function("os.path:nothing")
