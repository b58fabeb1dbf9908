"""``pipe(workers=...)``: the same reports as in this process, and a plain word where that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gkml.batch.piping import pipe
from gkml.errors import UsageError
from gkml.pipeline import Pipeline, load
from gkml.readers import Limits
from gkml.tagging.rules import RuleTagger
from tests.conftest import EXAMPLES

PATHS = [str(path) for path in EXAMPLES[:4]]


def test_reports_of_workers_are_those_of_this_process(rules: Pipeline, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.txt")
    paths = [PATHS[0], missing, *PATHS[1:]]
    here, there = list(rules.pipe(paths)), list(rules.pipe(iter(paths), workers=2))
    assert [report.source for report in there] == paths
    assert [report.to_dict(with_text=True) for report in there] == [report.to_dict(with_text=True) for report in here]
    for one, other in zip(here, there, strict=True):
        assert replace(other, error=None) == replace(one, error=None)
        assert (one.error and one.error.message) == (other.error and other.error.message)
    assert any(isinstance(cell.value, Decimal) for report in there for cell in report.cells.values())


def test_paths_are_taken_as_they_are_needed_and_leaving_ends_it(rules: Pipeline) -> None:
    taken = []

    def paths() -> Iterator[str]:
        for number in range(10**9):
            taken.append(number)
            yield PATHS[number % len(PATHS)]

    reports = rules.pipe(paths(), workers=1)
    assert next(reports).source == PATHS[0]
    reports.close()  # type: ignore[attr-defined]
    assert len(taken) < 1000


def test_what_no_other_process_can_make_is_wrong_usage(rules: Pipeline) -> None:
    own = Pipeline(RuleTagger(rules.templates), rules.templates)
    with pytest.raises(UsageError, match=r"gkml\.load"):
        own.pipe(PATHS, workers=2)
    with pytest.raises(UsageError, match="-1"):
        pipe(rules, PATHS, workers=-1)
    changed = load(tagger="rules")
    assert changed.settings is not None
    changed.limits = Limits(rows=5)
    with pytest.raises(UsageError):
        changed.pipe(PATHS, workers=2)


def test_forms_that_changed_since_are_told(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "configs" / "templates"
    for path in source.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    pipeline = load(tagger="rules", templates=[tmp_path])
    one = min(tmp_path.iterdir())
    one.write_text(one.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    with pytest.raises(UsageError, match="changed since"):
        list(pipeline.pipe(PATHS[:1], workers=1))
