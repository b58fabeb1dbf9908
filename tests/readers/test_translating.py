"""A dump in any dialect has the cells of the same dump in the usual one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.errors import InputError
from gkml.readers.dialect import learn_dialect
from gkml.readers.leavings import Cleaned
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.text import read_text
from gkml.readers.translating import translated, with_lines
from tests.readers.shown import dump_cells

LABELS = ("规章", "行政许可", "1.属于国家秘密", "（七）总计", "重复申请", "其他", "结转")
PROSE = "一年来，共收到申请12件，答复11件，其中2件延期。"
_SIGNS = "~^§#@$%&=!?☆◆¬‖→⇒‡※"

tables = st.lists(
    st.lists(st.integers(0, 99_999).map(str), min_size=4, max_size=4),
    min_size=7,
    max_size=12,
).map(lambda figures: [[LABELS[number % len(LABELS)], *row] for number, row in enumerate(figures)])


def usual(text: str) -> str:
    return translated(Cleaned(text), learn_dialect(text), DEFAULT_LIMITS).text


@given(st.text(_SIGNS, min_size=1, max_size=3), st.sampled_from(("", " ")), tables)
def test_rows_joined_by_anything_come_back(sign: str, blank: str, rows: list[list[str]]) -> None:
    joined = f"{blank}{sign}{blank}"
    assert dump_cells("\n".join([PROSE, *map(joined.join, rows), PROSE])) == [[PROSE], *rows, [PROSE]]


@pytest.mark.parametrize(
    "sign", ["：", "、", "——", "…", "/", "・", "<TAB>", "\u2003", "\x1f", "\t\t", " - ", "_", "，，"]
)
@settings(max_examples=20)
@given(rows=tables)
def test_signs_of_sentences_part_cells_and_leave_sentences_whole(sign: str, rows: list[list[str]]) -> None:
    prose = "来源：本站、门户。一是／二是…时间：下午，见附件——完。"
    assert dump_cells("\n".join([prose, *map(sign.join, rows), prose])) == [[prose], *rows, [prose]]


@pytest.mark.parametrize("sign", ["\n* ", "\n- ", "\n> ", "\n+ ", "\n• "])
@given(rows=tables)
def test_cells_on_lines_of_their_own_with_a_mark_are_rows(sign: str, rows: list[list[str]]) -> None:
    assert dump_cells("\n".join(map(sign.join, rows))) == rows


@pytest.mark.parametrize(("opening", "closing"), ["「」", "“”", "«»", "【】", ('""', '""')])
@pytest.mark.parametrize("sign", [",", "\t", "~", ";;"])
@settings(max_examples=10)
@given(rows=tables)
def test_quotes_of_any_kind_are_no_part_of_cells(opening: str, closing: str, sign: str, rows: list[list[str]]) -> None:
    lines = [sign.join(f"{opening}{cell}{closing}" for cell in row) for row in rows]
    assert dump_cells("\n".join(lines)) == rows


@pytest.mark.parametrize(
    ("begin", "end"),
    [("【", "】"), ("(", ")"), ("(", "),"), ("[[", "]]"), ("- ", ""), ("> ", ""), ("", "。"), ("", " \\\\"), ("", "¶")],
)
@pytest.mark.parametrize("sign", [",", "\t", "^", " | "])
@settings(max_examples=10)
@given(rows=tables)
def test_what_opens_and_ends_rows_is_no_part_of_cells(begin: str, end: str, sign: str, rows: list[list[str]]) -> None:
    assert dump_cells("\n".join(f"{begin}{sign.join(row)}{end}" for row in rows)) == rows


def test_a_sentence_keeps_its_full_stop_where_rows_end_with_one() -> None:
    rows = [f"{label}\t{number}\t3。" for number, label in enumerate(LABELS)]
    assert usual("\n".join([PROSE, *rows, PROSE])) == "\n".join([PROSE, *(row[:-1] for row in rows), PROSE])


@given(st.lists(st.sampled_from((PROSE, "规章\t1\t2", "行政许可 | 3 | 4", "1,234", "本年增/减", "- 2 -"))))
def test_a_usual_dump_stays_as_it_is(lines: list[str]) -> None:
    assert usual("\n".join(lines)) == "\n".join(lines)


def test_a_separator_within_quotes_and_within_a_number_is_text() -> None:
    rows = [f'"部分公开：区分处理"：{number}：3：4' for number in range(9)]
    assert dump_cells("\n".join(rows))[3] == ["部分公开：区分处理", "3", "3", "4"]
    assert dump_cells("\n".join(["上线 2022/03/01", *(f"规章/{number}/3/4" for number in range(9))]))[0] == [
        "上线 2022/03/01"
    ]


@given(st.text(_SIGNS, min_size=1, max_size=3), tables)
def test_every_cell_says_where_it_stands(sign: str, rows: list[list[str]]) -> None:
    text = "\n".join(["\u200b" + PROSE, *map(sign.join, rows)])
    document = read_text(text, DEFAULT_LIMITS, leavings=True)
    for row in document.rows[1:]:
        for cell in row.cells:
            assert cell.source is not None
            assert text.startswith(document.cell_text(cell), cell.source)


@pytest.mark.parametrize("mark", ["¶", "[NL]", "◆"])
def test_a_page_on_one_line_gets_its_lines_back(mark: str) -> None:
    lines = [
        PROSE,
        "一、概述",
        PROSE,
        PROSE,
        *(f"{label} | {at} | 3" for at, label in enumerate(LABELS * 2)),
        PROSE,
        "局",
    ]
    assert with_lines(Cleaned(mark.join(lines)), DEFAULT_LIMITS).text.split("\n") == lines


def test_more_cells_than_a_file_may_have_are_refused_before_they_are_made() -> None:
    with pytest.raises(InputError, match="20") as caught:
        read_text("\n".join(["规章~1~2~3~4"] * 9), Limits(cells=20))
    assert caught.value.code == "too_many_rows"
