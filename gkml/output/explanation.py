"""One cell to the terminal: what is printed there, what was made of it, what its witnesses and the sums say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from rich.console import Console
from rich.text import Text

from gkml.errors import UsageError
from gkml.form import split_cell_id
from gkml.messages import Language, Sentence, sentence
from gkml.messages.wrapping import text_width, wrap
from gkml.output.cell_names import CellName, cell_names, cells_named, labels_over, nearest_cells
from gkml.output.contradictions import check_sentence, reason_of
from gkml.output.evidence_words import doubts_in_words, sayings
from gkml.output.printable import printable
from gkml.records.evidence import NO_EVIDENCE
from gkml.records.report import CellRecord, CheckRecord, Report
from gkml.records.schema import shown_number
from gkml.template import Table, Templates

__all__ = ["explain", "find_cell"]

Say = Callable[..., str]
"""A sentence by its key, in the language of the user."""

_ABOVE, _BELOW = 4, 2  # lines of the text shown around the one that the cell stands in
_EDGE = " | "  # between two cells of a line
_REACH = 60  # characters shown on each side of the print; lines of squashed dumps run to thousands
_OPEN, _CLOSE = "»", "«"  # around the print, so that it is seen without colours too
_NAMED = 6  # ids that a message about an unknown or an ambiguous one names
_MARKS = {"pass": ("✓", "green"), "fail": ("✗", "red"), "undetermined": ("?", "yellow"), "not_applicable": ("–", "dim")}


def find_cell(report: Report, name: str, templates: Templates) -> CellRecord:
    """The cell of that name: an id, as much of its end or of its parts as names one cell, or its labels.

    Raises:
        UsageError: there is no such cell, or there are several; the message names the nearest ids.
    """
    if name in report.cells:
        return report.cells[name]
    if not report.cells:
        raise UsageError(Sentence("output", "no_cells", source=report.source, reason=report.error or "-"))
    names = [one for one in cell_names(templates) if one.id in report.cells]
    known = {one.id for one in names}
    names += [CellName(cell, *split_cell_id(cell), "", "", "", ()) for cell in report.cells if cell not in known]
    names += list(_named_by_its_form(report, names, templates))
    found = list(dict.fromkeys(cells_named(name, names)))
    if len(found) == 1:
        return report.cells[found[0]]
    if found:
        shown = ", ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
        raise UsageError(Sentence("output", "several_cells", name=name, found=shown))
    nearest = nearest_cells(name, names)
    if not nearest:
        raise UsageError(Sentence("output", "no_cell", name=name, source=report.source))
    raise UsageError(Sentence("output", "no_cell_like", name=name, source=report.source, found=", ".join(nearest)))


def _named_by_its_form(report: Report, names: Sequence[CellName], templates: Templates) -> Iterator[CellName]:
    """The cells whose row or column is called otherwise in the form of the report than in the newest."""
    for name in names:
        table = templates.table(name.table, report.templates.get(name.table))
        row = table.row_by_id.get(name.row) if table is not None else None
        if table is None or row is None or name.column not in table.column_by_id:
            continue
        label = " ".join([*labels_over(table, row), row.labels[0]])
        labels = (label, table.column_by_id[name.column].labels[0])
        if labels != (name.row_label, name.column_label):
            yield replace(name, row_label=labels[0], column_label=labels[1])


def explain(report: Report, name: str, templates: Templates, console: Console, language: Language = "en") -> None:
    """Print all that is known of one cell.

    Args:
        report: the report.
        name: of the cell: its id, as much of it as names one cell only, or its labels.
        templates: the forms, for the labels of row and column.
        console: where to print.
        language: of what is not in the report.

    Raises:
        UsageError: the name is that of no cell or of several.
    """
    cell = find_cell(report, name, templates)
    say = partial(sentence, "show", language=language)
    console.print(Text(cell.id, style="bold"))
    for line in _place(cell, report, templates, say):
        _print_line(line, console, 0)
    _print_block(say("print"), _context(cell, report, say), console)
    _print_block(say("reading"), _reading(cell, say), console)
    _print_block(sentence("evidence", "title", language), _evidence(cell, language), console)
    _print_block(sentence("evidence", "doubts", language), _doubts(cell, language), console)
    checks = [check for check in report.checks if cell.id in check.cells]
    _print_block(say("checks_of_cell"), chain.from_iterable(_check(check, language) for check in checks), console)
    _print_block(say("conclusion"), _conclusion(cell, checks, language), console)


def _print_block(title: str, lines: Iterator[Text], console: Console) -> None:
    shown = list(lines)
    if not shown:
        return
    console.print()
    console.print(Text(title, style="bold dim"))
    for line in shown:
        _print_line(line, console, 2)


def _print_line(line: Text, console: Console, indent: int) -> None:
    """A line with its styles, broken where the screen ends."""
    at = 0
    for part in wrap(line.plain, console.width - indent):
        at = line.plain.index(part, at)
        console.print(Text(" " * indent).append_text(line[at : at + len(part)]), soft_wrap=True)
        at += len(part)


def _place(cell: CellRecord, report: Report, templates: Templates, say: Say) -> Iterator[Text]:
    """Report, table, row and column in the words of the form."""
    name, year = report.agency or say("agency_unknown"), report.year or say("year_unknown")
    yield Text(printable(f"{name} · {year} · {report.source}"), style="dim")
    table = _table_of(cell, report, templates)
    if table is None:
        return
    _, row, column = split_cell_id(cell.id)
    spec = table.row_by_id[row]
    labels = [table.title, *labels_over(table, spec), spec.labels[0], table.column_by_id[column].labels[0]]
    yield Text.assemble(" · ".join(labels), (f"  {say('form', form=table.form)}", "dim"))


def _table_of(cell: CellRecord, report: Report, templates: Templates) -> Table | None:
    """The table of the form that the report follows, or of any form that has such a cell."""
    table_id = cell.id.partition(".")[0]
    having = [t for t in templates.variants(table_id) if any(cell_id == cell.id for cell_id, _, _ in t.cells())]
    return next((t for t in having if t.form == report.templates.get(table_id)), having[-1] if having else None)


# ---------------------------------------------------------------------------------------------------------------------
# The print


def _context(cell: CellRecord, report: Report, say: Say) -> Iterator[Text]:
    """A few lines of the text around the print; for an empty cell, those around its row."""
    if report.text is None:
        if cell.start is not None:
            yield Text(say("no_text"), style="dim")
        return
    if cell.start is not None and cell.end is not None:
        yield from _lines_around(report.text, cell.start, cell.end, marked=True)
        if cell.page is not None:
            yield Text(say("page", number=cell.page), style="dim")
        return
    beside = next((other for other in _same_row(cell, report) if other.start is not None), None)
    if beside is None or beside.start is None or beside.end is None:
        yield Text(say("nothing_printed"), style="dim")
        return
    yield Text(say("nothing_there"), style="dim")
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


def _reading(cell: CellRecord, say: Say) -> Iterator[Text]:
    no_figure = say("no_figure", state=say(f"state_{cell.state}")) if cell.state != "number" else ""
    told = [
        ("value", no_figure or shown_number(cell.value)),
        ("printed", None if cell.text is None else printable(cell.text)),
        ("confidence", f"{cell.confidence:.2f}"),
        ("tagger", say(f"tagger_{cell.tagger}")),
        ("other_ways", ", ".join(map(shown_number, cell.alternatives)) or None),
    ]
    width = max(text_width(say(key)) for key, _ in told) + 2
    for key, value in told:
        if value is not None:
            yield Text.assemble(_padded(say(key), width), (value, "bold" if key == "value" else ""))


def _evidence(cell: CellRecord, language: Language) -> Iterator[Text]:
    """What each witness says; of a cell that the report does not have there is nothing to say."""
    if cell.state == "absent" and cell.evidence == NO_EVIDENCE:
        return
    told = list(sayings(cell.evidence.to_dict(), language))
    nothing = sentence("evidence", "none", language)
    names = max(text_width(each.name) for each in told) + 2
    codes = max(text_width(each.code or nothing) for each in told) + 2
    for each in told:
        yield Text(_padded(each.name, names) + _padded(each.code or nothing, codes) + each.meaning)


def _doubts(cell: CellRecord, language: Language) -> Iterator[Text]:
    told = doubts_in_words(cell.doubts, language, cell.text)
    width = max((text_width(code) for code, _ in told), default=0) + 2
    return (Text(printable(_padded(code, width) + meaning), style="yellow") for code, meaning in told)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - text_width(text))


def _check(check: CheckRecord, language: Language) -> Iterator[Text]:
    mark, style = _MARKS[check.status]
    status = sentence("show", f"{check.status}_of", language)
    yield Text.assemble((f"{mark} {check.id}", style), (f"  {status}", "dim"))
    if check.status == "fail" or (check.message and language == "zh"):
        yield Text(f"  {check_sentence(check, language)}")
    elif check.left is not None and check.right is not None:
        yield Text(f"  {shown_number(check.left)} ↔ {shown_number(check.right)}")


def _conclusion(cell: CellRecord, checks: list[CheckRecord], language: Language) -> Iterator[Text]:
    say = partial(sentence, "show", language=language)
    failed = any(check.status == "fail" for check in checks)
    if cell.cause is not None:
        yield Text(say(f"cause_{cell.cause}"), style="yellow")
    if cell.proposal is not None:
        yield Text(say("sums_imply", value=shown_number(cell.proposal)), style="bold")
    if (reason := reason_of(cell, language)) and not _is_told(reason, cell, language):
        yield Text(printable(reason))
    if cell.review:
        yield Text(say("look"), style="yellow")
    elif not failed and cell.cause is None:
        passed = sum(check.status == "pass" for check in checks)
        yield Text(say("nothing_against", passed=passed, all=len(checks)) if checks else say("no_check"))


def _is_told(reason: str, cell: CellRecord, language: Language) -> bool:
    """Whether the doubts of a cell say its reason already."""
    meanings = [meaning for _, meaning in doubts_in_words(cell.doubts, language, cell.text)]
    return reason in (*meanings, sentence("doubts", "sentence_separator", language).join(meanings))
