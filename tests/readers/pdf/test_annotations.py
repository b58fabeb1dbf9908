"""Fields without an appearance are typed where a viewer would draw them; struck text has lines through it."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from gkml.readers.pdf.annotations import Annotations, page_annotations, undrawn_characters
from tests.readers.pdf.test_pages import drawn, prose


def test_a_field_is_typed_in_the_middle_of_its_box() -> None:
    found = Annotations(1, (("12 件", (100.0, 700.0), (200.0, 680.0)),))
    typed = undrawn_characters(found, lambda point: (point[0], 842 - point[1]))
    assert "".join(one.text for one in typed) == "12件"
    assert all(100 <= one.x0 < one.x1 <= 200 for one in typed)
    assert all(142 <= one.y0 < one.y1 <= 162 for one in typed)
    assert all(one.certainty < 1 for one in typed)
    assert [one.x0 for one in typed] == sorted(one.x0 for one in typed)


def test_a_long_text_is_squeezed_into_its_box_and_blanks_are_nothing() -> None:
    long = Annotations(1, (("1234567890" * 5, (0.0, 20.0), (60.0, 0.0)), ("  ", (0.0, 20.0), (60.0, 0.0))))
    typed = undrawn_characters(long, lambda point: point)
    assert len(typed) == 50
    assert max(one.x1 for one in typed) == pytest.approx(60)


def test_lines_of_struck_text_are_on_the_page_as_read() -> None:
    found = Annotations(1, (), (((10.0, 20.0), (30.0, 20.0)),))
    assert list(found.strikes(lambda point: (point[1], point[0]))) == [((20.0, 10.0), (20.0, 30.0))]


def test_a_page_without_annotations_has_none_and_they_are_counted() -> None:
    spent = []
    document = pdfium.PdfDocument(drawn(prose))
    found = page_annotations(document[0], None, pdfium_c, lambda **more: spent.append(more))
    document.close()
    assert found == Annotations(0, ())
    assert spent == [{"elements": 0}]
