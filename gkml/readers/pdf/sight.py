"""What was read of a page against what a person sees there.

A page is drawn whole and without its text; where the two differ is the ink of text. Every glyph that was read must have
some, and all of it must have been read. What is drawn beside text, lines and plain areas (pictures, outlines) is ink
that was not read. So what hides a glyph need not be known: layers that are off, clips, covers, colours, opacity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median_low
from typing import Any

import numpy as np
import numpy.typing as npt

from gkml.document import Box
from gkml.doubts import DoubtCode
from gkml.readers.pdf.characters import Glyph
from gkml.readers.pdf.drawing import Drawing
from gkml.readers.pdf.inking import Inking, Pixels, address, apart, boxes_mask
from gkml.readers.pdf.overlaps import doubles, overlaps
from gkml.readers.pdf.page import Character, Mark, Ruling
from gkml.readers.pdf.strikes import Line, sign_to_line, struck

__all__ = ["Audit", "audit_page", "is_worth_auditing"]

_FEWEST_DIGITS = 12  # a page with fewer, and without lines, holds no table
_UNSEEN = 24  # of 255; contrast of a glyph below which nobody sees it
_FAINT = 44  # of 255; below which one may overlook it
_CORE = 0.15  # of the sides of a glyph, left off where others may reach into it
_TINY = 0.4  # of the size of most type of the page; smaller type ...
_LEGIBLE = 4.0  # points; ... that is smaller than this as well is read by nobody
_BLIND = 0.9  # share of glyphs without ink, from which the drawing is not trusted
_THIN = 2.0  # pixels
_INK = 60  # of 255; contrast of ink that must have been read
_PART = 0.3  # share of the sides of a digit, at each of which it has ink
_APART = 0.15  # of the type size; glyphs printed twice that stand farther apart are a shadow, and no bold type
_BLOCK = 6  # pixels; ink is counted in blocks of this side
_MOST_PICTURES = 200  # of a page, of which the ground is told from what stands on it
_NEAR = 1.0  # type sizes beside a figure; a remark this near was put to it
_CHAIN = 2.0  # type sizes from one glyph of a turned line to the next
_SQUARE = 3.0  # degrees


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of it.

    Attributes:
        seen: the glyphs that a person reads.
        unseen: those that leave no ink.
        marks: places where something was left out, or not read.
        rulings: the lines of the page without those that strike something out.
        trusted: whether the page could be drawn as a person sees it.
    """

    seen: tuple[Glyph, ...]
    unseen: tuple[Glyph, ...]
    marks: tuple[Mark, ...]
    rulings: tuple[Ruling, ...]
    trusted: bool = True


def is_worth_auditing(glyphs: Sequence[Glyph], drawing: Drawing) -> bool:
    """Whether a page may hold a table."""
    if drawing.rulings:
        return bool(glyphs)
    return sum(glyph.character.text.isdecimal() for glyph in glyphs) >= _FEWEST_DIGITS


def audit_page(inking: Inking, glyphs: Sequence[Glyph], drawing: Drawing, contents: Drawing) -> Audit:
    """Compare a page with its ink.

    Args:
        inking: what draws it.
        glyphs: all that were read.
        drawing: what stands on it beside text, with its annotations.
        contents: the same without annotations.
    """
    whole, bare = inking.drawn(), inking.drawn(drawing.texts)
    ink = apart(whole, bare)
    ledger = _Ledger(glyphs)
    _leave_out_unseen(ledger, inking, ink, drawing)
    unseen = tuple(glyphs[number] for number in sorted(ledger.dropped))
    if len(unseen) >= _BLIND * len(glyphs):
        return Audit((), tuple(glyphs), (), contents.rulings, trusted=False)
    _leave_out_turned(ledger)
    _leave_out_doubles(ledger, drawing)
    strikes = _leave_out_struck(ledger, drawing)
    _tell_overlaps_apart(ledger, inking, whole, drawing)
    _leave_out_remarks(ledger, {address(item) for item in drawing.texts[len(contents.texts) :]})
    ledger.marks.extend(_unread_ink(inking, ink, bare, glyphs, _without(drawing, strikes)))
    seen = tuple(glyph for number, glyph in enumerate(glyphs) if number not in ledger.dropped)
    left = tuple(r for r in contents.rulings if ((r.x0, r.y0), (r.x1, r.y1)) not in strikes)
    return Audit(seen, unseen, tuple(ledger.marks), left)


