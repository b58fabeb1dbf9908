"""The grammar of printed figures."""

from __future__ import annotations

import re
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.figures import figure_spans, is_blank, is_smudge, narrow, printed, tail_figures, without_frame

WIDE = str.maketrans("0123456789,.+-()", "０１２３４５６７８９，．＋－（）")
_blanks = st.text(alphabet=" \u3000\u00a0", max_size=2)
# the longest figure in a report has some ten digits
_amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("640", 640),
        (" 12\u3000", 12),
        ("+139", 139),
        ("-67", -67),
        ("－6", -6),
        ("1\u2009560", 1560),
        ("1\u202f234\u202f567", 1234567),
        ("12'345", 12345),
        ("1_560", 1560),
        ("1·560", 1560),
        ("贰拾叁", 23),
        ("−6", -6),
        ("–6", -6),
        ("- 5", -5),
        ("＋３", 3),
        ("３１", 31),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("1,234,567", 1234567),
        ("-1,234", -1234),
        ("9116.36", "9116.36"),
        ("24252.311082", "24252.311082"),
        ("３．５", "3.5"),
        ("1,234.50", "1234.5"),
        ("零", 0),
        ("〇", 0),
        ("五", 5),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("三十", 30),
        ("九十九", 99),
    ],
)
def test_numbers(text: str, value: int | str) -> None:
    figure = printed(text)
    assert (figure.kind, figure.value) == ("number", Decimal(value))


@pytest.mark.parametrize("text", ["+5", "-5", "＋5", "－5", "5"])
def test_the_sign_is_kept_as_printed(text: str) -> None:
    assert printed(text).sign == narrow(text)[:-1]


@pytest.mark.parametrize(
    ("text", "value", "unit", "remark"),
    [
        ("12件", 12, "件", ""),
        ("12 件", 12, "件", ""),
        ("3人次", 3, "人次", ""),
        ("1,234万元", 1234, "万元", ""),
        ("55（含自然失效 29 件）", 55, "", "含自然失效 29 件"),
        ("22(其中修订 16 件", 22, "", "其中修订 16 件"),
        ("8件（含上年2件）", 8, "件", "含上年2件"),
        ("-3（减少）", -3, "", "减少"),
        ("12萬元", 12, "万元", ""),
        ("3億元", 3, "亿元", ""),
        ("4項", 4, "项", ""),
        ("增加5", 5, "", ""),
        ("净减少 12", -12, "", ""),
        ("--253", -253, "", ""),
        ("3万件", 3, "万件", ""),
    ],
)
def test_units_and_remarks(text: str, value: int, unit: str, remark: str) -> None:
    figure = printed(text)
    assert (figure.kind, figure.value, figure.unit, figure.remark) == ("number", Decimal(value), unit, remark)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u00a0 ", "&nbsp;", "<o:p>&nbsp;</o:p>"])
def test_blank(text: str) -> None:
    assert printed(text).kind == "blank"


@pytest.mark.parametrize(
    "text", ["/", "／", "-", "－", "—", "——", "--", "_", "\\", "…", "……", "·", "*", "×", "无", "没有", "不适用"]
)
def test_marks(text: str) -> None:
    figure = printed(text)
    assert (figure.kind, figure.value) == ("mark", None)


@pytest.mark.parametrize(
    "text",
    [
        *("31 19", "8 040", "1\u30002", "1,23", "12,34,567", "1234,567", ",123", "1,"),
        *("O", "l", "o0", "12a", "a12", "1O", "1.2.3", "5.", ".5", "1/2", "3-4", "+-5", "5-", "5%", "约5"),
        *("0,123", "00,123", "十十", "五十十", "零十五", "十零", "两十"),
        *("十件", "百", "一百二", "三百零", "万", "二〇二二", "(3)", "（12件）", "无0", "0无", "3、", "规章"),
    ],
)
def test_what_could_be_read_in_two_ways_is_unclear(text: str) -> None:
    figure = printed(text)
    assert (figure.kind, figure.value, figure.in_wan_yuan()) == ("unclear", None, None)


