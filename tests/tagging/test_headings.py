"""Section headings in the ways in which reports print them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gkml.document import Document
from gkml.labels import Tag
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tagging.headings import heading_tags
from gkml.tagging.lexicon import lexicon_of
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates

TEMPLATES = load_templates()
LEXICON = lexicon_of(TEMPLATES.told_in(""))
SIX = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
]
NUMERALS = "一二三四五六"
PROSE = "各项工作按计划推进，成效明显。"
Found = list[tuple[int, str]]  # section, 0 for another heading; print


def document(text: str) -> Document:
    return read_text(text, DEFAULT_LIMITS)


def tags_of(text: str) -> list[Tag]:
    return heading_tags(document(text), [], LEXICON)


def sections(text: str) -> Found:
    dump = document(text)
    return [(int(tag.identity), dump.text[tag.start : tag.end]) for tag in tags_of(text) if tag.role == "section"]


def subheadings(text: str) -> list[str]:
    dump = document(text)
    return [dump.text[tag.start : tag.end] for tag in tags_of(text) if tag.role == "subheading"]


def six(form: str) -> list[str]:
    """The six statutory headings, each as ``form`` prints it: {n} numeral, {d} digit, {t} title."""
    return [
        form.format(n=numeral, d=number, t=title)
        for number, (numeral, title) in enumerate(zip(NUMERALS, SIX, strict=True), 1)
    ]


@pytest.mark.parametrize(
    "form",
    [
        "{n}、{t}",
        "{d}、{t}",
        "{d}. {t}",
        "（{n}）{t}",
        "({n}){t}",
        "{n}. {t}",
        "{n}，{t}",
        "{n}：{t}",
        "{n} 、 {t}",
        "{n}、{t}：",
        "第{n}部分：{t}",
        "第{n}部分 {t}",
        "第{n}部分{t}",
    ],
)
def test_every_style_of_number(form: str) -> None:
    headings = six(form)
    assert sections("".join(f"{heading}\n{PROSE}\n" for heading in headings)) == list(enumerate(headings, 1))


def test_headings_without_a_number() -> None:
    assert sections("".join(f"{title}\n{PROSE}\n" for title in SIX)) == list(enumerate(SIX, 1))


@pytest.mark.parametrize("lead", ["[bookmark: _GoBack]", "## ", "**", "　　", "<!--[if !supportLists]-->", "• ", "> "])
def test_leavings_in_front_are_no_part_of_a_heading(lead: str) -> None:
    headings = six("{n}、{t}")
    assert sections("".join(f"{lead}{heading}\n{PROSE}\n" for heading in headings)) == list(enumerate(headings, 1))


def test_stars_behind_are_no_part_of_a_heading() -> None:
    assert sections(f"**二、{SIX[1]}**\n{PROSE}") == [(2, f"二、{SIX[1]}")]


def test_spaces_between_the_letters_are_kept() -> None:
    heading = "三 、 " + " ".join(SIX[2])
    assert sections(f"{heading}\n{PROSE}") == [(3, heading)]


@pytest.mark.parametrize("end", ["\n", "\n\n", "\n \n"])
@pytest.mark.parametrize("cut", [2, 5, -2])
def test_a_heading_broken_over_lines(end: str, cut: int) -> None:
    for number, (numeral, title) in enumerate(zip(NUMERALS[1:], SIX[1:], strict=True), 2):
        text = f"{numeral}、{title[:cut]}{end}{title[cut:]}\n{PROSE}\n"
        assert sections(text) == [(number, f"{numeral}、{title[:cut]}\n{title[cut:]}")]


@pytest.mark.parametrize("between", ["。", " ", "　", ""])
def test_a_heading_that_prose_follows_in_its_line(between: str) -> None:
    headings = six("{n}、{t}")
    text = "".join(f"{heading}{between}{PROSE}\n" for heading in headings)
    assert sections(text) == list(enumerate(headings, 1))
    assert {tag.part for tag in tags_of(text) if tag.role == "section"} == {"head"}


def test_headings_inside_a_text_without_line_ends() -> None:
    headings = six("{n}、{t}")
    text = f"现公布本机关年度报告。{''.join(heading + PROSE for heading in headings)}"
    assert sections(text) == list(enumerate(headings, 1))


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("总体概述", 1),
        ("概况", 1),
        ("政府信息主动公开情况", 2),
        ("政府信息公开申请办理情况", 3),
        ("收到和处理政府信息公开中请情况", 3),
        ("行政复议和行政诉讼情况", 4),
        ("存在的问题及改进措施", 5),
        ("行政机关主动公开政府信息情况", 2),
        ("主动公开信息情况", 2),
        ("收到和处理政府信息公开申請情況", 3),
        ("政府信息公开行政法复议、行政诉讼情况", 4),
        ("因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
        ("存在主要问题及改进情况", 5),
        ("存在问题及改进情况", 5),
        ("存在的主要问题及整改措施", 5),
        ("政府信息公开工作存在的主要问题及改进情况", 5),
        ("其他需要报告的事項", 6),
        ("其它需要报告的事项", 6),
    ],
)
def test_other_wordings(title: str, section: int) -> None:
    heading = f"{NUMERALS[section - 1]}、{title}"
    assert sections(f"{heading}\n{PROSE}") == [(section, heading)]


@pytest.mark.parametrize(
    "heading",
    [
        *("二、政府信息公开平台建设情况", "三、政府信息公开保障情况", "二、政府信息公开监督情况", "三、本年度工作情况"),
        *("四、政府信息公开保障情况", "五、政府信息公开平台建设", "二、政府信息管理情况"),
    ],
)
def test_headings_of_the_reports_own_that_are_like_a_statutory_one(heading: str) -> None:
    assert sections(f"{heading}\n{PROSE}") == [(0, heading)]


@pytest.mark.parametrize("end", ["：无", ":无。", " 无", "：暂无。", "无", "  没有。"])
def test_a_heading_ends_before_the_word_that_its_section_is_empty(end: str) -> None:
    text = f"六、{SIX[5]}{end}\n"
    assert sections(text) == [(6, f"六、{SIX[5]}")]
    assert [tag.part for tag in tags_of(text)] == ["head"]


@pytest.mark.parametrize("heading", ["六、无", "六、无。", "六、暂无"])
def test_a_last_section_that_is_nothing_but_empty(heading: str) -> None:
    assert sections(f"{PROSE}\n{heading}\n") == [(6, heading)]
    assert sections(f"{PROSE}\n三{heading[1:]}\n") == []


@pytest.mark.parametrize("end", ["\t", "\t\t", " \t", "\t "])
def test_empty_cells_behind_a_heading_are_no_part_of_it(end: str) -> None:
    assert sections(f"二、{SIX[1]}{end}\n{PROSE}") == [(2, f"二、{SIX[1]}")]
    broken = f"四、{SIX[3][:11]}\n{SIX[3][11:]}"
    assert sections(f"{broken}{end}\n{PROSE}") == [(4, broken)]
    assert subheadings(f"（一）制度建设情况{end}\n{PROSE}") == ["（一）制度建设情况"]
    assert subheadings(f"（一）制度建设情况{end}：{PROSE}") == ["（一）制度建设情况"]


def test_a_subheading_never_overlaps_a_section() -> None:
    for text in (
        f"（一）{SIX[0]}\n" * 3,
        f"1、{SIX[0]} 二、{SIX[1]}{PROSE}" * 2,
        f"1.{SIX[0]}{PROSE}二、{SIX[1]}{PROSE}",
    ):
        tags = sorted(tags_of(text), key=lambda tag: tag.start)
        assert all(left.end <= right.start for left, right in pairwise(tags))


def test_a_restart_of_the_numbers_is_kept_in_order() -> None:
    own = ["一、工作部署推进", "二、制度机制建设", "三、下一步打算安排"]
    headings = [*own, *six("{n}、{t}")]
    found = sections("".join(f"{heading}\n{PROSE}\n" for heading in headings))
    assert [print_ for _, print_ in found] == headings
    assert [section for section, _ in found] == [0, 0, 0, 1, 2, 3, 4, 5, 6]


def test_a_lost_heading_is_not_made_up() -> None:
    headings = [heading for number, heading in enumerate(six("{n}、{t}"), 1) if number != 5]
    assert [section for section, _ in sections(f"\n{PROSE}\n".join(headings))] == [1, 2, 3, 4, 6]


def test_one_bracketed_heading_among_numbered_ones_is_a_subheading() -> None:
    text = f"一、{SIX[0]}\n（一）{SIX[1]}\n{PROSE}\n二、{SIX[1]}\n"
    assert sections(text) == [(1, f"一、{SIX[0]}"), (2, f"二、{SIX[1]}")]
    assert subheadings(text) == [f"（一）{SIX[1]}"]


@pytest.mark.parametrize(
    "line",
    [
        "一是加强组织领导，压实责任。",
        "二、三季度收到的申请较多，均已办结。",
        "三、",
        "2022年，收到申请十二件。",
        "十二、",
        "其他需要报告的事项已在前文说明。",
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    assert sections(f"{line}\n{PROSE}") == []


@pytest.mark.parametrize("separator", ["\t", "   ", " | "])
def test_row_labels_that_look_like_headings_are_none(separator: str) -> None:
    labels = [
        *("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"),
        *("（一）予以公开", "（七）总计", "四、结转下年度继续办理"),
    ]
    rows = "".join(separator.join([label, *"1000001"]) + "\n" for label in labels)
    text = f"三、{SIX[2]}\n{rows}四、{SIX[3]}\n"
    dump = document(text)
    found = [tag for tag in RuleTagger(TEMPLATES)(dump) if tag.role in ("section", "subheading")]
    assert [dump.text[tag.start : tag.end] for tag in found] == [f"三、{SIX[2]}", f"四、{SIX[3]}"]


# --- headings below the sections -----------------------------------------------------------------------------------


def test_an_unreadable_row_label_before_figures_is_no_heading() -> None:
    assert sections("四、十十理\t0\t0\t1\t0\t0\t0\t1\n五、存在的主要问题及改进情况\n") == [
        (5, "五、存在的主要问题及改进情况")
    ]


@pytest.mark.parametrize("number", ["（一）", "(一)", "㈠", "一)", "（1）", "(1)", "1)", "1、", "1.", "（十二）"])
def test_numbers_of_subheadings(number: str) -> None:
    assert subheadings(f"一、{SIX[0]}\n{number}制度建设情况\n{PROSE}") == [f"{number}制度建设情况"]


@pytest.mark.parametrize("end", ["。", "：", ":", "；"])
def test_a_subheading_that_prose_follows(end: str) -> None:
    text = f"一、{SIX[0]}\n（二）制度建设情况{end}{PROSE}"
    assert subheadings(text) == ["（二）制度建设情况"]
    assert [tag.part for tag in tags_of(text) if tag.role == "subheading"] == ["head"]


def test_a_long_numbered_sentence_is_no_subheading() -> None:
    assert subheadings("（一）" + "统筹推进各领域信息公开并持续优化" * 3 + "。") == []


@settings(deadline=None)
@example("一、一、主动公开政府信息情况\n\t")
@given(
    st.lists(
        st.sampled_from(
            [
                "一、",
                "二、",
                "（一）",
                "1.",
                "总体情况",
                SIX[1],
                SIX[3],
                PROSE,
                "\n",
                "\n",
                "\n\n",
                "[bookmark: a]",
                "#",
                "。",
                " ",
                "三、本年度办理结果",
                "2022年",
                "\t",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_sections_stand_in_the_text_apart_from_one_another(text: str) -> None:
    dump = document(text)
    at = 0
    for tag in sorted(tags_of(text), key=lambda tag: tag.start):
        assert 0 <= tag.start < tag.end <= len(dump.text)
        assert at <= tag.start
        assert dump.text[tag.end - 1] not in " \t\n"
        at = tag.end