@dataclass(slots=True)
class _Ledger:
    """The glyphs of a page, those that are left out, and what is marked."""

    glyphs: Sequence[Glyph]
    dropped: set[int] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)

    def kept(self) -> list[int]:
        return [number for number in range(len(self.glyphs)) if number not in self.dropped]

    def drop(self, number: int, code: DoubtCode) -> None:
        self.dropped.add(number)
        self.mark(number, code)

    def mark(self, number: int, code: DoubtCode) -> None:
        if not _is_ideograph(self.glyphs[number].character.text):
            self.marks.append(Mark(_box(self.glyphs[number]), code))


def _is_ideograph(text: str) -> bool:
    """Whether a character is one of words, which no figure holds."""
    return "\u2e80" <= text[0] <= "\u9fff" and text[0] not in "一二三四五六七八九十"


def _box(glyph: Glyph) -> Box:
    one = glyph.character
    return Box(one.x0, one.y0, one.x1, one.y1)


def _inked(glyph: Glyph) -> Box:
    """The box in which a glyph leaves its ink."""
    return glyph.ink if glyph.ink.x1 > glyph.ink.x0 and glyph.ink.y1 > glyph.ink.y0 else _box(glyph)


def _leave_out_unseen(ledger: _Ledger, inking: Inking, ink: Pixels, drawing: Drawing) -> None:
    usual = median_low(glyph.character.size for glyph in ledger.glyphs)
    tiny = min(_TINY * usual, _LEGIBLE)
    for number, glyph in enumerate(ledger.glyphs):
        if max(glyph.character.size, glyph.character.x1 - glyph.character.x0) < tiny:
            ledger.drop(number, DoubtCode.TINY)
            continue
        contrast = _contrast(inking, ink, _inked(glyph))
        if contrast < _UNSEEN:
            ledger.drop(number, _why_unseen(glyph, contrast, drawing))
        elif glyph.character.text.isdecimal():
            if glyph.replaced:
                ledger.mark(number, DoubtCode.HIDDEN)
            if contrast < _FAINT:
                ledger.mark(number, DoubtCode.FAINT)
            elif _is_cut(inking.cut(ink, _inked(glyph)), contrast):
                ledger.mark(number, DoubtCode.CLIPPED)


