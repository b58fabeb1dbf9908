"""Archives: members become inputs, hostile ones become failures of their own, and the run goes on."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.errors import InputError
from gkml.pipeline import Pipeline, load
from gkml.readers import Limits, read
from gkml.readers.archive import Member, archive_members, is_archive
from tests.conftest import EXAMPLES
from tests.readers.hostile_archives import deflated, with_flag

DUMP = "某局2021年政府信息公开工作年度报告\n\n一、总体情况\n本年度主动公开信息12条。\n".encode()


def zipped(members: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that stand twice are meant
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, data in members.items() if isinstance(members, dict) else members:
                archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def members_of(data: bytes, limits: Limits | None = None, path: str = "a.zip") -> list[Member]:
    return list(archive_members(path, data, limits or Limits()))


def codes(members: list[Member]) -> dict[str, str | None]:
    return {member.source: member.error.code if member.error else None for member in members}


def failure(data: bytes, limits: Limits | None = None, path: str = "a.zip") -> InputError:
    with pytest.raises(InputError) as caught:
        members_of(data, limits, path)
    return caught.value


# --- members ---------------------------------------------------------------------------------------------------------


def test_members_are_named_by_archive_and_place() -> None:
    found = members_of(zipped({"甲局/2021.txt": DUMP, "b.html": b"<p>x</p>"}), path="in/reports.zip")
    assert [(member.source, member.data) for member in found] == [
        ("in/reports.zip!/甲局/2021.txt", DUMP),
        ("in/reports.zip!/b.html", b"<p>x</p>"),
    ]


def test_what_is_no_report_is_left_out() -> None:
    names = ["a/", "a/.hidden.txt", "__MACOSX/a/._b.txt", "README.md", "a/seal.png", "Thumbs.db", "a/report.TXT"]
    found = members_of(zipped(dict.fromkeys(names, DUMP)))
    assert [member.source for member in found] == ["a.zip!/a/report.TXT"]


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_names_without_a_sign_of_their_encoding_are_read(codec: str) -> None:
    raw = zipped({"0123456789ab.txt": DUMP})
    name = "沐泽年报一".encode(codec)[:12].ljust(12, b"x")
    assert codes(members_of(raw.replace(b"0123456789ab", name))) == {f"a.zip!/{name.decode(codec)}.txt": None}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\windows\\a.txt", "windows/a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a/./../b.txt", "a/b.txt"),
        ("a\x1b[31m\n.txt", "a\ufffd[31m\ufffd.txt"),
    ],
)
def test_names_lead_nowhere(name: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = members_of(zipped({name: DUMP}))
    assert [(member.source, member.data) for member in found] == [(f"a.zip!/{shown}", DUMP)]
    assert not list(tmp_path.iterdir())


def test_members_of_one_name_are_told_apart() -> None:
    found = members_of(zipped([("a.txt", b"1"), ("a.txt", b"2"), ("../a.txt", b"3")]))
    assert [(member.source, member.data) for member in found] == [
        ("a.zip!/a.txt", b"1"),
        ("a.zip!/a.txt~2", b"2"),
        ("a.zip!/a.txt~3", b"3"),
    ]


def test_no_two_members_have_one_name() -> None:
    inner = zipped({"x": b"4"})
    names = ["x", "x", "x~2", "x#2", "x~2"]
    members = [*((name, DUMP) for name in names), ("b.zip", inner), ("b.zip", inner), ("b.zip~2/x", DUMP)]
    assert [member.source for member in members_of(zipped(members))] == [
        *("a.zip!/x", "a.zip!/x~2", "a.zip!/x~2~2", "a.zip!/x#2~1", "a.zip!/x~2~3"),
        *("a.zip!/b.zip!/x", "a.zip!/b.zip~2!/x", "a.zip!/b.zip~2/x"),
    ]


def test_a_gzip_file_of_many_members_is_taken_whole() -> None:
    pieces = [b"a", b"", b"b" * 5_000, b"c" * 3_000_000, b"d"]
    (member,) = members_of(b"".join(map(gzip.compress, pieces)) + b"left over", path="a.txt.gz")
    assert member.data == b"".join(pieces)


def test_a_gzip_file_that_ends_in_a_member_is_damaged() -> None:
    whole = gzip.compress(bytes(range(256)) * 40)
    assert failure(whole + whole[:-3], path="a.txt.gz").code == "damaged_file"


def test_archives_in_archives_are_opened_once() -> None:
    inner = zipped({"b.txt": DUMP, "c.zip": zipped({"d.txt": DUMP})})
    assert codes(members_of(zipped({"a.txt": DUMP, "inner.zip": inner, "z.txt": DUMP}))) == {
        "a.zip!/a.txt": None,
        "a.zip!/inner.zip!/b.txt": None,
        "a.zip!/inner.zip!/c.zip": "too_deeply_nested",
        "a.zip!/z.txt": None,
    }


def test_gzip_holds_one_file() -> None:
    found = members_of(gzip.compress(DUMP[:40]) + gzip.compress(DUMP[40:]), path="x/a.txt.gz")
    assert [(member.source, member.data) for member in found] == [("x/a.txt.gz!/a.txt", DUMP)]


def test_packages_are_no_archives() -> None:
    assert not is_archive(zipped({"[Content_Types].xml": b"", "word/document.xml": b""}))
    assert not is_archive(zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}))
    assert not is_archive(DUMP)
    assert is_archive(zipped({"word/a.txt": DUMP}))
    assert is_archive(zipped({}))


# --- hostile archives ------------------------------------------------------------------------------------------------


def test_an_archive_without_reports_is_told() -> None:
    assert failure(zipped({})).code == "empty_archive"
    assert failure(zipped({"a.png": b"x"})).code == "empty_archive"


def test_bombs_end_at_the_limit_whatever_they_say() -> None:
    bomb = zipped({"a.txt": bytes(3_000_000), "b.txt": DUMP})
    assert failure(bomb, Limits(inflated_bytes=1_000_000)).code == "archive_too_large"
    lying = bytearray(bomb)
    at = lying.index(b"PK\x01\x02")
    struct.pack_into("<I", lying, at + 24, 10)  # the size in the directory
    assert codes(members_of(bytes(lying)))["a.zip!/a.txt"] == "damaged_file"
    assert failure(gzip.compress(bytes(3_000_000)), Limits(inflated_bytes=1_000_000)).code == "archive_too_large"


def test_the_budget_is_that_of_all_archives_together() -> None:
    inner = zipped({"a.txt": bytes(400_000)})
    nested = zipped({f"{number}.zip": inner for number in range(4)})
    assert failure(nested, Limits(inflated_bytes=1_000_000)).code == "archive_too_large"


def test_a_large_member_fails_alone() -> None:
    found = members_of(zipped({"a.txt": bytes(2_000), "b.txt": DUMP}), Limits(file_bytes=1_000))
    assert codes(found) == {"a.zip!/a.txt": "file_too_large", "a.zip!/b.txt": None}


def test_members_are_counted_before_they_are_listed() -> None:
    many = zipped({f"{number}.txt": b"" for number in range(30)})
    error = failure(many, Limits(members=20))
    assert error.code == "too_many_members"
    assert "30" in error.message
    forged = bytearray(many)
    end = forged.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", forged, end + 8, 1, 1)  # an end that counts one
    assert failure(bytes(forged), Limits(members=20)).code == "too_many_members"


def test_members_of_nested_archives_count_together() -> None:
    inner = zipped({f"{number}.txt": b"x" for number in range(8)})
    found = members_of(zipped({"a.zip": inner, "b.zip": inner, "c.zip": inner}), Limits(members=20))
    assert codes(found)["a.zip!/c.zip"] == "too_many_members"


def test_overlapping_members_share_no_bytes_for_free() -> None:
    """Many entries of the directory that lead to one deflated member."""
    one = zipped({"a.txt": bytes(100_000)})
    directory, end = one.index(b"PK\x01\x02"), one.rindex(b"PK\x05\x06")
    entry = one[directory:end]
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % number) for number in range(50))
    forged = one[:directory] + entries + one[end:]
    forged = bytearray(forged)
    struct.pack_into("<HHII", forged, len(forged) - 14, 50, 50, len(entries), directory)
    try:
        told = set(codes(members_of(bytes(forged), Limits(inflated_bytes=1_000_000))).values())
    except InputError as error:
        told = {error.code}
    assert told <= {"archive_too_large", "damaged_file"}  # newer versions of zipfile see the overlap themselves


def test_an_archive_of_itself_ends() -> None:
    """The members are read, an archive in an archive in an archive is not."""
    data = zipped({"a.txt": DUMP})
    for _ in range(50):
        data = zipped({"a.zip": data}, zipfile.ZIP_STORED)
    assert codes(members_of(data)) == {"a.zip!/a.zip!/a.zip": "too_deeply_nested"}


def test_encrypted_members_fail_alone() -> None:
    data = with_flag(zipped({"a.txt": DUMP, "b.txt": DUMP}), 6, 8, 1)
    assert codes(members_of(data)) == {"a.zip!/a.txt": "encrypted", "a.zip!/b.txt": None}


@pytest.mark.parametrize("method", [9, 12, 14, 93, 97, 99])
def test_unusual_methods_fail_alone(method: int) -> None:
    data = with_flag(zipped({"a.txt": DUMP, "b.txt": DUMP}), 8, 10, method)
    assert codes(members_of(data)) == {"a.zip!/a.txt": "unknown_format", "a.zip!/b.txt": None}


def test_a_damaged_member_fails_alone() -> None:
    data = zipped({"a.txt": DUMP, "b.txt": DUMP}, zipfile.ZIP_STORED)
    at = data.index(DUMP)
    damaged = data[: at + 5] + bytes([data[at + 5] ^ 1]) + data[at + 6 :]
    assert codes(members_of(damaged)) == {"a.zip!/a.txt": "damaged_file", "a.zip!/b.txt": None}


def test_cut_archives_are_told_at_every_length() -> None:
    data = zipped({"a.txt": DUMP, "b/c.html": b"<p>x</p>" * 30})
    for size in range(4, len(data), 7):
        with pytest.raises(InputError) as caught:
            read(data[:size], "a.zip")
        assert caught.value.code == "damaged_file", size


def test_cut_gzip_files_are_told_at_every_length() -> None:
    data = gzip.compress(DUMP)
    for size in range(2, len(data) - 8):
        assert failure(data[:size], path="a.gz").code == "damaged_file", size
    bad = data[:20] + bytes([data[20] ^ 0x55]) + data[21:]
    assert failure(bad, path="a.gz").code == "damaged_file"


def test_bombs_in_bombs_are_counted_on_both_floors() -> None:
    data = zipped({"a.gz": deflated(2_000_000), "b.txt": DUMP})
    assert failure(data, Limits(inflated_bytes=1_000_000)).code == "archive_too_large"


WHOLE = zipped({"a.txt": DUMP, "b.docx": b"PK\x03\x04", "c.zip": zipped({"d.txt": DUMP})})


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_damage_anywhere_ends_in_a_typed_failure(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    told: list[str | None] = []
    try:
        for member in archive_members("a.zip", bytes(data), Limits(inflated_bytes=100_000)):
            told.append(member.error.code if member.error else None)
    except InputError as error:
        told.append(error.code)
    assert told
    assert "bad_input" not in told


def test_a_member_without_a_name_is_no_report() -> None:
    data = zipped({"a": DUMP, "b.txt": DUMP})
    at = data.index(b"PK\x01\x02") + 46
    assert codes(members_of(data[:at] + b"\0" + data[at + 1 :]))["a.zip!/b.txt"] is None


# --- the run ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "年报.zip"
    members = {f"{example.stem}{example.suffix}": example.read_bytes() for example in EXAMPLES[:2]}
    path.write_bytes(with_flag(zipped({"secret.txt": DUMP, **members, "bad.docx": b"PK\x03\x04word/"}), 6, 8, 1))
    return path


def test_members_get_records_of_their_own(archive: Path, rules: Pipeline) -> None:
    after = EXAMPLES[2]
    reports = list(rules.pipe([archive, after]))
    assert [report.source for report in reports] == [
        *(f"{archive}!/{name}" for name in ("secret.txt", EXAMPLES[0].name, EXAMPLES[1].name, "bad.docx")),
        str(after),
    ]
    assert [report.error.code if report.error else report.status for report in reports] == [
        "encrypted", "ok", "ok", "damaged_file", "ok",
    ]  # fmt: skip
    assert reports[1].sha256 == rules(EXAMPLES[0]).sha256


def test_a_call_for_one_report_refuses_an_archive(archive: Path, rules: Pipeline) -> None:
    report = rules(archive)
    assert report.error is not None
    assert report.error.code == "is_archive"


def test_an_archive_that_fails_midway_keeps_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": EXAMPLES[-1].read_bytes(), "b.txt": bytes(500_000), "c.txt": DUMP}))
    pipeline = load(tagger="rules", limits=Limits(inflated_bytes=200_000))
    found = [(report.source, report.error.code if report.error else None) for report in pipeline.pipe([path])]
    assert found == [
        (f"{path}!/a.txt", None),
        (f"{path}!/b.txt", "archive_too_large"),
        (str(path), "archive_too_large"),
    ]
