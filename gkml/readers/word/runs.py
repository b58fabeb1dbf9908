"""Runs of a .docx paragraph to its text as it is seen, with marks of what was left out, doubted or not read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from gkml.doubts import DoubtCode
from gkml.readers.dress import Dress
from gkml.readers.ooxml import Element
from gkml.readers.sight import could_be_figure, doubted, left_out, note, unread
from gkml.readers.word.fields import Fields, shown_of_field
from gkml.readers.word.graphics import Graphics
from gkml.readers.word.markup import W, child, children, is_on, value
from gkml.readers.word.run_format import Ground, format_to_dress
from gkml.readers.word.run_properties import read_run_format
from gkml.readers.word.styles import Styles

__all__ = ["Inline", "Runs"]

_RUN, _TEXT, _PROPERTIES = f"{W}r", f"{W}t", f"{W}rPr"
_FIELD_SIGN, _SIMPLE_FIELD, _TURNED = f"{W}fldChar", f"{W}fldSimple", f"{W}bdo"
_INSTRUCTIONS: Final = frozenset((f"{W}instrText", f"{W}delInstrText"))
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH_TEXT = f"{_MATH}t"
# formulas whose parts stand beside one another, as they are written
_LINEAR_MATH: Final = frozenset(
    f"{_MATH}{name}" for name in ("ctrlPr", "oMath", "oMathPara", "oMathParaPr", "r", "rPr")
)

_SIGNS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_GRAPHICS: Final = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object", "control"))
_GONE: Final = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_OF_PROGRAMS: Final = frozenset(  # what Word fills in
    f"{W}{name}"
    for name in ("dayLong", "dayShort", "monthLong", "monthShort", "pgNum", "subDoc", "yearLong", "yearShort")
)
_SPACES = str.maketrans("\n\r\t", "   ")  # in the XML these are mere spaces


@dataclass(frozen=True, slots=True)
class Inline:
    """What stands in a paragraph: its text with marks, line breaks as ``\\n``, and the text boxes anchored in it."""

    text: str
    boxes: tuple[Element, ...]


class Runs:
    """Reads paragraphs in order; it remembers the fields that are open, which may reach over several of them.

    Attributes:
        graphics: the pictures and text boxes that were met.
        fields: the fields that are open.
        table_style: the style of the table around.
        ground: what is behind the text.
    """

    def __init__(self, root: Element, styles: Styles) -> None:
        self.graphics = Graphics()
        self.fields = Fields(root)
        self.table_style: str | None = None
        self.ground = Ground()
        self._styles = styles
        self._style_id: str | None = None
        self._dresses: dict[tuple[str | None, str | None, Ground], dict[bytes, Dress]] = {}
        self._known: dict[bytes, Dress] = {}  # those of them that stand in the style, table and ground at hand
        # runs of content controls that still show what to fill in
        self._prompts = {
            run for control in root.iter(f"{W}sdt") if _is_prompt(control) for run in control.iter(f"{W}r")
        }
        self._pieces: list[str] = []

    def read(self, paragraph: Element, style_id: str | None) -> Inline:
        """The text of a paragraph in a style."""
        self._pieces = []
        self._style_id = style_id
        self._known = self._dresses.setdefault((style_id, self.table_style, self.ground), {})
        boxes_before = len(self.graphics.boxes)
        self._read(paragraph, self._dress(None))
        return Inline("".join(self._pieces), tuple(self.graphics.boxes[boxes_before:]))

    def _read(self, element: Element, dress: Dress) -> None:
        for inner in children(element):
            tag = str(inner.tag)
            if tag == _RUN:
                self._read_run(inner, dress)
            elif tag == _PROPERTIES:
                continue
            elif tag == _FIELD_SIGN:
                self._put(self.fields.turn(inner))
            elif tag in _INSTRUCTIONS:
                self.fields.instruct(inner.text or "")
            elif self.fields.are_shown:
                self._read_shown(inner, tag, dress)

    def _read_shown(self, inner: Element, tag: str, dress: Dress) -> None:
        """What stands where text is shown."""
        if tag in (_TEXT, _MATH_TEXT):
            self._put(dress.mark((inner.text or "").translate(_SPACES)))
        elif tag in _GONE:
            self._put(left_out(_text_of(inner), DoubtCode.STRUCK))
        elif tag == _SIMPLE_FIELD:
            self._read_simple_field(inner, dress)
        elif tag == _TURNED:
            turned = (value(inner) or "").lower() == "rtl"
            self._read(inner, replace(dress, reverses=turned) if turned else dress)
        elif tag.startswith(_MATH):
            self._read_math(inner, tag, dress)
        elif dress.missing() is None:
            self._read_sign(inner, tag, dress)

    def _read_run(self, run: Element, dress: Dress) -> None:
        own = self._dress(run.find(_PROPERTIES))
        if dress.reverses:
            own = replace(own, reverses=True)
        if run not in self._prompts:
            self._read(run, own)
            return
        text = _text_of(run)
        self._put(doubted(text, DoubtCode.CONTROL) if could_be_figure(text) else note(DoubtCode.CONTROL))

    def _read_sign(self, inner: Element, tag: str, dress: Dress) -> None:
        """What stands for no text of its own; it is not there where it is hidden."""
        if tag == f"{W}sym":
            self._put(dress.mark(_symbol(inner)))
        elif tag in _GRAPHICS:
            self._put(self.graphics.look_into(inner))
        elif tag.startswith(W) and tag[len(W) :] in _SIGNS:
            self._put(_SIGNS[tag[len(W) :]])
        elif tag in _OF_PROGRAMS:
            self._put(unread(DoubtCode.FIELD))
        elif tag in (f"{W}ruby", f"{W}rubyBase"):
            self._read(inner, dress)
        elif tag == f"{W}rt":
            self._put(left_out(_text_of(inner), DoubtCode.RAISED))

    def _read_math(self, formula: Element, tag: str, dress: Dress) -> None:
        if tag.endswith("Pr"):
            return
        if tag not in _LINEAR_MATH:
            self._put(unread(DoubtCode.FORMULA))
        self._read(formula, dress)

    def _read_simple_field(self, simple: Element, dress: Dress) -> None:
        before = len(self._pieces)
        self._read(simple, dress)
        shows = bool("".join(self._pieces[before:]).strip())
        self._put(shown_of_field(value(simple, "instr") or "", shows=shows))

    def _put(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self.fields.show(text)

    def _dress(self, properties: Element | None) -> Dress:
        """The dress of a run by its properties, those of its styles, and what is behind it."""
        key = b"" if properties is None else etree.tostring(properties)
        known = self._known.get(key)
        if known is not None:
            return known
        styles, names = self._styles, (self.table_style, self._style_id, value(child(properties, "rStyle")))
        levels = [styles.defaults, *(styles.run_format(name) for name in names if name)]
        ground = Ground(None) if styles.shades(self.table_style) and self.ground == Ground() else self.ground
        self._known[key] = format_to_dress(levels, read_run_format(properties), ground)
        return self._known[key]


def _is_prompt(control: Element) -> bool:
    return is_on(child(control, "sdtPr", "showingPlcHdr"))


def _text_of(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t", f"{W}delText"))


def _symbol(element: Element) -> str:
    """A sign by its font and code; fonts of signs keep theirs from U+F000 on, where the font Symbol has ASCII."""
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return ""
    if 0xF020 <= code <= 0xF07E and (value(element, "font") or "").lower() == "symbol":
        code -= 0xF000
    if 0xE000 <= code <= 0xF8FF or not 0x20 <= code < 0xD800:
        return "□" + unread(DoubtCode.UNREAD_INK)
    return chr(code)
