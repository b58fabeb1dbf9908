"""What kind of container a file is: Office packages, compound files, archives, web archives."""

from __future__ import annotations

import re
from typing import Final, Literal

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.pages import PAGES_MARK
from gkml.readers.tarred import is_tar
from gkml.readers.zipped import ZIP_SIGNATURES, Inflation, Zip

__all__ = ["CONTAINER_KINDS", "ContainerKind", "container_kind"]

ContainerKind = Literal["docx", "doc", "xlsx", "mhtml", "archive", "office", "pages"]
"""``archive``: files whose members are inputs of their own; ``office``: what only an office program reads; ``pages``:
pictures of one report."""

CONTAINER_KINDS: Final[tuple[ContainerKind, ...]] = ("docx", "doc", "xlsx", "mhtml", "archive", "office")

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b"
_RICH_TEXT = b"{\\rtf"
_WORD_XML = re.compile(rb"progid=\"Word\.Document\"|<w:wordDocument\b|<pkg:package\b")
_WEB_ARCHIVE = re.compile(rb"\AMIME-Version:|^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
# In the first bytes of a damaged package; in whole ones the names of the members tell.
_PARTS: Final[tuple[tuple[bytes, ContainerKind], ...]] = ((b"word/", "docx"), (b"xl/", "xlsx"))
_NOT_READ = {"ppt/": "a presentation (pptx)", "OFD.xml": "an OFD document"}


def container_kind(data: bytes, name: str = "", limits: Limits = DEFAULT_LIMITS) -> ContainerKind | None:
    """The kind of a container by its content; None for a file that is none.

    Raises:
        InputError: ``unknown_format``, for packages that no reader takes; ``damaged_file`` or ``too_many_members``, for
            archives.
    """
    if data.startswith(_COMPOUND):
        return _compound_kind(data, name)
    if data.startswith(_RICH_TEXT) or _WORD_XML.search(data[:8192]):
        return "office"
    if data.startswith(_GZIP) or is_tar(data):
        return "archive"
    if data.startswith(ZIP_SIGNATURES):
        return _zip_kind(data, name, limits)
    return "mhtml" if _WEB_ARCHIVE.search(data[:2048]) else None


def _compound_kind(data: bytes, name: str) -> ContainerKind:
    from gkml.readers.word.compound import CompoundFile

    try:
        names = CompoundFile(data).names
    except InputError:
        return "doc"  # its reader says what is damaged
    if "WordDocument" in names or "EncryptedPackage" in names:
        return "doc"
    if "Workbook" in names or "Book" in names:
        raise _unknown(name, "an old Excel workbook (xls)", "save it as .xlsx")
    if "PowerPoint Document" in names:
        raise _unknown(name, "an old presentation (ppt)", "save it as PDF")
    return "office"


def _zip_kind(data: bytes, name: str, limits: Limits) -> ContainerKind:
    try:
        names = [member.name.replace("\\", "/") for member in Zip(data, Inflation(limits), name).members]
    except InputError:
        known = next((kind for part, kind in _PARTS if part in data[:65_536]), None)
        if known is None:
            raise
        return known  # its reader says what is damaged
    if names and names[0] == PAGES_MARK:
        return "pages"
    for beginning, description in _NOT_READ.items():
        if any(member.startswith(beginning) for member in names):
            raise _unknown(name, description, "save it as PDF")
    packaged = any(member.lower() == "[content_types].xml" for member in names)
    if packaged and any(member.startswith("word/") for member in names):
        return "docx"
    if packaged and any(member.startswith("xl/") for member in names):
        return "xlsx"
    return "office" if names and names[0] == "mimetype" and "content.xml" in names else "archive"


def _unknown(name: str, description: str, mend: str) -> InputError:
    return InputError(
        f"{name or 'the file'} is {description}, which this version does not read; {mend}", code="unknown_format"
    )
