"""A page of a PDF as a picture, turned as it is read, so that the boxes of cells lie where their print is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gkml.errors import InputError, UsageError
from gkml.readers.isolation import Reply, run_isolated
from gkml.readers.limits import Limits
from gkml.readers.pdf.pages import open_pdf, read_pages

__all__ = ["PagePicture", "render_page", "render_page_task"]

_LONGEST_SIDE = 4_000  # pixels; the scale of a larger page is lowered


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A rendered page.

    Attributes:
        width, height: in pixels.
        pixels: red, green and blue, a byte each, row by row.
        scale: pixels for each point.
    """

    width: int
    height: int
    pixels: bytes
    scale: float


def render_page(data: bytes, number: int, limits: Limits, scale: float = 2.0) -> PagePicture:
    """Draw a page in a child process.

    Args:
        data: the PDF.
        number: of the page, from 1.
        limits: what the child may take.
        scale: pixels for each point; 2 is 144 dpi. Lowered for pages that would come out too large.

    Raises:
        UsageError: the document has no such page.
        InputError: ``damaged_file``, and what the reader of PDFs raises as well.
    """
    options = {"number": number, "scale": scale, "limits": asdict(limits)}
    reply = run_isolated("gkml.readers.pdf.rendering:render_page_task", data, options, limits)
    if (pages := reply.plain.get("pages")) is not None:
        raise UsageError(f"there is no page {number}: the document has {pages}")
    return PagePicture(reply.plain["width"], reply.plain["height"], reply.blob, reply.plain["scale"])


def render_page_task(data: bytes, options: dict[str, Any]) -> Reply:
    """What the child does; ``pages`` alone comes back where there is no such page."""
    import pypdfium2.raw as pdfium_c

    from gkml.readers.pdf.fonts import fonts_of_machine

    number = options["number"]
    page = next(read_pages(data, Limits(**options["limits"]), number), None)
    if page is None:
        return Reply({"pages": _count(data)})
    if page.damaged:
        raise InputError(f"page {number} is damaged and cannot be drawn", code="damaged_file")
    # what was recognised in a picture of the page has its boxes on the page as shown
    turn = page.turned if page.layer in ("text", "recognised") else 0
    with fonts_of_machine(pdfium_c):
        return _drawn(data, number, turn, options["scale"])


def _count(data: bytes) -> int:
    document = open_pdf(data)
    try:
        return len(document)
    finally:
        document.close()


def _drawn(data: bytes, number: int, turn: int, scale: float) -> Reply:
    document = open_pdf(data)
    try:
        document.init_forms()  # or what stands in the fields of forms would be missing
        page = document[number - 1]
        scale = min(scale, _LONGEST_SIDE / max(1.0, *page.get_size()))
        bitmap = page.render(scale=scale, rotation=turn, rev_byteorder=True)
        row = bitmap.width * bitmap.n_channels
        whole = memoryview(bitmap.buffer).cast("B")
        pixels = b"".join(whole[at : at + row] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride))
        return Reply({"width": bitmap.width, "height": bitmap.height, "scale": scale}, pixels)
    finally:
        document.close()
