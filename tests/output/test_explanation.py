import io
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.console import Console

from gkml.doubts import DoubtCode
from gkml.errors import InputError, UsageError
from gkml.messages import Language, sentence
from gkml.output.explanation import explain, find_cell
from gkml.pipeline import Pipeline
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, CheckRecord, Provenance, Report
from gkml.template import load_templates
from tests.conftest import ROOT

PROVENANCE = Provenance("0.1.0", None, "abc", "rules", "text")
TEMPLATES = load_templates()
TEXT = "一行\n二行\n三行\n四行\n五行\n行政复议\t7\t\t12\n七行\n八行\n九行\n"
AT = TEXT.index("7")


def report_of(**fields: object) -> Report:
    """A report with the row 行政复议 of the table of disputes; ``fields`` change its first cell."""
    cells = {f"disputes.reconsideration.{column}": CellRecord("") for column in ("upheld", "corrected", "total")}
    cells = {cell_id: replace(cell, id=cell_id) for cell_id, cell in cells.items()}
    upheld = CellRecord("disputes.reconsideration.upheld", 7, "7", "number", 0.91, "both", start=AT, end=AT + 1)
    cells[upheld.id] = replace(upheld, **fields)  # type: ignore[arg-type]
    return Report(
        "a.txt", PROVENANCE, agency="某某局", year=2023, templates={"disputes": "2021"}, cells=cells, text=TEXT
    )


def told(report: Report, cell_id: str = "upheld", width: int = 100, language: Language = "en") -> str:
    file = io.StringIO()
    explain(report, cell_id, TEMPLATES, Console(file=file, width=width, highlight=False), language)
    return file.getvalue()


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_print_is_marked_in_its_line_between_its_neighbours() -> None:
    shown = lines(told(report_of()))
    at = shown.index("行政复议 | »7« |  | 12")
    assert shown[at - 4 : at] == ["二行", "三行", "四行", "五行"]
    assert shown[at + 1 : at + 3] == ["七行", "八行"]
    assert "一行" not in shown
    assert "九行" not in shown


def test_labels_come_from_the_form_of_the_report() -> None:
    assert "政府信息公开行政复议、行政诉讼情况 · 行政复议 · 结果维持  form 2021" in told(report_of())


def test_value_state_confidence_tagger_and_other_readings_are_told() -> None:
    shown = lines(told(report_of(alternatives=(1, Decimal("0.50")))))
    assert {"value       7", "printed     7", "confidence  0.91", "tagger      both", "other ways  1, 0.50"} <= set(
        shown
    )
    assert "value       no figure (mark)" in lines(told(report_of(value=None, state="mark", text="/")))


def test_an_empty_cell_shows_the_line_of_its_row() -> None:
    report = report_of()
    total = replace(report.cells["disputes.reconsideration.total"], state="blank")
    shown = told(replace(report, cells={**report.cells, total.id: total}), "reconsideration.total")
    assert "nothing is printed there; its row:" in shown
    assert "行政复议 | 7 |  | 12" in shown
    assert "»" not in shown


def test_a_cell_of_a_row_without_print_and_a_record_without_text() -> None:
    report = report_of(start=None, end=None, text=None, value=None, state="absent")
    assert "nothing of it is printed" in told(report)
    assert "print\n" not in told(replace(report, text=None)).replace("printed", "")


def test_a_long_line_is_cut_around_the_print() -> None:
    long = "甲" * 500 + "7" + "乙" * 500
    shown = told(replace(report_of(start=500, end=501), text=long), width=400)
    (line,) = [line for line in lines(shown) if "»7«" in line]
    assert line == "…" + "甲" * 60 + "»7«" + "乙" * 60 + "…"


@pytest.mark.parametrize(("start", "end"), [(0, 1), (8, 9), (0, 9)])
def test_the_print_may_stand_at_either_end_of_the_text(start: int, end: int) -> None:
    text = "123456789"
    shown = told(replace(report_of(start=start, end=end), text=text))
    assert f"{text[:start]}»{text[start:end]}«{text[end:]}" in lines(shown)


def test_checks_are_those_of_the_cell_with_their_figures() -> None:
    cell_id = "disputes.reconsideration.upheld"
    mine = CheckRecord(
        "disputes.disputes_sum.reconsideration", "disputes_sum", "fail", 7, 9, -2, (cell_id,), "合计不符"
    )
    bare = CheckRecord("text.reconsideration.upheld", "text", "pass", 7, 7, 0, (cell_id,))
    other = CheckRecord(
        "requests.row_sum.granted", "row_sum", "fail", 1, 2, -1, ("requests.granted.total",), "别处不符"
    )
    shown = told(replace(report_of(), checks=(mine, bare, other)))
    assert "✗ disputes.disputes_sum.reconsideration  fail" in shown
    assert "disputes.reconsideration: the outcomes add up to 7, the total is 9" in shown
    assert "合计不符" in told(replace(report_of(), checks=(mine, bare, other)), language="zh")
    assert "✓ text.reconsideration.upheld  pass" in shown
    assert "7 ↔ 7" in shown
    assert "别处不符" not in shown


