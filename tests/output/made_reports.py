"""Reports for tests of output: made up, with the worst that a source could hold."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from gkml.document import Box
from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.output.jsonl import report_to_line
from gkml.output.records import Record, line_to_record
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, CheckRecord, Heading, Notice, Part, Provenance, Report
from gkml.template import load_templates

PROVENANCE = Provenance("0.1.0", None, "abc", "rules", "text")
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠1",
    '=HYPERLINK("http://x.example","点")',
    "http://x.example/",
    "internal:'目录'!A1",
    "<r><t>富</t></r>",
    "_x0041_",
    "a\x00b\x1bc\x7f\ufffe",
    "名\udcff.txt",
    "' OR 1=1 --",
    '"; DROP TABLE cells; --',
    "[a]:*?/\\b",
    "目录",
    "History",
    "x" * 40,
    "𠮷" * 20,
    "",
]
IDS = [cell for form in load_templates().forms for table in form.tables for cell, _, _ in table.cells()]
COUNTS = [cell for cell in dict.fromkeys(IDS) if not cell.endswith(("fees.amount", "procurement.amount"))]
MONEY = ["disclosure.fees.amount", "disclosure.procurement.amount"]

texts = st.sampled_from(HOSTILE) | st.text(max_size=12)
counts = st.integers(-9, 99_999) | st.sampled_from([0, 2**53 + 1, 10**17 + 1])
# as JSON gives them back: fifteen digits, no zeros behind
amounts = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)


@st.composite
def cells(draw: st.DrawFn) -> list[CellRecord]:
    """Some cells of some form, and one that no form has."""
    chosen = draw(st.lists(st.sampled_from([*COUNTS, *MONEY, "statistics.visits.year"]), unique=True, max_size=12))
    return [draw(cell_of(name, amounts if name in MONEY else counts)) for name in chosen]


@st.composite
def cell_of(draw: st.DrawFn, name: str, values: st.SearchStrategy[int] | st.SearchStrategy[Decimal]) -> CellRecord:
    """One cell in any state."""
    state = draw(st.sampled_from(["number", "blank", "mark", "absent", "unreadable"]))
    printed = state in ("number", "mark", "unreadable")
    return CellRecord(
        name,
        draw(values) if state == "number" else None,
        draw(texts) if printed else None,
        state,
        draw(st.sampled_from([0.0, 0.5, 0.98765, 1.0])),
        review=draw(st.booleans()),
        cause=draw(st.sampled_from([None, "reading", "source", "ambiguous"])),
        proposal=draw(st.none() | values),
        reason=draw(st.none() | texts),
        start=7 if printed else None,
        end=9 if printed else None,
        page=draw(st.none() | st.just(2)),
        boxes=draw(st.none() | st.just((Box(1.5, 2.0, 3.25, 4.0),))),
        alternatives=tuple(draw(st.lists(values, max_size=2))),
        evidence=Evidence("exact", draw(st.sampled_from([None, "order"])), None, "supported"),
        doubts=draw(st.sampled_from([(), (DoubtCode.FAINT, DoubtCode.TINY)])),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report that was read, or one that was not."""
    source = draw(texts)
    if draw(st.integers(0, 5)) == 0:
        error = InputError(draw(texts), code="empty_file")
        return Report(source, PROVENANCE, status="failed", error=error)
    found = draw(cells())
    check = CheckRecord(
        "requests.row_sum.granted",
        "row_sum",
        draw(st.sampled_from(["pass", "fail", "undetermined", "not_applicable"])),
        draw(st.none() | counts),
        draw(st.none() | amounts),
        cells=tuple(cell.id for cell in found),
        message=draw(texts),
        evidence=draw(st.sampled_from([(), ((1, 2), (3, 4))])),
    )
    return Report(
        source,
        PROVENANCE,
        "00",
        draw(st.sampled_from(["ok", "partial"])),
        template="2021",
        templates={"disclosure": "2019", "requests": draw(st.sampled_from(["2019", "2021", None])), "disputes": "2021"},
        agency=draw(st.none() | texts),
        year=draw(st.none() | st.integers(2018, 2025)),
        title=draw(st.none() | texts),
        headings=(Heading(1, 1, draw(texts), 0, 4),),
        cells={cell.id: cell for cell in found},
        checks=(check,),
        warnings=(Notice("code", draw(texts)),),
        part=draw(st.none() | st.just(Part(2, 3, "附件"))),
    )


def to_line(report: Report) -> bytes:
    """The line of a report, as a worker sends it."""
    return report_to_line(report).encode("utf-8", errors="backslashreplace")


def to_record(report: Report) -> Record:
    """The record that readers of its line get."""
    return line_to_record(to_line(report))


def as_utf8(text: str | None) -> str | None:
    """What a format that holds UTF-8 alone has of a text."""
    return None if text is None else text.encode("utf-8", errors="backslashreplace").decode("utf-8")
