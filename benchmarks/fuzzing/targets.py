"""For each reader the files to begin from, the changes that suit its format, and the call that is to be held to it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from benchmarks.fuzzing.changes import Change, change_bytes, change_tokens, one_of
from benchmarks.fuzzing.containers import change_compound, change_mail, change_parts, change_records, change_streams
from benchmarks.fuzzing.layouts import change_layout
from benchmarks.fuzzing.markup import change_encoding, change_html, change_tree, change_xml
from benchmarks.fuzzing.promises import BrokenPromiseError, check_document, check_members, check_report
from benchmarks.fuzzing.seeds import Seed, doc_streams_of_seeds, seeds_of
from gkml.errors import GkmlError
from gkml.pipeline import Pipeline, load
from gkml.readers import Limits, read
from gkml.readers.archive import archive_members, is_archive

__all__ = ["LIMITS", "Target", "target_of"]

LIMITS = Limits(seconds=20.0, memory_bytes=500_000_000, inflated_bytes=20_000_000, file_bytes=10_000_000)
"""Those of users for all but size, time and memory, which files of some hundred kilobytes do not need."""


_PDF_TOKEN = re.compile(
    rb"-?\d+\.?\d*|/[A-Za-z0-9]+|\b[A-Za-z*'\"]{1,9}\b|<<|>>|\[|\]|\(|\)|\bobj\b.{1,200}endobj", re.DOTALL
)
_PDF_WORDS = (
    b"0", b"-1", b"1", b"65535", b"2147483647", b"-2147483648", b"4294967296", b"1e308", b"nan", b"0.00001", b"/Kids",
    b"/Count", b"/Rotate 90", b"/MediaBox [0 0 0 0]", b"/Length 0", b"/Filter /FlateDecode", b"BT", b"ET", b"q", b"Q",
    b"cm", b"Tm", b"Tf", b"Tj", b"TJ", b"re", b"f", b"S", b"Do", b"<<", b">>", b"[", b"]", b"(", b")", b"3 0 R",
    b"2 0 R", b"null", b"stream", b"endobj",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A reader under test.

    Attributes:
        name: of the reader.
        seeds: files to begin from.
        changes: by the suffix of a file's name.
        read: reads a file and checks what comes out; says ``read``, or the code of the error.
    """

    name: str
    seeds: Sequence[Seed]
    changes: Mapping[str, Change]
    read: Callable[[str, bytes], str]

    def case(self, seed: int, number: int) -> Seed:
        """The file of a number; the same one in every run."""
        dice = random.Random(f"{seed}:{number}")
        begun = dice.choice(self.seeds)
        return Seed(begun.name, self.change(begun, dice))

    def change(self, begun: Seed, dice: random.Random) -> bytes:
        """A changed copy of a file."""
        return self.changes[PurePath(begun.name).suffix](begun.data, dice) or b"x"

    def run(self, data: bytes, name: str = "") -> str:
        """Read bytes as if they were a file for this reader.

        Returns:
            ``read`` or the code of the error.

        Raises:
            BrokenPromiseError: where a promise does not hold.
        """
        try:
            return self.read(name or self.seeds[0].name, data)
        except GkmlError as error:
            if error.code in ("internal_error", "bad_input", "error"):
                raise BrokenPromiseError(f"{error.code} {error.message}") from error
            return error.code


@cache
def target_of(reader: str) -> Target:
    """The target of a reader, one of ``fuzzing.READERS``."""
    seeds = seeds_of(reader)
    reads = {"zip": _read_archive, "pipeline": _read_report}
    return Target(reader, seeds, _changes([seed.data for seed in seeds]), reads.get(reader, _read_document))


def _changes(others: Sequence[bytes]) -> Mapping[str, Change]:
    def spliced(data: bytes, dice: random.Random) -> bytes:
        return change_bytes(data, dice, others)

    def in_pdf(data: bytes, dice: random.Random) -> bytes:
        return change_tokens(data, dice, _PDF_TOKEN, _PDF_WORDS)

    from tests.readers.word.doc_files import compound

    xml = one_of(change_tree, change_tree, change_tree, change_xml, change_xml, change_bytes)
    package = one_of(change_parts({}, xml), change_parts({}, xml), change_parts({}, xml), change_records, spliced)
    page = one_of(change_html, change_html, change_html, change_encoding, spliced)
    mail = one_of(change_mail, change_mail, change_html, change_encoding, spliced)
    streams = change_streams(doc_streams_of_seeds, compound)
    doc = one_of(streams, streams, streams, change_compound, spliced)
    dump = one_of(change_layout, change_layout, change_layout, change_encoding, spliced)
    inside = {".docx": package, ".mht": mail, ".html": page, ".zip": change_records, ".gz": spliced}
    archive = one_of(change_parts(inside, dump), change_records, change_records, spliced)
    return {
        ".pdf": one_of(in_pdf, in_pdf, spliced),
        ".docx": package,
        ".xlsx": package,
        ".doc": doc,
        ".mht": mail,
        ".zip": archive,
        ".gz": one_of(archive, spliced, spliced),
        ".html": page,
        ".md": one_of(page, dump),
        ".txt": dump,
    }


def _read_document(name: str, data: bytes) -> str:
    document = read(data, name, LIMITS)
    check_document(document, LIMITS)
    return "read"


def _read_archive(name: str, data: bytes) -> str:
    """Every member of an archive is read as well: it may be anything."""
    if not is_archive(data, name, LIMITS):
        return _read_document(name, data)
    for member in archive_members(name, data, LIMITS):
        check_members(name, [member], LIMITS)
        if member.error is None:
            try:
                _read_document(member.source, member.data)
            except GkmlError as error:
                if error.code in ("internal_error", "bad_input", "error"):
                    raise
    results = check_members(name, archive_members(name, data, LIMITS), LIMITS)
    return "read" if "read" in results else results[0] if results else "nothing"


def _read_report(name: str, data: bytes) -> str:
    report = _pipeline().read(data, name)
    check_report(report)
    return report.status if report.error is None else report.error.code


@cache
def _pipeline() -> Pipeline:
    return load(tagger="rules", limits=LIMITS)
