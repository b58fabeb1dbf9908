"""Tables of agencies of several sizes, and reports in which nothing parts their figures."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from gkml.doubts import DoubtCode, doubt
from gkml.tables.ambiguous_rows import AmbiguousRow, Segment
from gkml.tables.placed import PlacedTable
from gkml.tables.table_cell import TableCell
from gkml.template import Table

Values = Mapping[str, int | None]


# ---------------------------------------------------------------------------------------------------------------------
# What is drawn


def parted(dice: random.Random, total: int, parts: int, evenness: float) -> list[int]:
    """A count divided at random, most of it on a few parts."""
    weights = [dice.random() ** evenness for _ in range(parts)]
    if dice.random() < 0.5:
        weights = [weight if dice.random() < 0.5 else 0.0 for weight in weights]
    weights = weights if any(weights) else [1.0] * parts
    whole = sum(weights)
    counts = [int(total * weight / whole) for weight in weights]
    for at in dice.choices(range(parts), weights, k=total - sum(counts)):
        counts[at] += 1
    return counts


def drawn_requests(dice: random.Random, table: Table, most: int) -> dict[str, int]:
    """Figures of table two that add up."""
    outcomes = next(identity.left for identity in table.identities if identity.kind == "outcome_sum")
    received = int(most ** dice.uniform(0.3, 1.0)) if dice.random() < 0.8 else dice.randint(0, most)
    rows = {row.id: [0] * 6 for row in table.rows}
    for at, new in enumerate(parted(dice, received, 6, 4.0)):
        carried = dice.randint(0, max(1, new // 10)) if new and dice.random() < 0.5 else 0
        forward = dice.randint(0, max(1, (new + carried) // 8)) if new and dice.random() < 0.5 else 0
        ends = (("received_new", new), ("received_carried_over", carried), ("carried_forward", forward))
        for row, count in (*ends, ("handled_total", new + carried - forward)):
            rows[row][at] = count
        for row, count in zip(outcomes, parted(dice, new + carried - forward, len(outcomes), 3.0), strict=True):
            rows[row][at] = count
    return {
        table.cell_id(row.id, column): count
        for row in table.rows
        for column, count in zip(row.columns, [*rows[row.id], sum(rows[row.id])], strict=True)
    }


def drawn_disputes(dice: random.Random, table: Table, most: int) -> dict[str, int]:
    """Figures of table three that add up."""
    values = {}
    for row in table.rows:
        counts = [dice.randint(0, max(1, most // 60)) if dice.random() < 0.5 else 0 for _ in range(4)]
        values.update(
            zip((table.cell_id(row.id, column) for column in row.columns), [*counts, sum(counts)], strict=True)
        )
    return values


def with_contradiction(dice: random.Random, values: Mapping[str, int]) -> dict[str, int | None]:
    """One figure other than it must be, as agencies err: by a little, or in one digit."""
    cell = dice.choice([cell for cell, value in values.items() if value] or list(values))
    by = dice.choice((-9, -2, -1, 1, 1, 2, 10, 100))
    return {**values, cell: values[cell] + (by if values[cell] + by >= 0 else -by)}


def with_blank_zeros(dice: random.Random, values: Mapping[str, int]) -> dict[str, int | None]:
    """Zeros of which some, or all, are not printed."""
    share = dice.choice((0.1, 0.5, 1.0))
    return {cell: None if value == 0 and dice.random() < share else value for cell, value in values.items()}


# ---------------------------------------------------------------------------------------------------------------------
# How it is printed


def rows_of(table: Table) -> list[tuple[str, ...]]:
    """The cells of each printed row."""
    if table.layout == "single_row":
        return [tuple(cell for cell, _, _ in table.cells())]
    return [tuple(table.cell_id(row.id, column) for column in row.columns) for row in table.rows]


def print_of(values: Values, cells: Sequence[str]) -> str:
    return "".join("" if values[cell] is None else str(values[cell]) for cell in cells)


def squashed(table: Table, values: Values) -> PlacedTable:
    """The table as placing leaves it where each row is one string of digits."""
    columns = {cell: column for cell, _, column in table.cells()}
    records: dict[str, TableCell] = {}
    rows = []
    start = 0
    for cells in rows_of(table):
        text = print_of(values, cells)
        end = start + len(text)
        state = "unreadable" if text else "blank"
        records.update((cell, TableCell(cell, None, text or None, state, start=start, end=end)) for cell in cells)
        if text:
            piece = Segment(text, start, end, run=True)
            own = tuple(columns[cell] for cell in cells)
            rows.append(AmbiguousRow(cells, own, (piece,), doubt(DoubtCode.RUN_TOGETHER), text, start))
        start = end + 1
    return PlacedTable(table, True, records, ambiguous_rows=tuple(rows))


def printed_report(table: Table, year: int, values: Values, *, whole: bool) -> str:
    """A report on that year with the table, a row a line or all in one."""
    between = "" if whole else "\n"
    heads = between.join(
        (
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况",
            "自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他",
        )
    )
    lines = []
    over: list[str] = []  # group labels that stand over the row before
    groups = {each.id: each for each in table.groups}
    for row, cells in zip(table.rows, rows_of(table), strict=True):
        parents = []
        group = groups.get(row.group or "")
        while group is not None:
            parents.insert(0, group.labels[0])
            group = groups.get(group.parent or "")
        lines.append("".join(label for label in parents if label not in over) + row.labels[0] + print_of(values, cells))
        over = parents
    return (
        f"青禾县水利局{year}年政府信息公开工作年度报告\n一、总体情况\n本局依法做好信息公开工作。\n"
        f"二、主动公开政府信息情况\n见附件。\n三、收到和处理政府信息公开申请情况\n{heads}{between}{between.join(lines)}\n"
        "四、政府信息公开行政复议、行政诉讼情况\n无。\n五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n无。\n"
    )
