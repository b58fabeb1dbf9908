"""The actions of ``gkml annotations`` are known to the parser, their help speaks both languages."""

from __future__ import annotations

import pytest

from gkml.cli import main
from gkml.commands.annotation_arguments import ACTIONS
from gkml.commands.arguments import build_parser


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_help(action: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["annotations", action, "-h", "--lang", language])
    assert ending.value.code == 0
    assert f"gkml annotations {action}" in capsys.readouterr().out


@pytest.mark.parametrize("before", [True, False])
def test_general_options_stand_before_or_behind_the_action(before: bool) -> None:
    arguments = ["annotations", "-q", "check", "a"] if before else ["annotations", "check", "a", "-q"]
    assert build_parser("annotations").parse_args(arguments).quiet
    assert not build_parser("annotations").parse_args(["annotations", "check", "a"]).quiet


@pytest.mark.parametrize("count", ["0", "-1", "x", "1.5"])
def test_a_count_is_a_whole_number_from_1_on(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["select", "a", "-n", count])
    assert "from 1 on" in capsys.readouterr().err or count == "-1"
