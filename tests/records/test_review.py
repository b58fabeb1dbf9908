"""The table of rules that sends a person to a cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gkml.doubts import DoubtCode, doubt
from gkml.records.evidence import Evidence
from gkml.records.review import ReviewRulesError, load_review_rules

SHIPPED = load_review_rules()
ELSEWHERE = Evidence("exact", "exact", "seen", None, "elsewhere")
SURE = Evidence("exact", "exact", "seen", "supported")

RULES = """
confidence_below = 0.5
doubt = "low_confidence"
notes = ["implied"]
[[rules]]
doubt = "row_by_order"
row = ["order"]
sums = ["none"]
"""


def codes(evidence: Evidence, confidence: float = 0.99, *doubts: DoubtCode) -> list[str]:
    return [each.code.value for each in SHIPPED.doubts(evidence, confidence, [doubt(code) for code in doubts])]


def test_a_cell_that_all_witnesses_speak_for_is_not_for_review() -> None:
    assert codes(SURE) == []
    assert codes(Evidence("damaged", "damaged")) == []


@pytest.mark.parametrize("column", ["order", None])
def test_no_sum_stands_in_for_a_head(column: str | None) -> None:
    assert codes(Evidence("exact", column, "seen", "supported")) == ["column_by_order"]  # type: ignore[arg-type]


def test_order_tells_a_row_where_sums_support_it() -> None:
    assert codes(Evidence("order", "exact", None, "supported")) == []
    assert codes(Evidence("order", "exact", None, None)) == ["row_by_order"]


def test_what_is_not_seen_is_for_review_whatever_the_others_say() -> None:
    assert codes(Evidence("exact", "exact", "doubtful", "supported"))


def test_doubts_count_but_for_notes_and_little_confidence_does() -> None:
    assert codes(SURE, 0.99, DoubtCode.RAISED) == ["raised"]
    assert codes(SURE, 0.99, DoubtCode.IMPLIED) == []
    assert codes(SURE, 0.5) == ["low_confidence"]


def test_rules_are_data(tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    path.write_text(RULES, encoding="utf-8")
    rules = load_review_rules(path)
    assert rules.doubts(Evidence("exact", None), 0.6, []) == ()
    assert [each.code for each in rules.doubts(Evidence("order", None), 0.6, [])] == [DoubtCode.ROW_BY_ORDER]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('row = ["order"]', 'row = ["sideways"]'),
        ('row = ["order"]', 'weather = ["order"]'),
        ('"row_by_order"', '"no such doubt"'),
        ("confidence_below = 0.5\n", ""),
        ("[[rules]]", "[[rules"),
    ],
)
def test_rules_that_name_nothing_are_refused(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "review.toml"
    path.write_text(RULES.replace(before, after), encoding="utf-8")
    with pytest.raises(ReviewRulesError, match=r"review\.toml"):
        load_review_rules(path)


def test_a_note_keeps_a_rule_from_holding_and_no_other() -> None:
    assert codes(Evidence("exact", "order"), 0.99, DoubtCode.COLUMNS_ALIKE) == []
    assert codes(Evidence("order", "order"), 0.99, DoubtCode.COLUMNS_ALIKE) == ["row_by_order"]
    assert codes(Evidence("exact", "order"), 0.99, DoubtCode.IMPLIED) == ["column_by_order"]


def test_a_figure_that_the_model_sees_elsewhere_is_for_review_where_no_sum_supports_it() -> None:
    assert codes(ELSEWHERE) == ["model_elsewhere"]
    assert codes(replace(ELSEWHERE, sums="supported")) == []
    assert codes(replace(ELSEWHERE, model="agrees")) == []
