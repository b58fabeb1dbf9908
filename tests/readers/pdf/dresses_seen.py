"""What a person reads as it stands."""

from __future__ import annotations

from tests.readers.pdf.dressing import FORM_FONTS, Dress, Make, add_to, digits_width, image, line, quad, rectangle, text
from tests.readers.pdf.hostile import stream

DRESSES: dict[str, Make] = {}


@add_to(DRESSES)
def plain(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True)


@add_to(DRESSES)
def coloured(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"0.8 0.1 0.1 rg\n" + text(v, x, y), v, legible=True)


@add_to(DRESSES)
def grey(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"0.55 g\n" + text(v, x, y), v, legible=True)


@add_to(DRESSES)
def white_on_dark(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(rectangle(x - 20, y - 5, 90, 16, "0.1 0.2 0.5") + b"1 g\n" + text(v, x, y), v, legible=True)


@add_to(DRESSES)
def on_yellow(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(rectangle(x - 2, y - 2, 40, 11, "1 1 0.4") + text(v, x, y), v, legible=True)


@add_to(DRESSES)
def underlined(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + line(x, y - 1.5, x + digits_width(v), y - 1.5, 0.5), v, legible=True)


@add_to(DRESSES)
def underlined_twice(v: str, o: str, x: float, y: float) -> Dress:
    end = x + digits_width(v)
    return Dress(text(v, x, y) + line(x, y - 1.5, end, y - 1.5, 0.4) + line(x, y - 3, end, y - 3, 0.4), v, legible=True)


@add_to(DRESSES)
def bold_by_printing_twice(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + text(v, x + 0.3, y), v, legible=True)


@add_to(DRESSES)
def bold_by_stroke(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y, before="2 Tr 0.3 w"), v, legible=True)


@add_to(DRESSES)
def outlined_type(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y, before="1 Tr 0.4 w"), v, legible=True)


@add_to(DRESSES)
def leaning(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"BT /F1 10 Tf 1 0 0.3 1 {x} {y} Tm ({v}) Tj ET\n".encode(), v, legible=True)


@add_to(DRESSES)
def condensed(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y, before="70 Tz"), v, legible=True)


@add_to(DRESSES)
def half_clear(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"/G gs\n" + text(v, x, y), v, legible=True, states={"G": b"<< /ca 0.6 >>"})


@add_to(DRESSES)
def in_a_form(v: str, o: str, x: float, y: float) -> Dress:
    form = stream(text(v, 0, 0), b"/Type /XObject /Subtype /Form /BBox [0 -5 100 20] " + FORM_FONTS)
    return Dress(f"1 0 0 1 {x} {y} cm /X Do\n".encode(), v, legible=True, xobjects={"X": form})


@add_to(DRESSES)
def highlighted(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True, annots=(quad("Highlight", x, y, v, b"/C [1 1 0]"),))


@add_to(DRESSES)
def underlined_by_annotation(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True, annots=(quad("Underline", x, y, v, b"/C [0 0.6 0]"),))


@add_to(DRESSES)
def turned_page(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True, page=b"/Rotate 90")


@add_to(DRESSES)
def linked(v: str, o: str, x: float, y: float) -> Dress:
    link = f"<< /Type /Annot /Subtype /Link /Rect [{x} {y} {x + 30} {y + 9}] /Border [0 0 1] >>".encode()
    return Dress(text(v, x, y), v, legible=True, annots=(link,))


@add_to(DRESSES)
def wide_ground_picture(v: str, o: str, x: float, y: float) -> Dress:
    picture = image([[205]])
    return Dress(
        f"q 200 0 0 18 {x - 60} {y - 5} cm /X Do Q\n".encode() + text(v, x, y), v, True, xobjects={"X": picture}
    )
