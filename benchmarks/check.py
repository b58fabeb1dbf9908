"""Checks across many reports: records a second, and the memory that it takes.

    python benchmarks/check.py [--records 100000] [--years 5] [--seed 7]

A second process makes the records, each as long as a real one, and sends them through a pipe: they never stand on a
disk, and its memory is not counted. Every agency has a report a year; cities have districts, districts have bureaus,
and figures of governments are the sums of those below. A known number of figures is made wrong, and the run fails where
the checks do not find exactly these.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gkml.series.areas import read_areas
from gkml.series.intake import Fault, read_lines
from gkml.series.series import Series
from gkml.template import load_templates

FIRST_YEAR = 2021
DISTRICTS, BUREAUS = 8, 9  # of a city, and of a district
WRONG = 0.01  # share of reports in which one figure is made wrong
CARRIED = ("requests.received_carried_over.total", "requests.carried_forward.total")
WRONG_CELL = "disclosure.penalties.decisions"  # in no rule of one report, so that one check finds it
STEMS = "云清临华青白金玉松柳梅石沙竹枫桐榆澄浔岚杉鹤鹭鲤雁麓渭洛湘沅"


def main() -> int:
    """Print one line; the exit status tells whether the checks found what was made wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        for line in records(options.records, options.years, options.seed):
            sys.stdout.write(line)
        return 0
    arguments = [sys.executable, __file__, *sys.argv[1:], "--make"]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen(arguments, stdout=subprocess.PIPE) as maker:
        areas = Path(folder) / "areas.csv"
        areas.write_text("".join(area_lines(options.records, options.years)), encoding="utf-8")
        rows = read_areas(str(areas))
        count: Counter[tuple[str, str]] = Counter()
        read = size = 0
        with Series() as series:
            assert maker.stdout is not None
            for record in read_lines("made", maker.stdout):
                assert not isinstance(record, Fault), record
                series.add(record)
                read += 1
            read_by = time.perf_counter()
            size = series.size
            for check in series.checks(rows):
                count[check.kind, check.status] += 1
        assert maker.wait() == 0, "the records could not be made"
    done_by = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MiB; Linux counts in KiB
    wrong = expected(options.records, options.years, options.seed)
    found = {kind: count[kind, "fail"] for kind in wrong}
    print(
        f"{read} records: read {read / (read_by - began):.0f} a second, checked {read / (done_by - read_by):.0f} a"
        f" second, {read / (done_by - began):.0f} together; {count.total()} findings; peak memory {memory:.0f} MiB;"
        f" on disk {size / 2**20:.0f} MiB; made wrong {wrong}, found {found}"
    )
    return 0 if found == wrong else 1


# ---------------------------------------------------------------------------------------------------------------------
# What is made


