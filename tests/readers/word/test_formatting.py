"""Pages of properties: each place of the stream has the run that was written for it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.word.formatting import FormattedRun, FormattedRuns, read_formatting
from tests.readers.word.doc_files import formatted_pages

RUNS = st.lists(st.tuples(st.integers(1, 40), st.binary(max_size=30)), min_size=1, max_size=40)


def written(runs: list[tuple[int, int, bytes]], *, of_paragraphs: bool) -> tuple[bytes, bytes]:
    """A stream with pages of these runs behind its first 512 bytes, and the table of the pages."""
    pages = formatted_pages(runs, of_paragraphs=of_paragraphs)
    bounds = [page_runs[0][0] for page_runs, _ in pages]
    table = struct.pack(f"<{2 * len(pages) + 1}I", *bounds, runs[-1][1], *range(1, len(pages) + 1))
    return bytes(512) + b"".join(page for _, page in pages), table


@given(RUNS)
def test_runs_of_characters_come_back(sizes: list[tuple[int, bytes]]) -> None:
    runs, at = [], 0
    for size, modifiers in sizes:
        runs.append((at, at + size, modifiers))
        at += size
    found = read_formatting(*written(runs, of_paragraphs=False), "run", DEFAULT_LIMITS)
    for start, end, modifiers in runs:
        for place in (start, end - 1):
            run = found.at(place)
            assert run is not None
            assert (run.start, run.end, run.modifiers) == (start, end, modifiers)
    assert found.at(at) is None
    assert [(run.start, run.end) for run in found.between(0, at)] == [(start, end) for start, end, _ in runs]


def test_paragraphs_have_a_style_beside_their_modifiers() -> None:
    runs = [(0, 5, struct.pack("<H", 3) + b"ab"), (5, 9, struct.pack("<H", 0)), (9, 12, struct.pack("<H", 7) + b"abc")]
    found = read_formatting(*written(runs, of_paragraphs=True), "paragraph", DEFAULT_LIMITS)
    assert [(run.style, run.modifiers.rstrip(b"\0")) for run in found.between(0, 12)] == [
        (3, b"ab"),
        (0, b""),
        (7, b"abc"),
    ]


def test_a_modifier_that_stands_anywhere_is_mentioned() -> None:
    runs = FormattedRuns([FormattedRun(0, 3, b"\x3c\x08\x01"), FormattedRun(3, 5, b"")])
    assert runs.mention(0x083C)
    assert not runs.mention(0x0800)


def test_damaged_pages_are_left_out_and_too_many_runs_are_told() -> None:
    stream, table = written([(0, 5, b"ab"), (5, 9, b"")], of_paragraphs=False)
    assert read_formatting(stream[:900], table, "run", DEFAULT_LIMITS).at(0) is None
    assert read_formatting(stream[:-1] + b"\xff", table, "run", DEFAULT_LIMITS).at(0) is None
    with pytest.raises(InputError):
        read_formatting(stream, table, "run", Limits(elements=1))
