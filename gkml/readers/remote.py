"""Inputs at addresses such as ``s3://bucket/prefix``: whatever fsspec has a file system for.

Credentials and servers are the business of fsspec and of the environment (``AWS_PROFILE``, ``AWS_ENDPOINT_URL`` …);
gkml takes no options for them, so that none of them can end up in a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gkml.errors import InputError, MissingExtraError, UsageError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.opening import load_bytes, refuse_empty

__all__ = ["is_remote", "list_remote", "load_input", "load_remote"]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::|://)")  # two letters at least: ``C:/`` is a drive
_S3 = ("s3", "s3a")  # which an extra of gkml brings; for others fsspec says what to install


def is_remote(path: str) -> bool:
    """Whether a path is an address for fsspec (``s3://bucket/a.html``) and not a file of this machine."""
    return _ADDRESS.match(path) is not None


def load_input(path: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes at a path or address.

    Raises:
        InputError: as ``load_bytes`` and ``load_remote`` do.
        MissingExtraError: as ``load_remote`` does.
    """
    return load_remote(path, limits) if is_remote(path) else load_bytes(Path(path), limits)


def load_remote(address: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes at an address; what is too large is not fetched.

    Raises:
        InputError: ``unreadable_path``, ``empty_file`` or ``file_too_large`` (told before anything is fetched, where
            the server tells sizes; else after ``Limits.file_bytes``).
        MissingExtraError: fsspec, or the package for this kind of address, is not installed.
    """
    try:
        files, path = _open_files(address)
        known = files.info(path)
        if known.get("type") == "directory":
            raise InputError(f"{address} is not a regular file; give the path of a report", code="unreadable_path")
        size = known.get("size")
        if size is None:  # some web servers keep it to themselves
            with files.open(path, "rb") as file:
                data = bytes(file.read(limits.file_bytes + 1))
        else:
            limits.check_file(int(size), address)
            data = bytes(files.cat_file(path))
    except (InputError, MissingExtraError):
        raise
    except Exception as error:  # each file system has errors of its own
        web = address.lower().startswith(("http://", "https://"))  # fsspec says of any failure there that it is no file
        reason = "nothing is there, or its server cannot be reached" if web else _reason(error)
        check = "check the address and the network" if web else "check path and permissions"
        raise InputError(f"{address} cannot be read: {reason}; {check}", code="unreadable_path") from error
    limits.check_file(len(data), address)  # it may have grown
    refuse_empty(data, address)
    return data


def list_remote(address: str, takes: Callable[[str], bool]) -> list[str]:
    """The files at and below an address, in the order of their names.

    Args:
        address: of a file, which is always taken, or of a folder.
        takes: whether a file of a folder is taken; gets the part of its path that is below the folder.

    Returns:
        Addresses. One that is not there or cannot be listed stands for itself: it fails as an input.

    Raises:
        UsageError: there is no such kind of address.
        MissingExtraError: fsspec, or the package for this kind of address, is not installed.
    """
    try:
        files, path = _open_files(address)
    except (InputError, ValueError) as error:
        raise UsageError(str(error)) from None
    try:
        if files.isfile(path):
            return [address]
        found = sorted(files.find(path), key=lambda name: name.split("/"))
        if not found and not files.exists(path):
            return [address]
    except Exception:  # each file system has errors of its own
        return [address]
    base = path.rstrip("/") + "/"
    below = [name.removeprefix(base) for name in found]
    # some tools put an empty object where a folder is meant to be
    return [f"{address.rstrip('/')}/{name}" for name in below if name and not name.endswith("/") and takes(name)]


def _open_files(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingExtraError("fsspec", "s3") from None
    try:
        files, path = url_to_fs(address)
    except ImportError as error:
        if address.partition(":")[0].lower() in _S3:
            raise MissingExtraError("s3fs", "s3") from None
        raise InputError(f"{address} cannot be read: {error}", code="unreadable_path") from None
    return files, path


def _reason(error: Exception) -> str:
    """In words that are the same in every run."""
    if isinstance(error, FileNotFoundError):
        return "No such file or directory"
    if isinstance(error, PermissionError):
        return "Permission denied"
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
