"""The rule tagger: labels by their spellings, figures by their grammar, headings and names by their place.

It needs no model. Its work is done in steps, each a function: cells to pieces, pieces to tags, fragments to labels,
then the prose: furniture, headings, title, agency and year.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from gkml.document import Document
from gkml.figures import without_frame
from gkml.folding import fold
from gkml.labels import Tag, by_place
from gkml.tagging.chrome import is_page_number, is_page_text, running_heads
from gkml.tagging.headings import heading_tags
from gkml.tagging.identity import identity_tags
from gkml.tagging.letters import letters_to_text
from gkml.tagging.lexicon import Lexicon, lexicon_of
from gkml.tagging.pieces import Piece, cell_to_pieces, piece_with_figure
from gkml.tagging.thresholds import USUAL_SIMILARITY, Similarity
from gkml.tagging.wrapped import Fragment, join_fragments
from gkml.template import Templates

__all__ = ["RuleTagger"]

_CHINESE_NUMBER = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]")
_NUMBERING = ".．、,"  # behind digits: the last of them may number what follows

_REGION_MARGIN = 20  # rows around a label in which pieces of broken labels are looked for
_MAX_FRAGMENT = 60  # folded characters; longer pieces are prose
_TABLE_ROLES = frozenset({"row", "column", "group", "item", "corner"})


class RuleTagger:
    """Tags documents by rules derived from the templates.

    Args:
        templates: the forms.
        similarity: how like the form damaged labels must be; ``gkml.pipeline.Pipeline`` takes a tagger of one's own.
    """

    name = "rules"

    def __init__(self, templates: Templates, similarity: Similarity = USUAL_SIMILARITY) -> None:
        self.templates = templates
        self.similarity = similarity
        self._lexicon("")  # that of most reports

    def _lexicon(self, text: str) -> Lexicon:
        """The labels of the forms that a text may hold."""
        return lexicon_of(self.templates.told_in(text), self.similarity)

    def told_rows(self, document: Document) -> frozenset[str]:
        """The labels of the rows of the forms that a document may hold."""
        return frozenset(self._lexicon(document.text).widths)

    def __call__(self, document: Document) -> tuple[Tag, ...]:
        """The tags of one document."""
        lexicon = self._lexicon(document.text)
        pieces = _document_pieces(document, lexicon)
        tags = list(_without_headings(document, _piece_tags(document, pieces), lexicon))
        lines = [document.row_text(row) for row in document.rows]
        rows = _rows_of(tags, document)
        heads = running_heads(lines) - set(rows)
        furniture = {row.index for row in document.rows if row.index in heads or is_page_number(lines[row.index])}
        if furniture:
            tags = [tag for tag, row in zip(tags, rows, strict=True) if tag.role != "figure" or row not in furniture]
        fragments = _fragments(document, pieces, tags, furniture)
        joined = join_fragments(fragments, lexicon)
        tags = sorted([*tags, *joined], key=by_place)
        tags += [
            Tag("furniture", row.start, row.end, 0.9)
            for row in document.rows
            if row.end > row.start and (row.index in furniture or is_page_text(lines[row.index]))
        ]
        tags += heading_tags(document, tags, lexicon)
        tags += identity_tags(document, tags)
        return tuple(sorted(tags, key=by_place))


Pieces = list[list[tuple[Piece, ...]]]


def _document_pieces(document: Document, lexicon: Lexicon) -> Pieces:
    """Pieces of every cell of every row."""
    found = []
    for row in document.rows:
        ruled = row.kind in ("cells", "grid") and len(row.cells) > 1
        texts = [document.cell_text(cell) for cell in row.cells]
        pieces = [cell_to_pieces(text, ruled, lexicon) for text in texts]
        if row.kind == "aligned" and any(piece.kind == "figure" for mine in pieces[1:] for piece in mine):
            pieces[0] = piece_with_figure(texts[0], pieces[0])
        found.append(pieces)
    return letters_to_text(document, found, lexicon)


def _piece_tags(document: Document, pieces: Pieces) -> list[Tag]:
    tags = []
    for row, row_pieces in zip(document.rows, pieces, strict=True):
        for cell, cell_pieces in zip(row.cells, row_pieces, strict=True):
            for piece in cell_pieces:
                start, end = cell.start + piece.start, cell.start + piece.end
                if piece.kind == "label" and piece.match:
                    match = piece.match
                    tags.append(Tag(match.labels[0], start, end, match.confidence, others=match.labels[1:]))
                elif piece.kind == "unit":
                    tags.append(Tag("unit", start, end))
                elif piece.kind in ("figure", "run"):
                    run = piece.kind == "run"
                    if not (run and document.text[end - 1] in _NUMBERING):
                        start, end = without_frame(document.text, start, end)
                    tags.append(Tag("figure", start, end, 0.6 if run else 0.98, run=run))
    return tags


def _without_headings(document: Document, tags: Sequence[Tag], lexicon: Lexicon) -> Iterator[Tag]:
    """The tags without labels over rows that are headings of the report: words of a section before prose.

    ``三、依申请公开情况`` heads rows in a table and a section outside of it.
    """
    rows = _rows_of(tags, document)
    filled = [row.index for row in document.rows if row.end > row.start]
    tagged = set(rows)
    for tag, number in zip(tags, rows, strict=True):
        if tag.role == "group" and tag.label in lexicon.in_stub:
            text = document.row_text(document.rows[number])
            at = bisect_right(filled, number)
            below = filled[at] if at < len(filled) else None
            words = fold(_CHINESE_NUMBER.sub("", text.strip(), count=1))
            if words in lexicon.sections and rows.count(number) == 1 and below is not None and below not in tagged:
                continue
        yield tag


def _rows_of(tags: Sequence[Tag], document: Document) -> list[int]:
    """For each tag the number of the row in which it begins."""
    starts = [row.start for row in document.rows]
    return [bisect_right(starts, tag.start) - 1 for tag in tags]


def _fragments(document: Document, pieces: Pieces, tags: Sequence[Tag], furniture: set[int]) -> list[Fragment]:
    """Text pieces near labels, with the labels among them."""
    near = _region_rows(document, tags)
    labels = {(tag.start, tag.end): tag.label for tag in tags if tag.role in _TABLE_ROLES}
    fragments = []
    for row, row_pieces in zip(document.rows, pieces, strict=True):
        if row.index not in near or row.index in furniture:
            continue
        for cell, cell_pieces in zip(row.cells, row_pieces, strict=True):
            for piece in cell_pieces:
                if piece.kind in ("figure", "run"):
                    continue
                start, end = cell.start + piece.start, cell.start + piece.end
                text = document.text[start:end]
                label = labels.get((start, end))
                if label or (piece.kind == "text" and len(fold(text)) <= _MAX_FRAGMENT):
                    fragments.append(Fragment(row.index, start, end, text, label))
    return fragments


def _region_rows(document: Document, tags: Sequence[Tag]) -> set[int]:
    """Rows that stand near a label of a table."""
    starts = sorted(tag.start for tag in tags if tag.role in _TABLE_ROLES and tag.confidence >= 0.85)
    near: set[int] = set()
    at = 0
    for row in document.rows:
        if at < len(starts) and starts[at] < row.end:
            near.update(range(max(0, row.index - _REGION_MARGIN), row.index + _REGION_MARGIN + 1))
        while at < len(starts) and starts[at] < row.end:
            at += 1
    return near
