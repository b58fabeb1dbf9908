"""Readers: the bytes of a file to a ``Document``, whatever the file is."""

from __future__ import annotations

from dataclasses import replace

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers.encoding import REPLACEMENT, decode
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.opening import load_bytes, sniff

__all__ = ["DEFAULT_LIMITS", "Limits", "load_bytes", "read"]


def read(data: bytes, name: str = "", limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read the bytes of a report.

    Args:
        data: the whole file.
        name: path or file name, for messages and for what the content leaves open.
        limits: what the file may hold.

    Raises:
        InputError: where the file cannot be read as a report.
    """
    limits.check_file(len(data), name)
    kind = sniff(data, name)
    if kind == "pdf":
        from gkml.readers.pdf.reader import read_pdf

        return read_pdf(data, limits)
    text, encoding = decode(data)
    text = text.replace("\0", "")
    if not text.strip():
        raise InputError(f"{name or 'the file'} holds nothing but white space", code="empty_file")
    if kind == "html":
        from gkml.readers.html import read_html

        document = read_html(text, limits)
    else:
        from gkml.readers.text import read_text

        document = read_text(text, limits)
    if lost := text.count(REPLACEMENT):
        note = ("damaged_bytes", f"{lost:,} characters are lost (read as {encoding}); compare with the original file")
        document = replace(document, notes=(*document.notes, note))
    return document
