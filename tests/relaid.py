"""A report laid out otherwise: the same text and figures as another program would have dumped them.

Each function takes the canonical text of a report (tabs between cells, newlines between rows) and gives a dump of it.
What a layout loses, no reader can find again; what it must not do is make a reader give a wrong figure as right.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable

__all__ = ["LAYOUTS"]

Layout = Callable[[str, random.Random], str]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_ALIKE = dict(zip("公开政信息请未己法人关办机其本结果诉复", "么幵攻倍恩清末已怯入夭力讥甚木洁杲祈夏", strict=True))


def _rows(text: str, change: Callable[[list[str]], str]) -> str:
    """Rows of several cells changed, lines kept."""
    return "\n".join(change(row.split("\t")) if "\t" in row else row for row in text.split("\n"))


def _pipes(text: str, _: random.Random) -> str:
    return _rows(text, lambda cells: " | ".join(cells) + " |")


def _markdown(text: str, _: random.Random) -> str:
    return _rows(text, lambda cells: f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}")


def _two_spaces(text: str, _: random.Random) -> str:
    return text.replace("\t", "  ")


def _one_space(text: str, _: random.Random) -> str:
    return text.replace("\t", " ")


def _semicolons(text: str, _: random.Random) -> str:
    return text.replace("\t", ";")


def _aligned(text: str, _: random.Random) -> str:
    return _rows(text, lambda cells: cells[0].ljust(30) + "".join(cell.rjust(9) for cell in cells[1:]))


def _cell_a_line(text: str, _: random.Random) -> str:
    return text.replace("\t", "\n")


def _nonempty_cell_a_line(text: str, _: random.Random) -> str:
    return _rows(text, lambda cells: "\n".join(cell for cell in cells if cell.strip()))


def _padded_cell_a_line(text: str, _: random.Random) -> str:
    return _rows(text, lambda cells: "\n\n".join(f"  {cell}" for cell in cells))


def _nonempty_cells(text: str, _: random.Random) -> str:
    return _rows(text, lambda cells: "\t".join(cell for cell in cells if cell.strip()))


def _one_line(text: str, _: random.Random) -> str:
    return " ".join(text.split())


def _rows_run_together(text: str, _: random.Random) -> str:
    return text.replace("\t", "")


def _all_run_together(text: str, _: random.Random) -> str:
    return "".join(text.split())


def _cut_anywhere(text: str, _: random.Random) -> str:
    joined = text.replace("\n", " ")
    return "\n".join(joined[at : at + 60] for at in range(0, len(joined), 60))


def _short_lines(text: str, _: random.Random) -> str:
    lines = []
    for row in text.split("\n"):
        lines += [row] if "\t" in row else [row[at : at + 25] for at in range(0, len(row), 25)] or [""]
    return "\n".join(lines)


def _blank_lines(text: str, _: random.Random) -> str:
    return text.replace("\n", "\n\n")


def _furniture(text: str, _: random.Random) -> str:
    lines = []
    for number, row in enumerate(text.split("\n"), 1):
        lines.append(row)
        if number % 17 == 0:
            lines += ["", f"- {number // 17} -", "某某市人民政府办公室文件", ""]
    return "\n".join(lines)


def _chrome(text: str, _: random.Random) -> str:
    return f"当前位置：首页>政务公开>年报\n字体：【大 中 小】打印 关闭\n{text}\n扫一扫在手机打开当前页\n附件下载"


def _twice(text: str, _: random.Random) -> str:
    return f"{text}\n\n{text}"


def _traditional(text: str, _: random.Random) -> str:
    import opencc

    return str(opencc.OpenCC("s2t").convert(text))


def _full_width(text: str, _: random.Random) -> str:
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


def _half_width(text: str, _: random.Random) -> str:
    return text.translate(str.maketrans("（）：，；", "():,;"))


def _characters_lost(text: str, draw: random.Random) -> str:
    def thin(row: str) -> str:
        return "".join("" if _HAN.match(sign) and draw.random() < 0.05 else sign for sign in row)

    return _rows(text, lambda cells: "\t".join(map(thin, cells)))


def _characters_alike(text: str, draw: random.Random) -> str:
    return "".join(_ALIKE[sign] if sign in _ALIKE and draw.random() < 0.15 else sign for sign in text)


def _spaces_between(text: str, draw: random.Random) -> str:
    return "".join(sign + " " if _HAN.match(sign) and draw.random() < 0.2 else sign for sign in text)


def _labels_lost(text: str, draw: random.Random) -> str:
    def strip(cells: list[str]) -> str:
        lost = sum(cell.strip().isdecimal() for cell in cells) > 5 and draw.random() < 0.2
        return "\t".join("" if lost and not re.fullmatch(r"[\s\d.]*", cell) else cell for cell in cells)

    return _rows(text, strip)


def _rows_lost(text: str, draw: random.Random) -> str:
    return "\n".join(row for row in text.split("\n") if "\t" not in row or draw.random() >= 0.04)


def _page(text: str, row: str, cell: str, table: str) -> str:
    parts = []
    for block in re.split(r"((?:[^\n]*\t[^\n]*(?:\n|$))+)", text):
        if "\t" not in block:
            parts += [f"<p>{html.escape(line)}</p>" for line in block.split("\n")]
            continue
        rows = [
            "".join(f"<{cell}><p>{html.escape(each)}</p></{cell}>" for each in line.split("\t"))
            for line in block.removesuffix("\n").split("\n")
        ]
        parts.append(f"<{table}>" + "".join(f"<{row}>{each}</{row}>" for each in rows) + f"</{table}>")
    return f"<html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>"


def _table_page(text: str, _: random.Random) -> str:
    return _page(text, "tr", "td", "table")


def _page_of_blocks(text: str, _: random.Random) -> str:
    return _page(text, "div", "div", "div")


LAYOUTS: dict[str, Layout] = {
    "pipes": _pipes,
    "markdown": _markdown,
    "two spaces": _two_spaces,
    "one space": _one_space,
    "semicolons": _semicolons,
    "aligned": _aligned,
    "a cell a line": _cell_a_line,
    "a cell that is not empty a line": _nonempty_cell_a_line,
    "a padded cell a line": _padded_cell_a_line,
    "empty cells lost": _nonempty_cells,
    "one line": _one_line,
    "rows run together": _rows_run_together,
    "all run together": _all_run_together,
    "cut anywhere": _cut_anywhere,
    "short lines": _short_lines,
    "blank lines": _blank_lines,
    "page furniture": _furniture,
    "site chrome": _chrome,
    "printed twice": _twice,
    "traditional": _traditional,
    "full width": _full_width,
    "half width": _half_width,
    "characters lost": _characters_lost,
    "characters alike": _characters_alike,
    "spaces between": _spaces_between,
    "labels lost": _labels_lost,
    "rows lost": _rows_lost,
    "page with tables": _table_page,
    "page of blocks": _page_of_blocks,
}
