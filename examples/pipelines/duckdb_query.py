"""Reports to a DuckDB file, and questions to it (``pip install 'gkml[duckdb]'``).

Run it: python examples/pipelines/duckdb_query.py [FOLDER] [OUT.duckdb]

``gkml extract FOLDER -o OUT.duckdb`` writes the same file.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb

import gkml
from gkml.output import open_writer

EXAMPLES = Path(__file__).parent.parent

REQUESTS = """
    SELECT agency, year, "requests.received_new.total" AS requests, "requests.granted.total" AS granted
    FROM reports
    WHERE status <> 'failed'
    ORDER BY requests DESC
    LIMIT 5
"""
# views that the file brings along; the others: SELECT view_name, comment FROM duckdb_views() WHERE NOT internal
CONTRADICTIONS = "SELECT source, kind, message FROM failed_checks ORDER BY source, id LIMIT 5"
BY_YEAR = "SELECT year, reports, figures, review, checks_failed FROM by_year"


def main(folder: str | Path = EXAMPLES, out: str | Path | None = None) -> None:
    """Read a folder of reports into a DuckDB file; ask for the largest, for contradictions, for years."""
    out = out or Path(tempfile.mkdtemp()) / "reports.duckdb"
    paths = sorted(path for path in Path(folder).iterdir() if path.suffix in (".txt", ".html"))
    with open_writer(out) as writer:
        for report in gkml.load().pipe(paths):
            writer.write(report)
    with duckdb.connect(str(out), read_only=True) as database:
        for question in (REQUESTS, CONTRADICTIONS, BY_YEAR):
            print(database.sql(question))


if __name__ == "__main__":
    main(*sys.argv[1:])
