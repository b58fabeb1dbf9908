"""Noise of wording: the spellings that a report uses for the statutory labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from training.synthesis.dice import Dice
from training.synthesis.forms import Wording
from training.synthesis.labels import REMARKS, VARIANTS, misspelt
from training.synthesis.noise.noise import Noise

__all__ = ["WORDING_NOISES", "respelt"]

_NUMBER = re.compile(r"^(\d)\.")
_GROUP = re.compile(r"^（([一二三四五六七])）")
_ITEM = re.compile(r"^([一二三四])、")


def respelt(dice: Dice, wording: Wording, variants: Mapping[str, tuple[str, ...]], share: float) -> Wording:
    """Other spellings for a share of the labels."""
    changed = {
        label: dice.pick(variants[label]) for label, text in wording.items() if label in variants and dice.chance(share)
    }
    return {**wording, **changed} if any(wording[label] != text for label, text in changed.items()) else wording


def _each(wording: Wording, change: Callable[[str, str], str]) -> Wording:
    changed = {label: change(label, text) for label, text in wording.items()}
    return wording if changed == wording else changed


def other_spellings(dice: Dice, wording: Wording) -> Wording:
    """Spellings of other reports for some labels."""
    return respelt(dice, wording, VARIANTS, dice.pick((0.05, 0.15, 0.4)))


def heading_spellings(dice: Dice, wording: Wording) -> Wording:
    """Other words for the section headings."""
    headings = {label: texts for label, texts in VARIANTS.items() if label.startswith("section:")}
    return respelt(dice, wording, headings, 0.5)


def numbering(dice: Dice, wording: Wording) -> Wording:
    """``1、`` for ``1.``, or with a space, full-width, in brackets."""
    style = dice.pick((r"\1、", r"\1、", r"\1. ", r"\1．", r"\1 ", r"（\1）", r"\1,", r"\1)"))
    return _each(wording, lambda label, text: _NUMBER.sub(style, text) if label.startswith("row:") else text)


def group_numbering(dice: Dice, wording: Wording) -> Wording:
    """Brackets of ``（一）`` half-width, lost on one side, or as one sign."""
    one = dict(zip("一二三四五六七", "㈠㈡㈢㈣㈤㈥㈦", strict=True))
    style = dice.pick(("({})", "({})", "{}）", "（{}", "{}、", "sign"))

    def change(label: str, text: str) -> str:
        if not label.startswith(("row:", "group:")):
            return text
        return _GROUP.sub(lambda m: one[m[1]] if style == "sign" else style.format(m[1]), text)

    return _each(wording, change)


def numbering_lost(dice: Dice, wording: Wording) -> Wording:
    """Labels without their numbers: all of one kind, or a few."""
    pattern = dice.pick((_NUMBER, _GROUP, _ITEM))
    share = dice.pick((1.0, 0.3))

    def change(label: str, text: str) -> str:
        # 3.其他 keeps its number: without it nothing tells it from the column head
        if not label.startswith(("row:", "group:")) or label.endswith(".remaining") or not dice.chance(share):
            return text
        return pattern.sub("", text)

    return _each(wording, change)


def quotes(dice: Dice, wording: Wording) -> Wording:
    """Other quotation marks, or none."""
    left, right = dice.pick((('"', '"'), ("‘", "’"), ("「", "」"), ("", ""), ("”", "“"), ("〝", "〞"), ("＂", "＂")))
    return _each(wording, lambda _, text: text.replace("“", left).replace("”", right))


def long_remarks(dice: Dice, wording: Wording) -> Wording:
    """Remarks behind labels, with digits in them."""
    changed = dict(wording)
    for label, texts in REMARKS.items():
        if label in wording and dice.chance(0.5):
            remark = dice.pick(texts).format(n=dice.integer(2, 30), year=dice.integer(2019, 2025))
            changed[label] += remark if dice.chance(0.6) else remark.replace("（", " (").replace("）", ")")
    return wording if changed == dict(wording) else changed


def typos(dice: Dice, wording: Wording) -> Wording:
    """A character or two wrong in a few labels."""
    labels = [label for label, text in wording.items() if len(text) >= 4]
    changed = dict(wording)
    for _ in range(dice.integer(1, 4)):
        label = dice.pick(labels)
        changed[label] = misspelt(dice, wording[label])
    return wording if changed == dict(wording) else changed


def many_typos(dice: Dice, wording: Wording) -> Wording:
    """Damage to many labels."""
    share = dice.between(0.2, 0.7)
    return _each(
        wording,
        lambda label, text: misspelt(dice, text, 1 + len(text) // 8) if len(text) > 4 and dice.chance(share) else text,
    )


def letter_spacing(dice: Dice, wording: Wording) -> Wording:
    """Short labels with spaces between their characters."""
    space = dice.pick((" ", " ", "　", "  "))

    def change(label: str, text: str) -> str:
        if label.startswith(("column:", "group:", "row:disputes", "row:disclosure")) and len(text) <= 8:
            return space.join(text) if dice.chance(0.7) else text
        return text

    return _each(wording, change)


def labels_lost(dice: Dice, wording: Wording) -> Wording:
    """A few labels not printed at all."""
    labels = [label for label, text in wording.items() if text and not label.startswith("section:")]
    lost = {dice.pick(labels): "" for _ in range(dice.integer(1, 3))}
    return {**wording, **lost}


def units_in_heads(dice: Dice, wording: Wording) -> Wording:
    """Heads with a unit: ``总计（件）``, ``处理决定数量（单位：件）``."""
    unit = dice.pick(("（件）", "(件)", "（单位：件）", "/件"))
    labels = [label for label in wording if label.startswith("column:") and label != "column:amount"]
    chosen = set(dice.shuffled(labels)[: dice.integer(1, 6)])
    return _each(wording, lambda label, text: text + unit if label in chosen else text)


WORDING_NOISES: tuple[Noise[Wording], ...] = (
    Noise(other_spellings, (0.35, 0.50, 0.60)),
    Noise(heading_spellings, (0.15, 0.25, 0.35)),
    Noise(quotes, (0.15, 0.20, 0.25)),
    Noise(long_remarks, (0.03, 0.08, 0.12)),
    Noise(units_in_heads, (0.02, 0.05, 0.10)),
    Noise(numbering, (0.20, 0.35, 0.40)),
    Noise(group_numbering, (0.10, 0.15, 0.20)),
    Noise(numbering_lost, (0.02, 0.06, 0.15)),
    Noise(typos, (0.15, 0.30, 0.35)),
    Noise(many_typos, (0.00, 0.05, 0.25)),
    Noise(letter_spacing, (0.10, 0.15, 0.15)),
    Noise(labels_lost, (0.02, 0.06, 0.20)),
)
