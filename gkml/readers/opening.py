"""Opening: a path to bytes, and bytes to the kind of reader they need, by content first and name second."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Literal

from gkml.errors import InputError
from gkml.readers.containers import ContainerKind, container_kind
from gkml.readers.encoding import decode_utf16
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.pages import folder_to_pages

__all__ = ["Kind", "is_picture", "load_bytes", "sniff"]

Kind = Literal["text", "html", "pdf", "image"] | ContainerKind

_BLANK = b" \t\r\n\x0b\x0c\0\xef\xbb\xbf\xff\xfe"  # white space and the bytes of byte order marks
_SAMPLE = 1_000_000  # bytes; a table of HTML may stand far down in a text
# Characters that no text has; tabs, line ends, form feeds, the cell mark \x07 of old Word files and
# the separators of ASCII (\x1c to \x1f) are left out.
_CONTROLS = bytes(code for code in (*range(0x01, 0x07), 0x08, *range(0x0E, 0x1C), 0x7F))

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")  # PNG, JPEG, TIFF
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"GIF87a", "a picture (GIF)"),
    (b"GIF89a", "a picture (GIF)"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
)

# Possessive, so that a page of nothing but comments is not tried in every way of grouping them.
_PAGE = re.compile(
    r"\s*+(?:(?:<\?xml[^>]*>|<!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK = re.compile(r"</?(?:p|div|br|hr|h[1-6]|ul|ol|li|dl|section|article|center|table|tr|td|th)\b[^<>]*>", re.I)
_BARE = re.compile(r"<(?:br\s*/?|/?(?:p|div))>", re.I)
_PARTED = re.compile(r"([^\d\s<>.\-/:\"']{1,8}|[\t\x1f])[ \"']*+\d[\d.,]*+[ \"']*+\1[ \"']*+\d")  # ;0;5
_ROW = re.compile(r"(?:^|\\n)(?:(?!\\[nt])[^|\t\n])*(?:[|\t]|\\t)(?:(?!\\[nt])[^|\t\n])*(?:[|\t]|\\t)", re.M)
_LEAST_ROWS = 3  # lines with two separators that make a table
_FIRST_TAG = re.compile(
    r"\s*<(p|div|span|h[1-6]|ul|ol|dl|section|article|main|center|font|table|tbody|tr|title|style|meta|link)\b[^<>]*>",
    re.IGNORECASE,
)
_TABLE = re.compile(r"<table\b[^<>]*>", re.IGNORECASE)
_TABLE_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_PAGES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx", ".jsp"})
_MARKED_UP = re.compile(
    r"<(?!/?(?:p|div|br|b|i|u|em|strong)\s*/?>)/?[a-z][^<>]*>", re.I
)  # more than line ends and emphasis
_MARKUP = re.compile(r"</?[a-z][^<>]*>|&(?:nbsp|#\d{2,6}|lt|gt);", re.IGNORECASE)


def load_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Read a file that is worth reading.

    Raises:
        InputError: ``unreadable_path``, ``file_too_large`` (told before anything is read) or ``empty_file``.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return folder_to_pages(path, limits)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path} is not a regular file; give the path of a report", code="unreadable_path")
        limits.check_file(status.st_size, str(path))
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        reason = getattr(error, "strerror", None) or error
        message = f"{path} cannot be read: {reason}; check path and permissions"
        if "\n" in str(path):  # who has a text tries it in the place of a path
            line = str(path).lstrip().partition("\n")[0]
            message = f"there is no file of the name {line[:40]!r} …; give a text itself as bytes, text.encode()"
        raise InputError(message, code="unreadable_path") from error
    limits.check_file(len(data), str(path))  # it may have grown
    refuse_empty(data, str(path))
    return data


def sniff(data: bytes, name: str = "", limits: Limits = DEFAULT_LIMITS) -> Kind:
    """Tell which reader a file needs; its name decides only where its content does not.

    Raises:
        InputError: ``empty_file``, ``unknown_format`` (a known format that is not read yet), ``binary_file``, or what
            is wrong with an archive.
    """
    refuse_empty(data, name)
    if (container := container_kind(data, name, limits)) is not None:
        return container
    # some servers put bytes before a PDF
    if data.startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and b"endobj" in data):
        return "pdf"
    if is_picture(data):
        return "image"
    if (known := _foreign_format(data)) is not None:
        raise InputError(
            f"{name or 'the file'} is {known}, which this version does not read; {_mend(known)}",
            code="unknown_format",
        )
    head = _readable_head(data, name)
    suffix = Path(name).suffix.lower()
    if (table := _TABLE.search(head)) and _TABLE_CELL.search(head, table.end()):
        return "html"  # Markdown, too: converters leave tables in it as HTML
    if suffix in {".md", ".markdown"}:
        return "text"
    return "html" if _is_page(head, suffix) else "text"


def is_picture(data: bytes) -> bool:
    """Whether it is a picture in a format that is read."""
    return data.startswith(_PICTURES)


def refuse_empty(data: bytes, name: str) -> None:
    if not data.strip(_BLANK):
        raise InputError(
            f"{name or 'the file'} is empty ({len(data)} bytes, none but white space); fetch it again",
            code="empty_file",
        )


def _foreign_format(data: bytes) -> str | None:
    """What a file is that no reader takes; None where it may be text."""
    for signature, description in _SIGNATURES:
        if data.startswith(signature):
            return description
    return None


def _mend(known: str) -> str:
    return "unpack it and give the folder" if known.endswith("archive") else "save it as HTML or plain text"


def _readable_head(data: bytes, name: str) -> str:
    """The beginning as characters; tags are ASCII, which Chinese encodings keep out of their characters."""
    sample = data[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        wide = sample.startswith(b"\0\0") or sample[2:4] == b"\0\0"
        return sample.decode("utf-32" if wide else "utf-16", "ignore").lstrip("\ufeff")
    if (utf16 := decode_utf16(sample)) is not None:
        return utf16[0]
    zeros, controls = sample.count(0), len(sample) - len(sample.translate(None, _CONTROLS))
    # Text has none of either; a damaged file may have some, compressed or compiled bytes have a tenth.
    if zeros * 1000 > len(sample) or controls * 50 > len(sample):
        raise InputError(
            f"{name or 'the file'} is binary ({zeros:,} zero bytes, {controls:,} control characters in the first "
            f"{len(sample):,}; limits 0.1 % and 2 %); give a text or HTML file",
            code="binary_file",
        )
    return sample.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _is_page(head: str, suffix: str) -> bool:
    if _PAGE.match(head):
        return True
    if suffix not in _PAGES and _is_dump_with_tags(head):
        return False
    if _FIRST_TAG.match(head):
        return True
    blocks = sum(1 for _ in _BLOCK.finditer(head))
    if blocks >= 3 and blocks * 400 >= len(head):  # a tag in 400 characters: paragraphs are shorter on average
        return True
    return suffix in _PAGES and bool(_MARKUP.search(head))


def _is_dump_with_tags(head: str) -> bool:
    """Whether a text has rows of cells, and bare tags that end its lines or lines in its cells, and no other."""
    lines, tags = _BARE.subn("\n", head)
    if tags < _LEAST_ROWS or _MARKED_UP.search(head):
        return False
    return any(len(pattern.findall(text)) >= _LEAST_ROWS for pattern in (_ROW, _PARTED) for text in (head, lines))
