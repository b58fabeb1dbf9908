"""Marks of sight: what a reader knows of the dress of a run, carried in the text until a cell is whole.

Whether a raised digit is the number of a note can be told only when all of a cell has been read, and by then its runs
are joined. Readers therefore mark runs where they meet them, with code points that no text holds (noncharacters), and
settle the marks of a cell when it ends. Text outside cells is stripped of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from gkml.document import Sight
from gkml.doubts import SIGHT_DOUBTS, DoubtCode

__all__ = ["Settled", "could_be_figure", "doubted", "left_out", "note", "settle", "shifted", "unmarked", "unread"]

_OPEN: Final = {DoubtCode.RAISED: "\ufdd0", DoubtCode.LOWERED: "\ufdd1", DoubtCode.TINY: "\ufdd2"}
_CLOSE: Final = "\ufdd3"
_UNREAD: Final = "\ufdd4"
# U+FDD0 to U+FDEF are noncharacters; 27 of them are left for the codes.
_IN_ORDER: Final = tuple(code for code in DoubtCode if code in SIGHT_DOUBTS)
_CODES: Final = {code: chr(0xFDD5 + number) for number, code in enumerate(_IN_ORDER)}
_BY_LETTER: Final = {letter: code for code, letter in _CODES.items()}
_BY_OPEN: Final = {letter: code for code, letter in _OPEN.items()}
_FIRST, _LAST = min(_BY_LETTER), max(_BY_LETTER)

_SHIFTED: Final = re.compile(f"([\ufdd0-\ufdd2])([^\ufdd0-\ufdd3]*){_CLOSE}")
_MARK: Final = re.compile(f"[\ufdd0-\ufdd4{_FIRST}-{_LAST}]")
_LETTER: Final = re.compile(f"[{_FIRST}-{_LAST}]")
_NOTE: Final = re.compile(
    r"[\s\d.,，、*＊†‡§#※\[\]()（）〔〕【】\u2460-\u24ff\u2776-\u2793注a-z+\-−－]*", re.IGNORECASE
)
_SIGNS: Final = frozenset("〇零+-−－–—＋.．。·,，%％‰/／")
_REVERSING: Final = re.compile("[\u202d\u202e]")
_ANY: Final = re.compile("[\ufdd0-\ufdef\u202d\u202e]")
_SPACE: Final = " \t\xa0\u3000"


class Settled(NamedTuple):
    """A cell whose marks are settled: its lines as a person sees them, and what there is to say against them."""

    lines: tuple[str, ...]
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False

    def sight(self, plain: Sight | None = "seen") -> Sight | None:
        """What the cell is to its reader: ``plain`` where nothing speaks against it."""
        return "doubtful" if self.doubts else plain


def could_be_figure(text: str) -> bool:
    """Whether something in a text could be a part of a figure: a digit, a sign, a point."""
    return any(sign.isdigit() or sign in _SIGNS for sign in text)


def left_out(text: str, code: DoubtCode) -> str:
    """The mark that stands for text that is left out; nothing where it could not be a part of a figure."""
    return _CODES[code] if could_be_figure(text) else ""


def doubted(text: str, code: DoubtCode) -> str:
    """Text that is kept and doubted, where it could be a part of a figure."""
    return text + _CODES[code] if could_be_figure(text) else text


def note(code: DoubtCode) -> str:
    """The mark of a doubt, whatever stands beside it."""
    return _CODES[code]


def shifted(text: str, code: DoubtCode) -> str:
    """Text of another height or size than its line: raised, lowered, or much smaller."""
    return f"{_OPEN[code]}{text}{_CLOSE}" if text.strip() else text


def unread(code: DoubtCode) -> str:
    """The mark of something that was not read."""
    return _UNREAD + _CODES[code]


def settle(lines: Iterable[str]) -> Settled:
    """Settle the marks in the lines of a cell.

    Raised and lowered text beside a figure is the number of a note and left out; without a figure beside it, it is kept
    and doubted.
    """
    lines = tuple(lines)
    whole = "\n".join(lines)
    if not _ANY.search(whole):
        return Settled(lines)
    doubts = {_BY_LETTER[letter]: None for letter in _LETTER.findall(whole)}
    if _REVERSING.search(whole) and could_be_figure(whole):
        doubts[DoubtCode.REVERSED] = None
    figure_beside = could_be_figure(_SHIFTED.sub("", whole))
    for match in _SHIFTED.finditer(whole):
        if could_be_figure(match[2]) and (figure_beside or match[1] != _OPEN[DoubtCode.TINY]):
            doubts[_BY_OPEN[match[1]]] = None
    kept = (_MARK.sub("", _SHIFTED.sub(_dropped if figure_beside else r"\2", line)).strip(_SPACE) for line in lines)
    ordered = tuple(code for code in _IN_ORDER if code in doubts)
    return Settled(tuple(line for line in kept if line), ordered, _UNREAD in whole)


def unmarked(text: str) -> str:
    """Text outside cells without marks; numbers of notes are left out."""
    return _MARK.sub("", _SHIFTED.sub(_dropped, text)) if _MARK.search(text) else text


def _dropped(match: re.Match[str]) -> str:
    """What is left of shifted text: nothing of the number of a note, all of words and of mere small print."""
    note = match[1] != _OPEN[DoubtCode.TINY] and _NOTE.fullmatch(unicodedata.normalize("NFKC", match[2]))
    return "" if note else match[2]
