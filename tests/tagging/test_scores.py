"""What a network says: figures get the row and the column that their segment points to."""

from __future__ import annotations

import numpy as np

from gkml.labels import Pointer, Tag
from gkml.tagging.encoding import SPECIALS, encode
from gkml.tagging.scores import Pointers, Scores
from tests.conftest import text_document

ENCODING = encode(text_document("规章\t1\t2\t3\n"), {token: number for number, token in enumerate(SPECIALS)})
TAGS = [Tag("row:t.a", 0, 2), Tag("figure", 3, 4), Tag("figure", 5, 6)]


def test_figures_point_and_labels_do_not() -> None:
    names = (["t.a", "t.b"], ["c", "d"])
    numbers = np.array([[0, 1, 0, 0], [0, 1, 0, 0]])
    pointers = Pointers(names, numbers, np.full((2, 4), 0.75, np.float32), np.array([0, 0, 1, 2, 3]))
    found = Scores(np.zeros((5, 3), np.float32), pointers).point(TAGS, ENCODING)
    assert [tag.pointer for tag in found] == [None, Pointer("t.b", "d", 0.75, 0.75), Pointer("t.a", "c", 0.75, 0.75)]


def test_a_network_without_pointers_leaves_tags_as_they_are() -> None:
    assert Scores(np.zeros((5, 3), np.float32)).point(TAGS, ENCODING) == TAGS
