"""Lines of records: what is right comes through, what is not is told, and what comes through breaks no format."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.output import Fault, RecordError, open_writers, read_records
from gkml.output.records import line_to_record, printed_number
from gkml.records.report import Report
from tests.output.made_reports import PROVENANCE, reports, to_line

GOOD: dict[str, Any] = {
    "source": "a.txt",
    "status": "ok",
    "templates": {"requests": "2021"},
    "cells": [{"id": "requests.granted.total", "value": 3, "state": "number", "alternatives": [4]}],
    "checks": [{"id": "x", "kind": "row_sum", "status": "fail", "left": 3, "cells": ["a.b.c"], "evidence": [[1, 2]]}],
}


def line_of(record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", errors="backslashreplace")


def test_records_come_one_after_another_with_exact_numbers(tmp_path: Path) -> None:
    money = {**GOOD, "cells": [{"id": "disclosure.fees.amount", "value": 218.4, "state": "number"}]}
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line_of(GOOD) + b"\n\n" + line_of(money) + b"\n")
    one, two = read_records(path)
    assert one == GOOD
    assert repr(two["cells"][0]["value"]) == repr(Decimal("218.4"))


def test_a_bad_line_raises_or_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(line_of(GOOD) + b"\n{\n" + line_of(GOOD) + b"\n")
    with pytest.raises(RecordError, match=r"records\.jsonl:2: ") as caught:
        list(read_records(path))
    assert caught.value.code == "bad_json"
    faults: list[Fault] = []
    assert len(list(read_records(path, faults.append))) == 2
    assert [(fault.line, fault.code) for fault in faults] == [(2, "bad_json")]
    with pytest.raises(RecordError) as caught:
        list(read_records(tmp_path / "none.jsonl"))
    assert caught.value.code == "unreadable_path"


BAD = [
    ("source", None),
    ("status", "done"),
    ("year", "2023"),
    ("year", True),
    ("year", 20230),
    ("title", 5),
    ("error", "broken"),
    ("error", {"code": 5}),
    ("provenance", []),
    ("templates", {"requests": 2021}),
    ("headings", {}),
    ("headings", ["总体情况"]),
    ("headings", [{"text": "x", "start": 2**40}]),
    ("warnings", [None]),
    ("checks", [{"status": "pass", "left": "3"}]),
    ("checks", [{"status": "pass", "left": 10**30}]),
    ("checks", [{"status": "pass", "cells": [1]}]),
    ("checks", [{"status": "pass", "evidence": [[1]]}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "text": 5}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "confidence": "high"}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "review": "yes"}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "page": 1.5}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "boxes": [[1, 2, 3]]}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "evidence": "exact"}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "evidence": {"row": 1}}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "doubts": "faint"}]),
    ("cells", [{"id": "a.b.c", "state": "blank", "doubts": [None]}]),
    ("part", 2),
    ("part", {"number": "2", "of": 3}),
    ("cells", [{"id": "a.b.c", "state": "number", "value": None}]),
    ("cells", [{"id": "a.b.c", "state": "number", "value": 10**40}]),
    ("cells", [{"id": "a.b.c", "state": "blank"}, {"id": "a.b.c", "state": "blank"}]),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_field_of_the_wrong_type_is_no_record(name: str, value: object) -> None:
    assert line_to_record(line_of(GOOD)) == GOOD
    with pytest.raises(RecordError):
        line_to_record(line_of({**GOOD, name: value}))


def test_codes_of_a_later_version_come_through() -> None:
    cell = {"id": "a.b.c", "state": "blank", "tagger": "oracle", "doubts": ["not-yet-known"], "weather": 1}
    record = {**GOOD, "cells": [cell], "part": {"number": 1, "of": 2, "title": None}}
    assert line_to_record(line_of(record)) == record


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        return [path, *(place for key, one in inner for place in places_in(one, (*path, key)))]
    return [path]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), report=reports(), value=json_values)
def test_what_comes_through_breaks_no_format(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, report: Report, value: object
) -> None:
    record = json.loads(to_line(report))
    place = data.draw(st.sampled_from(places_in(record)[1:]))
    holder = broken = copy.deepcopy(record)
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    line = line_of(broken)
    try:
        line_to_record(line)
    except RecordError:
        return
    folder = tmp_path_factory.mktemp("out")
    with open_writers(folder, ["csv", "parquet", "xlsx", "xlsx-rows"]) as writer:
        writer.write_line(line)
    assert writer.count == 1


@pytest.mark.parametrize(
    ("value", "text", "printed"),
    [
        (Decimal("218.4"), "218.40", "218.40"),
        (Decimal("1218.4"), "1,218.40万元", "1218.40"),
        (Decimal("128.45"), "1284500元", "128.4500"),
        (Decimal("128.45"), "见附件", "128.45"),
        (Decimal("128.45"), "3.10", "128.45"),
        (84000, "8.4亿元", "84000.0"),
        (128, "128.00", "128"),
        (12, "12件", "12"),
        (12, None, "12"),
    ],
)
def test_a_figure_has_the_decimals_that_are_printed(value: int | Decimal, text: str | None, printed: str) -> None:
    assert str(printed_number(value, text)) == printed


def test_a_record_without_a_report_is_a_failed_one() -> None:
    report = Report("名\udcff.txt", PROVENANCE, status="failed")
    assert line_to_record(to_line(report))["source"] == "名\udcff.txt"
