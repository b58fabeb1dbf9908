"""The generator of synthetic reports: determinism, labels, gold."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gkml.pipeline
from gkml.labels import LabelSet, Tag, encode_bio
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.html import read_html
from gkml.readers.text import read_text
from gkml.records.report import Report
from gkml.template import load_templates
from training.synthesis import SyntheticReport, synthesise
from training.synthesis.dice import Dice
from training.synthesis.figures import draw_figures
from training.synthesis.layouts import LAYOUTS

TEMPLATES = load_templates()
LABELS = frozenset(LabelSet.from_templates(TEMPLATES).labels)
ROOT = Path(__file__).resolve().parents[2]

reports = st.builds(
    lambda seed, level, unseen: synthesise(seed, level, unseen=unseen),
    st.integers(0, 10**9 - 1),
    st.integers(0, 3),
    st.booleans(),
)
early_reports = st.builds(
    lambda seed, level, unseen: synthesise(seed, level, unseen=unseen, early=True),
    st.integers(0, 10**9 - 1),
    st.integers(0, 3),
    st.booleans(),
)
all_reports = st.one_of(reports, early_reports)
many = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# ---------------------------------------------------------------------------------------------------------------------
# The same seed, the same report


def test_same_arguments_same_report() -> None:
    for unseen in (False, True):
        for level in range(4):
            assert synthesise(11, level, unseen=unseen) == synthesise(11, level, unseen=unseen)


def test_arguments_tell_reports_apart() -> None:
    sources = [
        synthesise(seed, level, unseen=u).source for seed in range(3) for level in range(4) for u in (False, True)
    ]
    assert len(set(sources)) == len(sources)


def test_reports_do_not_depend_on_the_order_of_hashes() -> None:
    code = (
        "import hashlib; from training.synthesis import synthesise;"
        "text = ''.join(repr(synthesise(seed, seed % 4, unseen=seed > 16)) for seed in range(24));"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_levels_outside_the_range_are_refused() -> None:
    with pytest.raises(ValueError, match="level 4"):
        synthesise(0, 4)


def test_level_zero_has_no_noise() -> None:
    assert all(synthesise(seed, 0).noises == () for seed in range(40))


def test_noise_grows_with_the_level() -> None:
    counts = [sum(len(synthesise(seed, level).noises) for seed in range(60)) for level in range(4)]
    assert counts == sorted(counts)
    assert counts[0] == 0 < counts[1]


# ---------------------------------------------------------------------------------------------------------------------
# Spans


@many
@given(all_reports)
def test_spans_are_labelled_print(report: SyntheticReport) -> None:
    end = 0
    for start, stop, label, part in report.spans:
        assert end <= start < stop <= len(report.source)
        assert report.source[start:stop].strip("\n\r\t|") != ""
        assert "\n" not in report.source[start:stop]
        assert label in LABELS
        assert part in ("whole", "head", "tail")
        end = stop


@many
@given(all_reports)
def test_spans_can_be_coded(report: SyntheticReport) -> None:
    tags = [Tag(label, start, stop, part=part) for start, stop, label, part in report.spans]
    coded = encode_bio(len(report.source), tags)
    assert sum(label != "O" for label in coded) == sum(stop - start for start, stop, _, _ in report.spans)


@many
@given(reports)
def test_a_tail_follows_its_head(report: SyntheticReport) -> None:
    begun: set[str] = set()
    for _, _, label, part in report.spans:
        if part == "tail" and "lines_lost" not in report.noises and "start_cut" not in report.noises:
            assert label in begun
        begun.add(label)


def test_every_label_of_the_forms_is_drawn() -> None:
    drawn = {
        label
        for early in (False, True)
        for seed in range(150)
        for _, _, label, _ in synthesise(seed, 2, early=early).spans
    }
    assert drawn == LABELS


# ---------------------------------------------------------------------------------------------------------------------
# Gold


def _failing(gold: dict[str, object]) -> list[set[str]]:
    """Cells of every identity that has all its operands and does not hold."""
    cells = gold["cells"]
    assert isinstance(cells, dict)
    exact = {cell: None if value is None else Decimal(str(value)) for cell, value in cells.items()}
    failing = []
    for form in TEMPLATES.forms:
        for table in form.tables:
            own = {cell for cell, _, _ in table.cells()}
            if not own <= exact.keys() or (table.id == "requests" and form.id != gold["template"]):
                continue
            for identity in table.identities:
                columns = [c.id for c in table.columns]
                lines = [row.id for row in table.rows] if identity.along == "columns" else columns
                for line in lines:
                    sides = [
                        [
                            f"{table.id}.{line}.{name}" if identity.along == "columns" else f"{table.id}.{name}.{line}"
                            for name in names
                        ]
                        for names in (identity.left, identity.right)
                    ]
                    values = [[exact[cell] for cell in side] for side in sides]
                    if any(value is None for side in values for value in side):
                        continue
                    left, right = (sum(value for value in side if value is not None) for side in values)
                    if left != right:
                        failing.append({*sides[0], *sides[1]})
    return failing


@many
@given(reports)
def test_gold_adds_up_but_for_what_it_calls_broken(report: SyntheticReport) -> None:
    failing = _failing(report.gold)
    assert all(cells & set(report.gold["broken"]) for cells in failing)
    assert all(any(cell in cells for cells in failing) for cell in report.gold["broken"])
    if report.level == 0:
        assert not failing


@many
@given(all_reports)
def test_gold_is_the_print(report: SyntheticReport) -> None:
    gold = report.gold
    assert gold["file"] == report.file == report.name + report.suffix
    assert json.loads(json.dumps(gold)) == gold
    assert set(report.states) <= set(gold["cells"])
    for cell, state in report.states.items():
        assert (gold["cells"][cell] is not None) == (state == "number")
    if report.suffix == ".txt":
        figures = sum(label == "figure" and part != "tail" for _, _, label, part in report.spans)
        assert figures >= sum(state in ("number", "mark", "unreadable") for state in report.states.values())
        whole = [
            report.source[a:b] for a, b, label, part in report.spans if label[:8] == "section:" and part == "whole"
        ]
        assert set(whole) <= set(gold["headings"])


def test_contradictions_and_all_states_occur() -> None:
    states: Counter[str] = Counter()
    broken = 0
    for seed in range(150):
        report = synthesise(seed, 3)
        states.update(report.states.values())
        broken += bool(report.gold["broken"])
    assert set(states) == {"number", "blank", "mark", "absent", "unreadable"}
    assert broken >= 5


def test_forms_are_mixed_now_and_then() -> None:
    drawn = [draw_figures(Dice(seed)).forms for seed in range(300)]
    mixed = [forms for forms in drawn if forms["disclosure"] != forms["requests"]]
    assert mixed
    assert all(forms == {"disclosure": "2021", "requests": "2019", "disputes": "2021"} for forms in mixed)


def test_magnitudes_run_from_nothing_to_cities() -> None:
    received = [draw_figures(Dice(seed)).value("requests.received_new.total") for seed in range(300)]
    assert min(received) == 0
    assert max(received) > 10_000


# ---------------------------------------------------------------------------------------------------------------------
# Level 0 is read without a fault

PIPELINE = gkml.pipeline.load(tagger="rules")


def _read(report: SyntheticReport) -> Report:
    reader = read_html if report.suffix == ".html" else read_text
    return PIPELINE.reconcile(reader(report.source, DEFAULT_LIMITS), report.file)


def _wrong(report: SyntheticReport, found: Report) -> list[tuple[str, object, object]]:
    wrong: list[tuple[str, object, object]] = []
    for cell, value in report.gold["cells"].items():
        read = found.cells[cell].value if cell in found.cells else None
        same = read is None if value is None else read is not None and abs(float(read) - value) < 1e-6
        if not same:
            wrong.append((cell, value, read))
    return wrong


# What has lost its separators is for more than the rules.
_HARD = ("squashed_rows", "squashed_tables", "squashed_report")


@pytest.mark.parametrize("layout", [each.name for each in LAYOUTS if each.weights[0] and each.name not in _HARD])
def test_clean_reports_are_read_right(layout: str) -> None:
    drawn = (report for seed in range(2000) if (report := synthesise(seed, 0)).layout == layout)
    reports = list(itertools.islice(drawn, 3))
    assert len(reports) == 3
    for report in reports:
        found = _read(report)
        assert _wrong(report, found) == []
        assert found.year == report.gold["year"]


@pytest.mark.parametrize("layout", _HARD)
def test_hard_layouts_are_never_read_wrong_in_silence(layout: str) -> None:
    drawn = (report for seed in range(2000) if (report := synthesise(seed, 0)).layout == layout)
    reports = list(itertools.islice(drawn, 3))
    assert len(reports) == 3
    for report in reports:
        found = _read(report)
        assert [each for each in _wrong(report, found) if not found.cells[each[0]].review] == []
