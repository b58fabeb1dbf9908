"""Whose report and on which year, from whatever the report says of itself."""

from __future__ import annotations

import pytest

from gkml.document import Document
from gkml.labels import Tag
from gkml.pipeline import load
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tagging.agency import agency_name, is_agency, is_date
from gkml.tagging.identity import title_lines
from gkml.tagging.rules import RuleTagger
from gkml.tagging.years import year_of
from gkml.template import load_templates

PIPELINE = load(tagger="rules")
TAGGER = RuleTagger(load_templates())
BODY = "\n一、总体情况\n各项工作按计划推进，成效明显。\n二、主动公开政府信息情况\n"


def tagged(text: str) -> tuple[Document, dict[str, Tag]]:
    document = read_text(text, DEFAULT_LIMITS)
    tags = [tag for tag in TAGGER(document) if tag.role in ("title", "agency", "year")]
    assert len({tag.role for tag in tags}) == len(tags)
    return document, {tag.role: tag for tag in tags}


def says(text: str) -> tuple[str | None, str | None]:
    """Agency and year, as written."""
    document, tags = tagged(text + BODY)
    agency, year = (
        document.text[tags[role].start : tags[role].end] if role in tags else None for role in ("agency", "year")
    )
    return agency, year


def title(text: str) -> str | None:
    document, tags = tagged(text + BODY)
    return document.text[tags["title"].start : tags["title"].end] if "title" in tags else None


@pytest.mark.parametrize(
    "print_",
    [
        "青岚县水务局2022年政府信息公开工作年度报告",
        "青岚县水务局2022年度政府信息公开工作年度报告",
        "2022年青岚县水务局政府信息公开工作年度报告",
        "2022年度青岚县水务局政府信息公开工作报告",
        "青岚县水务局2022年政府信息公开年度报告",
        "青岚县水务局2022年信息公开年报",
        "青岚县水务局关于2022年政府信息公开工作情况的报告",
        "青岚县水务局2022年政务公开工作总结报告",
        "《青岚县水务局2022年政府信息公开工作年度报告》",
        "标题：青岚县水务局2022年政府信息公开工作年度报告",
        "青岚县水务局\n2022年政府信息公开工作年度报告",
        "青岚县水务局\n2022年政府信息\n公开工作年度报告",
        "青岚县水务局2022\n\n政府信息公开工作年度报告",
        "青岚县水务局政府信息公开工作\n2022年度报告",
        "青岚县水务局信息公开2022年度工作报告",
        "青岚县水务局\n- 1 -\n2022年政府信息公开工作年度报告",
        "青岚县水务局\n1\n2022年政府信息公开工作年度报告",
    ],
)
def test_titles(print_: str) -> None:
    assert says(print_) == ("青岚县水务局", "2022")
    assert title(print_) == print_.replace("\n\n", "\n")


@pytest.mark.parametrize("word", ["信息", "資訊"])
def test_a_title_in_traditional_characters_is_kept_as_written(word: str) -> None:
    print_ = f"青嵐縣水務局2022年政府{word}公開工作年度報告"
    assert says(print_) == ("青嵐縣水務局", "2022")
    assert title(print_) == print_


def test_spaces_inside_a_name_stay_in_the_span_and_leave_the_name() -> None:
    agency, year = says("青岚县 白沙镇 人民政府2022年政府信息公开工作年度报告")
    assert agency == "青岚县 白沙镇 人民政府"
    assert agency_name(agency) == "青岚县白沙镇人民政府"
    assert year == "2022"


def test_one_word_serves_for_the_government_and_its_information() -> None:
    assert says("青岚县人民政府信息公开工作年度报告（2022年）")[0] == "青岚县人民政府"


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("本报告由青岚县水务局根据条例编制。", "青岚县水务局"),
        ("如有疑问，请与青岚县水务局联系（电话：0000-0000000）。", "青岚县水务局"),
        ("如对报告有疑问，请联系青岚县柳荫街道办事处（地址：河滨路1号）。", "青岚县柳荫街道办事处"),
        ("2022年，青岚县水务局认真落实上级部署。", "青岚县水务局"),
        ("按照条例要求，青岚县水务局编制了本报告。", "青岚县水务局"),
        ("发布机构：青岚县水务局", "青岚县水务局"),
    ],
)
def test_an_agency_that_the_title_does_not_name(opening: str, agency: str) -> None:
    assert says(f"2022年政府信息公开工作年度报告\n{opening}")[0] == agency


