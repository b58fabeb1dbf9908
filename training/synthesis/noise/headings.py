"""Noise of headings, titles and the order of things."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from training.synthesis.content import CHINESE_NUMBERS, numbered
from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import families
from training.synthesis.noise.noise import Noise
from training.synthesis.prose import grammar
from training.synthesis.segments import Block, Line, Segment, cut_segment, plain, separator

__all__ = ["HEADING_NOISES"]

Blocks = tuple[Block, ...]

_NUMBER = re.compile(r"^([一二三四五六七八九十])、")
_SUB_NUMBER = re.compile(r"^（([一二三四五六七八九十])）")


def _headings(blocks: Blocks) -> list[int]:
    return [number for number, block in enumerate(blocks) if block.kind == "heading"]


def _with_lines(blocks: Blocks, at: int, *lines: Line) -> Blocks:
    return (*blocks[:at], replace(blocks[at], lines=lines), *blocks[at + 1 :])


def _each_label(blocks: Blocks, role: str, change: Callable[[str], str]) -> Blocks:
    """Every segment of a role with other text."""

    def line(old: Line) -> Line:
        return tuple(
            [s._replace(text=change(s.text)) if s.label is not None and s.label.startswith(role) else s for s in old]
        )

    changed = tuple([replace(block, lines=tuple(map(line, block.lines))) if block.lines else block for block in blocks])
    return blocks if changed == blocks else changed


def heading_numbers(dice: Dice, blocks: Blocks) -> Blocks:
    """Numbers of the section headings in another style: all of them, or one."""
    style = dice.pick(
        ("（{}）", "({})", "{}、 ", "{}.", "{} ", "{}，", "第{}部分 ", "{}：", " {}、", "arabic", "arabic dot", "")
    )
    only = None if dice.chance(0.6) else dice.pick(CHINESE_NUMBERS[:6])

    def change(text: str) -> str:
        found = _NUMBER.match(text)
        if not found or (only is not None and found[1] != only):
            return text
        number = CHINESE_NUMBERS.index(found[1]) + 1
        lead = (
            f"{number}、" if style == "arabic" else f"{number}. " if style == "arabic dot" else style.format(found[1])
        )
        return lead.lstrip(" ") + text[found.end() :]

    return _each_label(blocks, "section:", change)


def subheading_numbers(dice: Dice, blocks: Blocks) -> Blocks:
    """Numbers of the headings below in another style, or with a bracket lost."""
    style = dice.pick(("({})", "({})", "{}）", "（{}", "{}是", "arabic", "（arabic）", "sign"))

    def change(text: str) -> str:
        found = _SUB_NUMBER.match(text)
        if not found:
            return text
        number = CHINESE_NUMBERS.index(found[1]) + 1
        leads = {"arabic": f"{number}.", "（arabic）": f"（{number}）", "sign": "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"[number - 1]}
        return leads.get(style, style.format(found[1])) + text[found.end() :]

    return _each_label(blocks, "subheading", change)


def headings_missing(dice: Dice, blocks: Blocks) -> Blocks:
    """One or two section headings not printed."""
    at = _headings(blocks)
    if not at:
        return blocks
    lost = {dice.pick(at) for _ in range(dice.integer(1, 2))}
    return tuple(block for number, block in enumerate(blocks) if number not in lost)


def sections_missing(dice: Dice, blocks: Blocks) -> Blocks:
    """A section without tables left out; the numbers of the others stay or close up."""
    lost = dice.pick((1, 5, 6))
    kept = tuple(block for block in blocks if block.section != lost or block.grid is not None)
    return kept if dice.chance(0.5) else _renumbered(kept)


def _renumbered(blocks: Blocks) -> Blocks:
    out: list[Block] = []
    number = 0
    for block in blocks:
        if block.kind == "heading" and len(block.lines) == 1 and _NUMBER.match(block.lines[0][0].text):
            number += 1
            segment = block.lines[0][0]
            text = _NUMBER.sub(f"{CHINESE_NUMBERS[min(number, 10) - 1]}、", segment.text)
            block = replace(block, lines=((segment._replace(text=text), *block.lines[0][1:]),))
        out.append(block)
    return tuple(out)


def numbering_restarts(dice: Dice, blocks: Blocks) -> Blocks:
    """A narrative with headings of its own, after which the numbers of the tables begin at one again."""
    headings: list[str] = dice.sample(grammar()["free_headings"], dice.integer(2, 5))
    prose = [line for block in blocks if block.kind == "paragraph" and block.section == 1 for line in block.lines]
    first = next((number for number, block in enumerate(blocks) if block.section == 2), None)
    if first is None or not prose:
        return blocks
    section = blocks[first].section
    extra: list[Block] = []
    for number, words in enumerate(headings, 2):
        extra.append(Block("heading", ((Segment(numbered(number, words), "section:0"),),), None, 1))
        extra.append(Block("paragraph", (dice.pick(prose),), None, 1))
    rest = tuple(block for block in blocks if block.section >= section)
    return (*blocks[:first], *extra, *_renumbered(rest))


def sections_shuffled(dice: Dice, blocks: Blocks) -> Blocks:
    """Two sections with their contents in each other's place; numbers follow the new order or not."""
    one, other = sorted(dice.shuffled(range(1, 7))[:2])
    order = [other if n == one else one if n == other else n for n in range(7)]
    moved = tuple(block for number in order for block in blocks if block.section == number)
    rest = tuple(block for block in blocks if block.section > 6)
    return (*moved, *rest) if dice.chance(0.5) else (*_renumbered(moved), *rest)


