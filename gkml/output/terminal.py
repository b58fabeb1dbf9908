"""Report to the terminal: the statutory tables as the form has them, with what is in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from rich.box import HORIZONTALS
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from gkml.messages import Language, error_sentence, sentence, warning_sentence
from gkml.messages.wrapping import wrap
from gkml.output.contradictions import Doubt, cells_in_words, check_sentence, doubts_of
from gkml.output.printable import printable
from gkml.records.report import CellRecord, CheckRecord, Report
from gkml.records.schema import shown_number
from gkml.template import RowSpec, Table, Templates

__all__ = ["show"]

Say = Callable[..., str]
"""A sentence by its key, in the language of the user."""

_STATUS_STYLES = {"ok": "bold green", "partial": "bold yellow", "failed": "bold red"}
_INDENT = "  "
_SIGNS: Mapping[str, Callable[[CellRecord], bool]] = {
    "sign_review": lambda cell: cell.review,
    "sign_unreadable": lambda cell: cell.state == "unreadable",
}
"""Those that a figure may bear, by what they mean."""
_MOST_REASONS = 8  # as many as stay readable under a table; an all-unreadable table has 175
_HEAD_LINES = (8, 4, 2)  # characters in a line of a column head, each two wide on the screen
_LABEL_WIDTH = 16  # eight characters of a label in a line, however small the screen


class Line(NamedTuple):
    """A row of the drawn table: a group label has no ``row``."""

    depth: int
    label: str
    row: RowSpec | None


class Drawn(NamedTuple):
    """A row as it stands on the screen; a line follows it where it is the ``last`` of its block."""

    depth: int
    label: Text
    figures: list[Text]
    head: bool
    last: bool


def show(report: Report, templates: Templates, console: Console, language: Language = "en") -> None:
    """Draw a report: title, tables with their checks, warnings."""
    say = partial(sentence, "show", language=language)
    console.print(_title(report, say))
    console.print(Text(printable(report.source), style="dim"), soft_wrap=True)
    if report.error is not None:
        message = error_sentence(report.error.code, report.error.message, language)
        _print_below([Text(f"{report.error.code}: {printable(message)}", style="red")], console, indent=0)
    table_ids = [table_id for table_id in templates.table_ids if _speaks_of(report, table_id)]
    for table_id in table_ids:
        console.print()
        table = templates.table(table_id, report.templates.get(table_id))
        table = None if table is None else table.printed_with(report.cells)
        checks = [check for check in report.checks if _table_of(check) == table_id]
        if table is None:
            title = templates.variants(table_id)[-1].title
            console.print(Text.assemble((title, "bold"), (f"  {say('not_found')}", "yellow")))
            _print_below(_check_lines(checks, language), console)
            continue
        console.print(Text.assemble((table.title, "bold"), (f"  {say('form', form=table.form)}", "dim")))
        console.print(_table_to_grid(table, report.cells, console.width), crop=False)
        failed = [check for check in checks if check.status == "fail"]
        doubts = doubts_of(table, report, [check for check in report.checks if check.status == "fail"], language)
        _print_below(_reasons(doubts, failed, language), console)
        _print_below(_counts(checks, say), console)
    elsewhere = [check for check in report.checks if _table_of(check) not in table_ids]
    if elsewhere or report.warnings:
        console.print()
    _print_below(_check_lines(elsewhere, language), console)
    _print_below(
        (
            Text(
                say("warning", code=code, message=printable(warning_sentence(code, message, language))), style="yellow"
            )
            for code, message in ((notice.code, notice.message) for notice in report.warnings)
        ),
        console,
    )
    legend = [say(key) for key, holds in _SIGNS.items() if any(map(holds, report.cells.values()))]
    if legend:
        console.print()
        _print_below([Text(say("legend", signs=say("comma").join(legend)), style="dim")], console, indent=0)


def _title(report: Report, say: Say) -> Text:
    forms = {table: form for table, form in report.templates.items() if form is not None}
    parts = [
        printable(report.agency) if report.agency else say("agency_unknown"),
        str(report.year) if report.year is not None else say("year_unknown"),
    ]
    if len(set(forms.values())) == 1:
        parts.append(say("form", form=next(iter(forms.values()))))
    elif forms:
        parts.append(say("forms", forms=", ".join(f"{table} {form}" for table, form in forms.items())))
    title = Text(" · ".join(parts), style="bold")
    return title.append(" · ").append(say(f"status_{report.status}"), style=_STATUS_STYLES[report.status])


def _speaks_of(report: Report, table_id: str) -> bool:
    return report.templates.get(table_id) is not None or any(cell.startswith(f"{table_id}.") for cell in report.cells)


# ---------------------------------------------------------------------------------------------------------------------
# The table


def _table_to_grid(table: Table, cells: Mapping[str, CellRecord], screen: int) -> Grid:
    """Figures get the room they need, labels what is left; a screen too small is overrun rather than figures lost."""
    for limit in _HEAD_LINES:  # the longest lines of heads that leave room for labels
        rows = list(_drawn_rows(table, cells, limit))
        count = max(len(row.figures) for row in rows)
        widths = [max(_width(row.figures[at]) for row in rows if at < len(row.figures)) for at in range(count)]
        frame = count + 2  # a blank between columns, and one at each side
        room = screen - sum(widths) - frame
        if room >= _LABEL_WIDTH:
            break
    wanted = max(_width(row.label) + len(_INDENT) * row.depth for row in rows)
    label_width = min(wanted, max(_LABEL_WIDTH, room))
    grid = Grid(box=HORIZONTALS, show_header=False, padding=0, width=label_width + sum(widths) + frame)
    grid.add_column(overflow="fold", width=label_width)
    for width in widths:
        grid.add_column(justify="right", no_wrap=True, width=width)
    for row in rows:
        label = Padding(row.label, (0, 0, 0, len(_INDENT) * row.depth))
        grid.add_row(label, *row.figures, style="bold" if row.head else None, end_section=row.last)
    return grid


def _drawn_rows(table: Table, cells: Mapping[str, CellRecord], limit: int) -> Iterator[Drawn]:
    for head, columns, lines in _blocks(table):
        heads = [_head_lines(table.column_by_id[column].labels[0], limit) for column in columns]
        # figures leave room for the mark of a doubtful one, and so do the heads over them
        yield Drawn(0, Text(head), [Text("\n".join(f"{line} " for line in lines)) for lines in heads], True, True)
        for line in lines:
            row = line.row
            figures = [] if row is None else [_figure(cells.get(table.cell_id(row.id, column))) for column in columns]
            yield Drawn(line.depth, Text(line.label), figures, False, line is lines[-1])


def _width(text: Text) -> int:
    return max(cell_len(line) for line in text.plain.split("\n"))


def _blocks(table: Table) -> Iterator[tuple[str, Sequence[str], list[Line]]]:
    """Rows under one head: the item of the law that they belong to (or nothing), its columns, its lines."""
    items = dict(table.items)
    for (item, columns), rows in groupby(table.rows, key=lambda row: (row.item, row.columns)):
        yield items[item][0] if item else "", columns, list(_rows_to_lines(list(rows), table))


def _rows_to_lines(rows: Sequence[RowSpec], table: Table) -> Iterator[Line]:
    """Rows with the labels of the groups that open before them."""
    groups = {group.id: group for group in table.groups}
    open_groups: list[str] = []
    for row in rows:
        path: list[str] = []
        parent = row.group
        while parent is not None and parent not in path:
            path.insert(0, parent)
            parent = groups[parent].parent
        for depth, group in enumerate(path):
            if group not in open_groups[depth : depth + 1]:
                del open_groups[depth:]
                yield Line(depth, groups[group].labels[0], None)
                open_groups.append(group)
        del open_groups[len(path) :]
        yield Line(len(path), row.labels[0], row)


def _head_lines(label: str, limit: int) -> list[str]:
    """A column head in lines of at most ``limit`` characters; what stands in brackets begins a line."""
    before, bracket, inside = label.partition("（")
    parts = [before, bracket + inside] if before and bracket else [label]
    return [part[at : at + limit] for part in parts for at in range(0, len(part), limit)]


def _figure(cell: CellRecord | None) -> Text:
    """What a cell shows; a figure keeps its decimals, a mark stays as printed."""
    if cell is None or cell.state == "absent":
        shown = Text("·", style="dim")
    elif cell.state == "unreadable":
        shown = Text("?", style="red")
    elif cell.state == "number":
        shown = Text(shown_number(cell.value))
    else:
        shown = Text(printable(cell.text or "").strip())
    if cell is not None and cell.review:
        return Text.assemble((shown.plain, "bold yellow"), ("!", "bold yellow"))
    return shown.append(" ")


# ---------------------------------------------------------------------------------------------------------------------
# Under the table


def _reasons(doubts: Sequence[Doubt], failed: Sequence[CheckRecord], language: Language) -> Iterator[Text]:
    """Each contradiction once: what the checks say, then the cells that may be wrong in it; then other doubts."""
    for check in failed:
        yield _failed(check, language)
    lines = sorted(doubts, key=lambda doubt: doubt.reason is not None)
    for doubt in lines[:_MOST_REASONS]:
        yield Text(f"! {cells_in_words(doubt, language)}", style="yellow")
    if len(lines) > _MOST_REASONS:
        yield Text(f"! {sentence('show', 'more', language, number=len(lines) - _MOST_REASONS)}", style="yellow")


def _table_of(check: CheckRecord) -> str:
    return check.id.partition(".")[0]


def _failed(check: CheckRecord, language: Language) -> Text:
    return Text(f"✗ {check_sentence(check, language)}", style="red")


def _check_lines(checks: Sequence[CheckRecord], language: Language) -> Iterator[Text]:
    yield from (_failed(check, language) for check in checks if check.status == "fail")
    yield from _counts(checks, partial(sentence, "show", language=language))


def _counts(checks: Sequence[CheckRecord], say: Say) -> Iterator[Text]:
    count = Counter(check.status for check in checks)
    told = [say(status, number=count[status]) for status in ("pass", "fail", "undetermined") if count[status]]
    if told:
        yield Text(say("checks", states=say("comma").join(told)), style="dim")


def _print_below(lines: Iterable[Text], console: Console, indent: int = len(_INDENT)) -> None:
    """Lines in the width of the screen, those that go on deeper; rich would not break Chinese where it can."""
    for line in lines:
        for number, part in enumerate(wrap(line.plain, console.width - indent - len(_INDENT))):
            deeper = indent + (len(_INDENT) if number else 0)
            console.print(Text(" " * deeper + part, style=line.style), soft_wrap=True)
