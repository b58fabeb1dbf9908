"""Noise of characters: widths, spaces, traditional characters, pinyin, recognition, loss."""

from __future__ import annotations

from collections.abc import Callable

from training.synthesis.dice import Dice
from training.synthesis.labels import CONFUSIONS
from training.synthesis.noise.noise import Noise
from training.synthesis.segments import SEPARATOR, Line, Segment, map_texts
from training.synthesis.traditional import PINYIN, WORDS, to_traditional

__all__ = ["CHARACTER_NOISES"]

Lines = list[Line]

_HALF = str.maketrans("（），。：；！？、．／", "(),.:;!?,./")
_HALF_COMMON = str.maketrans("（），：；", "(),:;")
_WIDE_BRACKETS = str.maketrans("(),:", "（），：")
_DIGITS = frozenset("0123456789")
_NO_NOISE = frozenset({SEPARATOR, "figure", "year"})


def _map_some(lines: Lines, change: Callable[[Segment], Segment]) -> Lines:
    """Lines with ``change`` applied to all print but figures and what parts; the same lines where nothing changed."""
    out: Lines = []
    changed = False
    for line in lines:
        parts = [s if s.label in _NO_NOISE or not s.text else change(s) for s in line]
        new = tuple(parts)
        changed = changed or new != line
        out.append(new)
    return out if changed else lines


def half_width(dice: Dice, lines: Lines) -> Lines:
    """Half-width punctuation throughout."""
    table = dice.pick((_HALF_COMMON, _HALF_COMMON, _HALF))
    # 、 of a numbered label stays: a comma in its place is a noise of its own
    spared = table if table is _HALF_COMMON else {k: v for k, v in table.items() if chr(k) not in "、．"}
    return _map_some(lines, lambda s: s._replace(text=s.text.translate(spared)))


def mixed_width(dice: Dice, lines: Lines) -> Lines:
    """Half-width and full-width punctuation mixed within the file."""
    tables = (_HALF_COMMON, _WIDE_BRACKETS)
    return _map_some(lines, lambda s: s._replace(text=s.text.translate(dice.pick(tables))) if dice.chance(0.5) else s)


def wide_digits(dice: Dice, lines: Lines) -> Lines:
    """Full-width digits in prose and labels."""
    table = str.maketrans("0123456789", "０１２３４５６７８９")
    return _map_some(lines, lambda s: s._replace(text=s.text.translate(table)))


def inner_spaces(dice: Dice, lines: Lines) -> Lines:
    """Single spaces inside words, where a line was wrapped before."""
    share = dice.pick((0.03, 0.1, 0.3))
    space = dice.pick((" ", " ", "  ", "\u3000"))

    def change(segment: Segment) -> Segment:
        text = segment.text
        if len(text) < 2:
            return segment
        chance = share if len(text) < 40 else 1.0 - (1.0 - share) ** (len(text) / 20)
        if not dice.chance(chance):
            return segment
        at = dice.integer(1, len(text) - 1)
        if text[at - 1].isdigit() or text[at].isdigit() or text[at] == " ":
            return segment
        return segment._replace(text=text[:at] + (space if segment.label else " ") + text[at:])

    return _map_some(lines, change)


def spaced_numbers(dice: Dice, lines: Lines) -> Lines:
    """Spaces around the numbers of the prose: ``2020 年 1 月``."""

    def change(segment: Segment) -> Segment:
        if segment.label is not None and segment.label not in ("title", "note", "subheading"):
            return segment
        out: list[str] = []
        before = ""
        for sign in segment.text:
            digit = sign in _DIGITS
            if before and before != " " and digit != (before in _DIGITS) and (before if digit else sign) > "\u3000":
                out.append(" ")
            out.append(sign)
            before = sign
        text = "".join(out)
        return segment if text == segment.text else segment._replace(text=text)

    return _map_some(lines, change)


def traditional(dice: Dice, lines: Lines) -> Lines:
    """Traditional characters, sometimes with the words of another region."""
    table = to_traditional()
    words = WORDS if dice.chance(0.4) else None
    return [map_texts(line, words, table) if line else line for line in lines]


