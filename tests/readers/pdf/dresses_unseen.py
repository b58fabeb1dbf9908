"""What nobody sees, beside a figure or in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.readers.pdf.dressing import FORM_FONTS, Dress, Make, add_to, digits_width, image, rectangle, text
from tests.readers.pdf.hostile import stream

DRESSES: dict[str, Make] = {}


def _beside(hidden: Callable[[str, float, float], bytes]) -> Callable[[str, str, float, float], bytes]:
    return lambda v, o, x, y: hidden(o, x - digits_width(o), y) + text(v, x, y)


@add_to(DRESSES)
def unpainted(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(_beside(lambda w, a, b: text(w, a, b, before="3 Tr") + b"BT 0 Tr ET\n")(v, o, x, y), v)


@add_to(DRESSES)
def unpainted_behind(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + text(o, x + digits_width(v), y, before="3 Tr"), v)


@add_to(DRESSES)
def clipping_only(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"q " + text(o, x - digits_width(o), y, before="7 Tr") + b"Q\n" + text(v, x, y), v)


@add_to(DRESSES)
def white(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"1 g\n" + text(o, x - digits_width(o), y) + b"0 g\n" + text(v, x, y), v)


@add_to(DRESSES)
def nearly_white(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"0.97 g\n" + text(o, x - digits_width(o), y) + b"0 g\n" + text(v, x, y), v)


@add_to(DRESSES)
def ground_coloured(v: str, o: str, x: float, y: float) -> Dress:
    ground = rectangle(x - 30, y - 4, 90, 14, "0.7 0.8 0.9")
    return Dress(ground + b"0.7 0.8 0.9 rg\n" + text(o, x - digits_width(o), y) + b"0 g\n" + text(v, x, y), v)


@add_to(DRESSES)
def nearly_clear(v: str, o: str, x: float, y: float) -> Dress:
    content = b"q /G gs\n" + text(o, x - digits_width(o), y) + b"Q\n" + text(v, x, y)
    return Dress(content, v, states={"G": b"<< /ca 0.03 >>"})


@add_to(DRESSES)
def masked(v: str, o: str, x: float, y: float) -> Dress:
    black = stream(b"0 g 0 0 595 842 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S "
                   b"/Transparency /CS /DeviceGray >>")  # fmt: skip
    content = b"q /G gs\n" + text(o, x - digits_width(o), y) + b"Q\n" + text(v, x, y)
    return Dress(content, v, states={"G": b"<< /SMask << /S /Luminosity /G 20 0 R >> >>"}, xobjects={"X": black})


@add_to(DRESSES)
def tiny(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(o, x - digits_width(o, 1.0), y, 1.0) + text(v, x, y), v)


@add_to(DRESSES)
def tiny_by_matrix(v: str, o: str, x: float, y: float) -> Dress:
    small = f"q 0.1 0 0 0.1 {x - 2} {y} cm\n".encode() + text(o, 0, 0) + b"Q\n"
    return Dress(small + text(v, x, y), v)


@add_to(DRESSES)
def layer_off(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"/OC /L BDC\n" + text(o, x - digits_width(o), y) + b"EMC\n" + text(v, x, y), v, layer=True)


@add_to(DRESSES)
def form_on_layer_off(v: str, o: str, x: float, y: float) -> Dress:
    form = stream(text(o, 0, 0), b"/Type /XObject /Subtype /Form /OC 15 0 R /BBox [0 -5 100 20] " + FORM_FONTS)
    content = f"q 1 0 0 1 {x - digits_width(o)} {y} cm /X Do Q\n".encode() + text(v, x, y)
    return Dress(content, v, xobjects={"X": form}, layer=True)


@add_to(DRESSES)
def clipped_away(v: str, o: str, x: float, y: float) -> Dress:
    content = f"q {x - 0.2} {y - 5} 100 20 re W n\n".encode() + text(o + v, x - digits_width(o), y) + b"Q\n"
    return Dress(content, v)


@add_to(DRESSES)
def clipped_by_form(v: str, o: str, x: float, y: float) -> Dress:
    box = f"/BBox [{digits_width(o)} -5 100 20] ".encode()
    form = stream(text(o + v, 0, 0), b"/Type /XObject /Subtype /Form " + box + FORM_FONTS)
    return Dress(f"1 0 0 1 {x} {y} cm /X Do\n".encode(), v, xobjects={"X": form})


@add_to(DRESSES)
def covered(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o)
    return Dress(text(o, left, y) + rectangle(left, y - 2, x - left, 11, "1 1 1") + text(v, x, y), v)


@add_to(DRESSES)
def covered_in_place(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v[::-1], x + 1, y) + rectangle(x - 2, y - 3, 50, 13, "1 1 1") + text(v, x, y), v)


@add_to(DRESSES)
def covered_and_empty(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + rectangle(x - 2, y - 3, 50, 13, "1 1 1"), None)


@add_to(DRESSES)
def blacked_out(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + rectangle(x - 2, y - 3, 50, 13, "0 0 0"), None)


@add_to(DRESSES)
def covered_by_picture(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o)
    cover = f"q {x - left} 0 0 12 {left} {y - 2} cm /X Do Q\n".encode()
    return Dress(text(o, left, y) + cover + text(v, x, y), v, xobjects={"X": image([[255]])})


@add_to(DRESSES)
def covered_by_annotation(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o)
    look = stream(
        rectangle(0, 0, x - left, 11, "1 1 1"), b"/Type /XObject /Subtype /Form /BBox [0 0 %d 11]" % (x - left)
    )
    square = f"<< /Type /Annot /Subtype /Square /F 4 /Rect [{left} {y - 2} {x} {y + 9}] /AP << /N 20 0 R >> >>".encode()
    return Dress(text(o, left, y) + text(v, x, y), v, annots=(square,), xobjects={"X": look})


@add_to(DRESSES)
def off_the_page(v: str, o: str, x: float, y: float) -> Dress:
    content = text(v, x, y) + text(o, x, -40)
    return Dress(content, v, legible=True, page=b"/CropBox [0 0 %d %d] /MediaBox [0 -90 %d %d]")


@dataclass(frozen=True)
class _Half:
    """A figure half of which is covered."""

    left: float
    low: float
    wide: float
    high: float

    def __call__(self, v: str, o: str, x: float, y: float) -> Dress:
        across = digits_width(v)
        cover = rectangle(x + self.left * across, y + self.low * 8 - 1, self.wide * across, self.high * 9, "1 1 1")
        return Dress(text(v, x, y) + cover, None)


DRESSES["lower_half_covered"] = _Half(0, 0, 1, 0.5)
DRESSES["upper_half_covered"] = _Half(0, 0.5, 1, 0.6)


@add_to(DRESSES)
def with_another_text_beneath(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"/Span << /ActualText ({o}) >> BDC\n".encode() + text(v, x, y) + b"EMC\n", v)


@add_to(DRESSES)
def in_a_drawn_font(v: str, o: str, x: float, y: float) -> Dress:
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    glyph = b"20 0 R"
    procedures = b" ".join(b"/%s %s" % (name.encode(), glyph) for name in names)
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 48 "
        b"/LastChar 57 /Widths [%s] /CharProcs << %s >> /Encoding << /Type /Encoding /Differences [48 %s] >> >>"
        % (b"556 " * 10, procedures, b" ".join(b"/" + name.encode() for name in names))
    )
    drawn = stream(b"556 0 0 0 500 700 d1 100 0 300 700 re f")
    return Dress(text(v, x, y, font="F3"), v, xobjects={"X": drawn}, fonts={"F3": font})
