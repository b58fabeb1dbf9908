"""Fuzz a reader: changed copies of small files are read or refused, with a typed error and within the limits.

    python benchmarks/fuzz.py READER [--seconds 1200] [--seed 0] [--first 0] [--keep FOLDER] [--engine dice|atheris]

READER is pdf, docx, doc, xlsx, mhtml, zip, html, text, or pipeline (the whole street with the tagger of the rules).
What breaks a promise is kept in the folder, with a log: an exception, an ``internal_error``, too much time or memory,
offsets that do not hold, a name that leads out of an archive, anything written or run elsewhere. With ``--file PATH``
one file is read once, to see a finding again.

The dice draw each case from the seed and its number, so that a run can be repeated and a case made again. With Atheris
(``pip install atheris``) the code that a case reaches leads to the next ones; it ends at the first finding.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.fuzzing import READERS


def main() -> int:
    """Fuzz for a while; exit status 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--engine", choices=("dice", "atheris"), default="dice")
    parser.add_argument("--file", type=Path, help="read this file once instead")
    options = parser.parse_args()
    keep = options.keep.absolute()
    if options.engine == "atheris":
        from benchmarks.fuzzing.coverage import run_by_coverage

        run_by_coverage(options.reader, options.seconds, options.seed, keep)
    from benchmarks.fuzzing.targets import target_of
    from benchmarks.fuzzing.watching import run_cases

    target = target_of(options.reader)
    if options.file is not None:
        print(target.run(options.file.read_bytes(), options.file.name))
        return 0
    began = time.monotonic()
    tally = run_cases(target, options.seconds, options.seed, keep, options.first)
    spent = time.monotonic() - began
    slowest, case = tally.slowest
    print(f"{options.reader}: {tally.results.total():,} files in {spent:,.0f} s, {tally.findings.total()} findings")
    print(f"slowest {slowest:.2f} s of CPU time (case {case}), memory at most {tally.memory:,} bytes")
    print(f"results {dict(tally.results.most_common())}")
    print(f"findings {dict(tally.findings.most_common())}")
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
