"""Label probabilities of characters to tags: one label for a cell where a cell holds one thing, else the best BIO path.

Plain argmax breaks a label apart wherever one character is in doubt. Cells with edges of their own are therefore
pooled, and lines in which labels and figures follow one another are decoded by the Viterbi algorithm over IOB2, cell
by cell; so are cells of which one label explains far less than the best path.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gkml.document import Document
from gkml.figures import figure_spans, is_smudge, printed, without_frame
from gkml.labels import LabelSet, Tag
from gkml.tagging.encoding import SPACE, Encoding, cell_runs

__all__ = ["Decoder"]

Floats = npt.NDArray[np.float32]

_FIGURE_ROLES = ("figure", "unit", "note")
_DIGITS_BEHIND = re.compile(r"[^\s\d.．、，,+\-−—]\s*\d+\s*$")  # behind anything but the signs of numbers
_NUMBERING = frozenset(".．、")  # signs behind the number of a row
_POOLED = 80  # characters; a longer cell may hold more than one thing
_WORSE = 1.0  # nats a character by which one label for a whole cell may be less likely than the best path
_WORDS = 2  # letters of a cell without a label from which they are words beside it
_SURE = 0.5  # probability below which nothing is said
_NO_CHANCE = 1e-37  # about the smallest number of single precision: logarithms stay finite


class Decoder:
    """Decodes for one label set.

    The order of ``labels.bio`` is the order of the columns of the scores: ``O``, then ``B-`` and ``I-`` of each label.
    """

    def __init__(self, labels: LabelSet) -> None:
        self.labels = labels.labels
        self._figures = [number for number, label in enumerate(self.labels) if label in _FIGURE_ROLES]
        self._figure = self.labels.index("figure")

    def __call__(self, document: Document, encoding: Encoding, log_probabilities: Floats) -> list[Tag]:
        """Tags of a document from ``(characters, 1 + 2 * labels)`` log probabilities, separators left out."""
        characters = np.flatnonzero(encoding.offsets >= 0)
        if not len(characters):
            return []
        cells, offsets = encoding.cells[characters], encoding.offsets[characters].tolist()
        rows = encoding.rows[characters].tolist()
        spaced = set(encoding.cells[encoding.ids == SPACE].tolist())
        runs = list(cell_runs(cells))
        letters = np.fromiter((document.text[offset].isalnum() for offset in offsets), np.float32, len(offsets))
        scores = LabelScores.of(log_probabilities, self._figures, [start for start, _ in runs], letters)
        tags: list[Tag] = []
        for (start, end), whole in zip(runs, scores.whole, strict=True):
            row = document.rows[rows[start]]
            low, high = offsets[start], offsets[end - 1] + 1
            cell = row.cells[max(0, bisect_right(row.cells, low, key=lambda cell: cell.start) - 1)]
            text = document.text[low : cell.end if cell.start <= low < cell.end else high]
            here = slice(start, end)
            if printed(text).kind in ("number", "mark"):
                tag = _figure_cell(scores, here, low, low + len(text.rstrip()))
                tags.extend([tag] if tag else [])
            elif row.kind != "line" and self.pools(text, int(cells[start]) in spaced, scores, here):
                pooled = self._pooled(scores, whole, start, low, high)
                tags.extend(_possible([pooled] if pooled else [], document.text))
            else:
                found = _possible(self._path(scores, here, offsets[here]), document.text)
                if row.kind in ("line", "aligned"):
                    found = _parted_by_spaces(found, document.text)
                cut = _figures_run_together(found, document.text)
                tags.extend(_glued(cut, document.text) if row.kind == "line" and len(text) > _POOLED else cut)
        return tags

    def pools(self, text: str, spaced: bool, scores: LabelScores, here: slice) -> bool:
        """Whether one label is sought for a whole cell, instead of the best path through its characters.

        Args:
            text: the print of the cell.
            spaced: whether spaces part figures in it.
            scores: what the scores of the document say.
            here: the characters of the cell.
        """
        if spaced or len(text) > _POOLED or _DIGITS_BEHIND.search(text):
            return False  # figures may stand behind a label
        return not _holds_more(scores, here)

    def _pooled(
        self, scores: LabelScores, whole: tuple[int, float], first_character: int, start: int, end: int
    ) -> Tag | None:
        """The label that all characters of a cell together are most likely to bear."""
        best, confidence = whole
        if best < 0:
            return None
        first = scores.logs[first_character]
        part = "whole" if first[1 + 2 * best] >= first[2 + 2 * best] else "tail"
        return Tag(self.labels[best], start, end, confidence, part, tagger="model")  # type: ignore[arg-type]

    def _path(self, scores: LabelScores, here: slice, offsets: Sequence[int]) -> Iterator[Tag]:
        """Spans of the best path; a figure takes its unit and its remark along."""
        spans: list[tuple[int, int, int, bool]] = []  # label, first, last token, begins
        for at, state in enumerate(best_path(scores, here)):
            if state == 0:
                continue
            label, begins = (state - 1) // 2, state % 2 == 1
            if not begins and spans and spans[-1][0] == label and spans[-1][2] == at - 1:
                spans[-1] = (label, spans[-1][1], at, spans[-1][3])
            else:
                spans.append((label, at, at, begins))
        merged: list[tuple[int, int, int, bool]] = []
        for span in spans:
            after_figure = merged and merged[-1][0] == self._figure and merged[-1][2] == span[1] - 1
            if after_figure and span[0] in self._figures and span[0] != self._figure:
                merged[-1] = (self._figure, merged[-1][1], span[2], merged[-1][3])
            else:
                merged.append(span)
        for label, first, last, begins in merged:
            part = slice(here.start + first, here.start + last + 1)
            likelihood = scores.figure[part] if label == self._figure else np.exp(scores.inside[part, label])
            piece = "whole" if begins else "tail"
            start, end = offsets[first], offsets[last] + 1
            yield Tag(self.labels[label], start, end, float(likelihood.mean()), piece, tagger="model")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class LabelScores:
    """What the scores of all characters of a document say, worked out at once.

    Attributes:
        logs: ``(n, 1 + 2 * labels)`` log probabilities.
        inside: ``(n, labels)``, that a character is of a label, be it the first or a later one.
        figure: ``(n,)``, probability that it is of a figure, its unit or its remark.
        states: the likeliest state of each character.
        legal: whether that state may follow the likeliest one of the character before.
        whole: for each cell the label that explains all its letters best, -1 for none, and how likely it is.
        letters: whether a character is a letter or a digit, and no sign.
    """

    logs: Floats
    inside: Floats
    figure: Floats
    states: list[int]
    legal: list[bool]
    whole: list[tuple[int, float]]
    letters: list[bool]

    @classmethod
    def of(cls, scores: Floats, figures: Sequence[int], starts: Sequence[int], letters: Floats) -> LabelScores:
        """From the scores of the characters.

        Args:
            scores: ``(n, 1 + 2 * labels)`` log probabilities.
            figures: numbers of the labels of figures.
            starts: the first character of each cell.
            letters: ``(n,)``, 1 for letters and digits, 0 for signs.
        """
        probabilities = np.exp(scores)
        each = probabilities[:, 1::2] + probabilities[:, 2::2]
        states = scores.argmax(axis=1)
        before = np.concatenate(([0], states[:-1]))
        goes_on = (states == 0) | (states % 2 == 1) | (before == states) | (before == states - 1)
        inside = np.log(np.maximum(each, _NO_CHANCE))
        figure = each[:, list(figures)].sum(axis=1)
        whole = _whole(inside, scores[:, 0], starts, letters)
        return cls(scores, inside, figure, states.tolist(), goes_on.tolist(), whole, (letters > 0).tolist())


def _whole(inside: Floats, outside: Floats, starts: Sequence[int], letters: Floats) -> list[tuple[int, float]]:
    """For each cell its likeliest label and how likely it is, by the mean over its letters and digits.

    Signs are of no label: a bracket at the edge of a cell says nothing of the figure in it. Only a cell that has
    nothing else is told by them.
    """
    sizes = np.diff(starts, append=len(inside))
    bare = np.repeat(np.add.reduceat(letters, starts) == 0, sizes)
    weights = np.where(bare, np.float32(1), letters)
    counts = np.add.reduceat(weights, starts)
    means = np.add.reduceat(inside * weights[:, np.newaxis], starts, axis=0) / counts[:, np.newaxis]
    best = means.argmax(axis=1)
    most = means[np.arange(len(best)), best]
    best[most <= np.add.reduceat(outside * weights, starts) / counts] = -1
    return list(zip(best.tolist(), np.exp(most).tolist(), strict=True))


def _figure_cell(scores: LabelScores, here: slice, start: int, end: int) -> Tag | None:
    """A cell that reads as one figure: is it one of a table, or a page number, a date?"""
    share = float(scores.figure[here].mean() if here.stop - here.start > 1 else scores.figure[here.start])
    return Tag("figure", start, end, share, tagger="model") if share >= _SURE else None


def best_path(scores: LabelScores, here: slice) -> list[int]:
    """The best sequence of states; where the likeliest state of each character makes a legal one, it is that."""
    if all(scores.legal[here.start + 1 : here.stop]):
        return scores.states[here]
    return viterbi(scores.logs[here])


def _holds_more(scores: LabelScores, here: slice) -> bool:
    """Whether the characters of a cell bear several labels, or one and none, and no single one explains them."""
    if len(_labels(scores, here, scores.states[here])) < 2:
        return False  # the usual case, told without looking for a path
    path = best_path(scores, here)
    logs = scores.logs[here]
    if len(_labels(scores, here, path)) < 2:
        return False
    best = float(logs[np.arange(len(path)), path].mean())
    one = max(float(logs[:, 0].mean()), float(np.maximum(logs[:, 1::2], logs[:, 2::2]).mean(axis=0).max()))
    return best - one > _WORSE


def _labels(scores: LabelScores, here: slice, states: Sequence[int]) -> set[int]:
    """The labels of a path, 0 for none: a sign has none anyway, and a single letter without one is mere doubt."""
    found = {(state + 1) // 2 for state in states}
    if 0 in found:
        without = sum(letter for state, letter in zip(states, scores.letters[here], strict=True) if state == 0)
        if without < _WORDS:
            found.discard(0)
    return found


def _possible(tags: Iterable[Tag], text: str) -> Iterator[Tag]:
    """The tags without figures that print cannot be: frames and ornaments; the others without those around them."""
    for tag in tags:
        if tag.label == "figure":
            tag = _without_frame(tag, text)
        print_ = text[tag.start : tag.end]
        if tag.label != "figure" and print_.isdigit() and _touches_digits(text, tag):
            tag = replace(tag, label="figure", run=True)  # digits among digits are no label by themselves
        numeric = any(sign.isnumeric() for sign in print_)
        if tag.label != "figure" or numeric or printed(print_).kind != "unclear" or is_smudge(print_):
            yield tag


def _touches_digits(text: str, tag: Tag) -> bool:
    return text[tag.start - 1 : tag.start].isdigit() or text[tag.end : tag.end + 1].isdigit()


def _without_frame(tag: Tag, text: str) -> Tag:
    start, end = without_frame(text, tag.start, tag.end)
    return replace(tag, start=start, end=end) if (start, end) != (tag.start, tag.end) else tag


def _parted_by_spaces(tags: Iterable[Tag], text: str) -> Iterator[Tag]:
    """Where a line has no edges but spaces, a space parts two figures."""
    for tag in tags:
        spans = figure_spans(text[tag.start : tag.end]) if tag.label == "figure" else None
        if spans and len(spans) > 1:
            yield from (replace(tag, start=tag.start + a, end=tag.start + b) for a, b in spans)
        else:
            yield tag


def _figures_run_together(tags: Iterable[Tag], text: str) -> list[Tag]:
    """Figures as the print has them: digits that touch are one run, however they were cut.

    Where to cut a run is not for the tagger to say; nor what stands between figures that no space parts.
    """
    merged: list[Tag] = []
    found = list(tags)
    highs = [len(text)]  # from the last tag to the first: where the next one begins that is no figure
    for tag in reversed(found[1:]):
        highs.append(highs[-1] if tag.label == "figure" else tag.start)
    for tag, high in zip(found, reversed(highs), strict=False):
        if tag.label == "figure":
            before = merged[-1] if merged else None
            if before is not None and before.label == "figure" and tag.end <= before.end:
                merged[-1] = replace(before, run=True)  # it has grown over this one
                continue
            tag = _whole_digits(tag, text, before.end if before else 0, high)
            if before is not None and before.label == "figure":
                between = text[before.end : tag.start]
                if tag.start <= before.end:
                    merged[-1] = replace(before, end=max(before.end, tag.end), run=True)
                    continue
                if between.strip():
                    merged[-1], tag = replace(before, run=True), replace(tag, run=True)
        merged.append(tag)
    return merged


def _glued(tags: Iterable[Tag], text: str) -> Iterator[Tag]:
    """Figures of a line without separators: digits that stick to what is before them may be several figures.

    The last of them may number what follows, where a sign shows it: ``条33042.政府公报``.
    """
    for tag in tags:
        digits = text[tag.start : tag.end]
        glued = digits.isdigit() and tag.start > 0 and not text[tag.start - 1].isspace()
        numbers = glued and text[tag.end : tag.end + 1] in _NUMBERING and not text[tag.end + 1 : tag.end + 2].isdigit()
        if tag.label == "figure" and glued and (len(digits) > 1 or numbers):
            tag = replace(tag, end=tag.end + numbers, run=True)
        yield tag


def _whole_digits(tag: Tag, text: str, low: int, high: int) -> Tag:
    """The tag over all digits that touch it between ``low`` and ``high``, where its neighbours stand."""
    start, end = tag.start, tag.end
    while start > low and text[start - 1].isdigit() and text[start].isdigit():
        start -= 1
    while end < high and text[end].isdigit() and text[end - 1].isdigit():
        end += 1
    return tag if (start, end) == (tag.start, tag.end) else replace(tag, start=start, end=end, run=True)


def viterbi(scores: Floats) -> list[int]:
    """The best sequence of IOB2 states for ``(n, 1 + 2 * labels)`` scores.

    ``I-x`` may follow ``B-x`` and ``I-x`` only; it may stand at the beginning, where a label goes on from elsewhere.
    """
    count, states = scores.shape
    back = np.zeros((count, states), np.int32)
    total = scores[0].astype(np.float64)
    inside = np.arange(2, states, 2)
    for at in range(1, count):
        best = int(total.argmax())
        new = total[best] + scores[at]
        back[at] = best
        from_begin = total[inside - 1] >= total[inside]
        previous = np.where(from_begin, inside - 1, inside)
        new[inside] = total[previous] + scores[at, inside]
        back[at, inside] = previous
        total = new
    path = [int(total.argmax())]
    for at in range(count - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return path[::-1]
