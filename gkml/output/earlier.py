"""What gkml itself wrote, recognised by its first bytes: an earlier output is no report."""

from __future__ import annotations

import gzip
import json
import mmap
import os
import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Literal

from gkml.output.folders import is_marked, is_run_folder

__all__ = ["OutputKind", "may_hold_records", "output_kind", "records_of_run"]

OutputKind = Literal["records", "checks", "csv", "workbook", "page", "run", "parquet", "duckdb", "html"]

_MARKED: tuple[OutputKind, ...] = ("parquet", "html")  # folders of one output

_HEAD = 4096  # bytes that are looked at
_RECORD = re.compile(rb'\{"source":"(?:[^"\\]|\\.)*","sha256":')
_CHECK = re.compile(rb'\{"id":"(?:[^"\\]|\\.)*","kind":"')
_CSV = re.compile(rb"source,agency,year,table,row,column,|id,kind,status,code,")
_PAGE = b'<meta name="generator" content="gkml'
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_DUCKDB = b"DUCK"  # stands behind a checksum of eight bytes
_WORKBOOK = b"<dc:description>gkml</dc:description>"
_SHARD = re.compile(r"part-\d{5,}\.jsonl")
_SHARDS = "records"  # folder with the records in the folder of a run
_LINE = 2**20  # bytes of the first line of records that another program wrote again


def output_kind(path: str) -> OutputKind | None:
    """What gkml wrote at a path; None for what it did not write, or what cannot be looked at."""
    try:
        if os.path.isdir(path):
            return _folder_kind(path)
        if not os.path.isfile(path):
            return None  # a pipe would wait
        with open(path, "rb") as file:
            head = file.read(_HEAD)
            if head.startswith(_ZIP):
                return "workbook" if _is_workbook(path) else None
            if head[8:12] == _DUCKDB:
                return "duckdb" if _is_database(file) else None
            if head.startswith(_GZIP):
                head = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
            kind = _text_kind(head.removeprefix(_BYTE_ORDER_MARK))
            if kind is None and head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{"):
                kind = "records" if _is_record(head + file.read(_LINE)) else None
            return kind
    except (OSError, ValueError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, KeyError, NotImplementedError):
        return None


def records_of_run(path: str | Path) -> list[str]:
    """The files with the records of a run, in order; none of one that was killed before it had any."""
    shards = os.path.join(path, _SHARDS)
    if not os.path.isdir(shards):
        return []
    return [os.path.join(shards, name) for name in sorted(os.listdir(shards)) if _SHARD.fullmatch(name)]


def may_hold_records(path: str) -> bool:
    """Whether a file may be one of records, damaged ones among them: some line at its beginning looks like JSON."""
    try:
        with open(path, "rb") as file:
            head = file.read(_LINE).removeprefix(_BYTE_ORDER_MARK)
    except OSError:
        return True  # reading will tell what is wrong with it
    return not head.strip() or re.search(rb"^\s*\{", head, re.MULTILINE) is not None


def _folder_kind(path: str) -> OutputKind | None:
    if is_run_folder(path):
        return "run"
    return next((kind for kind in _MARKED if is_marked(Path(path), kind)), None)


def _text_kind(head: bytes) -> OutputKind | None:
    if _RECORD.match(head):
        return "records"
    if _CHECK.match(head):
        return "checks"
    if _CSV.match(head):
        return "csv"
    return "page" if _PAGE in head[:1024] else None


def _is_workbook(path: str) -> bool:
    with zipfile.ZipFile(path) as package:
        information = package.getinfo("docProps/core.xml")
        return information.file_size < 2**16 and _WORKBOOK in package.read(information)


def _is_database(file: BinaryIO) -> bool:
    """Whether a database holds what gkml says of its tables; catalogues stand towards the end, and may be cut once."""
    from gkml.output.duckdb_views import TABLE_COMMENTS

    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as database:
        return any(database.rfind(comment.encode()) >= 0 for comment in TABLE_COMMENTS.values())


def _is_record(head: bytes) -> bool:
    """Whether the first line is a record, its fields in whatever order."""
    line = head.removeprefix(_BYTE_ORDER_MARK).lstrip().partition(b"\n")[0]
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and {"source", "status", "cells"} <= record.keys()
