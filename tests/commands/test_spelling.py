"""Names that a user may have meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gkml.commands.spelling import nearest, nearest_path


def test_the_likeliest_name_comes_first_whatever_its_case() -> None:
    known = ["--format", "--form", "Excel", "--redo"]
    assert nearest("--formt", known, most=2) == ["--format", "--form"]
    assert nearest("EXCLE", known) == ["Excel"]
    assert nearest("zzz", known) == []


@pytest.mark.parametrize("absolute", [False, True])
def test_every_part_of_a_path_may_be_misspelt(absolute: bool, work: Path) -> None:
    path = Path("crawl/2023/report.html")
    path.parent.mkdir(parents=True)
    path.touch()
    before = f"{work}{os.sep}" if absolute else ""
    assert nearest_path(f"{before}crwal/2023/reprot.html") == f"{before}crawl/2023/report.html"
    assert nearest_path(f"{before}crwal/zzz/report.html") is None
    assert nearest_path(f"{before}crawl/2023/report.html/more.txt") is None  # a file holds nothing
