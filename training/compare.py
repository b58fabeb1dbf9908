"""Whether a new model should take the place of an old one: both on the same documents, with bootstrap intervals.

    python -m training.compare OLD NEW [--annotations FILE ... [--split test] [--gold FOLDER]] [--suite] [--out FOLDER]

Both models read the annotated documents of a split, the frozen suite with the open splits of the grammar of printing
(``--suite``; also where no annotations are given), or both. Compared are entity F1 of the model and, of the combined
tagger, cells right, silent errors and cells for review, with paired bootstrap intervals by document
(``training.bootstrap``). The verdict (``training.verdict``) is printed; with ``--out`` it goes into ``comparison.json``
and ``comparison.md`` too. Exit status: 0 promote, 3 do not promote, 1 nothing could be compared.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from gkml.annotations.document import Split
from gkml.errors import GkmlError, UsageError
from training.measuring import measure
from training.run_folder import data_hashes, folder_hashes
from training.samples import ANNOTATED, GOLD, Sample, annotated_samples, split_samples, suite_samples
from training.synthesis.splits import BLIND, SPLITS
from training.verdict import MEASURES, Comparison, Verdict, compare_measured, judge

__all__ = ["FAILED", "PROMOTE", "RETAIN", "ComparedModels", "compare_models", "main", "suite_to_compare"]

PROMOTE, FAILED, RETAIN = 0, 1, 3
"""Exit statuses: promote the new model, nothing could be compared, keep the old one."""


@dataclass(frozen=True, slots=True)
class ComparedModels:
    """Two models on sets of documents.

    Attributes:
        old, new: folders of the models.
        sets: comparisons by measure, of each set of documents that the verdict looks at.
        parts: the same of each part of the suite, to look at.
        verdict: on all sets.
    """

    old: Path
    new: Path
    sets: Mapping[str, Mapping[str, Comparison]]
    parts: Mapping[str, Mapping[str, Comparison]]
    verdict: Verdict

    def lines(self) -> Iterator[str]:
        """The comparison in Markdown."""
        yield f"# {'Promote' if self.verdict.promote else 'Do not promote'} {self.new}"
        yield ""
        yield f"Compared with {self.old}: {self.verdict.reasons[0]}."
        yield ""
        yield from (f"- {reason}" for reason in self.verdict.reasons[1:])
        yield ""
        yield "| documents | | measure | old | new | difference | 95 % interval | |"
        yield "|---|---|---|---|---|---|---|---|"
        for name, found in {**self.sets, **self.parts}.items():
            for one in found.values():
                digits, seen = 1 if one.measure.scale > 1 else 4, one.difference
                figures = (seen.old, seen.new, seen.gain)
                shown = " | ".join(f"{value:{'+' if at == 2 else ''}.{digits}f}" for at, value in enumerate(figures))
                interval = f"{seen.low:+.{digits}f} to {seen.high:+.{digits}f}"
                row = (name, one.documents, one.measure.words, shown, interval, one.judgement)
                yield f"| {' | '.join(map(str, row))} |"

    def to_plain(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return {
            "promote": self.verdict.promote,
            "reasons": list(self.verdict.reasons),
            "old": {"folder": str(self.old), "files": folder_hashes(self.old)},
            "new": {"folder": str(self.new), "files": folder_hashes(self.new)},
            "sets": {name: _to_plain(found) for name, found in self.sets.items()},
            "parts": {name: _to_plain(found) for name, found in self.parts.items()},
        }

    def write(self, folder: Path, about: Mapping[str, Any]) -> None:
        """``comparison.json`` and ``comparison.md``."""
        folder.mkdir(parents=True, exist_ok=True)
        plain = json.dumps({**self.to_plain(), **about}, ensure_ascii=False, indent=1)
        (folder / "comparison.json").write_text(plain + "\n", encoding="utf-8")
        (folder / "comparison.md").write_text("\n".join(self.lines()) + "\n", encoding="utf-8")


def _to_plain(found: Mapping[str, Comparison]) -> dict[str, Any]:
    return {
        name: {"documents": one.documents, **asdict(one.difference), "judgement": one.judgement}
        for name, one in found.items()
    }


def compare_models(old: Path, new: Path, samples: Sequence[Sample], **settings: Any) -> ComparedModels:
    """Measure two models on the same documents and judge the new one.

    Args:
        old, new: folders of exported models.
        samples: documents; those of the suite and annotated ones are judged apart.
        settings: of ``training.verdict.compare_measured``.
    """
    before, after = (list(measure(samples, model, ("combined",))) for model in (old, new))
    sets: dict[str, list[int]] = {}
    parts: dict[str, list[int]] = {}
    for at, sample in enumerate(samples):
        of_suite = sample.part != ANNOTATED
        sets.setdefault("suite" if of_suite else ANNOTATED, []).append(at)
        if of_suite:
            parts.setdefault(f"suite, {sample.part}", []).append(at)

    def compared(some: Mapping[str, Sequence[int]]) -> dict[str, dict[str, Comparison]]:
        picked = {name: ([before[at] for at in places], [after[at] for at in places]) for name, places in some.items()}
        return {name: compare_measured(*pair, **settings) for name, pair in picked.items()}

    found = compared(sets)
    return ComparedModels(old, new, found, compared(parts), judge(found))


def suite_to_compare(reports: int) -> list[Sample]:
    """So many reports of each part of the suite, and of the open splits: what decides often is blind no more."""
    return [*suite_samples(reports), *split_samples(reports, splits=[name for name in SPLITS if name != BLIND])]


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path, help="folder of an exported model")
    parser.add_argument("new", type=Path, help="folder of an exported model")
    parser.add_argument(
        "--annotations", type=Path, nargs="+", action="extend", default=[], metavar="FILE", help="annotated documents"
    )
    parser.add_argument("--split", choices=(*get_args(Split), "all"), default="test", help="of the annotations")
    parser.add_argument("--gold", type=Path, nargs="+", default=[], metavar="FOLDER", help=GOLD)
    parser.add_argument("--suite", action="store_true", help="on the frozen suite too")
    parser.add_argument("--reports", type=int, default=60, help="of each part of the suite")
    parser.add_argument("--rounds", type=int, default=2000, help="how often documents are drawn")
    parser.add_argument("--seed", type=int, default=7, help="of the draws")
    parser.add_argument(
        "--tolerate", action="append", default=[], metavar="MEASURE=LOSS", help="loss that does not stand in the way"
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="for comparison.json and comparison.md")
    options = parser.parse_args(arguments)
    try:
        tolerated = dict(map(_tolerated, options.tolerate))
        samples: list[Sample] = []
        if options.annotations:
            split = None if options.split == "all" else options.split
            samples += annotated_samples(options.annotations, split, *options.gold)
        if options.suite or not options.annotations:
            samples += suite_to_compare(options.reports)
        settings = {"tolerated": tolerated, "rounds": options.rounds, "seed": options.seed}
        compared = compare_models(options.old, options.new, samples, **settings)
        print("\n".join(compared.lines()))
        if options.out is not None:
            compared.write(options.out, {**settings, "annotations": data_hashes(options.annotations)})
    except GkmlError as error:
        print(error.message, file=sys.stderr)
        return FAILED
    return PROMOTE if compared.verdict.promote else RETAIN


def _tolerated(given: str) -> tuple[str, float]:
    """The measure and the loss of an argument."""
    name, _, loss = given.partition("=")
    known = [measure.name for measure in MEASURES]
    try:
        if name in known and float(loss) >= 0:
            return name, float(loss)
    except ValueError:
        pass
    raise UsageError(f"--tolerate {given}: write one of {', '.join(known)}, =, and a number not below 0")


if __name__ == "__main__":
    sys.exit(main())
