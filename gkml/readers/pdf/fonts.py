"""A font for PDFs that carry none for their ideographs, so that reading does not depend on the fonts of the machine.

PDFium asks the machine for a font where a file names one and does not hold it. Without one, characters have no extent,
and those that stand alone or lie turned are dropped from the text. The font here gives every character a plain box:
enough to know where it stands. All other fonts that files may name (Helvetica, Times) PDFium has itself.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

__all__ = ["box_font", "fonts_of_machine", "provide_fonts"]

_EAST_ASIAN = (128, 129, 134, 136)  # charsets as Windows counts them: Japanese, Korean, simplified, traditional
_FONT = 1  # the handle of the one font
_WHOLE_FILE = 0  # tag under which PDFium asks for all tables
_EM, _ASCENT, _DESCENT = 1000, 880, -120
_WIDTHS = (_EM, _EM, 300, _EM)  # of the glyphs: none, ideograph, letter (narrow: its advance stands in the file), blank
# first and last character, glyph
_GROUPS = (
    (0x20, 0x20, 3), (0x21, 0x7E, 2), (0xA0, 0xA0, 3), (0xA1, 0x1FFF, 2), (0x2000, 0x200F, 3), (0x2010, 0x2E7F, 2),
    (0x2E80, 0x2FFF, 1), (0x3000, 0x3000, 3), (0x3001, 0xFF60, 1), (0xFF61, 0xFFDC, 2), (0xFFE0, 0x3FFFF, 1),
)  # fmt: skip
_BLANK = 3

_provided: list[Any] = []  # PDFium keeps a pointer to what it was given


def provide_fonts(pdfium_c: Any) -> None:
    """Tell PDFium where fonts come from; once in a process."""
    if _provided:
        return
    info = pdfium_c.FPDF_SYSFONTINFO()
    info.version = 1
    answers = {
        "MapFont": lambda _this, _weight, _italic, charset, _pitch, _face, _exact: (
            _FONT if charset in _EAST_ASIAN else None
        ),
        "GetFont": lambda _this, _face: None,
        "GetFontData": _font_data,
        "GetFaceName": lambda _this, _font, _buffer, _size: 0,
        "GetFontCharset": lambda _this, _font: _EAST_ASIAN[2],
        "EnumFonts": lambda _this, _mapper: None,
        "DeleteFont": lambda _this, _font: None,
        "Release": lambda _this: None,
    }
    types = dict(info._fields_)
    for name, answer in answers.items():
        callback = types[name](answer)
        setattr(info, name, callback)
        _provided.append(callback)
    _provided.append(info)
    pdfium_c.FPDF_SetSystemFontInfo(ctypes.byref(info))


@contextmanager
def fonts_of_machine(pdfium_c: Any) -> Iterator[None]:
    """Let PDFium take the fonts of the machine for documents that are opened meanwhile: boxes are not worth drawing."""
    machine = pdfium_c.FPDF_GetDefaultSystemFontInfo()
    if machine:
        pdfium_c.FPDF_SetSystemFontInfo(machine)
    try:
        yield
    finally:
        if _provided:
            pdfium_c.FPDF_SetSystemFontInfo(ctypes.byref(_provided[-1]))


def _font_data(_this: Any, _font: Any, tag: int, buffer: Any, size: int) -> int:
    data = box_font() if tag == _WHOLE_FILE else _tables().get(struct.pack(">I", tag), b"")
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


@lru_cache(maxsize=1)
def box_font() -> bytes:
    """A TrueType font of four glyphs, mapped to all characters (OpenType specification, cmap format 13)."""
    tables = _tables()
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0)
    at = len(head) + 16 * len(tables)
    directory, body = b"", b""
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, 0, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + directory + body


@lru_cache(maxsize=1)
def _tables() -> dict[bytes, bytes]:
    glyphs = [b"" if number == _BLANK else _glyph(width) for number, width in enumerate(_WIDTHS)]
    offsets = [sum(map(len, glyphs[:number])) for number in range(len(glyphs) + 1)]
    groups = b"".join(struct.pack(">III", *group) for group in _GROUPS)
    cmap = struct.pack(">HHIII", 13, 0, 16 + len(groups), 0, len(_GROUPS)) + groups
    return {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + cmap,
        b"glyf": b"".join(glyphs),
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhh10xhH", 0x00010000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 0, len(_WIDTHS)
        ),
        b"hmtx": b"".join(struct.pack(">Hh", width, 0) for width in _WIDTHS),
        b"loca": struct.pack(f">{len(offsets)}I", *offsets),
        b"maxp": struct.pack(">IH26x", 0x00010000, len(_WIDTHS)),
    }  # fmt: skip


def _glyph(width: int) -> bytes:
    """A box of four corners, clockwise."""
    corners = [(0, _DESCENT), (0, _ASCENT), (width, _ASCENT), (width, _DESCENT)]
    moves = list(zip(corners, [(0, 0), *corners], strict=False))
    outline = struct.pack(">hhhhhHH4B", 1, 0, _DESCENT, width, _ASCENT, 3, 0, *([1] * 4))
    outline += b"".join(struct.pack(">h", here[0] - before[0]) for here, before in moves)
    outline += b"".join(struct.pack(">h", here[1] - before[1]) for here, before in moves)
    return outline + bytes(-len(outline) % 4)
