"""Records to every format in one pass, and each of them read (``pip install 'gkml[all]' polars``).

Run it: python examples/outputs/every_format.py [FOLDER] [OUT]

``gkml extract FOLDER -o OUT/ --format csv,parquet,xlsx,duckdb`` writes the same beside the records, and ``gkml convert
records.jsonl -o OUT --format ...`` makes them from records that are there.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import polars

import gkml
from gkml.output import open_writers, read_records
from gkml.output.parquet import read_table
from gkml.output.run_page import write_page
from gkml.output.run_report import RunSummary

EXAMPLES = Path(__file__).parent.parent


def main(folder: str | Path = EXAMPLES, out: str | Path | None = None) -> None:
    """Read a folder of reports; write all formats and a page on the run; ask a question of some of them."""
    target = Path(out or tempfile.mkdtemp())
    paths = sorted(path for path in Path(folder).iterdir() if path.suffix in (".txt", ".html"))
    with open_writers(target, ["jsonl", "csv", "parquet", "xlsx", "duckdb"]) as writer:
        for report in gkml.load().pipe(paths):
            writer.write(report)

    summary = RunSummary()
    for record in read_records(target / "records.jsonl"):  # mappings; counts are int, money is Decimal
        summary.add(record)
    write_page(summary, target / "run.html")

    cells = polars.scan_parquet(target / "parquet" / "cells")
    doubtful = cells.filter("review").select("year", "agency", "id", "value", "proposal").collect()
    print(f"cells in doubt: {doubtful.height}")
    fees = read_table(target / "parquet", "reports").to_pandas()["disclosure.fees.amount"].dropna()
    print(f"fees: {fees.sum():f} 万元 of {len(fees)} reports")
    print("written:", *sorted(path.name for path in target.iterdir()))


if __name__ == "__main__":
    main(*sys.argv[1:])
