"""The statistics tables of reports on 2008 to 2018: figures that hold what their forms say, and the tables as grids.

Forms, labels, numbers, units and rules come from the YAML files; agencies number their rows as they like, leave rows
out, print the year of another report above the figures and let blank columns vanish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from gkml.form import Group, RowSpec, Table
from gkml.template import load_templates
from training.synthesis.dice import Dice
from training.synthesis.figures import Figure, Figures
from training.synthesis.segments import Grid, GridCell, Line, Segment

__all__ = ["draw_statistics", "statistics_grid", "statistics_wording"]

_FORMS = (("2014", 3.0), ("fujian_2014", 3.0), ("fujian_2009", 2.0), ("agency_own", 0.7))
_SCALES = (((0, 9), 4.0), ((10, 99), 3.0), ((100, 999), 3.0), ((1000, 9999), 1.5), ((10000, 90000), 0.4))
_WHOLES = ("disclosed_total", "normative_documents_made", "responses_total", "trainees")
_HEADINGS = "——"

Values = dict[str, int]


@lru_cache(maxsize=8)
def _table(form: str) -> Table:
    return load_templates().form(form).table_by_id["statistics"]


def draw_statistics(dice: Dice) -> Figures:
    """The figures of one agency for one year before 2019."""
    form = dice.weighted(_FORMS)
    year = dice.integer(2009 if form != "2014" else 2014, 2018)
    table = _table(form)
    print_ = dice.weighted(list(zip(table.prints, (2.0, 4.0, 1.0), strict=False)))
    table = print_
    absent = _left_out(dice, table)
    scale = dice.weighted(_SCALES)
    first, *others = [column.id for column in table.columns]
    figures = {first: _draw_column(dice, table, absent, scale)}
    for name in others:
        more = _draw_column(dice, table, absent, (0, scale[1] * 3)) if dice.chance(0.6) else {}
        figures[name] = {row: value + more.get(row, 0) for row, value in figures[first].items()}
    cells: dict[str, Figure] = {}
    for row in table.rows:
        for name in row.columns:
            cells[table.cell_id(row.id, name)] = (
                Figure(None, "", state="absent") if row.id in absent else _figure(row, figures[name][row.id])
            )
    return Figures(year, {"statistics": form}, cells)


def _figure(row: RowSpec, value: int) -> Figure:
    if row.unit != "money":
        return Figure(value, str(value))
    yuan = row.printed_unit == "元"
    return Figure(Decimal(value) / 10_000 if yuan and value else value, str(value))


def _left_out(dice: Dice, table: Table) -> frozenset[str]:
    """Rows that the table leaves out: some that it need not have, and now and then its end."""
    optional = [row.id for row in table.rows if row.optional]
    left = {dice.pick(optional)} if len(optional) > 1 else {row for row in optional if dice.chance(0.4)}
    if dice.chance(0.08):
        left.update(row.id for row in table.rows[dice.integer(6, len(table.rows)) :])
    return frozenset(left)


def _draw_column(dice: Dice, table: Table, absent: frozenset[str], scale: tuple[int, int]) -> Values:
    """One column: parts first, their totals from them, wholes at least as large as what they hold."""
    parts = {identity.right[0]: identity.left for identity in table.identities}
    values: Values = {}
    busy = dice.chance(0.6)

    def value(row: str) -> int:
        if row not in values:
            if row in absent:
                values[row] = 0
            elif any(part not in absent for part in parts.get(row, ())):
                values[row] = sum(value(part) for part in parts[row])
            elif row in _WHOLES or row.startswith("channel."):
                values[row] = dice.integer(*scale) if dice.chance(0.8) else 0
            else:
                values[row] = dice.integer(0, max(3, scale[0] // 20)) if busy and dice.chance(0.45) else 0
        return values[row]

    for row in table.rows:
        value(row.id)
    for bound in table.bounds:
        if bound.along == "rows":
            least = sum(values[row] for row in bound.left)
            values[bound.right[0]] = max(
                values[bound.right[0]], least if dice.chance(0.8) else least + dice.integer(0, 40)
            )
    return values


# ---------------------------------------------------------------------------------------------------------------------
# Words


def statistics_wording(table: Table, year: int) -> Mapping[str, str]:
    """The heads of the table: the column of the year names it."""
    named = [label for label in table.column_by_id["year"].labels if str(year) in label] if _has_year(table) else []
    return {
        "corner:indicators": table.stubhead[0],
        "corner:unit": "计量单位" if "计量单位" in table.stubhead else "单位",
        **({"column:year": named[0]} if named else {}),
    }


def _has_year(table: Table) -> bool:
    return any(column.id == "year" for column in table.columns)


# ---------------------------------------------------------------------------------------------------------------------
# Grid


def statistics_grid(table: Table, figures: Figures, wording: Mapping[str, str]) -> Grid:
    """Indicator, unit and the columns; rows that head others have a dash for their unit."""
    dice = Dice(f"{figures.year}/{table.form}/{len(wording)}/{sum(figures.value(cell) for cell in figures.cells)}")
    manner = dice.pick((".", ".", "、", "．"))
    own_column = table.form == "2014" and dice.chance(0.4)
    columns = [column.id for column in table.columns]
    heads = [(Segment(wording["corner:indicators"], "corner"),), (Segment(wording["corner:unit"], "corner"),)]
    heads += [(Segment(wording[f"column:{name}"], f"column:{name}"),) for name in columns]
    if own_column:
        heads = [(Segment("序号"),), *heads]
    rows: list[tuple[GridCell, ...]] = [tuple(map(GridCell, heads))]
    for spec in _rows_and_heads(table, figures):
        label = f"row:{table.id}.{spec.id}" if isinstance(spec, RowSpec) else f"group:{spec.id}"
        number = _number(spec.number, manner)
        words: Line = (Segment(wording[label], label),)
        if number and not own_column:
            words = (Segment(number), *words)
        line = [(Segment(number),) if number else (), words] if own_column else [words]
        if isinstance(spec, RowSpec):
            line.append((Segment(spec.printed_unit or "件", "unit"),))
            line += [_cell(figures, table.cell_id(spec.id, name)) for name in columns]
        else:
            line.append((Segment(_HEADINGS),))
            line += [() for _ in columns]
        rows.append(tuple(map(GridCell, line)))
    return Grid(table.id, len(rows[0]), tuple(rows))


def _rows_and_heads(table: Table, figures: Figures) -> Iterator[RowSpec | Group]:
    """The rows that the report has, each group in front of the first of its rows."""
    groups = {group.id: group for group in table.groups}
    opened: set[str] = set()
    for row in table.rows:
        if figures.cells[table.cell_id(row.id, row.columns[0])].state == "absent":
            continue
        path: list[Group] = []
        name = row.group
        while name is not None:
            path.insert(0, groups[name])
            name = groups[name].parent
        for group in path:
            if group.id not in opened:
                opened.add(group.id)
                yield group
        yield row


def _number(number: str, manner: str) -> str:
    """``其中：1.`` as the report numbers its rows: ``其中：1、``."""
    return f"{number[:-1]}{manner}" if number.endswith(".") else number


def _cell(figures: Figures, cell: str) -> Line:
    figure = figures.cells[cell]
    segments = [Segment(figure.text, "figure", "whole", cell)]
    if figure.note:
        segments.append(Segment(figure.note, "note"))
    return tuple(segments)
