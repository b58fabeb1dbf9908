"""Figures printed in ideographs, and letters of labels that look like them.

``三`` is a figure in ``规章 | 三 | 零 | 五`` and a letter where ``三、本年度办理结果`` runs down the side of a table,
one letter a row; so is the ``无`` of ``（四）无法提供``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from gkml.document import Document, Row
from gkml.figures import is_ideographic, printed
from gkml.tagging.lexicon import Lexicon
from gkml.tagging.pieces import Piece

__all__ = ["letters_to_text"]

_ROWS = 12  # rows over which the next letter of a label may stand
RowPieces = list[tuple[Piece, ...]]


def letters_to_text(document: Document, pieces: Sequence[RowPieces], lexicon: Lexicon) -> list[RowPieces]:
    """The pieces, with the letters of labels among the figures made text."""
    numerals = _ideographic_figures(document, pieces)
    if not numerals:
        return list(pieces)
    letters = [
        (cell.start, row.index, letter)
        for row in document.rows
        for cell in row.cells
        if len(letter := document.cell_text(cell).strip()) == 1 and letter.isalpha()
    ]
    starts = [start for start, _, _ in letters]

    def spells_on(row: Row, at: int, print_: str) -> bool:
        """Whether the next lone letter goes on with the label of a group."""
        behind = bisect_right(starts, at)
        if behind == len(letters):
            return False
        _, index, letter = letters[behind]
        return index - row.index <= _ROWS and print_.strip() + letter in lexicon.group_pairs

    found = [list(row_pieces) for row_pieces in pieces]
    for row, number in numerals:
        mine, cell = pieces[row.index], row.cells[number]
        text = document.cell_text(cell)
        side = _beside_labels(mine, number)
        alone = printed(text).kind == "number" and not _among_numerals(document, row, mine, number)
        if (
            (row.kind == "aligned" and not _all_numerals(document, row, mine, number))
            or side
            or alone
            or spells_on(row, cell.start, text)
        ):
            found[row.index][number] = (Piece("text", 0, len(text)),)
    return found


def _ideographic_figures(document: Document, pieces: Sequence[RowPieces]) -> list[tuple[Row, int]]:
    """Cells that hold a figure of one ideograph, as their rows and numbers in them; 零 is a letter of no label."""
    return [
        (row, number)
        for row, row_pieces in zip(document.rows, pieces, strict=True)
        for number, mine in enumerate(row_pieces)
        if len(mine) == 1
        and mine[0].kind == "figure"
        and len(text := document.cell_text(row.cells[number]).strip()) == 1
        and is_ideographic(text)
        and text not in "零〇"
    ]


def _beside_labels(pieces: RowPieces, number: int) -> bool:
    """Whether a cell stands in front of the first label of its row."""
    labels = [at for at, mine in enumerate(pieces) if any(piece.kind == "label" for piece in mine)]
    return bool(labels) and number < labels[0]


def _among_numerals(document: Document, row: Row, pieces: RowPieces, number: int) -> bool:
    """Whether a numeral stands behind a label, or in a row all of whose figures are numerals or marks."""
    labelled = any(piece.kind == "label" for mine in pieces[:number] for piece in mine)
    return labelled or _all_numerals(document, row, pieces, number)


def _all_numerals(document: Document, row: Row, pieces: RowPieces, number: int) -> bool:
    """Whether all other figures of a row are numerals or marks."""
    others = [
        document.cell_text(cell)
        for at, (cell, mine) in enumerate(zip(row.cells, pieces, strict=True))
        if at != number and any(piece.kind in ("figure", "run") for piece in mine)
    ]
    return bool(others) and all(is_ideographic(text) or printed(text).kind == "mark" for text in others)
