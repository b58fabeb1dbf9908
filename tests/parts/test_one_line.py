"""Pages on one line with several reports."""

from __future__ import annotations

import gkml.pipeline
from gkml.labels import Tag
from gkml.parts.one_line import with_lines_again
from tests.conftest import text_document

PROSE = "本年度按照要求开展各项工作，成效明显。" * 30


def report(year: int, new: int) -> str:
    rows = " ".join(
        f"{label} {count} 0 0 0 0 0 {count}"
        for label, count in (
            ("一、本年新收政府信息公开申请数量", new),
            ("二、上年结转政府信息公开申请数量", 0),
            ("三、本年度办理结果 （一）予以公开", new),
            ("（七）总计", new),
            ("四、结转下年度继续办理", 0),
        )
    )
    return (
        f"云栖县人民政府{year}年政府信息公开工作年度报告 一、总体情况 {PROSE} 三、收到和处理政府信息公开申请情况 "
        f"申请人情况 自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他 {rows} "
        f"五、存在的主要问题及改进情况 {PROSE}"
    )


def test_two_years_on_one_line_are_two_reports() -> None:
    pipeline = gkml.pipeline.load(tagger="rules")
    document = text_document(f"首页 政务公开 {report(2022, 12)} {report(2021, 7)}\n")
    reports = pipeline.reconcile_all(document, "a.txt")
    assert [found.year for found in reports] == [2022, 2021]
    cell = "requests.received_new.natural_person"
    assert [found.cells[cell].value for found in reports] == [12, 7]


def test_no_offset_moves_and_tags_stay_whole() -> None:
    text = f"一、总体情况 {PROSE} 一、总体情况 {PROSE}\n"
    document = text_document(text)
    again = text.rindex("一、总体情况")
    tags = [Tag("section:1", 0, 6), Tag("section:1", again, again + 6)]
    broken = with_lines_again(document, tags)
    assert len(broken.text) == len(document.text)
    assert [broken.row_text(row)[:6] for row in broken.rows] == ["一、总体情况", "一、总体情况"]
    assert [row.index for row in broken.rows] == [0, 1]
    assert "".join(broken.row_text(row) for row in broken.rows) == text.replace(" 一、", "一、").strip()


def test_what_does_not_begin_again_is_the_same_document() -> None:
    document = text_document(f"一、总体情况 {PROSE} 二、主动公开政府信息情况 {PROSE}\n")
    second = document.text.index("二、")
    tags = [Tag("section:1", 0, 6), Tag("section:2", second, second + 12)]
    assert with_lines_again(document, tags) is document
    short = text_document("规章 规章\n")
    assert with_lines_again(short, [Tag("row:disclosure.rules", 0, 2), Tag("row:disclosure.rules", 3, 5)]) is short


def test_lines_joined_with_nothing_between_them_are_parted_without_a_white_space() -> None:
    title = "云栖县人民政府2021年政府信息公开工作年度报告"
    text = f"一、总体情况 {PROSE}2022年1月3日{title}现将情况报告如下。一、总体情况 {PROSE}\n"
    document = text_document(text)
    again = text.rindex("一、总体情况")
    broken = with_lines_again(document, [Tag("section:1", 0, 6), Tag("section:1", again, again + 6)])
    assert broken.text == document.text
    assert [broken.row_text(row)[:8] for row in broken.rows][1:] == [title[:8], "现将情况报告如下", "一、总体情况 本"]


def test_a_title_under_its_agency_begins_a_line_with_it() -> None:
    title = "云栖县水利局 2021年政府信息公开工作年度报告"
    text = f"一、总体情况 {PROSE} 规章 0 | {title} 现将情况报告如下。 一、总体情况 {PROSE}\n"
    again = text.rindex("一、总体情况")
    broken = with_lines_again(text_document(text), [Tag("section:1", 0, 6), Tag("section:1", again, again + 6)])
    assert [broken.row_text(row).rstrip() for row in broken.rows][1] == title


def test_numbered_sections_that_begin_again_begin_lines_also_behind_figures() -> None:
    text = f"一、总体情况{PROSE}规章001一、总体情况{PROSE}\n"
    again = text.rindex("一、总体情况")
    broken = with_lines_again(text_document(text), [Tag("section:1", 0, 6), Tag("section:1", again, again + 6)])
    assert [row.start for row in broken.rows] == [0, again]


def test_heads_of_a_table_behind_prose_begin_a_line() -> None:
    text = f"规章 1 {PROSE * 2} 信息内容 规章 2\n"
    heads = text.index("信息")
    tags = [
        Tag("row:disclosure.rules", 0, 2),
        Tag("figure", 3, 4),
        Tag("corner", heads, heads + 4),
        Tag("row:disclosure.rules", heads + 5, heads + 7),
    ]
    assert [row.start for row in with_lines_again(text_document(text), tags).rows] == [0, heads]
