"""A property: any figure of any example, raised, struck, hidden or replaced in any format, is read right or marked."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.records.report import Report
from tests.conftest import EXAMPLES
from tests.readers.printed import PrintedReport, example_to_print, wrong_cells
from tests.readers.producers import report_to_html
from tests.readers.test_spreadsheet import report_to_xlsx
from tests.readers.word.doc_files import Para, doc, sprm, table_to_paras, text_para
from tests.readers.word.docx_files import report_to_docx, run

_TOKEN = "dressed"

_HTML = (
    "{0}<sup>1</sup>",
    "<s>17</s>{0}",
    "<i style='display:none'>1</i>{0}",
    "<i style='color:#fff'>1</i>{0}",
    "{0}<i style='font-size:0'>1</i>",
    "<i style='position:absolute;left:-999em'>1</i>{0}",
    "<input value={0}>",
    "<img src=a.png alt={0}>",
    "<svg><text>{0}</text></svg>",
    "7<img src=a.png>",
    "<bdo dir=rtl>{0}</bdo>",
    "<s>{0}</s>",
)
_PICTURE = '<w:r><w:pict><v:imagedata r:id="x"/></w:pict></w:r>'
_DOCX = (
    run("{0}") + run("1", '<w:vertAlign w:val="superscript"/>'),
    run("17", "<w:strike/>") + run("{0}"),
    run("1", "<w:vanish/>") + run("{0}"),
    run("1", '<w:color w:val="FFFFFF"/>') + run("{0}"),
    run("{0}") + run("1", '<w:sz w:val="2"/>'),
    run("{0}", "<w:dstrike/>"),
    '<w:fldSimple w:instr="DOCPROPERTY a"/>',
    _PICTURE,
)
_DOC: tuple[Callable[[str], list[tuple[str, bytes]]], ...] = (
    lambda figure: [(figure, b""), ("1", sprm(0x2A48, 1))],
    lambda figure: [("17", sprm(0x0837, 1)), (figure, b"")],
    lambda figure: [("1", sprm(0x083C, 1)), (figure, b"")],
    lambda figure: [(figure, sprm(0x0837, 1))],
    lambda figure: [("\x01", sprm(0x0855, 1))],
)
_XLSX = (
    "<r><t>{0}</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>",
    "<r><rPr><strike/></rPr><t>17</t></r><r><t>{0}</t></r>",
    "<r><rPr><color rgb='FFFFFFFF'/></rPr><t>1</t></r><r><t>{0}</t></r>",
    "<r><rPr><strike/></rPr><t>{0}</t></r>",
    None,  # a formula that nobody has calculated
)


def _with_token(seed: int) -> tuple[PrintedReport, str]:
    """An example with a token in place of one of its figures, and that figure."""
    chance = random.Random(seed)
    printed = example_to_print(chance.choice(EXAMPLES))
    places = [
        (section, part, line, column)
        for section, (_, contents) in enumerate(printed.sections)
        for part, content in enumerate(contents)
        if not isinstance(content, str)
        for line, row in enumerate(content)
        for column, cell in enumerate(row)
        if cell.text.isdecimal()
    ]
    section, part, line, column = chance.choice(places)
    heading, contents = printed.sections[section]
    table = contents[part]
    assert not isinstance(table, str)
    cell = table[line][column]
    row = (*table[line][:column], cell._replace(text=_TOKEN), *table[line][column + 1 :])
    table = (*table[:line], row, *table[line + 1 :])
    contents = (*contents[:part], table, *contents[part + 1 :])
    sections = (*printed.sections[:section], (heading, contents), *printed.sections[section + 1 :])
    return replace(printed, sections=sections), cell.text


def _rewritten(data: bytes, change: Callable[[str, str], str]) -> bytes:
    """A package with its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(name, content.decode()) if name.endswith(".xml") else content)
    return buffer.getvalue()


def _to_html(printed: PrintedReport, figure: str, dress: int) -> bytes:
    return report_to_html(printed).replace(_TOKEN, _HTML[dress].format(figure)).encode()


def _to_docx(printed: PrintedReport, figure: str, dress: int) -> bytes:
    dressed = _DOCX[dress].format(figure)
    return _rewritten(report_to_docx(printed), lambda _, part: part.replace(run(_TOKEN), dressed))


def _to_doc(printed: PrintedReport, figure: str, dress: int) -> bytes:
    paras = [text_para(printed.title)]
    for heading, contents in printed.sections:
        paras.append(text_para(heading))
        for content in contents:
            paras += [text_para(content)] if isinstance(content, str) else table_to_paras(content)
        paras.append(text_para(""))
    return doc(
        [
            Para(_DOC[dress](figure), para.mark, para.modifiers) if para.runs and para.runs[0][0] == _TOKEN else para
            for para in paras
        ]
    )


def _to_xlsx(printed: PrintedReport, figure: str, dress: int) -> bytes:
    rich = _XLSX[dress]

    def change(_: str, part: str) -> str:
        if rich is not None:
            return part.replace(f"<t>{_TOKEN}</t>", rich.format(figure))
        return re.sub(rf't="inlineStr"><is><t>{_TOKEN}</t></is>', "><f>1+1</f><v></v>", part)

    return _rewritten(report_to_xlsx(printed, framed=True), change)


_FORMATS = {"html": (_to_html, _HTML), "docx": (_to_docx, _DOCX), "doc": (_to_doc, _DOC), "xlsx": (_to_xlsx, _XLSX)}


@pytest.mark.parametrize(
    ("kind", "dress"), [(kind, dress) for kind, (_, dresses) in _FORMATS.items() for dress in range(len(dresses))]
)
def test_a_dressed_figure_is_read_right_or_marked(kind: str, dress: int, rules: Pipeline) -> None:
    printed, figure = _with_token(seed=100 * len(kind) + dress)
    write, _ = _FORMATS[kind]
    report = rules.reconcile(read(write(printed, figure, dress), f"a.{kind}"), "a")

    silent = {
        cell_id: wrong for cell_id, wrong in wrong_cells(report, printed).items() if not _is_marked(report, cell_id)
    }
    assert silent == {}
    doubted = {cell_id for cell_id, cell in report.cells.items() if cell.evidence.sight == "doubtful"}
    assert doubted or (kind, dress) == ("html", _HTML.index("<input value={0}>"))
    assert all(_is_marked(report, cell_id) for cell_id in doubted)


def _is_marked(report: Report, cell_id: str) -> bool:
    return cell_id in report.cells and report.cells[cell_id].review
