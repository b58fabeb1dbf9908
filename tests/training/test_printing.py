"""The grammar of printing: spans are what the cells print, gold follows, held productions stay held."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.errors import UsageError
from gkml.labels import LabelSet, Tag, encode_bio
from gkml.template import load_templates
from training.dataset import labelled_report
from training.synthesis import SyntheticReport
from training.synthesis.dice import Dice
from training.synthesis.printing import Split, print_document, printing_grammar

LABELS = frozenset(LabelSet.from_templates(load_templates()).labels)
SPLITS: tuple[Split, ...] = ("training", "unseen", "blind")
documents = st.builds(
    lambda seed, split, early: print_document(seed, split, early=early),
    st.integers(0, 10**9 - 1),
    st.sampled_from(SPLITS),
    st.booleans(),
)
many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _held(split: Split) -> set[str]:
    return {production.id for production in printing_grammar().productions() if production.held == split}


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
@given(documents)
def test_gold_is_what_its_cells_print(report: SyntheticReport) -> None:
    figures = Counter(report.source[start:end] for start, end, label, _ in report.spans if label == "figure")
    for gold in (report.gold, *report.others):
        assert set(gold["unknowable"]) <= set(gold["cells"])
    plain = {"figures.plain", "noise.none", "wrapping.none"} <= set(report.productions)
    if plain and report.suffix == ".txt" and not report.name.startswith("e"):
        counts = {str(value) for value in report.gold["cells"].values() if isinstance(value, int) and value >= 0}
        assert {each for each in counts if len(each) > 4} <= {each.lstrip("+") for each in figures} | _of_money(report)


def _of_money(report: SyntheticReport) -> set[str]:
    """Amounts, which may be printed in another unit."""
    return {str(value) for cell, value in report.gold["cells"].items() if cell.endswith(".amount")}


def test_a_seed_is_a_document() -> None:
    for split in SPLITS:
        assert print_document(5, split) == print_document(5, split)
    assert len({print_document(seed, split).source for seed in range(3) for split in SPLITS}) == 9


def test_training_draws_every_production_that_is_not_held_and_no_other() -> None:
    grammar = printing_grammar()
    drawn = {id_ for seed in range(3000) for id_ in grammar.draw(Dice(seed)).ids}
    assert drawn == {production.id for production in grammar.productions() if production.held == "training"}


@pytest.mark.parametrize("split", ["unseen", "blind"])
def test_every_document_of_a_split_holds_what_is_held_for_it(split: Split) -> None:
    other: Split = "blind" if split == "unseen" else "unseen"
    drawn: set[str] = set()
    for seed in range(800):
        ids = set(printing_grammar().draw(Dice(seed), split).ids)
        assert not ids & _held(other)
        assert ids & _held(split) or any(_holds(ids, each) for each in printing_grammar().combinations[split])
        drawn |= ids
    assert _held(split) <= drawn


def _holds(ids: set[str], combination: object) -> bool:
    assert isinstance(combination, dict)
    return {f"{dimension}.{name}" for dimension, name in combination.items()} <= ids


def test_training_never_draws_a_combination_that_is_held() -> None:
    combinations = [each for listed in printing_grammar().combinations.values() for each in listed]
    for seed in range(2000):
        ids = set(printing_grammar().draw(Dice(seed)).ids)
        assert not any(_holds(ids, each) for each in combinations)


def test_what_is_fixed_stands_in_the_plan() -> None:
    report = print_document(3, fixed={"quoting": "all", "file": "row"})
    assert {"quoting.all", "file.row", "layout.composed"} <= set(report.productions)
    with pytest.raises(UsageError, match="no plan"):
        print_document(3, fixed={"frame": "list", "separator": "tab"})
