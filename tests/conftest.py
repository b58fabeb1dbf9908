"""Fixtures that tests share: the pipeline of the rules, the examples with their gold, the shared reports."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from gkml.document import Document
from gkml.pipeline import Pipeline, load
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.records.report import Report

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)  # the same cases in every run
settings.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".txt", ".md", ".html"))
ALL_EXAMPLES = [path for path in EXAMPLES if path.stem != "README"]
EXAMPLES = [path for path in ALL_EXAMPLES if not path.stem.endswith("_statistics")]
"""Those with the three tables from 2019 on."""
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def rules() -> Pipeline:
    return load(tagger="rules")


@pytest.fixture(scope="session")
def combined() -> Pipeline:
    """The pipeline as it is shipped: rules and model."""
    return load()


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared reports are not on this machine")
    return SHARED


@pytest.fixture
def memory() -> Iterator[str]:
    """A file system without files or a server."""
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
    files = fsspec.filesystem("memory")
    files.pipe({"/crawl/b/2.txt": b"two", "/crawl/b/10.txt": b"ten", "/crawl/a.html": b"a", "/crawl/.hidden": b"h"})
    files.pipe({"/crawl/empty.txt": b" \r\n"})
    yield "memory://crawl"
    files.store.clear()


def gold_of(path: Path) -> dict[str, Any]:
    """The gold reading of an example."""
    gold: dict[str, Any] = json.loads((path.parent / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    return gold


def text_document(text: str) -> Document:
    """A text dump, read."""
    return read_text(text, DEFAULT_LIMITS)


def report_of(text: str, pipeline: Pipeline) -> Report:
    """The report of a text dump."""
    return pipeline.reconcile(text_document(text), "test")
