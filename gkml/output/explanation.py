"""One cell to the terminal: what is printed there, what was made of it, and what the arithmetic says about it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from gkml.errors import UsageError
from gkml.output.printable import printable
from gkml.records.report import CellRecord, CheckRecord, Number, Report
from gkml.template import Table, Templates

__all__ = ["explain", "find_cell"]

_ABOVE, _BELOW = 4, 2  # lines of the text shown around the one that the cell stands in
_EDGE = " | "  # between two cells of a line
_REACH = 60  # characters shown on each side of the print; lines of squashed dumps run to thousands
_OPEN, _CLOSE = "»", "«"  # around the print, so that it is seen without colours too
_NAMED = 6  # ids that a message about an unknown or an ambiguous one names
_LIKE = 50.0  # similarity from which an id is named at all; 100 is equal
_MARKS = {"pass": ("✓", "green"), "fail": ("✗", "red"), "undetermined": ("?", "yellow"), "not_applicable": ("–", "dim")}
_CAUSES = {
    "reading": "probably misread here",
    "source": "the report probably contradicts itself",
    "ambiguous": "misread, or wrong in the report; the figures do not tell which",
}


def find_cell(report: Report, name: str) -> CellRecord:
    """The cell of that id, or the only one whose id ends in it or holds its parts in their order.

    Raises:
        UsageError: there is no such cell, or there are several; the message names the nearest ids.
    """
    if name in report.cells:
        return report.cells[name]
    if not report.cells:
        reason = f": {report.error.message}" if report.error else ""
        raise UsageError(f"{report.source} has no cells{reason}")
    endings = [cell_id for cell_id in report.cells if cell_id.endswith(f".{name}")]
    found = endings or [cell_id for cell_id in report.cells if _holds(cell_id, name)]
    if len(found) == 1:
        return report.cells[found[0]]
    if found:
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise UsageError(f"{name!r} may be {', '.join(found[:_NAMED])}{more}; write more of the id")
    nearest = _nearest(report, name)
    raise UsageError(
        f"no cell {name!r} in {report.source}" + (f"; did you mean {', '.join(nearest)}?" if nearest else "")
    )


def _holds(cell_id: str, name: str) -> bool:
    """Whether the parts of the name stand in the id, in their order."""
    parts = iter(cell_id.split("."))
    return all(part in parts for part in name.split("."))


def _nearest(report: Report, name: str) -> list[str]:
    from rapidfuzz import fuzz, process

    found = process.extract(name, list(report.cells), scorer=fuzz.WRatio, limit=_NAMED, score_cutoff=_LIKE)
    return [cell_id for cell_id, _, _ in found]


def explain(report: Report, cell_id: str, templates: Templates, console: Console) -> None:
    """Print all that is known of one cell.

    Args:
        report: the report.
        cell_id: the id of the cell, or as much of it as names one cell only.
        templates: the forms, for the labels of row and column.
        console: where to print.

    Raises:
        UsageError: the id names no cell or several.
    """
    cell = find_cell(report, cell_id)
    console.print(Text(cell.id, style="bold"))
    for line in _place(cell, report, templates):
        console.print(line)
    _print_block("print", _context(cell, report), console)
    _print_block("reading", _reading(cell), console)
    checks = [check for check in report.checks if cell.id in check.cells]
    _print_block("checks", (_check(check) for check in checks), console)
    _print_block("conclusion", _conclusion(cell, checks), console)


def _print_block(title: str, lines: Iterator[Text], console: Console) -> None:
    shown = list(lines)
    if not shown:
        return
    console.print()
    console.print(Text(title, style="bold dim"))
    for line in shown:
        console.print(Padding(line, (0, 0, 0, 2), expand=False))


def _place(cell: CellRecord, report: Report, templates: Templates) -> Iterator[Text]:
    """Report, table, row and column in the words of the form."""
    name = report.agency or "(agency unknown)"
    yield Text(printable(f"{name} · {report.year or '(year unknown)'} · {report.source}"), style="dim")
    table = _table_of(cell, report, templates)
    if table is None:
        return
    row, _, column = cell.id.removeprefix(f"{table.id}.").rpartition(".")
    labels = [table.title, *_groups(table, row), table.row_by_id[row].labels[0], table.column_by_id[column].labels[0]]
    yield Text.assemble(" · ".join(labels), (f"  form {table.form}", "dim"))


def _table_of(cell: CellRecord, report: Report, templates: Templates) -> Table | None:
    """The table of the form that the report follows, or of any form that has such a cell."""
    table_id = cell.id.partition(".")[0]
    having = [t for t in templates.variants(table_id) if any(cell_id == cell.id for cell_id, _, _ in t.cells())]
    return next((t for t in having if t.form == report.templates.get(table_id)), having[-1] if having else None)


def _groups(table: Table, row: str) -> list[str]:
    groups = {group.id: group for group in table.groups}
    names: list[str] = []
    group = table.row_by_id[row].group
    while group is not None and groups[group].labels[0] not in names:
        names.insert(0, groups[group].labels[0])
        group = groups[group].parent
    return names


# ---------------------------------------------------------------------------------------------------------------------
# The print


def _context(cell: CellRecord, report: Report) -> Iterator[Text]:
    """A few lines of the text around the print; for an empty cell, those around its row."""
    if report.text is None:
        return
    if cell.start is not None and cell.end is not None:
        yield from _lines_around(report.text, cell.start, cell.end, marked=True)
        if cell.page is not None:
            yield Text(f"page {cell.page}", style="dim")
        return
    beside = next((other for other in _same_row(cell, report) if other.start is not None), None)
    if beside is None or beside.start is None or beside.end is None:
        yield Text("nothing of it is printed", style="dim")
        return
    yield Text("nothing is printed there; its row:", style="dim")
    yield from _lines_around(report.text, beside.start, beside.end, marked=False)


def _same_row(cell: CellRecord, report: Report) -> Iterator[CellRecord]:
    row = cell.id.rpartition(".")[0]
    return (other for other in report.cells.values() if other.id.rpartition(".")[0] == row)


def _lines_around(text: str, start: int, end: int, *, marked: bool) -> Iterator[Text]:
    """The lines that the print stands in, as one, between those above and below."""
    first = text.rfind("\n", 0, start) + 1
    last = _line_end(text, end)
    above = text[:first].split("\n")[-_ABOVE - 1 : -1]
    below = text[last + 1 :].split("\n", _BELOW)[:_BELOW] if last < len(text) else []
    yield from map(_plain_line, above)
    yield _line_with_print(text, first, last, start, end, marked=marked)
    yield from map(_plain_line, below)


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _plain_line(line: str) -> Text:
    return Text(_shown(line if len(line) <= 2 * _REACH else line[: 2 * _REACH] + "…"), style="dim")


def _shown(text: str) -> str:
    """Safe to print, the edges of cells to be seen."""
    return printable(text.replace("\t", _EDGE))


def _line_with_print(text: str, at: int, stop: int, start: int, end: int, *, marked: bool) -> Text:
    left, right = max(at, start - _REACH), min(stop, end + _REACH)
    before = ("…" if left > at else "") + _shown(text[left:start])
    after = _shown(text[end:right]) + ("…" if right < stop else "")
    middle = _shown(text[start:end])
    if not marked:
        return Text(before + middle + after)
    return Text.assemble(before, (f"{_OPEN}{middle}{_CLOSE}", "bold reverse"), after)


# ---------------------------------------------------------------------------------------------------------------------
# What was made of it


def _reading(cell: CellRecord) -> Iterator[Text]:
    value = _figure(cell.value) if cell.state == "number" else f"no figure ({cell.state})"
    yield Text.assemble(("value       "), (value, "bold"))
    if cell.text is not None:
        yield Text(f"printed     {printable(cell.text)}")
    yield Text(f"confidence  {cell.confidence:.2f}")
    yield Text(f"tagger      {cell.tagger}")
    if cell.alternatives:
        yield Text(f"other ways  {', '.join(map(_figure, cell.alternatives))}")


def _check(check: CheckRecord) -> Text:
    mark, style = _MARKS[check.status]
    line = Text.assemble((f"{mark} {check.id}", style), (f"  {check.status}", "dim"))
    if check.message:
        line.append(f"\n  {printable(check.message)}")
    elif check.left is not None and check.right is not None:
        line.append(f"\n  {_figure(check.left)} ↔ {_figure(check.right)}")
    return line


def _conclusion(cell: CellRecord, checks: list[CheckRecord]) -> Iterator[Text]:
    failed = any(check.status == "fail" for check in checks)
    if cell.cause is not None:
        yield Text(_CAUSES[cell.cause], style="yellow")
    if cell.proposal is not None:
        yield Text.assemble("the sums imply ", (_figure(cell.proposal), "bold"))
    if cell.reason:
        yield Text(printable(cell.reason))
    if cell.review:
        yield Text("a person should look at it", style="yellow")
    elif not failed and cell.cause is None:
        passed = sum(check.status == "pass" for check in checks)
        yield Text(f"nothing speaks against it; {passed} of {len(checks)} checks bear it out" if checks else "no check")


def _figure(value: Number | None) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)
