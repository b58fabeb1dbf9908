"""What the arguments of commands come to, and what is none of theirs."""

from __future__ import annotations

import pytest

from gkml import __version__
from gkml.commands.arguments import COMMANDS, build_parser


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["extract", "a", "--memory", "2G"], "memory", 2 * 10**9),
        (["extract", "a", "--memory", "300m"], "memory", 300 * 10**6),
        (["extract", "a", "--memory", "60000000"], "memory", 60_000_000),
        (["extract", "a", "--timeout", "0.5"], "timeout", 0.5),
        (["extract", "a", "--workers", "0"], "workers", 0),
        (["show", "a.pdf", "--page", "3"], "page", 3),
        (["--lang", "zh", "cells"], "lang", "zh"),
        (["cells", "--lang", "zh"], "lang", "zh"),
        (["cells", "--templates", "a", "b", "--templates", "c"], "templates", ["a", "b", "c"]),
        (["explain", "a.txt", "予以公开", "总计"], "cell", ["予以公开", "总计"]),
    ],
)
def test_arguments_come_to_values(arguments: list[str], name: str, value: object) -> None:
    called = next(one for one in arguments if one in COMMANDS)
    for parser in (build_parser(called), build_parser(None)):  # those of the command alone are made, or all
        assert getattr(parser.parse_args(arguments), name) == value


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", "a", "--memory", "49M"],
        ["extract", "a", "--memory", "2T"],
        ["extract", "a", "--timeout", "nan"],
        ["extract", "a", "--timeout", "-1"],
        ["extract", "a", "--workers", "1.5"],
        ["show", "a.pdf", "--page", "0"],
        ["completion", "fish"],
        ["extract"],
        [],
    ],
)
def test_what_is_no_value_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser(None).parse_args(arguments)
    assert caught.value.code == 1
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("usage: gkml")


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser(None).parse_args(["--version"])
    assert (caught.value.code, capsys.readouterr().out) == (0, f"gkml {__version__}\n")
