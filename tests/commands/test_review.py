"""``gkml review``: what it refuses before it serves, and what it hands over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.review import DECISIONS, decisions_beside
from gkml.review.session import ReviewSession


@pytest.fixture
def records(work: Path, report: Path) -> Path:
    assert main(["extract", "a.txt", "-o", "out.jsonl", "--tagger", "rules", "--workers", "0"]) == 0
    return work / "out.jsonl"


def test_a_session_is_served_over_the_records(
    records: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    served = []

    def serve(session: ReviewSession, port: int, language: str, ready: object) -> None:
        session.begin().join()
        opened = session.open(1)
        served.append((session.who, port, language, opened.report.text is not None))
        ready(f"http://127.0.0.1:{port}/?token=x")  # type: ignore[operator]

    monkeypatch.setattr("gkml.review.serving.serve", serve)
    assert main(["review", "out.jsonl", "--port", "0", "--who", "王核", "--lang", "zh", "--tagger", "rules"]) == 0
    assert served == [("王核", 0, "zh", True)]
    assert Path(decisions_beside("out.jsonl")).is_file()
    assert "http://127.0.0.1:0/?token=x" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.jsonl"], "no records"),
        (["a.txt"], "no records"),
        (["out.jsonl", "--sources", "missing"], "missing"),
        (["out.jsonl", "--port", "70000"], "65535"),
        (["out.jsonl", "--decisions", "a.txt"], "a.txt"),
        (["out.jsonl", "--decisions", "missing/d.sqlite"], "missing/d.sqlite"),
    ],
)
def test_what_cannot_be_served_is_told(
    records: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    capfd.readouterr()
    try:
        status = main(["review", *arguments, "--no-open"])
    except SystemExit as ending:
        status = int(str(ending.code))
    assert status != 0
    assert said in capfd.readouterr().err


def test_decisions_stand_beside_their_records() -> None:
    assert decisions_beside("out/run/") == f"out/run{DECISIONS}"
    assert json.dumps(decisions_beside("a.jsonl")) == f'"a.jsonl{DECISIONS}"'
