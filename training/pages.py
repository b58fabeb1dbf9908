"""Spans of a synthetic page to the canonical text that the HTML reader makes of it.

The reader drops markup, folds white space and resolves entities, so offsets into the file say nothing about its text.
The page is therefore read a second time with signs of the private use area around every span. Where the text without
the signs is not the text of the page itself, the page is given up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gkml.document import Document
from gkml.labels import Pointer, Tag
from gkml.readers.html import read_html
from training.synthesis.segments import Span

__all__ = ["page_to_document"]

_NO_CELLS: Mapping[int, str] = {}
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"  # no report prints them


def page_to_document(
    source: str, spans: Sequence[Span], cells: Mapping[int, str] = _NO_CELLS
) -> tuple[Document, tuple[Tag, ...]] | None:
    """The document of a page and the tags of its spans; None where their places cannot be found again.

    Spans begin and end inside text, never inside markup or an entity, and do not overlap. ``cells`` are the ids of the
    cells of figures, by the start of their spans.
    """
    document = read_html(source)
    marked = read_html(_marked(source, spans)).text
    found = list(_marks(marked))
    if marked.replace(_OPEN, "").replace(_CLOSE, "") != document.text or len(found) != len(spans):
        return None
    tags = (
        Tag(label, start, end, part="tail" if part == "tail" else "whole", pointer=Pointer.of(cells.get(at)))
        for (start, end), (at, _, label, part) in zip(found, spans, strict=True)
        if start < end
    )
    return document, tuple(tags)


def _marked(source: str, spans: Sequence[Span]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end, _, _ in spans:
        pieces += [source[at:start], _OPEN, source[start:end], _CLOSE]
        at = end
    return "".join([*pieces, source[at:]])


def _marks(marked: str) -> Iterator[tuple[int, int]]:
    """Start and end of every pair of signs, counted without the signs."""
    start = at = 0
    for sign in marked:
        if sign == _OPEN:
            start = at
        elif sign == _CLOSE:
            yield start, at
        else:
            at += 1
