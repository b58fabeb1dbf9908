"""Cells to pieces: what stands in one cell - a label, figures, a label with its figures, or text.

A piece is found from the print of its cell alone, so the work is done once for each print and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gkml.caching import remembers_short_texts
from gkml.figures import figure_spans, is_ideographic, is_smudge, printed, tail_figures
from gkml.folding import fold, fold_with_offsets
from gkml.tagging.lexicon import Lexicon, Match

__all__ = ["Piece", "cell_to_pieces", "piece_with_figure"]

_MAX_LABEL = 160  # characters; the longest statutory label with its remark has about 150
_MIN_DENSE = 4  # labels and figures that follow one another without prose: a table run together
_DIGITS = re.compile(r"[+\-－—–_]{0,12}\d(?:[\d.,，．\s—–_]|[+\-－](?=\d))*(?:[万萬]元|[亿億]元|元)?")
_TAIL_RUN = re.compile(r"(?P<digits>[+\-－]?\d(?:[\d\s—–_.,，．]*\d)?)\s?(?:[（(][^（）()]*[）)])?$")
_SURE_RUN = 3  # digits at the end of a label from which they are figures, whatever the label looks like with them
_LABEL_AND_RUN = re.compile(r"(?:\d{1,2}[.、．])?[^\d]{2,60}?[\d.,，+\-－]+(?:[万萬]元|元)?")
_RUN_START = re.compile(r"[\u4e00-\u9fff）)”]\s?\d")
_GLUED = re.compile(r"[+\-－]?\d[\d,，.．]*$|[/／\\_…×\-－–—]{1,3}$")
_LEADING_ZERO = re.compile(r"[+\-－]?[0０]\d")
_NUMBERING = ".．、,"  # behind the number of a list
_NUMBER_OF_LIST = re.compile(r"(?<!\d)(\d{1,2})\s*+[.．、,，)）]?\s*+$")
_DATE_BEHIND = re.compile(r"20\d\d[ \u3000\u00a0]?年")
_YEAR_SIGN = 2  # characters behind the digits of a year in which 年 stands
_SPACE = " \u3000\u00a0"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a cell, with offsets into the cell.

    ``kind``: ``label`` (``match`` says which), ``figure``, ``run`` (digits without separators next to a
    label, or illegible ones), ``unit`` (the unit of a row in a cell of its own) or ``text``.
    """

    kind: Literal["label", "figure", "run", "unit", "text"]
    start: int
    end: int
    match: Match | None = None


