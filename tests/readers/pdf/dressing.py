"""What dresses of figures on a page are made of: operators, and what they need beside the page.

Written operator by operator (ISO 32000-1), because the ways in which files hide things are below what libraries draw.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.readers.pdf.hostile import stream

__all__ = [
    "FORM_FONTS", "SIZE", "Dress", "Make", "add_to", "chinese", "digits_width", "drawn_seven", "image", "line", "quad",
    "rectangle", "remark", "remark_look", "sevens", "text",
]  # fmt: skip

SIZE = 10.0


@dataclass(frozen=True)
class Dress:
    """What stands in a cell.

    Attributes:
        content: operators.
        shown: the figure that a person reads there; None for none.
        legible: whether nothing is wrong with it, so that it must be read and not be marked.
        states: graphics states by name.
        objects: further objects: annotations (``annots``), XObjects (``xobjects``), each its dictionary or stream.
        catalog: further entries of the catalog.
    """

    content: bytes
    shown: str | None
    legible: bool = False
    states: Mapping[str, bytes] = field(default_factory=dict)
    annots: tuple[bytes, ...] = ()
    xobjects: Mapping[str, bytes] = field(default_factory=dict)
    fonts: Mapping[str, bytes] = field(default_factory=dict)
    page: bytes = b""
    layer: bool = False


Make = Callable[[str, str, float, float], Dress]
"""What dresses a figure, given other digits, at a place."""


def add_to(dresses: dict[str, Make]) -> Callable[[Make], Make]:
    """Enter a dress by its name."""

    def enter(make: Make) -> Make:
        dresses[make.__name__] = make
        return make

    return enter


def digits_width(text: str, size: float = SIZE) -> float:
    """In Helvetica."""
    return sum(0.278 if letter in ".," else 0.556 for letter in text) * size


def text(words: str, x: float, y: float, size: float = SIZE, before: str = "", font: str = "F1") -> bytes:
    """A line of Latin type."""
    return f"BT /{font} {size:g} Tf {before} 1 0 0 1 {x:.2f} {y:.2f} Tm ({words}) Tj ET\n".encode()


def chinese(words: str, x: float, y: float, size: float = SIZE) -> bytes:
    return f"BT /F2 {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n".encode()


def rectangle(x: float, y: float, wide: float, high: float, colour: str) -> bytes:
    return f"q {colour} rg {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re f Q\n".encode()


def line(x0: float, y0: float, x1: float, y1: float, width: float = 0.8) -> bytes:
    return f"q {width:g} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S Q\n".encode()


FORM_FONTS = b"/Resources << /Font << /F1 5 0 R >> >> "


def remark(words: str, x: float, y: float) -> bytes:
    place = f"/Rect [{x} {y - 3} {x + 40} {y + 11}]"
    words = f"/Contents ({words}) /DA (/F1 10 Tf)"
    return f"<< /Type /Annot /Subtype /FreeText /F 4 {place} {words} /AP << /N 20 0 R >> >>".encode()


def remark_look(words: str) -> bytes:
    return stream(text(words, 0, 3), b"/Type /XObject /Subtype /Form /BBox [0 0 40 14] " + FORM_FONTS)


def quad(kind: str, x: float, y: float, words: str, more: bytes) -> bytes:
    end, top, foot = x + digits_width(words), y + 8, y - 1
    place = f"/Rect [{x} {foot} {end} {top}] /QuadPoints [{x} {top} {end} {top} {x} {foot} {end} {foot}]"
    return f"<< /Type /Annot /Subtype /{kind} /F 4 {place} ".encode() + more + b" >>"


def drawn_seven(x: float, y: float) -> bytes:
    points = [(0, 7), (5, 7), (5, 6.2), (2.2, 0), (1.2, 0), (3.8, 6.1), (0, 6.1)]
    path = " ".join(f"{x + a:.2f} {y + b:.2f} {'l' if n else 'm'}" for n, (a, b) in enumerate(points))
    return f"{path} h f\n".encode()


def image(rows: list[list[int]]) -> bytes:
    data = zlib.compress(b"".join(map(bytes, rows)))
    entries = f"/Type /XObject /Subtype /Image /Width {len(rows[0])} /Height {len(rows)} /BitsPerComponent 8 "
    return (
        b"<< "
        + entries.encode()
        + b"/ColorSpace /DeviceGray /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
    )


def sevens() -> bytes:
    """A picture of four sevens."""
    seven = ["11111", "11111", "00011", "00110", "00110", "01100", "01100"]
    rows = [[255] * 120 for _ in range(40)]
    for number in range(4):
        for down, pattern in enumerate(seven):
            for right, bit in enumerate(pattern):
                for a in range(4):
                    for b in range(4):
                        if bit == "1":
                            rows[6 + 4 * down + a][6 + 28 * number + 4 * right + b] = 0
    return image(rows)
