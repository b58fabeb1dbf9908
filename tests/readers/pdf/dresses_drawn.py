"""Figures that are no text, or not that of the page."""

from __future__ import annotations

from tests.readers.pdf.dressing import (
    FORM_FONTS,
    Dress,
    Make,
    add_to,
    digits_width,
    drawn_seven,
    line,
    rectangle,
    remark,
    remark_look,
    sevens,
    text,
)
from tests.readers.pdf.hostile import stream

DRESSES: dict[str, Make] = {}


@add_to(DRESSES)
def outlines(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"".join(drawn_seven(x + 6 * number, y) for number in range(len(v))), "7" * len(v))


@add_to(DRESSES)
def strokes(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(line(x, y, x, y + 7) + line(x + 6, y, x + 6, y + 7), "11")


@add_to(DRESSES)
def picture(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"q 30 0 0 10 {x} {y - 1} cm /X Do Q\n".encode(), "7777", xobjects={"X": sevens()})


@add_to(DRESSES)
def picture_over_figure(v: str, o: str, x: float, y: float) -> Dress:
    content = text(v, x, y) + f"q 34 0 0 14 {x - 2} {y - 3} cm /X Do Q\n".encode()
    return Dress(content, "7777", xobjects={"X": sevens()})


@add_to(DRESSES)
def picture_with_unpainted_figure(v: str, o: str, x: float, y: float) -> Dress:
    content = f"q 34 0 0 14 {x - 2} {y - 3} cm /X Do Q\n".encode() + text(v, x, y, before="3 Tr")
    return Dress(content, "7777", xobjects={"X": sevens()})


@add_to(DRESSES)
def half_text_half_outlines(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + drawn_seven(x + digits_width(v) + 0.5, y), v + "7")


@add_to(DRESSES)
def filled_field(v: str, o: str, x: float, y: float) -> Dress:
    look = stream(
        b"/Tx BMC\n" + text(v, 2, 3) + b"EMC", b"/Type /XObject /Subtype /Form /BBox [0 0 60 14] " + FORM_FONTS
    )
    widget = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({v}) /F 4 /Rect [{x} {y - 3} {x + 60} {y + 11}] "
    return Dress(b"", v, True, annots=(widget.encode() + b"/AP << /N 20 0 R >> >>",), xobjects={"X": look})


@add_to(DRESSES)
def field_without_look(v: str, o: str, x: float, y: float) -> Dress:
    widget = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({v}) /F 4 /Rect [{x} {y - 3} {x + 60} {y + 11}] >>"
    return Dress(b"", v, annots=(widget.encode(),))


@add_to(DRESSES)
def remark_beside(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, annots=(remark(o, x + digits_width(v), y),), xobjects={"X": remark_look(o)})


@add_to(DRESSES)
def remark_alone(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"", v, True, annots=(remark(v, x, y),), xobjects={"X": remark_look(v)})


@add_to(DRESSES)
def stamped_over(v: str, o: str, x: float, y: float) -> Dress:
    ground = rectangle(0, 0, 40, 14, "1 1 1")
    look = stream(ground + text(v, 2, 3), b"/Type /XObject /Subtype /Form /BBox [0 0 40 14] " + FORM_FONTS)
    stamp = f"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [{x - 2} {y - 3} {x + 38} {y + 11}] /AP << /N 20 0 R >> >>"
    return Dress(text(v[::-1], x, y), v, annots=(stamp.encode(),), xobjects={"X": look})
