"""Units that stand apart from their figures: in the head of the column, in the label of the row, on a line above."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["TEN_THOUSANDS", "unit_above", "unit_behind_label", "unit_in_label"]

TEN_THOUSANDS = Decimal(10_000)
_UNIT = r"(亿元|万元|千元|元|万件|万条|万宗|万份|件|条|宗|份)"
_IN_LABEL = re.compile(
    rf"[（(【]\s*+(?:单位\s*+[:：]?)?\s*+(?:人民币)?\s*+{_UNIT}\s*+[）)】]|单位\s*+[:：]\s*+(?:人民币)?\s*+{_UNIT}"
)
_ABOVE = re.compile(
    rf"单位\s*+[:：为是]\s*+(?:人民币|[件条]\s?[、/，,])?\s*+{_UNIT}|以\s*+(?:人民币)?\s*+{_UNIT}\s*+(?:为单位|计)"
)
_BEHIND = re.compile(r"(亿元|万元|千元|元)[\s|]*+$")
_REACH = 400  # characters above a row in which a line with its unit may stand


def unit_in_label(label: str) -> str | None:
    """The unit that a head or a label states in brackets or behind 单位; None where it states none."""
    match = _IN_LABEL.search(label)
    return match[1] or match[2] if match else None


def unit_behind_label(text: str) -> str | None:
    """The unit of money with which what stands in front of a figure ends: its label, and the unit apart from it."""
    match = _BEHIND.search(text)
    return match[1] if match else None


def unit_above(text: str, start: int) -> str | None:
    """The unit that the nearest line above an offset states; None where none does."""
    found = None
    for match in _ABOVE.finditer(text, max(0, start - _REACH), start):
        found = match[1] or match[2]
    return found
