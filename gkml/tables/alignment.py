"""Records to template rows: one monotone alignment over a whole table.

Labels anchor the alignment, order only fills in between: a record without a label gets a row only where the rows
between its labelled neighbours leave exactly one way. The method is global alignment by dynamic programming (Needleman
and Wunsch 1970) with a score for labels and for the number of slots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from gkml.labels import TaggedBy
from gkml.tables.records import RowRecord
from gkml.template import RowSpec, Table
from gkml.values import value

__all__ = ["Alignment", "RowMatch", "align"]

_LABEL = 10.0  # a record under its own label
_BEFORE = 4.0  # under one of several labels that wait in front of it
_FIT = 5.0  # as many slots as the row has columns
_SHORT = -7.0  # slots that cannot all be told apart
_FOREIGN = -100.0  # the label of another row
_LOST = -0.5  # a record that gets no row
_ABSENT = 1.5  # a row of the form that the report does not show
_PILED = 0.6  # factor for a row out of its order, in front of which another label stands without figures
_BROKEN = 0.6  # factor for figures without a label, where figures that have the label of their row go nowhere
_ORDER_DOUBT = 0.3  # share of the doubt in a label that is left when its neighbours stand where the form has them


@value
class RowMatch:
    """A template row and the record that is it.

    ``anchored``: the record's own label says so; otherwise order does, with ``ways`` other places it could have.
    """

    row: RowSpec
    record: RowRecord
    confidence: float
    anchored: bool
    ambiguous: bool = False

    @property
    def tagger(self) -> TaggedBy | None:
        """Whose label says so; None where order does."""
        return self.record.hints[-1].tagger if self.anchored and self.record.hints else None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The rows that were found in one table as one form has it, and how well the form explains the records."""

    table: Table
    matches: tuple[RowMatch, ...]
    score: float
    unplaced: tuple[RowRecord, ...]


def align(table: Table, records: Sequence[RowRecord], fits: Callable[[RowRecord, RowSpec], bool]) -> Alignment:
    """Align ``records`` with the rows of ``table``.

    Args:
        table: the table of one form.
        records: in order of reading.
        fits: whether the slots of a record can be told apart as the columns of a row.
    """
    records = list(_with_broken_rows(records, table))
    named = [record for record in records if not record.slots]
    piled = {id(record) for before, record in pairwise(records) if before.hints and not before.slots}
    records = _with_loose_labels([record for record in records if record.slots])
    scores = [_scores(table, record, fits) for record in records]
    pairs = _best_path(scores, records)
    moved = _out_of_order(scores, records, table, pairs)
    pairs += moved
    pairs.sort(key=lambda pair: pair[1])
    ambiguous = _ambiguous(pairs, scores, records) | _one_of_twins(pairs, scores, records, table)
    in_order = _in_order(pairs)
    used = {r for r, _ in pairs}
    left = {hint.label for r, record in enumerate(records) if r not in used and record.figures for hint in record.hints}
    labels = list(_rows_by_label(table))
    matches = []
    for r, t in pairs:
        label = labels[t]
        anchored = any(hint.label == label for hint in records[r].hints)
        confidence = _confidence(label, records[r], anchored)
        if t in in_order:
            confidence = 1 - (1 - confidence) * _ORDER_DOUBT
        if (r, t) in moved and id(records[r]) in piled:
            confidence *= _PILED  # the figures may be those of that label
        if not anchored and label in left:
            confidence *= _BROKEN
        matches.append(RowMatch(table.rows[t], records[r], confidence, anchored, r in ambiguous))
    matches += _empty_rows(table, named, {t for _, t in pairs})
    total = sum(scores[r][t] for r, t in pairs) - _ABSENT * (len(table.rows) - len(matches))
    unplaced = tuple(record for r, record in enumerate(records) if r not in used and record.figures)
    return Alignment(table, tuple(matches), total, unplaced)