def test_an_agency_that_only_the_signature_names() -> None:
    report = (
        f"政府信息公开工作年度报告\n现将我局2022年工作报告如下。{BODY}全部内容如上。\n青岚县水务局\n2023年1月12日\n"
    )
    document, tags = tagged(report)
    assert document.text[tags["agency"].start : tags["agency"].end] == "青岚县水务局"
    assert tags["agency"].start > report.index("全部内容")


def test_a_short_name_in_the_title_is_taken_as_written() -> None:
    assert (
        says("柳荫街道2022年政府信息公开工作年度报告\n请联系青岚县柳荫街道办事处（地址：河滨路1号）。")[0] == "柳荫街道"
    )


@pytest.mark.parametrize("name", ["我局", "我镇", "本机关", "我街道"])
def test_a_report_that_names_nobody_has_no_agency(name: str) -> None:
    assert says(f"{name}2022年政府信息公开工作年度报告\n现将{name}2022年工作公布如下。") == (None, "2022")


@pytest.mark.parametrize(
    "chrome",
    [
        "首页 > 政务公开 > 年报",
        "发布日期：2023-01-17 来源：青岚县水务局 字体：【大 中 小】",
        "索 引 号 | 000-01 | 发布机构 | 青岚县水务局",
        "当前位置：青岚县人民政府 > 公开",
        "浏览次数：2021",
    ],
)
def test_the_page_around_a_report_changes_neither(chrome: str) -> None:
    print_ = "青岚县水务局2022年政府信息公开工作年度报告"
    assert says(f"{chrome}\n{print_}") == says(f"{print_}\n{chrome}") == ("青岚县水务局", "2022")


# --- the year ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "period",
    [
        "统计期限自2022年1月1日起至2022年12月31日止",
        "统计期限为2022年1月1日至12月31日",
        "2022年1月1日-2022年12月31日",
        "数据统计时间：2022 年 1 月 1 日到 12 月 31 日",
        "2022年01月01日—12月31日",
        # characters that a dump lost
        "2022 11日到1231日",
        "202211日至20221231日",
        "20221月1 日至12月31日",
    ],
)
def test_the_period_says_the_year_and_the_date_of_publication_does_not(period: str) -> None:
    text = f"政府信息公开工作年度报告\n发布日期：2023年1月12日\n本报告的数据{period}。"
    assert says(text)[1] == "2022"


def test_the_title_beats_the_date_of_publication_of_any_year() -> None:
    for published in ("2023-01-20", "2024年3月1日", "2022-12-31"):
        text = f"青岚县水务局2022年政府信息公开工作年度报告\n发布时间：{published}"
        assert says(text)[1] == "2022"


def test_years_of_laws_links_and_comparisons_do_not_count_for_much() -> None:
    text = (
        "青岚县水务局政府信息公开工作年度报告\n根据国办公开办函〔2021〕30号编制，网址 http://www.qinglan.example/2019/。"
        "数据统计期限自2022年1月1日起至2022年12月31日止。与2021年相比，申请有所增加；2021年为9件，2020年为7件。"
    )
    assert says(text) == ("青岚县水务局", "2022")


@pytest.mark.parametrize("year", [2008, 2014, 2018, 2019, 2020, 2021, 2025, 2029, 2030, 2041])
def test_years(year: int) -> None:
    assert says(f"青岚县水务局{year}年政府信息公开工作年度报告\n发布时间：{year + 1}-03-01")[1] == str(year)


@pytest.mark.parametrize(
    "year",
    ["2 0 2 2 ", "20 22", "20\n22", "202\n2", "２０２２", "二〇二二", "二○二二", "二零二二", "2\u30000\u30002\u30002"],
)
def test_a_year_in_other_digits_or_broken(year: str) -> None:
    for print_ in (
        f"青岚县水务局{year}年政府信息公开工作年度报告",
        f"青岚县水务局\n{year}年政府信息公开工作年度报告",
    ):
        agency, found = says(print_)
        assert agency == "青岚县水务局"
        assert year_of(found or "") == 2022
        report = PIPELINE.reconcile(read_text(print_ + BODY, DEFAULT_LIMITS), "a.txt")
        assert (report.agency, report.year) == ("青岚县水务局", 2022)


