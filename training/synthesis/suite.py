"""The frozen evaluation suite: synthetic reports of fixed seeds that training never uses.

    python -m training.synthesis.suite --write FOLDER    files into FOLDER, gold into FOLDER/gold
    python -m training.synthesis.suite --freeze          note the digest of the suite as it is now
    python -m training.synthesis.suite --check           exit status 1 where the digest is another

A change of the generator changes the suite, and figures measured before and after cannot be compared: freeze it anew
only with the intention to measure everything again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.synthesis.report import SyntheticReport, synthesise

__all__ = ["FIRST_SEED", "digest", "frozen_digest", "suite", "write_suite"]

FIRST_SEED = 10**9
"""Training uses seeds below, the suite those from here on."""

_SIZE = 60  # reports of each level
_LEVELS = (0, 1, 2, 3)
_DIGEST = Path(__file__).with_name("suite.sha256")


def suite(size: int = _SIZE) -> Iterator[SyntheticReport]:
    """All reports: 60 of each level, then 60 of what training never shows, levels 2 and 3 in turn; or fewer of each."""
    size = min(size, _SIZE)
    for level in _LEVELS:
        for number in range(size):
            yield synthesise(FIRST_SEED + 1000 * level + number, level)
    for number in range(size):
        yield synthesise(FIRST_SEED + 1000 * len(_LEVELS) + number, 2 + number % 2, unseen=True)


def digest() -> str:
    """SHA-256 of all sources and gold readings."""
    whole = hashlib.sha256()
    for report in suite():
        for text in (report.file, report.source, _gold_text(report)):
            whole.update(text.encode("utf-8"))
            whole.update(b"\0")
    return whole.hexdigest()


def frozen_digest() -> str:
    """The digest that was noted when the suite was frozen."""
    return _DIGEST.read_text(encoding="ascii").strip()


def write_suite(folder: Path) -> int:
    """Write every report and its gold; returns how many."""
    gold = folder / "gold"
    gold.mkdir(parents=True, exist_ok=True)
    reports = list(suite())
    for report in reports:
        (folder / report.file).write_bytes(report.source.encode("utf-8"))
        (gold / f"{report.name}.json").write_text(_gold_text(report), encoding="utf-8")
    return len(reports)


def _gold_text(report: SyntheticReport) -> str:
    return json.dumps(report.gold, ensure_ascii=False, indent=1) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.synthesis.suite", description="The frozen evaluation suite."
    )
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", metavar="FOLDER", type=Path, help="write all reports and their gold")
    action.add_argument("--freeze", action="store_true", help="note the digest of the suite as it is now")
    action.add_argument("--check", action="store_true", help="compare the suite with the digest that was noted")
    options = parser.parse_args(arguments)
    if options.write is not None:
        count = write_suite(options.write)
        print(f"{count} reports in {options.write}, gold in {options.write / 'gold'}", file=sys.stderr)
    elif options.freeze:
        _DIGEST.write_text(digest() + "\n", encoding="ascii")
    elif digest() != frozen_digest():
        print("the suite is not the frozen one; see --freeze", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
