"""TAR files from memory (POSIX pax, GNU, ustar): names, and the bytes of plain files.

Links, devices and files with holes are no inputs, so that a member is a part of the file and never larger; nothing is
written to disk, so that no name leads anywhere.
"""

from __future__ import annotations

import tarfile
from functools import partial
from io import BytesIO

from gkml.errors import InputError
from gkml.readers.limits import Limits
from gkml.readers.zipped import Packed, decoded_name

__all__ = ["Tar", "is_tar"]

_BLOCK = 512
_MAGIC = slice(257, 262)
_CHECKSUM = slice(148, 156)
_FAULTS = (tarfile.TarError, EOFError, OSError, ValueError, IndexError, OverflowError)


def is_tar(data: bytes) -> bool:
    """Whether a file begins with the header of a TAR member whose checksum is right."""
    header = data[:_BLOCK]
    if len(header) < _BLOCK or header[_MAGIC] != b"ustar":
        return False
    stated = header[_CHECKSUM].strip(b" \0")
    try:
        # the checksum counts its own place as blanks
        return int(stated, 8) == sum(header) - sum(header[_CHECKSUM]) + 8 * 0x20
    except ValueError:
        return False


class Tar:
    """A TAR file in memory.

    Args:
        data: the whole file.
        limits: how many members it may have.
        name: for messages.

    Raises:
        InputError: ``damaged_file`` or ``too_many_members``.
    """

    def __init__(self, data: bytes, limits: Limits, name: str = "") -> None:
        self._name = name or "the file"
        self._members: list[tarfile.TarInfo] = []
        try:
            self._file = tarfile.TarFile.open(
                fileobj=BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape"
            )
            for count, member in enumerate(self._file, 1):
                limits.check_members(count, self._name)
                if member.isreg() and not member.issparse():
                    self._members.append(member)
        except _FAULTS as error:
            raise self._damaged(error) from error

    def files(self) -> list[Packed]:
        """The plain files in it, to be taken out one by one."""
        return [Packed(_name_of(member), member.size, partial(self._take_out, member)) for member in self._members]

    def _take_out(self, member: tarfile.TarInfo) -> bytes:
        """The bytes of a member; raises ``InputError`` with ``damaged_file``."""
        try:
            stream = self._file.extractfile(member)
            data = b"" if stream is None else stream.read()
        except _FAULTS as error:
            raise self._damaged(error) from error
        if len(data) != member.size:
            raise self._damaged("it ends in the middle")
        return data

    def _damaged(self, error: Exception | str) -> InputError:
        return InputError(f"{self._name} is damaged ({error}); fetch it again", code="damaged_file")


def _name_of(member: tarfile.TarInfo) -> str:
    """The name, in GBK where it is not in UTF-8."""
    raw = member.name.encode("utf-8", "surrogateescape")
    return decoded_name(raw) or raw.decode("utf-8", "replace")
