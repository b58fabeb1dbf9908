"""What lines above a table, in it and below it say of all its figures: another time, another unit, a correction.

A caption is a short line without a sentence in it (``2022年度……统计表``, ``单位：百件``); a note begins with a word
that says so (``注：``, ``更正：``). Neither changes a figure: cells are put in doubt that such a line makes other ones.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gkml.document import Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.figures import narrow
from gkml.folding import fold, simplify
from gkml.form import split_cell_id
from gkml.labels import Tag
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["caption_doubts", "with_captions"]

_REACH = 400  # characters above the first figure in which a caption may stand
_BELOW = 240  # characters below the last one in which a note may begin
_LONGEST = 60  # characters of a caption
_QUOTED = 30  # characters of it that a doubt quotes
_LEAST_LABEL = 3  # characters of a label that names its row or column in a note
_NOTE = re.compile(r"[(\[]?(?:附?注\d?|备注|说明|更正|勘误|订正|声明|[※★*])(?=[:.、)\]\d\u4e00-\u9fff])")
_SENTENCE = re.compile(r"[。;；,!！]")
_YEAR = re.compile(r"(20\d\d)年")
_YEAR_ALONE = re.compile(r"[(\[]?20\d\d年度?[)\]]?")
_OF_TABLE = re.compile(r"表|统计|数据|数字")
_ABOUT = r"(?:表|数据?|数字|数量|金额|件数|统计)[^。;；,]{0,12}?(?:为|系|是|指|取自|截至|截止)[^。;；,]{0,6}?"
_OTHER_TIME = r"(?:上一?年|去年|前年)(?!度?结转)"
_NOTE_OF_TIME = re.compile(_ABOUT + _OTHER_TIME)
_NOTE_OF_YEAR = re.compile(_ABOUT + r"(20\d\d)年(?!度?结转)")
_PART_OF_YEAR = re.compile(
    r"[上下]半年|前[一二三两]个?季度|第?[一二三四]季度"
    r"|(?<!\d)(?:1月?(?:1日)?|年初)[至到~-]+(?:20\d\d年)?(?:[2-9]|1[01])月"
)
_SPAN = re.compile("时段|期间|时间|期限")
_LAST_YEAR = re.compile(r"[(\[]?(?:上一?年|去年)度?(?!结转)")
_COUNTED_IN = r"[十百千万亿]+(?:件|条|宗|份|个|人次|次|人|项|起)"
_UNIT = r"(?:单位[:为是均以按计]{0,3}|以|按)(?:[件条宗份][、/和,])?"
_ENDS = r"(?:为单位|计|[^\d\u4e00-\u9fff]|$)"
_SCALED = rf"{_UNIT}(?:{_COUNTED_IN}|百万元|千万元|百元|美元){_ENDS}"
_UNIT_LINE = re.compile(rf"[(\[]?(?:计量|数据|统计|数量|金额|表中|以上|本表|下表|均|的)*{_SCALED}")
_UNIT_IN_NOTE = re.compile(rf"{_SCALED}|{_UNIT}(?:千元|亿元|元){_ENDS}")
_OF_MONEY = re.compile("元")
_CORRECTION = re.compile(r"更正|勘误|订正|应当?为|应改为|改为|误[为写印作登]|有误|笔误")


def with_captions(placement: Placement, document: Document, tags: Sequence[Tag], year: int | None) -> Placement:
    """The tables, with the cells in doubt that lines around them speak of."""
    spans = {name: span for name, placed in placement.tables.items() if (span := _span(placed)) is not None}
    edges = sorted([end for _, end in spans.values()] + [tag.end for tag in tags if tag.role == "section"])
    begins = sorted([start for start, _ in spans.values()] + [tag.start for tag in tags if tag.role == "section"])
    tables = dict(placement.tables)
    for name, (start, end) in spans.items():
        before = bisect_right(edges, start)
        top = max(start - _REACH, edges[before - 1] if before else 0)
        behind = bisect_right(begins, end)
        bottom = min([end + _BELOW, *begins[behind : behind + 1]])
        said = [
            *caption_doubts(_pieces(document.text[top:start]), year),
            *caption_doubts(_pieces(document.text[start:bottom]), year, below=True),
        ]
        if said:
            tables[name] = _doubted(tables[name], said)
    return replace(placement, tables=tables)


def _span(placed: PlacedTable) -> tuple[int, int] | None:
    """Where the figures of a table stand."""
    if not placed.found:
        return None
    starts = [cell.start for cell in placed.cells.values() if cell.start is not None]
    return (min(starts), max(cell.end or 0 for cell in placed.cells.values())) if starts else None


def _pieces(text: str) -> Iterator[str]:
    """Lines and cells of lines, without spaces."""
    for piece in re.split(r"[\n\t]", text):
        if len(piece) > 1:
            yield "".join(simplify(unicodedata.normalize("NFKC", narrow(piece))).split())


# ---------------------------------------------------------------------------------------------------------------------
# What a line says


def caption_doubts(pieces: Iterable[str], year: int | None, *, below: bool = False) -> Iterator[tuple[str, Doubt]]:
    """The lines that speak of all figures of a table, each with the doubt that it casts.

    Args:
        pieces: lines and cells without spaces.
        year: the year reported on.
        below: they stand in the table or below it, where only notes are its own.
    """
    for piece in pieces:
        is_note = _NOTE.match(piece) is not None
        if len(piece) > _LONGEST and not is_note:
            continue
        if not is_note and (below or _SENTENCE.search(piece)):
            continue
        code = _note_code(piece, year) if is_note else _caption_code(piece, year)
        if code is not None:
            shown = piece if len(piece) <= _QUOTED else f"{piece[:_QUOTED]}…"
            yield piece, doubt(code, text=shown)


def _note_code(note: str, year: int | None) -> DoubtCode | None:
    if _CORRECTION.search(note):
        return DoubtCode.CORRECTED
    if _NOTE_OF_TIME.search(note) or any(int(each) != year for each in _NOTE_OF_YEAR.findall(note) if year):
        return DoubtCode.OTHER_PERIOD
    if _PART_OF_YEAR.search(note) and _OF_TABLE.search(note):
        return DoubtCode.OTHER_PERIOD
    return DoubtCode.UNIT_OF_TABLE if _UNIT_IN_NOTE.search(note) else None


def _caption_code(caption: str, year: int | None) -> DoubtCode | None:
    years = {int(each) for each in _YEAR.findall(caption)}
    named = _OF_TABLE.search(caption) or _YEAR_ALONE.fullmatch(caption)
    if years and year is not None and year not in years and named:
        return DoubtCode.OTHER_PERIOD
    part = _PART_OF_YEAR.search(caption) and (_OF_TABLE.search(caption) or _SPAN.search(caption))
    if part or (_LAST_YEAR.match(caption) and _OF_TABLE.search(caption)):
        return DoubtCode.OTHER_PERIOD
    return DoubtCode.UNIT_OF_TABLE if _UNIT_LINE.match(caption) else None


# ---------------------------------------------------------------------------------------------------------------------
# Of which cells


def _doubted(placed: PlacedTable, said: Iterable[tuple[str, Doubt]]) -> PlacedTable:
    cells = dict(placed.cells)
    for line, why in said:
        for cell_id in _named(placed.table, line):
            if _concerns(placed.table, cells[cell_id], line, why):
                cells[cell_id] = cells[cell_id].doubted(why)
    return replace(placed, cells=cells)


def _named(table: Table, line: str) -> Sequence[str]:
    """The cells of the rows or columns that a line names; all where it names none."""
    text = fold(line)
    rows = {row.id for row in table.rows if _names(text, row.labels)}
    columns = {column.id for column in table.columns if _names(text, column.labels)}
    every: Mapping[str, tuple[str, str]] = {cell_id: (row.id, column.id) for cell_id, row, column in table.cells()}
    named = [
        cell_id
        for cell_id, (row_id, column_id) in every.items()
        if (not rows or row_id in rows) and (not columns or column_id in columns)
    ]
    return named or list(every)


def _names(text: str, labels: Iterable[str]) -> bool:
    return any(len(label) >= _LEAST_LABEL and label in text for label in map(fold, labels))


def _concerns(table: Table, cell: TableCell, line: str, why: Doubt) -> bool:
    """Whether a figure would be another one for it: nothing is nothing in every unit."""
    if cell.state not in ("number", "unreadable"):
        return False
    if why.code is not DoubtCode.UNIT_OF_TABLE:
        return True
    _, row, column = split_cell_id(cell.id)
    return cell.value != 0 and (table.column_of(row, column).unit == "money") == (_OF_MONEY.search(line) is not None)
