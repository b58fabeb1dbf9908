"""The narrative of a report: what stands outside its tables, in sentences of one normal form.

The normal form is that of ``gkml.folding`` with the punctuation kept that parts clauses. Every character knows the
offset it came from, so that what is found in it can be shown as it is printed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from gkml.document import Document, Row
from gkml.folding import Folded, fold_character, ignored_spans, simplify
from gkml.labels import Tag, by_place

__all__ = ["Sentence", "document_to_sentences", "normal_form"]

_LABEL_ROLES = frozenset({"row", "column", "group", "item", "corner"})
_MANY_LABELS = 6  # fewer may be words of the narrative; a table of blanks has more
_IN_SENTENCES = re.compile("[，,；;件]")
_SHORT = 100  # characters of a row that belongs to a table whole when a part of it does; longer ones were run together
_BREAK = "\n"
_KEPT = {
    **dict.fromkeys("，—–…|>→\t", "，"),
    **dict.fromkeys("；;", "；"),
    **dict.fromkeys("：:", "："),
    **dict.fromkeys("。｡！？?", "。"),
    **dict.fromkeys(".．", "."),
    **dict.fromkeys("（(［[【〔", "("),
    **dict.fromkeys("）)］]】〕", ")"),
    **dict.fromkeys("《〈", "《"),
    **dict.fromkeys("》〉", "》"),
    **dict.fromkeys("%％‰", "%"),
    "、": "、",
    ",": ",",  # apart from the full-width one: in figures it parts thousands
}
_ENDS = re.compile(rf"[。{_BREAK}]|(?<![a-z0-9])\.(?!\d)")
_PAGE_NUMBER = re.compile(
    r"[\s\-—–·.]*+(?:第\s*+)?\d{1,3}(?:\s*+页)?+(?:\s*+[/／共]\s*+\d{1,3}(?:\s*+页)?+)?+[\s\-—–·.]*+"
)
_GOES_ON = re.compile(r"[，,、：:]\s*$")
_LONGEST = 3000  # characters of a sentence; what is longer lost its full stops, and is no narrative
_FULL_LINE = 16  # characters from which a line without a full stop may be a wrapped one that goes on in the next
_FIGURE_FIRST = re.compile(r"\s*(?:\d[\d,，.\s]*|[零一二两三四五六七八九十百千]+)?[件宗起份条]")
_BEGINS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.．、]\D|第[一二三四五六七八九十]+[部章])"
)
_HEADING_GAP = re.compile(
    r"[一二三四五六七八九十]、[^\s。，；、]{2,40}(?:情况|概况|概述|事项|措施)(?P<gap>[ \u3000\u00a0])"
)  # dumps
_THOUSANDS = re.compile(
    r"(?<=\d)，(?=\s?\d{3}(?!\d))"
)  # a clause that begins with a figure has its words in front of it


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the narrative.

    Attributes:
        words: normal form and offsets into the canonical text.
        section: the statutory section it stands in; None where that is not known.
        heading: normal form of the nearest heading above it, empty without one.
        opens: it is the first one below that heading.
    """

    words: Folded
    section: int | None = None
    heading: str = ""
    opens: bool = False


def normal_form(text: str, start: int = 0) -> Folded:
    """Letters, digits and ideographs folded, the punctuation of clauses kept, all else dropped."""
    parts = [_normal_character(character) for character in simplify(text)]
    for begin, end in ignored_spans(text):
        parts[begin:end] = [_kept(character) or "" for character in text[begin:end]]
    if "、" in text:
        for match in _HEADING_GAP.finditer(text):
            parts[match.start("gap")] = _BREAK
    for match in _THOUSANDS.finditer(text):
        parts[match.start()] = ","
    return Folded("".join(parts), tuple([start + at for at, part in enumerate(parts) for _ in part]))


@lru_cache(maxsize=32768)
def _normal_character(character: str) -> str:
    kept = _kept(character)
    return fold_character(character) if kept is None else kept


def _kept(character: str) -> str | None:
    """The punctuation that a character is; None for letters, and for what is dropped."""
    if unicodedata.category(character) == "No":
        return "；"  # a circled number begins an item, and is no figure
    return _KEPT.get(character)


# ---------------------------------------------------------------------------------------------------------------------
# Outside the tables


def document_to_sentences(
    document: Document, tags: Sequence[Tag], cells: Iterable[tuple[int, int]] = ()
) -> Iterator[Sentence]:
    """The sentences of a report that stand in no table, in order of reading.

    Args:
        document: the document.
        tags: its tags; labels and figures show where tables stand, headings where sections begin.
        cells: spans of the cells that were placed.
    """
    passage = _Passage()
    for start, end, heading in _pieces(document, tags, cells):
        if heading is not None:
            yield from passage.close()
            section = passage.section if heading.sub else heading.section
            passage = _Passage(section, heading.text, opens=True)
        passage.add(document, start, end)
    yield from passage.close()


