"""TAR files as archives of reports."""

from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import replace

import pytest

from gkml.errors import InputError
from gkml.readers.archive import archive_members, is_archive
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.tarred import Tar, is_tar


def tar(*members: tuple[str, bytes], format: int = tarfile.PAX_FORMAT, encoding: str = "utf-8") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=format, encoding=encoding) as file:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def with_entry(kind: bytes, **fields: object) -> bytes:
    """A TAR whose first entry is of another kind than a file, before a report."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as file:
        info = tarfile.TarInfo("a.txt")
        info.type = kind
        for name, value in fields.items():
            setattr(info, name, value)
        file.addfile(info)
        report = tarfile.TarInfo("b.txt")
        report.size = 1
        file.addfile(report, io.BytesIO(b"x"))
    return packed.getvalue()


def names(data: bytes, path: str = "r.tar") -> list[str]:
    return [member.source for member in archive_members(path, data)]


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_are_inputs_plain_and_in_gzip(format: int) -> None:
    data = tar(("x/报告.txt", b"one"), ("y.png", b"two"), ("z.html", b"three"), format=format)
    assert is_archive(data)
    assert names(data) == ["r.tar!/x/报告.txt", "r.tar!/z.html"]
    packed = gzip.compress(data)
    assert names(packed, "r.tar.gz") == ["r.tar.gz!/x/报告.txt", "r.tar.gz!/z.html"]
    assert [member.data for member in archive_members("r.tgz", packed)] == [b"one", b"three"]


def test_names_lead_nowhere_and_may_be_in_gbk() -> None:
    data = tar(("../../etc/a.txt", b"x"), ("/root/b.txt", b"x"), format=tarfile.GNU_FORMAT)
    assert names(data) == ["r.tar!/etc/a.txt", "r.tar!/root/b.txt"]
    assert names(tar(("报告.txt", b"x"), format=tarfile.GNU_FORMAT, encoding="gbk")) == ["r.tar!/报告.txt"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_what_is_no_plain_file_is_no_input(kind: bytes) -> None:
    assert names(with_entry(kind, linkname="/etc/passwd")) == ["r.tar!/b.txt"]


def test_limits_hold() -> None:
    many = tar(*((f"{number}.txt", b"x") for number in range(9)))
    with pytest.raises(InputError) as caught:
        Tar(many, replace(DEFAULT_LIMITS, members=8))
    assert caught.value.code == "too_many_members"
    bomb = gzip.compress(tar(("a.txt", bytes(3_000_000)), ("b.txt", b"x")))
    assert len(list(archive_members("r.tgz", bomb, replace(DEFAULT_LIMITS, inflated_bytes=4_000_000)))) == 2
    with pytest.raises(InputError) as caught:
        list(archive_members("r.tgz", bomb, replace(DEFAULT_LIMITS, inflated_bytes=2_000_000)))
    assert caught.value.code == "archive_too_large"


def test_a_member_that_ends_in_the_middle_is_damaged_and_what_is_none_is_no_tar() -> None:
    data = tar(("a.txt", b"x" * 2000))
    with pytest.raises(InputError) as caught:
        list(archive_members("r.tar", data[:1500]))
    assert caught.value.code == "damaged_file"
    assert not is_tar(data[:511])
    assert not is_tar(b"\0" * 257 + b"ustar" + b"\0" * 600)
