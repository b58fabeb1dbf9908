"""Pages drawn with and without what is on them."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from gkml.document import Box
from gkml.readers.pdf.inking import Inking, address, apart, boxes_mask
from tests.readers.pdf.test_pages import drawn

SIZE = (595.0, 842.0)


def test_what_is_left_out_leaves_no_ink_and_comes_back() -> None:
    document = pdfium.PdfDocument(drawn(lambda canvas: canvas.rect(100, 642, 200, 100, fill=1)))
    page = document[0]
    inking = Inking.of(page, 0, SIZE, pdfium_c)
    assert inking is not None
    items = [item.raw for item in page.get_objects()]
    whole, bare = inking.drawn(), inking.drawn(items)
    inside = inking.cut(whole, Box(100, 100, 300, 200), inner=0.1)
    assert inside.max() < 50
    assert inking.cut(bare, Box(100, 100, 300, 200)).min() > 200
    assert apart(whole, bare).any()
    assert not apart(whole, inking.drawn()).any()
    assert len({address(item) for item in items}) == len(items)
    assert address(None) == 0
    document.close()


def test_a_page_too_large_to_be_drawn_finely_is_not() -> None:
    assert Inking.of(None, 0, (20_000.0, 20_000.0), pdfium_c) is None
    large = Inking.of(None, 0, (2_000.0, 2_500.0), pdfium_c)
    assert large is not None
    assert large.scale < 1.5


@pytest.mark.parametrize(("room", "count"), [(0, 16), (1, 36)])
def test_boxes_cover_their_places_and_no_more_than_the_page(room: int, count: int) -> None:
    mask = boxes_mask([Box(5, 5, 8, 8)], 1.0, (20, 20), room)
    assert mask.sum() == count
    assert boxes_mask([Box(-5, -5, 100, 100)], 2.0, (20, 20)).all()
    assert not boxes_mask([], 1.0, (20, 20)).any()


def test_pictures_differ_where_they_do() -> None:
    one, other = (np.array([[3, 200]], np.uint8), np.array([[200, 200]], np.uint8))
    assert apart(one, other).tolist() == apart(other, one).tolist() == [[197, 0]]
