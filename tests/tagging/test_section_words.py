"""Where the words of a heading end, and which section they announce."""

from __future__ import annotations

import pytest

from gkml.tagging.lexicon import lexicon_of
from gkml.tagging.section_words import (
    begins_with_coordination,
    ends_as_heading,
    free_heading,
    heading_at,
    is_second_line,
    section_of,
)
from gkml.template import load_templates

LEXICON = lexicon_of(load_templates())


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("2023年工作总体情况", 1),
        ("政府信息公开工作总体情况", 1),
        ("本年度主动公开政府信息的情况", 2),
        ("依申请公开政府信息办理情况", 3),
        ("政府信息公开行政复议与行政诉讼情况", 4),
        ("因政府信息公开引起的行政复议、行政诉讼情况", 4),
        ("存在的主要问题及改进措施", 5),
        ("存在的主要问题及明年工作计划", 5),
        ("存在的不足及下一步工作计划", 5),
        ("工作中存在的主要问题和今后改进方向", 5),
        ("需要报告的其他事项", 6),
    ],
)
def test_variants_of_the_statutory_headings(words: str, section: int) -> None:
    found = section_of(words, LEXICON, section)
    assert found is not None
    assert found[0] == section
    for prose in ("2023年，我局工作有成效。", "我局工作有成效。", "（本列数据", "　全年平稳。"):
        run_in = heading_at(words + prose, LEXICON, section)
        assert run_in is not None
        assert (run_in[0], run_in[1]) == (len(words), section)


@pytest.mark.parametrize("words", ["政府信息公开平台建设情况", "收费及减免情况", "制度建设", "本年收费金额"])
def test_other_words_announce_no_section(words: str) -> None:
    assert section_of(words, LEXICON, 3) is None
    assert heading_at(words + "2023年，", LEXICON, 3) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("政府信息公开收费及减免情况2014年，本机关未收费。", "政府信息公开收费及减免情况"),
        ("重点领域公开情况及下一步打算 全年公开", "重点领域公开情况及下一步打算"),
        ("保障措施。本机关", "保障措施"),
    ],
)
def test_where_a_heading_of_the_reports_own_ends(text: str, words: str) -> None:
    assert free_heading(text) == len(words)


@pytest.mark.parametrize(
    "text", ["三季度收到的申请较多，均已办结。", "情况复杂的申请依法延期。", "问题多的是三季度。", ""]
)
def test_prose_is_no_heading_of_its_own(text: str) -> None:
    assert free_heading(text) is None


def test_second_lines() -> None:
    assert begins_with_coordination("及改进措施")
    assert begins_with_coordination("和不足及下一步计划")
    assert not begins_with_coordination("和其他部门会商")
    assert not begins_with_coordination("")
    assert is_second_line("重点领域信息公开工作", "情况")
    assert not is_second_line("重点领域公开情况", "概述")  # the first ends as headings do
    assert not is_second_line("工作部署推进", "主动公开政府信息的情况")  # too long for the rest of one
    assert ends_as_heading("保障措施：")
    assert not ends_as_heading("保障措施到位")
