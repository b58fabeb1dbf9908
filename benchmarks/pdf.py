"""Pages per second and cells right of readers of PDF, on the same files: this one and pdfplumber's tables.

    python benchmarks/pdf.py FILES... --gold FOLDER [--rounds 3]

For each reader and file: the time to read (the least of the rounds; no tagging or placing in it); ``found``: how many
of the printed figures stand alone in a cell of a table that the reader found, counted with repetition; ``right``: how
many cells of the gold reading come out right when the rest of gkml (tags set by rules) goes on from what the reader
read; ``sight``: milliseconds a page of processor time that comparing with ink takes, and cells left in doubt.
pdfplumber's lines outside its tables are given to it as lines, a table row as cells without spans, which is what
``extract_tables`` knows. ``child`` is this reader as it runs by default, in a child process; ``here`` is without one.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import gkml
from gkml.document import Document, DocumentBuilder, NewCell
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.pdf.reader import read_pdf, read_pdf_here
from gkml.readers.pdf.sight import audit_page

_FIGURE = re.compile(r"[+-]?\d+(?:\.\d+)?")


def plumbed(data: bytes) -> Document:
    """What pdfplumber makes of a file."""
    import pdfplumber

    builder = DocumentBuilder("pdfplumber")
    with pdfplumber.open(io.BytesIO(data)) as document:
        number = 0
        for page in document.pages:
            tables = page.find_tables()
            blocks: list[tuple[float, Any]] = [(table.bbox[1], table) for table in tables]
            for line in page.extract_text_lines(return_chars=False):
                middle = (line["top"] + line["bottom"]) / 2
                if not any(table.bbox[1] <= middle <= table.bbox[3] for table in tables):
                    blocks.append((line["top"], line["text"]))
            for _, block in sorted(blocks, key=lambda pair: pair[0]):
                if isinstance(block, str):
                    builder.add_row([block], page=page.page_number)
                    continue
                for row in block.extract():
                    cells = [NewCell((text or "").replace("\n", "")) for text in row]
                    builder.add_row(cells, kind="cells", table=number, page=page.page_number)
                number += 1
    return builder.build()


def figures_found(document: Document, gold: Iterable[Any]) -> tuple[int, int]:
    """How many figures of the gold reading stand alone in table cells, and how many there are."""
    wanted = Counter(float(value) for value in gold if value is not None)
    texts = [document.cell_text(cell).strip() for row in document.rows if row.table is not None for cell in row.cells]
    found = Counter(float(text) for text in texts if _FIGURE.fullmatch(text))
    return (wanted & found).total(), wanted.total()


def cells_right(document: Document, gold: dict[str, Any], pipeline: gkml.Pipeline) -> int:
    """Cells of the gold reading that gkml reads from the document."""
    try:
        cells = pipeline.reconcile(document, "benchmark").cells
    except gkml.GkmlError:
        return 0
    right = 0
    for key, value in gold.items():
        read = cells[key].value if key in cells else None
        right += read is None if value is None else read is not None and abs(float(read) - float(value)) < 1e-6
    return right


def main() -> int:
    """Print a line for each reader and file, and one for each reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pipeline = gkml.load(tagger="rules")
    readers: dict[str, Callable[[bytes], Document]] = {
        "gkml child": lambda data: read_pdf(data, DEFAULT_LIMITS),
        "gkml here": lambda data: read_pdf_here(data, DEFAULT_LIMITS),
    }
    try:
        import pdfplumber
    except ImportError:
        print("pdfplumber is not installed (pip install pdfplumber) and left out", file=sys.stderr)
    else:
        readers[f"pdfplumber {pdfplumber.__version__}"] = plumbed
    for name, reader in readers.items():
        totals: Counter[str] = Counter()
        seconds = auditing = 0.0
        for path in options.files:
            gold = json.loads((options.gold / f"{path.stem}.json").read_text(encoding="utf-8"))["cells"]
            data = path.read_bytes()
            document = reader(data)
            times = []
            for _ in range(options.rounds):
                began = time.perf_counter()
                reader(data)
                times.append(time.perf_counter() - began)
            pages = max((row.page or 1 for row in document.rows), default=1)
            found, printed = figures_found(document, gold.values())
            right = cells_right(document, gold, pipeline)
            seconds += min(times)
            audited, doubtful = sight(data, document) if name == "gkml here" else (0.0, 0)
            totals["doubtful"] += doubtful
            auditing += audited
            totals.update(pages=pages, found=found, printed=printed, right=right, cells=len(gold))
            print(
                f"{name:18} {path.name:28} {_line(min(times), pages, found, printed, right, len(gold))}"
                + (_sight(audited, pages, doubtful) if name == "gkml here" else "")
            )
        counts = (totals[key] for key in ("pages", "found", "printed", "right", "cells"))
        print(f"{name:18} {'all':28} {_line(seconds, *counts)}", end="")
        print(_sight(auditing, totals["pages"], totals["doubtful"]) if name == "gkml here" else "")
    return 0


def sight(data: bytes, document: Document) -> tuple[float, int]:
    """Seconds of the processor that comparing the pages with their ink takes, and cells that it leaves in doubt."""
    spent = 0.0

    def timed(*arguments: Any) -> Any:
        nonlocal spent
        began = time.process_time()
        try:
            return audit_page(*arguments)
        finally:
            spent += time.process_time() - began

    with patch("gkml.readers.pdf.sight.audit_page", timed):
        read_pdf_here(data, DEFAULT_LIMITS)
    return spent, sum(cell.sight == "doubtful" for row in document.rows for cell in row.cells)


def _sight(seconds: float, pages: int, doubtful: int) -> str:
    return f"  sight {1000 * seconds / pages:.1f} ms/page, {doubtful} in doubt"


def _line(seconds: float, pages: int, found: int, printed: int, right: int, cells: int) -> str:
    return f"{pages / seconds:6.1f} pages/s  found {found}/{printed}  right {right}/{cells}"


if __name__ == "__main__":
    sys.exit(main())
