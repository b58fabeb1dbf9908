from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gkml.pipeline import Pipeline
from gkml.records.report import CellRecord, CheckRecord, Report
from gkml.review.rechecking import recheck
from gkml.template import load_templates
from tests.review.conftest import EXAMPLES, PAGE, SMALL

TEMPLATES = load_templates()


def with_values(report: Report, values: Mapping[str, int | None]) -> Report:
    cells = dict(report.cells)
    for name, value in values.items():
        state = "blank" if value is None else "number"
        cells[name] = replace(
            cells[name], value=value, state=state, tagger="human", review=False, doubts=(), proposal=None
        )
    return recheck(replace(report, cells=cells), report, values.keys(), TEMPLATES)


def checks(report: Report) -> dict[str, CheckRecord]:
    return {check.id: check for check in report.checks}


def test_sums_that_hold_now_clear_the_doubts_that_they_raised(contradiction: Report) -> None:
    assert {check.id for check in contradiction.checks if check.status == "fail"} >= {"requests.row_sum.granted"}
    after = with_values(contradiction, {"requests.granted.total": 40})
    assert checks(after)["requests.row_sum.granted"].status == "pass"
    assert checks(after)["requests.outcome_sum.total"].status == "pass"
    assert after.cells["requests.granted.total"].evidence.sums == "supported"


def test_one_correction_clears_all_cells_of_a_contradiction(contradiction: Report) -> None:
    doubted = [name for name, cell in contradiction.cells.items() if cell.review and name.startswith("disputes.")]
    assert len(doubted) > 1
    failed = next(check for check in contradiction.checks if check.kind == "disputes_sum" and check.status == "fail")
    assert failed.difference is not None
    first = contradiction.cells[failed.cells[0]]
    assert isinstance(first.value, int)
    after = with_values(contradiction, {first.id: first.value - int(failed.difference)})
    assert not any(after.cells[name].review for name in doubted)
    assert all(after.cells[name].proposal is None for name in doubted)


def test_a_sum_that_fails_now_puts_its_other_cells_in_doubt(rules: Pipeline) -> None:
    report = rules(EXAMPLES / PAGE)
    assert not any(cell.review for cell in report.cells.values())
    after = with_values(report, {"requests.granted.total": 999})
    check = checks(after)["requests.row_sum.granted"]
    assert (check.status, check.right) == ("fail", 999)
    other = after.cells["requests.granted.natural_person"]
    assert (other.review, other.evidence.sums, other.reason) == (True, "contradicted", check.message)
    decided = after.cells["requests.granted.total"]
    assert (decided.review, decided.evidence.sums) == (False, "contradicted")


def test_checks_that_no_changed_cell_stands_in_stay(contradiction: Report) -> None:
    after = checks(with_values(contradiction, {"requests.granted.total": 40}))
    for name, check in checks(contradiction).items():
        if "requests.granted.total" not in check.cells:
            assert after[name] is check


def test_a_blank_leaves_its_sums_open(rules: Pipeline) -> None:
    report = rules(EXAMPLES / PAGE)
    after = with_values(report, {"requests.granted.natural_person": None})
    assert checks(after)["requests.row_sum.granted"].status == "undetermined"


@pytest.mark.parametrize(("by", "status"), [(0, "pass"), (1, "fail")])
def test_figures_of_the_narrative_are_compared_again(rules: Pipeline, by: int, status: str) -> None:
    report = rules(EXAMPLES / SMALL)
    stated = next(
        check for check in report.checks if check.kind == "text" and check.left is not None and len(check.cells) == 1
    )
    cell = stated.cells[0]
    after = checks(with_values(report, {cell: int(stated.left or 0) + by}))[stated.id]
    assert after.status == status
    assert after.right == (stated.left or 0) + by
    assert ("相符" in after.message) is (by == 0)


def test_nothing_changed_is_the_same_report(contradiction: Report) -> None:
    assert recheck(contradiction, contradiction, (), TEMPLATES) is contradiction


def test_cells_of_no_form_do_no_harm(contradiction: Report) -> None:
    cells = {**contradiction.cells, "new.row.column": CellRecord("new.row.column", 1, "1", "number")}
    odd = replace(contradiction, cells=cells, templates={**contradiction.templates, "disputes": "1999"})
    assert recheck(odd, odd, ["new.row.column"], TEMPLATES).cells["new.row.column"].value == 1
