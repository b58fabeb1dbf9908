"""How a run closes, and what is kept back."""

from __future__ import annotations

import pytest

from gkml.batch.progress import Tally
from gkml.commands.messages import speak
from gkml.commands.reporting import ProgressReporter


def told(capsys: pytest.CaptureFixture[str], *outcomes: tuple[str, str | None]) -> list[str]:
    before = Tally()
    before.add("ok", None, 2)
    before.add("failed", "crashed")
    with ProgressReporter(verbose=False, bar=False) as reporter:
        reporter.begun(4, before if outcomes else None)
        for status, code in outcomes:
            reporter.tally.add(status, code)
        reporter.close_run()
    return capsys.readouterr().err.splitlines()


OUTCOMES = (("ok", None), ("failed", "timeout"), ("failed", "timeout"), ("failed", "no_report"))


def test_a_run_closes_with_its_documents_by_status_and_failure(capsys: pytest.CaptureFixture[str]) -> None:
    speak("en")
    assert told(capsys, *OUTCOMES) == [
        "gkml: 3 reports are done and need no reading; 4 inputs are left",
        "gkml: failed: 2 timeout, 1 crashed, 1 no_report",
        "gkml: 7 reports: 3 ok, 0 partial, 4 failed",
    ]
    assert told(capsys) == ["gkml: 0 reports: 0 ok, 0 partial, 0 failed"]


def test_it_is_in_the_language_of_the_user_or_kept_back(capsys: pytest.CaptureFixture[str]) -> None:
    speak("zh")
    assert told(capsys, *OUTCOMES)[-1] == "gkml: 7 份报告：3 完整，0 部分，4 失败"
    speak("en", quiet=True)
    assert told(capsys, *OUTCOMES) == []
    speak(None)
