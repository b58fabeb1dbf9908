"""Pages as pictures, as large as asked for or as allowed."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from gkml.errors import UsageError
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.pdf.rendering import render_page, render_page_task
from tests.readers.pdf.test_pages import drawn, prose


def task(data: bytes, number: int, scale: float = 1.0) -> dict[str, object]:
    reply = render_page_task(data, {"number": number, "scale": scale, "limits": asdict(DEFAULT_LIMITS)})
    return {**reply.plain, "pixels": reply.blob}


def test_a_page_has_three_bytes_a_pixel_and_its_ink() -> None:
    found = task(drawn(prose, lambda canvas: canvas.rect(0, 0, 595, 842, fill=1)), 2)
    pixels = found["pixels"]
    assert isinstance(pixels, bytes)
    assert (found["width"], found["height"], len(pixels)) == (595, 842, 595 * 842 * 3)
    assert sum(pixels[len(pixels) // 2 :][:300]) == 0


def test_a_page_that_would_come_out_too_large_is_drawn_smaller() -> None:
    found = task(drawn(prose), 1, scale=50.0)
    assert (found["height"], found["scale"]) == (4_000, pytest.approx(4_000 / 842))


def test_a_page_that_is_not_there_is_told_with_how_many_there_are() -> None:
    assert task(drawn(prose), 3)["pages"] == 1
    with pytest.raises(UsageError, match="there is no page 3: the document has 1"):
        render_page(drawn(prose), 3, DEFAULT_LIMITS)
