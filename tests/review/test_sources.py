from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.review.sources import SourceFolders

DATA = "一份报告".encode()
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    folder = tmp_path / "inside"
    (folder / "below").mkdir(parents=True)
    for path in (folder / "a.txt", folder / "below" / "b.txt", tmp_path / "secret.txt"):
        path.write_bytes(DATA)
    return folder


@pytest.mark.parametrize("name", ["a.txt", "below/b.txt", "below/../a.txt", "./a.txt", "a.txt#2"])
def test_files_in_the_folder_are_found(inside: Path, name: str) -> None:
    assert SourceFolders([inside]).find(name, DIGEST).data == DATA
    assert SourceFolders([inside]).find(str(inside / name), DIGEST).sha256 == DIGEST


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "below/../../secret.txt", "{outside}/secret.txt", "link.txt", "folder/secret.txt", "a.txt\0", ""],
)
def test_nothing_outside_is_opened(inside: Path, name: str) -> None:
    (inside / "link.txt").symlink_to(inside.parent / "secret.txt")
    (inside / "folder").symlink_to(inside.parent)
    with pytest.raises(UsageError, match="--sources"):
        SourceFolders([inside]).find(name.format(outside=inside.parent), DIGEST)


def test_a_link_within_the_folder_is_followed(inside: Path) -> None:
    (inside / "link.txt").symlink_to("below/b.txt")
    assert SourceFolders([inside]).find("link.txt", DIGEST).data == DATA


@pytest.mark.parametrize("name", ["s3://bucket/a.txt", "http://x.example/a.txt", "-", "."])
def test_what_is_no_file_is_not_fetched(inside: Path, name: str) -> None:
    with pytest.raises(UsageError, match="nothing else is opened"):
        SourceFolders([inside]).find(name, DIGEST)


def test_a_pipe_does_not_wait(inside: Path) -> None:
    os.mkfifo(inside / "pipe")
    with pytest.raises(UsageError, match="nothing else is opened"):
        SourceFolders([inside]).find("pipe", DIGEST)


def test_another_content_is_another_report(inside: Path) -> None:
    (inside / "a.txt").write_bytes(b"new")
    with pytest.raises(UsageError, match="not the one"):
        SourceFolders([inside]).find("a.txt", DIGEST)
    with pytest.raises(UsageError, match="nothing else"):
        SourceFolders([inside]).find("a.txt", None)


def test_a_member_of_an_archive_is_found(inside: Path) -> None:
    with zipfile.ZipFile(inside / "all.zip", "w") as archive:
        archive.writestr("x/a.txt", DATA)
        archive.writestr("x/b.txt", b"other")
    assert SourceFolders([inside]).find("all.zip!/x/a.txt", DIGEST).data == DATA


def test_folders_are_looked_at_in_order(inside: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_bytes(b"another report of that name")
    assert SourceFolders([other, inside]).find("a.txt", DIGEST).data == DATA
