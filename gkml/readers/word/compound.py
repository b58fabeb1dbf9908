"""Compound files (OLE2), the small file system in which old Office programs kept their streams ([MS-CFB]).

Every chain is bounded by the number of sectors and every tree by the number of entries, so that no circle is followed
twice; what points outside the file is damage.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from typing import Final

from gkml.errors import InputError

__all__ = ["COMPOUND_SIGNATURE", "CompoundFile"]

COMPOUND_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = struct.Struct("<8s16xHHHHH6xIII4xIIIII")
_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_ENTRY = struct.Struct("<64sHBxIII36xIQ")
_FAT_IN_HEADER = 109  # sectors of the table of sectors that the header itself names
_LAST_SECTOR = 0xFFFFFFFA  # larger numbers are signs
_END = 0xFFFFFFFE
_NONE = 0xFFFFFFFF
_MINI_BYTES = 64
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class CompoundFile:
    """A compound file in memory; the streams of its root are read by name.

    Raises:
        InputError: ``damaged_file``, here and on reading.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER_BYTES:
            raise _damaged("it ends in its header")
        signature, _, major, order, shift, mini_shift, _, _, directory, cutoff, mini_fat, _, difat, _ = (
            _HEADER.unpack_from(data)
        )
        if signature != COMPOUND_SIGNATURE or order != 0xFFFE or (major, shift) not in ((3, 9), (4, 12)):
            raise _damaged(f"version {major} with sectors of 2^{shift} bytes does not exist")
        if mini_shift != 6:
            raise _damaged(f"small sectors of 2^{mini_shift} bytes do not exist")
        self._data = data
        self._sector_bytes = 1 << shift
        self._sectors = max(0, -(-len(data) // self._sector_bytes) - 1)  # the last one may be cut
        self._cutoff = cutoff
        self._wide_sizes = major == 4
        self._fat = self._read_fat(difat)
        self._entries = self._read_root(b"".join(self._chain(directory)))
        self._mini_fat = _numbers(b"".join(self._chain(mini_fat))) if mini_fat < _LAST_SECTOR else array("I")
        root, size = self._entries.get("", (_END, 0))
        self._mini_stream = b"".join(self._chain(root))[:size] if size else b""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the streams in the root."""
        return tuple(name for name in self._entries if name)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream of the root; None where it has none of this name."""
        if not name or name not in self._entries:
            return None
        start, size = self._entries[name]
        data = self._small(start, size) if size < self._cutoff else b"".join(self._chain(start))
        missing = size - len(data)
        if missing >= self._sector_bytes:
            raise _damaged(f"its stream {name} lacks {missing:,} of {size:,} bytes")
        return data[:size]

    def _read_fat(self, difat: int) -> array[int]:
        """The table of sectors: for every sector the one that follows it."""
        numbers = list(struct.unpack_from(f"<{_FAT_IN_HEADER}I", self._data, 76))
        per_sector = self._sector_bytes // 4 - 1  # the last number of a sector leads to the next one
        visited = 0
        while difat < _LAST_SECTOR:
            visited += 1
            if visited > self._sectors:
                raise _damaged("its table of sectors runs in a circle")
            more = _numbers(self._sector(difat))
            if len(more) <= per_sector:
                raise _damaged("its table of sectors is cut")
            numbers += more[:per_sector]
            difat = more[per_sector]
        fat = array("I")
        for number in numbers:
            if number < _LAST_SECTOR:
                if len(fat) > self._sectors:  # it has an entry for every sector of the file already
                    break
                fat.extend(_numbers(self._sector(number)))
        return fat

    def _sector(self, number: int) -> bytes:
        if number >= self._sectors:
            raise _damaged(f"sector {number:,} lies outside its {self._sectors:,}")
        start = (number + 1) * self._sector_bytes
        return self._data[start : start + self._sector_bytes]

    def _chain(self, number: int) -> Iterator[bytes]:
        visited = 0
        while number != _END:
            visited += 1
            if visited > self._sectors or number >= len(self._fat):
                raise _damaged("a chain of its sectors has no end")
            yield self._sector(number)
            number = self._fat[number]

    def _small(self, number: int, size: int) -> bytes:
        """A stream that is kept in the small sectors of the root's own stream."""
        parts: list[bytes] = []
        while size > 0 and number != _END:
            if number >= len(self._mini_fat) or len(parts) > len(self._mini_fat):
                raise _damaged("a chain of its small sectors has no end")
            parts.append(self._mini_stream[number * _MINI_BYTES : (number + 1) * _MINI_BYTES])
            number = self._mini_fat[number]
        return b"".join(parts)

    def _read_root(self, directory: bytes) -> dict[str, tuple[int, int]]:
        """First sector and size of every stream in the root; the root itself is ``""``."""
        entries = [
            _ENTRY.unpack_from(directory, at) for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        ]
        if not entries or entries[0][2] != _ROOT:
            raise _damaged("its directory has no root")
        found = {"": self._place(entries[0])}
        waiting, visited = [entries[0][5]], set()
        while waiting:
            number = waiting.pop()
            if number == _NONE or number in visited:
                continue
            if number >= len(entries):
                raise _damaged(f"entry {number:,} lies outside its directory")
            visited.add(number)
            name, length, kind, left, right, *_ = entry = entries[number]
            if kind == _STREAM:
                text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                found.setdefault(text, self._place(entry))
            waiting += [left, right]
        return found

    def _place(self, entry: tuple[int, ...]) -> tuple[int, int]:
        start, size = entry[6], entry[7]
        if not self._wide_sizes:
            size &= 0xFFFFFFFF  # old writers leave anything in the upper half
        if size > len(self._data):
            raise _damaged(f"a stream of {size:,} bytes does not fit into its {len(self._data):,}")
        return start, size


def _numbers(data: bytes) -> array[int]:
    return array("I", struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _damaged(what: str) -> InputError:
    return InputError(f"the Office file is damaged: {what}; fetch it again", code="damaged_file")
