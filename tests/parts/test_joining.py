"""Several reports in one file: one record each, and none of them mixes two."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from gkml.parts.joining import read_parts
from gkml.pipeline import Pipeline
from gkml.records.report import Part, Report
from tests.conftest import EXAMPLES, text_document
from tests.parts.made import appended, joined, printed, read_all, side_by_side, tables, to_markdown, wrong
from tests.readers.printed import PrintedReport
from tests.readers.producers import report_to_html
from tests.readers.word.docx_files import report_to_docx

FIRST = printed("beihu_2024")
SECOND = printed("jinshui_2023")
THIRD = printed("hekou_2023")
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in EXAMPLES if path.suffix in (".txt", ".md")}
WRITERS: dict[str, Callable[[PrintedReport], str | bytes]] = {
    "a.md": to_markdown,
    "a.html": report_to_html,
    "a.docx": report_to_docx,
}


def figures(report: Report) -> dict[str, tuple[object, str]]:
    return {cell_id: (cell.value, cell.state) for cell_id, cell in report.cells.items()}


def marked(report: Report) -> set[str]:
    return {cell_id for cell_id, cell in report.cells.items() if "contested" in cell.doubts}


@pytest.mark.parametrize("pair", random.Random(7).sample(list(permutations(TEXTS, 2)), 8), ids="+".join)
def test_two_reports_in_a_text(pair: tuple[str, str], rules: Pipeline) -> None:
    alone = [rules.read(TEXTS[name].encode(), name) for name in pair]
    got = read_all(rules, "\n\n".join(TEXTS[name] for name in pair), "a.txt")
    assert [figures(report) for report in got] == [figures(report) for report in alone]
    assert [(r.agency, r.year, len(r.headings)) for r in got] == [(r.agency, r.year, len(r.headings)) for r in alone]
    assert [report.source for report in got] == ["a.txt", "a.txt#2"]
    assert all(
        report.text is not None and report.text[cell.start : cell.end] == cell.text
        for report in got
        for cell in report.cells.values()
        if cell.start is not None
    )


@pytest.mark.parametrize("name", TEXTS)
def test_printed_twice_is_one_report(name: str, rules: Pipeline) -> None:
    alone = rules.read(TEXTS[name].encode(), name)
    (report,) = read_all(rules, f"{TEXTS[name]}\n\n{TEXTS[name]}", "a.txt")
    assert figures(report) == figures(alone)
    assert (report.part, report.agency, report.year) == (None, alone.agency, alone.year)


@pytest.mark.parametrize("name", WRITERS)
def test_three_reports_in_other_formats(name: str, rules: Pipeline) -> None:
    got = read_all(rules, WRITERS[name](joined(FIRST, SECOND, THIRD)), name)
    assert [wrong(report, made.gold) for report, made in zip(got, (FIRST, SECOND, THIRD), strict=True)] == [[], [], []]
    titles = [made.title for made in (FIRST, SECOND, THIRD)]
    assert [report.part for report in got] == [Part(number, 3, title) for number, title in enumerate(titles, start=1)]


@pytest.mark.parametrize(
    ("heading", "contents", "year"),
    [
        ("附件：2022年收到和处理政府信息公开申请情况", tables(SECOND, "requests"), 2022),
        ("附：上年度收到和处理政府信息公开申请情况", tables(SECOND, "requests"), 2023),
        ("附件", ("2021年统计表", *tables(SECOND, "requests")), 2021),
        ("附表", tables(SECOND, "requests"), None),
        ("2022年收到和处理政府信息公开申请情况", tables(SECOND, "requests"), 2022),
        ("附：2022年统计表", tables(SECOND), 2022),
    ],
)
@pytest.mark.parametrize("name", WRITERS)
def test_an_appendix_is_a_report_of_the_year_that_it_tells(
    heading: str, contents: tuple[object, ...], year: int | None, name: str, rules: Pipeline
) -> None:
    first, second = read_all(rules, WRITERS[name](appended(FIRST, heading, *contents)), name)  # type: ignore[arg-type]
    assert (wrong(first, FIRST.gold), first.year, len(first.headings)) == ([], 2024, 6)
    assert (wrong(second, SECOND.gold, "requests"), second.year) == ([], year)
    assert second.agency == first.agency


@pytest.mark.parametrize("order", list(permutations(("disclosure", "requests", "disputes"))), ids="-".join)
def test_an_appendix_with_its_tables_in_another_order_is_one_report(order: tuple[str, ...], rules: Pipeline) -> None:
    got = read_all(rules, to_markdown(appended(FIRST, "2022年政府信息公开情况统计表", *tables(SECOND, *order))))
    assert [wrong(report, made.gold) for report, made in zip(got, (FIRST, SECOND), strict=True)] == [[], []]
    assert [report.year for report in got] == [2024, 2022]


def test_an_appendix_has_tables_that_the_report_itself_lacks(rules: Pipeline) -> None:
    """None of them is taken for the table that the report does not print."""
    bare = replace(FIRST, sections=tuple((h, () if n == 1 else c) for n, (h, c) in enumerate(FIRST.sections)))
    first, second = read_all(rules, to_markdown(appended(bare, "附：2022年统计表", *tables(SECOND))))
    assert not any(cell.value for cell_id, cell in first.cells.items() if cell_id.startswith("disclosure"))
    assert wrong(second, SECOND.gold) == []


def test_two_reports_with_a_statistics_table_each(rules: Pipeline) -> None:
    """A table alone makes a report where a title heads it, though the agencies have no name that tells them apart."""
    text = "".join(
        f"{agency}2018年政府信息公开工作年度报告\n一、概述：公开工作由办公室牵头，各科室配合，按月通报进度。\n"
        f"二、主动公开政府信息情况：2018年主动公开政府信息{figure}条。\n"
        f"统计指标\t计量单位\t2018年度\n一、主动公开情况\t——\t\n（一）主动公开政府信息数\t条\t{figure}\n"
        f"其中：主动公开规范性文件数\t条\t{figure - 1}\n（二）通过不同渠道和方式公开政府信息的情况\t——\t\n"
        f"1．政府公报公开政府信息数\t条\t{figure - 2}\n2．政府网站公开政府信息数\t条\t{figure - 3}\n"
        f"3．政务微博公开政府信息数\t条\t{figure - 4}\n六、举报投诉数量\t件\t{figure - 5}\n"
        for agency, figure in (("人民政府办公室", 383), ("临陂街道", 51))
    )
    got = read_all(rules, text, "a.txt")
    assert [report.cells["statistics.disclosed_total.year"].value for report in got] == [383, 51]


@pytest.mark.parametrize(
    ("captions", "year"),
    [(("（一）本级", "（二）全县汇总"), 2024), (("2024年度", "2023年度"), 2023), (("本年", "上年"), 2023)],
)
def test_tables_of_two_reports_side_by_side(captions: tuple[str, str], year: int, rules: Pipeline) -> None:
    first, second = read_all(rules, to_markdown(side_by_side(FIRST, SECOND, *captions)))
    assert (wrong(first, FIRST.gold), first.year, len(first.headings)) == ([], 2024, 6)
    assert (wrong(second, SECOND.gold), second.year) == ([], year)


def test_what_cannot_be_told_apart_is_marked_and_not_lost(rules: Pipeline) -> None:
    first, second = read_all(rules, to_markdown(side_by_side(FIRST, SECOND)))
    other = SECOND.gold["cells"]
    differing = {
        cell for cell, value in FIRST.gold["cells"].items() if value != other[cell] and other[cell] is not None
    }
    assert (wrong(first, FIRST.gold), wrong(second, SECOND.gold)) == ([], [])
    assert marked(first) == differing
    assert all(first.cells[cell].review and first.cells[cell].alternatives for cell in differing)
    printed = {cell for cell, value in other.items() if value is not None}
    assert marked(second) >= printed, "whose they are is open"
    assert (second.year, second.agency) == (None, first.agency)


def test_a_table_with_corrections_is_no_other_report(rules: Pipeline) -> None:
    """Where most figures agree, a second copy corrects the first, and what differs is marked."""
    text = to_markdown(appended(FIRST, "更正后的表", *tables(FIRST, "disclosure")))
    own, _, again = text.partition("更正后的表")
    (report,) = read_all(rules, f"{own}更正后的表{again.replace('615274', '615275')}")
    assert (report.part, marked(report)) == (None, {"disclosure.licensing.decisions"})


def test_a_second_report_without_a_title(rules: Pipeline) -> None:
    both = replace(FIRST, sections=(*FIRST.sections, *SECOND.sections))
    got = read_all(rules, to_markdown(both))
    assert [wrong(report, made.gold) for report, made in zip(got, (FIRST, SECOND), strict=True)] == [[], []]
    assert [report.year for report in got] == [2024, 2023]


def test_reports_of_which_one_shows_no_tables(rules: Pipeline) -> None:
    bare = replace(SECOND, sections=tuple((h, ("见图。",)) for h, _ in SECOND.sections))
    for made, number in ((joined(FIRST, bare), 0), (joined(bare, FIRST), 1)):
        got = read_all(rules, to_markdown(made))
        assert len(got) == 2
        assert wrong(got[number], FIRST.gold) == []
        assert not any(cell.value for cell in got[1 - number].cells.values())


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(appended(FIRST, "附表", *tables(FIRST)), id="tables again"),
        pytest.param(replace(FIRST, sections=(("数据", tables(FIRST, "disclosure")), *FIRST.sections)), id="summary"),
        pytest.param(appended(FIRST, "相关链接", SECOND.title, THIRD.title), id="links below"),
        pytest.param(
            replace(FIRST, title=SECOND.title, sections=((FIRST.title, ()), *FIRST.sections)), id="link above"
        ),
        pytest.param(
            replace(FIRST, sections=(*((h, ()) for h, _ in FIRST.sections), (FIRST.title, ()), *FIRST.sections)),
            id="table of contents",
        ),
        pytest.param(
            replace(
                FIRST,
                sections=(
                    *((h, ("详见附表。",)) for h, _ in FIRST.sections),
                    *((f"{'一二三'[n - 1]}、{FIRST.sections[n][0][2:]}", FIRST.sections[n][1]) for n in (1, 2, 3)),
                ),
            ),
            id="numbering begins again",
        ),
    ],
)
def test_one_report_stays_one(made: PrintedReport, rules: Pipeline) -> None:
    (report,) = read_all(rules, to_markdown(made))
    assert (report.part, wrong(report, FIRST.gold), marked(report)) == (None, [], set())


def test_equal_figures_of_two_agencies_are_two_reports(rules: Pipeline) -> None:
    """Equal figures are a copy only where nothing says that they are of another agency."""
    text = to_markdown(joined(FIRST, replace(FIRST, title=SECOND.title)))
    assert [report.agency for report in read_all(rules, text)] == [r.gold["agency"][0] for r in (FIRST, SECOND)]


def test_a_single_call_says_that_there_are_more(rules: Pipeline) -> None:
    report = rules.read(to_markdown(joined(FIRST, SECOND)).encode(), "a.md")
    assert report.part == Part(1, 2, FIRST.title)
    assert [notice.code for notice in report.warnings] == ["several_reports"]
    assert "2 reports" in report.warnings[0].message


def test_a_document_without_parts_has_no_report() -> None:
    assert read_parts(text_document("甲\n"), [], lambda document: pytest.fail("something was read")) == []
