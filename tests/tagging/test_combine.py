"""Model and rules together: agreement, difference, one of them alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.labels import Tag
from gkml.tagging.combine import combine
from gkml.tagging.thresholds import Trust


def rule(label: str, confidence: float, start: int = 0, end: int = 4, others: tuple[str, ...] = ()) -> Tag:
    return Tag(label, start, end, confidence, others=others)


def model(label: str, confidence: float, start: int = 0, end: int = 4) -> Tag:
    return Tag(label, start, end, confidence, tagger="model")


@given(st.floats(0.05, 0.99), st.floats(0.05, 0.99))
def test_agreement_raises_the_confidence_of_both(a: float, b: float) -> None:
    (tag,) = combine([rule("row:t.a", a)], [model("row:t.a", b)])
    assert tag.tagger == "both"
    assert a < tag.confidence <= 1


def test_an_exact_spelling_is_not_overruled() -> None:
    (tag,) = combine([rule("row:t.a", 1.0)], [model("row:t.b", 0.99)])
    assert (tag.label, tag.tagger) == ("row:t.a", "rules")
    assert tag.confidence < 1.0


def test_a_damaged_spelling_is_overruled_by_a_surer_model_and_stays_as_an_alternative() -> None:
    (tag,) = combine([rule("row:t.a", 0.6)], [model("row:t.b", 0.98)])
    assert (tag.label, tag.tagger, tag.others) == ("row:t.b", "model", ("row:t.a",))


def test_the_model_chooses_between_the_readings_of_the_rules() -> None:
    (tag,) = combine([rule("column:total", 1.0, others=("row:t.total",))], [model("row:t.total", 0.9)])
    assert (tag.label, tag.others, tag.tagger) == ("row:t.total", ("column:total",), "both")


@pytest.mark.parametrize(
    ("label", "confidence", "kept"),
    [("column:a", 0.9, True), ("column:a", 0.3, False), ("row:t.a", 0.3, True), ("row:t.a", 0.1, False)],
)
def test_the_model_is_believed_alone_where_it_is_sure(label: str, confidence: float, kept: bool) -> None:
    """Of a row label less is asked."""
    assert bool(combine([], [model(label, confidence)])) == kept


def test_what_the_rules_know_to_be_furniture_stays_so() -> None:
    page = rule("furniture", 0.9, 10, 15)
    assert combine([page], [model("figure", 0.99, 12, 13)]) == (page,)


def test_headings_and_names_are_those_of_the_rules() -> None:
    heading = rule("section:2", 0.9, 0, 8)
    assert combine([heading], [model("section:3", 0.99, 0, 8), model("agency", 0.9, 20, 24)]) == (heading,)


def test_tags_come_in_order() -> None:
    tags = combine([rule("row:t.a", 1.0, 10, 14)], [model("row:t.b", 0.9, 0, 4), model("figure", 0.9, 15, 16)])
    assert [tag.start for tag in tags] == [0, 10, 15]


def test_digits_that_a_label_has_swallowed_come_back_to_the_figure_that_the_model_sees() -> None:
    swallowed = rule("row:t.a", 0.67, 0, 9)
    rest = rule("figure", 0.98, 9, 11)
    tags = combine([swallowed, rest], [model("row:t.a", 1.0, 0, 7), model("figure", 1.0, 7, 11)])
    assert [(tag.label, tag.start, tag.end) for tag in tags] == [("row:t.a", 0, 7), ("figure", 7, 11)]


def test_whoever_trusts_the_model_less_hears_less_of_it() -> None:
    tag = model("column:a", 0.9)
    assert combine([], [tag], Trust(alone=0.95)) == ()
    (agreed,) = combine([rule("column:a", 0.6)], [tag], Trust(agreed=0.0))
    assert agreed.confidence == pytest.approx(0.6)
