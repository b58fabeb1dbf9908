"""Pages printed from plain text back to that text: spaces and tabs counted from their room, wrapped lines made whole.

Editors and browsers print a text file with the type of a typewriter: every gap is a whole number of spaces, or ends at
a tab stop, and a line that is too long goes on below. What is parted with tabs, pipes or spaces in the file is read
best as the file would be.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from statistics import median_low

from gkml.document import Box, Cell, Document, Row
from gkml.readers.html_tables import WIDE
from gkml.readers.limits import Limits
from gkml.readers.pdf.lines import FIGURE, PrintedLine, characters_to_lines
from gkml.readers.pdf.notes import has_notes
from gkml.readers.pdf.page import Character, PageContent
from gkml.readers.text import read_text

__all__ = ["TypedText", "pages_to_typed_text", "typed_to_document"]

_LEAST_GAPS = 20  # on all pages; fewer may be whole numbers of spaces by chance
_EXPLAINED = 0.9  # share of them that are
_OFF = 0.15  # of a space by which a gap may differ from a whole number of them
_AT_STOP = 0.8  # points by which print may stand beside its tab stop
_SHORT = 0.5  # of a space; a shorter gap is none
_MIXED = 0.25  # of the type size; what editors put between ideographs and figures
_LEAST_TAB = 0.3  # points; what a tab takes that stands just before its stop
_DRIFT = 0.004  # of a gap; widths of type are rounded to a thousandth
_STOPS = (35.43, 36.0, 21.0, 42.0)  # points from stop to stop: LibreOffice, Word, Word in Chinese
_BROWSER_STOP = 8  # spaces from stop to stop in browsers
_FEW = 3  # figures in a row of a table; pages with the same line above or below
_WIDE = re.compile(f"[{WIDE}]")
_NOT_FIRST = frozenset("，。、；：！？）》」』”’…%,.;:!?)")  # do not begin a line
_NOT_LAST = frozenset("（《「『“‘([")  # do not end one
_PIPES = ("|", "｜")
_DRAWN = re.compile(r"(?=[|｜:+=\s-]*?-{3})[|｜:+=\s-]*")


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text and where its characters stand.

    Attributes:
        text: lines with ``\\n`` between them.
        print: for each character of the text its page, line and print; None for white space.
    """

    text: str
    print: tuple[tuple[int, int, Character] | None, ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    """How the pages were typed, in points.

    Attributes:
        left: the margin.
        width: room for a line.
        space, wide_space: widths of a space, and of one behind an ideograph, where editors take it from another font.
        stop: room between tab stops; None where the text has no tabs.
        browser: whether tabs are those of a browser.
    """

    left: float
    width: float
    space: float
    wide_space: float
    stop: float | None = None
    browser: bool = False

    def spaces(self, gap: float, before: str) -> int | None:
        """How many spaces behind a character fill a gap; None where no whole number does."""
        one = self.wide_space if _WIDE.match(before) else self.space
        count = round(gap / one)
        return count if count and abs(gap - count * one) <= _OFF * one + _DRIFT * gap else None

    def tabs(self, begin: float, end: float) -> int | None:
        """How many tabs lead from one place of a line to another, counted from its left; None where none do."""
        if self.stop is None or abs(end - round(end / self.stop) * self.stop) > _AT_STOP:
            return None
        # a browser leaves out a stop that is nearer than half a letter
        passed = begin + (self.space / 2 if self.browser else _LEAST_TAB)
        count = round(end / self.stop) - int(passed // self.stop)
        return count if count > 0 else None

    def next_stop(self, place: float) -> float:
        """The tab stop after a place."""
        assert self.stop is not None
        return (int((place + (self.space / 2 if self.browser else 0)) // self.stop) + 1) * self.stop


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as typed: ``text`` with its white space, ``print`` as in ``TypedText``."""

    text: str
    print: tuple[tuple[int, int, Character] | None, ...]
    begin: float
    end: float
    first: float  # width of what had to stay together at its beginning
    gap: int

    @property
    def figures(self) -> int:
        """How many of its words are figures."""
        return sum(map(_is_figure, re.split(r"[\s|｜]+", self.text)))

    @property
    def pipes(self) -> int:
        """How many pipes it has."""
        return sum(self.text.count(pipe) for pipe in _PIPES)

    @property
    def framed(self) -> bool:
        """Whether pipes stand at both ends."""
        return self.text.startswith(_PIPES) and self.text.endswith(_PIPES) and self.pipes > 1

    @property
    def drawn(self) -> bool:
        """Whether it is a line of a table drawn with signs: ``|---|---|``."""
        return _DRAWN.fullmatch(self.text) is not None


def pages_to_typed_text(pages: Sequence[PageContent]) -> TypedText | None:
    """The text from which pages were printed; None where they do not look typed."""
    if not pages or any(page.rulings or page.layer != "text" for page in pages):
        return None
    printed = _without_running_heads([characters_to_lines(page.characters) for page in pages])
    measure = _measure(pages, [line for lines in printed for line in lines])
    if measure is None or any(has_notes(line.characters) for lines in printed for line in lines):
        return None
    lines: list[_Line] = []
    for page, mine in zip(pages, printed, strict=True):
        lines.extend(_page_lines(page.number, mine, measure))
    return _joined(lines, measure)


def _without_running_heads(pages: Sequence[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """Pages without the lines above and below that browsers put on each: date and title, address and number."""

    def key(line: PrintedLine) -> tuple[str, int]:
        text = "".join(character.text for character in line.characters)
        return re.sub(r"\d", "", text), round(line.box.y0 / _FEW)

    ends = [{key(line) for line in (*lines[:1], *lines[-1:])} for lines in pages]
    often = Counter(one for page in ends for one in page)
    running = {one for one, count in often.items() if count >= _FEW}
    return [[line for line in lines if key(line) not in running] for lines in pages]


def _measure(pages: Sequence[PageContent], lines: Sequence[PrintedLine]) -> _Measure | None:
    digits = [c.x1 - c.x0 for line in lines for c in line.characters if c.text.isascii() and c.text.isdecimal()]
    ideographs = [c.x1 - c.x0 for line in lines for c in line.characters if _WIDE.match(c.text)]
    if min(len(digits), len(ideographs)) < _LEAST_GAPS or (space := median_low(digits)) <= 0:
        return None
    begins = sorted(line.box.x0 for line in lines)
    left = median_low(begins[: bisect_right(begins, begins[0] + 1.0)])
    gaps = [
        (a.x1 - left, b.x0 - left, a.text)
        for line in lines
        for a, b in pairwise(line.characters)
        if b.x0 - a.x1 >= _SHORT * space
    ]
    if len(gaps) < _LEAST_GAPS:
        return None
    best, most = None, -1
    for stop, wide in product((None, _BROWSER_STOP * space, *_STOPS), (space, median_low(ideographs) / 2)):
        measure = _Measure(left, pages[0].width - 2 * left, space, wide, stop, stop == _BROWSER_STOP * space)
        at_stops = sum(measure.tabs(a, b) is not None for a, b, _ in gaps)
        if stop is not None and at_stops < len(gaps) / 2:
            continue
        explained = sum(
            measure.tabs(a, b) is not None or measure.spaces(b - a, text) is not None for a, b, text in gaps
        )
        if explained > most:
            best, most = measure, explained
    return best if most >= _EXPLAINED * len(gaps) else None


def _page_lines(page: int, printed: Sequence[PrintedLine], measure: _Measure) -> Iterator[_Line]:
    bottoms = [median_low(character.y1 for character in line.characters) for line in printed]
    heights = sorted(b - a for a, b in pairwise(bottoms) if b - a > _SHORT * measure.space)
    leading = heights[len(heights) // 10] if heights else 1.0  # of lines without an empty one between them
    for number, line in enumerate(printed):
        gap = max(0, round((bottoms[number] - bottoms[number - 1]) / leading) - 1) if number else 0
        yield _line(page, number, line, measure, gap)


def _line(page: int, number: int, line: PrintedLine, measure: _Measure, gap: int) -> _Line:
    text, printed = "", []
    spaced = False  # whether one space parts the last two ideographs
    before, at = None, 0.0
    for character in line.characters:
        begin = character.x0 - measure.left
        white = _white(at, begin, before or character, character, measure)
        ideographs = before is not None and _WIDE.match(before.text) and _WIDE.match(character.text)
        if spaced and ideographs and measure.spaces(begin - at, character.text) == 1:
            white = " "  # 社 会 公 益: one that ends at a stop is no tab
        spaced = bool(ideographs) and white == " "
        text += white + character.text
        printed += [None] * len(white) + [(page, number, character)] * len(character.text)
        before, at = character, character.x1 - measure.left
    begin = line.characters[0].x0 - measure.left
    return _Line(text, tuple(printed), begin, at, _first_width(line), gap)


def _white(begin: float, end: float, before: Character, after: Character, measure: _Measure) -> str:
    """The white space between two places of a line and their characters."""
    gap = end - begin
    mixed = bool(_WIDE.match(before.text)) != bool(_WIDE.match(after.text))
    if mixed and abs(gap - _MIXED * before.size) < _LEAST_TAB / 2 and gap < measure.space:
        return ""
    if gap > _LEAST_TAB and (tabs := measure.tabs(begin, end)):
        return "\t" * tabs
    if gap < _SHORT * measure.space:
        return ""
    return " " * (measure.spaces(gap, before.text) or max(1, round(gap / measure.space)))


def _first_width(line: PrintedLine) -> float:
    """The width of what may not be parted at the beginning of a line (after UAX 14, simplified)."""
    last = line.characters[0]
    for a, b in pairwise(line.characters):
        apart = b.x0 - a.x1 > 0.3 * a.size
        wide = _WIDE.match(a.text) or _WIDE.match(b.text)
        if apart or (wide and b.text not in _NOT_FIRST and a.text not in _NOT_LAST):
            break
        last = b
    return last.x1 - line.characters[0].x0


def _joined(lines: Sequence[_Line], measure: _Measure) -> TypedText:
    framed = Counter(line.pipes for line in lines if line.framed)
    pipes = max(framed, key=lambda count: (framed[count], count), default=0)
    text: list[str] = []
    printed: list[tuple[int, int, Character] | None] = []
    whole = 0  # pipes of the line so far
    for above, line in zip([None, *lines], lines, strict=False):
        mine, places = line.text, line.print
        between = ""
        if above is not None:
            complete = above.text.endswith(_PIPES) and framed[pipes] >= _FEW and whole == pipes
            wrap = None if complete else _wrap(above, line, measure)
            between = "\n" * (1 + line.gap) if wrap is None else wrap
            whole = 0 if wrap is None else whole
            if wrap == "\t":  # the tabs that the line begins with are those that had no room
                tabs = len(mine) - len(mine.lstrip("\t"))
                between, mine, places = "\t" * max(1, tabs), mine[tabs:], places[tabs:]
        whole += line.pipes
        text += [between, mine]
        printed += [*([None] * len(between)), *places]
    return TypedText("".join(text), tuple(printed))


def _is_figure(word: str) -> bool:
    """Whether a word is a figure and no ordinal: ``1.``"""
    return FIGURE.fullmatch(word) is not None and not word.endswith(".")


def _wrap(above: _Line, below: _Line, measure: _Measure) -> str | None:
    """What stood between two lines that were one; None for two lines.

    A line was wrapped where the beginning of the next had no room in it. A row of figures that ends at the margin by
    chance is followed by a label.
    """
    words = [word for word in re.split(r"[\s|｜]+", below.text) if word]
    figures = not words or _is_figure(words[0])
    if below.gap or (above.figures >= _FEW and not figures) or above.drawn != below.drawn:
        return None
    last, first = above.text[-1], below.text.lstrip()[0]
    ideographs = bool(_WIDE.match(last) and _WIDE.match(first))
    if below.begin > measure.space and not below.text.startswith("\t"):
        return None
    if "\t" in above.text + below.text and not (ideographs and above.end + below.first > measure.width):
        return "\t" if measure.next_stop(above.end) + below.first > measure.width else None
    room = measure.width - above.end - below.first
    aligned = "  " in above.text.strip()
    if aligned and above.figures >= _FEW and all(map(_is_figure, words)):
        widest = max(map(len, re.findall(" +", above.text)))  # the spaces that are lost may have taken the room
        return " " * max(2, int(room / measure.space) + 1) if room <= widest * measure.space else None
    if room >= (0 if _WIDE.match(last) else measure.space):
        return None
    if last == "-" or _WIDE.match(last) or (_WIDE.match(first) and last not in _PIPES):
        return "  " if aligned and figures else ""
    return " "


def typed_to_document(typed: TypedText, limits: Limits) -> Document:
    """The text read as a text dump, its cells with their places on the pages.

    Raises:
        InputError: ``line_too_long`` or ``too_many_rows``.
    """
    document = read_text(typed.text, limits)
    return replace(document, rows=tuple(_placed_row(row, typed) for row in document.rows), reader="pdf")


def _placed_row(row: Row, typed: TypedText) -> Row:
    cells = tuple(_placed_cell(cell, typed) for cell in row.cells)
    return replace(row, cells=cells, page=next((cell.page for cell in cells if cell.page), None))


def _placed_cell(cell: Cell, typed: TypedText) -> Cell:
    """A cell with its page and the boxes of its lines; ``source`` is for files that are text."""
    assert cell.source is not None
    lines: dict[tuple[int, int], Box] = {}
    for place in typed.print[cell.source : cell.source + cell.end - cell.start]:
        if place is not None:
            page, number, c = place
            box = lines.get((page, number), Box(c.x0, c.y0, c.x1, c.y1))
            lines[page, number] = Box(min(box[0], c.x0), min(box[1], c.y0), max(box[2], c.x1), max(box[3], c.y1))
    pages = [page for page, _ in lines]
    boxes = tuple(box for (page, _), box in lines.items() if page == pages[0])
    return replace(cell, page=pages[0] if pages else None, boxes=boxes, source=None)