def _contrast(inking: Inking, ink: Pixels, box: Box) -> int:
    """The contrast of a glyph: of its core or, where that is empty (二, =), of strokes along two sides."""
    across, down = (_aside(end - start, inking.scale) for start, end in ((box.x0, box.x1), (box.y0, box.y1)))
    box = Box(box.x0 - across, box.y0 - down, box.x1 + across, box.y1 + down)
    core = inking.cut(ink, box, _CORE)
    contrast = int(core.max()) if core.size else 0
    inset = _CORE * (box.x1 - box.x0)
    whole = inking.cut(ink, Box(box.x0 + inset, box.y0, box.x1 - inset, box.y1))
    if contrast >= _UNSEEN or len(whole) < 2:
        return contrast
    upper, lower = whole[: len(whole) // 2], whole[len(whole) // 2 :]
    sides = [np.sort(half.max(axis=0))[half.shape[1] // 2] for half in (upper, lower) if half.size]
    return max(contrast, int(min(sides, default=0)))


def _aside(extent: float, scale: float) -> float:
    """How far beside its place a stroke may be drawn: type is moved to whole pixels, which thin strokes leave then."""
    return 1 / scale if extent * scale < _THIN else 0.0


def _why_unseen(glyph: Glyph, contrast: int, drawing: Drawing) -> DoubtCode:
    if glyph.hidden:
        return DoubtCode.HIDDEN
    if contrast or glyph.white:
        return DoubtCode.FAINT
    x, y = (glyph.character.x0 + glyph.character.x1) / 2, (glyph.character.y0 + glyph.character.y1) / 2
    covered = any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box in drawing.covers)
    return DoubtCode.COVERED if covered else DoubtCode.HIDDEN


def _is_cut(ink: Pixels, contrast: int) -> bool:
    """Whether a digit has no ink at one of its sides."""
    high, wide = ink.shape
    if high < 4 or wide < 3:
        return False
    least = min(_INK, contrast) // 2
    rows, columns = ink.max(axis=1), ink.max(axis=0)
    down, across = max(2, round(_PART * high)), max(1, round(_PART * wide))
    ends = (rows[:down], rows[-down:], columns[: across + 1], columns[-across - 1 :])
    return any(int(end.max()) < least for end in ends)


def _painted(drawing: Drawing) -> dict[int, int]:
    """For each text object when it is painted."""
    return {address(item): number for number, item in enumerate(drawing.texts)}


def _leave_out_doubles(ledger: _Ledger, drawing: Drawing) -> None:
    kept = ledger.kept()
    for at, distance in doubles([ledger.glyphs[number] for number in kept], _painted(drawing)).items():
        ledger.dropped.add(kept[at])
        if distance > _APART and ledger.glyphs[kept[at]].character.text.isdecimal():
            ledger.mark(kept[at], DoubtCode.OVERLAPPING)


def _tell_overlaps_apart(ledger: _Ledger, inking: Inking, whole: Pixels, drawing: Drawing) -> None:
    """Of glyphs that stand on one another leave out those that do not show."""
    pairs = list(overlaps(ledger.glyphs, ledger.kept()))
    if not pairs:
        return
    order = _painted(drawing)
    lower = {min(pair, key=lambda number: (order.get(ledger.glyphs[number].item, -1), number)) for pair in pairs}
    items = {ledger.glyphs[number].item for number in lower}
    ink = apart(whole, inking.drawn([item for item in drawing.texts if address(item) in items]))
    for number in lower:
        core = inking.cut(ink, _inked(ledger.glyphs[number]), _CORE)
        if not core.size or int(core.max()) < _UNSEEN:
            ledger.drop(number, DoubtCode.COVERED)
    for a, b in pairs:
        if a not in ledger.dropped and b not in ledger.dropped:
            boxes = (_box(ledger.glyphs[number]) for number in (a, b))
            ledger.marks.extend(Mark(box, DoubtCode.OVERLAPPING, _BLOCK * _BLOCK) for box in boxes)


def _leave_out_turned(ledger: _Ledger) -> None:
    """Leave out lines that stand askew: they lie over the page. Those at right angles are labels, or turned figures."""
    lines: list[list[int]] = []
    for number in ledger.kept():
        glyph = ledger.glyphs[number]
        if not glyph.tilt:
            continue
        if lines and _follows(ledger.glyphs[lines[-1][-1]], glyph):
            lines[-1].append(number)
        else:
            lines.append([number])
    for line in lines:
        glyphs = [ledger.glyphs[number] for number in line]
        square = min(abs(glyphs[0].tilt % 90), 90 - abs(glyphs[0].tilt % 90)) <= _SQUARE
        if square and any(_is_ideograph(glyph.character.text) for glyph in glyphs):
            continue
        ledger.dropped.update(line)
        boxes = [_box(glyph) for glyph in glyphs]
        around = Box(
            min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
        )
        ledger.marks.append(Mark(around, DoubtCode.ROTATED))


def _follows(before: Glyph, after: Glyph) -> bool:
    a, b = before.character, after.character
    far = max(abs(a.x0 + a.x1 - b.x0 - b.x1), abs(a.y0 + a.y1 - b.y0 - b.y1)) / 2
    return abs(before.tilt - after.tilt) < 1 and far <= _CHAIN * max(a.size, b.size)


def _leave_out_struck(ledger: _Ledger, drawing: Drawing) -> set[Line]:
    """Leave out what lines strike out, drawn ones and those of type; gives back these lines."""
    lines = [*(((r.x0, r.y0), (r.x1, r.y1)) for r in drawing.rulings if r.horizontal), *drawing.slants]
    signs = {n: line for n in ledger.kept() if (line := sign_to_line(ledger.glyphs[n])) is not None}
    others = [number for number in ledger.kept() if number not in signs]
    numbers, strikes, touched = struck([ledger.glyphs[number] for number in others], [*lines, *signs.values()])
    for number in (*(others[at] for at in numbers), *(number for number, line in signs.items() if line in strikes)):
        if not _is_ideograph(ledger.glyphs[number].character.text):
            ledger.drop(number, DoubtCode.STRUCK)
    for at in touched:
        ledger.mark(others[at], DoubtCode.STRUCK)
    return strikes


def _without(drawing: Drawing, strikes: Collection[Line]) -> Drawing:
    """The drawing, of its strange objects not the lines that strike something out."""
    boxes = {(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in strikes}
    return replace(drawing, strange=tuple(one for one in drawing.strange if tuple(one[1]) not in boxes))


def _leave_out_remarks(ledger: _Ledger, remarks: Collection[int]) -> None:
    """Leave out remarks that were put beside the figures of a page; one that stands by itself fills a form."""
    if not remarks:
        return
    digits = [n for n in ledger.kept() if ledger.glyphs[n].character.text.isdecimal()]
    added = [number for number in digits if ledger.glyphs[number].item in remarks]
    figures = [ledger.glyphs[number].character for number in digits if number not in added]
    beside = {
        ledger.glyphs[number].item
        for number in added
        if any(_stands_beside(ledger.glyphs[number].character, figure) for figure in figures)
    }
    for number in ledger.kept():
        if ledger.glyphs[number].item in beside:
            ledger.drop(number, DoubtCode.ANNOTATION)


def _stands_beside(one: Character, figure: Character) -> bool:
    overlap = min(one.y1, figure.y1) - max(one.y0, figure.y0)
    gap = max(one.x0 - figure.x1, figure.x0 - one.x1)
    return overlap > _PART * min(one.size, figure.size) and gap <= _NEAR * figure.size


def _unread_ink(inking: Inking, ink: Pixels, bare: Pixels, glyphs: Sequence[Glyph], drawing: Drawing) -> Iterator[Mark]:
    """Ink of text that is of no glyph, and of what is neither text nor line nor area."""
    known = boxes_mask([box for glyph in glyphs for box in (glyph.ink, _box(glyph))], inking.scale, ink.shape)
    yield from _blocks((ink > _INK) & ~known, inking.scale, DoubtCode.UNREAD_INK)
    if not drawing.strange:
        return
    strange = [item for item, _ in drawing.strange]
    drawn = apart(bare, inking.drawn([*drawing.texts, *strange])) > _INK
    pictures = [box for item, box in drawing.strange if not _is_path(item, inking.pdfium_c)]
    for box in pictures[:_MOST_PICTURES]:
        ground = inking.cut(bare, box)
        if ground.size:  # what stands on the ground of a picture is its ink
            even = np.abs(ground.astype(np.int16) - int(np.median(ground))) > _INK
            inking.cut(drawn, box)[...] &= even
    yield from _blocks(drawn, inking.scale, DoubtCode.PICTURE)


def _is_path(item: Any, pdfium_c: Any) -> bool:
    return bool(pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_PATH)


def _blocks(ink: npt.NDArray[np.bool_], scale: float, code: DoubtCode) -> Iterator[Mark]:
    """A mark for each small block that has ink."""
    if not ink.any():
        return
    ys, xs = np.nonzero(ink)
    across = ink.shape[1] // _BLOCK + 1
    numbers, counts = np.unique(ys // _BLOCK * across + xs // _BLOCK, return_counts=True)
    side = _BLOCK / scale
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        x, y = number % across * side, number // across * side
        yield Mark(Box(x, y, x + side, y + side), code, count)
