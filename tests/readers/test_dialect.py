"""What parts cells, ends and opens rows and encloses cells is learnt from the figures of a dump."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.readers.dialect import Dialect, learn_dialect, line_mark, without_numbers

LABELS = ("规章", "行政许可", "1.属于国家秘密", "（七）总计", "重复申请", "其他", "结转")
PROSE = "2022年，共收到申请12件，答复11件，其中2件延期；公开信息1,234条，2022/03/01上线，电话0318-2535763。"
_SIGNS = "~^§#@$%&*=!?<>☆◆¬¦‖→⇒‡※"

separators = st.text(_SIGNS, min_size=1, max_size=3)
tables = st.lists(st.lists(st.integers(0, 99_999).map(str), min_size=4, max_size=4), min_size=6, max_size=12)


def rows_of(figures: list[list[str]]) -> list[list[str]]:
    return [[LABELS[number % len(LABELS)], *row] for number, row in enumerate(figures)]


def learnt(*lines: str) -> Dialect:
    return learn_dialect("\n".join((PROSE, *lines, PROSE)))


@given(separators, tables)
def test_what_parts_figures_parts_cells(sign: str, figures: list[list[str]]) -> None:
    assert learnt(*(sign.join(row) for row in rows_of(figures))).separator == sign


@pytest.mark.parametrize("sign", ["<TAB>", "[SEP]", "{tab}", "<|>", "\u2003", "\u2001", "\u2007\u2007", "\x1f", "\t\t"])
@given(tables)
def test_marked_words_wide_blanks_and_doubled_tabs_part_cells(sign: str, figures: list[list[str]]) -> None:
    assert learnt(*(sign.join(row) for row in rows_of(figures))).separator == sign


@pytest.mark.parametrize("sign", ["\t", "|", " | ", ",", "   ", "\n", "\n\n", " |\n", "\n|\n", "."])
@given(tables)
def test_usual_signs_make_no_dialect(sign: str, figures: list[list[str]]) -> None:
    assert learnt(*(sign.join(row) for row in rows_of(figures))).separator == ""


@given(st.lists(st.sampled_from((PROSE, "12:30:45", "3-5-7", "1,234,567", "192.168.1.20", "2022 / 03 / 01"))))
def test_dates_times_and_thousands_part_nothing(lines: list[str]) -> None:
    assert learnt(*lines).is_usual


def test_empty_cells_and_words_in_them_do_not_hide_what_parts_cells() -> None:
    rows = [f"规章~~{number}~nan~nan~{number}~~5~6" for number in range(9)]
    assert learnt(*rows).separator == "~"


def test_blanks_that_always_stand_around_a_separator_are_part_of_it() -> None:
    rows = [f"本年增-减 - {number} - -{number} - 5" for number in range(9)]
    assert learnt(*rows)[:2] == ("-", True)


@pytest.mark.parametrize(
    ("opening", "closing"), ["「」", "『』", "“”", "‘’", "«»", "【】", "[]", ('""', '""'), ("''", "''")]
)
@pytest.mark.parametrize("sign", ["\t", ",", "~"])
def test_what_surrounds_a_separator_in_mirror_image_are_quotes(opening: str, closing: str, sign: str) -> None:
    rows = [[LABELS[number % 7], str(number), "", "3", "4", "0"] for number in range(9)]
    dialect = learnt(*(sign.join(f"{opening}{cell}{closing}" for cell in row) for row in rows))
    assert (dialect.opening, dialect.closing, dialect.core) == (opening, closing, sign)


@pytest.mark.parametrize(
    ("begin", "end"),
    [("【", "】"), ("(", "),"), ("- ", ""), ("> ", ""), ("<<", ">>"), ("", "¶"), ("", " \\\\"), ("", " #")],
)
@pytest.mark.parametrize("sign", [",", "\t", "|", "^"])
def test_what_opens_and_ends_rows(begin: str, end: str, sign: str) -> None:
    rows = [[LABELS[number % 7], str(number), "3", "4", "0"] for number in range(9)]
    dialect = learnt(*(f"{begin}{sign.join(row)}{end}" for row in rows))
    assert (dialect.begin, dialect.end) == (begin.strip(), end.strip())


def test_a_bracket_of_a_label_opens_no_row() -> None:
    dialect = learnt(*(f"（{number}）予以公开,{number},3,4" for number in "一二三四五六七"))
    assert (dialect.begin, dialect.end) == ("", "")


@pytest.mark.parametrize("rule", ["----------", "=====", "***", "|"])
def test_lines_between_rows(rule: str) -> None:
    rows = [f'"{LABELS[number % 7]}","{number}","3","4"' for number in range(9)]
    assert learnt(f"\n{rule}\n".join(rows)).rule == rule


@pytest.mark.parametrize("wrap", ["↵", "⤶", "\\"])
def test_marks_in_front_of_line_ends_within_labels(wrap: str) -> None:
    rows = [f"行政规范{wrap}\n性文件\n{number}\n3\n4" for number in range(9)]
    assert learnt(*rows).wrap == wrap


@pytest.mark.parametrize("mark", ["¶", "⏎", "◆", "‖", "[NL]", "<nl>"])
def test_what_stands_behind_sentences_ends_lines(mark: str) -> None:
    page = [PROSE, "一、概述", PROSE, "规章 1 2 3", "行政许可 4 5 6", PROSE, *LABELS, PROSE, "局"]
    assert line_mark(mark.join(page)) == mark
    assert line_mark("\n".join(page)) == ""
    assert line_mark("".join(page)) == ""


def test_numbers_keep_their_places_without_the_signs_in_them() -> None:
    assert without_numbers("2022-03-01上线，10:30，1,234条", "~") == "0000000000上线，00000，00000条"
    assert without_numbers("规章：1：41：2", "：") == "规章：1：41：2"
    assert without_numbers("规章、1、100", "、") == "规章、1、100"


def test_it_is_told_where_many_figures_are_parted_as_usual() -> None:
    rows = [f"{LABELS[number % 7]}\t{number}\t3\t4" for number in range(9)]
    assert learnt(*rows).is_told
    assert not learnt(rows[0]).is_told
    assert not learnt(*(row.replace("\t", "~") for row in rows)).is_told
