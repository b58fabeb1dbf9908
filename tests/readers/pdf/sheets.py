"""Pages with text, strokes and areas on them, in the styles that producers have, and the PDF of such pages."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # one of the fonts that every reader of PDF knows; no file is needed
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

PORTRAIT = (595.0, 842.0)


@dataclass(frozen=True)
class Style:
    """How a document is drawn.

    Attributes:
        rules: which lines tables have; ``outer`` is a frame and verticals.
        pen: how a line is drawn: one stroke an edge, long strokes, a rectangle a cell, thin filled areas, a dash
            pattern, dots one by one, two lines, one pixel of a picture made long.
        width: of the lines.
        size: of the type.
        cut_rows: rows may be cut by the end of a page.
        closed: a cut table is closed at the end of the page and opened again on the next.
        heads: rows of heads that every page repeats.
        numbers: page numbers below.
        rotate: /Rotate of the pages, contents drawn so that they are seen upright.
        turn: contents lie turned on the pages as seen.
        shuffled: operators in random order.
        bold: headings printed twice, a little apart.
        shade: heads on a grey area.
        fill: all cells on areas: ``gaps`` of white between them, ``tiles`` without, every other row (``bands``).
        frame: a line around every page.
        centred: figures in the middle of their cells, not at the left.
        middle: lines in the middle of the height of their cells, not at the top.
    """

    rules: Literal["grid", "horizontal", "vertical", "outer", "none"] = "grid"
    pen: Literal["edges", "long", "rectangles", "areas", "dashes", "dots", "double", "pixels"] = "edges"
    width: float = 0.5
    size: float = 10.5
    cut_rows: bool = False
    closed: bool = True
    heads: int = 0
    numbers: bool = True
    rotate: int = 0
    turn: int = 0
    shuffled: bool = False
    bold: bool = False
    shade: bool = False
    fill: Literal["none", "gaps", "tiles", "bands"] = "none"
    frame: bool = False
    centred: bool = True
    middle: bool = True
    page: tuple[float, float] = PORTRAIT


class Print(NamedTuple):
    """A line of text: its left end and the top of its type."""

    text: str
    x: float
    top: float
    size: float


class Stroke(NamedTuple):
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float


class Area(NamedTuple):
    """A grey area."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Sheet:
    """What one page gets."""

    items: list[Print | Stroke | Area] = field(default_factory=list)


def text_width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, size))


def joined_strokes(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Edges that lie in one line and meet, as one stroke."""
    rows: dict[tuple[bool, float], list[tuple[float, float]]] = {}
    for x0, y0, x1, y1 in strokes:
        lying = y0 == y1
        rows.setdefault((lying, round(y0 if lying else x0, 2)), []).append((x0, x1) if lying else (y0, y1))
    joined = []
    for (lying, at), parts in sorted(rows.items()):
        run: list[float] = []
        for begin, end in [*sorted(parts), (float("inf"), float("inf"))]:
            if run and begin > run[1] + 0.1:
                joined.append(Stroke(run[0], at, run[1], at) if lying else Stroke(at, run[0], at, run[1]))
                run = []
            run = [run[0], max(run[1], end)] if run else [begin, end]
    return joined


def sheets_to_pdf(sheets: Sequence[Sheet], style: Style) -> bytes:
    """Pages as a file, the same bytes for the same sheets."""
    shown = style.page
    angle = (style.rotate + style.turn) % 360
    stored = (shown[1], shown[0]) if angle in (90, 270) else shown
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=stored, pageCompression=1, invariant=1)
    dice = random.Random(1)
    for number, sheet in enumerate(sheets, 1):
        # reportlab turns the size of pages that lie on their sides
        canvas.setPageSize(stored if style.rotate % 180 == 0 else stored[::-1])
        canvas.setPageRotation(style.rotate)
        if angle == 90:
            canvas.transform(0, 1, -1, 0, stored[0], 0)
        elif angle == 180:
            canvas.transform(-1, 0, 0, -1, stored[0], stored[1])
        elif angle == 270:
            canvas.transform(0, -1, 1, 0, 0, stored[1])
        strokes = [item for item in sheet.items if isinstance(item, Stroke)]
        items: list[Print | Stroke | Area] = [item for item in sheet.items if not isinstance(item, Stroke)]
        items += joined_strokes(strokes) if style.pen in ("long", "dashes", "dots", "double", "pixels") else strokes
        if style.frame:
            x, y = shown[0] - 20, shown[1] - 20
            items += [Stroke(20, 20, x, 20), Stroke(20, y, x, y), Stroke(20, 20, 20, y), Stroke(x, 20, x, y)]
        if style.numbers:
            items.append(Print(f"- {number} -", shown[0] / 2 - 12, shown[1] - 40, 9))
        if style.shuffled:
            areas = [item for item in items if isinstance(item, Area)]
            items = [item for item in items if not isinstance(item, Area)]
            dice.shuffle(items)
            items = [*areas, *items]
        for item in items:
            _draw_item(canvas, item, style, shown[1])
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_item(canvas: Canvas, item: Print | Stroke | Area, style: Style, height: float) -> None:
    if isinstance(item, Area):
        canvas.setFillGray(0.85)
        canvas.rect(item.x0, height - item.y1, item.x1 - item.x0, item.y1 - item.y0, stroke=0, fill=1)
        canvas.setFillGray(0)
    elif isinstance(item, Print):
        canvas.setFont(FONT, item.size)
        y = height - item.top - 0.88 * item.size
        if style.shuffled:  # character by character, back to front
            x = item.x + text_width(item.text, item.size)
            for character in reversed(item.text):
                x -= text_width(character, item.size)
                canvas.drawString(x, y, character)
            return
        canvas.drawString(item.x, y, item.text)
        if style.bold:
            canvas.drawString(item.x + 0.3, y, item.text)
    else:
        _draw_stroke(canvas, item, style, height)


def _draw_stroke(canvas: Canvas, stroke: Stroke, style: Style, height: float) -> None:
    canvas.setLineWidth(style.width)
    x0, y0, x1, y1 = stroke.x0, height - stroke.y0, stroke.x1, height - stroke.y1
    lying = stroke.y0 == stroke.y1
    if style.pen == "areas":
        half = style.width / 2
        canvas.rect(min(x0, x1) - half, min(y0, y1) - half, abs(x1 - x0) + 2 * half, abs(y1 - y0) + 2 * half, 0, 1)
    elif style.pen == "dashes":
        canvas.setDash(3, 2)
        canvas.line(x0, y0, x1, y1)
        canvas.setDash()
    elif style.pen == "dots":
        at, end = (x0, x1) if lying else (y1, y0)
        while at < end:
            if lying:
                canvas.line(at, y0, min(end, at + 1.2), y0)
            else:
                canvas.line(x0, at, x0, min(end, at + 1.2))
            at += 3.0
    elif style.pen == "double":
        for shift in (-0.9, 0.9):
            canvas.line(x0 + shift * (not lying), y0 + shift * lying, x1 + shift * (not lying), y1 + shift * lying)
    elif style.pen == "pixels":
        canvas.saveState()
        canvas.translate(min(x0, x1), min(y0, y1))
        canvas.scale(max(abs(x1 - x0), style.width), max(abs(y1 - y0), style.width))
        canvas.drawInlineImage(_PIXEL, 0, 0, 1, 1)
        canvas.restoreState()
    else:
        canvas.line(x0, y0, x1, y1)


def _pixel() -> object:
    from PIL import Image

    return Image.new("L", (1, 1), 0)


_PIXEL = _pixel()
