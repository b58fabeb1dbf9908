"""Office Open XML packages (ECMA-376, ISO/IEC 29500): parts, relationships, and XML that cannot do harm."""

from __future__ import annotations

import posixpath
from typing import Final

from lxml import etree

from gkml.errors import InputError, in_words
from gkml.readers.limits import Limits
from gkml.readers.zipped import Inflation, Zip

__all__ = ["RELATIONSHIPS", "Element", "Package", "parse_xml"]

Element = etree._Element

RELATIONSHIPS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""Namespace of the attributes that name a relationship."""

_PACKAGE_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# The strict form of the standard has namespaces of its own for the same elements.
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/picture", b"http://schemas.openxmlformats.org/drawingml/2006/picture"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


class Package:
    """The parts of one file, inflated when they are asked for.

    Raises:
        InputError: ``damaged_file``, ``encrypted``, ``too_many_members`` or ``archive_too_large``, here and on reading.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._zip = Zip(data, Inflation(limits))
        # Some writers part names with backslashes; names are compared without case.
        self._members = {_part_name(member.name): member for member in self._zip.members}

    def xml(self, part: str) -> Element | None:
        """The root of a part; None where the package has no such part."""
        member = self._members.get(_part_name(part))
        return None if member is None else parse_xml(self._zip.inflate(member), self._limits, part)

    def main_part(self, usual: str) -> str:
        """Name of the part that holds the document, else ``usual``."""
        return next(iter(self.related("", "officeDocument")), usual)

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts of a kind that a part is related to (``""``: the package itself)."""
        return [target for name, target in self.relationships(part).values() if name == kind]

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """For every relationship of a part its kind (last word of its type) and the part it leads to."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return {}
        found = {}
        for element in root.iter(_PACKAGE_RELATIONSHIP):
            if element.get("TargetMode") != "External":
                target = element.get("Target", "").replace("\\", "/")
                kind = element.get("Type", "").rpartition("/")[2]
                found[element.get("Id", "")] = (kind, posixpath.normpath(posixpath.join("/", folder, target))[1:])
        return found


def parse_xml(data: bytes, limits: Limits, name: str) -> Element:
    """Parse a part without entities, network, or trees of any depth and size.

    Raises:
        InputError: ``damaged_file`` (also for a document type, which no part may have) or ``too_many_rows``.
    """
    limits.check_elements(data.count(b"<"))
    if b"<!DOCTYPE" in data:  # told before its entities are read; in text the sign < is written &lt;
        raise _has_document_type(name)
    if b"purl.oclc.org" in data[:65_536]:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    # Comments are taken out, so that every child is an element. The parser ends at 256 levels and texts of 10 MB.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise InputError(
            f"the part {name} is damaged ({in_words(error)}); save the file again", code="damaged_file"
        ) from error
    if root is None or root.getroottree().docinfo.doctype:
        raise _has_document_type(name)
    return root


def _has_document_type(name: str) -> InputError:
    return InputError(
        f"the part {name} declares a document type, which no writer does; save the file again", code="damaged_file"
    )


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
