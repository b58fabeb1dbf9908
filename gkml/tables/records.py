"""Stream to records: a record is what may be one row of a statutory table - its label and its slots.

In a grid a record is a row; in a dump with one cell a line it is a label and the figures under it; in PDF text it may
be a line of figures between two halves of its label.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from gkml.document import RowKind
from gkml.labels import TaggedBy
from gkml.tables.stream import Item, StreamRow
from gkml.values import value

__all__ = ["Hint", "RowRecord", "Slot", "item_to_slot", "stream_to_records"]

_MAX_VALUE = 24  # characters of print in a cell for a figure; what is longer is a remark
_OTHER = 0.8  # share of the confidence in a label that another reading of damaged print has
_NOISE = 3  # characters of loose text that say nothing: a letter of a vertical label, a piece of a group label


@value
class Slot:
    """A place where a figure stands or could stand: a figure or an empty cell.

    Attributes:
        item: the figure or the empty cell.
        row: index of its row.
        gap: empty lines before its row, for cells that stand one a line.
        trailing: spaces behind the last figure of a line.
        kind: of its row. In an aligned row its place on the line tells its column, in a grid its grid column does.
    """

    item: Item
    row: int
    gap: int = 0
    trailing: int = 0
    kind: RowKind = "line"

    @property
    def blank(self) -> bool:
        """Nothing is printed in it."""
        return self.item.kind == "blank"

    @property
    def empty(self) -> bool:
        """Nothing is printed in it, and nothing was left out of it or not read."""
        return self.blank and self.item.cell.sight != "doubtful" and not self.item.cell.unread


@value
class Hint:
    """A row label that may belong to a record; ``group``: the same print may be the label over several rows;
    ``exact``: it is spelt as in the form; ``text``: what is printed; ``joined``: it was put together from pieces in
    several lines."""

    label: str
    confidence: float
    start: int
    group: bool = False
    tagger: TaggedBy = "rules"
    exact: bool = False
    text: str = ""
    joined: bool = False


@dataclass(slots=True)
class RowRecord:
    """One candidate for a row.

    Attributes:
        hints: row labels that stand in the record itself; empty where it has none.
        before: row labels that stand alone in front of a record without one.
        unknown: text that stands where its label should, but is none.
        slots: figures and empty cells in order.
        rows: indices of the rows it takes.
        stacked: its cells stand one a line.
        after: empty lines behind it; None at the end.
        column: grid column of its label; None where it has none.
        named_twice: behind its label another text names it, or a part of it, in the same row.
        parts: the figures of the rows that this one is printed as, where it is printed as several.
        doubtful: print that belongs to no row stands between its label and its figures, or right behind them.
    """

    hints: list[Hint] = field(default_factory=list)
    before: list[Hint] = field(default_factory=list)
    unknown: str | None = None
    slots: list[Slot] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    stacked: bool = False
    after: int | None = None
    column: int | None = None
    doubtful: bool = False
    named_twice: bool = False
    parts: tuple[tuple[Slot, ...], ...] = ()

    @property
    def run_together(self) -> bool:
        """All it holds is one run of digits that stood beside its label without a separator."""
        tag = self.slots[0].item.tag if len(self.slots) == 1 else None
        return tag is not None and tag.run

    @property
    def start(self) -> int:
        """Offset at which its figures begin, or else its label."""
        if self.slots:
            return self.slots[0].item.start
        return min((hint.start for hint in (*self.hints, *self.before)), default=0)

    @property
    def figures(self) -> int:
        """How many of the slots hold print."""
        return len([slot for slot in self.slots if slot.item.kind != "blank"])


class _Builder:
    """Walks the stream once and gathers records."""

    def __init__(self, text: str, twins: Collection[str], heads: Collection[str]) -> None:
        self.text = text
        self.twins = twins
        self.heads = heads
        self.records: list[RowRecord] = []
        self.current: RowRecord | None = None
        self.waiting: list[Hint] = []
        self.table = ""  # of the last row label

    def barrier(self) -> None:
        self.current = None
        self.waiting = []

    def add_row(self, line: StreamRow, following: StreamRow | None) -> None:
        items = list(line.items)
        stacked = line.alone
        if self.records and self.records[-1].rows[-1] == line.row.index - 1:
            self.records[-1].after = line.row.gap
        started = False  # whether a record began in this row
        nonempty = any(item.kind == "figure" for item in items)
        loose: list[str] = []
        if not stacked:
            items = _without_indent(items)
        for number, item in enumerate(items):
            if item.kind == "label":
                started = self._label(item, items[number + 1 :], line, following) or started
            elif item.kind == "text" and started and line.row.kind in ("cells", "grid") and self._in_value(item):
                self._slot(item, line, stacked, started, nonempty)  # print that is no figure, where one should be
            elif item.kind == "text":
                loose.append(self.text[item.start : item.end])
                if stacked and self.current is not None and len(loose[-1].strip()) > _NOISE:
                    if self.current.figures and self.current.stacked:
                        self.current = None  # a row that the form does not have
                    elif self.current.hints and not self.current.figures:
                        self.current.doubtful = True
                if not stacked and nonempty and len(loose[-1].strip()) > _NOISE and not started:
                    self._open_unknown(loose[-1], line)
                    started = True
            else:
                self._slot(item, line, stacked, started, nonempty)
                started = started or not stacked

    def _label(self, item: Item, rest: Sequence[Item], line: StreamRow, following: StreamRow | None) -> bool:
        """Take a label; returns whether a record began with it."""
        rows = item.may_be("row")
        tag = item.tag
        if tag is None:
            return False
        alias = tag.role != "row"  # ``总计`` heads a column, and is what some reports call （七）总计
        if not rows or (alias and not (_table(rows[0]) == self.table and _has_figures(rest, line, following))):
            if tag.role in ("column", "item", "corner") or tag.label in self.heads:
                self.current = None
            return False
        self.table = _table(rows[0])
        text = self.text[item.start : item.end]
        group, joined = bool(item.may_be("group")), tag.part != "whole"
        hint = Hint(rows[0], tag.confidence, item.start, group, tag.tagger, tag.exact, text, joined)
        if tag.part == "tail":
            owner = next((r for r in reversed(self.records[-6:]) if any(h.label == hint.label for h in r.hints)), None)
            if owner is not None:
                if not owner.slots and rest:
                    self.current = owner
                    owner.named_twice = owner.named_twice or owner.rows[-1] == line.row.index
                elif owner.slots and owner.named_twice and any(other.kind == "figure" for other in rest):
                    self._open_unknown(self.text[item.start : item.end], line)
                    return True
                return not owner.slots
        if self.current is not None and not self.current.slots and self.current.hints:
            if any(other.label == hint.label for other in self.current.hints) and hint.label not in self.twins:
                return True
            self.waiting.extend(hint for hint in self.current.hints if not hint.group)
        else:
            self.waiting = []
        twins = [replace(hint, label=row) for row in rows[1:] if row in self.twins]
        others = [replace(hint, label=row, confidence=_OTHER * tag.confidence) for row in rows[1:]]
        self.current = RowRecord(
            hints=[hint, *(twins if tag.exact else others)], rows=[line.row.index], column=item.cell.column
        )
        self.records.append(self.current)
        return True

    def _in_value(self, item: Item) -> bool:
        """Whether a text stands where the values of a labelled record do, and not where its label goes on."""
        return self.current is not None and bool(self.current.hints) and item.end - item.start <= _MAX_VALUE

    def _open_unknown(self, text: str, line: StreamRow) -> None:
        if self.current is not None and not self.current.slots and self.current.hints:
            return
        self.current = RowRecord(unknown=text, rows=[line.row.index])
        self.records.append(self.current)

    def _slot(self, item: Item, line: StreamRow, stacked: bool, started: bool, nonempty: bool) -> None:
        current = self.current
        slot = item_to_slot(item, line)
        if stacked:
            if current is None or (current.slots and not current.stacked):
                if item.kind == "figure":
                    if current is not None and line.row.index == current.rows[-1] + 1:
                        current.doubtful = True  # the end of a figure that a line end has cut, perhaps
                    self.current = None
                return
            current.stacked = True
        elif not started and (current is None or current.slots):
            if not nonempty:
                return
            before = list(self.waiting)
            self.waiting = []
            current = RowRecord(before=before)
            self.current = current
            self.records.append(current)
        elif current is None:
            return
        elif not current.slots and len(self.waiting) > 0 and current.rows[-1:] != [line.row.index]:
            # several labels wait for one row of figures: which of them is its own stays open
            current.before = [*self.waiting, *current.hints]
            current.hints = []
            self.waiting = []
        current.slots.append(slot)  # rows come in order, so a row that is there is the last one
        if current.rows[-1:] != [line.row.index]:
            current.rows.append(line.row.index)


def _table(label: str) -> str:
    """``row:requests.granted`` to ``requests``."""
    return label.partition(":")[2].partition(".")[0]


def _without_indent(items: list[Item]) -> list[Item]:
    """Without the empty cells in front of a label, which groups leave; in front of a figure they may be its columns."""
    first = next((number for number, item in enumerate(items) if item.kind != "blank"), 0)
    return items[first:] if items[first].kind in ("label", "text") else items


def _has_figures(rest: Sequence[Item], line: StreamRow, following: StreamRow | None) -> bool:
    """Whether figures follow a label that could also be a column head."""
    if any(item.kind == "label" for item in rest):
        return False
    if sum(item.kind == "figure" for item in rest) >= 2:
        return True
    return line.alone and following is not None and following.figures == len(following.items) > 0


def item_to_slot(item: Item, line: StreamRow) -> Slot:
    """The slot of an item, with what its line tells of empty cells beside it."""
    trailing = 0
    if line.row.kind == "line" and item.x is not None and item.cell.x is not None:
        trailing = item.cell.x[1] - (item.cell.x[0] + item.cell.end - item.cell.start)
    gap = line.row.gap
    return Slot(item, line.row.index, gap if gap and line.alone else 0, trailing, line.row.kind)


def stream_to_records(
    text: str, stream: Iterable[StreamRow], twins: Collection[str] = (), heads: Collection[str] = ()
) -> list[RowRecord]:
    """All records in order of reading; those without slots are labels that nothing followed.

    Args:
        text: the canonical text.
        stream: its rows.
        twins: labels of rows that are spelt as others are; a record with one of them may be either.
        heads: labels that head rows and end the one before; what stands behind them is no figure.
    """
    builder = _Builder(text, twins, heads)
    lines = [line for line in stream if not line.skipped and (line.items or line.barrier)]
    for number, line in enumerate(lines):
        if line.barrier:
            if builder.records and builder.records[-1].rows[-1] == line.row.index - 1:
                builder.records[-1].after = line.row.gap
            builder.barrier()
        else:
            builder.add_row(line, lines[number + 1] if number + 1 < len(lines) else None)
    return list(_with_parts(builder.records))


def _with_parts(records: Iterable[RowRecord]) -> Iterator[RowRecord]:
    """Rows of the form that are printed as several (行政检查, 行政确认 under one label) are one record with its parts.

    Such a row names its first part between its label and its figures; the others have names of their own that are no
    label of the form, and as many figures.
    """
    whole: RowRecord | None = None
    for record in records:
        if whole is not None and _is_part(whole, record):
            whole.parts = (*(whole.parts or (_figures_of(whole),)), _figures_of(record))
            whole.rows = [*whole.rows, *record.rows]
            continue
        if whole is not None:
            yield _as_whole(whole)
        whole = record
    if whole is not None:
        yield _as_whole(whole)


def _as_whole(record: RowRecord) -> RowRecord:
    if record.parts:
        record.slots = [slot for slot in record.slots if slot.item.kind != "text"]
    return record


def _is_part(whole: RowRecord, record: RowRecord) -> bool:
    named = bool(whole.hints) and bool(whole.slots) and (whole.named_twice or whole.slots[0].item.kind == "text")
    follows = bool(record.slots) and record.rows[0] == whole.rows[-1] + 1
    return (
        named
        and follows
        and record.unknown is not None
        and not record.hints
        and len(_figures_of(whole)) == len(_figures_of(record)) > 0
    )


def _figures_of(record: RowRecord) -> tuple[Slot, ...]:
    return tuple(slot for slot in record.slots if slot.item.kind == "figure")
