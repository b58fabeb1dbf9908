"""How often error localisation finds the wrong cells, and how long it takes, on generated tables with known faults.

    python benchmarks/localisation.py [--tables 200] [--seed 1]

Tables of requests and of disputes of both forms are made up, sparse ones like those of small agencies and dense ones
with figures of up to a million, and harmed by faults of the kinds that real reports show: digits appended, dropped,
doubled, swapped or taken for others, totals added up wrongly, figures in the neighbouring column, rows and columns
moved by one place. A fault of the last kinds moves several cells. All cells have the same confidence, so the arithmetic
and the digits alone decide.

Each line of the output gives shares of the tables in which some check can fail: exactly the wrong cells named; several
explanations with the true one among them; wrong, that is one explanation that is not the true one, or several without
it; no answer within the limits. Tables whose faults leave every check satisfied are counted apart.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from gkml.consistency.localising.localisation import Localisation, localise
from gkml.tables.table_cell import TableCell
from gkml.template import Table, load_templates

FAULTS = (1, 2, 3, 5, 8)
CONFIDENCE = 0.97  # of every cell
LOOK_ALIKE = ("17", "06", "08", "38", "56", "68", "49", "27")

Figures = dict[str, int | None]
Fault = Callable[[Random, Table, Figures, Mapping[str, int]], bool]


# ---------------------------------------------------------------------------------------------------------------------
# Tables that add up


def requests_figures(dice: Random, table: Table) -> dict[str, int]:
    """A table of requests. Half of them have mostly zeros, as most agencies' have."""
    dense = dice.random() < 0.5
    scale = dice.uniform(1.5, 5.2) if dense else dice.uniform(0.0, 3.5)
    outcomes = next(identity.left for identity in table.identities if identity.kind == "outcome_sum")
    *applicants, _ = (column.id for column in table.columns)
    rows: dict[str, dict[str, int]] = {row.id: {} for row in table.rows}
    common = {row: dice.random() < (0.9 if dense else 0.35) for row in outcomes}
    for number, column in enumerate(applicants):
        usual = dense or number == 0 or dice.random() < 0.3  # natural persons ask nearly everywhere
        for row in outcomes:
            there = usual and common[row] and dice.random() < (0.9 if dense else 0.7)
            size = scale if dense or number == 0 else scale / 2
            rows[row][column] = int(10 ** dice.uniform(0, size)) if there else 0
        handled = sum(rows[row][column] for row in outcomes)
        forward = dice.randint(0, 1 + handled // 8) if handled and dice.random() < 0.6 else 0
        carried = dice.randint(0, 1 + handled // 10) if handled and dice.random() < 0.6 else 0
        carried = min(carried, handled + forward)
        rows["handled_total"][column], rows["carried_forward"][column] = handled, forward
        rows["received_carried_over"][column] = carried
        rows["received_new"][column] = handled + forward - carried
    for figures in rows.values():
        figures["total"] = sum(figures.values())
    return {table.cell_id(row.id, column): rows[row.id][column] for row in table.rows for column in row.columns}


def disputes_figures(dice: Random, table: Table) -> dict[str, int]:
    """A table of disputes; its figures are small."""
    scale = dice.uniform(0.0, 3.0)
    figures: dict[str, int] = {}
    for row in table.rows:
        parts = [int(10 ** dice.uniform(0, scale)) if dice.random() < 0.5 else 0 for _ in row.columns[:-1]]
        for column, value in zip(row.columns, (*parts, sum(parts)), strict=True):
            figures[table.cell_id(row.id, column)] = value
    return figures


# ---------------------------------------------------------------------------------------------------------------------
# Faults: each harms the figures in place, or says that it could not


def _some_cell(dice: Random, figures: Figures, truth: Mapping[str, int]) -> str | None:
    """A cell not harmed yet, mostly one with a figure above 0: there is more to go wrong."""
    whole = [cell for cell, value in figures.items() if value == truth[cell]]
    above = [cell for cell in whole if figures[cell]]
    chosen = above if above and dice.random() < 0.85 else whole
    return dice.choice(chosen) if chosen else None


def _digits(harm: Callable[[Random, str], str | None]) -> Fault:
    def fault(dice: Random, table: Table, figures: Figures, truth: Mapping[str, int]) -> bool:
        cell = _some_cell(dice, figures, truth)
        if cell is None:
            return False
        harmed = harm(dice, str(figures[cell]))
        if not harmed or int(harmed) == truth[cell]:
            return False
        figures[cell] = int(harmed)
        return True

    return fault


def _append(dice: Random, digits: str) -> str | None:
    return digits + dice.choice("0123456789") if digits != "0" else None


def _drop(dice: Random, digits: str) -> str | None:
    at = dice.randrange(len(digits))
    return digits[:at] + digits[at + 1 :]


def _zero_lost(dice: Random, digits: str) -> str | None:
    return digits.replace("0", "", 1) if "0" in digits[1:] else None


def _double(dice: Random, digits: str) -> str | None:
    at = dice.randrange(len(digits))
    return digits[: at + 1] + digits[at:] if digits != "0" else None


def _swap(dice: Random, digits: str) -> str | None:
    if len(digits) < 2:
        return None
    at = dice.randrange(len(digits) - 1)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _mistake(dice: Random, digits: str) -> str | None:
    at = dice.randrange(len(digits))
    others = [pair.replace(digits[at], "") for pair in LOOK_ALIKE if digits[at] in pair]
    return digits[:at] + dice.choice(others) + digits[at + 1 :] if others else None


def wrong_total(dice: Random, table: Table, figures: Figures, truth: Mapping[str, int]) -> bool:
    """A total that is added up wrongly: a part left out, a carry, a slip of a few."""
    totals = [row.id for row in table.rows if row.id == "handled_total"]
    cells = [table.cell_id(row.id, "total") for row in table.rows]
    cells += [table.cell_id(row, column.id) for row in totals for column in table.columns[:-1]]
    cell = dice.choice(cells)
    if figures[cell] != truth[cell]:
        return False
    row = cell.partition(".")[2].rpartition(".")[0]
    parts = [truth[table.cell_id(row, column.id)] for column in table.columns[:-1]]
    slips = [part for part in parts if 0 < part < truth[cell]] + [dice.randint(1, 9), 10, 100]
    figures[cell] = max(0, truth[cell] + dice.choice((-1, 1)) * dice.choice(slips))
    return figures[cell] != truth[cell]


def neighbour(dice: Random, table: Table, figures: Figures, truth: Mapping[str, int]) -> bool:
    """A figure in the column beside its own."""
    row = dice.choice(table.rows)
    cells = [table.cell_id(row.id, column) for column in row.columns]
    at = dice.randrange(len(cells) - 1)
    pair = cells[at : at + 2]
    if any(figures[cell] != truth[cell] for cell in pair) or bool(figures[pair[0]]) == bool(figures[pair[1]]):
        return False
    figures[pair[0]], figures[pair[1]] = figures[pair[1]], figures[pair[0]]
    return True


def _line_moved(dice: Random, cells: list[str], figures: Figures, truth: Mapping[str, int], least: int) -> bool:
    """The figures from one place to another moved by one, the place that opens left empty or 0, the last one lost."""
    size = dice.randint(least, len(cells))
    start = dice.randint(0, len(cells) - size)
    moved = cells[start : start + size]
    if any(figures[cell] != truth[cell] for cell in moved):
        return False
    values: list[int | None] = [truth[cell] for cell in moved]
    opened = None if size == len(cells) or start + size == len(cells) else 0
    new = [opened, *values[:-1]] if dice.random() < 0.5 else [*values[1:], opened]
    lost = values[-1] if new[0] is opened and new[1:] == values[:-1] else values[0]
    if opened == 0 and lost:
        return False  # within a row nothing gets lost
    if sum(a != b and a is not None for a, b in zip(new, values, strict=True)) < 2:
        return False
    figures.update(zip(moved, new, strict=True))
    return True


def row_moved(dice: Random, table: Table, figures: Figures, truth: Mapping[str, int]) -> bool:
    """The figures of a row moved by one column."""
    row = dice.choice(table.rows)
    return _line_moved(dice, [table.cell_id(row.id, column) for column in row.columns], figures, truth, 3)


def column_moved(dice: Random, table: Table, figures: Figures, truth: Mapping[str, int]) -> bool:
    """Figures of a column moved by one row."""
    column = dice.choice(table.columns)
    return _line_moved(dice, [table.cell_id(row.id, column.id) for row in table.rows], figures, truth, 3)


KINDS: Mapping[str, tuple[float, Fault]] = {
    "digit appended": (1.0, _digits(_append)),
    "digit dropped": (1.0, _digits(_drop)),
    "zero lost": (0.5, _digits(_zero_lost)),
    "digit doubled": (0.5, _digits(_double)),
    "digits swapped": (1.0, _digits(_swap)),
    "look-alike digit": (1.5, _digits(_mistake)),
    "wrong total": (1.5, wrong_total),
    "neighbouring column": (1.0, neighbour),
    "row moved": (0.5, row_moved),
    "column moved": (0.5, column_moved),
}
DISPUTES_KINDS = tuple(kind for kind in KINDS if kind not in ("row moved", "column moved"))


def harmed(
    dice: Random, table: Table, truth: Mapping[str, int], count: int, kinds: tuple[str, ...]
) -> tuple[Figures, list[str]]:
    """The figures with so many faults, and their kinds."""
    figures: Figures = dict(truth)
    done: list[str] = []
    for _ in range(10_000):
        if len(done) == count:
            break
        kind = dice.choices(kinds, [KINDS[kind][0] for kind in kinds])[0]
        if KINDS[kind][1](dice, table, figures, truth):
            done.append(kind)
    return figures, done


# ---------------------------------------------------------------------------------------------------------------------
# Scores


@dataclass
class Score:
    """Outcomes of the tables of one kind."""

    outcomes: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    hidden: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[str] = field(default_factory=Counter)

    def line(self, name: str) -> str:
        """One row of the Markdown table."""
        seen = max(1, sum(self.outcomes.values()) - self.outcomes["hidden"])
        shares = " | ".join(
            f"{100 * self.outcomes[outcome] / seen:.1f}" for outcome in ("exact", "ambiguous", "wrong", "timeout")
        )
        times = f"{statistics.median(self.milliseconds):.1f} | {max(self.milliseconds):.0f}"
        return f"| {name} | {seen} | {shares} | {self.outcomes['hidden']} | {times} |"


def verdict(found: Localisation, figures: Figures, truth: Mapping[str, int]) -> str:
    """Whether what was found is the truth."""
    if found.outcome in ("timeout", "unsolved"):
        return "timeout"
    if found.outcome == "consistent":
        return "hidden"
    wrong = {cell: value for cell, value in truth.items() if figures[cell] is not None and figures[cell] != value}
    true = any(
        set(solution.cells) == set(wrong)
        and all(change.implied in (None, wrong[change.cell]) for change in solution.changes)
        for solution in found.solutions
    )
    if not true:
        return "wrong"
    return "exact" if found.outcome == "located" else "ambiguous"


def measure(
    table: Table,
    draw: Callable[[Random, Table], dict[str, int]],
    count: int,
    tables: int,
    seed: str,
    kinds: tuple[str, ...],
) -> Score:
    """Outcomes over so many tables with ``count`` faults each."""
    score = Score()
    for number in range(tables):
        dice = Random(f"{seed}/{number}")
        done: list[str] = []
        while len(done) < count:  # an empty table has no figures to harm
            truth = draw(dice, table)
            figures, done = harmed(dice, table, truth, count, kinds)
        cells = {
            cell: TableCell(cell, value, str(value), "number", CONFIDENCE)
            if value is not None
            else TableCell(cell, state="blank", confidence=CONFIDENCE)
            for cell, value in figures.items()
        }
        began = time.perf_counter()
        found = localise(table, cells)
        score.milliseconds.append(1000 * (time.perf_counter() - began))
        outcome = verdict(found, figures, truth)
        score.outcomes[outcome] += 1
        if outcome in ("hidden", "wrong"):
            (score.hidden if outcome == "hidden" else score.mistaken).update([" + ".join(sorted(done))])
    return score


def main() -> int:
    """Print one table of figures for requests and one for disputes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=200, help="tables for each form and count of faults")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--kinds", action="store_true", help="also one line for each kind of fault alone")
    options = parser.parse_args()
    forms = load_templates()
    hidden: Counter[str] = Counter()
    mistaken: Counter[str] = Counter()
    heads = "| form, faults | tables | exact % | ambiguous % | wrong % | no answer % "
    heads += "| undetectable | median ms | worst ms |"
    plans: list[tuple[str, Callable[[Random, Table], dict[str, int]], tuple[int, ...], tuple[str, ...]]] = [
        ("requests", requests_figures, FAULTS, tuple(KINDS)),
        ("disputes", disputes_figures, FAULTS[:3], DISPUTES_KINDS),
    ]
    for table_id, draw, counts, kinds in plans:
        print(f"\n**{table_id}**\n\n{heads}\n|---|---|---|---|---|---|---|---|---|")
        for form in ("2019", "2021"):
            table = forms.form(form).table_by_id[table_id]
            cases = [(f"{form}, {count}", count, kinds) for count in counts]
            if options.kinds:
                cases += [(f"{form}, {kind}", 1, (kind,)) for kind in kinds]
            for name, count, allowed in cases:
                seed = f"{options.seed}/{table_id}/{name}"
                score = measure(table, draw, count, options.tables, seed, allowed)
                print(score.line(name), flush=True)
                hidden.update(score.hidden)
                mistaken.update({f"{table_id}: {kinds}": n for kinds, n in score.mistaken.items() if count <= 3})
    print("\nundetectable: " + "; ".join(f"{kinds} ({count})" for kinds, count in hidden.most_common()))
    print("wrong with up to three faults: " + "; ".join(f"{kinds} ({n})" for kinds, n in mistaken.most_common(12)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
