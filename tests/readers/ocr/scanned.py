"""Drawn reports as they come out of a scanner: sheets to pixels in any font, and what paper and scanners do to them."""

from __future__ import annotations

import io
import math
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawn import Drawer
from tests.readers.pdf.sheets import Area, Print, Sheet, Stroke, Style, joined_strokes, text_width

_FINER = 3  # times as fine as the scan; then made smaller, as a lens does


@dataclass(frozen=True)
class Scan:
    """How a page is scanned.

    Attributes:
        resolution: pixels an inch.
        skew: degrees by which its lines fall to the right; pages differ a little.
        shift: points by which pages lie beside one another.
        turn: degrees clockwise by which the paper lay turned.
        blur: radius in pixels.
        noise: standard deviation of grays.
        specks: dark spots a page.
        quality: of JPEG; 0 for none.
        ground: gray of the paper at its darkest corner, 255 is white.
        ink: gray of the print.
        stamp: a red seal over the tables.
        bilevel: black and white only.
        waves: points by which lines bend.
    """

    resolution: int = 200
    skew: float = 0.0
    shift: float = 0.0
    turn: int = 0
    blur: float = 0.0
    noise: float = 0.0
    specks: int = 0
    quality: int = 0
    ground: int = 255
    ink: int = 0
    stamp: bool = False
    bilevel: bool = False
    waves: float = 0.0


@lru_cache(maxsize=1)
def system_fonts() -> tuple[str, ...]:
    """Fonts that have Chinese characters: those that ``GKML_FONTS`` names, or those of this machine."""
    if named := os.environ.get("GKML_FONTS"):
        return tuple(named.split(os.pathsep))
    try:
        listed = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(sorted({line.rstrip(": ") for line in listed.splitlines() if Path(line.rstrip(": ")).is_file()}))


@lru_cache(maxsize=64)
def _font(path: str, size: int) -> Any:
    return ImageFont.truetype(path, size)


def sheet_to_picture(sheet: Sheet, style: Style, resolution: int, font: str, latin: str, ink: int) -> Any:
    """A sheet as print; letters and figures in a font of their own where one is named."""
    size, pen, width = style.page, style.pen, style.width
    scale = resolution * _FINER / 72
    image = Image.new("L", (round(size[0] * scale), round(size[1] * scale)), 255)
    draw = ImageDraw.Draw(image)
    for item in sheet.items:
        if isinstance(item, Print):
            x = item.x
            for letter in item.text:
                face = _font(latin if latin and letter.isascii() else font, max(1, round(item.size * scale)))
                base = (item.top + 0.88 * item.size) * scale
                draw.text((x * scale, base), letter, fill=ink, font=face, anchor="ls")
                x += text_width(letter, item.size)
        elif isinstance(item, Stroke):
            for part in _strokes(item, pen):
                draw.line([c * scale for c in part], fill=ink, width=max(1, round(width * scale)))
        else:
            edges = [c * scale for c in (item.x0, item.y0, item.x1, item.y1)]
            draw.rectangle(edges, fill=225)
    return image


def _strokes(stroke: Stroke, pen: str) -> list[tuple[float, float, float, float]]:
    """The lines that a pen draws for one."""
    x0, y0, x1, y1 = stroke
    lying = y0 == y1
    if pen == "double":
        shifts = ((-0.9 * (not lying), -0.9 * lying), (0.9 * (not lying), 0.9 * lying))
        return [(x0 + x, y0 + y, x1 + x, y1 + y) for x, y in shifts]
    if pen != "dashes":
        return [(x0, y0, x1, y1)]
    begin, end = (x0, x1) if lying else (y0, y1)
    at = [begin + 5.0 * number for number in range(int((end - begin) / 5.0) + 1)]
    return [(a, y0, min(a + 3, end), y0) if lying else (x0, a, x0, min(a + 3, end)) for a in at]


def scanned(drawer: Drawer, scan: Scan, font: str, latin: str = "", seed: int = 0) -> list[Any]:
    """The pages of a report as pictures."""
    dice = np.random.default_rng(seed)
    pages = []
    for number, sheet in enumerate(drawer.sheets):
        strokes = [item for item in sheet.items if isinstance(item, Stroke)]
        areas = [item for item in sheet.items if isinstance(item, Area)]  # they lie below
        prints = [item for item in sheet.items if isinstance(item, Print)]
        sheet = Sheet([*areas, *prints, *joined_strokes(strokes)])
        image = sheet_to_picture(sheet, drawer.style, scan.resolution, font, latin, scan.ink)
        pages.append(_damaged(image, scan, dice, number))
    return pages


