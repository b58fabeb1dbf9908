"""Changes inside containers: parts and records of ZIP files, streams and tables of compound files, parts of mail."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping

from benchmarks.fuzzing.changes import LARGEST, Change, change_bytes, change_tokens

__all__ = ["change_compound", "change_mail", "change_parts", "change_records", "change_streams", "pack"]

_RECORD = re.compile(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06|PK\x06\x06|PK\x06\x07|PK\x07\x08")
_NAMES = (
    "../../../../tmp/gkml-escaped",
    "/tmp/gkml-escaped",
    "C:\\gkml-escaped.txt",
    "a\0b.txt",
    "\x1b[2J.txt",
    ".",
    "..",
    "",
    "/",
    "a" * 3_000 + ".txt",
    "a/" * 500 + "b.txt",
    "word/document.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
    "mimetype",
    "content.xml",
    "con.txt",
    "b.zip",
    "a.txt.gz",
    "\udcff.txt",
    "甲.txt",
)
_MAIL_TOKEN = re.compile(rb"[\w-]{1,40}:|boundary=\"?[^\s\";]*\"?|charset=\"?[\w-]*\"?|--[^\s]*|;|\r?\n|[^\s;:]{1,60}")
_MAIL = (
    b"Content-Type: text/html\r\n", b"Content-Type: multipart/related; boundary=\"a\"\r\n", b"--a\r\n", b"--a--\r\n",
    b"Content-Type: multipart/alternative\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html; charset*=x'y'z\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Transfer-Encoding: 7bit\r\n", b"boundary=\"\"", b"boundary*0=a; boundary*1=b", b"charset=\"utf-7\"",
    b"charset=rot13", b"charset=idna", b"charset=\"\0\"", b"begin 666 a\r\n", b"=?utf-8?b?4pi?=", b"=", b"=\r\n",
    b"=ZZ", b"====", b"\r\n", b"\n\n", b"\r", b" ", b"\t", b"\0", b"\xff", b"MIME-Version: 1.0\r\n",
    b"Content-Type: text/html; boundary=\"a\r\n", b"Content-Type: message/delivery-status\r\n",
    b"Content-Type: message/partial; id=1; number=2\r\n", b"X: " + b"y" * 1_000 + b"\r\n", b"(" * 50,
)  # fmt: skip


def change_parts(inside: Mapping[str, Change], otherwise: Change) -> Change:
    """Changes of the parts of a package, which is packed again around them.

    Args:
        inside: by the end of a part's name, what to do with it.
        otherwise: for all other parts.
    """

    def change(data: bytes, dice: random.Random) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = [(name, archive.read(name)) for name in archive.namelist()]
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            return change_bytes(data, dice)
        if not parts:
            return change_bytes(data, dice)
        for _ in range(dice.choice((1, 1, 1, 2, 4))):
            at = dice.randrange(len(parts))
            name, content = parts[at]
            way = dice.random()
            if way < 0.85:
                known = next((what for end, what in inside.items() if name.endswith(end)), otherwise)
                parts[at] = name, known(content, dice)
            elif way < 0.9:
                parts[at] = dice.choice(_NAMES), content
            elif way < 0.95:
                parts.insert(dice.randrange(len(parts) + 1), (name, dice.choice(parts)[1]))
            else:
                del parts[at]
                if not parts:
                    break
        return pack(parts, dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))

    return change


def pack(parts: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of parts, names as they are."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")  # names that stand twice are meant
        for name, content in parts:
            info = zipfile.ZipInfo()
            info.filename = name.encode("utf-8", "replace").decode()  # not cut at a null
            archive.writestr(info, content, method, 1)
    return buffer.getvalue()


def change_records(data: bytes, dice: random.Random) -> bytes:
    """Fields of the records of a ZIP file: names, sizes, places, flags, methods, counts; records moved and doubled."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4))):
        records = [found.start() for found in _RECORD.finditer(out)]
        if not records:
            return change_bytes(bytes(out), dice)
        at = dice.choice(records)
        field = at + dice.choice((4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 42, 46, 48))
        way = dice.randrange(5)
        if way < 3 and field + 4 <= len(out):
            kind = dice.choice(("<H", "<I"))
            size = struct.calcsize(kind)
            number = int.from_bytes(out[field : field + size], "little")
            top = (1 << 8 * size) - 1
            new = dice.choice(
                (0, 1, 8, 99, top, top >> 1, number + 1, number - 1, number * 2, dice.choice(records), len(out))
            )
            struct.pack_into(kind, out, field, new & top)
        elif way == 3:
            other = dice.choice(records)
            out[at:at] = out[other : other + dice.choice((22, 30, 46, 60, 200))] * dice.choice((1, 1, 1, 30, 3_000))
        else:
            del out[at : at + dice.choice((4, 22, 30, 46, 60))]
        del out[LARGEST:]
    return bytes(out)


