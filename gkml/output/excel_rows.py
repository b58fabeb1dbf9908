"""Reports as rows of one worksheet, and the cells in doubt as rows of another; written as they come."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple

from gkml.output.evidence_words import WITNESSES
from gkml.output.excel_cells import Styles, comment_of, safe_text, write_figure, write_value
from gkml.output.excel_sheets import STATUSES
from gkml.output.records import Record, remark_of
from gkml.output.statutory import row_label
from gkml.records.schema import shown_number
from gkml.template import Templates

__all__ = ["RowsBook"]

_ABOUT = ("机关", "年度", "状态", "表式", "待核格", "未通过的勾稽", "来源", "说明")
_ABOUT_WIDTHS = (30, 7, 9, 7, 8, 12, 36, 24)
_WITNESSES = ("行名", "列名", "所见", "勾稽", "模型")  # of ``WITNESSES``, in their order
_DOUBTS = (
    *("机关", "年度", "来源", "表", "行", "列", "格", "所印数字", "按勾稽关系应为", "也可能是", "理由"),
    *_WITNESSES,
    "疑点",
)
_DOUBTS_WIDTHS = (30, 7, 36, 24, 36, 16, 44, 12, 16, 16, 60, 10, 10, 10, 12, 10, 24)
_HEAD_ROWS = 3
_LAST_ROW = 1_048_576  # rows of a worksheet
_MOST_COMMENTS = 5_000  # a program takes minutes over more; all reasons stand in the second sheet


class Place(NamedTuple):
    """A cell of a form: its id, and the labels above its column."""

    cell: str
    table: str
    row: str
    column: str


class RowsBook:
    """The sheets of a workbook that is written row by row.

    Args:
        workbook: of xlsxwriter, in its mode of constant memory.
        templates: the forms whose cells are columns.
    """

    def __init__(self, workbook: Any, templates: Templates) -> None:
        self._workbook = workbook
        self._styles = Styles(workbook, {})
        self._places = _places(templates)
        self._labels = {place.cell: place for place in self._places}
        self._comments = 0
        self._reports: _Sheet = _Sheet(workbook, "报告", self._draw_reports_head)
        self._doubts: _Sheet = _Sheet(workbook, "待核", self._draw_doubts_head)

    def add(self, record: Record) -> None:
        """Append a report."""
        sheet, row = self._reports.next_row()
        cells = {cell["id"]: cell for cell in record["cells"] or ()}
        review = sum(bool(cell.get("review")) for cell in cells.values())
        failed = sum(check.get("status") == "fail" for check in record.get("checks") or ())
        about = (record.get("agency"), record.get("year"), STATUSES[record["status"]], record.get("template"))
        for column, value in enumerate((*about, review, failed, record["source"], remark_of(record))):
            self._write(sheet, row, column, value)
        for column, place in enumerate(self._places, len(_ABOUT)):
            cell = cells.get(place.cell)
            if cell is None and not cells:
                continue
            write_figure(sheet, row, column, cell, self._styles)
            comment = None if cell is None else comment_of(cell)
            if comment is not None and self._comments < _MOST_COMMENTS:
                self._comments += 1
                sheet.write_comment(row, column, comment, {"width": 260, "height": 180, "font_size": 9})
        for cell in cells.values():
            if comment_of(cell) is not None:
                self._add_doubt(record, cell)

    def finish(self) -> None:
        """What can be said when all rows are there."""
        self._reports.finish(len(_ABOUT) + len(self._places))
        self._doubts.finish(len(_DOUBTS))

    def close(self) -> None:
        """Close the temporary files of sheets that were not completed."""
        for sheet in self._workbook.worksheets():
            with contextlib.suppress(OSError, ValueError):
                sheet._opt_close()  # what xlsxwriter itself calls at the end of a workbook

    def _add_doubt(self, record: Record, cell: Mapping[str, Any]) -> None:
        sheet, row = self._doubts.next_row()
        place = self._labels.get(cell["id"]) or Place(cell["id"], "", "", "")
        proposal = cell.get("proposal")
        others = "、".join(map(shown_number, cell.get("alternatives") or ()))
        who = (record.get("agency"), record.get("year"), record["source"])
        where = (place.table, place.row, place.column, cell["id"])
        for column, value in enumerate((*who, *where)):
            self._write(sheet, row, column, value)
        column = len(who) + len(where)
        write_figure(sheet, row, column, cell, self._styles)
        self._write(sheet, row, column + 1, None if proposal is None else shown_number(proposal))
        self._write(sheet, row, column + 2, others or None)
        self._write(sheet, row, column + 3, cell.get("reason"))
        evidence = cell.get("evidence") or {}
        told = [evidence.get(witness) for witness in WITNESSES]
        for at, value in enumerate((*told, " ".join(cell.get("doubts") or ()) or None), column + 4):
            self._write(sheet, row, at, value)

    def _write(self, sheet: Any, row: int, column: int, value: str | int | None) -> None:
        write_value(sheet, row, column, value, self._styles.get(border=1, align="left"))

    def _draw_reports_head(self, sheet: Any) -> int:
        """Three rows of heads: table, row and column of the form."""
        head = self._styles.box("head", bold=True)
        for column, width in enumerate(_ABOUT_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_column(len(_ABOUT), len(_ABOUT) + len(self._places) - 1, 10)
        for level in range(_HEAD_ROWS):
            sheet.set_row(level, (20, 44, 44)[level])
            for column, label in enumerate(_ABOUT):
                sheet.write_string(level, column, label if level == _HEAD_ROWS - 1 else "", head)
            at = len(_ABOUT)
            for labels, run in groupby(self._places, key=lambda place: tuple(place[1 : level + 2])):
                count = len(list(run))
                if count > 1 and level < _HEAD_ROWS - 1:
                    sheet.merge_range(level, at, level, at + count - 1, safe_text(labels[-1]), head)
                else:
                    for column in range(at, at + count):
                        sheet.write_string(level, column, safe_text(labels[-1]), head)
                at += count
        sheet.freeze_panes(_HEAD_ROWS, 2)
        return _HEAD_ROWS

    def _draw_doubts_head(self, sheet: Any) -> int:
        head = self._styles.box("head", bold=True)
        for column, (label, width) in enumerate(zip(_DOUBTS, _DOUBTS_WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, head)
        sheet.freeze_panes(1, 2)
        return 1


class _Sheet:
    """A worksheet that goes on in another one when it is full."""

    def __init__(self, workbook: Any, name: str, draw_head: Any) -> None:
        self._workbook = workbook
        self._name = name
        self._draw_head = draw_head
        self._count = 0
        self._head = self._next = 0
        self._begin()

    def next_row(self) -> tuple[Any, int]:
        """Where the next row goes."""
        if self._next == _LAST_ROW:
            self._begin()
        row, self._next = self._next, self._next + 1
        return self._sheet, row

    def finish(self, columns: int) -> None:
        """Let the last sheet be filtered."""
        self._sheet.autofilter(self._head - 1, 0, max(self._head, self._next - 1), columns - 1)

    def _begin(self) -> None:
        self._count += 1
        self._sheet = self._workbook.add_worksheet(self._name if self._count == 1 else f"{self._name}{self._count}")
        self._head = self._next = self._draw_head(self._sheet)


def _places(templates: Templates) -> list[Place]:
    """Every cell of every form, those of one table side by side; a row of an older form tells its form."""
    places: list[Place] = []
    for table_id in templates.table_ids:
        variants = templates.newest_first(table_id)
        seen: set[str] = set()
        for table in variants:
            title = table.title if table is variants[0] else f"{table.title}（{table.form}年式）"
            for cell, row, column in table.cells():
                if cell not in seen:
                    seen.add(cell)
                    places.append(Place(cell, title, row_label(table, row), column.labels[0]))
    return places
