"""Document to the numbers a token classifier reads: characters, and where in its row and cell each stands.

Every layout meets the model in one form: a character a token, white space inside cells dropped, separators of every
style mapped to the same few special tokens. The place of a character is given as a box, the input that LayoutLM (Xu et
al. 2020) takes: ``(cell index, offset in the cell, cell index + cells left in the row, offset + characters left in the
cell)``, so that the model's width and height are what is left of the row and of the cell. Where a line has columns, the
column (``gkml.tagging.columns``) is given as the type of the token. Only rows that may hold a heading, a name or part
of a table are encoded; long prose is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkml.caching import remembers_short_texts
from gkml.document import Document, Row
from gkml.figures import figure_spans, tail_figures
from gkml.folding import simplify
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.tagging.columns import ColumnPlaces

__all__ = ["SPECIALS", "Encoding", "Vocabulary", "Window", "encode", "windows"]

SPECIALS = ("[PAD]", "[UNK]", "[CELL]", "[ROW]", "[LINE]", "[BREAK]", "[EMPTY]", "[SPACE]", "[CUT]")
PAD, UNK, CELL, ROW, LINE, BREAK, EMPTY, SPACE, CUT = range(len(SPECIALS))

MAX_PLACE = 63  # boxes run from 0 to twice this; cells and offsets beyond it are counted as it
_HEAD_ROWS = 40  # rows at the beginning that may hold title, agency and year
_HEAD_CHARACTERS = 80
_PROSE_CHARACTERS = 48  # of a prose row that may begin with a heading
_NEAR = 6  # rows around a row with figures that may belong to its table
_SHORT = 24  # characters of a row that may be one cell of a table written cell by cell
_TAIL_ROWS = 12  # rows at the end that may hold the signature
_MAX_FIGURE = 4  # characters of a figure that are encoded: more tell nothing
_HEADING = re.compile(r"[\s\u3000#*]*(?:\[bookmark[^\]]*\])?[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）,，]")
_COUNTED = "年月日号时分秒条件项个次篇万亿千百元人名份期场家处种类批户台页字余多位本部张"
_RUN_TOGETHER = re.compile(  # figures between labels; in prose a unit stands behind a figure
    rf"[\u4e00-\u9fff）)”]\s?\d[\d\s.]*+[（(]?(?![{_COUNTED}])[\u4e00-\u9fff]"
)
_MIN_RUNS = 2
_LONG = 160  # characters; a longer cell alone in its row is prose or a table without separators
_MAX_CELL = 20_000  # characters of a cell that are read
_DIGIT_OR_MARK = re.compile(r"[\d/\-—–]")


@dataclass(frozen=True)
class Vocabulary:
    """Characters that have a token of their own; all others are ``[UNK]``."""

    tokens: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.tokens[: len(SPECIALS)] != SPECIALS or len(set(self.tokens)) != len(self.tokens):
            raise ValueError(f"a vocabulary begins with {SPECIALS} and holds no token twice")

    def ids(self) -> dict[str, int]:
        """Token to number."""
        return {token: number for number, token in enumerate(self.tokens)}


@dataclass(frozen=True)
class Encoding:
    """The tokens of a document.

    Attributes:
        ids: ``(n,)`` int32, token numbers.
        boxes: ``(n, 4)`` int16, see the module.
        offsets: ``(n,)`` int32, offset of the character in the canonical text; -1 for special tokens.
        cells: ``(n,)`` int32, running number of the cell; -1 for separators.
        rows: ``(n,)`` int32, index of the row.
        columns: ``(n,)`` int16, see ``gkml.tagging.columns``; 0 where no column is known.
    """

    ids: npt.NDArray[np.int32]
    boxes: npt.NDArray[np.int16]
    offsets: npt.NDArray[np.int32]
    cells: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    columns: npt.NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of tokens that the model sees at once, and the part of it whose labels are taken."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def encode(
    document: Document,
    vocabulary: dict[str, int],
    limits: Limits = DEFAULT_LIMITS,
    rows: Container[int] | None = None,
) -> Encoding:
    """The tokens of the rows that may matter, in order of reading.

    Args:
        document: the document.
        vocabulary: token to number.
        limits: ``tokens`` bounds how many there may be.
        rows: numbers of the rows that may be taken; all without it.

    Raises:
        InputError: ``too_many_tokens``.
    """
    tokens = _Tokens()
    places = ColumnPlaces(document)
    cell_number = 0
    last_row = -1
    for row, limit in _rows_to_encode(document):
        if rows is not None and row.index not in rows:
            continue
        limits.check_tokens(len(tokens.ids) + len(row.cells))
        count = len(row.cells)
        separator = BREAK if row.gap else LINE if row.kind == "line" else ROW
        if last_row >= 0 and row.index != last_row + 1:
            tokens.add_special(CUT, row.index)
        tokens.add_special(separator, row.index, right=min(count, MAX_PLACE))
        last_row = row.index
        for number, cell in enumerate(row.cells):
            index = min(number, MAX_PLACE)
            right = index + min(count - 1 - number, MAX_PLACE)
            page = cell.end - cell.start > _LONG  # a page on one line behind the signs of its navigation
            if page:
                index = right = 0
            if number:
                tokens.add_special(LINE if page else CELL, row.index, left=index, right=right)
            text = document.text[cell.start : min(cell.end, cell.start + limit)]
            read = _cell_tokens(text, row.kind != "grid")
            if not read:
                tokens.add_special(EMPTY, row.index, left=index, right=right, cell=cell_number)
            columns = _token_columns(read, list(places.words(row, cell)))
            numbers = [SPACE if token == " " else vocabulary.get(token, UNK) for token, _ in read]
            offsets = [cell.start + offset if token != " " else -1 for token, offset in read]
            tokens.add_cell(numbers, offsets, columns, (index, right), cell_number, row.index)
            cell_number += 1
        limits.check_tokens(len(tokens.ids))
    return tokens.build()


class _Tokens:
    """Tokens on their way into an encoding."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.left: list[int] = []
        self.right: list[int] = []
        self.upper: list[int] = []
        self.lower: list[int] = []
        self.offsets: list[int] = []
        self.cells: list[int] = []
        self.rows: list[int] = []
        self.columns: list[int] = []

    def add_special(self, token: int, row: int, *, left: int = 0, right: int = 0, cell: int = -1) -> None:
        """A token that stands for no character."""
        self._add([token], [-1], [0], (left, right), ([0], [0]), cell, row)

    def add_cell(
        self,
        ids: Sequence[int],
        offsets: Sequence[int],
        columns: Sequence[int],
        place: tuple[int, int],
        cell: int,
        row: int,
    ) -> None:
        """The characters of a cell; ``place`` is the left and the right of their boxes."""
        self._add(ids, offsets, columns, place, _heights(len(ids)), cell, row)

    def _add(
        self,
        ids: Sequence[int],
        offsets: Sequence[int],
        columns: Sequence[int],
        place: tuple[int, int],
        heights: tuple[Sequence[int], Sequence[int]],
        cell: int,
        row: int,
    ) -> None:
        count = len(ids)
        self.ids += ids
        self.offsets += offsets
        self.columns += columns
        self.left += [place[0]] * count
        self.right += [place[1]] * count
        self.upper += heights[0]
        self.lower += heights[1]
        self.cells += [cell] * count
        self.rows += [row] * count

    def build(self) -> Encoding:
        boxes = np.array((self.left, self.upper, self.right, self.lower), np.int16)
        return Encoding(
            np.array(self.ids, np.int32),
            np.ascontiguousarray(boxes.T),
            np.array(self.offsets, np.int32),
            np.array(self.cells, np.int32),
            np.array(self.rows, np.int32),
            np.array(self.columns, np.int16),
        )


