"""What a shell loads to complete commands and options."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

import pytest

from gkml.commands.arguments import SHELLS
from gkml.commands.completion import completion


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert completion(argparse.Namespace(shell=shell)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_learns_commands_and_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = script(shell, capsys)
    assert "extract" in told
    assert "page-image" in told


def test_the_completion_of_bash_is_a_script_that_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "gkml.bash"
    path.write_text(script("bash", capsys), encoding="utf-8")
    subprocess.run(["bash", "-n", str(path)], check=True)
