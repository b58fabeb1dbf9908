"""Statistics tables of reports on years before 2019: in every layout, run together, with what they leave out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pytest

from gkml.doubts import DoubtCode
from gkml.pipeline import Pipeline
from gkml.records.report import Report
from gkml.template import Table, load_templates
from tests.conftest import report_of

TEMPLATES = load_templates()
FORM = TEMPLATES.form("fujian_2014").tables[0]
FIGURES: dict[str, tuple[int, int]] = {
    "disclosed_total": (214, 1380),
    "channel.website": (209, 1362),
    "channel.gazette": (5, 18),
    "received_total": (6, 19),
    "received.in_person": (1, 5),
    "received.online": (4, 11),
    "received.letter_or_fax": (1, 3),
    "replied_total": (6, 19),
    "replied.granted": (4, 13),
    "replied.partially_granted": (1, 2),
    "replied.refused": (0, 1),
    "replied.other": (1, 3),
    "fees_waived": (0, 0),
    "complaints": (0, 1),
    "reconsideration_total": (0, 1),
    "litigation_total": (0, 0),
}
Cells = list[list[str]]


def printed(
    figures: Mapping[str, Sequence[int | str]], table: Table = FORM, heads: Sequence[str] = ("2016年度", "历年累计")
) -> Cells:
    """The table as rows of cells, rows numbered as its form has them."""
    rows = [["指标名称", "计量单位", *heads]]
    for row in table.rows:
        if row.id in figures:
            rows.append([row.number + row.labels[0], row.printed_unit or "条", *map(str, figures[row.id])])
    return rows


def read(table: str, pipeline: Pipeline, said: str = "", year: int = 2016) -> Report:
    prose = f"岚溪市林业局{year}年政府信息公开工作年度报告\n一、概述\n{said}\n七、附表\n"
    return report_of(prose + table, pipeline)


def values(report: Report) -> dict[str, tuple[object, ...]]:
    """The figures of every row that stands in the report."""
    found: dict[str, tuple[object, ...]] = {}
    for cell in report.cells.values():
        row = cell.id.removeprefix("statistics.").rpartition(".")[0]
        if cell.state != "absent":
            found[row] = (*found.get(row, ()), cell.value)
    return found


def pipes(rows: Cells) -> str:
    return "\n".join(" | ".join(row) + " |" for row in rows)


def tabs(rows: Cells) -> str:
    return "\n".join("\t".join(row) for row in rows)


def cells_on_lines(rows: Cells) -> str:
    return "\n\n".join(cell for row in rows for cell in row)


def spaced_lines(rows: Cells) -> str:
    return "\n".join(" ".join(row) for row in rows)


def spaced_page(rows: Cells) -> str:
    return " ".join(cell for row in rows for cell in row)


def squashed_rows(rows: Cells) -> str:
    return "\n".join("".join(row) for row in rows)


def squashed_page(rows: Cells) -> str:
    return "".join(cell for row in rows for cell in row)


LAYOUTS = (pipes, tabs, cells_on_lines, spaced_lines, spaced_page, squashed_rows, squashed_page)
SAID = "2016年我局主动公开政府信息214条，历年累计主动公开政府信息1380条。"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_table_is_read_in_every_layout(layout: Callable[[Cells], str], rules: Pipeline) -> None:
    report = read(layout(printed(FIGURES)), rules, SAID)
    assert (report.template, report.templates["statistics"], report.status) == ("2014", "fujian_2014", "ok")
    assert values(report) == FIGURES
    assert not [check.id for check in report.checks if check.status == "fail"]


@pytest.mark.parametrize("layout", [pipes, cells_on_lines, squashed_page], ids=lambda layout: layout.__name__)
def test_model_and_rules_together_read_what_the_rules_read(
    layout: Callable[[Cells], str], rules: Pipeline, combined: Pipeline
) -> None:
    text = layout(printed(FIGURES))

    def told(pipeline: Pipeline) -> list[tuple[object, ...]]:
        cells = read(text, pipeline, SAID).cells.values()
        return [(cell.id, cell.value, cell.state, cell.tagger, cell.doubts) for cell in cells]

    assert told(combined) == told(rules)


def test_one_column_is_the_year_whatever_its_head_says(rules: Pipeline) -> None:
    figures = {row: (year,) for row, (year, _) in FIGURES.items()}
    for head in ("年末统计", "2016年", "数量", "2015年度"):  # a head may be left over from the year before
        report = read(squashed_page(printed(figures, heads=(head,))), rules)
        assert values(report) == figures
        assert not any(cell.id.endswith(".cumulative") for cell in report.cells.values())


def test_the_form_is_told_by_rows_and_not_by_the_year(rules: Pipeline) -> None:
    old = TEMPLATES.form("fujian_2009").tables[0]
    figures = {row.id: (at, 2 * at) for at, row in enumerate(old.rows)}
    for year in (2010, 2018):
        report = read(tabs(printed(figures, old)), rules, year=year)
        assert (report.year, report.templates["statistics"], report.template) == (year, "fujian_2009", "2014")


def test_two_levels_are_columns_of_their_own(rules: Pipeline) -> None:
    table = TEMPLATES.form("2014").tables[0]
    figures = {row.id: (1, 2) for row in table.rows}
    report = read(tabs(printed(figures, table, ("本级", "汇总"))), rules)
    assert values(report) == figures
    assert {cell.id.rpartition(".")[2] for cell in report.cells.values()} == {"own_level", "aggregate"}
    assert {check.status for check in report.checks if check.kind == "at_most"} == {"pass", "fail"} - {"fail"}


def test_a_number_a_code_and_heads_of_groups_are_no_figures(rules: Pipeline) -> None:
    table = TEMPLATES.form("2014").tables[0]
    rows = [["序号", "统计指标", "单位", "代码", "统计数"], ["一、", "主动公开情况", "——", "", ""]]
    for at, row in enumerate(table.rows[:12], 1):
        rows.append([row.number, row.labels[0], row.printed_unit or "", f"{at:02}", str(100 + at)])
    found = values(read(pipes(rows), rules))
    assert found == {row.id: (101 + at,) for at, row in enumerate(table.rows[:12])}


# --- one label under several totals ----------------------------------------------------------------------------------


OWN = TEMPLATES.form("agency_own").tables[0]


@pytest.mark.parametrize("layout", [tabs, spaced_page, squashed_page], ids=lambda layout: layout.__name__)
def test_one_label_under_two_totals_is_told_by_its_place(layout: Callable[[Cells], str], rules: Pipeline) -> None:
    figures = {row.id: (at,) for at, row in enumerate(OWN.rows, 1)}
    assert values(read(layout(printed(figures, OWN, ("数量",))), rules)) == figures


def test_where_the_place_does_not_tell_it_nobody_has_the_figure(rules: Pipeline) -> None:
    rows = ("disclosed_total", "received_total", "in_progress", "closed_total", "replied.granted", "replied.refused")
    lone = printed(dict.fromkeys(rows, (2,)), OWN, ("数量",))
    report = read(tabs([*lone, ["其他", "件", "7"], ["收到政府信息公开工作行政诉讼数", "件", "9"]]), rules)
    others = [report.cells[f"statistics.{row}.year"] for row in ("replied.refused.other", "inquiries.other")]
    assert all(cell.value is None and cell.review for cell in others)


# --- run together ----------------------------------------------------------------------------------------------------


def test_what_narrative_and_bounds_do_not_decide_is_marked_with_its_alternatives(rules: Pipeline) -> None:
    report = read(squashed_page(printed(FIGURES)), rules)
    cells = [report.cells[f"statistics.disclosed_total.{column}"] for column in ("year", "cumulative")]
    assert all(cell.review and cell.value in (None, 214, 1380) for cell in cells)
    unread = [cell for cell in cells if cell.state == "unreadable"]
    assert all((214 in cell.alternatives) or (1380 in cell.alternatives) for cell in unread)


def test_a_reading_in_which_a_part_exceeds_its_whole_is_none(rules: Pipeline) -> None:
    figures = {**FIGURES, "disclosed_total": (130, 349), "channel.website": (130, 349), "channel.gazette": (0, 0)}
    table = squashed_page(printed(figures)).replace("政府网站公开数条130349", "政府网站公开数条130 349")
    cell = read(table, rules).cells["statistics.disclosed_total.year"]
    assert (cell.value, cell.doubts) == (130, (DoubtCode.READING_BY_BOUNDS,))


def test_the_number_of_the_next_label_is_no_digit(rules: Pipeline) -> None:
    report = read(squashed_page(printed({**FIGURES, "channel.website": (20, 132)})), rules, SAID)
    assert values(report)["channel.website"] in {(20, 132), (None, None)}  # never 2013 | 22 with the 2 of ``2.``
    assert report.cells["statistics.channel.website.year"].text == "20"


def test_a_date_behind_the_last_row_is_none_of_its_figures(rules: Pipeline) -> None:
    table = squashed_page(printed(FIGURES)) + " 2017年1月13日"
    assert values(read(table, rules, SAID))["litigation_total"] == (0, 0)


def test_a_blank_column_that_left_no_trace_is_not_read_in_silence(rules: Pipeline) -> None:
    figures = {row: (year,) for row, (year, _) in FIGURES.items()}
    report = read(squashed_page(printed(figures, heads=("2016年度", "历年累计"))), rules)
    read_figures = [cell for cell in report.cells.values() if cell.value is not None]
    assert all(cell.review for cell in read_figures)


# --- rows that are left out, units, checks ---------------------------------------------------------------------------


def test_a_total_is_that_of_the_parts_which_the_table_prints(rules: Pipeline) -> None:
    figures = {row: pair for row, pair in FIGURES.items() if row != "received.in_person"}
    figures["received_total"] = (5, 14)
    checks = {check.id: check for check in read(tabs(printed(figures)), rules).checks}
    assert checks["statistics.part_sum.received_total.year"].status == "pass"
    assert checks["statistics.part_sum.received_total.year"].kind == "part_sum"
    assert "statistics.received.in_person.year" not in checks["statistics.part_sum.received_total.year"].cells


def test_what_is_disclosed_is_never_the_sum_of_its_channels(rules: Pipeline) -> None:
    for total, status in ((300, "pass"), (214, "pass"), (200, "fail")):
        report = read(tabs(printed({**FIGURES, "disclosed_total": (total, 1380)})), rules)
        check = next(check for check in report.checks if check.id == "statistics.at_most.channel.website.year")
        assert (check.kind, check.status) == ("at_most", status)
        assert report.cells["statistics.disclosed_total.year"].review is (status == "fail")


def test_the_figure_of_all_years_is_not_that_of_the_year(rules: Pipeline) -> None:
    said = "截至2016年底，历年累计主动公开政府信息1380条，其中2016年主动公开政府信息214条。"
    checks = {check.id: check for check in read(tabs(printed(FIGURES)), rules, said).checks if check.kind == "text"}
    assert {check.id: (check.status, check.left) for check in checks.values()} == {
        "text.disclosed_total.cumulative": ("pass", 1380),
        "text.disclosed_total.year": ("pass", 214),
    }


def test_money_is_in_the_unit_that_is_printed(rules: Pipeline) -> None:
    table = printed({**FIGURES, "fees_waived": (3, 45)})
    for layout in (tabs, squashed_rows):
        found = values(read(layout(table), rules))
        assert found["fees_waived"] == (Decimal("0.0003"), Decimal("0.0045"))


def test_rows_that_need_not_be_there_are_not_missed(rules: Pipeline) -> None:
    figures = {row: pair for row, pair in FIGURES.items() if row != "fees_waived"}
    report = read(tabs(printed(figures)), rules)
    assert report.status == "ok"
    cell = report.cells["statistics.fees_waived.year"]
    assert (cell.state, cell.review) == ("absent", False)


def test_labels_that_nobody_has_seen_in_print_are_told(rules: Pipeline) -> None:
    table = TEMPLATES.form("2014").tables[0]
    report = read(tabs(printed({row.id: (1,) for row in table.rows}, table, ("统计数",))), rules)
    (notice,) = [notice for notice in report.warnings if notice.code == "unverified_rows"]
    assert str(sum(row.unverified for row in table.rows)) in notice.message
    assert not [notice for notice in read(tabs(printed(FIGURES)), rules).warnings if notice.code == "unverified_rows"]


# --- the report around it --------------------------------------------------------------------------------------------


def test_a_covering_letter_tells_agency_and_year(rules: Pipeline) -> None:
    letter = "关于报送《岚溪市公安局2016年政府信息公开工作情况》的函\n市政府办公室：\n我局编制了2016年度报告。\n"
    body = "一、概述\n三、依申请公开政府信息情况\n2016年，我局未收到申请。\n附件\n"
    report = report_of(letter + body + tabs(printed(FIGURES)), rules)
    assert (report.agency, report.year) == ("岚溪市公安局", 2016)
    assert [heading.section for heading in report.headings] == [1, 3]


def test_a_section_and_the_head_of_a_group_of_rows_may_have_the_same_words(rules: Pipeline) -> None:
    table = TEMPLATES.form("2014").tables[0]
    rows = printed({row.id: (3,) for row in table.rows}, table, ("统计数",))
    rows.insert(1, ["三、依申请公开情况", "——", ""])
    said = "2016年收到申请3件，都按时答复了，没有收取任何费用，也没有人不服。"
    text = f"三、依申请公开情况\n{said}\n七、附表\n{tabs(rows)}"
    report = report_of("岚溪市林业局2016年政府信息公开工作年度报告\n一、概述\n本年工作照常。\n" + text, rules)
    assert [heading.text for heading in report.headings] == ["一、概述", "三、依申请公开情况", "七、附表"]


def test_a_report_without_its_table_lacks_that_of_its_time_alone(rules: Pipeline) -> None:
    title = "岚溪市林业局2017年政府信息公开工作年度报告\n"
    report = report_of(f"{title}一、概述\n甲。\n二、主动公开政府信息情况\n乙。\n", rules)
    assert {cell.partition(".")[0] for cell in report.cells} == {"statistics"}
    assert report.status == "partial"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("全年当面申请数为3件，数量2022年有所增加，指标名称见附表。", {"2019", "2021"}),  # words of a later report
        ("指标名称 历年累计 当面申请数 信函申请数", {"2014"}),
        ("指標名稱 歷年累計 當面申請數", {"2014"}),
        ("指标名称 历年累计 当面申请数 信函申请数 本年新收 结转下年度 自然人", {"2014", "2019", "2021"}),
    ],
)
def test_labels_of_these_tables_change_nothing_in_later_reports(text: str, told: set[str]) -> None:
    assert {form.template for form in TEMPLATES.told_in(text).forms} == told