def _with_broken_rows(records: Sequence[RowRecord], table: Table) -> Iterator[RowRecord]:
    """A row that a line end has cut in two is one again: too few figures with a label, and the rest without one."""
    rows = _rows_by_label(table)
    whole: RowRecord | None = None
    for record in records:
        if (
            whole is not None
            and whole.hints
            and not (record.hints or record.before or record.unknown is not None or record.stacked or whole.stacked)
            and record.rows[0] == whole.rows[-1] + 1
            and whole.figures
            and (row := rows.get(whole.hints[-1].label)) is not None
            and record.figures < len(row.columns) == whole.figures + record.figures
        ):
            whole = replace(whole, slots=[*whole.slots, *record.slots], rows=[*whole.rows, *record.rows])
            continue
        if whole is not None:
            yield whole
        whole = record
    if whole is not None:
        yield whole


def _with_loose_labels(records: Sequence[RowRecord]) -> list[RowRecord]:
    """Where rows of figures stand without any label, labels have come off their rows.

    A label on a line of its own in front of figures may then be of the row before or of a later one: it is a hint among
    others, and order decides.
    """
    orphans = any(not r.hints and not r.before and r.unknown is None and r.figures > 1 for r in records)
    if not orphans:
        return list(records)
    return [
        replace(record, hints=[], before=[*record.before, *record.hints])
        if record.hints and record.rows[0] != record.slots[0].row and not record.stacked
        else record
        for record in records
    ]


def _label(table: Table, row: RowSpec) -> str:
    return f"row:{table.id}.{row.id}"


def _scores(table: Table, record: RowRecord, fits: Callable[[RowRecord, RowSpec], bool]) -> list[float]:
    """How well a record would do as each row of the table."""
    own: dict[str, float] = {}
    for hint in record.hints:
        own[hint.label] = max(hint.confidence, own.get(hint.label, 0.0))
    waiting = {hint.label for hint in record.before}
    named = bool(record.hints) or record.unknown is not None
    rows = _rows_by_label(table)
    if named:
        scores = dict.fromkeys(rows, _FOREIGN)
        scores.update((label, _own_score(record, rows[label], own[label], fits)) for label in own if label in rows)
        return list(scores.values())
    return [
        _FIT + (_BEFORE if label in waiting else 0.0) if fits(record, row) else _FOREIGN for label, row in rows.items()
    ]


def _own_score(record: RowRecord, row: RowSpec, confidence: float, fits: Callable[[RowRecord, RowSpec], bool]) -> float:
    score = _LABEL * confidence
    if record.run_together:
        return score  # how many figures the digits are is open
    return score + (_FIT if fits(record, row) else _SHORT)


@lru_cache(maxsize=512)  # tables are few and never change
def _rows_by_label(table: Table) -> Mapping[str, RowSpec]:
    return {_label(table, row): row for row in table.rows}


def _best_path(scores: Sequence[Sequence[float]], records: Sequence[RowRecord]) -> list[tuple[int, int]]:
    """RowRecord and row numbers of the monotone alignment of the highest score."""
    rows = len(scores[0]) if scores else 0
    best = [[0.0] * (rows + 1)]
    for record, mine in zip(records, scores, strict=True):
        lost = _LOST if record.figures else 0.0
        above = best[-1]
        highest = above[0] + lost
        line = [highest]
        for before, over, score in zip(above, above[1:], mine, strict=False):
            if over + lost > highest:
                highest = over + lost
            if score > 0 and before + score > highest:
                highest = before + score
            line.append(highest)
        best.append(line)
    pairs = []
    r, t = len(records), rows
    while r and t:
        if scores[r - 1][t - 1] > 0 and best[r][t] == best[r - 1][t - 1] + scores[r - 1][t - 1]:
            r, t = r - 1, t - 1
            pairs.append((r, t))
        elif best[r][t] == best[r][t - 1]:
            t -= 1
        else:
            r -= 1
    return pairs[::-1]


