"""Changes of text dumps: separators, gaps, rules, lines."""

from __future__ import annotations

import random
import re

from benchmarks.fuzzing.changes import change_tokens

__all__ = ["change_layout"]

_TOKEN = re.compile(rb"[ \t|]+|\r?\n|[0-9.,]+|[^\s|0-9]{1,60}")
_WORDS = tuple(
    word.encode("utf-8", "surrogatepass")
    for word in (
        "\t", "\t\t", "|", "||", "\\|", "｜", "│", "  ", "    ", "\u3000", "\u3000\u3000", "\xa0\xa0", "\n", "\r\n",
        "\r", "\x0b", "\x0c", "\x07", "\x85", "\u2028", "\ufeff", "\u200b", "\0", "\x1b[2J", "---", "|---|---|",
        "-----\t-----", "+----+", "─────", "═══", "______", ";", "；", ",", "，", "/", "#", "^", "~", "0", "1", "-1",
        "１２", "①", "²", "½", "1,234", "1.5", "12345678901234567890", "9" * 5_000, "零", "二十三", "无", "—", "/",
        "（", "）", "一、", "二、", "（一）", "1.", "总计", "信息公开", "政府信息公开工作年度报告", "2023年",
        "９９９９年", "第二十条", "结果维持", "自然人", "本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量",
        "结转下年度继续办理", "[bookmark: _GoBack]", "&nbsp;", "<table><tr><td>", "<td>", "**", "# ", "> ", "\ud800",
        "\udfff", "\U0001f600", "\u0301", "\u202e", "\u0660", "㈠",
    )
)  # fmt: skip


def change_layout(data: bytes, dice: random.Random) -> bytes:
    """Separators, figures and labels out of place, lines joined and repeated."""
    return change_tokens(data, dice, _TOKEN, _WORDS)
