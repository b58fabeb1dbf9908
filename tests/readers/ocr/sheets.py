"""Small pages drawn by Pillow with the font that it carries: tables of figures, and nothing that needs other fonts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

CELL = (110, 60)  # pixels
LEFT, TOP = 120, 150
TYPE = 30  # pixels; 10.8 points at 200 dots an inch


def drawn_table(
    rows: Sequence[Sequence[str]], *, size: tuple[int, int] = (1100, 900), line: int = 2, head: str = ""
) -> Any:
    """A page with a ruled table, and a line of words above it that tells which side is up."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(TYPE)
    wide, high = CELL
    draw.text((LEFT, TOP - 70), head, fill=0, font=font)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            box = LEFT + x * wide, TOP + y * high, LEFT + (x + 1) * wide, TOP + (y + 1) * high
            draw.rectangle(box, outline=0, width=line)
            draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text, fill=0, font=font, anchor="mm")
    return image


def cell_box(x: int, y: int) -> tuple[int, int, int, int]:
    """The pixels of a cell."""
    return LEFT + x * CELL[0], TOP + y * CELL[1], LEFT + (x + 1) * CELL[0], TOP + (y + 1) * CELL[1]
