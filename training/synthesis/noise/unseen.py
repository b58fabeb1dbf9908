"""Noise that only the unseen part of the evaluation suite uses; training must not draw from here."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from training.synthesis.dice import Dice
from training.synthesis.figures import Figure, Figures
from training.synthesis.forms import Wording
from training.synthesis.noise.noise import Noise
from training.synthesis.noise.tables import change_grids, is_figure
from training.synthesis.noise.wording import respelt
from training.synthesis.segments import SEPARATOR, Block, Grid, GridCell, Line, Segment, separator
from training.synthesis.unseen import GLOSSES, HOMOPHONES, KANGXI, UNSEEN_VARIANTS

__all__ = ["UNSEEN_BLOCK_NOISES", "UNSEEN_LINE_NOISES", "UNSEEN_VALUE_NOISES", "UNSEEN_WORDING_NOISES"]

Blocks = tuple[Block, ...]
Lines = list[Line]

# ---------------------------------------------------------------------------------------------------------------------
# Figures

_ONES = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """A number below 10000 in Chinese: ``一百零三``."""
    if number == 0:
        return _ONES[0]
    out, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            out += (_ONES[0] if gap else "") + ("" if digit == 1 and power == 10 and not out else _ONES[digit]) + name
            gap = False
        else:
            gap = bool(out)
    return out


def numbers_in_words(dice: Dice, figures: Figures) -> Figures:
    """Chinese numerals in the cells of one table."""
    table = dice.pick(("disclosure.", "disputes.", "requests."))
    changed = {
        cell: figure._replace(text=in_words(figure.value))
        for cell, figure in figures.cells.items()
        if cell.startswith(table) and isinstance(figure.value, int) and 0 <= figure.value < 10000 and not figure.unit
    }
    return figures.with_cells(changed) if changed else figures


def losses_in_brackets(dice: Dice, figures: Figures) -> Figures:
    """Negative numbers as bookkeepers write them: ``(58)``."""
    left, right = dice.pick((("(", ")"), ("（", "）")))
    changed = {
        cell: figure._replace(text=f"{left}{-figure.value}{right}")
        for cell, figure in figures.cells.items()
        if figure.value is not None and figure.value < 0
    }
    return figures.with_cells(changed) if changed else figures


def leading_zeros(dice: Dice, figures: Figures) -> Figures:
    """Counts filled up with zeros: ``003``."""
    width = dice.integer(2, 4)
    table = dice.pick(("disclosure.", "disputes.", "requests."))
    changed = {
        cell: figure._replace(text=figure.text.rjust(width, "0"))
        for cell, figure in figures.cells.items()
        if cell.startswith(table) and isinstance(figure.value, int) and figure.value > 0 and figure.text.isdigit()
    }
    return figures.with_cells(changed) if changed else figures


def hundred_millions(dice: Dice, figures: Figures) -> Figures:
    """Money in 亿元, or in 千元."""
    unit, factor = dice.pick((("亿元", Decimal(10000)), ("千元", Decimal("0.1"))))
    changed = {
        cell: Figure(figure.value, f"{(Decimal(figure.value) / factor).normalize():f}", unit)
        for cell, figure in figures.cells.items()
        if cell.endswith(".amount") and figure.value
    }
    return figures.with_cells(changed) if changed else figures


# ---------------------------------------------------------------------------------------------------------------------
# Wording


def unseen_spellings(dice: Dice, wording: Wording) -> Wording:
    """Words for the labels that training never shows."""
    return respelt(dice, wording, UNSEEN_VARIANTS, dice.pick((0.2, 0.4, 0.7)))


def glosses(dice: Dice, wording: Wording) -> Wording:
    """English behind some labels."""
    changed = {label: wording[label] + gloss for label, gloss in GLOSSES.items() if label in wording}
    return {**wording, **changed} if changed else wording


def circled_numbers(dice: Dice, wording: Wording) -> Wording:
    """``①`` for ``1.``, ``第20条第1项`` for ``第二十条第（一）项``."""
    items = {f"item:{n}": f"第20条第{n}项" for n in (1, 5, 6, 8, 9)}
    changed = {}
    for label, text in wording.items():
        if label.startswith("row:requests.") and text[:1].isdigit() and text[1:2] == ".":
            text = "①②③④⑤⑥⑦⑧"[int(text[0]) - 1] + text[2:]
        changed[label] = items.get(label, text)
    return changed


def homophones(dice: Dice, wording: Wording) -> Wording:
    """A character that sounds alike in some labels."""
    changed = dict(wording)
    for label, text in wording.items():
        at = [n for n, sign in enumerate(text) if sign in HOMOPHONES]
        if at and len(text) > 3 and dice.chance(0.25):
            n = dice.pick(at)
            changed[label] = text[:n] + HOMOPHONES[text[n]] + text[n + 1 :]
    return changed


# ---------------------------------------------------------------------------------------------------------------------
# Tables


def serial_numbers(dice: Dice, blocks: Blocks) -> Blocks:
    """A first column that numbers the rows."""

    def change(grid: Grid) -> Grid:
        rows = [
            (GridCell((Segment("序号" if number == 0 else str(number)),)), *row) for number, row in enumerate(grid.rows)
        ]
        return replace(grid, rows=tuple(rows), width=grid.width + 1)

    return change_grids(dice, blocks, change, ("disclosure", "requests"))


def totals_first(dice: Dice, blocks: Blocks) -> Blocks:
    """The column of totals in front of the applicants."""

    def change(grid: Grid) -> Grid:
        rows = []
        for number, row in enumerate(grid.rows):
            at = [x for x, cell in enumerate(row) if is_figure(cell)]
            if number == 1:  # 自然人, 法人或其他组织, 总计
                row = (row[-1], *row[:-1])
            elif len(at) == 7:
                row = (*row[: at[0]], row[at[-1]], *row[at[0] : at[-1]])
            rows.append(row)
        return replace(grid, rows=tuple(rows))

    return change_grids(dice, blocks, change, ("requests",))


def disputes_upright(dice: Dice, blocks: Blocks) -> Blocks:
    """The disputes with a row for each of their three groups."""

    def change(grid: Grid) -> Grid:
        first, second, _, figures = grid.rows
        heads = second[:5]
        labels = (first[0], *second[5:])
        rows = [(GridCell(()), *(head._replace(rowspan=1) for head in heads))]
        for number, label in enumerate(labels):
            rows.append((label._replace(colspan=1), *figures[number * 5 : number * 5 + 5]))
        return Grid(grid.table, 6, tuple(rows))

    return change_grids(dice, blocks, change, ("disputes",))


def empty_rows(dice: Dice, blocks: Blocks) -> Blocks:
    """Rows of nothing between the others."""

    def change(grid: Grid) -> Grid:
        empty = tuple([GridCell(())] * grid.width)
        rows: list[tuple[GridCell, ...]] = []
        for row in grid.rows:
            rows.append(row)
            if all(cell.rowspan == 1 for cell in row) and dice.chance(0.3):
                rows.append(empty)
        return replace(grid, rows=tuple(rows))

    return change_grids(dice, blocks, change, ("disclosure",))


def marked_headings(dice: Dice, blocks: Blocks) -> Blocks:
    """Signs around section headings: ``【一、总体情况】``."""
    left, right = dice.pick((("【", "】"), ("■ ", ""), ("◆", ""), ("――", "――"), ("〖", "〗"), ("§ ", "")))
    marks = [separator(left)], [separator(right)] if right else []
    return tuple(
        replace(block, lines=tuple((*marks[0], *line, *marks[1]) for line in block.lines))
        if block.kind == "heading"
        else block
        for block in blocks
    )


# ---------------------------------------------------------------------------------------------------------------------
# Lines


def line_numbers(dice: Dice, lines: Lines) -> Lines:
    """Every line numbered."""
    style = dice.pick(("{:>4}  ", "{}: ", "{:03d}\t"))
    return [(separator(style.format(number)), *line) for number, line in enumerate(lines, 1)]


def quoted_lines(dice: Dice, lines: Lines) -> Lines:
    """Lines as an answered letter quotes them."""
    sign = separator("> ")
    return [(sign, *line) for line in lines]


def invisible_signs(dice: Dice, lines: Lines) -> Lines:
    """Signs without width inside labels and prose."""
    sign = dice.pick(("\u200b", "\u00ad", "\ufeff", "\u200d", "\u2060"))

    def change(segment: Segment) -> Segment:
        if segment.label in (SEPARATOR, "figure", "year") or len(segment.text) < 3 or not dice.chance(0.3):
            return segment
        at = dice.integer(1, len(segment.text) - 1)
        return segment._replace(text=segment.text[:at] + sign + segment.text[at:])

    return [tuple([change(segment) for segment in line]) for line in lines]


def watermarks(dice: Dice, lines: Lines) -> Lines:
    """A watermark between lines, anywhere."""
    words = dice.pick(("仅供公开查阅", "内部资料 注意保存", "扫描件", "CONFIDENTIAL", "样张"))
    every = dice.integer(9, 40)
    out: Lines = []
    for number, line in enumerate(lines, 1):
        out.append(line)
        if number % every == 0:
            out.append((Segment(words, "furniture"),))
    return out


def comments(dice: Dice, lines: Lines) -> Lines:
    """Remarks of an editor behind some lines."""
    words = ("[批注：请核实]", "【待确认】", "[已核对]", "[删除：重复]")
    out = [
        (*line, Segment(dice.pick(words), "note")) if any(s.text for s in line) and dice.chance(0.03) else line
        for line in lines
    ]
    return lines if out == lines else out


def radicals(dice: Dice, lines: Lines) -> Lines:
    """Radicals in the place of characters that look the same."""
    table = {ord(sign): radical for sign, radical in KANGXI.items()}
    share = dice.pick((0.3, 1.0))
    return [
        tuple(
            [
                s._replace(text=s.text.translate(table)) if s.label != SEPARATOR and dice.chance(share) else s
                for s in line
            ]
        )
        for line in lines
    ]


UNSEEN_VALUE_NOISES: tuple[Noise[Figures], ...] = (
    Noise(losses_in_brackets, (0.1, 0.3, 0.4)),
    Noise(leading_zeros, (0.0, 0.1, 0.15)),
    Noise(hundred_millions, (0.0, 0.1, 0.2)),
    Noise(numbers_in_words, (0.0, 0.08, 0.15)),
)
UNSEEN_WORDING_NOISES: tuple[Noise[Wording], ...] = (
    Noise(unseen_spellings, (0.3, 0.6, 0.8)),
    Noise(glosses, (0.0, 0.1, 0.15)),
    Noise(circled_numbers, (0.1, 0.2, 0.3)),
    Noise(homophones, (0.1, 0.3, 0.5)),
)
UNSEEN_BLOCK_NOISES: tuple[Noise[Blocks], ...] = (
    Noise(disputes_upright, (0.05, 0.2, 0.3)),
    Noise(totals_first, (0.0, 0.05, 0.1)),
    Noise(serial_numbers, (0.05, 0.15, 0.2)),
    Noise(empty_rows, (0.05, 0.15, 0.2)),
    Noise(marked_headings, (0.1, 0.25, 0.3)),
)
UNSEEN_LINE_NOISES: tuple[Noise[Lines], ...] = (
    Noise(radicals, (0.05, 0.15, 0.2)),
    Noise(invisible_signs, (0.05, 0.2, 0.3)),
    Noise(comments, (0.05, 0.2, 0.3)),
    Noise(watermarks, (0.05, 0.2, 0.3)),
    Noise(quoted_lines, (0.03, 0.06, 0.1)),
    Noise(line_numbers, (0.0, 0.05, 0.1)),
)
