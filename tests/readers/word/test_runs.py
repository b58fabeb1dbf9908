from __future__ import annotations

import pytest

from gkml.document import Cell, Document
from gkml.doubts import DoubtCode
from gkml.readers.word.docx import read_docx
from gkml.readers.word.runs import Runs
from gkml.readers.word.styles import Styles
from tests.readers.word.docx_files import cell, docx, para, row, run, table

_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="character" w:styleId="note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="old"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="older"><w:basedOn w:val="old"/></w:style>
<w:style w:type="paragraph" w:styleId="struck"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="unseen"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="white"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="dark"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>\
</w:tblStylePr></w:style>
"""


def _cell_of(content: str, style: str = "", shading: str = "", table_style: str = "") -> tuple[Document, Cell]:
    """The document and the cell beside 行政许可."""
    paragraph = para(content, f'<w:pStyle w:val="{style}"/>' if style else "")
    body = table(
        row(cell("信息内容"), cell("本年处理决定数量")),
        row(cell("行政许可"), cell(paragraph, shading)),
        row(cell("行政处罚"), cell("5")),
        properties=f'<w:tblStyle w:val="{table_style}"/>' if table_style else "",
    )
    document = read_docx(docx(body, styles=_STYLES))
    return document, document.rows[1].cells[1]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ('<w:vertAlign w:val="superscript"/>', DoubtCode.RAISED),
        ('<w:position w:val="12"/><w:sz w:val="12"/>', DoubtCode.RAISED),
        ('<w:rStyle w:val="note"/>', DoubtCode.RAISED),
        ('<w:vertAlign w:val="subscript"/>', DoubtCode.LOWERED),
        ('<w:position w:val="-8"/>', DoubtCode.LOWERED),
        ("<w:strike/>", DoubtCode.STRUCK),
        ('<w:strike w:val="on"/>', DoubtCode.STRUCK),
        ('<w:dstrike w:val="1"/>', DoubtCode.STRUCK),
        ('<w:rStyle w:val="older"/>', DoubtCode.STRUCK),
        ("<w:vanish/>", DoubtCode.HIDDEN),
        ('<w:rStyle w:val="unseen"/>', DoubtCode.HIDDEN),
        ('<w:color w:val="FFFFFF"/>', DoubtCode.FAINT),
        ('<w:color w:val="FDFDFD"/>', DoubtCode.FAINT),
        ('<w:color w:val="auto" w:themeColor="background1"/>', DoubtCode.FAINT),
        ('<w:rStyle w:val="white"/>', DoubtCode.FAINT),
        ('<w:color w:val="000000"/><w:highlight w:val="black"/>', DoubtCode.FAINT),
        (f"<w14:textFill {_W14}><w14:noFill/></w14:textFill>", DoubtCode.FAINT),
        ('<w:sz w:val="4"/>', DoubtCode.TINY),
    ],
)
def test_what_is_not_part_of_the_figure_is_left_out_and_doubted(properties: str, code: DoubtCode) -> None:
    document, read = _cell_of(run("48213") + run("1", properties))

    assert document.cell_text(read) == "48213"
    assert (read.sight, read.doubts, read.unread) == ("doubtful", (code,), False)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (run("48213") + run("1", '<w:sz w:val="10"/>'), DoubtCode.TINY),
        (run("48213", "<w:webHidden/>"), DoubtCode.HIDDEN),
        (run("48213", '<w:rFonts w:ascii="Wingdings"/>'), DoubtCode.UNREAD_INK),
        (run("48213", '<w:spacing w:val="-200"/>'), DoubtCode.OVERLAPPING),
        (run("48213", '<w:w w:val="1"/>'), DoubtCode.TINY),
        (run("48213", '<w:vertAlign w:val="superscript"/>'), DoubtCode.RAISED),
        (f'<w:bdo w:val="rtl">{run("31284")}</w:bdo>', DoubtCode.REVERSED),
    ],
)
def test_what_is_not_certain_is_kept_and_doubted(content: str, code: DoubtCode) -> None:
    document, read = _cell_of(content)

    assert document.cell_text(read)
    assert (read.sight, read.doubts) == ("doubtful", (code,))


@pytest.mark.parametrize(
    ("content", "style"),
    [
        (run("482") + run("13"), ""),
        (run("4821") + run("3", '<w:rStyle w:val="note"/><w:vertAlign w:val="baseline"/>'), ""),
        (run("48213", '<w:strike w:val="0"/>'), "struck"),
        (run("48213", '<w:rStyle w:val="old"/>'), "struck"),  # twice is not at all
        (run("48213", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="003366"/>'), ""),
        (run("48213", '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>'), ""),
        (run("48213", '<w:sz w:val="12"/>'), ""),
    ],
)
def test_what_is_plain_is_seen(content: str, style: str) -> None:
    document, read = _cell_of(content, style)

    assert document.cell_text(read) == "48213"
    assert (read.sight, read.doubts) == ("seen", ())


def test_white_text_is_seen_on_a_dark_cell_and_doubted_in_a_table_whose_style_shades() -> None:
    white = run("48213", '<w:color w:val="FFFFFF"/>')

    on_dark = _cell_of(white, shading='<w:shd w:val="clear" w:fill="1F3864"/>')[1]
    document, styled = _cell_of(white, table_style="dark")

    assert on_dark.sight == "seen"
    assert (document.cell_text(styled), styled.doubts) == ("48213", (DoubtCode.FAINT,))


@pytest.mark.parametrize(
    "content",
    [
        f'<w:del w:id="1"><w:r><w:delText>17</w:delText></w:r></w:del><w:ins w:id="2">{run("48213")}</w:ins>',
        f'<w:moveFrom w:id="1">{run("17")}</w:moveFrom><w:moveTo w:id="2">{run("48213")}</w:moveTo>',
    ],
)
def test_changes_are_accepted_and_doubted(content: str) -> None:
    document, read = _cell_of(content)

    assert document.cell_text(read) == "48213"
    assert read.doubts == (DoubtCode.STRUCK,)


@pytest.mark.parametrize(("prompt", "text"), [("48213", "48213"), ("单击此处输入", "")])
def test_a_prompt_of_a_content_control_is_doubted(prompt: str, text: str) -> None:
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run(prompt)}</w:sdtContent></w:sdt>"
    document, read = _cell_of(control)

    assert document.cell_text(read) == text
    assert read.doubts == (DoubtCode.CONTROL,)


def test_a_cell_in_a_content_control_that_prompts_keeps_its_column() -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{cell('点此')}</w:sdtContent></w:sdt>"
    document = read_docx(docx(table(row(cell("甲"), prompt, cell("5")), row(cell("乙"), cell("6"), cell("7")))))

    assert document.row_text(document.rows[0]) == "甲\t\t5"


@pytest.mark.parametrize(
    ("formula", "is_unread"),
    [
        ("<m:r><m:t>48213</m:t></m:r>", False),
        ("<m:f><m:num><m:r><m:t>48</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", True),
        ("<m:sSup><m:e><m:r><m:t>48</m:t></m:r></m:e><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup>", True),
    ],
)
def test_formulas_are_read_where_they_are_plain(formula: str, is_unread: bool) -> None:
    assert _cell_of(f"<m:oMath>{formula}</m:oMath>")[1].unread is is_unread


def test_a_row_too_low_for_its_text_is_doubted() -> None:
    low = '<w:trHeight w:val="20" w:hRule="exact"/>'
    document = read_docx(docx(table(row(cell("甲"), cell("5"), properties=low), row(cell("乙"), cell("6")))))

    assert [each.cells[1].doubts for each in document.rows] == [(DoubtCode.CLIPPED,), ()]


def test_ruby_and_signs() -> None:
    ruby = "<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>".format(run("1"), run("48213"))

    assert _cell_of(ruby)[1].doubts == (DoubtCode.RAISED,)
    assert _cell_of("<w:r><w:sym w:font='Wingdings' w:char='F08C'/></w:r>")[1].unread
    assert _cell_of("<w:r><w:dayShort/></w:r>")[1].doubts == (DoubtCode.FIELD,)


def test_text_outside_tables_is_read_as_it_is_seen() -> None:
    body = para(run("收到") + run("3", "<w:strike/>") + run("5件") + run("1", '<w:vertAlign w:val="superscript"/>'))

    assert read_docx(docx(body)).text == "收到5件\n"


def test_runs_of_an_empty_document() -> None:
    from lxml import etree

    root = etree.Element("document")

    assert Runs(root, Styles(None)).read(root, None).text == ""
