"""Readers: the bytes of a file to a ``Document``, whatever the file is."""

from __future__ import annotations

from dataclasses import replace

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers.containers import CONTAINER_KINDS
from gkml.readers.encoding import REPLACEMENT, decode
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.opening import Kind, load_bytes, sniff
from gkml.readers.pictures import docx_pictures, html_pictures, lacks_tables, with_tables_of_pictures

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
    kind = sniff(data, name, limits)
    if kind == "pdf":
        from gkml.readers.pdf.reader import read_pdf

        return read_pdf(data, limits)
    if kind in ("image", "pages"):
        from gkml.readers.images import read_image

        return read_image(data, limits, name)
    if kind in CONTAINER_KINDS:
        return _read_container(data, kind, name, limits)
    text, encoding = decode(data)
    text = text.replace("\0", "")
    if not text.strip():
        raise InputError(f"{name or 'the file'} holds nothing but white space", code="empty_file")
    if kind == "html":
        from gkml.readers.html import read_html

        document = read_html(text, limits)
        if lacks_tables(document):
            document = with_tables_of_pictures(document, html_pictures(text, name, limits), limits)
    else:
        from gkml.readers.text import read_text

        document = read_text(text, limits, leavings=True)
    if lost := text.count(REPLACEMENT):
        note = ("damaged_bytes", f"{lost:,} characters are lost (read as {encoding}); compare with the original file")
        document = replace(document, notes=(*document.notes, note))
    return document


def _read_container(data: bytes, kind: Kind, name: str, limits: Limits) -> Document:
    if kind == "docx":
        from gkml.readers.word.docx import read_docx

        document = read_docx(data, limits)
        if lacks_tables(document):
            document = with_tables_of_pictures(document, docx_pictures(data, limits), limits)
        return document
    if kind == "doc":
        from gkml.readers.word.doc import read_doc

        return read_doc(data, limits)
    if kind == "xlsx":
        from gkml.readers.spreadsheet import read_xlsx

        return read_xlsx(data, limits)
    if kind == "mhtml":
        from gkml.readers.mhtml import read_mhtml

        return read_mhtml(data, limits)
    if kind == "office":
        from gkml.readers.office import convert_to_docx
        from gkml.readers.word.docx import read_docx

        return replace(read_docx(convert_to_docx(data, limits), limits), reader="office")
    raise InputError(
        f"{name or 'the file'} is an archive; its members are inputs of their own, give it to Pipeline.pipe",
        code="is_archive",
    )
