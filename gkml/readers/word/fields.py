"""Fields of a .docx: their results are shown, their instructions are not (ISO/IEC 29500-1, 17.16)."""

from __future__ import annotations

from dataclasses import dataclass

from gkml.doubts import DoubtCode
from gkml.readers.ooxml import Element
from gkml.readers.sight import note, unread
from gkml.readers.word.markup import W, value

__all__ = ["Fields", "OpenFields", "shown_of_field"]

_LONGEST = 1_000  # characters of an instruction that are kept; its first word counts

# fields that show nothing, or nothing that could be a figure
_SILENT = frozenset(
    ("ADVANCE", "ASK", "FORMCHECKBOX", "INDEX", "PRINT", "PRIVATE", "RD", "SET", "TA", "TC", "TOC", "XE")
)


def shown_of_field(instruction: str, *, shows: bool) -> str:
    """The mark of a field without a result; nothing for one that shows what it holds, or nothing at all."""
    kind = instruction.split(maxsplit=1)[0].upper() if instruction.split() else ""
    if shows or kind in _SILENT:
        return ""
    return unread(DoubtCode.FORMULA if kind[:1] == "=" or kind == "EQ" else DoubtCode.FIELD)


@dataclass(slots=True)
class _Open:
    """A field that is open: its instruction, whether its result has begun, and whether that shows anything."""

    instruction: str = ""
    has_result: bool = False
    shows: bool = False
    stale: bool = False


class OpenFields:
    """The fields that are open, one in another."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    @property
    def are_shown(self) -> bool:
        """Whether what stands here is seen: no open field is still at its instruction."""
        return all(field.has_result for field in self._open)

    def begin(self, *, stale: bool = False) -> None:
        """Open a field; ``stale``: its result is known to be out of date."""
        self._open.append(_Open(stale=stale))

    def separate(self) -> None:
        """Begin the result of the innermost field."""
        if self._open:
            self._open[-1].has_result = True

    def end(self) -> str:
        """Close the innermost field; the mark of what it leaves to say."""
        if not self._open:
            return ""
        field = self._open.pop()
        if not self.are_shown:
            return ""
        stale = note(DoubtCode.FIELD) if field.stale and field.shows else ""
        return stale + shown_of_field(field.instruction, shows=field.shows)

    def instruct(self, text: str) -> None:
        """Take a part of the instruction of the innermost field."""
        if self._open and not self._open[-1].has_result and len(self._open[-1].instruction) < _LONGEST:
            self._open[-1].instruction += text

    def show(self, text: str) -> None:
        """Note that text is shown in the fields that are open."""
        if self._open and text.strip():
            for field in self._open:
                field.shows = True


class Fields(OpenFields):
    """The fields that are open in a .docx."""

    def __init__(self, root: Element) -> None:
        super().__init__()
        self._unmatched = _fields_without_end(root)

    def turn(self, sign: Element) -> str:
        """Follow a sign that begins a field or its result or ends it; the mark of what the field leaves to say."""
        kind = value(sign, "fldCharType")
        if kind == "begin" and sign not in self._unmatched:
            self.begin(stale=(value(sign, "dirty") or "0") not in ("0", "false", "off"))
        elif kind == "separate":
            self.separate()
        elif kind == "end":
            return self.end()
        return ""

    def set_aside(self) -> list[_Open]:
        """Take the open fields away, for text that stands apart; they are given back with ``resume``."""
        aside, self._open = self._open, []
        return aside

    def resume(self, fields: list[_Open]) -> None:
        """Give back the fields that were set aside."""
        self._open = fields


def _fields_without_end(root: Element) -> set[Element]:
    """Beginnings of fields that damage left open; they would hide all that follows."""
    opened: list[Element] = []
    for sign in root.iter(f"{W}fldChar"):
        kind = value(sign, "fldCharType")
        if kind == "begin":
            opened.append(sign)
        elif kind == "end" and opened:
            opened.pop()
    return set(opened)