def heading_inline(dice: Dice, blocks: Blocks) -> Blocks:
    """Section headings in one line with the prose behind them."""
    out: list[Block] = []
    space = dice.pick(("", " ", "　", "。", "："))
    share = dice.pick((1.0, 0.5))
    for block in blocks:
        before = out[-1] if out else None
        if before is not None and before.kind == "heading" and block.kind == "paragraph" and dice.chance(share):
            head = before.lines[-1]
            lead: Line = (Segment(space),) if space else ()
            lines = (*before.lines[:-1], (*head, *lead, *block.lines[0]), *block.lines[1:])
            out[-1] = Block("paragraph", lines, None, block.section)
        else:
            out.append(block)
    return blocks if len(out) == len(blocks) else tuple(out)


def heading_split(dice: Dice, blocks: Blocks) -> Blocks:
    """A section heading over two lines."""
    at = [n for n in _headings(blocks) if len(blocks[n].lines) == 1 and len(blocks[n].lines[0][0].text) > 8]
    if not at:
        return blocks
    chosen = dice.pick(at)
    segment = blocks[chosen].lines[0][0]
    first, second = cut_segment(segment, dice.integer(4, len(segment.text) - 3))
    return _with_lines(blocks, chosen, (first,), (second,))


def title_missing(dice: Dice, blocks: Blocks) -> Blocks:
    """No title."""
    kept = tuple(block for block in blocks if block.kind != "title")
    return blocks if len(kept) == len(blocks) else kept


def title_split(dice: Dice, blocks: Blocks) -> Blocks:
    """The title over two lines, cut anywhere."""
    at = next((n for n, block in enumerate(blocks) if block.kind == "title" and len(block.lines) == 1), None)
    if at is None:
        return blocks
    line = list(blocks[at].lines[0])
    number = max(range(len(line)), key=lambda n: len(line[n].text))
    if len(line[number].text) < 4:
        return blocks
    first, second = cut_segment(line[number], dice.integer(2, len(line[number].text) - 2))
    return _with_lines(blocks, at, (*line[:number], first), (second, *line[number + 1 :]))


_LEAVINGS = (
    "[bookmark: _GoBack]",
    "[bookmark: _Toc123]",
    "<!--[if !supportLists]-->",
    "[图片]",
    "-->",
    "[OLE_LINK1]",
    "\u200b",
)


