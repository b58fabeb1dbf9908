"""Dresses of Word documents: by the properties of their runs, by changes, fields, controls, boxes and pictures."""

from __future__ import annotations

import io
import zipfile

from tests.readers.dressed.worn import TOKEN, Worn, filled, shown_of
from tests.readers.printed import PrintedReport
from tests.readers.word.docx_files import report_to_docx, run

__all__ = ["DRESSES", "write"]

_UNSEEN = {
    "vanished": "<w:vanish/>",
    "vanished on the web": "<w:webHidden/>",
    "hidden always": "<w:specVanish/><w:vanish/>",
    "white": '<w:color w:val="FFFFFF"/>',
    "nearly white": '<w:color w:val="FDFDFD"/>',
    "white by theme": '<w:color w:val="auto" w:themeColor="background1"/>',
    "clear": '<w:color w:val="000000"/><w:highlight w:val="black"/>',
    "tiny": '<w:sz w:val="2"/>',
    "of a fiftieth": '<w:w w:val="1"/>',
    "struck": "<w:strike/>",
    "struck twice": "<w:dstrike/>",
}
_NOTES = {
    "raised": '<w:vertAlign w:val="superscript"/>',
    "lowered": '<w:vertAlign w:val="subscript"/>',
    "moved up": '<w:position w:val="10"/><w:sz w:val="12"/>',
    "moved down": '<w:position w:val="-8"/>',
    "small": '<w:sz w:val="10"/>',
}


def _field(result: str) -> str:
    sign = '<w:r><w:fldChar w:fldCharType="{0}"/></w:r>'.format
    instruction = "<w:r><w:instrText>DOCPROPERTY a</w:instrText></w:r>"
    return f"{sign('begin')}{instruction}{sign('separate')}{result}{sign('end')}"


