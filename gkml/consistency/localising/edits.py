"""Edits of printed figures: whether one slip of a hand or of an eye turns the right figure into the one printed."""

from __future__ import annotations

from math import log

__all__ = ["EDITS", "MOST_EVIDENCE", "edit_evidence", "one_edit"]

EDITS = ("appended", "inserted", "doubled", "dropped", "swapped", "look_alike", "replaced", "sign")
"""Kinds of one slip; their words stand in the message files under ``edit_KIND``."""

# Digits that print, scans and hands make look like one another.
_LOOK_ALIKE = frozenset(
    frozenset(pair) for pair in ("17", "06", "08", "09", "38", "56", "68", "89", "49", "27", "58", "35", "14")
)
_REPLACED_FROM = 3  # digits from which a figure that differs in any one digit is no chance

# How often a wrong figure is wrong in this way; rough shares, only their order of size matters.
_SHARE = {
    "appended": 0.1,
    "inserted": 0.03,
    "doubled": 0.06,
    "dropped": 0.15,
    "swapped": 0.15,
    "look_alike": 0.2,
    "replaced": 0.08,
    "sign": 0.1,
}
MOST_EVIDENCE = 3.5  # nats; no resemblance speaks louder, or it could outweigh a cell that is really wrong


def one_edit(printed: int, implied: int) -> str | None:
    """The kind of the one edit that turns ``implied`` into ``printed``, None where there is none.

    Kinds are the keys of ``EDITS``; where several would do, the commonest. A different digit that looks unlike
    the right one counts in figures of three digits and more only: one of few digits is near to any other.
    """
    if printed == implied:
        return None
    if printed == -implied:
        return "sign"
    if (printed < 0) != (implied < 0) and printed and implied:
        return None
    right, wrong = str(abs(implied)), str(abs(printed))
    if len(right) == len(wrong):
        return _same_length(right, wrong)
    if len(wrong) == len(right) + 1:
        return _longer(right, wrong)
    # digits behind a lost first one may be zeros, which leave nothing: 105, 05, 5
    if any(int(right[:at] + right[at + 1 :]) == int(wrong) for at in range(len(right)) if len(right) > 1):
        return "dropped"
    return None


def _same_length(right: str, wrong: str) -> str | None:
    unlike = [at for at in range(len(right)) if right[at] != wrong[at]]
    if len(unlike) == 1:
        if frozenset((right[unlike[0]], wrong[unlike[0]])) in _LOOK_ALIKE:
            return "look_alike"
        return "replaced" if len(right) >= _REPLACED_FROM else None
    if len(unlike) == 2:
        first, second = unlike
        if second == first + 1 and right[first] == wrong[second] and right[second] == wrong[first]:
            return "swapped"
    return None


def _longer(right: str, wrong: str) -> str | None:
    added = [at for at in range(len(wrong)) if wrong[:at] + wrong[at + 1 :] == right]
    if not added:
        return None
    if len(added) > 1:
        return "doubled"  # a run of equal digits: any of them could be the one too many
    return "appended" if added[0] in (0, len(wrong) - 1) else "inserted"


def edit_evidence(printed: int, implied: int) -> float:
    """How much better than chance an edit explains a wrong figure: a log likelihood ratio, 0 to ``MOST_EVIDENCE``.

    A wrong figure of many digits is hardly ever one edit from the right one by chance; one of a single digit often is.
    """
    kind = one_edit(printed, implied)
    if kind is None:
        return 0.0
    digits = max(len(str(abs(printed))), len(str(abs(implied))))
    ratio = _SHARE[kind] / _ways(kind, len(str(abs(implied)))) * 10.0**digits
    return min(MOST_EVIDENCE, max(0.0, log(ratio)))


def _ways(kind: str, digits: int) -> float:
    """Into how many figures an edit of this kind can turn one of so many digits."""
    match kind:
        case "appended":
            return 19.0  # ten behind, nine in front
        case "inserted":
            return 10.0 * max(1, digits - 1)
        case "swapped":
            return max(1, digits - 1)
        case "look_alike":
            return 2.5 * digits  # a digit has two or three that look like it
        case "replaced":
            return 9.0 * digits
        case "sign":
            return 1.0
        case _:
            return digits
