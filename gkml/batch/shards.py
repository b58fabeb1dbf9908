"""Shards: the records of some hundred inputs each, in order, put together from wherever they lie.

A shard appears when all its inputs are done: written aside, synced, renamed. So its content depends on the inputs
alone, not on the order in which workers finish, nor on kills in between.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from gkml.batch.journal import sync_folder
from gkml.batch.manifest import Entry, entries_to_lines
from gkml.batch.resuming import Done

__all__ = ["Layout", "compact_manifest", "lay_out", "shard_name", "write_manifest", "write_shard"]

Block = tuple[int, int]
"""Where the lines of a shard lie in the manifest, from and to."""


@dataclass(slots=True)
class Layout:
    """How what is done lies in shards.

    Attributes:
        blocks: of each shard that is complete.
        open: of each other one, what is done of it: entries by the index of their input.
    """

    blocks: dict[int, Block] = field(default_factory=dict)
    open: dict[int, dict[int, list[Entry]]] = field(default_factory=dict)


def shard_name(number: int) -> str:
    """Name of a shard below the run folder."""
    return f"records/part-{number:05}.jsonl"


def lay_out(folder: Path, paths: Sequence[str], done: Done, size: int) -> Layout:
    """Make a run folder hold nothing but what is done, in the shards of these inputs.

    Shards that stay as they are stay where they are; records of others become work files. A kill in between leaves a
    folder from which the same can be done again: the manifest is replaced when all that it names is in place, and
    what the old one named goes after that.
    """
    layout = Layout()
    whole: dict[int, list[Entry]] = {}
    for number in range((len(paths) + size - 1) // size):
        begin = number * size
        found = {begin + at: done[path] for at, path in enumerate(paths[begin : begin + size]) if path in done}
        entries = [entry for index in sorted(found) for entry in found[index]]
        if len(found) == len(paths[begin : begin + size]) and _is_shard(folder, shard_name(number), entries):
            whole[number] = entries
        elif found:
            layout.open[number] = found
    _move_aside(folder, layout.open)
    waiting = [entry for found in layout.open.values() for entries in found.values() for entry in entries]
    layout.blocks = write_manifest(folder, whole, waiting)
    kept = {shard_name(number) for number in whole} | {entry.records for entry in waiting}
    for place in ("records", "work"):
        for path in (folder / place).iterdir():
            if f"{place}/{path.name}" not in kept:
                path.unlink()
    return layout


def _is_shard(folder: Path, name: str, entries: Sequence[Entry]) -> bool:
    """Whether a file holds these records and no others, in this order."""
    end = 0
    for entry in entries:
        if entry.records != name or entry.offset != end:
            return False
        end += entry.size
    return (folder / name).stat().st_size == end


def _move_aside(folder: Path, open_shards: Mapping[int, dict[int, list[Entry]]]) -> None:
    """Give the shards in which records of open shards lie names among the work files, and say so in the entries."""
    taken = [int(path.stem) for path in (folder / "work").iterdir() if path.stem.isdecimal()]
    number = max(taken, default=0)
    moved: dict[str, str] = {}
    for found in open_shards.values():
        for index, entries in found.items():
            for name in {entry.records for entry in entries if entry.records.startswith("records/")} - moved.keys():
                number += 1
                moved[name] = f"work/{number:06}.jsonl"
                _link(folder / name, folder / moved[name])
            found[index] = [entry.placed(moved.get(entry.records, entry.records), entry.offset) for entry in entries]
    if moved:
        sync_folder(folder / "work")


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copyfile(old, new)
        with new.open("rb+") as file:
            os.fsync(file.fileno())


def write_manifest(folder: Path, whole: Mapping[int, Sequence[Entry]], waiting: Sequence[Entry]) -> dict[int, Block]:
    """Replace the manifest; the entries of shards come first, in order. Returns where those of each shard lie."""
    blocks: dict[int, Block] = {}

    def lines() -> Iterator[bytes]:
        end = 0
        for number in sorted(whole):
            block = entries_to_lines(whole[number])
            blocks[number] = (end, end + len(block))
            end += len(block)
            yield block
        yield entries_to_lines(waiting)

    _replace(folder / "manifest.jsonl", lines())
    return blocks


def write_shard(folder: Path, number: int, entries: Sequence[Entry]) -> list[Entry]:
    """Put a shard together; its entries with their new places."""
    name = shard_name(number)
    placed = []
    end = 0
    for entry in entries:
        placed.append(entry.placed(name, end))
        end += entry.size
    _replace(folder / name, _pieces(folder, entries))
    return placed


def _pieces(folder: Path, entries: Sequence[Entry]) -> Iterator[bytes]:
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for entry in entries:
            if entry.records not in files:
                files[entry.records] = stack.enter_context((folder / entry.records).open("rb"))
            file = files[entry.records]
            file.seek(entry.offset)
            yield file.read(entry.size)


def _replace(target: Path, parts: Iterator[bytes]) -> None:
    """A file that is there whole or as it was."""
    part = target.parent / f"{target.name}.part"
    with part.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, target)
    sync_folder(target.parent)


def compact_manifest(folder: Path, blocks: Sequence[Block]) -> None:
    """Leave nothing in the manifest but these blocks, in this order."""

    def lines() -> Iterator[bytes]:
        with (folder / "manifest.jsonl").open("rb") as file:
            for begin, end in blocks:
                file.seek(begin)
                yield file.read(end - begin)

    _replace(folder / "manifest.jsonl", lines())
