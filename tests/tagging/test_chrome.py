"""Page numbers and page furniture, told from figures and prose."""

from __future__ import annotations

import pytest

from gkml.tagging.chrome import is_page_number, is_page_text, running_heads


@pytest.mark.parametrize(
    "text",
    [
        "- 4 -",
        "-12-",
        "— 1 —",
        "－3－",
        "― 7 ―",
        "–– 2 ––",
        "  - 9 - ",
        "第 3 页",
        "第3页 共10页",
        "第3页/共10页",
        "第 3 页，共 10 页",
        "Page 2 of 8",
        "page 2",
    ],
)
def test_page_numbers(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize(
    "text",
    ["4", "-4", "4-", "- -", "—", "", "- 4 - 5", "-1234-", "— 1 — 规章", "第3项", "第三页说明", "3/10", "-67 -6 -"],
)
def test_figures_marks_and_prose_are_no_page_numbers(text: str) -> None:
    assert not is_page_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "当前位置：首页 > 政务公开 > 年报",
        "您所在的位置：网站首页",
        "首页 >> 信息公开",
        "首 页 ＞ 公开",
        "字体：【大 中 小】",
        "【打印】 【关闭窗口】",
        "分享到：微信 微博",
        "扫一扫在手机打开当前页",
        "浏览次数: 128",
        "索 引 号 | 000-2023-01 | 发布机构 | 某局",
        "发布日期：2023-01-20",
        "信息来源：青岚县水务局",
        "上一篇：没有了",
        "版权所有 青岚县人民政府",
    ],
)
def test_page_furniture(text: str) -> None:
    assert is_page_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "一、总体情况",
        "规章",
        "首先完善制度，其次健全机制",
        "打好公开基础",
        "1.信访举报投诉类申请",
        "青岚县水务局",
        "0",
        "公开目录及时更新",
    ],
)
def test_what_belongs_to_the_report_is_no_furniture(text: str) -> None:
    assert not is_page_text(text)


def test_a_long_paragraph_that_holds_such_a_word_is_prose() -> None:
    sentence = "全年在门户网站首页设置专栏，累计发布日期明确、来源清楚的信息八百余条，"
    assert is_page_text(sentence)
    assert not is_page_text(sentence * 5)


def test_words_beside_several_page_numbers_are_running_heads() -> None:
    lines = ["某某市文件", "- 1 -", "一、总体情况", "正文", "", "某某市文件", "- 2 -", "正文", "某某市文件", "正文"]
    assert running_heads(lines) == {0, 5}


@pytest.mark.parametrize("lines", [["甲", "- 1 -", "乙", "丙", "- 2 -", "丁"], ["12", "- 1 -", "12", "- 2 -", "12"]])
def test_other_words_and_figures_beside_page_numbers_are_none(lines: list[str]) -> None:
    assert running_heads(lines) == set()
