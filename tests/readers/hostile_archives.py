"""Hostile archives: bombs, names that lead elsewhere, archives in archives, records that lie."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from tests.readers.hostile_kinds import kind
from tests.readers.hostile_texts import DUMP

REPORT = DUMP.encode()


def zipped(members: Mapping[str, bytes] | Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file; names may stand twice."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def with_flag(data: bytes, local: int, central: int, value: int) -> bytes:
    """A field of the first member changed, in both of its records."""
    changed = bytearray(data)
    struct.pack_into("<H", changed, data.index(b"PK\x03\x04") + local, value)
    struct.pack_into("<H", changed, data.index(b"PK\x01\x02") + central, value)
    return bytes(changed)


def deflated(size: int) -> bytes:
    """A gzip file of as many null bytes."""
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    return stream.compress(bytes(size)) + stream.flush()


@kind("a.zip", "empty_archive")
def an_archive_of_nothing() -> bytes:
    return zipped({})


@kind("a.zip", "empty_archive")
def an_archive_of_programs() -> bytes:
    return zipped({"a.exe": b"MZ", "b.dll": b"MZ"})


@kind("a.zip", "damaged_file")
def an_archive_cut_in_the_middle() -> bytes:
    whole = zipped({"a.txt": REPORT, "b.txt": REPORT})
    return whole[: len(whole) // 2]


@kind("a.zip", None, "file_too_large", None)
def a_member_that_says_it_is_large() -> bytes:
    return zipped({"a.txt": REPORT, "b.txt": bytes(51_000_000), "c.txt": REPORT})


@kind("a.zip", None, *["empty_file"] * 4, "archive_too_large", "archive_too_large", inflated_bytes=20_000_000)
def a_bomb_of_many_members() -> bytes:
    """Each of a size that a file may have; the fifth is too much, and those behind it are not read."""
    return zipped([("a.txt", REPORT), *((f"{n}.txt", b" " * 4_900_000) for n in range(9))])


@kind("a.zip", "archive_too_large")
def a_bomb_in_a_bomb() -> bytes:
    return zipped({"a.gz": deflated(210_000_000), "b.txt": REPORT})


@kind("a.txt.gz", "archive_too_large")
def a_bomb_called_text() -> bytes:
    return deflated(210_000_000)


@kind("a.zip", "damaged_file", None)
def a_member_larger_than_it_says() -> bytes:
    data = bytearray(zipped({"a.txt": b"1" * 100_000, "b.txt": REPORT}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    return bytes(data)


@kind("a.zip", "too_deeply_nested")
def an_archive_of_itself() -> bytes:
    data = zipped({"a.txt": REPORT})
    for _ in range(100):
        data = zipped({"a.zip": data}, zipfile.ZIP_STORED)
    return data


@kind("a.zip", "too_many_members")
def members_without_end() -> bytes:
    return zipped({f"{n}.txt": b"" for n in range(2_100)}, zipfile.ZIP_STORED)


@kind("a.zip", "too_many_members")
def members_that_are_not_counted() -> bytes:
    data = bytearray(members_without_end())
    struct.pack_into("<HH", data, data.rindex(b"PK\x05\x06") + 8, 1, 1)
    return bytes(data)


@kind("a.zip", None, None, None, None, None)
def names_that_lead_elsewhere() -> bytes:
    names = [
        "../../../../tmp/gkml-evil.txt",
        "/tmp/gkml-evil.txt",
        "C:\\gkml-evil.txt",
        "..\\..\\gkml-evil.txt",
        "a/../../b.txt",
    ]
    return zipped([(name, REPORT) for name in names])


@kind("a.zip", "no_report", None)
def a_link_to_a_file_of_the_disk() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", REPORT)
    return buffer.getvalue()


@kind("a.zip", None, None, None)
def members_of_one_name() -> bytes:
    return zipped([("a.txt", REPORT), ("a.txt", REPORT), ("./a.txt", REPORT)])


@kind("a.zip", "encrypted", None)
def a_member_with_a_password() -> bytes:
    return with_flag(zipped({"a.txt": REPORT, "b.txt": REPORT}), 6, 8, 1)


@kind("a.zip", "unknown_format", None)
def a_member_packed_in_an_unknown_way() -> bytes:
    return with_flag(zipped({"a.txt": REPORT, "b.txt": REPORT}), 8, 10, 99)


@kind("a.zip", "damaged_file", None)
def a_member_with_a_wrong_checksum() -> bytes:
    data = bytearray(zipped({"a.txt": REPORT, "b.txt": REPORT}, zipfile.ZIP_STORED))
    data[data.index(REPORT) + 9] ^= 1
    return bytes(data)


@kind("a.zip", *[frozenset({"damaged_file", "archive_too_large", None})] * 50)
def members_over_one_another() -> bytes:
    """Entries of the directory that all lead to one member."""
    one = zipped({"00000.txt": REPORT})
    directory, end = one.index(b"PK\x01\x02"), one.rindex(b"PK\x05\x06")
    entries = b"".join(one[directory:end].replace(b"00000", b"%05d" % number) for number in range(50))
    forged = bytearray(one[:directory] + entries + one[end:])
    struct.pack_into("<HHII", forged, len(forged) - 14, 50, 50, len(entries), directory)
    return bytes(forged)


@kind("a.zip", "damaged_file")
def a_directory_beyond_the_end() -> bytes:
    data = bytearray(zipped({"a.txt": REPORT}))
    struct.pack_into("<II", data, data.rindex(b"PK\x05\x06") + 12, 0xFFFFFFF0, 0xFFFFFFF0)
    return bytes(data)


@kind("a.zip", None)
def names_of_controls() -> bytes:
    return zipped({"\x1b[2J\x1b]0;evil\x07\u202e.txt": REPORT})


@kind("a.zip", "damaged_file", "empty_archive", "damaged_file", None)
def archives_damaged_in_an_archive() -> bytes:
    inner = zipped({"x.txt": REPORT})
    return zipped({"a.zip": inner[:-30], "b.zip": zipped({}), "c.gz": gzip.compress(REPORT)[:-9], "d.txt": REPORT})


@kind("a.gz", "damaged_file")
def a_gzip_file_cut_in_the_middle() -> bytes:
    return gzip.compress(REPORT)[:-20]


@kind("a.gz", "too_deeply_nested")
def gzip_in_gzip_in_gzip() -> bytes:
    data = REPORT
    for _ in range(5):
        data = gzip.compress(data)
    return data


@kind("setup.zip", "binary_file")
def an_archive_behind_a_program() -> bytes:
    return b"MZ" + bytes(5_000) + zipped({"a.txt": REPORT})


@kind("a.zip", "damaged_file", None)
def a_bad_document_beside_a_good_one() -> bytes:
    return zipped({"a.docx": b"PK\x03\x04word/" + bytes(100), "b.txt": REPORT})
