"""Notes, strikes and shadows."""

from __future__ import annotations

from collections.abc import Callable

from tests.readers.pdf.dressing import Dress, Make, add_to, digits_width, image, line, quad, rectangle, text
from tests.readers.pdf.hostile import stream

DRESSES: dict[str, Make] = {}


def _noted(size: float, rise: float) -> Make:
    def make(v: str, o: str, x: float, y: float) -> Dress:
        return Dress(text(v, x, y) + text(o[0], x + digits_width(v), y + rise, size), v)

    return make


for _size, _rise in ((5, 4), (6, 3.5), (7, 3), (8, 3), (10, 2), (10, 4), (10, 5.5), (6, -2), (8, -2), (10, -2.5)):
    DRESSES[f"note_of_{_size}_at_{_rise}"] = _noted(_size, _rise)


@add_to(DRESSES)
def noted_by_rise(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"BT /F1 10 Tf {x} {y} Td ({v}) Tj /F1 6 Tf 4 Ts ({o}) Tj ET\n".encode(), v)


@add_to(DRESSES)
def note_in_brackets(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + text(f"[{o[0]}]", x + digits_width(v), y + 4, 6), v)


def _struck(strike: Callable[[float, float, float], bytes]) -> Make:
    def make(v: str, o: str, x: float, y: float) -> Dress:
        left = x - digits_width(o) - 2
        return Dress(text(o, left, y) + strike(left, x - 2, y) + text(v, x, y), v)

    return make


DRESSES |= {
    "struck_by_line": _struck(lambda a, b, y: line(a, y + 3.5, b, y + 3.5)),
    "struck_by_hairline": _struck(lambda a, b, y: line(a, y + 3.5, b, y + 3.5, 0.3)),
    "struck_by_rectangle": _struck(lambda a, b, y: rectangle(a, y + 3.2, b - a, 0.7, "0 0 0")),
    "struck_by_red_line": _struck(lambda a, b, y: b"q 1 0 0 RG " + line(a, y + 3.6, b, y + 3.6, 1) + b"Q\n"),
    "struck_twice": _struck(lambda a, b, y: line(a, y + 2.6, b, y + 2.6, 0.4) + line(a, y + 4.6, b, y + 4.6, 0.4)),
    "struck_by_slant": _struck(lambda a, b, y: line(a, y, b, y + 7)),
    "struck_by_cross": _struck(lambda a, b, y: line(a, y, b, y + 7) + line(a, y + 7, b, y)),
    "struck_by_dashes": _struck(lambda a, b, y: b"q [1.5 0.7] 0 d " + line(a, y + 3.5, b, y + 3.5) + b"Q\n"),
}


@add_to(DRESSES)
def struck_by_type(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    dashes = f"BT /F1 10 Tf 1 0 0 1 {left} {y} Tm <{'97' * ((len(o) + 1) // 2)}> Tj ET\n".encode()
    return Dress(text(o, left, y) + dashes + text(v, x + 4, y), v)


@add_to(DRESSES)
def struck_by_picture(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    strike = f"q {x - 2 - left} 0 0 0.7 {left} {y + 3.2} cm /X Do Q\n".encode()
    return Dress(text(o, left, y) + strike + text(v, x, y), v, xobjects={"X": image([[0]])})


@add_to(DRESSES)
def struck_by_annotation(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    return Dress(text(o, left, y) + text(v, x, y), v, annots=(quad("StrikeOut", left, y, o, b"/C [1 0 0]"),))


@add_to(DRESSES)
def struck_by_line_annotation(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    look = stream(line(0, 3, x - 2 - left, 3), b"/Type /XObject /Subtype /Form /BBox [0 0 %d 6]" % (x - 2 - left))
    note = (
        f"<< /Type /Annot /Subtype /Line /F 4 /Rect [{left} {y + 0.5} {x - 2} {y + 6.5}] /L [{left} {y + 3.5} {x - 2} "
    )
    note += f"{y + 3.5}] /AP << /N 20 0 R >> >>"
    return Dress(text(o, left, y) + text(v, x, y), v, annots=(note.encode(),), xobjects={"X": look})


@add_to(DRESSES)
def struck_with_its_row(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + line(65, y + 3.5, x + 60, y + 3.5), None)


@add_to(DRESSES)
def struck_and_alone(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + line(x - 1, y + 3.5, x + digits_width(v) + 1, y + 3.5), None)


def _shadowed(right: float, down: float, shade: float) -> Make:
    def make(v: str, o: str, x: float, y: float) -> Dress:
        return Dress(b"%.2f g\n" % shade + text(v, x + right, y - down) + b"0 g\n" + text(v, x, y), v)

    return make


for _right, _down in ((0.8, 0.8), (1.5, 1.5), (2.0, 2.0), (2.5, 1.0), (1.0, 3.0)):
    DRESSES[f"shadow_of_{_right}_{_down}"] = _shadowed(_right, _down, 0.6)


@add_to(DRESSES)
def on_one_another(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v[::-1], x, y) + text(v, x + 1, y), v if v == v[::-1] else None)


@add_to(DRESSES)
def slanted_over(v: str, o: str, x: float, y: float) -> Dress:
    mark = f"0.8 g BT /F1 14 Tf 0.707 0.707 -0.707 0.707 {x - 20} {y - 30} Tm (20240115) Tj ET 0 g\n".encode()
    return Dress(mark + text(v, x, y), v, legible=True)


@add_to(DRESSES)
def turned_beside(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + f"BT /F1 8 Tf 0 1 -1 0 {x + 45} {y - 2} Tm ({o}) Tj ET\n".encode(), v)
