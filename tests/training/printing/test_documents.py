"""Documents that the grammar prints: spans are what the cells print, and gold follows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.errors import UsageError
from gkml.labels import LabelSet, Tag, encode_bio
from gkml.template import load_templates
from training.dataset import labelled_report
from training.synthesis import SyntheticReport
from training.synthesis.printing import Split, print_document

LABELS = frozenset(LabelSet.from_templates(load_templates()).labels)
SPLITS: tuple[Split, ...] = ("training", "unseen", "blind")
documents = st.builds(
    lambda seed, split, early: print_document(seed, split, early=early),
    st.integers(0, 10**9 - 1),
    st.sampled_from(SPLITS),
    st.booleans(),
)
many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(documents)
def test_spans_are_labelled_print(report: SyntheticReport) -> None:
    end = 0
    for start, stop, label, part in report.spans:
        assert end <= start < stop <= len(report.source)
        assert "\n" not in report.source[start:stop]
        assert label in LABELS
        assert part in ("whole", "head", "tail")
        end = stop
    tags = [Tag(label, start, stop, part=part) for start, stop, label, part in report.spans]
    assert len(encode_bio(len(report.source), tags)) == len(report.source)


@many
@given(documents)
def test_tags_of_figures_stand_on_the_figures_that_are_printed(report: SyntheticReport) -> None:
    labelled = labelled_report(report)
    if labelled is None:  # a page whose spans cannot be found again
        return
    text = labelled.document.text
    printed = {report.source[start:end] for start, end, label, _ in report.spans if label == "figure"}
    printed |= {each.removesuffix(".0") for each in printed}  # the reader takes the point of a data frame away
    tagged = [text[tag.start : tag.end] for tag in labelled.tags if tag.label == "figure" and tag.part == "whole"]
    assert {each for each in tagged if each.isascii() and each.isdigit()} <= printed


@many
@given(st.integers(0, 10**9 - 1), st.sampled_from(SPLITS), st.booleans())
def test_every_figure_that_is_printed_is_that_of_its_cell(seed: int, split: Split, early: bool) -> None:
    report = print_document(seed, split, early=early, fixed={"noise": "none", "figures": "plain", "file": "report"})
    ends = {start: end for start, end, label, part in report.spans if label == "figure"}
    for at, cell in report.cells.items():
        value = report.gold["cells"][cell]
        printed = report.source[at : ends[at]].removeprefix("+")
        factor = 10_000 if printed_in_yuan(report, cell, ends[at]) else 1
        assert value is not None
        assert Decimal(printed) == (Decimal(str(value)) * factor).normalize()


def printed_in_yuan(report: SyntheticReport, cell: str, end: int) -> bool:
    """Money with 元 behind it, or in a table of early years, which tells it by the unit of the row."""
    if cell.startswith("statistics."):
        return cell.startswith("statistics.fees_waived")
    return report.source[end : end + 1] == "元"


@many
@given(documents)
def test_what_is_unknowable_is_of_the_report_and_points_nowhere(report: SyntheticReport) -> None:
    unknowable = {cell for gold in (report.gold, *report.others) for cell in gold["unknowable"]}
    assert unknowable <= {cell for gold in (report.gold, *report.others) for cell in gold["cells"]}
    assert not unknowable & set(report.cells.values())
    for gold, full in zip(report.golds, (report.gold, *report.others), strict=True):
        assert set(gold) == set(full["cells"]) - set(full["unknowable"])


def test_a_seed_is_a_document() -> None:
    for split in SPLITS:
        assert print_document(5, split) == print_document(5, split)
    assert len({print_document(seed, split).source for seed in range(3) for split in SPLITS}) == 9


def test_what_is_fixed_stands_in_the_plan() -> None:
    report = print_document(3, fixed={"quoting": "all", "file": "row"})
    assert {"quoting.all", "file.row", "layout.composed"} <= set(report.productions)
    with pytest.raises(UsageError, match="no plan"):
        print_document(3, fixed={"frame": "list", "separator": "tab"})


def test_several_reports_of_a_file_have_a_gold_each() -> None:
    kinds = {"report": 0, "appendix": 1, "two_years": 1, "two_agencies": 1}
    assert {kind: len(print_document(2, fixed={"file": kind}).others) for kind in kinds} == kinds
    years = print_document(4, fixed={"file": "two_years", "noise": "none"})
    assert years.others[0]["year"] == years.gold["year"] - 1


def test_a_document_that_a_program_escaped_has_its_tags_at_its_figures() -> None:
    for seed in range(4):
        report = print_document(seed, fixed={"lines": "json", "separator": "tab", "noise": "none", "figures": "plain"})
        labelled = labelled_report(report)
        assert labelled is not None
        text = labelled.document.text
        tagged = [text[tag.start : tag.end] for tag in labelled.tags if tag.label == "figure"]
        assert tagged == [report.source[start:end] for start, end, label, _ in report.spans if label == "figure"]