def pinyin(dice: Dice, lines: Lines) -> Lines:
    """Traditional characters here and there, each with its pinyin in brackets."""
    share = dice.pick((0.02, 0.08, 0.2))
    table = to_traditional()
    brackets = dice.pick(("({})", "({})", "（{}）"))

    def change(segment: Segment) -> Segment:
        if not any(sign in PINYIN for sign in segment.text):
            return segment
        out = [
            sign.translate(table) + brackets.format(PINYIN[sign]) if sign in PINYIN and dice.chance(share) else sign
            for sign in segment.text
        ]
        return segment._replace(text="".join(out))

    return _map_some(lines, change)


def _confused(dice: Dice, lines: Lines, share: float) -> Lines:
    def change(segment: Segment) -> Segment:
        text = segment.text
        count = len(text) * share
        strokes = int(count) + dice.chance(count - int(count))
        for _ in range(strokes):
            at = dice.integer(0, len(text) - 1)
            other = CONFUSIONS.get(text[at])
            if other:
                text = text[:at] + other + text[at + 1 :]
        return segment if text == segment.text else segment._replace(text=text)

    return _map_some(lines, change)


def recognition(dice: Dice, lines: Lines) -> Lines:
    """Characters taken for others, a few in a hundred."""
    return _confused(dice, lines, dice.pick((0.005, 0.02)))


def bad_recognition(dice: Dice, lines: Lines) -> Lines:
    """Characters taken for others, many."""
    return _confused(dice, lines, dice.pick((0.06, 0.12, 0.2)))


def one_confusion(dice: Dice, lines: Lines) -> Lines:
    """One character taken for another everywhere."""
    one = dice.pick(sorted(CONFUSIONS))
    out = [map_texts(line, {one: CONFUSIONS[one]}) if line else line for line in lines]
    return lines if out == lines else out


def _lost(dice: Dice, lines: Lines, share: float, sign: str) -> Lines:
    def change(segment: Segment) -> Segment:
        text = segment.text
        count = len(text) * share
        for _ in range(int(count) + dice.chance(count - int(count))):
            if len(text) > 2:
                at = dice.integer(1, len(text) - 1)
                text = text[:at] + sign + text[at + 1 :]
        return segment if text == segment.text else segment._replace(text=text)

    return _map_some(lines, change)


def characters_lost(dice: Dice, lines: Lines) -> Lines:
    """Characters gone without a trace."""
    return _lost(dice, lines, dice.pick((0.003, 0.02, 0.05)), "")


def characters_broken(dice: Dice, lines: Lines) -> Lines:
    """Characters that a wrong encoding turned into a question mark or a box."""
    return _lost(dice, lines, dice.pick((0.002, 0.01)), dice.pick(("?", "�", "□", "■")))


def classifiers_lost(dice: Dice, lines: Lines) -> Lines:
    """Prose without 年, 月, 日, 号, 件 behind numbers."""
    lost = dice.sample(("年", "月", "日", "号", "件", "个", "条"), dice.integer(1, 3))

    def change(segment: Segment) -> Segment:
        if segment.label is not None:
            return segment
        text = segment.text
        for sign in lost:
            for digit in "0123456789":
                text = text.replace(digit + sign, digit)
        return segment if text == segment.text else segment._replace(text=text)

    return _map_some(lines, change)


CHARACTER_NOISES: tuple[Noise[Lines], ...] = (
    Noise(half_width, (0.20, 0.22, 0.22)),
    Noise(mixed_width, (0.10, 0.12, 0.15)),
    Noise(wide_digits, (0.01, 0.03, 0.04)),
    Noise(spaced_numbers, (0.12, 0.15, 0.15)),
    Noise(classifiers_lost, (0.02, 0.05, 0.08)),
    Noise(traditional, (0.02, 0.04, 0.06)),
    Noise(pinyin, (0.01, 0.03, 0.05)),
    Noise(recognition, (0.03, 0.08, 0.15)),
    Noise(bad_recognition, (0.00, 0.00, 0.15)),
    Noise(one_confusion, (0.03, 0.06, 0.08)),
    Noise(characters_lost, (0.00, 0.04, 0.12)),
    Noise(characters_broken, (0.00, 0.02, 0.08)),
    Noise(inner_spaces, (0.15, 0.22, 0.25)),
)
