from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.readers.number_formats import general, show_number, show_text


@pytest.mark.parametrize(
    ("code", "figure", "shown"),
    [
        ("0", "12.5", "13"),
        ("0.00", "12", "12.00"),
        ("#,##0", "1234567", "1,234,567"),
        ("#,##0.00;[Red]-#,##0.00", "-1234.5", "-1,234.50"),
        ("000", "5", "005"),
        ("#", "0", ""),
        ("#.##", "0.5", ".5"),
        ('0"件"', "12", "12件"),
        ("0万元", "5", "5万元"),
        ("[$¥-804]#,##0.00", "5", "¥5.00"),
        ("0_ ;[红色]-0_ ", "-5", "-5"),
        ("0.0_);(0.0)", "-5", "(5.0)"),
        ("0,", "120000", "120"),
        ('0.00,,"百万"', "120000000", "120.00百万"),
        ("#,##0,", "1234567", "1,235"),
        ("0!.0000", "23186400", "2318.6400"),
        ("0!.0,", "123456", "12.3"),
        ('0\\.0"万"', "123", "12.3万"),
        ("0-00-00", "123456", "12-34-56"),
        ("0%", "0.125", "13%"),
        ("0;-0;;@", "0", ""),
        ("0;-0;;@", "5", "5"),
        (";;;", "5", ""),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0", "-"),
        ('[>=10000]0!.0,"万";0', "120000", "12.0万"),
        ('[>=10000]0!.0,"万";0', "500", "500"),
        ('[=0]"无";General', "0", "无"),
        ("General", "0.3", "0.3"),
        ('G/通用格式"件"', "-5", "-5件"),
        ("0;0", "-5", "5"),
        ("0", "-0.4", "0"),
        ("yyyy-m-d", "45000", "2023-03-15"),
        ('yyyy"年"m"月"d"日";@', "45000", "2023-03-15"),
        ("@", "5", "5"),
        ('0";"0', "12", "1;2"),
    ],
)
def test_what_is_shown(code: str, figure: str, shown: str) -> None:
    assert show_number(Decimal(figure), code)[:2] == (shown, True)


@pytest.mark.parametrize(
    "code",
    [
        "# ?/?",
        "0.00E+00",
        "[DBNum1]General",
        "h:mm",
        "[h]:mm",
        "mm:ss.0",
        "x0",
        "0*0",
        "[<0]0",
        "0" + "%" * 90,
        "0" * 300,
    ],
)
def test_a_format_that_is_not_followed_is_not_certain(code: str) -> None:
    assert show_number(Decimal("12.5"), code)[:2] == ("12.5", False)


def test_white_is_not_seen() -> None:
    assert show_number(Decimal(5), "[White]0").unseen
    assert show_number(Decimal(5), "[白色]0").unseen
    assert not show_number(Decimal(5), "[Red]0").unseen


def test_text_in_formats() -> None:
    assert show_text("甲", '@"件"').text == "甲件"
    assert show_text("甲", ";;;").text == ""
    assert show_text("甲", "0;0;0").text == "甲"
    assert show_text("甲", None).text == "甲"


@given(st.decimals(min_value=0, max_value=10**12, places=3), st.integers(0, 3))
def test_plain_formats_show_the_figure_rounded(figure: Decimal, places: int) -> None:
    code = "#,##0" + ("." + "0" * places if places else "")

    assert abs(Decimal(show_number(figure, code).text.replace(",", "")) - figure) <= Decimal(5).scaleb(-places - 1)


@given(st.text(max_size=12), st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_any_format_shows_something_or_is_not_certain(code: str, figure: Decimal) -> None:
    assert isinstance(show_number(figure, code).text, str)
    assert isinstance(show_text("5", code).text, str)


def test_general_never_writes_powers() -> None:
    assert general(Decimal("1E+15")) == "1000000000000000"
    assert general(Decimal("-0")) == "0"
    assert general(Decimal("1.500")) == "1.5"
