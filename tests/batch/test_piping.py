"""``pipe(workers=...)``: the same reports as in this process, and a plain word where that cannot be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import Box
from gkml.errors import InputError, UsageError
from gkml.pipeline import Pipeline, load
from gkml.readers import Limits
from gkml.records.report import CellRecord, CheckRecord, Heading, Notice, Provenance, Report
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
        rules.pipe(PATHS, workers=-1)
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


# ---------------------------------------------------------------------------------------------------------------------
# Reports to plain data and back

TEXT = st.text(max_size=8)
NAME = st.one_of(st.none(), TEXT)
NUMBER = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.decimals(min_value=-(10**7), max_value=10**7, places=2, allow_nan=False),
)
OFFSET = st.one_of(st.none(), st.integers(0, 10**6))
POINTS = st.floats(0, 1000).map(lambda value: round(value, 2))
CELLS = st.builds(
    CellRecord,
    TEXT,
    NUMBER,
    NAME,
    st.sampled_from(["number", "blank", "mark", "absent", "unreadable"]),
    st.floats(0, 1),
    st.sampled_from(["model", "rules", "both"]),
    st.booleans(),
    st.sampled_from([None, "reading", "source", "ambiguous"]),
    NUMBER,
    NAME,
    OFFSET,
    OFFSET,
    OFFSET,
    st.one_of(st.none(), st.lists(st.builds(Box, POINTS, POINTS, POINTS, POINTS), max_size=2).map(tuple)),
    st.lists(NUMBER.filter(lambda value: value is not None), max_size=2).map(tuple),
)
CHECKS = st.builds(
    CheckRecord,
    TEXT,
    st.sampled_from(["row_sum", "balance", "text"]),
    st.sampled_from(["pass", "fail", "undetermined"]),
    NUMBER,
    NUMBER,
    NUMBER,
    st.lists(TEXT, max_size=2).map(tuple),
    TEXT,
    OFFSET,
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=2).map(tuple),
)
HEADINGS = st.lists(
    st.builds(Heading, OFFSET, st.integers(1, 3), TEXT, st.integers(0, 9), st.integers(0, 9)), max_size=2
)
REPORTS = st.builds(
    Report,
    TEXT,
    st.builds(Provenance, TEXT, NAME, TEXT, TEXT, NAME),
    NAME,
    st.sampled_from(["ok", "partial", "failed"]),
    st.one_of(st.none(), st.builds(InputError, TEXT, code=st.sampled_from(["timeout", "no_report"]))),
    NAME,
    st.dictionaries(TEXT, NAME, max_size=3),
    NAME,
    st.one_of(st.none(), st.integers(2008, 2030)),
    NAME,
    HEADINGS.map(tuple),
    HEADINGS.map(tuple),
    st.lists(CELLS, max_size=3).map(lambda cells: {cell.id: cell for cell in cells}),
    st.lists(CHECKS, max_size=3).map(tuple),
    st.lists(st.builds(Notice, TEXT, TEXT), max_size=2).map(tuple),
    NAME,
)


@given(REPORTS)
def test_exact_plain_data_gives_the_report_back(report: Report) -> None:
    plain = json.loads(json.dumps(report.to_dict(with_text=True, exact=True)))
    found = Report.from_dict(plain)
    assert replace(found, error=None) == replace(report, error=None)
    for mine, other in zip(report.cells.values(), found.cells.values(), strict=True):
        assert (str(mine.value), type(mine.value)) == (str(other.value), type(other.value))  # 3.50 is not 3.5
    assert (found.error is None) == (report.error is None)
    if report.error is not None and found.error is not None:
        assert (found.error.code, found.error.message) == (report.error.code, report.error.message)


@given(REPORTS, st.booleans())
def test_a_record_read_back_and_written_again_is_the_same_record(report: Report, with_text: bool) -> None:
    record = report.to_dict(with_text=with_text)
    line = json.dumps(record)
    for floats in (float, Decimal):
        again = Report.from_dict(json.loads(line, parse_float=floats)).to_dict(with_text=with_text)
        assert json.dumps(again) == line
