"""Folding: the one normal form in which labels are compared.

NFKC, traditional characters made simplified, pinyin in brackets, white space and punctuation dropped. Every folded
character knows the character it came from, so that a match can be shown in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gkml.caching import remembers_short_texts
from gkml.values import value

__all__ = ["LEAVINGS", "Folded", "fold", "fold_character", "fold_with_offsets", "ignored_spans", "simplify"]

# Simplified components that PDF fonts map to radicals, for which Unicode has no compatibility decomposition.
_RADICALS = dict(
    zip(
        "⺟⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_SAME = {"覆": "复"}  # 反覆, 答覆: one word in two spellings, where the conversion leaves both
_COMPATIBLE = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00))  # Kangxi radicals, compatibility ideographs
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}[)）]")
# None reaches over the beginning of the next one, so that many that nobody closes cost no more than their length.
LEAVINGS: Final = r"\[bookmark:[^\[\]]*+\]|<!--(?:(?!<!--|-->).)*+-->|<!\[(?:(?!<!\[|\]>).)*+\]>"
"""What Word and its pages leave in a dump: bookmarks, comments, conditions."""
_LEAVINGS = re.compile(rf"{LEAVINGS}|&nbsp;|</?o:p>", re.IGNORECASE)
_MAY_BE_IGNORED = re.compile("[(（\\[<&]")  # what one of them begins with


@value
class Folded:
    """Folded text and, for every character of it, its offset in the text it came from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original text that ``text[start:end]`` came from; the range must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[int, str]]:
    """Every common ideograph and radical that the conversion changes, one for one, and a pattern that finds one."""
    import opencc

    letters = [chr(code) for code in range(0x4E00, 0x9FFF)]
    converted = opencc.OpenCC("t2s").convert("\n".join(letters)).split("\n")
    table = {ord(a): b for a, b in zip(letters, converted, strict=True) if a != b and len(b) == 1}
    plain = {code: unicodedata.normalize("NFKC", chr(code)) for codes in _COMPATIBLE for code in codes}
    table |= {code: table.get(ord(b), b) for code, b in plain.items() if len(b) == 1 and ord(b) != code}
    table |= {ord(a): b for a, b in _RADICALS.items()}
    return re.compile(f"[{''.join(map(chr, table))}]"), table


def simplify(text: str) -> str:
    """Traditional characters and radicals made simplified ideographs, one for one; the length never changes."""
    if text.isascii():
        return text
    changed, table = _table()
    # a search is twenty times as fast as a translation, and most reports are simplified all through
    return text.translate(table) if changed.search(text) else text


def ignored_spans(text: str) -> Iterator[tuple[int, int]]:
    """What is no part of the words: leavings of markup and of Word, pinyin in brackets; spans may overlap."""
    if not _MAY_BE_IGNORED.search(text):
        return  # the usual case, told by one character
    for pattern in (_LEAVINGS, _PINYIN):
        for match in pattern.finditer(text):
            yield match.span()


def fold_with_offsets(text: str) -> Folded:
    """Fold ``text``; letters, digits and ideographs remain, each with its offset."""
    parts = _folded_parts(text)
    return Folded("".join(parts), tuple([at for at, part in enumerate(parts) for _ in part]))


def _folded_parts(text: str) -> list[str]:
    """What each character of the text is folded to: most often one character or none."""
    parts = [fold_character(character) for character in simplify(text)]
    for start, end in ignored_spans(text):
        parts[start:end] = [""] * (end - start)
    return parts


@remembers_short_texts(megabytes=32)
def fold(text: str) -> str:
    """The folded text alone."""
    return "".join(_folded_parts(text))


@lru_cache(maxsize=32768)
def fold_character(character: str) -> str:
    """What one simplified character is folded to; empty where it is dropped."""
    parts = (_SAME.get(part, part) for part in unicodedata.normalize("NFKC", character).lower())
    return "".join(part for part in parts if part.isalnum())
