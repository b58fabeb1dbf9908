"""Forms: statutory tables to grids of cells, labels and figures in their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gkml.template import Table
from training.synthesis.figures import Figure, Figures, tables_of, templates
from training.synthesis.segments import Grid, GridCell, Line, Segment, separator
from training.synthesis.statistics import statistics_grid, statistics_wording

__all__ = ["Wording", "figures_to_grids", "statutory_wording"]

Wording = Mapping[str, str]
"""Label to the spelling that the report prints."""


def statutory_wording(figures: Figures) -> dict[str, str]:
    """The spelling of every label as the forms have it."""
    wording: dict[str, str] = {"corner:contents": "信息内容"}
    form = templates().form(next(iter(figures.forms.values()), "2019"))
    for number, labels in (form if form.sections else templates().form(form.template)).sections:
        wording[f"section:{number}"] = labels[0]
    for table in tables_of(figures).values():
        for item, labels in table.items:
            wording[f"item:{item}"] = labels[0]
        for column in table.columns:
            wording[f"column:{column.id}"] = column.labels[0]
        for group in (*table.groups, *table.column_groups):
            wording[f"group:{group.id}"] = group.labels[0]
        for row in table.rows:
            wording[f"row:{table.id}.{row.id}"] = row.labels[0]
        if table.id == "requests":
            wording["corner:sums"] = table.stubhead[0]
        if table.stub:
            wording.update(statistics_wording(table, figures.year))
    return wording


def figures_to_grids(figures: Figures, wording: Wording) -> dict[str, Grid]:
    """The grid of every table, by id."""
    makers = {
        "disclosure": _disclosure,
        "requests": _requests,
        "disputes": _disputes,
        "statistics": statistics_grid,
    }
    return {name: makers[name](table, figures, wording) for name, table in tables_of(figures).items()}


def _label(wording: Wording, key: str) -> Line:
    label = "corner" if key.startswith("corner:") else key
    return (Segment(wording[key], label),)


def _figure(figures: Figures, cell: str) -> Line:
    figure: Figure = figures.cells[cell]
    segments = [Segment(figure.text, "figure", "whole", cell)]
    for text, label in ((figure.unit, "unit"), (figure.note, "note")):
        if text[:1] == " ":
            segments.append(separator(" "))
        if text:
            segments.append(Segment(text.lstrip(" "), label))
    return tuple(segments)


def _disclosure(table: Table, figures: Figures, wording: Wording) -> Grid:
    """Item by item: the item, the heads, the rows; what an item lacks in columns its last cell spans."""
    width = 4
    rows: list[tuple[GridCell, ...]] = []
    for item, _ in table.items:
        specs = [spec for spec in table.rows if spec.item == item]
        columns = specs[0].columns
        spans = [1] * (len(columns) - 1) + [width - len(columns)]
        rows.append((GridCell(_label(wording, f"item:{item}"), 1, width),))
        heads = [_label(wording, f"column:{column}") for column in columns]
        rows.append((GridCell(_label(wording, "corner:contents")), *_spanned(heads, spans)))
        for spec in specs:
            cells = [_figure(figures, table.cell_id(spec.id, column)) for column in columns]
            rows.append((GridCell(_label(wording, f"row:{table.id}.{spec.id}")), *_spanned(cells, spans)))
    return Grid(table.id, width, tuple(rows))


def _spanned(lines: Iterable[Line], spans: Iterable[int]) -> list[GridCell]:
    return [GridCell(line, 1, span) for line, span in zip(lines, spans, strict=True)]


def _requests(table: Table, figures: Figures, wording: Wording) -> Grid:
    columns = [column.id for column in table.columns]
    heads = {column: _label(wording, f"column:{column}") for column in columns}
    rows: list[tuple[GridCell, ...]] = [
        (
            GridCell(_label(wording, "corner:sums"), 3, 3),
            GridCell(_label(wording, "group:applicants"), 1, 7),
        ),
        (
            GridCell(heads[columns[0]], 2),
            GridCell(_label(wording, "group:organizations"), 1, 5),
            GridCell(heads[columns[-1]], 2),
        ),
        tuple([GridCell(heads[column]) for column in columns[1:-1]]),
    ]
    parents = {group.id: group.parent for group in table.groups}
    sizes: dict[str, int] = {}
    for spec in table.rows:
        group = spec.group
        while group is not None:
            sizes[group] = sizes.get(group, 0) + 1
            group = parents[group]
    opened: set[str] = set()
    for spec in table.rows:
        cells: list[GridCell] = []
        path: list[str] = []
        group = spec.group
        while group is not None:
            path.insert(0, group)
            group = parents[group]
        for name in path:
            if name not in opened:
                opened.add(name)
                cells.append(GridCell(_label(wording, f"group:{name}"), sizes[name]))
        cells.append(GridCell(_label(wording, f"row:{table.id}.{spec.id}"), 1, 3 - len(path)))
        cells.extend([GridCell(_figure(figures, table.cell_id(spec.id, column))) for column in columns])
        rows.append(tuple(cells))
    return Grid(table.id, 10, tuple(rows))


def _disputes(table: Table, figures: Figures, wording: Wording) -> Grid:
    columns = [column.id for column in table.columns]
    single = [spec for spec in table.rows if spec.group is None]
    grouped = [spec for spec in table.rows if spec.group is not None]
    heads = [_label(wording, f"column:{column}") for column in columns]
    size = len(columns)
    first = [GridCell(_label(wording, f"row:{table.id}.{spec.id}"), 1, size) for spec in single]
    first.append(GridCell(_label(wording, "group:litigation"), 1, size * len(grouped)))
    second = [GridCell(head, 2) for _ in single for head in heads]
    second += [GridCell(_label(wording, f"row:{table.id}.{spec.id}"), 1, size) for spec in grouped]
    third = [GridCell(head) for _ in grouped for head in heads]
    last = [
        GridCell(_figure(figures, table.cell_id(spec.id, column))) for spec in (*single, *grouped) for column in columns
    ]
    return Grid(table.id, size * len(table.rows), (tuple(first), tuple(second), tuple(third), tuple(last)))