def cities(count: int, years: int) -> int:
    """As many cities, whole with what belongs to them, as there are records for; at least one."""
    return max(1, count // (years * (1 + DISTRICTS * (1 + BUREAUS))))


def stem(number: int) -> str:
    """A name for a place, another one for every number."""
    return STEMS[number % len(STEMS)] + STEMS[number // len(STEMS) % len(STEMS)]


def district(number: int) -> str:
    return f"{stem(number // len(STEMS) ** 2)}{stem(number)}区"


def agencies(city: int) -> Iterator[tuple[str, str | None]]:
    """Name and parent of everything in a city, what is below before what is above."""
    above = f"{stem(city)}市"
    for at in range(DISTRICTS):
        name = district(city * DISTRICTS + at)
        for bureau in ("教育", "民政", "财政", "水利", "统计", "审计", "商务", "司法", "信访")[:BUREAUS]:
            yield f"{above}{name}{bureau}局", name
        yield f"{above}{name}人民政府", above
    yield f"{above}人民政府", None


def area_lines(count: int, years: int) -> Iterator[str]:
    yield "agency,parent\n"
    for city in range(cities(count, years)):
        for name, parent in agencies(city):
            yield f"{name},{parent or ''}\n"


def faults(number: int, seed: int) -> tuple[bool, bool]:
    """Whether the report of that number has a wrong beginning of the year, and a figure above its government's."""
    dice = random.Random(seed * 1_000_003 + number)
    return dice.random() < WRONG, dice.random() < WRONG


def expected(count: int, years: int, seed: int) -> dict[str, int]:
    """How many checks must fail."""
    wrong = {"year": 0, "hierarchy": 0}
    number = 0
    for city in range(cities(count, years)):
        for year in range(years):
            raised: Counter[str] = Counter()  # by parent: how many below it, less itself
            for name, parent in agencies(city):
                carried, more = faults(number, seed)
                wrong["year"] += carried and year > 0 and name.endswith("局")
                if more and parent is not None:
                    raised[parent] += 1
                    raised[name.removesuffix("人民政府").removeprefix(f"{stem(city)}市")] -= 1
                number += 1
            wrong["hierarchy"] += sum(times > 0 for times in raised.values())
    return wrong


def records(count: int, years: int, seed: int) -> Iterator[str]:
    """Records as ``gkml extract`` writes them, a line each."""
    shape = Shape()
    number = 0
    for city in range(cities(count, years)):
        forward: dict[str, int] = {}
        for year in range(years):
            sums: dict[str, list[int]] = {}
            for name, parent in agencies(city):
                carried, more = faults(number, seed)
                dice = random.Random(seed * 999_983 + number)
                own = name.partition("人民政府")[0].removeprefix(f"{stem(city)}市") or f"{stem(city)}市"
                if name.endswith("局"):
                    figures = [dice.randrange(20) for _ in shape.free]
                    figures[-2:] = forward.get(name, 0), dice.randrange(1, 9)
                    forward[name] = figures[-1]
                else:
                    figures = sums.pop(own)
                if parent is not None:
                    total = sums.setdefault(parent, [0] * len(figures))
                    for at, figure in enumerate(figures):
                        total[at] += figure
                values = dict(zip(shape.free, figures, strict=True))
                values[CARRIED[0]] -= carried and year > 0 and name.endswith("局")
                values[WRONG_CELL] = figures[shape.free.index(WRONG_CELL)] + 10**6 * (more and parent is not None)
                yield shape.line(f"made/{number}.txt", number, name, FIRST_YEAR + year, values)
                number += 1


class Shape:
    """The form of 2021 as a record: what varies from report to report is filled in."""

    def __init__(self) -> None:
        form = load_templates().form("2021")
        cells = [cell for table in form.tables for cell, _, _ in table.cells()]
        # what the rules between years speak of stays 0, but for the last two cells
        self.free = [
            cell
            for cell in cells
            if "in_force" not in cell and ".issued" not in cell and ".repealed" not in cell and "carried" not in cell
        ]
        self.free += CARRIED
        self.cells = cells
        told = (("tagger", "both"), ("review", False), ("cause", None), ("proposal", None), ("reason", None))
        behind = json.dumps({**dict(told), "start": 1234, "end": 1236, "page": None, "boxes": None, "alternatives": []})
        self._cell = '{{"id":"{0}","value":{1},"text":"{1}","state":"number","confidence":0.9871,' + behind[1:].replace(
            "{", "{{"
        ).replace("}", "}}")
        checks = [
            {
                "id": f"{table.id}.row_sum.{row.id}", "kind": "row_sum", "status": "pass", "left": 0, "right": 0,
                "difference": 0, "cells": [table.cell_id(row.id, column) for column in row.columns],
                "message": f"“{row.labels[0]}”一行各列之和应等于“总计”：0=0，表中为0，相符", "evidence": [],
            }
            for table in form.tables
            for row in table.rows
        ]  # fmt: skip
        self._checks = json.dumps(checks, ensure_ascii=False)

    def line(self, source: str, number: int, agency: str, year: int, values: dict[str, int]) -> str:
        """One record."""
        who = {"source": source, "sha256": f"{number:064x}", "status": "ok", "error": None, "template": "2021",
               "templates": {"disclosure": "2021", "requests": "2021", "disputes": "2021", "statistics": None},
               "agency": agency, "year": year, "title": None, "headings": [], "subheadings": []}  # fmt: skip
        cells = ",".join(self._cell.format(cell, values.get(cell, 0)) for cell in self.cells)
        head = json.dumps(who, ensure_ascii=False)[:-1]
        return f'{head},"cells":[{cells}],"checks":{self._checks},"warnings":[],"provenance":{{}}}}\n'


if __name__ == "__main__":
    sys.exit(main())