def test_every_witness_and_doubt_is_told_in_words_and_the_reason_once() -> None:
    doubts = (DoubtCode.RAISED, DoubtCode.CONTRADICTION_SHARED)
    report = report_of(evidence=Evidence("exact", "order", None, "contradicted"), doubts=doubts, review=True)
    shown = lines(told(report, width=200))
    at = shown.index("evidence")
    assert shown[at + 1 : at + 5] == [
        "row     exact         it stands by the label of its row, spelt as in the form",
        "column  order         no legible head tells its column, only the order of the columns",
        "sight   nothing       the format of the file does not tell what a person sees",
        "sums    contradicted  a sum that it stands in does not hold, and this figure may be why",
    ]
    assert shown[at + 5 : at + 8] == [
        "doubts",
        "raised                a raised character stands here, perhaps the number of a note",
        "contradiction_shared  sums do not hold, and either this cell or another one is why",
    ]
    assert "列名  order         没有可辨认的列名，只由各列的次序推断" in lines(told(report, language="zh"))
    reason = sentence("doubts", "raised", "zh")
    assert told(report_of(doubts=doubts[:1], reason=reason), language="zh").count(reason) == 1


def test_a_cell_that_the_report_does_not_have_has_no_evidence() -> None:
    absent = report_of(start=None, end=None, value=None, text=None, state="absent")
    assert "evidence" not in lines(told(absent))


def test_the_conclusion_gives_cause_proposal_and_reason() -> None:
    shown = lines(told(report_of(cause="source", proposal=9, reason="合计不符", review=True)))
    at = shown.index("conclusion")
    assert shown[at + 1 :] == [
        "the report probably contradicts itself",
        "the sums imply 9",
        "合计不符",
        "a person should look at it",
    ]


def test_where_nothing_speaks_against_it_the_conclusion_says_so() -> None:
    check = CheckRecord("x", "disputes_sum", "pass", 7, 7, 0, ("disputes.reconsideration.upheld",), "相符")
    assert (
        lines(told(replace(report_of(), checks=(check,))))[-1] == "nothing speaks against it; 1 of 1 checks bear it out"
    )
    assert lines(told(report_of()))[-1] == "no check"


def test_what_a_document_says_is_no_escape_sequence_and_no_markup() -> None:
    report = report_of(text="[red]\x1b[2J", reason="\x1b]0;x\x07", review=True)
    shown = told(replace(report, text=TEXT.replace("五行", "[/]\x1b[2J"), agency="[b]\x1b"))
    assert not {"\x1b", "\x07"} & set(shown)
    assert "[red]�[2J" in shown


# ---------------------------------------------------------------------------------------------------------------------
# Names of cells


def test_an_id_may_be_cut_as_long_as_it_names_one_cell(rules: Pipeline) -> None:
    report = rules(ROOT / "examples" / "linxi_2023_pipes.txt")
    for name, cell_id in (
        ("requests.granted.total", "requests.granted.total"),
        ("granted.total", "requests.granted.total"),
        ("state_secret.total", "requests.refused.state_secret.total"),
        ("requests.state_secret.total", "requests.refused.state_secret.total"),
        ("amount", "disclosure.fees.amount"),
    ):
        assert find_cell(report, name, TEMPLATES).id == cell_id


def test_a_name_of_several_cells_is_refused_with_their_ids() -> None:
    with pytest.raises(UsageError, match=r"reconsideration\.upheld, .*write more of the id"):
        find_cell(report_of(), "disputes", TEMPLATES)


def test_an_unknown_name_is_refused_with_the_nearest_ids(rules: Pipeline) -> None:
    report = rules(ROOT / "examples" / "linxi_2023_pipes.txt")
    with pytest.raises(UsageError, match=r"did you mean requests\.granted\.total") as raised:
        find_cell(report, "requests.grantd.totl", TEMPLATES)
    assert raised.value.message.count(",") < 6
    with pytest.raises(UsageError, match="no cell 'ZZZZ'"):
        find_cell(report, "ZZZZ", TEMPLATES)


def test_a_report_that_could_not_be_read_has_no_cells() -> None:
    error = InputError("the file is empty; give a report", code="empty_file")
    with pytest.raises(UsageError, match=r"b\.txt has no cells: the file is empty"):
        find_cell(Report("b.txt", PROVENANCE, status="failed", error=error), "granted.total", TEMPLATES)


def test_labels_are_those_of_the_form_of_the_report(rules: Pipeline) -> None:
    report = rules(ROOT / "examples" / "series" / "lanxi_forestry_2017.txt")
    for name in ("主动公开文件数 历年累计", "主动公开政府信息数 历年累计"):  # of its own form, and of the national one
        assert find_cell(report, name, load_templates()).id == "statistics.disclosed_total.cumulative"
