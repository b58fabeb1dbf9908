"""Records of the project's own examples, and sessions over them."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gkml.output.jsonl import report_to_line
from gkml.pipeline import Pipeline, load
from gkml.records.report import Report
from gkml.review.decisions import DecisionStore
from gkml.review.index import RecordIndex
from gkml.review.session import ReviewSession
from gkml.review.sources import SourceFolders
from gkml.review.tagging import DocumentTagger
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
CONTRADICTION, PAGE, SMALL = "jinshui_2023_contradiction.txt", "huayan_2022.html", "xunling_2023_narrative.txt"


@pytest.fixture(scope="session")
def rules() -> Pipeline:
    return load(tagger="rules")


@pytest.fixture(scope="session")
def contradiction(rules: Pipeline) -> Report:
    """A report whose sums do not hold: 41 is printed for 40 (``requests.granted.total``)."""
    return rules(EXAMPLES / CONTRADICTION)


@pytest.fixture
def folder(tmp_path: Path, rules: Pipeline) -> Path:
    """Sources and ``out.jsonl`` with their records, as ``gkml extract`` leaves them."""
    names = (CONTRADICTION, PAGE, SMALL)
    for name in names:
        shutil.copy(EXAMPLES / name, tmp_path / name)
    lines = [report_to_line(rules(tmp_path / name, name=name)) for name in names]
    (tmp_path / "out.jsonl").write_text("".join(lines), encoding="utf-8")
    return tmp_path


OpenSession = Callable[[], ReviewSession]


@pytest.fixture
def open_session(folder: Path, rules: Pipeline) -> Iterator[OpenSession]:
    """Opens a session over the folder; the next one is a program that was started again."""
    stores: list[DecisionStore] = []
    clock = itertools.count(1_700_000_000)

    def open_one() -> ReviewSession:
        index = RecordIndex([folder / "out.jsonl"])
        index.scan()
        stores.append(DecisionStore(folder / "review.sqlite", lambda: float(next(clock))))
        tagger = DocumentTagger(lambda: rules)
        return ReviewSession(index, stores[-1], SourceFolders([folder]), tagger, rules.templates, "王核")

    yield open_one
    for store in stores:
        store.close()
