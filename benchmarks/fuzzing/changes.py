"""Changes that need no knowledge of a format: bytes, numbers, pieces moved and repeated, tokens."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

__all__ = ["LARGEST", "Change", "change_bytes", "change_tokens", "one_of"]

LARGEST = 300_000
"""Bytes of a changed file: room for repetition that makes slow steps show, and still many files a second."""

Change = Callable[[bytes, random.Random], bytes]
"""A file and the dice to a changed file."""

_SIGNS = (0, 1, 2, 7, 9, 10, 13, 0x20, 0x22, 0x26, 0x3C, 0x7F, 0x80, 0xA1, 0xC0, 0xD8, 0xEF, 0xFE, 0xFF)
_REPEATS = (1, 1, 1, 2, 3, 20, 300, 5_000)
_WINDOW = 4_000  # bytes in which tokens are looked for at a time


def change_bytes(data: bytes, dice: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """Set, flip, drop, repeat, move and splice at some places; lengths are skewed towards small ones."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8, 20))):
        at = dice.randrange(len(out) + 1)
        way = dice.randrange(10)
        if way < 3 and at < len(out):
            out[at] = dice.choice((*_SIGNS, dice.randrange(256)))
        elif way == 3 and at < len(out):
            out[at] ^= 1 << dice.randrange(8)
        elif way == 4:
            out[at : at + dice.choice((2, 4))] = _number(dice)
        elif way == 5:
            del out[at : at + dice.choice((1, 2, 4, 16, 100, 1_000))]
        elif way == 6:
            piece = out[at : at + _length(dice)]
            out[at:at] = _repeated(bytes(piece), dice.choice(_REPEATS))
        elif way == 7:
            source = dice.choice(others) if others else bytes(out)
            start = dice.randrange(len(source) + 1)
            out[at : at + dice.choice((0, 0, 50))] = source[start : start + _length(dice)]
        elif way == 8:
            out[at:at] = bytes(dice.choice((*_SIGNS, dice.randrange(256))) for _ in range(dice.randrange(1, 9)))
        elif dice.random() < 0.2:
            del out[at:]
        del out[LARGEST:]
    return bytes(out)


def change_tokens(
    data: bytes, dice: random.Random, token: re.Pattern[bytes], words: Sequence[bytes], largest: int = LARGEST
) -> bytes:
    """Replace, drop, repeat and move tokens of a format, or put its words between them."""
    out = data
    for _ in range(dice.choice((1, 1, 2, 4, 12))):
        begin = dice.randrange(max(1, len(out) - _WINDOW // 2))
        window = out[begin : begin + _WINDOW]
        spans = [found.span() for found in token.finditer(window)]
        if not spans:
            return change_bytes(out, dice)
        first, last = dice.choice(spans)
        way = dice.randrange(7)
        if way == 0:
            new = dice.choice(words)
        elif way == 1:
            new = window[slice(*dice.choice(spans))]
        elif way == 2:
            new = b""
        elif way == 3:
            new = _repeated(window[first:last], 1 + dice.choice(_REPEATS))
        elif way == 4:
            new = _repeated(dice.choice(words), dice.choice(_REPEATS)) + window[first:last]
        elif way == 5:  # a stretch of several tokens, again
            _, last = spans[min(len(spans) - 1, spans.index((first, last)) + dice.randrange(1, 30))]
            new = _repeated(window[first:last], 1 + dice.choice(_REPEATS[:-1]))
        else:
            new = change_bytes(window[first:last], dice)
        out = (out[: begin + first] + new + out[begin + last :])[:largest]
    return out


def one_of(*changes: Change) -> Change:
    """A change that is one of others each time."""

    def change(data: bytes, dice: random.Random) -> bytes:
        return dice.choice(changes)(data, dice)

    return change


def _repeated(piece: bytes, times: int) -> bytes:
    """A piece several times over, no more than a file may hold."""
    return (piece * min(times, LARGEST // max(1, len(piece)) + 1))[:LARGEST]


def _length(dice: random.Random) -> int:
    return dice.choice((1, 2, 4, 16, 64, 400, 4_000))


def _number(dice: random.Random) -> bytes:
    size = dice.choice((2, 4))
    return dice.choice(
        (
            b"\xff" * size,
            bytes(size),
            dice.randrange(1 << 16).to_bytes(size, "little"),
            (1 << 8 * size - 1).to_bytes(size, "little"),
        )
    )