def _damaged(image: Any, scan: Scan, dice: np.random.Generator, number: int) -> Any:
    scale = scan.resolution / 72
    small = image.width // _FINER, image.height // _FINER
    skew = scan.skew + (float(dice.uniform(-0.2, 0.2)) if scan.skew and number else 0.0)
    shift = [float(dice.uniform(-scan.shift, scan.shift)) * scale * _FINER for _ in range(2)]
    if skew or scan.shift:
        image = image.rotate(-skew, Image.Resampling.BICUBIC, translate=shift, fillcolor=255)
    if scan.waves:
        image = _waved(image, scan.waves * scale * _FINER)
    image = image.resize(small, Image.Resampling.BOX)
    if scan.stamp:
        image = _stamped(image.convert("RGB"), scale, dice)
    if scan.blur:
        image = image.filter(ImageFilter.GaussianBlur(scan.blur))
    if scan.ground < 255 or scan.noise or scan.specks:
        image = _aged(image, scan, dice)
    if scan.bilevel:
        image = image.convert("L").point(lambda gray: 255 if gray > 150 else 0).convert("1")
    if scan.quality:
        written = io.BytesIO()
        image.convert("RGB" if image.mode == "RGB" else "L").save(written, "JPEG", quality=scan.quality)
        image = Image.open(written)
        image.load()
    if scan.turn:
        image = image.rotate(-scan.turn, expand=True)
    return image


def _waved(image: Any, height: float) -> Any:
    """Lines that bend, as those of a page near the back of a book do."""
    pixels = np.asarray(image)
    moved = np.full_like(pixels, 255)
    for column in range(0, pixels.shape[1], 8):
        down = round(height * math.sin(math.pi * column / pixels.shape[1]))
        moved[max(0, down) :, column : column + 8] = pixels[: pixels.shape[0] - max(0, down), column : column + 8]
    return Image.fromarray(moved)


def _stamped(image: Any, scale: float, dice: np.random.Generator) -> Any:
    """A round red seal, through which print shows."""
    layer = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(layer)
    radius = 60 * scale
    x, y = (float(dice.uniform(0.5, 0.8)) * image.width, float(dice.uniform(0.4, 0.7)) * image.height)
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], outline=(215, 50, 45), width=round(3 * scale))
    star = [
        (x + r * math.sin(a * math.pi / 5), y - r * math.cos(a * math.pi / 5))
        for a in range(10)
        for r in [(0.4 if a % 2 == 0 else 0.16) * radius]
    ]
    draw.polygon(star, fill=(215, 50, 45))
    darker = np.minimum(np.asarray(image), np.asarray(layer))
    return Image.fromarray(darker)


def _aged(image: Any, scan: Scan, dice: np.random.Generator) -> Any:
    pixels = np.asarray(image).astype(np.float64)
    high, wide = pixels.shape[:2]
    slope = np.add.outer(np.linspace(0, 0.5, high), np.linspace(0, 0.5, wide))
    paper = (255 - (255 - scan.ground) * slope) / 255
    grain = dice.normal(0, scan.noise, (high, wide)) if scan.noise else np.zeros((high, wide))
    if pixels.ndim == 3:
        paper, grain = paper[..., None], grain[..., None]
    pixels = pixels * paper + grain
    for _ in range(scan.specks):
        y, x = int(dice.integers(0, high - 4)), int(dice.integers(0, wide - 4))
        side = int(dice.integers(1, 3))
        pixels[y : y + side, x : x + side] = dice.integers(20, 120)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def to_pdf(pages: Sequence[Any], resolution: int, quality: int = 0) -> bytes:
    """Pictures as the pages of a PDF, with nothing else on them."""
    written = io.BytesIO()
    canvas = Canvas(written, invariant=1)
    for page in pages:
        width, height = page.width * 72 / resolution, page.height * 72 / resolution
        canvas.setPageSize((width, height))
        if quality:  # as JPEG in the file, too
            packed = io.BytesIO()
            page.convert("L" if page.mode in ("1", "L") else "RGB").save(packed, "JPEG", quality=quality)
            page = Image.open(packed)
        canvas.drawImage(ImageReader(page), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return written.getvalue()
