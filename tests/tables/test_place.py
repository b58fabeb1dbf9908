"""Tags to cells, through the front door: small reports in every layout."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkml.doubts import DoubtCode
from gkml.labels import Tag, by_place
from gkml.pipeline import Pipeline
from gkml.tables.place import place
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import report_of, text_document

HEAD = "青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"
ITEMS = {
    "rules": (1, 2, 3),
    "normative_documents": (40, 5, 66),
    "licensing": (7,),
    "penalties": (88,),
    "coercion": (9,),
}


def _pipes(rules: str = "规章 | 1 | 2 | 3 |", fees: str = "行政事业性收费 | 10.5 |") -> str:
    return (
        HEAD + "第二十条第（一）项 | |||\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        f"{rules}\n行政规范性文件 | 40 | 5 | 66 |\n第二十条第（五）项 | |||\n信息内容 | 本年处理决定数量 | ||\n"
        "行政许可 | 7 | ||\n第二十条第（六）项 | |||\n信息内容 | 本年处理决定数量 | ||\n行政处罚 | 88 | ||\n"
        f"行政强制 | 9 | ||\n第二十条第（八）项 | |||\n信息内容 | 本年收费金额（单位：万元） | ||\n{fees}\n"
    )


def _disclosure(text: str, rules: Pipeline) -> dict[str, object]:
    report = report_of(text, rules)
    prefix = "disclosure."
    return {key.removeprefix(prefix): cell.value for key, cell in report.cells.items() if key.startswith(prefix)}


@pytest.mark.parametrize(("year", "form"), [(2018, "2021"), (2024, "2021"), (None, None)])
def test_a_table_that_is_not_there_is_missing_in_the_form_of_the_year(year: int | None, form: str | None) -> None:
    templates = load_templates()
    document = text_document(_pipes())
    tables = place(document, RuleTagger(templates)(document), templates, year).tables
    assert list(tables) == [name for name in templates.table_ids if name != "statistics"]
    assert [name for name, table in tables.items() if table.found] == ["disclosure"]
    assert tables["disclosure"].table.form == "2021"  # as it is printed, whatever the year prescribes
    missing = tables["disputes"]
    assert missing.table.form == form or form is None
    assert missing.missing_rows == tuple(row.id for row in missing.table.rows)
    assert {each.code for cell in missing.cells.values() for each in cell.doubts} == {DoubtCode.TABLE_MISSING}


def test_pipes_with_padding(rules: Pipeline) -> None:
    assert list(_disclosure(_pipes(), rules).values()) == [1, 2, 3, 40, 5, 66, 7, 88, 9, Decimal("10.5")]


def test_cells_on_lines_with_broken_heads(rules: Pipeline) -> None:
    lines = [
        *("第二十条第（一）项", "信息内容", "本年制\n发件数", "本年废止件数", "现行有效件"),
        *("规章", "1", "2", "3", "行政规范性文件", " 40", "5 ", "66"),
        *("第二十条第（五）项", "信息内容", "本年处理决定数量", "行政许可", "7"),
        *("第二十条第（六）项", "信息内容", "本年处理决定数量", "行政处罚", "88", "行政强制", "9"),
        *("第二十条第（八）项", "信息内容", "本年收费金额", "行政事业性收费", "10.5"),
    ]
    for end in ("\n", "\n\n", " |\n"):
        figures = _disclosure(HEAD + end.join(lines) + end + "三、收到和处理政府信息公开申请情况\n", rules)
        assert list(figures.values()) == [1, 2, 3, 40, 5, 66, 7, 88, 9, Decimal("10.5")], repr(end)


def test_rows_out_of_the_order_of_the_form(rules: Pipeline) -> None:
    whole = _pipes().splitlines()
    first = whole.index("第二十条第（一）项 | |||")
    moved = [*whole[:first], *whole[first + 4 :], *whole[first : first + 4]]
    assert _disclosure("\n".join(moved), rules) == _disclosure(_pipes(), rules)


@pytest.mark.parametrize(
    ("print_", "state", "value"),
    [
        ("12（含修订3件）", "number", 12),
        ("１，２３４", "number", 1234),
        ("7件", "number", 7),
        ("", "blank", None),
        ("&nbsp;", "blank", None),
        ("—", "mark", None),
        ("无", "mark", None),
        ("31 19", "unreadable", None),
        ("1.5", "unreadable", None),
        ("3万元", "unreadable", None),
        ("012", "unreadable", None),
    ],
)
def test_states_of_a_cell(print_: str, state: str, value: int | None, rules: Pipeline) -> None:
    cell = report_of(_pipes(rules=f"规章 | 5 | {print_} | 3 |"), rules).cells["disclosure.rules.repealed"]
    assert (cell.state, cell.value) == (state, value)
    assert cell.review == (state == "unreadable")


@pytest.mark.parametrize(
    ("print_", "value"),
    [("128.45", "128.45"), ("1284500元", "128.45"), ("0.02亿元", "200"), ("1,234.50万元", "1234.50"), ("0", "0")],
)
def test_money_is_exact_and_in_wan_yuan(print_: str, value: str, rules: Pipeline) -> None:
    cell = report_of(_pipes(fees=f"行政事业性收费 | {print_} |"), rules).cells["disclosure.fees.amount"]
    assert isinstance(cell.value, Decimal)
    assert cell.value == Decimal(value)
    assert cell.text == print_


def test_an_extra_row_is_no_row_of_the_form(rules: Pipeline) -> None:
    text = _pipes().replace(
        "第二十条第（五）项", "其他主动公开文件(含以本单位名义印发的) | 6 | 7 | 8 |\n第二十条第（五）项", 1
    )
    assert _disclosure(text, rules) == _disclosure(_pipes(), rules)


def test_a_lost_row_costs_that_row(rules: Pipeline) -> None:
    text = "\n".join(line for line in _pipes().splitlines() if not line.startswith("行政处罚"))
    whole, lost = _disclosure(_pipes(), rules), _disclosure(text, rules)
    assert {key for key in whole if whole[key] != lost[key]} == {"penalties.decisions"}
    report = report_of(text, rules)
    assert report.cells["disclosure.penalties.decisions"].state == "absent"
    assert report.cells["disclosure.penalties.decisions"].review
    assert report.status == "partial"


def test_figures_of_an_unlabelled_row_go_where_one_row_is_open(rules: Pipeline) -> None:
    text = _pipes().replace("行政处罚 | 88", " | 88")
    assert _disclosure(text, rules) == _disclosure(_pipes(), rules)


def test_unlabelled_rows_with_several_places_stay_undecided(rules: Pipeline) -> None:
    lines = _pipes().replace("行政处罚 | 88", " | 88").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("行政强制"))
    report = report_of(text, rules)
    for row in ("penalties", "coercion"):
        cell = report.cells[f"disclosure.{row}.decisions"]
        assert cell.value is None
        assert cell.review


def test_digits_run_together_that_no_sum_can_cut_are_never_silently_cut(rules: Pipeline) -> None:
    text = HEAD + (
        "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章 123行政规范性文件40566第二十条第（五）项"
        "信息内容本年处理决定数量行政许可7第二十条第（六）项信息内容本年处理决定数量行政处罚88行政强制9第二十条第（八）项"
        "信息内容本年收费金额（单位：万元）行政事业性收费10.5三、收到和处理政府信息公开申请情况\n"
    )
    report = report_of(text, rules)
    for column in ("issued", "repealed", "in_force"):
        cell = report.cells[f"disclosure.normative_documents.{column}"]
        assert cell.review
        assert cell.alternatives
        assert (cell.text or "") in "40566"
    assert report.cells["disclosure.licensing.decisions"].value == 7
    assert report.cells["disclosure.fees.amount"].value == Decimal("10.5")
    assert {heading.section for heading in report.headings} == {1, 2, 3}


def test_traditional_characters_and_pinyin(rules: Pipeline) -> None:
    text = (
        _pipes()
        .replace("规章 |", "規(guī)章 |")
        .replace("行政规范性文件", "行政規範性檔案")
        .replace("行政处罚", "行政處罰")
    )
    text = text.replace("行政强制", "行政強制").replace("行政许可", "行政許可").replace("本年制发件数", "本年制發件數")
    assert _disclosure(text, rules) == _disclosure(_pipes(), rules)


def test_forms_are_decided_for_each_table(rules: Pipeline) -> None:
    old = (
        HEAD.replace("2022", "2020") + "第二十条第（五）项\t\t\t\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n"
        "行政许可\t284\t-67\t969\n其他对外管理服务事项\t114\t+139\t756\n行政处罚\t1\t0\t2\n行政强制\t3\t0\t4\n"
    )
    report = report_of(old, rules)
    assert report.templates["disclosure"] == "2019"
    assert report.cells["disclosure.licensing.change"].value == -67
    assert report.cells["disclosure.other_services.change"].value == 139
    assert report_of(_pipes().replace("2022", "2020"), rules).templates["disclosure"] == "2021"


REQUESTS = "青禾县某局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
NEW = "一、本年新收政府信息公开申请数量\t{}"
CARRIED = "二、上年结转政府信息公开申请数量\t5\t0\t0\t0\t0\t0\t5"
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def _requests(*rows: str) -> str:
    return REQUESTS + "\t".join(["", *COLUMNS]) + "\n" + "\n".join(rows) + "\n四、其他需要报告的事项\n"


def test_a_row_that_a_line_end_has_cut_is_one_row(rules: Pipeline) -> None:
    whole = (
        "一、本年新收政府信息公开申请数量\t31\t2\t0\t0\t1\t0\t34",
        "二、上年结转政府信息公开申请数量\t5\t0\t0\t0\t0\t0\t5",
    )
    cut = whole[0].replace("\t2\t0", "\t2\n\t0")
    wanted = {key: cell.value for key, cell in report_of(_requests(*whole), rules).cells.items() if "received" in key}
    cells = report_of(_requests(cut, whole[1]), rules).cells
    assert {key: cells[key].value for key in wanted} == wanted
    assert sum(value is not None for value in wanted.values()) == 14


def test_figures_without_a_label_do_not_pass_for_the_row_whose_own_figures_go_nowhere(rules: Pipeline) -> None:
    text = HEAD + (
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t1\t2\t3\n行政规范性文件\t4\n0\t5\t66\n"
        "行政许可\t7\n行政处罚\t88\n行政强制\t9\n"
    )
    cells = report_of(text, rules).cells
    assert cells["disclosure.rules.issued"].value == 1
    row = [cells[f"disclosure.normative_documents.{column}"] for column in ("issued", "repealed", "in_force")]
    assert all(cell.review for cell in row)


def test_an_empty_cell_beside_a_figure_that_has_no_row_is_in_doubt(rules: Pipeline) -> None:
    rows = [
        "一、本年新收政府信息公开申请数量\t31\t2\t0\t\t1\t0\t34",
        "二、上年结转政府信息公开申请数量\t5\t0\t0\t0\t0\t0\t5",
    ]
    alone = report_of(_requests(*rows), rules).cells
    beside = report_of(_requests(rows[0], "\t7\t8", rows[1]), rules).cells
    empty = "requests.received_new.public_welfare_organization"
    assert (alone[empty].state, alone[empty].review) == ("blank", False)
    assert (beside[empty].state, beside[empty].review) == ("blank", True)


def test_the_form_is_told_by_labels_where_two_years_stand_side_by_side(rules: Pipeline) -> None:
    text = HEAD + (
        "信息内容\t2023年制发件数\t2022年制发件数\t2023年废止件数\t2022年废止件数\t2023年有效件数\t2022年有效件数\n"
        "规章\t0\t5\t0\t5\t0\t5\n行政规范性文件\t3\t8\t2\t7\t14\t19\n"
        "信息内容\t2023年处理决定数量\t2022年处理决定数量\n行政许可\t146\t151\n行政处罚\t23\t28\n行政强制\t4\t9\n"
        "信息内容\t2023年收费金额\t2022年收费金额\n行政事业性收费\t1\t2\n"
    )
    report = report_of(text, rules)
    cells = {key: cell for key, cell in report.cells.items() if key.startswith("disclosure.")}
    assert report.templates["disclosure"] == "2021"
    assert all(cell.review for cell in cells.values())


GRANTED = "（一）予以公开\t20\t3\t0\t1\t0\t2\t26"
PARTIAL = "（二）部分予以公开\t6\t1\t0\t0\t0\t0\t7"
SECURITY = "3.危及国家、公共、经济安全和社会稳定\t1\t0\t0\t0\t1\t0\t2"


def _placed(text: str, *others: Tag) -> dict[str, object]:
    """The cells of a document whose tags are those of the rules, and some in place of those that they overlap."""
    document = text_document(text)
    templates = load_templates()
    tags = [
        tag
        for tag in RuleTagger(templates)(document)
        if not any(tag.start < other.end and other.start < tag.end for other in others)
    ]
    tables = place(document, sorted([*tags, *others], key=by_place), templates, 2023).tables
    return {cell_id: cell.value for cell_id, cell in tables["requests"].cells.items()}


def test_of_two_readings_of_a_label_the_one_is_taken_that_no_other_row_has() -> None:
    text = _requests(NEW.format("31\t4\t0\t1\t0\t2\t38"), CARRIED, GRANTED, PARTIAL)
    at = text.index("（二）部分予以公开")
    read = Tag("row:requests.granted", at, at + 9, 0.7, others=("row:requests.partially_granted",), tagger="model")
    found = _placed(text, read)
    assert (found["requests.granted.total"], found["requests.partially_granted.total"]) == (26, 7)


@pytest.mark.parametrize("cut", [2, 4])
def test_a_label_of_another_form_is_a_piece_of_the_label_that_it_touches(cut: int) -> None:
    text = _requests(
        NEW.format("31\t4\t0\t1\t0\t2\t38"), GRANTED, "2.其他法律行政法规禁止公开\t5\t0\t0\t0\t0\t0\t5", SECURITY
    )
    at, end = text.index("3.危及"), text.index("稳定") + 2
    pieces = [
        Tag("row:requests.refused.public_safety", at, at + cut, 0.7, tagger="model"),
        Tag("row:statistics.replied.refused.public_safety", at + cut, end, 0.6, tagger="model"),
    ]
    found = _placed(text, *pieces)
    assert [found[f"requests.refused.{name}.total"] for name in ("prohibited_by_law", "public_safety")] == [5, 2]


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("指标名称\t计量单位\t2012年度\t历年累计\n2．网上申请数\t条\t3\t8\n", "fujian_2009", (3, 8)),
        ("统计指标 计量单位 2016年度\n（三）从事政府信息公开工作人员数 人 4\n", "2014", None),
    ],
)
def test_few_rows_are_of_the_form_that_has_them(
    text: str, form: str, value: tuple[int, int] | None, rules: Pipeline
) -> None:
    report = report_of(text, rules)
    assert report.templates["statistics"] == form
    if value:
        online = "statistics.received.online"
        assert (report.cells[f"{online}.year"].value, report.cells[f"{online}.cumulative"].value) == value
