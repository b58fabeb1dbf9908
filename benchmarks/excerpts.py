"""Agency, year and section headings of the beginnings of real reports.

    python benchmarks/excerpts.py ../shared/reports/excerpts.jsonl

Each line of the file has ``text``, ``agency`` (null where the text names none), ``year`` and ``headings``.
Agencies are equal once region prefixes and endings such as 人民政府 and 办公室 are set aside. The gold lists only
headings that stand on a line of their own, so headings that prose follows in their line are counted apart.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from gkml.errors import GkmlError
from gkml.pipeline import load
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text

_ENDINGS = ("人民政府办公室", "人民政府办公厅", "人民政府", "行政公署", "办事处", "办公室", "办公厅", "政府")


def bare_agency(name: str) -> str:
    """The name without its ending."""
    name = re.sub(r"\s", "", name)
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def same_agency(a: str | None, b: str | None) -> bool:
    """Whether two spellings name one agency: one may have more regions in front."""
    if not a or not b:
        return a is b
    x, y = bare_agency(a), bare_agency(b)
    return x.endswith(y) or y.endswith(x)


def bare_heading(text: str) -> str:
    """A heading without spaces, with half-width punctuation."""
    return re.sub(r"\s+", "", text).translate(str.maketrans("（），．：", "(),.:"))


def main() -> int:
    """Print one line for each miss, then the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("excerpts", type=Path)
    parser.add_argument("--tagger", default="rules", choices=("combined", "model", "rules"))
    arguments = parser.parse_args()
    pipeline = load(tagger=arguments.tagger)
    years = agencies = named = invented = found = wanted = alone = run_in = count = 0
    for line in arguments.excerpts.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        count += 1
        try:
            report = pipeline.reconcile(read_text(gold["text"], DEFAULT_LIMITS), gold["id"])
            year, agency, headings = report.year, report.agency, report.headings
        except GkmlError as error:
            print(f"{gold['id']}: {error.code}")
            year, agency, headings = None, None, ()
        years += year == gold["year"]
        if year != gold["year"]:
            print(f"{gold['id']}: year {year}, should be {gold['year']}")
        if gold["agency"]:
            named += 1
            agencies += same_agency(agency, gold["agency"])
        else:
            invented += agency is not None
        if not same_agency(agency, gold["agency"]):
            print(f"{gold['id']}: agency {agency}, should be {gold['agency']}")
        want = {bare_heading(text) for text in gold["headings"]}
        have = {bare_heading(h.text) for h in headings if not h.run_in}
        run_in += sum(h.run_in and bare_heading(h.text) not in want for h in headings)
        found += len(want & have)
        wanted += len(want)
        alone += len(have)
        if want != have:
            print(f"{gold['id']}: headings missed {sorted(want - have)}, too many {sorted(have - want)}")
    print(f"reports {count}  year {years}/{count} = {years / count:.3f}", end="  ")
    print(f"agency {agencies}/{named} = {agencies / named:.3f}")
    print(f"agency given where the text names none: {invented}/{count - named}")
    print(f"headings recall {found}/{wanted} = {found / wanted:.3f}  precision {found}/{alone} = {found / alone:.3f}")
    print(f"headings that prose follows in their line, which the gold does not list: {run_in}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