@dataclass(frozen=True, slots=True)
class _Head:
    section: int | None
    text: str
    sub: bool


@dataclass(slots=True)
class _Passage:
    """Text between two headings, gathered row by row."""

    section: int | None = None
    heading: str = ""
    opens: bool = False
    text: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)

    def add(self, document: Document, start: int, end: int) -> None:
        """Text from ``start`` to ``end``; an empty range parts what is before it from what comes."""
        if start == end:
            self.text.append(_BREAK)
            self.offsets.append(start)
            return
        words = normal_form(document.text[start:end], start)
        self.text.append(words.text)
        self.offsets.extend(words.offsets)

    def close(self) -> Iterator[Sentence]:
        text = "".join(self.text)
        at = 0
        opens = self.opens
        for stop in (*(match.span() for match in _ENDS.finditer(text)), (len(text), len(text))):
            if at < stop[0] <= at + _LONGEST:
                words = Folded(text[at : stop[0]], tuple(self.offsets[at : stop[0]]))
                yield Sentence(words, self.section, self.heading, opens)
                opens = False
            at = stop[1]


def _pieces(
    document: Document, tags: Sequence[Tag], cells: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, _Head | None]]:
    """Ranges of the narrative; an empty range is a break, and a head says which heading begins a range."""
    zones = _zones(document.text, tags, cells)  # in order, none reaches into the next
    starts, ends = [zone[0] for zone in zones], [zone[1] for zone in zones]
    skipped = {tag.start for tag in tags if tag.role == "furniture"}
    heads = sorted((tag for tag in tags if tag.role in ("section", "subheading")), key=by_place)
    begins = [tag.start for tag in heads]
    ended, short = True, False
    for row in document.rows:
        text = document.row_text(row)
        chrome = row.start in skipped and "。" not in text
        if not text or chrome or _PAGE_NUMBER.fullmatch(text):
            continue
        inside = zones[bisect_right(ends, row.start) : bisect_left(starts, row.end)]
        if inside and (row.end - row.start <= _SHORT or len(row.cells) > 1):
            yield row.end, row.end, None
            ended = True
            continue
        short = short and not _FIGURE_FIRST.match(text)
        if ended or short or row.gap > 1 or _BEGINS.match(text):
            yield row.start, row.start, None
        at = row.start
        for start, end in (*inside, (row.end, row.end)):
            until = max(at, min(start, row.end))
            mine = heads[bisect_left(begins, at) : bisect_left(begins, until)]
            yield from _with_heads(document, row, at, until, mine)
            if end < row.end:
                yield end, end, None
            at = max(at, end)
        ended = text.rstrip().endswith(("。", "；", ";"))
        short = len(text) < _FULL_LINE and not _GOES_ON.search(text)


def _with_heads(
    document: Document, row: Row, start: int, end: int, heads: Sequence[Tag]
) -> Iterator[tuple[int, int, _Head | None]]:
    """A range of prose, cut at the headings that begin in it; a heading belongs to what it heads."""
    for tag in heads:
        if start <= tag.start:
            if tag.start > start:
                yield start, tag.start, None
            sub = tag.role == "subheading"
            section = None if sub else int(tag.identity) or None
            stop = min(tag.end, end)
            yield tag.start, stop, _Head(section, normal_form(document.text[tag.start : tag.end]).text, sub)
            yield stop, stop, None
            start = stop
    at = start
    for cell in row.cells[1:] if row.kind in ("cells", "grid") else ():
        if at < cell.start < end:
            yield at, cell.start, None
            yield cell.start, cell.start, None
            at = cell.start
    if at < end:
        yield at, end, None


def _zones(text: str, tags: Sequence[Tag], cells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where tables stand: from label to figure to label, as long as no sentence ends between them.

    A table has a cell that was placed, or many labels in a row where all its cells are blank; words of the narrative
    that a tagger took for labels or figures have neither.
    """
    placed = set(cells)
    labels = {(tag.start, tag.end) for tag in tags if tag.role in _LABEL_ROLES}
    figures = {(tag.start, tag.end) for tag in tags if tag.role == "figure"}
    clusters: list[list[tuple[int, int]]] = []
    end = 0
    for mark in sorted(placed | labels | figures):
        if not clusters or "。" in text[end : mark[0]]:
            clusters.append([])
        clusters[-1].append(mark)
        end = max(end, mark[1])
    return [
        (cluster[0][0], max(mark[1] for mark in cluster))
        for cluster in clusters
        if not placed.isdisjoint(cluster) or _is_blank_table(text, [mark for mark in cluster if mark in labels])
    ]


def _is_blank_table(text: str, labels: Sequence[tuple[int, int]]) -> bool:
    """Many labels one behind another, without the words and commas that a sentence has between them."""
    gaps = (text[left[1] : right[0]] for left, right in pairwise(labels))
    return sum(_IN_SENTENCES.search(gap) is None for gap in gaps) >= _MANY_LABELS
