"""Dresses of binary Word documents: runs with their modifiers; ``{v}`` is the figure, ``{o}`` other digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.readers.dressed.worn import TOKEN, filled
from tests.readers.printed import PrintedReport
from tests.readers.word.doc_files import Para, doc, report_to_paras, sprm

__all__ = ["DRESSES", "write"]


class _Runs(NamedTuple):
    """Runs, and what a person reads of them."""

    runs: Sequence[tuple[str, bytes]]
    shown: str | None = "{v}"


_SPECIAL = sprm(0x0855, 1)
_UNSEEN = {
    "vanished": sprm(0x083C, 1),
    "white": sprm(0x6870, 255, 255, 255, 0),
    "white by index": sprm(0x2A42, 8),
    "tiny": sprm(0x4A43, 2, 0),
    "struck": sprm(0x0837, 1),
    "struck twice": sprm(0x2A53, 1),
    "deleted": sprm(0x0800, 1),
}
_NOTES = {
    "raised": sprm(0x2A48, 1),
    "lowered": sprm(0x2A48, 2),
    "moved up": sprm(0x4845, 10, 0),
    "moved down": sprm(0x4845, 0xF6, 0xFF),
}
_V = ("{v}", b"")
DRESSES: dict[str, _Runs] = {
    "plain": _Runs([_V]),
    "in two runs": _Runs([_V, ("{o}", sprm(0x0835, 1))], "{v}{o}"),
    "picture": _Runs([("\x01", _SPECIAL)], None),
    "half a picture": _Runs([_V, ("\x01", _SPECIAL)], None),
    "drawing": _Runs([("\x08", _SPECIAL)], None),
    "symbol": _Runs([("(", _SPECIAL + sprm(0x6A09, 0, 0, 0xFC, 0xF0))], None),
    "footnote": _Runs([_V, ("\x02", _SPECIAL)]),
    "remark": _Runs([_V, ("\x05", _SPECIAL)]),
    "field": _Runs([("\x13", _SPECIAL), ("DOCPROPERTY a", b""), ("\x14", _SPECIAL), _V, ("\x15", _SPECIAL)]),
    "field without a result": _Runs([("\x13", _SPECIAL), ("DOCPROPERTY a", b""), ("\x15", _SPECIAL)], None),
    "soft hyphen": _Runs([("{v}\x1f{o}", b"")], "{v}{o}"),
    "hard hyphen": _Runs([("{o}{v}\x1e{o}", b"")], None),
    "raised alone": _Runs([("{v}", _NOTES["raised"])], None),
    "on two lines": _Runs([("{o}{v}\x0b{o}", b"")], None),
    **{f"{name} before": _Runs([("{o}", look), _V]) for name, look in _UNSEEN.items()},
    **{f"{name} behind": _Runs([_V, ("{o}", look)]) for name, look in (_UNSEEN | _NOTES).items()},
    **{f"{name} itself": _Runs([("{v}", look)], "") for name, look in _UNSEEN.items()},
}
"""By name."""


def write(printed: PrintedReport, dress: str, figure: str, other: str) -> tuple[bytes, str | None]:
    """The document of a report with a figure where it holds the token, and what is seen there."""
    worn = DRESSES[dress]
    runs = [(filled(text, figure, other), look) for text, look in worn.runs]
    paras = [
        Para(runs, para.mark, para.modifiers) if para.runs and para.runs[0][0] == TOKEN else para
        for para in report_to_paras(printed)
    ]
    return doc(paras), None if worn.shown is None else filled(worn.shown, figure, other)
