"""What one would otherwise use: tables by a converter, figures by a script of thirty lines.

    python benchmarks/converters.py [FILES...] [--gold FOLDER]

For each file and each tool that reads its format and is installed: ``right``, cells of the gold reading that come out
right; ``silent``, wrong ones that nothing marks; ``marked``, wrong or missing ones that the tool says to look at;
``missing``, those that it does not give at all; ``review``, all that it says to look at. Without FILES: the examples.

The script beside a converter is what one writes in an afternoon: a table row whose first cells hold the label of a row
of the form (white space left out) has its figures in its last cells, in the order of the columns of the form; the rows
of the form are looked for from the top; a row that is nothing but as many figures as a table has cells is that table.

The converters: ``pandas.read_html`` (web pages), ``pdfplumber`` (PDF), ``markitdown`` and ``docling`` (both, where they
are installed; docling fetches its models when it first reads a PDF), and for text dumps ``csv``, the tab or pipe that
is there most.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gkml
from gkml.template import Table, load_templates

EXAMPLES = Path(__file__).parent.parent / "examples"
Grid = Sequence[Sequence[str]]
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SPACE = re.compile(r"\s+")


def main() -> None:
    """Read the files with every tool, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(EXAMPLES.glob("*_20*.*")))
    parser.add_argument("--gold", type=Path, default=EXAMPLES / "gold")
    options = parser.parse_args()
    totals: dict[tuple[str, str], Counter[str]] = {}
    for path in options.files:
        gold = json.loads((options.gold / f"{path.stem}.json").read_text(encoding="utf-8"))
        kind = path.suffix.lstrip(".")
        for name, read in _tools(kind):
            counted = totals.setdefault((kind, name), Counter(files=0))
            counted += read(path, gold["cells"])
            counted["files"] += 1
    print(
        f"{'files':>6} {'kind':<6} {'tool':<18} {'right':>6} {'silent':>7} {'marked':>7} {'missing':>8} {'review':>7}"
    )
    for (kind, name), counted in sorted(totals.items()):
        shown = [counted[what] for what in ("right", "silent", "marked", "missing", "review")]
        print("{:>6} {:<6} {:<18} {:>6} {:>7} {:>7} {:>8} {:>7}".format(counted["files"], kind, name, *shown))


def _tools(kind: str) -> Iterator[tuple[str, Callable[[Path, Mapping[str, Any]], Counter[str]]]]:
    yield "gkml", _by_gkml
    readers: Mapping[str, tuple[tuple[str, Callable[[Path], Iterable[Grid]]], ...]] = {
        "html": (("pandas", _pandas), ("markitdown", _markitdown), ("docling", _docling)),
        "pdf": (("pdfplumber", _pdfplumber), ("markitdown", _markitdown), ("docling", _docling)),
        "docx": (("markitdown", _markitdown), ("docling", _docling)),
    }
    for name, tables in readers.get(kind, (("csv", _separated),)):
        if name == "csv" or find_spec(name):
            yield name, lambda path, gold, tables=tables: _by_script(tables(path), gold)  # type: ignore[misc]


# ---------------------------------------------------------------------------------------------------------------------
# gkml


@cache
def _pipeline() -> gkml.Pipeline:
    return gkml.load()


def _by_gkml(path: Path, gold: Mapping[str, Any]) -> Counter[str]:
    cells = _pipeline()(path).cells
    counted: Counter[str] = Counter()
    for name, value in gold.items():
        cell = cells[name]
        counted["review"] += cell.review
        read = None if cell.value is None else float(cell.value)
        if read == (None if value is None else float(value)) and (value is not None or cell.state != "unreadable"):
            counted["right"] += 1
        else:
            counted["marked" if cell.review else "silent"] += 1
    return counted


# ---------------------------------------------------------------------------------------------------------------------
# A converter and a script


def _by_script(grids: Iterable[Grid], gold: Mapping[str, Any]) -> Counter[str]:
    read = _figures([[_SPACE.sub("", text) for text in row] for grid in grids for row in grid], gold)
    counted: Counter[str] = Counter()
    for name, value in gold.items():
        if name not in read:
            counted["missing"] += 1
        elif read[name] == (None if value is None else float(value)):
            counted["right"] += 1
        else:
            counted["silent"] += 1
    return counted


def _figures(rows: Grid, gold: Mapping[str, Any]) -> dict[str, float | None]:
    """Figures by cell id, for the forms whose cells the gold reading has."""
    found: dict[str, float | None] = {}
    for form in load_templates().forms:
        for table in form.tables:
            wanted = [name for name, _, _ in table.cells()]
            if any(name in gold for name in wanted) and not any(name in found for name in wanted):
                found |= _table_figures(rows, table)
    return found


def _table_figures(rows: Grid, table: Table) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    begin = 0
    for row in table.rows:
        labels = {_SPACE.sub("", label) for label in row.labels}
        for number in range(begin, len(rows)):
            figures = rows[number][-len(row.columns) :]
            if any(text in labels for text in rows[number][: -len(row.columns)]):
                found |= {
                    f"{table.id}.{row.id}.{column}": _number(text)
                    for column, text in zip(row.columns, figures, strict=False)
                }
                begin = number + 1
                break
    names = [name for name, _, _ in table.cells()]
    alone = [row for row in rows if len(row) == len(names) and all(map(_NUMBER.fullmatch, row))]
    if not found and alone:  # rows that stand side by side
        found = {name: _number(text) for name, text in zip(names, alone[-1], strict=True)}
    return found


def _number(text: str) -> float | None:
    match = _NUMBER.fullmatch(text.replace(",", ""))
    return float(match[0]) if match else None


def _pandas(path: Path) -> Iterator[Grid]:
    import pandas as pd

    for frame in pd.read_html(io.BytesIO(path.read_bytes()), header=None, encoding=_encoding(path)):
        yield frame.fillna("").map(lambda value: f"{value:g}" if isinstance(value, float) else str(value)).to_numpy()


def _encoding(path: Path) -> str:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _pdfplumber(path: Path) -> Iterator[Grid]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.extract_tables():
                yield [[text or "" for text in row] for row in table]


def _markitdown(path: Path) -> Iterator[Grid]:
    from markitdown import MarkItDown

    yield _markdown(MarkItDown().convert(str(path)).text_content)


def _docling(path: Path) -> Iterator[Grid]:
    from docling.document_converter import DocumentConverter

    yield _markdown(DocumentConverter().convert(path).document.export_to_markdown())


def _markdown(text: str) -> Grid:
    return [line.strip().strip("|").split("|") for line in text.splitlines() if line.lstrip().startswith("|")]


def _separated(path: Path) -> Iterator[Grid]:
    text = path.read_text(encoding=_encoding(path))
    separator = max("\t|,", key=text.count)
    if separator == "|":
        text = "\n".join(line.strip().removeprefix("|").removesuffix("|") for line in text.splitlines())
    yield list(csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=separator, quoting=csv.QUOTE_NONE))


if __name__ == "__main__":
    main()