def _box(content: str) -> str:
    return (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>"
        f"<w:txbxContent><w:p>{content}</w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        "</w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def _control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


_V, _O = run("{v}"), run("{o}")
_INLINE = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></w:r>"
)
_OTHERS = {
    "plain": Worn(_V),
    "in two runs": Worn(_V + _O, "{v}{o}"),
    "bold": Worn(run("{v}", "<w:b/>")),
    "white on dark": Worn(run("{v}", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="003366"/>')),
    "not struck": Worn(run("{v}", '<w:strike w:val="0"/>')),
    "deleted": Worn(f'<w:del w:id="1"><w:r><w:delText>{{o}}</w:delText></w:r></w:del>{_V}'),
    "deleted alone": Worn('<w:del w:id="1"><w:r><w:delText>{v}</w:delText></w:r></w:del>', ""),
    "changed": Worn(f'<w:del w:id="1"><w:r><w:delText>{{o}}</w:delText></w:r></w:del><w:ins w:id="2">{_V}</w:ins>'),
    "inserted": Worn(f'<w:ins w:id="2">{_V}</w:ins>'),
    "inserted and deleted": Worn(
        f'{_V}<w:ins w:id="2"><w:del w:id="3"><w:r><w:delText>{{o}}</w:delText></w:r></w:del></w:ins>'
    ),
    "moved here": Worn(f'<w:moveFrom w:id="1">{_O}</w:moveFrom><w:moveTo w:id="2">{_V}</w:moveTo>'),
    "noted at the foot": Worn(
        _V + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    ),
    "noted at the end": Worn(_V + '<w:r><w:endnoteReference w:id="2"/></w:r>'),
    "with a remark": Worn(
        f'<w:commentRangeStart w:id="0"/>{_V}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    ),
    "linked": Worn(f'<w:hyperlink w:anchor="a">{_V}</w:hyperlink>'),
    "tagged": Worn(f'<w:smartTag w:element="a">{_V}</w:smartTag>'),
    "field": Worn(_field(_V)),
    "simple field": Worn(f'<w:fldSimple w:instr="DOCPROPERTY a">{_V}</w:fldSimple>'),
    "field without a result": Worn('<w:fldSimple w:instr="DOCPROPERTY a"/>', None),
    "sum without a result": Worn(_field("").replace("DOCPROPERTY a", "=SUM(ABOVE)"), None),
    "dirty field": Worn(_field(_V).replace('"begin"', '"begin" w:dirty="true"'), None),
    "equation field": Worn(_field("").replace("DOCPROPERTY a", "EQ \\o({v},{o})"), None),
    "control": Worn(_control(_V)),
    "prompt": Worn(_control(_V, "<w:showingPlcHdr/>"), None),
    "tick": Worn(_control(_V, "<w:dropDownList/>")),
    "picture": Worn('<w:r><w:pict><v:imagedata r:id="x"/></w:pict></w:r>', None),
    "drawing": Worn(_INLINE, None),
    "half a picture": Worn(_V + _INLINE, None),
    "object": Worn("<w:r><w:object><v:shape/></w:object></w:r>", None),
    "box": Worn(_box(_V), None),
    "box beside": Worn(_V + _box(_O), None),
    "drawn letters": Worn('<w:r><w:pict><v:shape><v:textpath string="{v}"/></v:shape></w:pict></w:r>', None),
    "formula": Worn("<m:oMath><m:r><m:t>{v}</m:t></m:r></m:oMath>"),
    "power": Worn(
        "<m:oMath><m:sSup><m:e><m:r><m:t>{v}</m:t></m:r></m:e><m:sup><m:r><m:t>{o}</m:t></m:r></m:sup></m:sSup></m:oMath>",
        None,
    ),
    "symbol": Worn(_V + '<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>', None),
    "letters of symbols": Worn(run("{v}", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), None),
    "other way round": Worn(f'<w:bdo w:val="rtl">{_V}</w:bdo>', None),
    "right to left": Worn(run("{v}", "<w:rtl/>")),
    "tight": Worn(run("{v}", '<w:spacing w:val="-200"/>'), None),
    "fitted": Worn(run("{v}", '<w:fitText w:val="400"/>')),
    "ruby": Worn("<w:r><w:ruby><w:rt>" + _O + "</w:rt><w:rubyBase>" + _V + "</w:rubyBase></w:ruby></w:r>"),
    "capitals": Worn(run("{v}", "<w:caps/>")),
    "two lines in one": Worn(run("{v}", '<w:eastAsianLayout w:combine="on"/>'), None),
    "page number": Worn("<w:r><w:pgNum/></w:r>", None),
    "other content": Worn(
        f"<mc:AlternateContent><mc:Choice Requires='wps'>{_V}</mc:Choice><mc:Fallback>{_O}</mc:Fallback>"
        "</mc:AlternateContent>"
    ),
    "unknown element": Worn("<w:r><w:t>{v}</w:t><w:ptab/></w:r>"),
    "raised alone": Worn(run("{v}", _NOTES["raised"]), None),
    "drawn clear": Worn(
        run(
            "{o}",
            '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>',
        )
        + _V
    ),
    "outlined white": Worn(run("{v}", "<w:outline/>")),
    "soft hyphen": Worn("<w:r><w:t>{v}</w:t><w:softHyphen/><w:t>{o}</w:t></w:r>", "{v}{o}"),
    "hard hyphen": Worn("<w:r><w:t>{o}{v}</w:t><w:noBreakHyphen/><w:t>{o}</w:t></w:r>", None),
    "on two lines": Worn("<w:r><w:t>{o}{v}</w:t><w:br/><w:t>{o}</w:t></w:r>", None),
    "permitted": Worn(f'<w:permStart w:id="1"/>{_V}<w:permEnd w:id="1"/>'),
    "sub document": Worn('<w:subDoc r:id="x"/>', None),
    "chunk": Worn(f'{_V}<w:customXml w:element="a">{_O}</w:customXml>', "{v}{o}"),
}
DRESSES: dict[str, Worn] = {
    **_OTHERS,
    **{f"{name} before": Worn(run("{o}", look) + _V) for name, look in _UNSEEN.items()},
    **{f"{name} behind": Worn(_V + run("{o}", look)) for name, look in (_UNSEEN | _NOTES).items()},
    **{f"{name} itself": Worn(run("{v}", look), "") for name, look in _UNSEEN.items()},
}
"""By name."""


def write(printed: PrintedReport, dress: str, figure: str, other: str) -> tuple[bytes, str | None]:
    """The document of a report with a figure where it holds the token, and what is seen there."""
    worn = DRESSES[dress]
    dressed = filled(worn.markup, figure, other)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(report_to_docx(printed))) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(run(TOKEN).encode(), dressed.encode()))
    return buffer.getvalue(), shown_of(worn, figure, other)
