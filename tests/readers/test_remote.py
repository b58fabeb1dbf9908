"""Files that are not on this machine: addresses, their bytes, and what is listed below them."""

from __future__ import annotations

import pytest

from gkml.errors import InputError, UsageError
from gkml.readers.limits import Limits
from gkml.readers.remote import is_remote, list_remote, load_input, load_remote


@pytest.mark.parametrize("path", ["s3://b/k", "gs://b", "https://a/b.html", "simplecache::s3://b/k", "file:///a"])
def test_addresses(path: str) -> None:
    assert is_remote(path)


@pytest.mark.parametrize("path", ["a.txt", "/a/b.txt", "C:/a.txt", "C:\\a.txt", "a:b.txt", "./s3/b", "某局:2023.txt"])
def test_paths_that_are_no_addresses(path: str) -> None:
    assert not is_remote(path)


def test_bytes_at_an_address(memory: str) -> None:
    assert load_input(f"{memory}/b/2.txt") == b"two"


def test_what_is_too_large_is_not_fetched(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    monkeypatch.setattr(MemoryFileSystem, "cat_file", lambda *_, **__: pytest.fail("was fetched"))
    with pytest.raises(InputError, match="3 bytes, more than the limit of 2") as caught:
        load_remote(f"{memory}/b/2.txt", Limits(file_bytes=2))
    assert caught.value.code == "file_too_large"


def test_what_does_not_tell_its_size_is_fetched_up_to_the_limit(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    monkeypatch.setattr(MemoryFileSystem, "info", lambda self, path, **_: {"name": path, "type": "file"})
    assert load_remote(f"{memory}/b/2.txt", Limits(file_bytes=3)) == b"two"
    with pytest.raises(InputError) as caught:
        load_remote(f"{memory}/b/2.txt", Limits(file_bytes=1))
    assert caught.value.code == "file_too_large"


@pytest.mark.parametrize(
    ("address", "code", "message"),
    [
        ("memory://crawl/no.txt", "unreadable_path", "No such file"),
        ("memory://crawl/b", "unreadable_path", "not a regular file"),
        ("memory://crawl/empty.txt", "empty_file", "is empty"),
        ("nosuch://crawl/a.txt", "unreadable_path", "Protocol not known"),
        ("http://localhost:9/a.html", "unreadable_path", "check the address and the network"),
    ],
)
def test_addresses_that_cannot_be_read(memory: str, address: str, code: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        load_remote(address)
    assert caught.value.code == code


def test_folders_are_listed_in_the_order_of_names(memory: str) -> None:
    asked = []

    def takes(name: str) -> bool:
        asked.append(name)
        return not name.startswith(".")

    wanted = [f"{memory}/a.html", f"{memory}/b/10.txt", f"{memory}/b/2.txt", f"{memory}/empty.txt"]
    assert list_remote(memory, takes) == list_remote(f"{memory}/", takes) == wanted
    assert set(asked) == {".hidden", "a.html", "b/10.txt", "b/2.txt", "empty.txt"}


def test_a_file_that_is_named_is_taken_whatever_it_is_called(memory: str) -> None:
    assert list_remote(f"{memory}/.hidden", lambda name: False) == [f"{memory}/.hidden"]


def test_what_is_not_there_fails_as_an_input(memory: str) -> None:
    assert list_remote("memory://nothing/here", bool) == ["memory://nothing/here"]
    with pytest.raises(UsageError, match="Protocol not known"):
        list_remote("nosuch://crawl", bool)
