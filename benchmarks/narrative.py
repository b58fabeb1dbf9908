"""Figures of narratives against the tables: what is stated, what it comes to, and whether a changed figure is noticed.

    python benchmarks/narrative.py REPORT... [--tagger combined|model|rules] [--list]

Each digit of a statement that agrees with the table is changed, one at a time; the check should then fail.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gkml import load
from gkml.consistency.reconcile import reconcile
from gkml.document import Document
from gkml.errors import GkmlError
from gkml.labels import Tag
from gkml.narrative import text_checks
from gkml.readers import read
from gkml.records.report import CheckRecord
from gkml.tables.place import place
from gkml.tables.placed import Placement
from gkml.tagging.years import year_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--tagger", choices=("combined", "model", "rules"), default="combined")
    parser.add_argument("--list", action="store_true", help="print every check")
    options = parser.parse_args()
    pipeline = load(tagger=options.tagger)
    status: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    for path in options.reports:
        try:
            document = read(path.read_bytes(), str(path))
        except GkmlError as error:
            print(f"{path.name}: {error.message}")
            continue
        tags = pipeline.tagger(document)
        year = next((year_of(document.text[tag.start : tag.end]) for tag in tags if tag.role == "year"), None)
        placement = _reconciled(place(document, tags, pipeline.templates, year))
        checks = text_checks(document, tags, placement, year)
        status.update(check.status for check in checks)
        changed = Counter(_changed(document, tags, placement, year, checks))
        noticed.update(changed)
        print(f"{path.name}: {dict(Counter(check.status for check in checks))}, figures changed: {dict(changed)}")
        for check in checks if options.list else ():
            print(f"    {check.status:12} {check.id:40} {check.message}")
    print(f"all: {dict(status)}, figures changed: {dict(noticed)}")


def _reconciled(placement: Placement) -> Placement:
    """The tables as they are read in the end."""
    cells, _ = reconcile(placement)
    return Placement(
        {
            name: replace(table, cells={cell: cells[cell] for cell in table.cells})
            for name, table in placement.tables.items()
        }
    )


def _changed(
    document: Document, tags: Sequence[Tag], placement: Placement, year: int | None, checks: Sequence[CheckRecord]
) -> Iterator[str]:
    """What becomes of a check that passes, for each digit of its statement changed."""
    for check in checks:
        for start, end in check.evidence if check.status == "pass" else ():
            for at in range(start, end):
                if not document.text[at].isdecimal():
                    continue
                digit = str((int(document.text[at]) + 1) % 10)
                text = document.text[:at] + digit + document.text[at + 1 :]
                after = text_checks(replace(document, text=text), tags, placement, year)
                mine = [other for other in after if any(s <= at < e for s, e in other.evidence)]
                yield mine[0].status if mine else "nothing said"


if __name__ == "__main__":
    main()
