""".docx: what Word shows with all changes accepted, nothing of it lost, nothing doubled, every cell in its column."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from gkml.errors import InputError
from gkml.pipeline import Pipeline
from gkml.readers import Limits, read
from gkml.readers.word.docx import read_docx
from tests.conftest import EXAMPLES
from tests.readers.printed import PrintedReport, PrintedTable, example_to_print, grid_positions, wrong_cells
from tests.readers.shown import grid, lines
from tests.readers.word.docx_files import (
    NUMBERING,
    STRICT,
    cell,
    docx,
    numbered,
    package,
    para,
    relationships,
    report_to_docx,
    row,
    run,
    table,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def lines_of(body: str, **parts: str) -> list[str]:
    return lines(read_docx(docx(body, **parts)))


def failure(data: bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, "a.docx", limits or Limits())
    return caught.value


# --- whole reports ---------------------------------------------------------------------------------------------------


def check_report(data: bytes, printed: PrintedReport, pipeline: Pipeline, suffix: str) -> None:
    report = pipeline.reconcile(read(data, f"a{suffix}"), "a")
    assert wrong_cells(report, printed) == {}
    assert [heading.text for heading in report.headings] == printed.gold["headings"]
    assert (report.year, report.status) == (printed.gold["year"], "ok")
    assert report.agency in printed.gold["agency"]


@pytest.mark.parametrize("drawn", [False, True], ids=["typed", "drawn"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_cell_and_heading_of_a_report_comes_back(path: Path, drawn: bool, rules: Pipeline) -> None:
    printed = example_to_print(path)
    check_report(report_to_docx(printed, numbered_headings=drawn), printed, rules, ".docx")


def report_by_python_docx(printed: PrintedReport) -> bytes:
    docx_writer = pytest.importorskip("docx", reason="python-docx is not installed")
    document = docx_writer.Document()
    document.add_heading(printed.title, 0)
    for heading, contents in printed.sections:
        document.add_heading(heading, 1)
        for content in contents:
            if isinstance(content, str):
                document.add_paragraph(content)
            else:
                add_table(document, content)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_table(document: object, printed: PrintedTable) -> None:
    width = sum(cell.colspan for cell in printed[0])
    made = document.add_table(len(printed), width)  # type: ignore[attr-defined]
    for number, positions in grid_positions(printed):
        for column, begun in positions:
            if begun is not None:
                last = made.cell(number + begun.rowspan - 1, column + begun.colspan - 1)
                made.cell(number, column).merge(last).text = begun.text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_reports_by_another_writer_come_back(path: Path, rules: Pipeline) -> None:
    printed = example_to_print(path)
    check_report(report_by_python_docx(printed), printed, rules, ".docx")


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("（") + run("一") + run("）主动公开"), ["（一）主动公开"]),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t></w:r>", ["甲", "乙", "丙"]),
        ("<w:r><w:t>甲</w:t><w:noBreakHyphen/><w:t>8</w:t><w:softHyphen/></w:r>", ["甲-8"]),
        ("<w:r><w:t>甲</w:t><w:footnoteReference w:id='2'/><w:endnoteReference w:id='3'/></w:r>", ["甲"]),
        (run("甲") + run("乙", "<w:vanish/>") + run("丙", '<w:vanish w:val="0"/>'), ["甲丙"]),
        (f"{run('甲')}<w:ins>{run('乙')}</w:ins><w:del>{run('丙')}</w:del>", ["甲乙"]),
        (f"<w:moveFrom>{run('甲')}</w:moveFrom><w:moveTo>{run('乙')}</w:moveTo>", ["乙"]),
        (f"<w:ins>{run('甲')}<w:del>{run('乙')}</w:del></w:ins>", ["甲"]),
        (f"<w:hyperlink>{run('甲')}</w:hyperlink><w:smartTag>{run('乙')}</w:smartTag>", ["甲乙"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>", ["甲"]),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('点此')}</w:sdtContent></w:sdt>", []),
        (f'<w:fldSimple w:instr="=SUM(LEFT)">{run("12")}</w:fldSimple>', ["12"]),
        ("<w:r><w:sym w:font='Symbol' w:char='F033'/><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>", ["3□"]),
        ("<w:r><w:sym w:font='宋体' w:char='2460'/><w:sym w:font='x' w:char='zz'/></w:r>", ["①"]),
        (f"<w:r><w:ruby><w:rt>{run('zhang')}</w:rt><w:rubyBase>{run('章')}</w:rubyBase></w:ruby></w:r>", ["章"]),
        ("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>", ["12"]),
        (run("　　 2020 年度　"), ["2020 年度"]),
        (run("甲  乙"), ["甲 乙"]),
        (run("😀甲"), ["😀甲"]),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_is_shown(content: str, expected: list[str]) -> None:
    assert lines_of(para(content)) == expected


def field(instruction: str, result: str, *, end: bool = True) -> str:
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    instruction = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" if instruction else ""
    return sign("begin") + instruction + sign("separate") + result + (sign("end") if end else "")


def test_fields_show_their_result() -> None:
    assert lines_of(para(run("甲") + field("PAGEREF x", run("3")) + run("乙"))) == ["甲3乙"]
    nested = field("IF " + "</w:instrText></w:r>" + field("DATE", run("藏")) + "<w:r><w:instrText>", run("显"))
    assert lines_of(para(nested)) == ["显"]


def test_a_field_may_reach_over_paragraphs_and_damage_hides_nothing() -> None:
    begin, end = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert lines_of(para(begin + run("藏")) + para(run("也藏") + end + run("显"))) == ["显"]
    assert lines_of(para(run("甲") + begin) + para("乙")) == ["甲", "乙"]
    assert lines_of(para(end + run("甲")) + para("乙")) == ["甲", "乙"]


def test_a_deleted_or_hidden_end_joins_paragraphs() -> None:
    for mark in ("<w:del/>", "<w:moveFrom/>", "<w:vanish/>"):
        assert lines_of(para("甲", f"<w:rPr>{mark}</w:rPr>") + para("乙") + para("丙")) == ["甲乙", "丙"]
    assert lines_of(para("甲", "<w:rPr><w:ins/></w:rPr>") + para("乙")) == ["甲", "乙"]
    assert lines_of(para("甲", "<w:rPr><w:del/></w:rPr>")) == ["甲"]


def test_styles_hide_and_number() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="base"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="b"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="c"/><w:basedOn w:val="c"/></w:style>'
        '<w:style w:type="character" w:styleId="d"><w:name w:val="d"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="e"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        para("藏", '<w:pStyle w:val="b"/>')
        + para("甲", '<w:pStyle w:val="c"/>')
        + para("目录", '<w:pStyle w:val="e"/>')
    )
    body += para(run("乙") + run("藏", '<w:rStyle w:val="d"/>'))
    assert lines_of(body, styles=styles) == ["甲", "乙"]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{para('盒')}{table(row(cell('规章'), cell('3')))}</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert lines_of(para(run("甲") + shape + run("乙")) + para("丙")) == ["甲乙", "盒", "规章\t3", "丙"]
    vml = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    assert lines_of(para(run("甲") + vml)) == ["甲", "盒", "规章\t3"]


def picture(extent: str) -> str:
    return (
        f"<w:r><w:drawing><wp:inline>{extent}<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip/></pic:blipFill>"
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def test_pictures_are_counted_but_not_icons() -> None:
    large = picture('<wp:extent cx="5000000" cy="3000000"/>')
    small = picture('<wp:extent cx="5000000" cy="190500"/>')
    vml = "<w:r><w:pict><v:shape><v:imagedata r:id='x'/></v:shape></w:pict></w:r>"
    document = read(docx(para(large + small) + table(row(cell(para(vml)), cell("甲")))), "a.docx")
    assert document.pictures == 2


def test_paragraphs_that_lay_out_a_table_are_cut_like_those_of_a_dump() -> None:
    tab = "</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>"
    document = read(docx(para("甲") + para(f"<w:r><w:t>规章{tab}3{tab}{tab}5</w:t></w:r>")), "a.docx")
    assert [row.kind for row in document.rows] == ["line", "cells"]
    assert lines(document)[1] == "规章\t3\t\t5"
    piped = "".join(para(f"规章 | {n} | 0 |") for n in range(8))
    assert {row.kind for row in read(docx(piped), "a.docx").rows} == {"cells"}


@pytest.mark.parametrize("kind", ["document", "strict"])
def test_strict_documents_are_read_alike(kind: str) -> None:
    namespace = {"namespace": STRICT} if kind == "strict" else {}
    body = numbered("总体情况") + table(row(cell("规章"), cell("3", '<w:gridSpan w:val="2"/>')))
    document = read(docx(body, numbering=NUMBERING, **namespace), "a.docx")
    assert lines(document) == ["一、总体情况", "规章\t3"]
    assert grid(document) == [[("规章", 0, 1, 1), ("3", 1, 1, 2)]]


def test_the_main_part_is_found_by_its_relationship() -> None:
    parts = {
        "_rels/.rels": relationships(officeDocument="/word/document2.xml"),
        "word/document2.xml": f"<w:document {W}><w:body>{para('甲')}</w:body></w:document>",
        "word/document.xml": f"<w:document {W}><w:body>{para('乙')}</w:body></w:document>",
    }
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = package(parts)
    assert lines(read(data, "a.docx")) == ["甲"]


def test_embedded_documents_are_noted() -> None:
    document = read(docx(para("甲") + '<w:altChunk r:id="x"/>'), "a.docx")
    assert lines(document) == ["甲"]
    assert [code for code, _ in document.notes] == ["embedded_document"]


def test_a_cell_that_embeds_a_document_is_not_blank() -> None:
    embedded = cell('<w:altChunk r:id="x"/><w:p/>')
    document = read(docx(table(row(cell("甲"), embedded), row(cell("乙"), cell("5")))), "a.docx")

    assert document.rows[0].cells[1].unread


# --- numbers that Word draws -----------------------------------------------------------------------------------------


def test_drawn_numbers_stand_before_the_text() -> None:
    body = (
        numbered("总体情况")
        + numbered("公开", 1)
        + numbered("申请", 1)
        + numbered("甲", 2)
        + numbered("公开")
        + numbered("乙", 1)
    )
    body += table(row(cell(numbered("属于国家秘密", 2)), cell("3")))
    assert lines_of(body, numbering=NUMBERING) == [
        "一、总体情况", "（一）公开", "（二）申请", "1.甲", "二、公开", "（一）乙", "1.属于国家秘密\t3",
    ]  # fmt: skip


def test_styles_number_their_paragraphs_and_paragraphs_may_refuse() -> None:
    tied = NUMBERING.replace('<w:lvlText w:val="（%2）"/>', '<w:pStyle w:val="h2"/><w:lvlText w:val="（%2）"/>')
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="n"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:basedOn w:val="h1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = para("总体情况", '<w:pStyle w:val="h1"/>') + para("公开", '<w:pStyle w:val="h2"/>')
    body += para("无", '<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>') + para("乙")
    body += para("申请", '<w:pStyle w:val="h1"/>')
    expected = ["一、总体情况", "（一）公开", "无", "乙", "二、申请"]
    assert lines_of(body, numbering=tied, styles=styles) == expected


def test_lists_restart_where_they_say_so_and_go_on_where_they_share() -> None:
    more = '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/>'
    more += '</w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    body = numbered("甲") + numbered("乙", list_id=2) + numbered("丙", list_id=2) + numbered("丁", list_id=3)
    assert lines_of(body, numbering=NUMBERING + more) == ["一、甲", "四、乙", "五、丙", "六、丁"]


def test_deleted_paragraphs_do_not_count() -> None:
    gone = '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>'
    body = numbered("甲") + para(f"<w:del>{run('乙')}</w:del>", gone) + numbered("丙")
    assert lines_of(body, numbering=NUMBERING) == ["一、甲", "二、丙"]


# --- limits and damage -----------------------------------------------------------------------------------------------


def test_entities_are_refused_before_they_are_read() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert failure(docx(para("&b;"), before=bomb)).code == "damaged_file"
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert failure(docx(para("&x;"), before=outside)).code == "damaged_file"
    wide = package({"word/document.xml": f"{outside}<w:document {W}/>".encode("utf-16")})
    assert failure(wide).code == "damaged_file"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package({"word/a.xml": ""}), "damaged_file"),
        (package({"word/document.xml": "<a"}), "damaged_file"),
        (package({"word/document.xml": f"<w:document {W}/>"}), "damaged_file"),
        (package({"word/document.xml": b"\xff\xfe<"}), "damaged_file"),
        (docx("<w:p>" * 400 + "</w:p>" * 400), "damaged_file"),
    ],
    ids=["no part", "no XML", "no body", "no text", "deep"],
)
def test_damaged_parts_are_told(data: bytes, code: str) -> None:
    assert failure(data).code == code


def test_limits_hold() -> None:
    rows = table(*[row(cell("1"), cell("2"))] * 30)
    assert failure(docx(rows), Limits(cells=50)).code == "too_many_rows"
    assert failure(docx(rows), Limits(rows=20)).code == "too_many_rows"
    assert failure(docx(rows), Limits(elements=200)).code == "too_many_rows"
    assert failure(docx(para("甲" * 60)), Limits(line_characters=50)).code == "line_too_long"
    wide = table(row(cell("甲", '<w:gridSpan w:val="900000"/>'), cell("1")))
    assert failure(docx(wide)).code == "too_many_rows"
    assert failure(docx(para("甲" * 100_000)), Limits(inflated_bytes=50_000)).code == "archive_too_large"
    assert failure(docx(para("甲")), Limits(members=2)).code == "too_many_members"


def test_values_that_mean_nothing_do_no_harm() -> None:
    odd = cell("甲", '<w:gridSpan w:val="-3"/>') + cell("1", '<w:gridSpan w:val="x"/>')
    body = table(row(odd, properties='<w:gridBefore w:val="-1"/>')) + numbered("乙", 99) + numbered("丙", -5)
    assert lines_of(body, numbering=NUMBERING.replace('w:start w:val="1"', 'w:start w:val="99999999999"')) == [
        "甲\t1", "乙", "1000000、丙",
    ]  # fmt: skip
