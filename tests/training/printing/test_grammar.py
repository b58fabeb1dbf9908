"""The grammar as data: what is drawn, what is held, what a file must say."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.errors import UsageError
from training.synthesis.dice import Dice
from training.synthesis.printing.grammar import DEFAULT_FILE, Split, printing_grammar


def _held(split: Split) -> set[str]:
    return {production.id for production in printing_grammar().productions() if production.held == split}


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


def test_the_plan_of_a_seed_is_the_same() -> None:
    assert printing_grammar().draw(Dice(8)).ids == printing_grammar().draw(Dice(8)).ids


def test_a_dimension_is_drawn_only_where_it_applies() -> None:
    for seed in range(200):
        plan = printing_grammar().draw(Dice(seed))
        assert (plan["separator"] != "") == (plan["layout"] == "composed")
        assert plan["quoting"] == "" or plan["separator"] != "lines"


def test_what_is_fixed_draws_what_it_needs() -> None:
    plan = printing_grammar().draw(Dice(1), fixed={"frame": "list"})
    assert (plan["frame"], plan["separator"], plan["layout"]) == ("list", "comma", "composed")
    with pytest.raises(UsageError, match="no plan with"):
        printing_grammar().draw(Dice(1), fixed={"frame": "list", "separator": "tab"})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("tab: {weight: 4", "tab: {weight: 0", "separator.tab"),
        ('held: blind, text: "::"', 'held: never, text: "::"', "separator.doubled_colon"),
        ("- [extra.remarks, separator.lines]", "- [extra.remark, separator.lines]", "extra.remark"),
    ],
)
def test_a_file_that_is_not_valid_is_told_with_its_production(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "printing.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        printing_grammar(tmp_path / "printing.yaml")


def test_every_dimension_stands_in_the_documentation() -> None:
    page = (DEFAULT_FILE.parents[2] / "docs" / "synthesis.md").read_text(encoding="utf-8")
    assert [name for name in printing_grammar().dimensions if f"| `{name}` |" not in page] == []
