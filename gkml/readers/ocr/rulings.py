"""Pictures to ruled lines: runs of ink that are long, thin, and end at other lines; broken ones are made whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gkml.readers.ocr.engine import load_cv2
from gkml.readers.ocr.ink import Mask, blobs_of

__all__ = ["PictureRuling", "rulings_of"]

# all in type sizes
_LONG = 1.2  # a run of ink this long may be a part of a line; strokes of a character are shorter than 1
_WHOLE = 1.5  # a line is this long at least
_THICK = 0.4  # and at most this thick
_BROKEN = 0.2  # gaps this short are closed
_FRAME = 8.0  # a line this long needs no others at its ends
_WIDE, _HIGH = 5.0, 1.2  # a table of shorter lines is this large at least; a character of a title is not
_TWIN = 0.9  # share of their length at which two lines of a double one stand side by side
_REACH = 0.4  # by which a line may miss the one it ends at
_BESIDE = 0.2  # how far beside a line no other ink is expected
_INKED = 0.2  # share of these places, at the emptier side, that ink may stand at; print that seems a line has more
_INKED_MOST = 0.35  # the same at the other side
_DRAWN = 0.88  # share of its length at which a line has ink, if it is not dashed
_INKED_LEAST = 0.06  # share of the places at the fuller side of a dashed one
_SMOOTH = 0.08  # how far the middle of a line lies beside its curve
_STRAYS = 0.1  # share of a line that may lie farther
_PART = 12.0  # a bent line is followed in parts as long as this


@dataclass(frozen=True, slots=True)
class PictureRuling:
    """A line in pixels; ``at`` is where it lies across, ``begin`` and ``end`` are along it."""

    horizontal: bool
    at: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be a line: ``along`` and ``across`` are the places of its pixels."""

    horizontal: bool
    along: np.ndarray
    across: np.ndarray
    begin: int
    end: int
    low: int
    high: int

    @staticmethod
    def of(horizontal: bool, along: np.ndarray, across: np.ndarray) -> _Candidate:
        """With the ends of its places."""
        ends = int(along.min()), int(along.max()), int(across.min()), int(across.max())
        return _Candidate(horizontal, along, across, *ends)

    @property
    def length(self) -> int:
        """In pixels."""
        return self.end + 1 - self.begin

    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Along and across, at its beginning and at its end."""
        near = max(1, self.length // 20)
        begin, end = self.across[self.along <= self.begin + near], self.across[self.along >= self.end - near]
        return (self.begin, float(begin.mean())), (self.end, float(end.mean()))


def rulings_of(ink: Mask, faint: Mask, size: float) -> tuple[list[PictureRuling], Mask]:
    """The ruled lines of a picture, and its pixels that belong to them.

    Strokes of neighbouring characters may make a run as long as a side of a cell. A line is told from these by its
    ends, which lie on lines across it, or by its length and by the empty room beside it.

    Args:
        ink: what is ink.
        faint: what may be.
        size: of the type in pixels.
    """
    cv2 = load_cv2()
    runs = [*_runs(faint, size, horizontal=True), *_runs(faint, size, horizontal=False)]
    candidates = [run for run in runs if _stands_clear(run, runs, ink, faint, size)]
    pixels = np.zeros_like(faint)
    rulings: list[PictureRuling] = []
    for line in _lines_among(candidates, size):
        ys, xs = (line.across, line.along) if line.horizontal else (line.along, line.across)
        pixels[ys, xs] = 1
        rulings.extend(_level_parts(line, size))
    rulings = [_without_overhang(line, rulings, size) for line in rulings]
    return rulings, cv2.dilate(pixels, np.ones((3, 3), np.uint8))


def _runs(faint: Mask, size: float, *, horizontal: bool) -> list[_Candidate]:
    cv2 = load_cv2()
    mask = faint if horizontal else np.ascontiguousarray(faint.T)
    gap, long = max(3, round(_BROKEN * size)), max(8, round(_LONG * size))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    # areas of colour are runs above one another; a line is thin
    thick = max(4, round(_THICK * size))
    areas = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    runs = runs & ~cv2.dilate(areas, np.ones((3, 3), np.uint8)) & 1
    # a line that is not quite level goes from one row of pixels to the next
    joined = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((3, 2 * gap + 1), np.uint8))
    blobs = blobs_of(joined)
    found = []
    for number, (x0, y0, x1, y1) in enumerate(blobs.boxes.tolist()):
        if x1 - x0 >= _WHOLE * size:
            ys, xs = np.nonzero(blobs.labels[y0:y1, x0:x1] == number + 1)
            if _is_thin(xs, ys, size) and _is_smooth(xs, ys, size):
                found.append(_Candidate.of(horizontal, xs + x0, ys + y0))
    return found


def _is_thin(along: np.ndarray, across: np.ndarray, size: float) -> bool:
    """Whether pixels are no higher in the middle than a line is thick; runs of bold print above one another are."""
    lowest, highest = np.full(along.max() + 1, across.max()), np.full(along.max() + 1, -1)
    np.minimum.at(lowest, along, across)
    np.maximum.at(highest, along, across)
    return float(np.median((highest - lowest + 1)[highest >= 0])) <= max(4.0, _THICK * size)


def _is_smooth(along: np.ndarray, across: np.ndarray, size: float) -> bool:
    """Whether pixels lie along one curve that hardly bends, and not to and fro as strokes of print."""
    counts = np.bincount(along)
    middles = np.bincount(along, across)[counts > 0] / counts[counts > 0]
    places = np.nonzero(counts)[0].astype(np.float64)
    curve = np.polyfit(places - places.mean(), middles, 2 if len(places) > _FRAME * size else 1)
    off = np.abs(middles - np.polyval(curve, places - places.mean()))
    return float(np.mean(off > max(1.5, _SMOOTH * size))) <= _STRAYS


def _lines_among(candidates: Sequence[_Candidate], size: float) -> list[_Candidate]:
    """The long ones, and those that lead from one line to another in what is large enough for a table."""
    lines = list(candidates)
    while True:
        meeting = [one for one in lines if one.length >= _FRAME * size or _leads_over(one, lines, size)]
        if len(meeting) == len(lines):
            break
        lines = meeting
    kept: list[_Candidate] = []
    for group in _groups(lines, size):
        wide = _extent(group, horizontal=True)
        high = _extent(group, horizontal=False)
        if max(one.length for one in group) >= _FRAME * size or (wide >= _WIDE * size and high >= _HIGH * size):
            kept.extend(group)
    return kept


def _extent(lines: Sequence[_Candidate], *, horizontal: bool) -> int:
    begin = min(one.begin if one.horizontal == horizontal else one.low for one in lines)
    return max(one.end if one.horizontal == horizontal else one.high for one in lines) - begin


def _groups(lines: Sequence[_Candidate], size: float) -> list[list[_Candidate]]:
    """Lines that meet one another, directly or over others."""
    groups: list[list[_Candidate]] = []
    left = list(lines)
    while left:
        group = [left.pop()]
        for one in group:  # grows while it is walked
            met = [other for other in left if _meet(one, other, size) or _meet(other, one, size)]
            left = [other for other in left if not any(other is line for line in met)]
            group.extend(met)
        groups.append(group)
    return groups


def _meet(one: _Candidate, other: _Candidate, size: float) -> bool:
    """Whether one crosses the other, or ends at it."""
    reach = _REACH * size
    return (
        one.horizontal != other.horizontal
        and other.begin - reach <= one.high
        and one.low <= other.end + reach
        and one.begin - reach <= other.high
        and other.low <= one.end + reach
    )


def _leads_over(one: _Candidate, lines: Sequence[_Candidate], size: float) -> bool:
    reach = _REACH * size
    return all(
        any(line.horizontal != one.horizontal and _lies_at(line, across, along, reach) for line in lines)
        for along, across in one.ends()
    )


def _lies_at(line: _Candidate, along: float, across: float, reach: float) -> bool:
    """Whether a line passes near a place, given as it runs."""
    if not (line.begin - reach <= along <= line.end + reach and line.low - reach <= across <= line.high + reach):
        return False
    near = line.across[np.abs(line.along - along) <= 2 * reach]
    return bool(len(near)) and abs(float(near.mean()) - across) <= reach


def _stands_clear(line: _Candidate, runs: Sequence[_Candidate], ink: Mask, faint: Mask, size: float) -> bool:
    """Whether a run is drawn through and has little ink beside it.

    Strokes of neighbouring characters have gaps between them, and other strokes at one side at least. A dashed line has
    gaps, and room at both sides. A line of two has the other one beside it.
    """
    marks, faint = (ink, faint) if line.horizontal else (ink.T, faint.T)
    steps = 3 + max(2, round(_BESIDE * size))  # the pixels right beside a line are its blurred edge
    first = max(0, line.low - steps)
    band = marks[first : line.high + steps + 1, line.begin : line.end + 1].copy()
    for twin in runs:
        if _is_twin(twin, line, steps):
            band[
                np.clip(twin.across - first, 0, len(band) - 1), np.clip(twin.along - line.begin, 0, line.length - 1)
            ] = 0
    top, bottom = np.full(line.length, len(band)), np.full(line.length, -1)
    np.minimum.at(top, line.along - line.begin, line.across - first)
    np.maximum.at(bottom, line.along - line.begin, line.across - first)
    at = np.nonzero(bottom >= 0)[0]
    drawn = np.zeros(line.length, bool)
    drawn[line.along[faint[line.across, line.along] > 0] - line.begin] = True
    shares = []
    for edge, step in ((top[at], -1), (bottom[at], 1)):
        rows = np.clip(edge[None, :] + step * np.arange(3, steps)[:, None], 0, len(band) - 1)
        shares.append(float(band[rows, at[None, :]].mean()))
    low, high = sorted(shares)
    return low <= _INKED and high <= (_INKED_MOST if drawn.mean() >= _DRAWN else _INKED_LEAST)


def _is_twin(other: _Candidate, line: _Candidate, steps: int) -> bool:
    """Whether another run lies beside a line all along it."""
    if other is line or other.horizontal != line.horizontal:
        return False
    near = other.low <= line.high + steps and other.high >= line.low - steps
    common = min(other.end, line.end) - max(other.begin, line.begin)
    return near and common >= _TWIN * max(line.length, other.length)


def _without_overhang(line: PictureRuling, lines: Sequence[PictureRuling], size: float) -> PictureRuling:
    """A line without an end that goes beyond the last line across it, unless others do so there as well.

    Such an end is a stroke of print that touches the table; tables that a page cuts are open at all their lines.
    """
    reach = _REACH * size
    across = [
        other
        for other in lines
        if other.horizontal != line.horizontal
        and other.begin - reach <= line.at <= other.end + reach
        and line.begin - reach <= other.at <= line.end + reach
    ]
    if not across:
        return line
    first = min(across, key=lambda other: other.at)
    last = max(across, key=lambda other: other.at)
    begin, end = line.begin, line.end
    if first.at - begin > reach and not _others_overhang(line, first, lines, reach, -1):
        begin = first.at
    if end - last.at > reach and not _others_overhang(line, last, lines, reach, 1):
        end = last.at
    return PictureRuling(line.horizontal, line.at, begin, end)


def _others_overhang(
    line: PictureRuling, edge: PictureRuling, lines: Sequence[PictureRuling], reach: float, side: int
) -> bool:
    """Whether half of the other lines that meet an edge go beyond it at that side."""
    beyond = total = 0
    for other in lines:
        if other is line or other.horizontal != line.horizontal:
            continue
        if edge.begin - reach <= other.at <= edge.end + reach and other.begin - reach <= edge.at <= other.end + reach:
            total += 1
            beyond += (other.end - edge.at if side > 0 else edge.at - other.begin) > reach
    return 2 * beyond >= max(total, 1)


def _level_parts(line: _Candidate, size: float) -> list[PictureRuling]:
    """A line as level parts; one that is straight as a whole is one part."""
    along, across = line.along, line.across
    first, last = int(along.min()), int(along.max()) + 1
    count = 1
    if across.max() - across.min() > _THICK * size:
        count = max(1, round((last - first) / (_PART * size)))
    edges = np.linspace(first, last, count + 1)
    parts = []
    for left, right in pairwise(edges.tolist()):
        inside = (along >= left) & (along < right)
        if inside.any():
            at = float(np.median(across[inside]) if count > 1 else across.mean()) + 0.5
            parts.append(PictureRuling(line.horizontal, at, float(left), float(right)))
    return parts
