"""Messages between processes: plain data as JSON, and bytes beside it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

__all__ = ["Message", "read_message", "write_message"]

Message = tuple[dict[str, Any], bytes]
"""Plain data, and bytes beside it."""

_HEAD = struct.Struct(">QQ")  # sizes of the JSON and of the bytes that follow it
_CHUNK = 1 << 20  # bytes read at once


def write_message(sink: IO[bytes], head: Mapping[str, Any], blob: bytes = b"") -> None:
    """Send plain data and bytes; raises ``OSError`` where nobody listens."""
    plain = json.dumps(head, separators=(",", ":")).encode()
    for part in (_HEAD.pack(len(plain), len(blob)) + plain, blob):
        rest = memoryview(part)
        while rest:
            rest = rest[sink.write(rest) :]


def read_message(source: IO[bytes]) -> Message | None:
    """The next message; None where the other side is gone."""
    head = _read_exactly(source, _HEAD.size)
    if head is None:
        return None
    sizes = _HEAD.unpack(head)
    plain = _read_exactly(source, sizes[0])
    blob = _read_exactly(source, sizes[1])
    return None if plain is None or blob is None else (json.loads(plain), blob)


def _read_exactly(source: IO[bytes], size: int) -> bytes | None:
    read = bytearray()
    while len(read) < size:
        part = source.read(min(size - len(read), _CHUNK))
        if not part:
            return None
        read += part
    return bytes(read)
