"""Files of records line by line, and what is wrong with a line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gkml.output.jsonl import report_to_line
from gkml.series.intake import Fault, line_to_json, read_file
from gkml.series.kept import KeptReport
from tests.series.test_kept import REPORT, read


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"source": ', "bad_json"),
        (b"source,agency\n", "bad_json"),
        (b'{"year": NaN}', "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b'{"n": ' + b"9" * 5000 + b"}", "bad_json"),
        ('{"source": "教育局"}'.encode("gb18030"), "undecodable"),
    ],
)
def test_a_line_that_is_no_json_is_a_fault(line: bytes, code: str) -> None:
    (fault,) = read(line)
    assert isinstance(fault, Fault)
    assert fault.code == code
    assert fault.to_check().file == "x.jsonl"
    assert fault.to_check().line == 1


def test_a_byte_order_mark_and_blank_lines_are_passed_over_and_lines_counted() -> None:
    good = report_to_line(REPORT).encode()
    first, second = read(b"\xef\xbb\xbf" + good, b"\n", b"  \r\n", b"{\n")
    assert isinstance(first, KeptReport)
    assert isinstance(second, Fault)
    assert second.line == 4


def test_a_file_of_something_else_is_given_up() -> None:
    faults = read(*[b"a,b,c\n"] * 5000)
    assert isinstance(faults[-1], Fault)
    assert faults[-1].code == "no_records"
    assert len(faults) == 101
    late = read(report_to_line(REPORT).encode(), *[b"a,b,c\n"] * 500)
    assert len(late) == 501


def test_a_line_too_long_is_a_fault_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.series.intake._LONGEST", 4000)
    good = report_to_line(REPORT)
    path = tmp_path / "x.jsonl"
    path.write_text(f"{'x' * 4001}\n{'x' * 9000}\n{good}{'x' * 8002}", encoding="utf-8")
    found = list(read_file(str(path)))
    assert [one.code if isinstance(one, Fault) else one.source for one in found] == [
        *["line_too_long"] * 2,
        "a.txt",
        "line_too_long",
    ]
    assert [one.line for one in found if isinstance(one, Fault)] == [1, 2, 4]


def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path) -> None:
    (fault,) = read_file(str(tmp_path / "none.jsonl"))
    assert isinstance(fault, Fault)
    assert (fault.line, fault.code) == (None, "unreadable_path")


def test_numbers_with_a_point_keep_every_digit() -> None:
    assert line_to_json(b'{"value": 3.40, "n": 12}') == {"value": Decimal("3.40"), "n": 12}