def _heights(count: int) -> tuple[list[int], list[int]]:
    """The upper and the lower edges of the boxes of ``count`` characters of one cell."""
    upper = [*range(min(count, MAX_PLACE)), *[MAX_PLACE] * (count - MAX_PLACE)]
    return upper, [here + left for here, left in zip(upper, reversed(upper), strict=True)]


def _token_columns(tokens: Sequence[tuple[str, int]], words: list[tuple[int, int]]) -> list[int]:
    """The column of each token, from the ends and the columns of the words of its cell."""
    if not words:
        return [0] * len(tokens)
    words.reverse()
    columns = []
    for _, offset in tokens:
        while words and offset >= words[-1][0]:
            words.pop()
        columns.append(words[-1][1] if words else 0)
    return columns


def _rows_to_encode(document: Document) -> Iterator[tuple[Row, int]]:
    """Rows that may matter, each with the number of characters of a cell that are read."""
    near = _rows_near_figures(document)
    tail = len(document.rows) - _TAIL_ROWS
    for row in document.rows:
        if row.end == row.start and row.kind == "line":
            continue
        long = len(row.cells) == 1 and row.end - row.start > _LONG
        if row.index in near and not (long and not _is_dense(document.row_text(row))):
            yield row, _MAX_CELL
        elif row.index < _HEAD_ROWS or (row.index >= tail and row.end - row.start <= _HEAD_CHARACTERS):
            yield row, _HEAD_CHARACTERS
        elif _HEADING.match(document.text, row.start, row.end):
            yield row, _PROSE_CHARACTERS


