"""Documents with several reports, made of the examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gkml.pipeline import Pipeline
from gkml.readers.sources import data_to_source
from gkml.records.report import Report
from tests.conftest import EXAMPLES
from tests.readers.printed import PrintedReport, PrintedTable, example_to_print, grid_positions

Contents = tuple[str | PrintedTable, ...]
SECTIONS = {"disclosure": 1, "requests": 2, "disputes": 3}


def printed(name: str) -> PrintedReport:
    """The example whose file begins with this name."""
    return example_to_print(next(path for path in EXAMPLES if path.name.startswith(name)))


def joined(first: PrintedReport, *others: PrintedReport) -> PrintedReport:
    """Reports one behind another, each under its title."""
    sections = first.sections
    for other in others:
        sections += ((other.title, ()), *other.sections)
    return replace(first, sections=sections)


def appended(report: PrintedReport, heading: str, *contents: str | PrintedTable) -> PrintedReport:
    """A report with something behind its last section."""
    return replace(report, sections=(*report.sections, (heading, contents)))


def side_by_side(first: PrintedReport, other: PrintedReport, *captions: str) -> PrintedReport:
    """Each table of one report, under the first caption, with that of the other behind it, under the second."""
    sections = []
    for number, (heading, contents) in enumerate(first.sections):
        if number in SECTIONS.values():
            above, below = captions or ("", "")
            contents = tuple(filter(None, (above, *contents, below, *other.sections[number][1])))
        sections.append((heading, contents))
    return replace(first, sections=tuple(sections))


def tables(report: PrintedReport, *names: str) -> Contents:
    """Tables of a report."""
    return tuple(content for name in names or SECTIONS for content in report.sections[SECTIONS[name]][1])


def to_markdown(report: PrintedReport) -> str:
    """A report as Markdown."""
    lines = [f"# {report.title}"]
    for heading, contents in report.sections:
        lines += ["", f"## {heading}", ""]
        for content in contents:
            lines += [content] if isinstance(content, str) else _markdown_table(content)
            lines.append("")
    return "\n".join(lines)


def _markdown_table(table: PrintedTable) -> list[str]:
    rows = [[cell.text if cell else "" for _, cell in positions] for _, positions in grid_positions(table)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]


def read_all(pipeline: Pipeline, data: bytes | str, name: str = "a.md") -> list[Report]:
    """All reports of a file."""
    return pipeline.read_all(data_to_source(data.encode() if isinstance(data, str) else data, name))


def wrong(report: Report, gold: Mapping[str, Any], *tables: str) -> list[str]:
    """Cells of the tables, by default of all, that are not those of the gold reading."""
    mine = {cell_id: value for cell_id, value in gold["cells"].items() if not tables or cell_id.startswith(tables)}
    return [cell_id for cell_id, value in mine.items() if _figure(report, cell_id) != value]


def _figure(report: Report, cell_id: str) -> float | None:
    cell = report.cells.get(cell_id)
    return None if cell is None or cell.value is None else float(cell.value)
