"""Inputs on servers, as runs take them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.commands.inputs import paths_to_inputs
from gkml.errors import InputError
from gkml.readers.remote import list_remote, load_remote


def test_a_folder_of_a_server_is_taken_as_one_of_this_machine(memory: str, tmp_path: Path) -> None:
    import fsspec

    names = ["b/2.txt", "b/10.html", "a.zip", "README.md", ".hidden/x.txt", "c/.x.txt", "data.json", "c/readme.zh.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    fsspec.filesystem("memory").pipe({f"/other/{name}": b"x" for name in names})
    here, there = paths_to_inputs([str(tmp_path)]), paths_to_inputs(["memory://other", "memory://other/a.zip"])
    assert there.sources == ("memory://other/a.zip", "memory://other/b/10.html", "memory://other/b/2.txt")
    assert [path.removeprefix(f"{tmp_path}/") for path in here.sources] == [path[15:] for path in there.sources]
    assert here.left_out == there.left_out == {".json": 1}
    fsspec.filesystem("memory").pipe({"/none/data.json": b"x"})
    assert paths_to_inputs(["memory://none", __file__]).empty == ("memory://none",)


def test_a_bucket(s3: str) -> None:
    import s3fs

    files = s3fs.S3FileSystem()
    files.pipe({"crawl/list/b/2.txt": b"two", "crawl/list/a.html": b"a", "crawl/list/b/": b""})
    assert list_remote(f"{s3}/list", bool) == [f"{s3}/list/a.html", f"{s3}/list/b/2.txt"]
    assert load_remote(f"{s3}/list/b/2.txt") == b"two"
    with pytest.raises(InputError, match="No such file"):
        load_remote(f"{s3}/list/c.txt")
    with pytest.raises(InputError, match="not a regular file"):
        load_remote(f"{s3}/list/b")
