"""Pages of a report as pictures with a box over every figure: where the input is a PDF or a picture, and is at hand."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from gkml.document import Box
from gkml.errors import GkmlError
from gkml.output.html.markup import Markup, element, join
from gkml.output.html.words import both
from gkml.output.page_image import PageImage, pages_with_cells
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.records.report import CellRecord, Report

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["PageView", "pages_to_markup", "pages_to_views"]

_MOST_PAGES = 12  # of a report, whose tables take three
_WIDTH = 1_000  # pixels of a page: A4 at 120 dpi
_COLOURS = 24  # of a page as a palette: text and rules need no more
_PRINT = 150_000  # bytes of a page of print as a palette; a photograph has more
_QUALITY = 60  # of a page that is a photograph
_ROOM = 1.0  # points between print and box


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as a picture.

    Attributes:
        number: from 1.
        address: what the picture is loaded from: a ``data:`` address, or that of a server.
        width, height: of the page, in points.
    """

    number: int
    address: str
    width: float
    height: float


def pages_to_views(report: Report, data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[PageView]:
    """The pages that figures of a report stand on; none where they cannot be drawn.

    Args:
        report: the reading.
        data: the bytes it was read from.
        limits: what drawing may take.
    """
    if find_spec("PIL") is None:
        return []
    return list(_views(report, data, limits))


def _views(report: Report, data: bytes, limits: Limits) -> Iterator[PageView]:
    from gkml.output.page_image import load_page

    for number in pages_with_cells(report)[:_MOST_PAGES]:
        try:
            page = load_page(data, report.source, number, limits)
        except GkmlError:
            return  # the report was read, and its figures are shown without their page
        yield PageView(number, _address(page), page.image.width / page.scale, page.image.height / page.scale)


def _address(page: PageImage) -> str:
    """The picture itself as an address: of few colours where it is print, as a photograph where that is smaller."""
    from PIL.Image import Quantize, Resampling

    image = page.image
    if image.width > _WIDTH:
        size = (_WIDTH, round(image.height * _WIDTH / image.width))
        image = image.resize(size, Resampling.BILINEAR, reducing_gap=2.0)
    kind, data = "png", _saved(image.quantize(_COLOURS, Quantize.FASTOCTREE), "PNG")
    if len(data) > _PRINT:
        kind, data = min((kind, data), ("jpeg", _saved(image, "JPEG")), key=lambda one: len(one[1]))
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _saved(image: Image, format: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format, quality=_QUALITY)
    return stream.getvalue()


def pages_to_markup(views: list[PageView], cells: Mapping[str, CellRecord], failed: Mapping[str, str]) -> Markup | None:
    """The pages one below the other; None where there are none."""
    if not views:
        return None
    return join(_page(view, cells, failed) for view in views)


def _page(view: PageView, cells: Mapping[str, CellRecord], failed: Mapping[str, str]) -> Markup:
    boxes = [_box(cell, box, failed) for cell in cells.values() if cell.page == view.number for box in cell.boxes or ()]
    width, height = f"{view.width:.1f}", f"{view.height:.1f}"
    picture = element("image", href=view.address, width=width, height=height)
    drawn = element("svg", picture, *boxes, viewBox=f"0 0 {width} {height}")
    caption = element("figcaption", both("page_number", number=view.number))
    return element("figure", caption, drawn, class_="page", data_page=view.number)


def _box(cell: CellRecord, box: Box, failed: Mapping[str, str]) -> Markup:
    marks = [mark for mark, holds in (("review", cell.review), ("failed", cell.id in failed)) if holds]
    return element(
        "rect",
        x=f"{box.x0 - _ROOM:.1f}",
        y=f"{box.y0 - _ROOM:.1f}",
        width=f"{box.x1 - box.x0 + 2 * _ROOM:.1f}",
        height=f"{box.y1 - box.y0 + 2 * _ROOM:.1f}",
        class_=" ".join(["box", cell.state, *marks]),
        data_cells=cell.id,
    )