@pytest.mark.parametrize(
    ("print_", "year"),
    [
        ("统计期限自２０２２年１月１日起至２０２２年１２月３１日止", 2022),
        ("统计期限自2 0 2 2年1月1日起至12月31日止", 2022),
        ("现将二〇二二年工作公布如下", 2022),
        ("二零三一年，各项工作平稳", 2031),
        ("行政许可420 22年", None),
    ],
)
def test_a_year_in_other_digits_in_the_prose(print_: str, year: int | None) -> None:
    found = says(f"政府信息公开工作年度报告\n{print_}。")[1]
    assert (year_of(found) if found else None) == year


@pytest.mark.parametrize(
    ("print_", "year"),
    [
        ("2022", 2022),
        ("2 0\n2 2 年", 2022),
        ("二〇一九年", 2019),
        ("２０３０", 2030),
        ("年", None),
        ("", None),
        ("②", None),
    ],
)
def test_year_of(print_: str, year: int | None) -> None:
    assert year_of(print_) == year


@pytest.mark.parametrize("verb", ["现公布", "现将", "特发布", "公布", "兹编制"])
def test_what_announces_a_report_is_no_part_of_a_name(verb: str) -> None:
    assert says(f"{verb}青岚县水务局2022年政府信息公开工作情况。")[0] == "青岚县水务局"


def test_a_text_that_says_nothing_of_itself_has_neither() -> None:
    assert tagged("各项工作按计划推进。\n规章\t1\t2\t3\n")[1] == {}


def test_sure_statements_are_surer_than_guesses() -> None:
    full = tagged(f"青岚县水务局2022年政府信息公开工作年度报告\n统计期限自2022年1月1日至12月31日。{BODY}")[1]
    bare = tagged(f"政府信息公开工作年度报告\n来源：青岚县水务局\n2022年各项工作平稳。{BODY}")[1]
    assert full["year"].confidence > bare["year"].confidence
    assert full["agency"].confidence > bare["agency"].confidence


@pytest.mark.parametrize(
    "opening",
    [
        "青禾县人民政府2023年政府信息公开工作年度报告 本报告由办公室编制。一、总体情况 2023年，全县公开信息三十条。",
        "正文 2023年青禾县人民政府政府信息公开工作 年度报告 根据有关规定，现将情况公布如下：一、总体情况",
    ],
)
def test_a_title_that_prose_follows_in_its_line(opening: str) -> None:
    assert says(opening) == ("青禾县人民政府", "2023")


@pytest.mark.parametrize(
    "text",
    [
        "青禾區應急管理局2024年政府信息公開工作年度報告\n一、總體情況\n2024年,推進政府信息公開工作。\n",
        "青禾区应急管理局2024年政府信息公开工作年度报告\n统计期限自2024年1月1日起至2024年12月31日止。\n",
        "青禾区应急管理局2024年政府信息公开工作年度报告\n一、工作部署和推进情况\n平稳。\n",
    ],
)
def test_a_report_that_ends_before_its_tables_is_partial(text: str) -> None:
    report = PIPELINE.read(text.encode(), "a.txt")
    assert (report.status, report.year) == ("partial", 2024)
    assert agency_name(report.agency or "")[-3:] in ("管理局",)
    assert all(cell.state == "absent" and cell.review for cell in report.cells.values())


@pytest.mark.parametrize(
    "text", ["青禾区应急管理局2024年政府信息公开工作年度报告\n", "今天天气很好。\n一、概况\n晴。\n"]
)
def test_a_title_alone_is_no_report(text: str) -> None:
    assert PIPELINE.read(text.encode(), "a.txt").status == "failed"


def test_titles_anywhere_in_a_document() -> None:
    text = (
        "云溪县人民政府2023年政府信息公开工作年度报告\n一、总体情况\n云溪县人民政府\n2024年1月5日\n云溪县教育局\n"
        "2022年政府信息公开工作年度报告\n一、总体情况"
    )
    document = read_text(text, DEFAULT_LIMITS)
    found = [(title.row, title.agency) for title in title_lines(document)]
    assert found == [(0, "云溪县人民政府"), (4, "云溪县教育局")]


def test_lines_that_are_a_name_or_a_date() -> None:
    assert is_agency("云溪县 教育局")
    assert not is_agency("一、总体情况")
    assert is_date("2024年1月5日 ")
    assert not is_date("2024年政府信息公开")
