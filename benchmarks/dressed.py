"""Figures of the examples dressed in every way that a format has: what is wrong and not marked, by dress.

    python benchmarks/dressed.py [DRESS ...] [--kind html ...] [--times 6]

Every dress is put on that many figures in turn: any, totals, zeros, blanks, those of the small tables. Exit status 1
where anything is wrong and not marked.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests are not installed

from gkml.pipeline import load
from tests.readers.dressed.checking import KINDS, dresses_of, silent_errors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dress", nargs="*", help="dresses by name, default all of the format")
    parser.add_argument("--kind", nargs="+", choices=sorted(KINDS), default=sorted(KINDS))
    parser.add_argument("--times", type=int, default=6, help="figures for each dress")
    given = parser.parse_args()
    rules = load(tagger="rules")
    silent = 0
    for kind in given.kind:
        dresses = [name for name in dresses_of(kind) if not given.dress or name in given.dress]
        found = {name: [e for t in range(given.times) for e in silent_errors(kind, name, t, rules)] for name in dresses}
        wrong = {name: errors for name, errors in found.items() if errors}
        silent += sum(map(len, wrong.values()))
        print(
            f"{kind}: {len(dresses)} dresses, {len(dresses) * given.times} figures, {len(wrong)} dresses silently wrong"
        )
        for name, errors in wrong.items():
            print(f"  {name}: {len(errors)} of {given.times}, as {errors[0]}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
