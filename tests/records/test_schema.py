"""The schema of the records: what it says of a field is what the JSON form holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.doubts import DoubtCode
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, CheckRecord, Provenance, Report
from gkml.records.schema import RecordField, record_fields, shown_number
from tests.output.made_reports import reports

TYPES: dict[str, Any] = {"text": str, "whole": int, "number": (int, float), "truth": bool, "list": list, "object": dict}


def agrees(value: object, field: RecordField) -> bool:
    if value is None:
        return field.nullable
    if not isinstance(value, TYPES[field.kind]) or (field.kind != "truth" and isinstance(value, bool)):
        return False
    if field.choices and value not in field.choices:
        return False
    if isinstance(value, list):
        places = field.parts if len(field.parts) > 1 else field.parts * len(value)
        return len(places) == len(value) and all(map(agrees, value, places))
    if isinstance(value, dict) and field.parts[0].name == "":
        return all(agrees(one, field.parts[0]) for one in value.values())
    if isinstance(value, dict):
        return all(agrees(value[part.name], part) for part in field.parts if part.name in value)
    return True


@given(st.data())
def test_every_value_of_a_record_is_of_the_kind_that_the_schema_tells(data: st.DataObject) -> None:
    report: Report = data.draw(reports())
    for exact in (False, True):
        record = report.to_dict(with_text=True, exact=exact)
        names = {field.name: field for field in record_fields(Report)}
        assert set(record) == set(names)
        if not exact:  # there, money is a string
            assert all(agrees(record[name], field) for name, field in names.items())


def test_fields_come_from_the_dataclasses_in_their_order() -> None:
    fields = {field.name: field for field in record_fields(CellRecord)}
    assert list(fields) == list(CellRecord("a.b.c").to_dict())
    assert (fields["value"].kind, fields["value"].nullable) == ("number", True)
    assert (fields["start"].kind, fields["review"].kind, fields["id"].nullable) == ("whole", "truth", False)
    assert fields["state"].choices == ("number", "blank", "mark", "absent", "unreadable")
    assert fields["evidence"].parts == record_fields(Evidence)
    assert fields["doubts"].parts[0].choices == tuple(code.value for code in DoubtCode)
    assert [len(part.parts) for part in fields["boxes"].parts] == [4]


def test_objects_and_lists_tell_what_is_in_them() -> None:
    fields = {field.name: field for field in record_fields(Report)}
    assert fields["cells"].parts[0].parts == record_fields(CellRecord)
    assert fields["checks"].parts[0].parts == record_fields(CheckRecord)
    assert fields["provenance"].parts == record_fields(Provenance)
    assert [part.name for part in fields["error"].parts] == ["code", "message"]
    assert fields["templates"].parts == (RecordField("", "text", nullable=True),)  # by the names of tables


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (10**20, "1" + "0" * 20), (Decimal("0.50"), "0.50"), (Decimal("1E+2"), "100")],
)
def test_every_digit_is_shown(value: int | Decimal | None, text: str) -> None:
    assert shown_number(value) == text
