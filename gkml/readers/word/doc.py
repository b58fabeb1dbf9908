""".doc to Document: the binary format of Word 97 to 2003, which Kingsoft's .wps files share ([MS-DOC]).

The File Information Block says where the piece table is; the text of the body comes first in it, that of text boxes
last. Headers, footers, notes and comments between them are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.word.binary_lists import read_binary_lists
from gkml.readers.word.binary_story import Story
from gkml.readers.word.blocks import Block
from gkml.readers.word.compound import CompoundFile
from gkml.readers.word.formatting import read_formatting
from gkml.readers.word.layout import blocks_to_document
from gkml.readers.word.pieces import read_pieces
from gkml.readers.word.stylesheet import read_style_sheet

__all__ = ["read_doc"]

_STREAM: Final = "WordDocument"
_SIGNATURE = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_COUNTS_AT = 0x4C  # of characters: body, footnotes, headers, macros, comments, endnotes, text boxes
_PLACES_AT = 0x9A  # of structures in the table stream: offset and size of each
_STYLES, _RUNS, _PARAGRAPHS, _PIECES, _LISTS, _LIST_OVERRIDES = 1, 12, 13, 33, 73, 74


def read_doc(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a .doc file.

    Raises:
        InputError: ``damaged_file``, ``encrypted``, ``unknown_format`` (Word 6.0, 95 and older), ``too_many_rows``.
    """
    compound = CompoundFile(data)
    if "EncryptedPackage" in compound.names:
        raise _encrypted()
    stream = compound.stream(_STREAM)
    if stream is None:
        raise InputError("the Office file holds no Word document; save it as .docx", code="unknown_format")
    header = _read_header(stream)
    if header.is_encrypted:
        raise _encrypted()
    tables = (compound.stream(name) for name in header.table_names)
    table = next((found for found in tables if found is not None), b"")
    story = Story(
        stream=stream,
        more=compound.stream("Data") or b"",
        pieces=read_pieces(header.part(table, _PIECES), len(stream)),
        runs=read_formatting(stream, header.part(table, _RUNS), "run", limits),
        paragraphs=read_formatting(stream, header.part(table, _PARAGRAPHS), "paragraph", limits),
        styles=read_style_sheet(header.part(table, _STYLES)),
        lists=read_binary_lists(table, header.place(_LISTS)[0], header.place(_LIST_OVERRIDES)[0]),
        limits=limits,
    )
    blocks = list(_read_stories(story, header))
    return blocks_to_document(blocks, "doc", limits, pictures=story.pictures)


def _read_stories(story: Story, header: _Header) -> Iterator[Block]:
    yield from story.blocks(0, header.body)
    yield from story.blocks(header.boxes_start, header.boxes_start + header.boxes)


@dataclass(frozen=True, slots=True)
class _Header:
    """The File Information Block, as far as it is needed ([MS-DOC], 2.5)."""

    data: bytes
    is_encrypted: bool
    table_names: tuple[str, str]
    body: int
    boxes_start: int
    boxes: int

    def place(self, number: int) -> tuple[int, int]:
        """Offset and size of a structure in the table stream."""
        at = _PLACES_AT + 8 * number
        return _number(self.data, at, 4), _number(self.data, at + 4, 4)

    def part(self, table: bytes, number: int) -> bytes:
        """A structure of the table stream."""
        start, size = self.place(number)
        return table[start : start + size]


def _read_header(stream: bytes) -> _Header:
    signature, version, flags = _number(stream, 0, 2), _number(stream, 2, 2), _number(stream, 10, 2)
    if version < _WORD_97 and version:
        raise InputError(
            f"the document was written by Word 6.0, 95 or older (version {version}); save it as .docx",
            code="unknown_format",
        )
    if signature != _SIGNATURE or len(stream) < _PLACES_AT + 8 * (_PIECES + 1):
        raise InputError(
            f"the Word document begins with {signature:#06x} and no header; fetch it again", code="damaged_file"
        )
    body, *between, boxes = [_number(stream, _COUNTS_AT + 4 * n, 4) for n in range(7)]
    names = ("1Table", "0Table") if flags & _TABLE_1 else ("0Table", "1Table")
    return _Header(stream[:2048], bool(flags & _ENCRYPTED), names, body, body + sum(between), boxes)


def _encrypted() -> InputError:
    return InputError("the document needs a password; remove it and save the document again", code="encrypted")


def _number(data: bytes, at: int, size: int) -> int:
    """A number; 0 behind the end."""
    return int.from_bytes(data[at : at + size], "little")