def in_chinese(number: int) -> str:
    """A number below a hundred million as it is spelt."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1_000 else ""
        return f"{in_chinese(high)}万{gap}{in_chinese(low) if low else ''}"
    spelt = ""
    for place, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        spelt += f"{'零一二三四五六七八九'[digit]}{name if digit else ''}"
    return re.sub("零+", "零", spelt).strip("零") or "零"


@given(st.integers(0, 99_999_999))
def test_every_number_in_words_is_read_as_itself(number: int) -> None:
    assert printed(in_chinese(number)).value == number
    assert printed(in_chinese(number).replace("一十", "十", 1)).value in (number, None)


@given(st.integers(1 - 10**18, 10**18 - 1), _blanks, _blanks)
def test_every_integer_is_read_as_itself(number: int, before: str, behind: str) -> None:
    for text in (str(number), f"{number:,}", str(number).translate(WIDE), f"{number:,}".translate(WIDE), f"{number:+}"):
        figure = printed(before + text + behind)
        assert (figure.kind, figure.value) == ("number", Decimal(number))


@given(_amounts, st.sampled_from(["", "元", "万元", "件"]))
def test_decimals_are_read_to_the_last_place(amount: Decimal, unit: str) -> None:
    figure = printed(f"{amount:f}{unit}")
    assert (figure.value, figure.unit) == (amount, unit)


@given(st.text(alphabet="0123456789 ,.-+/—无件元万（）()aO零一十", max_size=8))
def test_a_value_stands_only_beside_a_number(text: str) -> None:
    figure = printed(text)
    assert (figure.value is not None) == (figure.kind == "number")
    assert figure == printed(narrow(text)) == printed(f" {text}\u3000")


@given(st.integers(0, 99))
def test_a_space_or_a_letter_among_digits_is_never_a_number(number: int) -> None:
    for cut in (f"{number} {number}", f"{number}a", f"a{number}", f"{number}O{number}"):
        assert printed(cut).kind == "unclear"


@given(st.integers(10**18, 10**40), st.sampled_from(["", "-", "+"]), st.sampled_from(["", "元", "万元"]))
def test_more_digits_than_any_report_counts_are_unclear(number: int, sign: str, unit: str) -> None:
    for text in (f"{sign}{number}{unit}", f"{sign}{number:,}{unit}"):
        assert printed(text).kind == "unclear"
        assert printed(text).in_wan_yuan() is None


@given(st.decimals(min_value=1 - 10**18, max_value=10**18 - 1, places=12, allow_nan=False, allow_infinity=False))
def test_no_digit_is_lost_whatever_the_context(amount: Decimal) -> None:
    with localcontext(Context(prec=5)):
        got = printed(f"{amount:f}元")
        wan = got.in_wan_yuan()
    assert got.value == amount
    assert wan is not None
    assert Context(prec=60).multiply(wan, Decimal(10_000)) == amount


@pytest.mark.parametrize("text", ["8O", "l2", "3■", "O", "12a", "?", "1,23", "2648-18538", "2020-2021"])
def test_smudges(text: str) -> None:
    assert is_smudge(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2023-01-17", "2023.1.17", "2023/01/17", "12:30", "9:05:00", "(1)", "1.", "12)", "3、", "（2）"),
        *("www.a.cn", "http://a1.cn/", "a1@b.cn", "GDP", "PDF", "COVID-19", "规章", "3件", "/", "", " ", "1" * 17),
    ],
)
def test_dates_numbers_of_lists_and_words_are_no_smudges(text: str) -> None:
    assert not is_smudge(text)


# --- money ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("251000元", "25.1"),
        ("73802895.90元", "7380.28959"),
        ("1234 万元", "1234"),
        ("21350.46万元", "21350.46"),
        ("0.5亿元", "5000"),
        ("3千元", "0.3"),
        ("9116.36", "9116.36"),
        ("0", "0"),
        ("0元", "0"),
        ("0.00", "0"),
        ("1元", "0.0001"),
        ("-200万元", "-200"),
        ("100000000", "100000000"),
    ],
)
def test_money_in_wan_yuan(text: str, amount: str) -> None:
    got = printed(text).in_wan_yuan()
    assert got == Decimal(amount)
    assert "E" not in str(got)


@given(_amounts)
def test_yuan_become_wan_yuan_without_loss(amount: Decimal) -> None:
    got = printed(f"{amount:f}元").in_wan_yuan()
    assert isinstance(got, Decimal)
    assert got * 10_000 == amount
    assert printed(f"{amount:f}万元").in_wan_yuan() == printed(f"{amount:f}").in_wan_yuan() == amount


# --- figures in a line ---------------------------------------------------------------------------------------------


def pieces(text: str, spans: list[tuple[int, int]] | None) -> list[str] | None:
    return None if spans is None else [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("6 0 0 12", ["6", "0", "0", "12"]),
        ("  6\u30000 ", ["6", "0"]),
        ("1,234 -5 +3", ["1,234", "-5", "+3"]),
        ("3 / — 无", ["3", "/", "—", "无"]),
        ("12件 3万元", ["12件", "3万元"]),
        ("１２ ３", ["１２", "３"]),
        ("7", ["7"]),
    ],
)
def test_a_line_of_figures(text: str, figures: list[str]) -> None:
    assert pieces(text, figure_spans(text)) == figures


@pytest.mark.parametrize("text", ["", "  ", "规章 1 2", "1 2 项目", "1 a 2", "1、2、3", "2022年", "1 2。"])
def test_a_line_that_holds_more_than_figures(text: str) -> None:
    assert figure_spans(text) is None


@pytest.mark.parametrize(
    ("text", "head", "figures"),
    [
        ("规章 33 8 8", "规章", ["33", "8", "8"]),
        ("重复申请   1,234  0 ", "重复申请", ["1,234", "0"]),
        ("2.重复申请 1 2", "2.重复申请", ["1", "2"]),
        ("行政许可\u3000无 / —", "行政许可", ["无", "/", "—"]),
        ("前 3 后 4 5", "前 3 后", ["4", "5"]),
        ("本年增/减 -1 +3", "本年增/减", ["-1", "+3"]),
        ("行政事业性收费 1234 万元", "行政事业性收费", ["1234 万元"]),
        ("行政事業性收費 1234 萬元", "行政事業性收費", ["1234 萬元"]),
        ("规章 55（含自然失效 29 件）", "规章", ["55（含自然失效 29 件）"]),
        ("规章 55 （含失效 2 件） 3 12件", "规章", ["55 （含失效 2 件）", "3", "12件"]),
        ("予以公开 / ／ － 0", "予以公开", ["/", "／", "－", "0"]),
    ],
)
def test_figures_at_the_end_of_a_line(text: str, head: str, figures: list[str]) -> None:
    tail = tail_figures(text)
    assert tail is not None
    assert (text[: tail[0]], pieces(text, tail[1])) == (head, figures)


@pytest.mark.parametrize("text", ["规章", "规章33", "3", "", "2022年", "共 3 件，", "规章 5（含 2 件）x"])
def test_lines_without_figures_at_the_end(text: str) -> None:
    assert tail_figures(text) is None


_printed = st.one_of(
    st.integers(-9999, 99999).map(str),
    st.integers(1000, 10**7).map("{:,}".format),
    st.sampled_from(["/", "—", "无", "0"]),
)


@given(st.lists(_printed, min_size=1, max_size=9), st.sampled_from([" ", "  ", "\u3000", " \u00a0 "]))
def test_figures_come_back_as_they_were_set(figures: list[str], gap: str) -> None:
    line = gap.join(figures)
    assert pieces(line, figure_spans(line)) == figures
    tail = tail_figures("行政许可" + gap + line)
    assert tail is not None
    assert tail[0] == 4
    assert pieces("行政许可" + gap + line, tail[1]) == figures


@given(st.text(alphabet="0123 ,.-/—无件规章一a\u3000", max_size=20))
def test_spans_lie_in_the_text_in_order_between_spaces(text: str) -> None:
    tail = tail_figures(text)
    for spans in (figure_spans(text), tail[1] if tail else None):
        at = tail[0] if tail and spans is tail[1] else 0
        for start, end in spans or ():
            assert at <= start < end <= len(text)
            assert end == len(text) or text[end].isspace()
            at = end


@given(st.text(alphabet=" \t　\u00a0&nbsp;</o:p>无1一", max_size=12))
def test_blank_is_what_reads_as_blank(text: str) -> None:
    assert is_blank(text) == (printed(text).kind == "blank")


@pytest.mark.parametrize(
    ("text", "inside"), [("「12」", "12"), ("<12>", "12"), ("12,", "12"), (">12", ">12"), ("<12", "<12"), ("<>", "<>")]
)
def test_brackets_and_stops_around_a_figure_are_none_of_it(text: str, inside: str) -> None:
    start, end = without_frame(text, 0, len(text))

    assert text[start:end] == inside


@pytest.mark.parametrize("text", ["1\u2009560\u202f123", "1·56", "1·5600", "0·560", "1560·123"])
def test_signs_between_digits_that_part_no_thousands_make_no_figure(text: str) -> None:
    assert printed(text).kind == "unclear"


@pytest.mark.parametrize("text", ["N/A", "NaT", "<NA>", " null ", "(blank)"])
def test_what_programs_write_for_nothing_is_nothing(text: str) -> None:
    assert is_blank(text)
    assert printed(text).kind == "blank"


def test_a_unit_in_brackets_is_one_with_spaces_too() -> None:
    assert printed("30000（ 元）").in_wan_yuan() == 3
