"""Noise of lines: cut pages, page numbers, broken cells, empty lines, line ends."""

from __future__ import annotations

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import EMPTY, families
from training.synthesis.noise.noise import Noise
from training.synthesis.segments import SEPARATOR, Line, Segment, cut_segment, line_length, separator, wrap

__all__ = ["LINE_NOISES"]

Lines = list[Line]

_TEXT = families("rows", "stacked", "aligned", "raw", "piled", "squashed")
_SHORT = families("rows", "stacked", "aligned", "raw", "piled")


def _is_label(segment: Segment) -> bool:
    return segment.label is not None and segment.label.startswith(("row:", "column:", "group:", "item:", "corner"))


def _is_prose(line: Line) -> bool:
    return line_length(line) > 30 and all(s.label is None or s.label in ("agency", "year", SEPARATOR) for s in line)


def start_cut(dice: Dice, lines: Lines) -> Lines:
    """The first lines missing."""
    return lines[dice.integer(1, max(1, min(30, len(lines) // 5))) :]


def end_cut(dice: Dice, lines: Lines) -> Lines:
    """The last lines missing, now and then with some of the tables."""
    share = dice.pick((0.05, 0.05, 0.1, 0.4))
    return lines[: len(lines) - dice.integer(1, max(1, int(len(lines) * share)))]


def lines_lost(dice: Dice, lines: Lines) -> Lines:
    """A few lines missing anywhere."""
    lost = {dice.integer(0, len(lines) - 1) for _ in range(dice.integer(1, 6))}
    return [line for number, line in enumerate(lines) if number not in lost]


def page_numbers(dice: Dice, lines: Lines) -> Lines:
    """Page numbers between lines, in tables and in sentences."""
    every = dice.integer(25, 90)
    style = dice.pick(("- {} -", "— {} —", "-{}-", "第{}页", "—{}—", "第 {} 页 共 12 页"))
    around = [EMPTY] * dice.integer(0, 2)
    out: Lines = []
    for number, line in enumerate(lines, 1):
        out.append(line)
        if number % every == 0:
            out += [*around, (Segment(style.format(number // every), "furniture"),), *around]
    return out if len(out) > len(lines) else lines


def empty_lines(dice: Dice, lines: Lines) -> Lines:
    """Empty lines too many, everywhere."""
    share = dice.pick((0.02, 0.1, 0.3))
    out: Lines = []
    for line in lines:
        out.append(line)
        if dice.chance(share):
            out.append(EMPTY)
    return out


def empty_lines_lost(dice: Dice, lines: Lines) -> Lines:
    """Empty lines gone."""
    out = [line for line in lines if line_length(line) or any(segment.cell for segment in line)]
    return out if len(out) < len(lines) else lines


def labels_broken(dice: Dice, lines: Lines) -> Lines:
    """Labels of cells broken over two lines, with or without an empty line between."""
    share = dice.pick((0.05, 0.2, 0.5))
    gap = [EMPTY] if dice.chance(0.2) else []
    out: Lines = []
    for line in lines:
        segment = line[-1] if line else None
        if segment is None or not _is_label(segment) or len(segment.text) < 4 or not dice.chance(share):
            out.append(line)
            continue
        first, second = cut_segment(segment, dice.integer(2, len(segment.text) - 1))
        lead = line[:-1] if len(line) > 1 and line[0].label == SEPARATOR else ()
        out += [(*line[:-1], first), *gap, (*lead, second)]
    return out


def labels_vertical(dice: Dice, lines: Lines) -> Lines:
    """Short heads printed one character a line."""
    chosen = dice.pick(("column:natural_person", "column:total", "column:", "group:results"))
    out: Lines = []
    for line in lines:
        if len(line) == 1 and (line[0].label or "").startswith(chosen) and 1 < len(line[0].text) < 9:
            rest = line[0]
            while len(rest.text) > 1:
                piece, rest = cut_segment(rest, 1)
                out.append((piece,))
            out.append((rest,))
        else:
            out.append(line)
    return out if len(out) > len(lines) else lines


def paragraphs_wrapped(dice: Dice, lines: Lines) -> Lines:
    """Prose broken into lines of one width."""
    width = dice.integer(24, 60)
    gap = [EMPTY] if dice.chance(0.15) else []
    out: Lines = []
    for line in lines:
        if _is_prose(line):
            for piece in wrap(line, width):
                out += [piece, *gap]
        else:
            out.append(line)
    return out if len(out) > len(lines) else lines


def prose_joined(dice: Dice, lines: Lines) -> Lines:
    """Paragraphs run together in one line."""
    out: Lines = []
    for line in lines:
        if out and _is_prose(line) and _is_prose(out[-1]) and dice.chance(0.7):
            out[-1] = (*out[-1], *line)
        else:
            out.append(line)
    return out if len(out) < len(lines) else lines


def padding(dice: Dice, lines: Lines) -> Lines:
    """Spaces at the ends of lines and around cells."""
    space = separator(dice.pick((" ", "  ", "\u3000", "\u00a0")))
    share = dice.pick((0.1, 0.4))
    out: Lines = []
    for line in lines:
        if line_length(line) and dice.chance(share):
            at = 1 if line[0].label == SEPARATOR else 0
            lead = (space,) if dice.chance(0.5) else ()
            line = (*line[:at], *lead, *line[at:], space)
        out.append(line)
    return out


def other_spaces(dice: Dice, lines: Lines) -> Lines:
    """Spaces that part are no-break or full-width ones."""
    space = dice.pick(("\u00a0", "\u3000", "\u00a0"))
    return [
        tuple([s._replace(text=s.text.replace(" ", space)) if s.label == SEPARATOR else s for s in line])
        for line in lines
    ]


def carriage_returns(dice: Dice, lines: Lines) -> Lines:
    """Line ends of another system."""
    end = separator("\r")
    return [(*line, end) for line in lines]


def byte_order_mark(dice: Dice, lines: Lines) -> Lines:
    """A mark in front of everything."""
    return [(separator("\ufeff"), *lines[0]), *lines[1:]] if lines else lines


def entities(dice: Dice, lines: Lines) -> Lines:
    """``&nbsp;`` left in empty cells."""
    sign = separator(dice.pick(("&nbsp;", "<o:p></o:p>", "\u00a0", "&nbsp;&nbsp;")))
    out: Lines = []
    found = False
    for line in lines:
        if any(segment.cell and not segment.text for segment in line):
            found = True
            parts: list[Segment] = []
            for segment in line:
                parts.append(segment)
                if segment.cell and not segment.text:
                    parts.append(sign)
            line = tuple(parts)
        out.append(line)
    return out if found else lines


def numbers_cut(dice: Dice, lines: Lines) -> Lines:
    """A long figure broken by the end of a line."""
    at = [
        (number, place)
        for number, line in enumerate(lines)
        for place, segment in enumerate(line)
        if segment.cell and len(segment.text) >= 5
    ]
    if not at:
        return lines
    number, place = dice.pick(at)
    line = lines[number]
    first, second = cut_segment(line[place], dice.integer(2, len(line[place].text) - 1))
    return [*lines[:number], (*line[:place], first), (second, *line[place + 1 :]), *lines[number + 1 :]]


def rows_slipped(dice: Dice, lines: Lines) -> Lines:
    """Rows that lost the empty cells in front of them."""
    at = [n for n, line in enumerate(lines) if len(line) > 3 and line[0].label == SEPARATOR and line[0].text == "\t"]
    if not at:
        return lines
    chosen = {dice.pick(at) for _ in range(dice.integer(1, 3))}
    out: Lines = []
    for number, line in enumerate(lines):
        while number in chosen and line and line[0].label == SEPARATOR:
            line = line[1:]
        out.append(line)
    return out


def sentences_promoted(dice: Dice, lines: Lines) -> Lines:
    """Paragraphs that a machine took for headings."""
    at = [n for n, line in enumerate(lines) if _is_prose(line)]
    if not at:
        return lines
    chosen = {dice.pick(at) for _ in range(dice.integer(1, 3))}
    return [(separator("### "), *line) if number in chosen else line for number, line in enumerate(lines)]


def lines_doubled(dice: Dice, lines: Lines) -> Lines:
    """Some lines twice."""
    share = dice.pick((0.01, 0.05))
    out: Lines = []
    for line in lines:
        out.append(line)
        if line_length(line) > 8 and dice.chance(share):
            out.append(line)
    return out if len(out) > len(lines) else lines


LINE_NOISES: tuple[Noise[Lines], ...] = (
    Noise(labels_broken, (0.12, 0.20, 0.30), families("stacked")),
    Noise(labels_vertical, (0.06, 0.10, 0.15), families("stacked")),
    Noise(entities, (0.25, 0.25, 0.25), families("rows", "stacked")),
    Noise(paragraphs_wrapped, (0.08, 0.12, 0.15), families("rows", "stacked")),
    Noise(prose_joined, (0.03, 0.06, 0.08), _SHORT),
    Noise(numbers_cut, (0.00, 0.03, 0.08), families("stacked", "raw", "squashed", "piled")),
    Noise(page_numbers, (0.04, 0.08, 0.12), families("rows", "stacked", "squashed")),
    Noise(empty_lines, (0.04, 0.06, 0.12), families("rows", "stacked", "aligned", "raw", "piled")),
    Noise(empty_lines_lost, (0.04, 0.08, 0.12), families("rows", "aligned", "raw", "piled")),
    Noise(lines_lost, (0.00, 0.02, 0.10)),
    Noise(rows_slipped, (0.05, 0.10, 0.15), families("rows")),
    Noise(sentences_promoted, (0.02, 0.04, 0.05), families("rows", "piled")),
    Noise(lines_doubled, (0.00, 0.02, 0.06), _TEXT),
    Noise(start_cut, (0.02, 0.05, 0.10)),
    Noise(end_cut, (0.03, 0.06, 0.12)),
    Noise(padding, (0.10, 0.15, 0.15), families("rows", "stacked", "raw", "piled")),
    Noise(other_spaces, (0.02, 0.05, 0.06), families("rows", "aligned", "raw")),
    Noise(byte_order_mark, (0.03, 0.03, 0.03), _TEXT),
    Noise(carriage_returns, (0.05, 0.05, 0.05), _TEXT),
)
