"""What offsets count is seen from what the spans would cover."""

from __future__ import annotations

import pytest

from gkml.annotations.units import GivenSpan, Units, convert, recognise, with_line_ends

TEXT = "𠮷林县水务局😀\n规章\t12\t３\r\n收费\t7\n"
TRUE = [
    (0, 6, "agency"),
    (8, 10, "row:disclosure.rules"),
    (11, 13, "figure"),
    (14, 15, "figure"),
    (17, 19, "row:x"),
    (20, 21, "figure"),
]


def counted(units: Units) -> list[GivenSpan]:
    """The spans as a tool that counts so would tell them."""
    if units is Units.UTF16:
        count = lambda at: len(TEXT[:at].encode("utf-16-le")) // 2  # noqa: E731
    elif units is Units.UTF8:
        count = lambda at: len(TEXT[:at].encode())  # noqa: E731
    elif units is Units.CRLF:
        count = lambda at: at + TEXT[:at].count("\n") - TEXT[:at].count("\r\n")  # noqa: E731
    elif units is Units.LF:
        count = lambda at: at - TEXT[:at].count("\r\n")  # noqa: E731
    else:
        count = lambda at: at  # noqa: E731
    return [GivenSpan(count(start), count(end), label) for start, end, label in TRUE]


@pytest.mark.parametrize("units", [Units.CODE_POINTS, Units.UTF16, Units.UTF8, Units.CRLF, Units.LF])
def test_units_are_recognised_and_converted(units: Units) -> None:
    spans = counted(units)
    assert recognise(TEXT, spans) is units
    assert convert(TEXT, spans, units) == [(start, end) for start, end, _ in TRUE]


def test_one_wrong_span_does_not_change_what_the_others_count() -> None:
    spans = [*counted(Units.UTF16), GivenSpan(3, 12, "figure")]
    assert recognise(TEXT, spans) is Units.UTF16
    assert recognise(TEXT, [*counted(Units.CODE_POINTS), GivenSpan(3, 12, "figure")]) is Units.CODE_POINTS


def test_print_that_a_tool_tells_decides() -> None:
    spans = [GivenSpan(3, 5, "agency", text="县水")]
    assert convert(TEXT, spans, recognise(TEXT, spans)) == [(2, 4)]


def test_half_a_character_is_no_place() -> None:
    assert convert(TEXT, [GivenSpan(1, 3, "agency")], Units.UTF16) == [None]


def test_line_ends_that_a_tool_may_have_changed_are_tried() -> None:
    assert "a\r\nb\n" not in with_line_ends("a\nb")
    assert {"a\nb", "a\r\nb", "a\nb\n"} <= set(with_line_ends("a\nb"))
