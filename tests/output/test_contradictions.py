"""What is said of contradictions under a table: each once, with the cells in it."""

from __future__ import annotations

from dataclasses import replace

from gkml.doubts import DoubtCode
from gkml.output.contradictions import cells_in_words, check_sentence, doubts_of, reason_of
from gkml.records.report import CellRecord, CheckRecord, Report
from gkml.template import load_templates
from tests.output.made_reports import PROVENANCE

TABLE = load_templates().form("2021").table_by_id["disputes"]
ROW = "disputes.reconsideration"
SUM = CheckRecord(
    "disputes.disputes_sum.reconsideration", "disputes_sum", "fail", 8, 7, 1, (f"{ROW}.upheld", f"{ROW}.total")
)


def cell(name: str, value: int = 3, **fields: object) -> CellRecord:
    return replace(CellRecord(f"{ROW}.{name}", value, str(value), "number", review=True), **fields)  # type: ignore[arg-type]


def report(*cells: CellRecord) -> Report:
    return Report("a.txt", PROVENANCE, cells={one.id: one for one in cells}, checks=(SUM,))


def test_cells_of_one_row_and_reason_are_told_of_once() -> None:
    doubts = doubts_of(
        TABLE,
        report(cell("upheld", reason="疑"), cell("corrected", reason="疑"), cell("other", reason="别的")),
        (),
        "zh",
    )
    assert [(doubt.row, [label for label, _ in doubt.cells], doubt.reason) for doubt in doubts] == [
        ("行政复议", ["结果维持", "结果纠正"], "疑"),
        ("行政复议", ["其他结果"], "别的"),
    ]


def test_what_a_failed_check_tells_needs_no_reason() -> None:
    (doubt,) = doubts_of(
        TABLE, report(cell("upheld", cause="source", proposal=4), cell("corrected", review=False)), (SUM,), "en"
    )
    assert (doubt.reason, doubt.checks) == (None, (SUM.id,))
    assert "→ 4" in cells_in_words(doubt, "en")


def test_in_english_the_codes_give_the_reason() -> None:
    assert reason_of(cell("upheld", reason="疑"), "zh") == "疑"
    told = reason_of(cell("upheld", reason="疑", doubts=(DoubtCode.RAISED,)), "en")
    assert told is not None
    assert told != "疑"
    assert reason_of(cell("upheld", cause="source", reason="疑", doubts=(DoubtCode.CHECK_FAILED,)), "en") is None
    assert reason_of(cell("upheld", reason="疑"), "en") == "疑"  # a record without codes


def test_a_check_says_both_sides() -> None:
    assert check_sentence(replace(SUM, message="合计不符"), "zh") == "合计不符"
    told = check_sentence(SUM, "en")
    assert "8" in told
    assert "7" in told
    assert check_sentence(replace(SUM, left=None, right=None), "en") != told
    assert "\x1b" not in check_sentence(replace(SUM, message="\x1b[2J"), "zh")


def test_a_sum_that_blanks_cannot_save_has_no_question_mark_for_a_figure() -> None:
    said = check_sentence(replace(SUM, left=None, difference=None), "en")
    assert "blanks" in said
    assert "?" not in said
    assert "?" in check_sentence(replace(SUM, status="undetermined", left=None, difference=None), "en")
