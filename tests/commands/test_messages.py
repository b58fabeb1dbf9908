"""What commands say: in which language, what is kept back, and that nobody who listens is no error."""

from __future__ import annotations

import contextlib
import os
import sys

import pytest

from gkml.commands.messages import (
    error_text,
    language,
    note,
    open_console,
    require_stdout,
    say,
    speak,
    tell,
    tell_fault,
)
from gkml.errors import InputError, UsageError
from gkml.messages import Sentence
from gkml.series.intake import Fault
from gkml.series.wording import said


def test_notes_are_kept_back_where_quiet_is_asked_for_and_faults_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    speak("en", quiet=True)
    note("how it goes")
    tell("what went wrong")
    assert capsys.readouterr().err == "gkml: what went wrong\n"
    speak("en")
    note("how it goes")
    assert capsys.readouterr().err == "gkml: how it goes\n"


def test_what_is_told_is_one_line_without_escape_sequences(capsys: pytest.CaptureFixture[str]) -> None:
    tell("a\x1b[2Jb")
    assert "\x1b" not in capsys.readouterr().err


def test_the_locale_decides_where_no_language_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    speak(None)
    assert language() == "zh"
    chinese = say("stdout_closed")
    speak("en")
    assert say("stdout_closed") != chinese


def test_errors_are_said_in_the_language_of_the_user() -> None:
    speak("zh")
    assert "空" in error_text(InputError("the file is empty", code="empty_file"))
    folder = UsageError(Sentence("output", "is_folder", path="x"))
    assert error_text(folder) != folder.message
    speak("en")
    assert error_text(folder) == folder.message


def test_faults_are_told_in_the_language_of_the_user(capsys: pytest.CaptureFixture[str]) -> None:
    fault = Fault("out.jsonl", 3, "bad_json", said("no_json"))
    speak("en")
    tell_fault(fault)
    assert capsys.readouterr().err == "gkml: out.jsonl:3: bad_json: it is no JSON\n"
    speak("zh")
    tell_fault(fault)
    assert "不是JSON" in capsys.readouterr().err


@pytest.mark.parametrize("stream", [None, "closed"])
def test_where_nobody_can_be_told_the_data_goes_on(stream: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if stream == "closed":
        with open("/dev/null", "w", encoding="utf-8") as file:
            monkeypatch.setattr(sys, "stderr", file)
    else:
        monkeypatch.setattr(sys, "stderr", None)
    tell("x")


def test_a_closed_stdout_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    require_stdout()
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(UsageError, match="stdout"):
        open_console(no_color=True)


def test_a_pipe_has_a_width_and_a_screen_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert open_console(no_color=True).width == 100
    monkeypatch.setenv("COLUMNS", "61")
    assert open_console(no_color=True).width == 61


def test_a_pipe_that_is_closed_ends_tables_as_it_ends_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    source, sink = os.pipe()
    os.close(source)
    monkeypatch.setattr(sys, "stdout", open(sink, "w", buffering=1))  # noqa: SIM115
    with pytest.raises(BrokenPipeError):
        open_console(no_color=True).print("a table")
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.close()