def _rows_near_figures(document: Document) -> set[int]:
    """Rows around figures, and the short rows that lead there: heads that stand one below another, far from figures."""
    near: set[int] = set()
    for row in document.rows:
        if _has_figures(document, row):
            near.update(range(row.index - _NEAR, row.index + _NEAR + 1))
    for way in (document.rows, document.rows[::-1]):
        leads = False
        for row in way:
            leads = row.index in near or (leads and row.end - row.start <= _SHORT)
            if leads:
                near.add(row.index)
    return near


def _has_figures(document: Document, row: Row) -> bool:
    """Figures that stand by themselves, or several cells: what prose does not have."""
    if len(row.cells) > 3:
        return True
    for cell in row.cells:
        text = document.cell_text(cell)
        if len(text) > _SHORT and _is_dense(text):
            return True
        if (len(text) <= _LONG or len(row.cells) > 1) and _is_figures(text):
            return True
    return False


def _is_dense(text: str) -> bool:
    """A table without separators: digits between labels, again and again."""
    return len(_RUN_TOGETHER.findall(text)) > _MIN_RUNS


@remembers_short_texts(megabytes=8)
def _is_figures(text: str) -> bool:
    if figure_spans(text):
        return True
    tail = tail_figures(text) if len(text) < 100 else None
    return tail is not None and (len(tail[1]) >= 3 or len(text) < 24)


@remembers_short_texts(megabytes=32)
def _cell_tokens(text: str, spaced: bool) -> tuple[tuple[str, int], ...]:
    """Characters of a cell with their offsets; a space stays only where it parts digits of an unruled line."""
    tokens: list[tuple[str, int]] = []
    digits = 0
    space = False
    pure: bool | None = None  # looked for where it is asked for
    for offset, character in enumerate(simplify(text)):
        if character.isspace() or character in "\u3000\u00a0\u200b\ufeff":
            space = True
            continue
        narrow = unicodedata.normalize("NFKC", character).lower()[:1]
        if not narrow.strip():
            space = True
            continue
        if space and spaced and tokens and (_DIGIT_OR_MARK.match(narrow) or _DIGIT_OR_MARK.match(tokens[-1][0])):
            tokens.append((" ", offset))
            digits = 0
        space = False
        digits = digits + 1 if narrow.isdigit() else 0
        if digits > _MAX_FIGURE and pure is None:
            pure = figure_spans(text) is not None
        if digits <= _MAX_FIGURE or not pure:
            tokens.append((narrow, offset))
    return tuple(tokens)


def windows(encoding: Encoding, size: int, margin: int) -> list[Window]:
    """Windows of at most ``size`` tokens that overlap by twice ``margin``; each token is kept in one of them.

    A window begins with a row where one begins close by.
    """
    count = len(encoding)
    if count <= size:
        return [Window(0, count, 0, count)] if count else []
    starts_row = (encoding.ids == ROW) | (encoding.ids == LINE) | (encoding.ids == BREAK)
    found: list[Window] = []
    start = kept = 0
    while True:
        end = min(start + size, count)
        keep_end = count if end == count else end - margin
        found.append(Window(start, end, kept, keep_end))
        if end == count:
            return found
        kept = keep_end
        start = kept - margin
        row_starts = np.flatnonzero(starts_row[start - margin // 2 : start + 1])
        if len(row_starts):
            start = start - margin // 2 + int(row_starts[-1])


def cell_runs(cells: Sequence[int] | npt.NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """Start and end of the stretches of equal, non-negative cell numbers."""
    numbers = np.asarray(cells)
    edges = np.flatnonzero(np.diff(numbers)) + 1
    for start, end in zip((0, *edges), (*edges, len(numbers)), strict=True):
        if end > start and numbers[start] >= 0:
            yield int(start), int(end)
