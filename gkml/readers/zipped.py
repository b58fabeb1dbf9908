"""ZIP files from memory: names, and members inflated under a budget.

Nothing is written to disk, and nothing that the file says of its own sizes is believed: bytes are counted while they
are inflated, members by their entries in the central directory before any of them is read.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from gkml.errors import InputError, in_words
from gkml.readers.limits import Limits

__all__ = ["ZIP_SIGNATURES", "Inflation", "Packed", "Zip", "ZipMember", "decoded_name", "inflate_gzip"]

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""What a ZIP file begins with; the second one is that of an archive without members."""

_PIECE = 1 << 20  # bytes inflated at a time
_FIRST_FED = 1 << 9  # bytes of a gzip member that are taken first
_ENTRY = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END_BYTES = 22
_FROM_64 = 0xFFFFFFFF  # the size stands elsewhere, in the ZIP64 record
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for a window of gigabytes
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, NotImplementedError, KeyError)


@dataclass(slots=True)
class Inflation:
    """What has been inflated so far, shared by an archive and the archives in it."""

    limits: Limits
    name: str = ""
    size: int = 0

    def add(self, size: int) -> None:
        """Count what was inflated.

        Raises:
            InputError: ``archive_too_large``.
        """
        self.size += size
        self.limits.check_inflated(self.size, self.name)


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in an archive; ``name`` as its writer meant it, not yet safe for any use as a path."""

    name: str
    info: zipfile.ZipInfo


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in an archive of any kind: its name, the size that the archive states, and what takes it out."""

    name: str
    size: int
    inflate: Callable[[], bytes]


class Zip:
    """A ZIP file in memory.

    Args:
        data: the whole file.
        inflation: the budget that its members share.
        name: for messages.

    Raises:
        InputError: ``damaged_file`` or ``too_many_members``.
    """

    def __init__(self, data: bytes, inflation: Inflation, name: str = "") -> None:
        self._inflation = inflation
        self._name = name or "the file"
        inflation.limits.check_members(_count_entries(data), self._name)
        try:
            self._file = zipfile.ZipFile(BytesIO(data))
            # a name may be empty, which is_dir() does not stand
            files = [info for info in self._file.infolist() if not info.filename.endswith("/")]
            self.members = tuple(ZipMember(_decoded_name(info), info) for info in files)
        except _FAULTS as error:
            raise self._damaged(error) from error

    def files(self) -> list[Packed]:
        """The members, to be taken out one by one."""
        return [Packed(one.name, one.info.file_size, partial(self.inflate, one)) for one in self.members]

    def inflate(self, member: ZipMember) -> bytes:
        """The bytes of a member.

        Raises:
            InputError: ``encrypted``, ``damaged_file``, ``unknown_format`` (compressed in an unusual way), or
                ``archive_too_large``.
        """
        info = member.info
        if info.flag_bits & _ENCRYPTED:
            raise InputError(f"{member.name} in {self._name} needs a password; remove it", code="encrypted")
        if info.compress_type not in _METHODS:
            raise InputError(
                f"{member.name} in {self._name} is compressed by method {info.compress_type}; pack it again with "
                "deflate",
                code="unknown_format",
            )
        parts: list[bytes] = []
        try:
            with self._file.open(info) as stream:
                while piece := stream.read(_PIECE):
                    self._inflation.add(len(piece))
                    parts.append(piece)
        except (*_FAULTS, RuntimeError) as error:
            raise self._damaged(error) from error
        return b"".join(parts)

    def _damaged(self, error: Exception) -> InputError:
        return InputError(f"{self._name} is damaged ({in_words(error)}); fetch it again", code="damaged_file")


def inflate_gzip(data: bytes, inflation: Inflation, name: str = "") -> bytes:
    """The bytes of a gzip file; of several members one behind another, as of one.

    Raises:
        InputError: ``damaged_file`` or ``archive_too_large``.
    """
    parts: list[bytes] = []
    at = 0
    while data.startswith(b"\x1f\x8b", at):
        stream = zlib.decompressobj(wbits=31)
        fed, size = b"", _FIRST_FED
        while not stream.eof:
            if not fed:  # what is fed is copied, and there may be any number of members: little at first
                fed, size = data[at : at + size], min(2 * size, _PIECE)
                at += len(fed)
            if not fed:
                raise InputError(f"{name or 'the file'} ends in the middle; fetch it again", code="damaged_file")
            try:
                piece = stream.decompress(fed, _PIECE)
            except zlib.error as error:
                message = f"{name or 'the file'} is damaged ({in_words(error)}); fetch it again"
                raise InputError(message, code="damaged_file") from error
            inflation.add(len(piece))
            parts.append(piece)
            fed = stream.unconsumed_tail
        at -= len(stream.unused_data)
    return b"".join(parts)


def _count_entries(data: bytes) -> int:
    """Members by the signatures of the central directory, whose own count may be a lie; an upper bound."""
    end = data.rfind(_END)
    if end < 0 or end + _END_BYTES > len(data):
        return 0  # zipfile will find it damaged
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    start = 0 if size == _FROM_64 else max(0, end - size)
    return data.count(_ENTRY, start, end)


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """The name in the encoding that it was most likely written in: Chinese systems write GBK and do not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        return decoded_name(name.encode("cp437", "replace")) or name
    return name


def decoded_name(raw: bytes) -> str | None:
    """A name in UTF-8 or GBK; None where it is in neither."""
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return None