def _out_of_order(
    scores: Sequence[Sequence[float]], records: Sequence[RowRecord], table: Table, pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Rows that stand elsewhere than the form has them: their own label places them."""
    taken_records = {r for r, _ in pairs}
    taken_rows = {t for _, t in pairs}
    found = []
    for t, label in enumerate(_rows_by_label(table)):
        if t in taken_rows:
            continue
        candidates = [
            r
            for r, record in enumerate(records)
            if r not in taken_records
            and scores[r][t] >= _LABEL * 0.8
            and any(hint.label == label and hint.confidence >= 0.8 for hint in record.hints)
        ]
        if candidates:
            best = max(candidates, key=lambda r: scores[r][t])
            taken_records.add(best)
            found.append((best, t))
    return found


def _ambiguous(
    pairs: Sequence[tuple[int, int]], scores: Sequence[Sequence[float]], records: Sequence[RowRecord]
) -> set[int]:
    """Records without a label of their own that could as well be another row.

    Between two labelled neighbours there must be as many rows as records; where rows are left over, order says nothing.
    """
    rows = len(scores[0]) if scores else 0
    anchors = [(r, t) for r, t in pairs if records[r].hints]
    taken = {t for _, t in anchors}
    loose = [(r, t) for r, t in pairs if not records[r].hints]
    doubtful = set()
    for r, t in loose:
        low = max((b for a, b in anchors if a < r and b < t), default=-1)
        high = min((b for a, b in anchors if a > r and b > t), default=rows)
        free = [x for x in range(low + 1, high) if x not in taken]
        here = [a for a, b in loose if low < b < high]
        spare = [x for x in free if x not in {b for _, b in loose}]
        first = min((a for a, b in anchors if b == high), default=len(records))
        last = max((a for a, b in anchors if b == low), default=-1)
        others = [a for a in range(last + 1, first) if a not in here and not records[a].hints and records[a].figures]
        if others or any(scores[r][x] > 0 for x in spare):
            doubtful.add(r)
    return doubtful


def _one_of_twins(
    pairs: Sequence[tuple[int, int]], scores: Sequence[Sequence[float]], records: Sequence[RowRecord], table: Table
) -> set[int]:
    """Records whose label is that of several rows, another of which stands as well between the rows around them."""
    taken = {t for _, t in pairs}
    doubtful = set()
    for at, (r, _) in enumerate(pairs):
        if len(records[r].hints) < 2:
            continue
        low = pairs[at - 1][1] if at else -1
        high = pairs[at + 1][1] if at + 1 < len(pairs) else len(table.rows)
        if any(scores[r][x] > 0 for x in range(low + 1, high) if x not in taken):
            doubtful.add(r)
    return doubtful


def _in_order(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Rows whose neighbours in the form stand next to them in the report too."""
    record_of = {t: r for r, t in pairs}
    last = max(record_of, default=0)
    return {
        t
        for t, r in record_of.items()
        if (t == 0 or record_of.get(t - 1, r) == r - 1) and (t == last or record_of.get(t + 1, r) == r + 1)
    }


def _empty_rows(table: Table, named: Sequence[RowRecord], taken: set[int]) -> list[RowMatch]:
    """Rows of which the report has the label and nothing behind it."""
    found = []
    for t, (label, row) in enumerate(_rows_by_label(table).items()):
        if t in taken:
            continue
        labelled = [(hint, record) for record in named for hint in record.hints if hint.label == label]
        if labelled:
            hint, record = max(labelled, key=lambda pair: pair[0].confidence)
            found.append(RowMatch(row, record, hint.confidence, anchored=True))
    return found


def _confidence(label: str, record: RowRecord, anchored: bool) -> float:
    if anchored:
        return max(hint.confidence for hint in record.hints if hint.label == label)
    waiting = any(hint.label == label for hint in record.before)
    return 0.92 if waiting else 0.88
