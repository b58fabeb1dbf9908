"""Lines that head something of another year or agency than what stands above them: no table goes on past one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gkml.document import Document, Row
from gkml.parts.lines import Identity, is_appendix, is_prose, other_agency, tells, told_by
from gkml.tagging.agency import is_agency

__all__ = ["Break", "appendix_told", "find_breaks"]

_BELOW = 2  # rows below the heading of an appendix that may say of which year it is
_CELLS = 2  # cells of a caption, at most; more are heads of columns
_OF_TABLES = re.compile(r"(?:统计|情况|数据|汇总|公开)[\u4e00-\u9fff]{0,4}表(?:\s*+[（(].{0,12}[)）])?$|数据$")

_WORDS = ("附", "表", "数据")  # without one of them a line heads no tables
_NOTHING = Identity()
_COLUMN = re.compile(r"数\s*量|件\s*数|金\s*额")  # head of a column of last year's figures: 上一年项目数量


@dataclass(frozen=True, slots=True)
class Break:
    """A line that heads something else.

    Attributes:
        row: number of its row.
        kind: whether it is the title of a report, or heads an appendix or tables alone; ``section`` where sections
            begin again without a title.
        told: what it tells.
    """

    row: int
    kind: Literal["title", "appendix", "caption", "section"]
    told: Identity


def find_breaks(document: Document, titles: Sequence[tuple[int, Identity]], last: Identity = _NOTHING) -> list[Break]:
    """All lines that say that another report begins, in order of reading.

    Args:
        document: in which they stand.
        titles: of reports, with the rows in which they begin.
        last: what is known of the first report before any line tells it.
    """
    titled = dict(titles)
    found: list[Break] = []
    for row in document.rows:
        for line in _heading(document, row, titled):
            if _is_other(last, line.told):
                found.append(line)
            elif line.kind != "title":
                continue
            last = replace(line.told, years=line.told.years or last.years, agency=_agency(line.told) or last.agency)
    return found


def appendix_told(document: Document, row: int, last: int) -> Identity:
    """What the heading of an appendix tells, with the line below it, up to the last row, where it says 附件 alone."""
    line = document.row_text(document.rows[row])
    if not tells(line.replace("附", "")):
        captions = filter(_is_short, document.rows[row + 1 : last + 1])
        below = map(document.row_text, captions)
        line = f"{line} {next((text for text in below if tells(text) and not _COLUMN.search(text)), '')}"
    return told_by(line)


def _heading(document: Document, row: Row, titled: Mapping[int, Identity]) -> Iterator[Break]:
    if row.index in titled:
        yield Break(row.index, "title", titled[row.index])
        return
    line = document.row_text(row)
    if not any(word in line for word in _WORDS):  # most lines end here
        return
    if not tells(line) or is_prose(document, row) or not _is_short(row):
        return
    if is_appendix(line):
        yield Break(row.index, "appendix", appendix_told(document, row.index, row.index + _BELOW))
    elif _OF_TABLES.search(line.rstrip()):
        yield Break(row.index, "caption", told_by(line))


def _is_short(row: Row) -> bool:
    """Whether a row has no more cells than a caption."""
    return sum(cell.end > cell.start for cell in row.cells) <= _CELLS


def _is_other(last: Identity, told: Identity) -> bool:
    if last == _NOTHING:
        return False
    years = bool(last.years and told.years) and last.years.isdisjoint(told.years)
    return years or told.last_year or other_agency(last.agency, _agency(told))


def _agency(told: Identity) -> str | None:
    """The agency that a line names, where its name ends as such do; what lines run together before it is none."""
    return told.agency if told.agency and is_agency(told.agency) else None
