"""Tables in pictures that stand in documents: read where the text of the document lacks statutory tables.

A picture is recognised only where ruled lines in it make a table. Pictures are taken from the document itself (a Word
package, ``data:`` addresses), and from files beside a page on disk, below its folder; nothing is fetched.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from gkml.document import Cell, Document, Row
from gkml.errors import InputError
from gkml.readers.isolation import Reply, run_isolated
from gkml.readers.limits import Limits
from gkml.readers.pdf.exchange import document_to_plain, plain_to_document
from gkml.readers.pdf.page import PageContent
from gkml.readers.signs import lacks_tables_in

__all__ = ["docx_pictures", "html_pictures", "lacks_tables", "read_pictures_task", "with_tables_of_pictures"]

_LEAST_BYTES = 1_000  # a picture of a table has more
_IMAGE = re.compile(r"<img\b[^<>]{0,2000}?\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_DATA = re.compile(r"data:image/[\w.+-]+((?:;[\w=.-]+)*),", re.IGNORECASE)
_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp"))
_MEDIA = re.compile(r"word/media/[^/]+", re.IGNORECASE)


def lacks_tables(document: Document) -> bool:
    """Whether pictures stand in a document, and a statutory table is not in its text."""
    return bool(document.pictures) and lacks_tables_in(document.text)


def with_tables_of_pictures(document: Document, pictures: Iterable[bytes], limits: Limits) -> Document:
    """The document with the tables of pictures behind its text; as it is, where recognition is not installed.

    Their cells have no pages and boxes. A picture that cannot be read is left out.
    """
    from gkml.readers.ocr.engine import is_installed

    pictures = [data for data in pictures if len(data) >= _LEAST_BYTES][: limits.ocr_pages]
    if not pictures:
        return document
    if not is_installed():
        note = (
            "pictures_not_read",
            f"tables may stand in {len(pictures)} pictures of the document; to have them read, run: "
            "pip install 'gkml[ocr]'",
        )
        return replace(document, notes=(*document.notes, note))
    blob = b"".join(struct.pack(">Q", len(data)) + data for data in pictures)
    allowed = limits.for_recognition(len(pictures))
    task = "gkml.readers.pictures:read_pictures_task"
    found = plain_to_document(run_isolated(task, blob, {"limits": asdict(limits)}, allowed).plain)
    return _joined(document, found) if found.rows else document


def read_pictures_task(data: bytes, options: dict[str, Any]) -> Reply:
    """What the child does: the tables of all pictures that have some, as one document."""
    from gkml.readers.ocr.decoding import decode_pictures
    from gkml.readers.ocr.engine import load_engine
    from gkml.readers.ocr.page import holds_table, picture_to_page
    from gkml.readers.ocr.picture import Picture
    from gkml.readers.pdf.reader import pages_to_document

    limits = Limits(**options["limits"])
    pages: list[PageContent] = []
    for picture in _parted(data):
        try:
            for decoded in decode_pictures(picture, limits, embedded=True):
                grays = Picture.of(decoded.pixels, decoded.unit)
                if holds_table(grays):
                    pages.append(picture_to_page(grays, len(pages) + 1, load_engine(), limits)[0])
        except InputError:
            continue
    if not pages:
        return Reply(document_to_plain(Document("", (), "image")))
    document = pages_to_document(pages, limits)
    note = ("ocr", f"tables were recognised in {len(pages)} pictures of the document; compare figures with them")
    return Reply(document_to_plain(replace(document, notes=(note,))))


def _parted(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from(">Q", data, at)
        yield data[at + 8 : at + 8 + size]
        at += 8 + size


def _joined(document: Document, more: Document) -> Document:
    """Two documents, one behind the other."""
    offset, first = len(document.text), len(document.rows)
    tables = 1 + max((row.table for row in document.rows if row.table is not None), default=-1)
    rows = (
        Row(
            first + row.index,
            offset + row.start,
            offset + row.end,
            tuple(_moved(cell, offset) for cell in row.cells),
            row.kind,
            row.gap,
            None if row.table is None else tables + row.table,
        )
        for row in more.rows
    )
    return replace(
        document,
        text=document.text + more.text,
        rows=(*document.rows, *rows),
        notes=(*document.notes, *more.notes),
    )


def _moved(cell: Cell, offset: int) -> Cell:
    return replace(cell, start=cell.start + offset, end=cell.end + offset, page=None, boxes=())


def html_pictures(text: str, name: str, limits: Limits) -> Iterator[bytes]:
    """The pictures of a page: in its addresses, and in files that lie in its folder or below."""
    folder = Path(name).parent if name and "://" not in name and _is_file(Path(name)) else None
    taken = 0
    for match in _IMAGE.finditer(text):
        source = next(group for group in match.groups() if group is not None).strip()
        data = _from_address(source) if source[:5].lower() == "data:" else _from_folder(source, folder, limits)
        if data:
            taken += len(data)
            limits.check_inflated(taken, name)
            yield data


def _from_address(source: str) -> bytes | None:
    match = _DATA.match(source)
    if match is None:
        return None
    body = source[match.end() :]
    if ";base64" not in match[1].lower():
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(re.sub(r"\s", "", unquote(body)))
    except (binascii.Error, ValueError):
        return None


def _from_folder(source: str, folder: Path | None, limits: Limits) -> bytes | None:
    path = unquote(source.partition("?")[0].partition("#")[0])
    if folder is None or not path or ":" in path or "\0" in path or path.startswith(("/", "\\")):
        return None
    try:
        root = folder.resolve(strict=True)
        file = (root / path.replace("\\", "/")).resolve(strict=True)
        # links are followed before they are judged; what leads out of the folder is not read
        if not file.is_relative_to(root) or file.suffix.lower() not in _SUFFIXES or not _is_file(file):
            return None
        return file.read_bytes() if file.stat().st_size <= limits.file_bytes else None
    except (OSError, ValueError, RuntimeError):
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def docx_pictures(data: bytes, limits: Limits) -> Sequence[bytes]:
    """The pictures of a Word package in the order of their numbers."""
    from gkml.readers.zipped import Inflation, Zip

    package = Zip(data, Inflation(limits))
    media = [m for m in package.members if _MEDIA.fullmatch(m.name) and Path(m.name).suffix.lower() in _SUFFIXES]
    return [package.inflate(member) for member in sorted(media, key=lambda m: _by_number(m.name))]


def _by_number(name: str) -> tuple[int, str]:
    digits = re.findall(r"\d+", name)
    return (int(digits[-1][:9]) if digits else 0, name)
