"""Folding: the one normal form in which labels are compared.

NFKC, traditional characters made simplified, pinyin in brackets, white space and punctuation dropped. Every folded
character knows the character it came from, so that a match can be shown in the source.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Folded", "fold", "fold_with_offsets", "simplify"]

# Characters in which traditional reports differ from simplified ones in nearly every table; their absence spares the
# conversion. A missed one costs a label a character, which the fuzzy match forgives.
_TRADITIONAL = re.compile("[開關於數請報書務門區條項規製處罰強許決購財總計與權續終審結維訴訟議復業機構織團體簡稱]")
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}[)）]")
_LEAVINGS = re.compile(r"\[bookmark:[^\]]*\]|<!--.*?-->|<!\[.*?\]>|&nbsp;|</?o:p>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for every character of it, its offset in the text it came from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original text that ``text[start:end]`` came from; the range must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Every common ideograph that the conversion changes; character by character, so lengths stay."""
    import opencc

    letters = [chr(code) for code in range(0x4E00, 0x9FFF)]
    converted = opencc.OpenCC("t2s").convert("\n".join(letters)).split("\n")
    return {ord(a): b for a, b in zip(letters, converted, strict=True) if a != b and len(b) == 1}


def simplify(text: str) -> str:
    """Traditional characters made simplified, one for one; the length never changes."""
    return text.translate(_table()) if _TRADITIONAL.search(text) else text


def fold_with_offsets(text: str) -> Folded:
    """Fold ``text``; letters, digits and ideographs remain, each with its offset."""
    ignored = [False] * len(text)
    for pattern in (_LEAVINGS, _PINYIN):
        for match in pattern.finditer(text):
            for at in range(match.start(), match.end()):
                ignored[at] = True
    characters: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(simplify(text)):
        if ignored[at]:
            continue
        for part in _fold_character(character):
            characters.append(part)
            offsets.append(at)
    return Folded("".join(characters), tuple(offsets))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The folded text alone."""
    return fold_with_offsets(text).text


@lru_cache(maxsize=32768)
def _fold_character(character: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKC", character).lower() if part.isalnum())
