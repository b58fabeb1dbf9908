"""A sheet for each report, drawn as the form prints it, behind a sheet that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from gkml.form import Table
from gkml.output.excel_cells import LEGEND, Styles, comment_of, safe_text, write_figure, write_value
from gkml.output.records import Record, remark_of
from gkml.output.statutory import GRID_COLUMNS, NUMERALS, Box, table_to_boxes, tables_of
from gkml.records.schema import shown_number
from gkml.template import Templates

__all__ = ["STATUSES", "draw_reports", "name_sheets"]

STATUSES = {"ok": "完整", "partial": "不完整", "failed": "未能读取"}
_INDEX = "目录"
_NO_AGENCY = "（机关名称未能读出）"
_INDEX_HEADS = ("序号", "机关", "年度", "状态", "表式", "数字格", "待核格", "未通过的勾稽", "来源", "说明")
_INDEX_WIDTHS = (6, 34, 8, 10, 8, 9, 9, 14, 48, 48)
_COLUMN_WIDTH = 8.3  # characters of a grid column: fifteen fill a page
_LINE_HEIGHT = 14  # points
_ROW_HEIGHT = 18
_REMARKS_ON_PAGE = 12  # rows below the tables with which a report still fits a page
_MOST_LINES = 20  # of a row; a sheet allows 409 points
_MOST_LISTED = 60  # checks and remarks below the tables
_MOST_NAME = 31  # UTF-16 units of the name of a sheet
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def draw_reports(workbook: Any, records: Sequence[Record], templates: Templates) -> None:
    """All sheets of a workbook; a report without cells stands in the list alone."""
    styles = Styles(workbook, {})
    index = workbook.add_worksheet(_INDEX)
    names = name_sheets(records)
    _draw_index(index, records, names, styles)
    for record, name in zip(records, names, strict=True):
        if name is not None:
            _draw_report(workbook.add_worksheet(name), record, templates, styles)


def name_sheets(records: Sequence[Record]) -> list[str | None]:
    """A name for the sheet of each report: year and agency, as far as Excel allows; None where there are no cells."""
    taken = {_INDEX, "history"}  # Excel keeps "History" for itself
    names: list[str | None] = []
    for record in records:
        if not record["cells"]:
            names.append(None)
            continue
        parts = [str(part) for part in (record.get("year"), record.get("agency")) if part]
        wanted = safe_text(" ".join(parts) or "报告").translate(_NOT_IN_NAMES).replace("\n", " ").replace("\t", " ")
        wanted = wanted.strip().strip("'").strip() or "报告"
        number = 1
        name = _cut(wanted, _MOST_NAME)
        while name.casefold() in taken:
            number += 1
            name = _cut(wanted, _MOST_NAME - len(f" ({number})")) + f" ({number})"
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, units: int) -> str:
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.rstrip("' ")


# ---------------------------------------------------------------------------------------------------------------------
# The list


def _draw_index(sheet: Any, records: Sequence[Record], names: Sequence[str | None], styles: Styles) -> None:
    for column, (head, width) in enumerate(zip(_INDEX_HEADS, _INDEX_WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, styles.box("head", bold=True))
    left, link = styles.box(align="left"), styles.box(align="left", font_color="#0563C1", underline=1)
    for row, (record, name) in enumerate(zip(records, names, strict=True), 1):
        cells = record["cells"] or ()
        review = sum(bool(cell.get("review")) for cell in cells)
        failed = sum(check.get("status") == "fail" for check in record.get("checks") or ())
        agency = safe_text(record.get("agency") or _NO_AGENCY)
        sheet.write_number(row, 0, row, styles.box())
        if name is None:
            sheet.write_string(row, 1, agency, left)
        else:
            quoted = name.replace("'", "''")
            sheet.write_url(row, 1, f"internal:'{quoted}'!A1", link, agency)
        write_value(sheet, row, 2, record.get("year"), styles.box())
        doubt = "unreadable" if record["status"] == "failed" else "review" if record["status"] == "partial" else None
        sheet.write_string(row, 3, STATUSES[record["status"]], styles.box(doubt))
        write_value(sheet, row, 4, record.get("template"), styles.box())
        sheet.write_number(row, 5, sum(cell["state"] == "number" for cell in cells), styles.box())
        sheet.write_number(row, 6, review, styles.box("review" if review else None))
        sheet.write_number(row, 7, failed, styles.box("review" if failed else None))
        write_value(sheet, row, 8, record["source"], left)
        remark = remark_of(record)
        write_value(sheet, row, 9, remark, left)
        longest = max(_lines(record["source"], _INDEX_WIDTHS[8]), _lines(remark or "", _INDEX_WIDTHS[9]))
        sheet.set_row(row, max(_ROW_HEIGHT, min(longest, _MOST_LINES) * _LINE_HEIGHT + 2))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(records)), len(_INDEX_HEADS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


# ---------------------------------------------------------------------------------------------------------------------
# A report


def _draw_report(sheet: Any, record: Record, templates: Templates, styles: Styles) -> None:
    last = GRID_COLUMNS - 1
    sheet.set_column(0, last, _COLUMN_WIDTH)
    sheet.hide_gridlines(2)
    year = f"{record['year']}年" if record.get("year") else "（年度未能读出）"
    title = f"{record.get('agency') or _NO_AGENCY}{year}政府信息公开工作年度报告"
    sheet.merge_range(0, 0, 0, last, "", styles.get(bold=True, font_size=16, align="center"))
    sheet.write_string(0, 0, safe_text(title), styles.get(bold=True, font_size=16, align="center"))
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, safe_text(f"来源：{record['source']}　状态：{STATUSES[record['status']]}"), styles.get())
    for at, (fill, meaning) in enumerate(LEGEND):
        sheet.merge_range(2, 3 * at, 2, 3 * at + 2, "", styles.box(fill))
        sheet.write_string(2, 3 * at, meaning, styles.box(fill))
    cells = {cell["id"]: cell for cell in record["cells"] or ()}
    drawn: set[str] = set()
    top = 4
    for table in tables_of(record.get("templates") or {}, cells, templates):
        top = _draw_table(sheet, top, table, cells, styles)
        drawn.update(cell for cell, _, _ in table.cells())
    rest = [cell for name, cell in cells.items() if name not in drawn and cell["state"] != "absent"]
    end = _draw_remarks(sheet, top, record, rest, styles)
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1 if end - top <= _REMARKS_ON_PAGE else 0)


def _draw_table(sheet: Any, top: int, table: Table, cells: Mapping[str, Any], styles: Styles) -> int:
    """Draw a table below its title; the row after it."""
    sheet.set_row(top, 24)
    sheet.write_string(top, 0, f"{NUMERALS[table.section]}、{table.title}", styles.get(bold=True, font_size=12))
    top += 1
    boxes = table_to_boxes(table)
    heights: dict[int, float] = {}
    for box in boxes:
        if box.top == box.bottom:
            lines = _lines(box.text, (box.right - box.left + 1) * _COLUMN_WIDTH)
            heights[box.top] = max(heights.get(box.top, _ROW_HEIGHT), min(lines, _MOST_LINES) * _LINE_HEIGHT + 6)
    for row, height in heights.items():
        sheet.set_row(top + row, height)
    for box in boxes:
        _draw_box(sheet, top, box, cells, styles)
    return top + max(box.bottom for box in boxes) + 2


def _draw_box(sheet: Any, top: int, box: Box, cells: Mapping[str, Any], styles: Styles) -> None:
    row, column = top + box.top, box.left
    cell = None if box.cell is None else cells.get(box.cell)
    plain = styles.box()
    if (box.top, box.left) != (box.bottom, box.right):
        sheet.merge_range(row, column, top + box.bottom, box.right, "", plain)
    if box.kind != "figure":
        align = "left" if box.kind == "label" and box.top == box.bottom else "center"
        bold = {"bold": True} if box.kind == "item" else {}
        fill = "head" if box.kind in ("item", "head") else None
        indent = {"indent": 1} if align == "left" else {}
        style = styles.box(fill, align=align, **bold, **indent)
        _fill_merged(sheet, top, box, style)
        sheet.write_string(row, column, safe_text(box.text), style)
        return
    write_figure(sheet, row, column, cell, styles)
    comment = None if cell is None else comment_of(cell)
    if comment is not None:
        height = 18 * (1 + sum(_lines(line, 36) for line in comment.split("\n")))
        sheet.write_comment(row, column, comment, {"width": 260, "height": height, "font_size": 9, "font_name": "宋体"})


def _fill_merged(sheet: Any, top: int, box: Box, style: Any) -> None:
    """The other cells of a merged box get its style: else a part of the border is missing."""
    for row in range(box.top, box.bottom + 1):
        for column in range(box.left, box.right + 1):
            sheet.write_blank(top + row, column, None, style)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a box of so many narrow characters."""
    units = sum(2 if east_asian_width(one) in "WFA" else 1 for one in text)
    return max(1, -(-units // max(1, int(width - 1.5))))


def _draw_remarks(sheet: Any, top: int, record: Record, rest: Sequence[Mapping[str, Any]], styles: Styles) -> int:
    """Below the tables: checks that fail, warnings, and figures that no box is drawn for; the row after them."""
    lines = [
        str(check.get("message") or check.get("id"))
        for check in record.get("checks") or ()
        if check.get("status") == "fail"
    ]
    parts = [("未通过的勾稽关系", lines)]
    parts.append(("提示", [f"{one.get('code')}：{one.get('message')}" for one in record.get("warnings") or ()]))
    others = []
    for cell in rest:
        value = cell["state"] if cell["value"] is None else shown_number(cell["value"])
        others.append(f"{cell['id']}：{value}")
    parts.append(("表外的格", others))
    for head, texts in parts:
        if not texts:
            continue
        sheet.write_string(top, 0, head, styles.get(bold=True))
        top += 1
        more = [f"另有{len(texts) - _MOST_LISTED}条"] if len(texts) > _MOST_LISTED else []
        for text in [*texts[:_MOST_LISTED], *more]:
            style = styles.get(text_wrap=True, align="left")
            sheet.merge_range(top, 0, top, GRID_COLUMNS - 1, "", style)
            sheet.write_string(top, 0, safe_text(text), style)
            count = min(_MOST_LINES, _lines(text, GRID_COLUMNS * _COLUMN_WIDTH))
            sheet.set_row(top, count * _LINE_HEIGHT + 2)
            top += 1
        top += 1
    return top
