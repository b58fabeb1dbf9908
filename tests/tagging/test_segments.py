"""Segments: cells, and pieces of cells that hold several things; each with its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.tagging.encoding import LINE, ROW, SPECIALS, Vocabulary, encode
from gkml.tagging.segments import PLACES, Segmenter, Segments, cell_offsets, segment_windows
from tests.conftest import text_document

VOCABULARY = Vocabulary((*SPECIALS, *"规章行政许可数量一二三、（）.0123456789")).ids()
NAMES = {number: token for token, number in VOCABULARY.items()}
CELLS = st.text(alphabet="规章行政许可数量一、（）０1 234567\u3000.", max_size=40)
TEXTS = st.lists(st.lists(CELLS, min_size=1, max_size=9).map("\t".join), max_size=20).map("\n".join)


def _segments(text: str) -> list[str]:
    encoding = encode(text_document(text), VOCABULARY)
    segments = Segmenter(VOCABULARY)(encoding)
    inside = encoding.cells >= 0
    return [
        "".join(NAMES[int(token)] for token in encoding.ids[(segments.numbers == number) & inside])
        for number in range(len(segments))
    ]


@settings(deadline=None)
@given(TEXTS)
def test_every_token_of_a_cell_is_in_one_segment_of_that_cell(text: str) -> None:
    encoding = encode(text_document(text), VOCABULARY)
    segments = Segmenter(VOCABULARY)(encoding)
    inside = encoding.cells >= 0
    assert len(segments.numbers) == len(encoding)
    assert (np.diff(segments.numbers) >= 0).all()
    assert set(segments.numbers[inside].tolist()) == set(range(len(segments)))
    for number, start in enumerate(segments.starts):
        assert len(set(encoding.cells[(segments.numbers == number) & inside])) == 1
        assert segments.numbers[start] == number
    assert segments.places.shape == (len(segments), len(PLACES))
    assert segments.places[:, PLACES.index("opener")].all() or not len(segments)  # 0 is padding
    assert (np.diff(segments.places[:, PLACES.index("row")]) >= 0).all()
    assert (cell_offsets(encoding) >= 0).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("规章\t12\t3", ["规章", "12", "3"]),
        ("规章12许可3", ["规章", "12", "许可", "3"]),
        ("1.规章2.许可", ["1.规章", "2.许可"]),
        ("规章 1 2 3", ["规章", "[SPACE]1", "[SPACE]2", "[SPACE]3"]),
        ("规章" * 16 + "\t1\t2\t3\t4", ["规章" * 12, "规章" * 4, "1", "2", "3", "4"]),
        ("规章\t\t3", ["规章", "[EMPTY]", "3"]),
    ],
)
def test_cells_are_parted_where_they_hold_several_things(text: str, expected: list[str]) -> None:
    assert _segments(text) == expected


def test_places_are_those_of_the_row() -> None:
    encoding = encode(text_document("规章\t1\t2\t3\n许可\t4\t5\t6\n"), VOCABULARY)
    places = Segmenter(VOCABULARY)(encoding).places
    assert places[:, PLACES.index("cell")].tolist() == [0, 1, 2, 3] * 2
    assert places[:, PLACES.index("cells_left")].tolist() == [3, 2, 1, 0] * 2
    assert places[:, PLACES.index("row")].tolist() == [0] * 4 + [1] * 4
    assert set(places[[0, 4], PLACES.index("opener")]) <= {ROW, LINE}


@settings(deadline=None)
@given(st.integers(0, 900), st.integers(20, 200), st.integers(0, 8))
def test_every_segment_is_kept_once_and_with_its_surroundings(count: int, size: int, margin: int) -> None:
    nothing = np.zeros(count, np.int64)
    segments = Segments(nothing, nothing, np.zeros((count, len(PLACES)), np.int64))
    found = list(segment_windows(segments, size, margin))
    assert [at for window in found for at in range(window.keep_start, window.keep_end)] == list(range(count))
    for window in found:
        assert window.end - window.start <= size
        assert window.start == 0 or window.keep_start - window.start >= margin
        assert window.end == count or window.end - window.keep_end >= margin
