"""Words at the label of a row that make it another one: ``非行政许可``, ``行政处罚金额``, ``上年新收申请数量``.

A label is found inside of what is printed, so that remarks beside it do no harm. Words that are joined to it do, unless
they say no more than that something is counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from gkml.document import Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.folding import fold
from gkml.form import ExtraColumns
from gkml.tables.alignment import RowMatch
from gkml.tables.records import Hint, RowRecord

__all__ = ["other_words"]

_MOST = 4  # characters of a word that is joined to a label; what is longer is a piece of other print
_REACH = 12  # characters beside a label up to which they are of one print with it
_PARTED = re.compile(
    r"^.*[)）.．、,，:：\]】]|^第?[一二三四五六七八九十\d]+|其中"
)  # in front of a label, what is not joined to it
_PIECE = re.compile(
    r"^.{1,8}?\s+(?=[（(]?[一二三四五六七八九十\d]{1,2}[)）.．、])"
)  # of a group, in front of its number
_IN_BRACKETS = re.compile(r"[（(【\[][^（()）\n\t]{3,}[)）】\]]?")
_COUNTED = re.compile(
    "处理决定|收费|征收|制发|项目|事项|信息|公开|政府|决定|情况|合计|总计|总数量?|数量|件数|次数|数额?|金|费用?|总|共|类|项|件|条|等|的|及|和|与"
)
_NEGATIONS = frozenset("非不未无")
_ALIKE = 75.0  # similarity of print and a spelling of the label, in percent, from which it is damage


def other_words(document: Document, match: RowMatch, extra: ExtraColumns) -> Doubt | None:
    """The doubt that words at its label cast on a row; None where there are none.

    Args:
        document: the report.
        match: a row under its own label.
        extra: words that tell other measures.
    """
    labels = [fold(label) for label in match.row.labels]
    for hint in match.record.hints if match.anchored else ():
        if hint.joined or not hint.text:
            continue
        printed = _print_of(document.text, hint, match.record)
        if extra.is_other_measure(fold(printed), labels) or _has_a_word(
            fold(_IN_BRACKETS.sub("", _PIECE.sub("", printed))), labels
        ):
            return doubt(DoubtCode.LABEL_QUALIFIED, text=" ".join(printed.split()))
    return None


def _print_of(text: str, hint: Hint, record: RowRecord) -> str:
    """A label with what stands beside it in its cell or its line, without its numbering."""
    end = hint.start + len(hint.text)
    first = record.slots[0].item.start if record.slots else len(text)
    stop = first if first >= end else len(text)
    before = re.split(r"[\n\t|｜]|\s{2,}", text[max(0, hint.start - 2 * _REACH) : hint.start])[-1]
    behind = re.split(r"[\n\t|｜]|\s{2,}", text[end : min(stop, end + 2 * _REACH)])[0]
    before = _PARTED.sub("", before) if len(before) <= _REACH else ""
    return f"{before}{hint.text}{behind if len(behind) <= _REACH else ''}"


def _has_a_word(printed: str, labels: Sequence[str]) -> bool:
    """Whether beside its label something is said, in a word, that is not merely that figures follow."""
    label = max((label for label in labels if label in printed), key=len, default=None)
    if label is None or any(printed in each or fuzz.ratio(printed, each) >= _ALIKE for each in labels if each != label):
        return False  # spelt otherwise
    before, _, behind = (_COUNTED.sub("", part) for part in printed.partition(label))
    return before in _NEGATIONS or 1 < len(before) <= _MOST or 1 < len(behind) <= _MOST
