"""Cells right, silent errors, marks for review and seconds a page on scans, by what was done to the paper.

    python benchmarks/scans.py [--fonts FONT...] [--latin FONT...] [--seeds 3] [--kinds clean worn ...] [--from 1]

Reports are made up (``training.synthesis``), drawn, printed in a Chinese font of this machine (or those named; with a
Latin font for letters and figures where one is named), and scanned in ways named below. A wrong cell that is not marked
for review is silent; there must be none. Every silent one is printed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("GKML_ISOLATED", "1")  # the time to be measured is that of reading, not of starting a child
sys.path.insert(0, str(Path(__file__).parent.parent))

import gkml
from tests.readers.ocr.scanned import Scan, scanned, system_fonts, to_pdf
from tests.readers.pdf.reports import made_up
from tests.readers.pdf.sheets import Style

KINDS = {
    "clean": Scan(),
    "fine": Scan(resolution=300, skew=-0.4, quality=80),
    "askew": Scan(resolution=150, skew=0.7, quality=60),
    "coarse": Scan(resolution=120, quality=60, blur=0.4),
    "steep": Scan(resolution=200, skew=-2.0, shift=12, quality=70),
    "blurred": Scan(resolution=150, blur=1.1, skew=0.3, quality=60),
    "noisy": Scan(resolution=150, noise=18, ground=215, specks=150, quality=50, skew=0.5),
    "grey": Scan(resolution=200, ground=160, noise=6, quality=70),
    "faint": Scan(resolution=200, ink=140, noise=6, quality=60),
    "packed": Scan(resolution=200, quality=25),
    "stamped": Scan(resolution=200, stamp=True, quality=70, skew=0.4),
    "fax": Scan(resolution=200, bilevel=True, noise=12, specks=300, skew=-0.8),
    "turned": Scan(resolution=200, turn=90, skew=0.5, quality=70),
    "upside": Scan(resolution=150, turn=180, quality=60),
    "bent": Scan(resolution=200, waves=4, skew=0.3, quality=70),
}
_STYLES = (
    Style(),
    Style(size=9.0, heads=3, middle=False),
    Style(size=12.0, cut_rows=True),
    Style(pen="double"),
    Style(width=0.25, shade=True),
    Style(centred=False, closed=False, cut_rows=True),
    Style(rules="grid", pen="dashes"),
)


def main() -> int:
    """Print a line for each kind, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", nargs="*", default=())
    parser.add_argument("--latin", nargs="*", default=())
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--from", dest="first", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--keep", type=Path, help="folder for the scans")
    options = parser.parse_args()
    fonts = options.fonts or system_fonts()
    if not fonts:
        print("no Chinese font on this machine; name one with --fonts", file=sys.stderr)
        return 1
    pipeline = gkml.load()
    totals: Counter[str] = Counter()
    for kind in options.kinds:
        counts: Counter[str] = Counter()
        for seed in range(options.first, options.first + options.seeds):
            made = made_up(seed)
            number = seed + list(KINDS).index(kind)
            font = fonts[number % len(fonts)]
            latin = (*options.latin, "")[number % (len(options.latin) + 1)]
            pages = scanned(made.to_drawer(_STYLES[number % len(_STYLES)]), KINDS[kind], font, latin, seed)
            data = to_pdf(pages, KINDS[kind].resolution)
            if options.keep:
                (options.keep / f"{kind}_{seed}.pdf").write_bytes(data)
            began = time.perf_counter()
            report = pipeline.read(data, f"{kind}_{seed}.pdf")
            counts["ms"] += round(1000 * (time.perf_counter() - began))
            wrong = made.wrong_cells(report)
            cells = made.figures.cells
            silent = {cell: pair for cell, pair in wrong.items() if not (r := report.cells.get(cell)) or not r.review}
            review = sum(bool((r := report.cells.get(cell)) and r.review) for cell in cells)
            counts.update(pages=len(pages), cells=len(cells), wrong=len(wrong), silent=len(silent), review=review)
            counts.update(reports=1, agency=report.agency == made.agency, year=report.year == made.figures.year)
            name = f"{kind} {seed} {Path(font).stem}{' ' + Path(latin).stem if latin else ''}"
            for cell, (printed, read) in silent.items():
                print(f"    {name}: {cell}: printed {printed}, read {read} (silent)", flush=True)
            if wrong:
                shown = [f"{cell} {a} {b}" for cell, (a, b) in list(wrong.items())[:4]]
                error = f" {report.error}" if report.error else ""
                print(f"    {name}: {len(wrong)} wrong: {'; '.join(shown)}{error}", flush=True)
        totals += counts
        print(_line(kind, counts), flush=True)
    print(_line("all", totals))
    return 1 if totals["silent"] else 0


def _line(name: str, counts: Counter[str]) -> str:
    right = counts["cells"] - counts["wrong"]
    return (
        f"{name:8} reports {counts['reports']:3}  cells {right}/{counts['cells']} = {right / counts['cells']:.4f}  "
        f"silent {counts['silent']}  review {counts['review'] / counts['cells']:.3f}  agency {counts['agency']}  "
        f"year {counts['year']}  {counts['ms'] / 1000 / counts['pages']:.1f} s/page"
    )


if __name__ == "__main__":
    sys.exit(main())
