import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import Box
from gkml.errors import InputError
from gkml.output.jsonl import report_to_line
from gkml.records.report import CellRecord, CheckRecord, Heading, Notice, Provenance, Report

PROVENANCE = Provenance("0.1.0", None, "abc", "rules", "text")
REPORT = Report("a.txt", PROVENANCE, "00", year=2023, agency="某某局")

# Money as reports print it: 15 digits are what a JSON number carries everywhere.
NUMBERS = st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=4)
OFFSETS = st.none() | st.integers(0, 10**7)
CELLS = st.builds(
    CellRecord,
    id=st.just("requests.granted.total"),
    value=st.none() | NUMBERS,
    text=st.none() | st.text(),
    state=st.sampled_from(["number", "blank", "mark", "absent", "unreadable"]),
    confidence=st.floats(0, 1),
    review=st.booleans(),
    proposal=st.none() | NUMBERS,
    reason=st.none() | st.text(),
    start=OFFSETS,
    end=OFFSETS,
    page=st.none() | st.integers(1, 500),
    boxes=st.none() | st.tuples(st.builds(Box, *[st.floats(0, 900)] * 4)),
)


@settings(deadline=None)
@given(CELLS, st.text())
def test_a_cell_comes_back_as_it_was(cell, text):
    line = report_to_line(replace(REPORT, cells={cell.id: cell}, text=text), with_text=True)
    record = json.loads(line)
    (back,) = record["cells"]
    for name in ("id", "text", "state", "review", "reason", "start", "end", "page"):
        assert back[name] == getattr(cell, name)
    for name in ("value", "proposal"):
        figure = getattr(cell, name)
        assert back[name] is None if figure is None else Decimal(str(back[name])) == figure
    assert back["boxes"] == (None if cell.boxes is None else [list(box) for box in cell.boxes])
    assert record["text"] == text


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_record_is_one_line_for_every_reader_of_lines(source, text):
    line = report_to_line(replace(REPORT, source=source, text=text), with_text=True)
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1


def test_next_line_and_separators_do_not_end_a_line():
    line = report_to_line(replace(REPORT, title="一\x85二\u2028三\u2029四"))
    assert line.splitlines() == [line.removesuffix("\n")]
    assert json.loads(line)["title"] == "一\x85二\u2028三\u2029四"


def test_the_text_comes_only_on_request():
    report = replace(REPORT, text="正文")
    assert "text" not in json.loads(report_to_line(report))
    assert json.loads(report_to_line(report, with_text=True))["text"] == "正文"


def test_fields_stand_in_a_fixed_order_without_blanks_and_escapes():
    report = replace(
        REPORT,
        headings=(Heading(1, 1, "一、总体情况", 0, 6),),
        checks=(CheckRecord("c", "row_sum", "pass", 1, 1, 0, ("requests.granted.total",), "相等"),),
        warnings=(Notice("pictures", "一张"),),
    )
    line = report_to_line(report)
    assert list(json.loads(line)) == list(report.to_dict())
    assert line.startswith('{"source":"a.txt","sha256":"00","status":"ok","error":null,')
    assert '"agency":"某某局"' in line


def test_money_is_a_number_and_a_whole_amount_a_whole_number():
    cells = {str(value): CellRecord(str(value), value, state="number") for value in (Decimal("3.50"), Decimal("4.00"))}
    line = report_to_line(replace(REPORT, cells=cells))
    assert '"value":3.5,' in line
    assert '"value":4,' in line


def test_an_error_is_typed():
    record = json.loads(report_to_line(replace(REPORT, status="failed", error=InputError("leer", code="empty_file"))))
    assert record["status"] == "failed"
    assert record["error"] == {"code": "empty_file", "message": "leer"}
