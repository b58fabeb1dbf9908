from __future__ import annotations

import pytest

from gkml.document import Cell
from gkml.doubts import DoubtCode
from gkml.readers.sight import settle
from gkml.readers.word.docx import read_docx
from gkml.readers.word.fields import OpenFields, shown_of_field
from tests.readers.word.docx_files import cell, docx, para, row, run, table


def _sign(kind: str, more: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}" {more}/></w:r>'


def _field(instruction: str, result: str | None, more: str = "") -> str:
    shown = "" if result is None else _sign("separate") + result
    return f"{_sign('begin', more)}<w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}{_sign('end')}"


def _cell_of(content: str) -> tuple[str, Cell]:
    document = read_docx(docx(table(row(cell("甲"), cell(para(content))), row(cell("乙"), cell("5")))))
    return document.cell_text(document.rows[0].cells[1]), document.rows[0].cells[1]


@pytest.mark.parametrize(
    "content",
    [
        _field("DOCPROPERTY a", run("48213")),
        _field("IF " + "", _field("X", run("48213"))),
        run("48213") + _field('XE "a"', None),
        f'<w:fldSimple w:instr=" DOCPROPERTY a ">{run("48213")}</w:fldSimple>',
        f"{_sign('begin')}{_field('X', run('17'))}{_sign('separate')}{run('48213')}{_sign('end')}",
    ],
)
def test_results_are_shown(content: str) -> None:
    text, read = _cell_of(content)

    assert (text, read.sight, read.unread) == ("48213", "seen", False)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_field("DOCPROPERTY a", None), DoubtCode.FIELD),
        (_field("=SUM(ABOVE)", ""), DoubtCode.FORMULA),
        (_field("EQ \\f(1,2)", None), DoubtCode.FORMULA),
        ('<w:fldSimple w:instr=" DOCPROPERTY a "/>', DoubtCode.FIELD),
    ],
)
def test_a_field_without_a_result_is_unread(content: str, code: DoubtCode) -> None:
    text, read = _cell_of(content)

    assert (text, read.unread, read.doubts) == ("", True, (code,))


def test_a_result_out_of_date_is_doubted() -> None:
    assert _cell_of(_field("A", run("5"), 'w:dirty="true"'))[1].doubts == (DoubtCode.FIELD,)


def test_a_field_inside_an_instruction_leaves_nothing() -> None:
    fields = OpenFields()
    fields.begin()
    fields.begin()

    assert fields.end() == ""
    assert settle([fields.end()]).unread
    assert fields.end() == ""


def test_what_shows_nothing_leaves_nothing() -> None:
    assert shown_of_field(" TC x", shows=False) == ""
    assert shown_of_field("PAGE", shows=True) == ""
    assert shown_of_field("", shows=False)
