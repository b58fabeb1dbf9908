"""Pages as pictures with a box around every cell that was read from them, to be compared with the print by eye.

The colour of a box tells what was read there, the sign under it which column it was taken for and which value, the name
at its left the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gkml.document import Box
from gkml.errors import MissingExtraError, UsageError
from gkml.messages import Sentence
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.records.report import CellRecord, Report

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["COLOURS", "PageImage", "cell_colour", "draw_cells", "load_page", "pages_with_cells", "report_to_image"]

Colour = tuple[int, int, int]
COLOURS: Mapping[str, Colour] = {
    "number": (0, 128, 40),
    "blank": (0, 90, 200),
    "mark": (0, 90, 200),
    "review": (225, 110, 0),
    "unreadable": (205, 0, 30),
}
"""Colours of boxes by state; ``review`` goes before all but ``unreadable``."""

_MARGIN = 230  # pixels at the left for the names of rows; the longest has 41 characters of some 5.5
_LABEL = 10  # pixels, height of the type of labels: what fits between two rows of 10.5 point print
_ROOM = 2  # pixels between print and box
_LEGEND = 24  # pixels above a page
_MOST_PIXELS = 60_000_000  # of the whole picture, 180 MB of memory: 20 pages of A4 at 144 dpi
_GREY = (90, 90, 90)
_SCALE = 2.0  # pixels for each point


class PageImage(NamedTuple):
    """A page without boxes, and how many of its pixels a point takes."""

    image: Image
    scale: float


def report_to_image(report: Report, data: bytes, page: int | None = None, limits: Limits = DEFAULT_LIMITS) -> Image:
    """The pages of a report with boxes around its cells, one below the other.

    Args:
        report: the reading.
        data: the bytes it was read from, a PDF or a picture.
        page: the only page to draw, from 1; None draws those that cells stand on.
        limits: what drawing may take.

    Returns:
        A picture in red, green and blue; 144 dpi, pages of an unusual size have less.

    Raises:
        UsageError: the input has no pages, or not this one; too many for one picture.
        MissingExtraError: Pillow is not installed.
        InputError: the page cannot be drawn.
    """
    try:
        from PIL import Image
    except ImportError:
        raise MissingExtraError("Pillow", "image") from None

    numbers = [page] if page is not None else pages_with_cells(report) or [1]
    drawn: list[Image.Image] = []
    for number in numbers:
        drawn.append(draw_cells(load_page(data, report.source, number, limits), report.cells.values(), number))
        if len(numbers) > 1 and sum(one.width * one.height for one in drawn) > _MOST_PIXELS:
            listed = ", ".join(map(str, numbers))
            raise UsageError(Sentence("output", "too_many_pages", number=len(numbers), pages=listed))
    if len(drawn) == 1:
        return drawn[0]
    whole = Image.new("RGB", (max(one.width for one in drawn), sum(one.height for one in drawn)), "white")
    top = 0
    for one in drawn:
        whole.paste(one, (0, top))
        top += one.height
    return whole


def pages_with_cells(report: Report) -> list[int]:
    """The numbers of the pages on which cells were found."""
    return sorted({cell.page for cell in report.cells.values() if cell.page is not None and cell.boxes})


def cell_colour(cell: CellRecord) -> Colour:
    """The colour of the box of a cell."""
    if cell.review and cell.state != "unreadable":
        return COLOURS["review"]
    return COLOURS.get(cell.state, COLOURS["blank"])


def draw_cells(page: PageImage, cells: Iterable[CellRecord], number: int) -> Image:
    """A page with the boxes of the cells that stand on it; room is added above and at the left."""
    from PIL import Image, ImageDraw, ImageFont

    canvas = Image.new("RGB", (page.image.width + _MARGIN, page.image.height + _LEGEND), "white")
    canvas.paste(page.image, (_MARGIN, _LEGEND))
    pen = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(_LABEL)
    _draw_legend(pen, font, number)
    names: dict[str, float] = {}
    for cell in cells:
        if cell.page != number or not cell.boxes:
            continue
        colour = cell_colour(cell)
        boxes = [_in_pixels(box, page.scale) for box in cell.boxes]
        for box in boxes:
            pen.rectangle(box, outline=colour, width=2 if cell.review else 1)
        pen.text((boxes[-1].x0, boxes[-1].y1), _label(cell), fill=colour, font=font)
        row = cell.id.rpartition(".")[0]
        names[row] = min(names.get(row, boxes[0].y0), boxes[0].y0)
    below = 0.0
    for row, top in sorted(names.items(), key=lambda pair: (pair[1], pair[0])):
        below = max(top, below)
        pen.text((_MARGIN - 6 - pen.textlength(row, font=font), below), row, fill=_GREY, font=font)
        below += _LABEL + 2
    return canvas


def _draw_legend(pen: Any, font: Any, number: int) -> None:
    x = 4.0
    for name, colour in (("page " + str(number), _GREY), *COLOURS.items()):
        if name != "mark":  # drawn like a blank
            pen.text((x, 4), name, fill=colour, font=font)
            x += pen.textlength(name, font=font) + 12


def _in_pixels(box: Box, scale: float) -> Box:
    x0, y0, x1, y1 = (edge * scale for edge in box)
    return Box(x0 + _MARGIN - _ROOM, y0 + _LEGEND - _ROOM, x1 + _MARGIN + _ROOM, y1 + _LEGEND + _ROOM)


def _label(cell: CellRecord) -> str:
    """The column in short and what was read: ``T 12``; ``natural_person`` is NP."""
    words = cell.id.rpartition(".")[2].split("_")
    column = "".join(word[0] for word in words).upper() if len(words) > 1 else words[0]
    read = "?" if cell.state == "unreadable" else cell.state if cell.value is None else str(cell.value)
    return f"{column} {read}"


def load_page(data: bytes, name: str, number: int, limits: Limits) -> PageImage:
    """A page of the input as a picture, at most two pixels for each point.

    Raises:
        UsageError: the input has no pages, or not this one.
        InputError: the page cannot be drawn.
    """
    from PIL import Image

    from gkml.readers.page_pictures import page_picture

    page = page_picture(data, name, number, limits)
    image = Image.frombytes("RGB", (page.width, page.height), page.pixels)
    if page.scale > _SCALE:  # a scan at 600 dpi would dwarf its labels
        image = image.resize((round(page.width * _SCALE / page.scale), round(page.height * _SCALE / page.scale)))
    return PageImage(image, min(page.scale, _SCALE))