def leavings(dice: Dice, blocks: Blocks) -> Blocks:
    """What a word processor leaves in front of headings and paragraphs."""
    places = [n for n, block in enumerate(blocks) if block.lines and block.kind in ("heading", "paragraph")]
    if not places:
        return blocks
    out = list(blocks)
    for _ in range(dice.integer(1, 2)):
        at = dice.pick(places)
        first, *rest = out[at].lines
        out[at] = replace(out[at], lines=((Segment(dice.pick(_LEAVINGS)), *first), *rest))
    return tuple(out)


def emphasis(dice: Dice, blocks: Blocks) -> Blocks:
    """Stars of Markdown around headings."""
    sign = separator(dice.pick(("**", "*", "__")))
    out = tuple(
        replace(block, lines=tuple((sign, *line, sign) for line in block.lines))
        if block.kind in ("heading", "subheading") and dice.chance(0.8)
        else block
        for block in blocks
    )
    return blocks if out == blocks else out


def prose_missing(dice: Dice, blocks: Blocks) -> Blocks:
    """Headings and tables alone."""
    kept = tuple(block for block in blocks if block.kind not in ("paragraph", "subheading") or block.section == 0)
    return blocks if len(kept) == len(blocks) else kept


def contents_list(dice: Dice, blocks: Blocks) -> Blocks:
    """A table of contents in front, with page numbers."""
    dots = dice.pick(("……", "…………………", "........", "    ", "\t"))
    lines: list[Line] = [(Segment("目  录", "furniture"),)]
    page = 1
    for block in blocks:
        if block.kind == "heading":
            page += dice.integer(0, 2)
            lines.append((Segment("".join(s.text for s in block.lines[0]) + dots + str(page), "furniture"),))
    at = next((n for n, block in enumerate(blocks) if block.kind != "title"), 0)
    return (*blocks[:at], Block("chrome", tuple(lines)), *blocks[at:])


_LEADS = (
    "该部分以表格形式报告。表格如下:",
    "（一）主动公开情况统计表",
    "单位：件",
    "（单位：件）",
    "表1",
    "填报单位（盖章）：",
    "附表：",
)


def table_leads(dice: Dice, blocks: Blocks) -> Blocks:
    """A line that leads to a table: a sentence of the form left in, a caption, a unit."""
    at = [n for n, block in enumerate(blocks) if block.grid is not None]
    if not at:
        return blocks
    chosen = dice.pick(at)
    lead = Block("paragraph", (plain(dice.pick(_LEADS)),), None, blocks[chosen].section)
    return (*blocks[:chosen], lead, *blocks[chosen:])


def footnotes(dice: Dice, blocks: Blocks) -> Blocks:
    """A note below a table."""
    at = [n for n, block in enumerate(blocks) if block.grid is not None]
    if not at:
        return blocks
    chosen = dice.pick(at)
    words: str = dice.pick([text for text in grammar()["footnote"] if "{" not in text])
    note = Block("note", ((Segment(words, "note"),),), None, blocks[chosen].section)
    return (*blocks[: chosen + 1], note, *blocks[chosen + 1 :])


HEADING_NOISES: tuple[Noise[Blocks], ...] = (
    Noise(headings_missing, (0.02, 0.06, 0.15)),
    Noise(sections_missing, (0.02, 0.05, 0.08)),
    Noise(numbering_restarts, (0.02, 0.06, 0.10)),
    Noise(sections_shuffled, (0.01, 0.03, 0.06)),
    Noise(prose_missing, (0.03, 0.05, 0.05)),
    Noise(title_missing, (0.05, 0.08, 0.12)),
    Noise(title_split, (0.08, 0.12, 0.15)),
    Noise(heading_numbers, (0.10, 0.15, 0.25)),
    Noise(subheading_numbers, (0.15, 0.20, 0.25)),
    Noise(table_leads, (0.10, 0.15, 0.20)),
    Noise(footnotes, (0.06, 0.12, 0.15)),
    Noise(contents_list, (0.01, 0.04, 0.06)),
    Noise(heading_split, (0.05, 0.10, 0.15)),
    Noise(heading_inline, (0.04, 0.08, 0.12)),
    Noise(leavings, (0.06, 0.10, 0.12)),
    Noise(emphasis, (0.02, 0.04, 0.05), families("rows", "stacked", "piled")),
)