def change_streams(
    streams: Callable[[], list[Mapping[str, bytes]]], build: Callable[[Mapping[str, bytes]], bytes]
) -> Change:
    """Changes of the streams of compound files; the sectors are written anew around them."""
    made: list[Mapping[str, bytes]] = []

    def change(data: bytes, dice: random.Random) -> bytes:
        if not made:
            made.extend(streams())
        chosen = dict(dice.choice(made))
        for _ in range(dice.choice((1, 1, 2))):
            name = dice.choice(list(chosen))
            way = dice.random()
            if way < 0.6:
                chosen[name] = _change_fields(chosen[name], dice)
            elif way < 0.95:
                chosen[name] = change_bytes(chosen[name], dice)
            elif way < 0.98:
                chosen[dice.choice(("Data", "0Table", "EncryptedPackage", "a"))] = chosen[dice.choice(list(chosen))]
            elif len(chosen) > 1:
                del chosen[name]
        return build(chosen)

    return change


def _change_fields(data: bytes, dice: random.Random) -> bytes:
    """Little-endian numbers of a structure, where they are aligned: counts, places, sizes, flags."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 10))):
        size = dice.choice((1, 2, 2, 4, 4))
        # the header of the main stream and the beginning of the tables hold most of the fields
        reach = dice.choice((0x60, 0x400, len(out), len(out)))
        at = dice.randrange(max(1, min(reach, len(out)) // size)) * size
        number = int.from_bytes(out[at : at + size], "little")
        top = (1 << 8 * size) - 1
        choices = (
            0,
            1,
            2,
            0x40,
            0xFF,
            top,
            top >> 1,
            number + 1,
            number - 1,
            number * 2,
            number // 2,
            len(out),
            len(out) // 2,
        )
        out[at : at + size] = (dice.choice(choices) & top).to_bytes(size, "little")
    return bytes(out)


def change_compound(data: bytes, dice: random.Random) -> bytes:
    """Numbers of the header, the tables of sectors and the directory of a compound file."""
    if len(data) < 1_024:
        return change_bytes(data, dice)
    out = bytearray(data)
    sectors = len(data) // 512
    for _ in range(dice.choice((1, 1, 2, 5))):
        at = dice.choice(
            (
                dice.randrange(0, 512, 2),
                (sectors - 1 - dice.randrange(min(4, sectors))) * 512 + dice.randrange(0, 512, 4),
            )
        )
        number = dice.choice(
            (0, 1, 2, sectors - 1, sectors, 0xFFFFFFFA, 0xFFFFFFFE, 0xFFFFFFFF, dice.randrange(sectors + 1))
        )
        out[at : at + 4] = number.to_bytes(4, "little")
    return bytes(out)


def change_mail(data: bytes, dice: random.Random) -> bytes:
    """Heads, boundaries and codings of a message."""
    return change_tokens(data, dice, _MAIL_TOKEN, _MAIL)
