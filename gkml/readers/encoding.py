"""Bytes to text: byte order mark, UTF-8, what the bytes look like, and last what the file says of itself.

A file's word is believed only where the bytes are too few to tell. Pages that say ``utf-8`` and hold GBK, or the other
way round, are common; bytes that are valid UTF-8 by chance are not.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

from gkml.errors import InputError

__all__ = ["REPLACEMENT", "decode", "decode_utf16"]

REPLACEMENT = "\ufffd"

# The UTF-32 marks first: the one of UTF-32-LE begins like the one of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(
    rb"""<meta[^>]{0,500}?charset\s*+=\s*+["']?+\s*+([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 32_768  # bytes; detection is certain from a few hundred, and its cost grows with the sample
_ENOUGH = 40  # bytes; of fewer than twenty characters GB18030 and Big5 can look alike
_PIECE = 1_024  # bytes; short enough that a few broken bytes leave most pieces whole
_DECLARED_WITHIN = 16_384  # bytes; standards say 1,024, pages with scripts before their charset know better
_CHINESE_CODECS = ["gb18030", "big5", "big5hkscs"]
_PLAUSIBLE = re.compile(r"[\t\n\r\x20-\x7e\u00a0\u2010-\u203f\u3000-\u301f\u4e00-\u9fff\uff01-\uffe5]")


def decode(data: bytes) -> tuple[str, str]:
    """Decode a file of unknown encoding; a few broken bytes become U+FFFD.

    Returns:
        The text without byte order mark, and the name of the codec that read it.

    Raises:
        InputError: ``undecodable``, where no encoding reads nearly all of it.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if (text := _tolerant(data, codec)) is not None:
                return text, codec
            break  # a mark before bytes of another encoding
    if (wide := decode_utf16(data)) is not None:
        return wide
    for codec in _candidates(data):
        if (text := _tolerant(data, codec)) is not None:
            return text, codec
    raise InputError(
        f"the {len(data):,} bytes are not text in UTF-8, UTF-16, GB18030 or Big5 (more than 1 % cannot be read); "
        "save the file again as UTF-8",
        code="undecodable",
    )


def decode_utf16(data: bytes) -> tuple[str, str] | None:
    """The text of UTF-16 without byte order mark and its codec; None where the bytes are something else."""
    sample = data[:_SAMPLE]
    if b"\0" not in sample:  # the ASCII half of every report (digits, line ends) has them
        return None
    best: tuple[int, int, str] | None = None
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample.decode(codec, "replace")
        score = (len(_PLAUSIBLE.findall(text)), sum(character < "\x7f" for character in text), codec)
        if score[0] > 0.95 * len(text) and (best is None or score[:2] > best[:2]):  # 5 %: rare signs, a cut end
            best = score
    if best is None or (text_or_none := _tolerant(data, best[2])) is None:
        return None
    return text_or_none, best[2]


def _candidates(data: bytes) -> Iterator[str]:
    """Codecs in the order in which to try them; the costly question is asked only where UTF-8 fails."""
    yield "utf-8"
    detected, declared = _detected(data), _declared(data)
    if len(_HIGH.findall(data[:_SAMPLE])) < _ENOUGH:
        detected, declared = declared, detected
    yield from dict.fromkeys(codec for codec in (detected, declared, "gb18030", "big5hkscs") if codec is not None)


def _detected(data: bytes) -> str | None:
    """The Chinese multi-byte codec that the bytes look like, or None where they give no sign."""
    from charset_normalizer import from_bytes

    votes: Counter[str] = Counter()
    sample = _sample(data)
    for piece in (sample, *_pieces(sample)):
        match = from_bytes(piece, cp_isolation=_CHINESE_CODECS, preemptive_behaviour=False).best()
        if match is not None:
            votes["gb18030" if match.encoding == "gb18030" else "big5hkscs"] += 1
            if piece is sample:
                break
    return votes.most_common(1)[0][0] if votes else None


def _sample(data: bytes) -> bytes:
    """A part that begins with the first byte beyond ASCII, so that scripts and style sheets do not fill it."""
    first = _HIGH.search(data)
    return data[first.start() : first.start() + _SAMPLE] if first else b""


def _pieces(sample: bytes) -> Iterator[bytes]:
    """The sample cut after line ends and tags, where no character of a Chinese encoding can be cut."""
    start = 0
    while start < len(sample):
        ends = [sample.find(sign, start + _PIECE) for sign in (b"\n", b">")]
        end = min((end + 1 for end in ends if end >= 0), default=len(sample))
        yield sample[start:end]
        start = end


def _declared(data: bytes) -> str | None:
    """What the file says of itself, where that is a Chinese multi-byte encoding.

    GB2312 and GBK are read as GB18030, which holds both; single-byte names only stand where nobody changed a default.
    """
    for match in _DECLARATION.finditer(data[:_DECLARED_WITHIN]):
        name = (match[1] or match[2]).decode("ascii").lower().replace("_", "-")
        if "gb" in name or name in {"cp936", "ms936", "windows-936", "euc-cn", "chinese"}:
            return "gb18030"
        if "big5" in name or name == "cp950":
            return "big5hkscs"
    return None


def _tolerant(data: bytes, codec: str) -> str | None:
    """The text with broken bytes as U+FFFD; None where more than a few are broken."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        pass
    good, broken = _counts(data[:_SAMPLE], codec, data[:_SAMPLE].decode(codec, "replace"))
    if broken > max(3, good):  # hopeless from the start; replacing in megabytes would be slow
        return None
    text = data.decode(codec, "replace")
    good, broken = _counts(data, codec, text)
    # Three: a character cut at either end. One in a hundred: bytes lost on the way. One in five: not in a short text.
    return None if broken > max(3, good // 100) or broken * 5 > good + len(text) // 100 else text


def _counts(data: bytes, codec: str, text: str) -> tuple[int, int]:
    """Characters beyond ASCII that were read, and that were not."""
    printed = data.count(REPLACEMENT.encode()) if codec == "utf-8" else 0  # stood in the file already
    broken = text.count(REPLACEMENT) - printed
    return len(text) - len(text.encode("ascii", "ignore")) - broken, broken