def cell_to_pieces(text: str, separated: bool, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces of one cell, left to right.

    Args:
        text: the print of the cell.
        separated: the cell has edges of its own (tabs, pipes, a grid); a space in it does not part two figures.
        lexicon: the labels to look for.
    """
    return _pieces(text, separated, lexicon)


@remembers_short_texts(megabytes=32)
def _pieces(text: str, separated: bool, lexicon: Lexicon) -> tuple[Piece, ...]:
    if not text.strip(_SPACE):
        return ()
    if len(text) > _MAX_LABEL:
        return tuple(_dense(text, lexicon))
    whole = (0, len(text))
    if printed(text).kind in ("number", "mark"):
        # ``三`` alone in a line is a letter of a label as likely as a figure; ``零`` and ``九十五`` are not
        numeral = is_ideographic(text) and printed(text).kind == "number"
        letter = numeral and len(text.strip()) == 1 and text.strip() not in "零〇"
        return (Piece("text" if letter and not separated else "figure", *whole),)
    if lexicon.is_unit(text):
        return (Piece("unit", *whole),)
    if is_smudge(text) and not figure_spans(text):
        return (Piece("run", *whole),)
    figures = figure_spans(text)
    if figures:
        return (Piece("figure", *whole),) if separated else tuple(Piece("figure", *span) for span in figures)
    tail = tail_figures(text)
    found = (_glued(text, *tail, lexicon) or _with_tail(text, *tail, lexicon)) if tail else None
    if found:
        return found
    match = lexicon.match(text)
    if match and match.confidence == 1.0:
        return (Piece("label", *whole, match),)
    before_run = _label_before_run(text, match, lexicon)
    if before_run:
        return before_run
    dense = [] if match and match.confidence >= 0.9 else _dense(text, lexicon)
    if dense:
        return tuple(dense)
    if match:
        return (Piece("label", *whole, match),)
    return _split_label(text, lexicon) or (Piece("text", *whole),)


def piece_with_figure(text: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """``再处理其政府信息公开申 0`` in front of the figures of its row: a piece of a label, and the first figure."""
    tail = tail_figures(text) if len(pieces) == 1 and pieces[0].kind == "text" else None
    if tail is None or text[: tail[0]][-1].isdigit():
        return pieces
    return (Piece("text", 0, tail[0]), *(Piece("figure", *span) for span in tail[1]))


def _with_tail(text: str, end: int, spans: list[tuple[int, int]], lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """A label, or a piece of one, in front of figures."""
    if text[:end][-1].isdigit():
        return None
    head = _head(text[:end], lexicon)
    if head or len(spans) >= 3:
        return (*(head or (Piece("text", 0, end),)), *(Piece("figure", *span) for span in spans))
    return None


def _glued(text: str, end: int, spans: list[tuple[int, int]], lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """``规章33 8 8``: a row label to which the first of its figures sticks.

    Where there are not as many figures as the row has columns, their digits may be cut in the wrong places.
    """
    first = _GLUED.search(text, 0, end)
    match = lexicon.match(text[: first.start()]) if first else None
    if first is None or match is None or not match.labels[0].startswith("row:"):
        return None
    label = Piece("label", 0, len(text[: first.start()].rstrip(_SPACE)), match)
    spans = [first.span(), *spans]
    counted = any(len(spans) in lexicon.widths.get(row, ()) for row in match.labels)
    if counted and not any(_LEADING_ZERO.match(text, *span) for span in spans):
        return (label, *(Piece("figure", *span) for span in spans))
    return (label, Piece("run", first.start(), spans[-1][1]))


def _label_before_run(text: str, whole: Match | None, lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """``…政府信息公开申请0000000``: a long label is alike with and without the figures that stick to it."""
    run = _TAIL_RUN.search(text)
    match = lexicon.match(text[: run.start()]) if whole is not None and run is not None else None
    if whole is None or run is None or match is None or match.labels[0] != whole.labels[0]:
        return None
    digits = sum(character.isdigit() for character in run["digits"])
    gained = match.confidence - whole.confidence
    if gained < 0 or (gained == 0 and digits < _SURE_RUN):
        return None
    kind: Literal["figure", "run"] = "figure" if digits == 1 else "run"
    return (Piece("label", 0, len(text[: run.start()].rstrip(_SPACE)), match), Piece(kind, *run.span()))


def _head(text: str, lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """Text in front of figures: a label, the end of a group label with a label, or a piece of a broken label."""
    if lexicon.is_unit(text):
        return (Piece("unit", 0, len(text)),)
    match = lexicon.match(text)
    if match:
        return (Piece("label", 0, len(text), match),)
    split = _split_label(text, lexicon)
    if split:
        return split
    folded = fold(text)
    if len(folded) <= 8 or (len(folded) <= 30 and lexicon.holds(folded)):
        return (Piece("text", 0, len(text)),)
    return None


def _split_label(text: str, lexicon: Lexicon) -> tuple[Piece, ...] | None:
    """``法提供 2.没有现成信息需要另行制作``: a label behind a piece of another, parted by a space."""
    for gap in re.finditer(rf"[{_SPACE}]+", text):
        if not 0 < gap.start() <= 12:
            continue
        match = lexicon.match(text[gap.end() :])
        if match and match.confidence >= 0.8 and match.labels[0].startswith(("row:", "column:")):
            before = lexicon.match(text[: gap.start()])
            first = Piece("label" if before else "text", 0, gap.start(), before)
            return (first, Piece("label", gap.end(), len(text), match))
    return None


def _dense(text: str, lexicon: Lexicon) -> list[Piece]:
    """Labels and digits run together, as in a table that lost its separators; nothing where prose stands between."""
    short = len(text) <= _MAX_LABEL
    signs = sum(word in text for word in lexicon.run_together)
    if signs < (2 if short else 4) and not (
        short and (_LABEL_AND_RUN.fullmatch(lexicon.without_lead_in(text)) or _ends_in_runs(text))
    ):
        return []
    folded = fold_with_offsets(text)
    found = [(*folded.span(a, b), match) for a, b, match in lexicon.inside(folded.text)]
    pieces: list[Piece] = []
    zone: list[Piece] = []
    behind = 0  # the last piece

    def close() -> None:
        labels = sum(piece.kind == "label" for piece in zone)
        each_has_one = labels * 2 == len(zone) or (bool(lexicon.stub) and labels == len(zone))
        if labels >= _MIN_DENSE or (short and labels and each_has_one and _covers(zone, text, lexicon)):
            pieces.extend(zone)
        zone.clear()

    counted = 0  # the number in front of the label, where it has one
    for number, (start, stop, match) in enumerate(found):
        limit = found[number + 1][0] if number + 1 < len(found) else len(text)
        counted = _list_number(text[behind:start])
        zone.append(Piece("label", start, stop, match))
        figures = _has_figures(match, lexicon)
        run = _leading_run(text, stop, limit, lexicon, counted + 1) if figures else None
        if run:
            zone.append(run)
        elif figures and (longer := _longer_label(text, behind, stop, limit, match, lexicon)):
            zone[-1:] = longer
        zone.extend(_damaged_labels(text, zone[-1].end, limit, lexicon))
        behind = zone[-1].end
        if number + 1 == len(found) or not lexicon.is_filler(text[behind:limit]):
            close()
    return pieces


def _longer_label(
    text: str, before: int, stop: int, limit: int, match: Match, lexicon: Lexicon
) -> tuple[Piece, Piece] | None:
    """``1.…逾期不补正、行政机关不再受理…0``: a label in other words in which a shorter spelling ends, and its run."""
    digits = _DIGITS.search(text, stop, limit)
    run = _leading_run(text, digits.start(), limit, lexicon) if digits else None
    if run is None or run.start - before > _MAX_LABEL:
        return None
    whole = lexicon.match(text[before : run.start])
    if whole is None or whole.labels[0] != match.labels[0]:
        return None
    return Piece("label", before, run.start, whole), run


def _damaged_labels(text: str, at: int, limit: int, lexicon: Lexicon) -> Iterator[Piece]:
    """Labels in other words than the form's, each with the digits behind it, as long as nothing else stands there."""
    while at < limit:
        digits = _DIGITS.search(text, at, limit)
        end = digits.start() if digits else limit
        match = lexicon.match(text[at:end]) if end - at <= _MAX_LABEL else None
        if match is None or match.confidence >= 0.9:  # what is spelt right was found already
            return
        yield Piece("label", at, end, match)
        run = _leading_run(text, end, limit, lexicon)
        if run is not None:
            yield run
        at = run.end if run is not None else end


def _ends_in_runs(text: str) -> bool:
    """Rows that lost their separators and the line end between them end in digits, as prose hardly does."""
    return text.rstrip(_SPACE)[-1:].isdigit() and len(_RUN_START.findall(text)) >= 2


def _has_figures(match: Match, lexicon: Lexicon) -> bool:
    """Whether figures may follow a label: in tables with a stub none follow the head of a group or of a column."""
    return not lexicon.stub or not all(label.startswith(("group:", "column:")) for label in match.labels)


def _list_number(text: str) -> int:
    """The number of a list at the end of a text in front of a label; 0 where there is none."""
    number = _NUMBER_OF_LIST.search(text)
    return int(number[1]) if number else 0


def _leading_run(text: str, at: int, limit: int, lexicon: Lexicon, next_number: int | None = None) -> Piece | None:
    """The digits that follow a label between ``at`` and ``limit``, if any.

    ``next_number``: that of the next label of a table whose labels are numbered as the report likes; 1 at least.
    """
    at = lexicon.behind_label(text, at, limit)
    match = _DIGITS.match(text, at, limit)
    if not match:
        return None
    bare = match.group().rstrip(" \u3000\u00a0.,，．")
    end = at + len(bare)
    if lexicon.stub:
        if dated := _DATE_BEHIND.search(text, at, min(limit, end + _YEAR_SIGN)):
            end = min(end, at + len(text[at : dated.start()].rstrip(_SPACE)))
        number = str(next_number)
        if end < limit and text[end] in _NUMBERING and text[at:end].endswith(number):
            end -= len(number)  # ``条002.传真申请数``: the number of what follows
        end = at + len(text[at:end].rstrip(" \u3000\u00a0"))
        return Piece("run", at, end + (end < limit and text[end] in _NUMBERING)) if end > at else None
    # ``…9116.362、收到…``: the last digits may number what follows; the sign stays in the run, so that it is no figure
    return Piece("run", at, end + 1 if end < len(text) and text[end] in ".．、," else end)


def _covers(zone: list[Piece], text: str, lexicon: Lexicon) -> bool:
    """Whether the pieces leave nothing of the cell but separators."""
    return lexicon.is_filler(text[zone[-1].end :]) and lexicon.is_filler(text[: zone[0].start])
