"""One row a report, with the doubts of all on a sheet of their own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import xlsxwriter

from gkml.output.excel_rows import RowsBook
from gkml.records.report import CellRecord, Report
from gkml.template import load_templates
from tests.output.made_reports import PROVENANCE, to_record

GRANTED = "requests.granted.total"
FINE = Report(
    "a.txt", PROVENANCE, "00", agency="甲局", year=2023, cells={GRANTED: CellRecord(GRANTED, 3, "3", "number")}
)
DOUBTFUL = Report(
    "b.txt",
    PROVENANCE,
    "01",
    agency="乙局",
    cells={GRANTED: CellRecord(GRANTED, 4, "4", "number", review=True, reason="合计不符", proposal=5)},
)


def test_reports_and_doubts(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book = RowsBook(workbook, load_templates())
    for report in (FINE, DOUBTFUL):
        book.add(to_record(report))
    book.finish()
    workbook.close()
    sheets = openpyxl.load_workbook(path)
    reports = list(sheets["报告"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in reports] == ["甲局", "乙局"]
    assert [value for value in reports[0][8:] if value is not None] == [3]
    (doubt,) = sheets["待核"].iter_rows(min_row=2, values_only=True)
    assert doubt[:3] == ("乙局", None, "b.txt")
    assert {GRANTED, 4, "5", "合计不符"} <= set(doubt)
    assert sheets["报告"].auto_filter.ref is not None
