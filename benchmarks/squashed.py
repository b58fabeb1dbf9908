"""Tables whose digits were run together: rows decided, left open, and whether those left open are ambiguous indeed.

    python benchmarks/squashed.py [--tables 500] [--seed 7]

Tables two (收到和处理政府信息公开申请情况) of agencies of several sizes are drawn, in both forms, and printed without a
separator between their figures. ``choice`` gives each row as one string to ``choose_readings``; ``lines`` prints a
report with a row a line, and ``one line`` one with the whole table in a line, and sends it through the pipeline of the
rules. Table three (复议、诉讼) is one string of 15 figures. The times are those of ``choose_readings`` in the one case
and of the whole report in the others.

Whether a row left open is ambiguous does not rest on the code that left it open: an integer program looks for another
complete reading of the table that satisfies every equation, and what it finds is added up again. ``contradiction``
tables have one figure that was changed after all had added up, so the print itself is wrong there and no row of them
has to be decided; ``blank zeros`` have lost the empty cells that stood for nothing. Both are told apart, and what is
wrong there is for a person to see: every such cell must be marked for review, or the run fails.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import highspy
import numpy as np
from squashed_tables import (
    Values,
    drawn_disputes,
    drawn_requests,
    print_of,
    printed_report,
    rows_of,
    squashed,
    with_blank_zeros,
    with_contradiction,
)

from gkml.consistency.choice import choose_readings
from gkml.pipeline import load
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tables.table_cell import TableCell
from gkml.template import Table, load_templates

SIZES = (("≤9", 9), ("≤99", 99), ("≤999", 999), ("≤60 000", 60_000), ("≤10⁶", 1_000_000))  # requests in the year
FORMS = (("2019", 2020), ("2021", 2023))
SHARES = (("consistent", 0.6), ("contradiction", 0.2), ("blank zeros", 0.2))
PIPELINE_SHARE = 0.4  # of the tables that go through the pipeline too, which is slower


# ---------------------------------------------------------------------------------------------------------------------
# The witness


@lru_cache(maxsize=100_000)
def cuts(text: str, figures: int, total: int | None = None) -> tuple[tuple[int, ...], ...]:
    """Every way to cut digits into figures, none with a zero in front; with ``total`` those that add up to it."""
    if not figures:
        return ((),) if not text and not total else ()
    if len(text) < figures or (total is not None and len(text) > figures * len(str(total))):
        return ()
    found: list[tuple[int, ...]] = []
    for length in range(1, 2 if text[0] == "0" else min(9, len(text) - figures + 1) + 1):
        figure = int(text[:length])
        if total is not None and figure > total:
            break
        rest = None if total is None else total - figure
        found.extend((figure, *others) for others in cuts(text[length:], figures - 1, rest))
    return tuple(found)


def adding_up(text: str, figures: int) -> list[tuple[int, ...]]:
    """Ways to cut digits into figures of which the last is the sum of the others."""
    ends = [text[-length:] for length in range(1, min(9, len(text)) + 1)]
    ends = [end for end in ends if end == "0" or end[0] != "0"]
    return [(*cut, int(end)) for end in ends for cut in cuts(text[: -len(end)], figures - 1, int(end))]


def row_readings(table: Table, text: str) -> list[tuple[int, ...]]:
    """Every reading of one printed row that adds up within the row."""
    if table.layout != "single_row":
        return adding_up(text, 7)
    first = [
        (a, text[end:]) for end in range(5, len(text) - 9) for a in adding_up(text[:end], 5)
    ]  # a reading of the first group, and what is left for the other two
    return [
        (*a, *b, *c)
        for a, rest in first
        for end in range(5, len(rest) - 4)
        for b in adding_up(rest[:end], 5)
        for c in adding_up(rest[end:], 5)
    ]


class Witness:
    """Looks for other readings of a table: one binary for each reading of a row, one row for each column rule."""

    def __init__(self, table: Table, values: Mapping[str, int]) -> None:
        self.rows = rows_of(table)
        self.truth = values
        self.readings = [row_readings(table, print_of(values, cells)) for cells in self.rows]
        self.rules = [
            (
                [table.cell_id(row, column.id) for row in identity.left],
                [table.cell_id(row, column.id) for row in identity.right],
            )
            for identity in table.identities
            if identity.along == "rows"
            for column in table.columns
        ]

    def another(self, row: int, cell: str) -> dict[str, int] | None:
        """A reading of the whole table that satisfies every rule and says something else in that cell of that row."""
        at = self.rows[row].index(cell)
        allowed = [
            [cut for cut in readings if number != row or cut[at] != self.truth[cell]]
            for number, readings in enumerate(self.readings)
        ]
        if not all(allowed):
            return None
        chosen = self._solved(allowed)
        if chosen is None:
            return None
        values = {
            c: value for cells, cut in zip(self.rows, chosen, strict=True) for c, value in zip(cells, cut, strict=True)
        }
        assert all(sum(values[c] for c in left) == sum(values[c] for c in right) for left, right in self.rules)
        assert values[cell] != self.truth[cell]
        return values

    def _solved(self, allowed: Sequence[Sequence[tuple[int, ...]]]) -> list[tuple[int, ...]] | None:
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("mip_feasibility_tolerance", 1e-9)  # coefficients reach a million
        signs = [
            {c: sum(c == x for x in left) - sum(c == x for x in right) for c in (*left, *right)}
            for left, right in self.rules
        ]
        offset = []
        for readings in allowed:
            offset.append(model.getNumCol())
            for _ in readings:
                model.addVar(0.0, 1.0)
                model.changeColIntegrality(model.getNumCol() - 1, highspy.HighsVarType.kInteger)
        for first, readings in zip(offset, allowed, strict=True):
            columns = np.arange(first, first + len(readings), dtype=np.int32)
            model.addRow(1.0, 1.0, len(readings), columns, np.ones(len(readings)))
        for sign in signs:
            terms = [
                (first + number, sum(sign.get(c, 0) * value for c, value in zip(cells, cut, strict=True)))
                for first, cells, readings in zip(offset, self.rows, allowed, strict=True)
                for number, cut in enumerate(readings)
            ]
            terms = [term for term in terms if term[1]]
            places = np.array([place for place, _ in terms], dtype=np.int32)
            model.addRow(0.0, 0.0, len(terms), places, np.array([float(factor) for _, factor in terms]))
        model.run()
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            assert model.getModelStatus() == highspy.HighsModelStatus.kInfeasible, model.getModelStatus()
            return None
        solution = model.getSolution().col_value
        return [
            readings[max(range(len(readings)), key=lambda number, first=first: solution[first + number])]
            for first, readings in zip(offset, allowed, strict=True)
        ]


# ---------------------------------------------------------------------------------------------------------------------
# What is counted


@dataclass(slots=True)
class Group:
    """Counts of rows, and the times, of one line of the result."""

    rows: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    def line(self, name: Sequence[str]) -> str:
        """One row of the Markdown table."""
        counts = [
            self.rows[what] for what in ("right", "wrong", "silent", "ambiguous", "unique", "open", "not found", "lost")
        ]
        times = [f"{statistics.median(self.milliseconds):.1f}", f"{max(self.milliseconds):.1f}"]
        return f"| {' | '.join((*name, str(len(self.milliseconds)), *map(str, counts), *times))} |"


HEAD = (
    "| table | squashed | figures | print | tables | right | wrong | of them without review | open, ambiguous"
    " | open, unique | open | row not found | open, truth not among alternatives | ms median | ms worst |"
)


def count_rows(
    group: Group, table: Table, values: Values, cells: Mapping[str, TableCell], witness: Witness | None
) -> None:
    """Compare what was read with what was printed, row by row."""
    for number, ids in enumerate(rows_of(table)):
        wrong = [cell for cell in ids if cells[cell].state == "number" and cells[cell].value != values[cell]]
        wrong += [cell for cell in ids if cells[cell].state == "blank" and values[cell] is not None]
        unread = [cell for cell in ids if cells[cell].state == "unreadable"]
        group.rows["silent"] += any(not cells[cell].review for cell in wrong)
        if all(cells[cell].state == "absent" for cell in ids):
            group.rows["not found"] += 1
        elif wrong:
            group.rows["wrong"] += 1
        elif not unread:
            group.rows["right"] += 1
        elif witness is None:
            group.rows["open"] += 1
        else:
            group.rows["ambiguous" if all_ambiguous(witness, number, unread) else "unique"] += 1
        group.rows["lost"] += any(
            values[cell] is not None and values[cell] not in cells[cell].alternatives for cell in unread
        )


def all_ambiguous(witness: Witness, row: int, unread: Sequence[str]) -> bool:
    """Whether each of these cells says something else in some other reading of the table."""
    left = set(unread)
    while left:
        other = witness.another(row, min(left))
        if other is None:
            return False
        left -= {cell for cell in left if other[cell] != witness.truth[cell]}
    return True


def measured(tables: int, seed: int, direct: bool) -> Iterator[tuple[tuple[str, ...], Group]]:
    """Each line of the result with its counts."""
    pipeline = load(tagger="rules")
    templates = load_templates()
    changes: dict[str, Callable[[random.Random, Mapping[str, int]], Values]] = {
        "consistent": lambda dice, values: values,
        "contradiction": with_contradiction,
        "blank zeros": with_blank_zeros,
    }
    for name, draw in (("requests", drawn_requests), ("disputes", drawn_disputes)):
        for print_, share in SHARES:
            for size, most in SIZES:
                groups = {mode: Group() for mode in ("choice", "lines", "one line")}
                for number in range(max(1, round(tables * share))):
                    dice = random.Random(f"{seed} {name} {print_} {most} {number}")
                    form, year = dice.choice(FORMS)
                    table = templates.form(form).table_by_id[name]
                    whole = draw(dice, table, most)
                    values = changes[print_](dice, whole)
                    witness = Witness(table, whole) if print_ == "consistent" else None
                    placed = squashed(table, values)
                    began = time.process_time()
                    read = choose_readings(placed)
                    groups["choice"].milliseconds.append(1000 * (time.process_time() - began))
                    count_rows(groups["choice"], table, values, read.cells, witness)
                    if direct or name != "requests" or number >= tables * share * PIPELINE_SHARE:
                        continue
                    for mode in ("lines", "one line"):
                        text = printed_report(table, year, values, whole=mode == "one line")
                        began = time.process_time()
                        report = pipeline.reconcile(read_text(text, DEFAULT_LIMITS), "drawn")
                        groups[mode].milliseconds.append(1000 * (time.process_time() - began))
                        count_rows(groups[mode], table, values, report.cells, witness)
                for mode, group in groups.items():
                    if group.milliseconds:
                        yield (name, mode, size, print_), group


def main() -> int:
    """Print the Markdown table; the exit status tells whether a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=500, help="of each size and kind of table")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--direct", action="store_true", help="``choice`` alone, without the pipeline")
    options = parser.parse_args()
    print(HEAD)
    print("|" + "---|" * HEAD.count(" | ") + "---|")
    missed = 0
    for name, group in measured(options.tables, options.seed, options.direct):
        print(group.line(name), flush=True)
        missed += group.rows["silent"]
        if name[-1] == "consistent":
            missed += group.rows["wrong"] + group.rows["unique"]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
