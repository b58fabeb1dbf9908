"""What ``gkml select`` gains over documents drawn at random, simulated on synthetic reports.

    python benchmarks/selection.py [--pool 240] [--count 24] [--draws 5]

A pool of reports: usual ones of all levels of noise, a tenth of kinds that training never shows, and a twentieth in a
layout of its own. The shipped pipeline reads them; some are chosen by their records alone, as a person would who does
not know the truth:

- yield: share of all wrong cells of the pool that stand in the chosen documents, and of the kinds of layout in which
  anything is wrong, how many are among them;
- learning: a linear classifier of the print of labels (character n-grams, what stands before and behind it) learns from
  plain reports and from the chosen ones with their true tags, and names the labels of other reports, usual and unusual.

The classifier is a cheap stand-in for the network, which takes hours to train for each draw: it shows which choice
holds more to be learnt, not how much better the shipped model would be.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gkml.annotations.selection import Candidate, record_to_candidate, select
from gkml.errors import GkmlError
from gkml.pipeline import Pipeline, load
from gkml.readers import read
from training.dataset import LabelledDocument, labelled_report
from training.scoring import score_cells
from training.synthesis import SyntheticReport, synthesise

if __package__:
    from benchmarks.new_layout import reports as new_layout
else:
    from new_layout import reports as new_layout

FIRST_SEED = 740_000_000  # of neither training nor the suite
_ROLES = ("row", "column", "group", "section", "item")


@dataclass(frozen=True, slots=True)
class Member:
    """A document of the pool: what its record says, and the truth about it."""

    kind: str
    candidate: Candidate
    wrong: int
    labelled: LabelledDocument


def mixture(first: int, count: int, rare: int = 20) -> Iterator[tuple[str, SyntheticReport]]:
    """Reports with the name of their kind: of ``rare`` one in the new layout, two of unseen kinds, the others usual."""
    for number in range(count):
        seed, place = first + number, number % rare
        if place == 0:
            yield "bracketed", new_layout(seed, 1)[0]
        else:
            unseen = place < 3
            report = synthesise(seed, 2 + number % 2 if unseen else number % 4, unseen=unseen)
            yield ("unseen " if unseen else "") + report.name.split("-", 2)[-1], report


def pool(first: int, count: int, pipeline: Pipeline) -> list[Member]:
    """The documents that there are to choose from; those that are refused cannot be."""
    members = []
    for number, (kind, report) in enumerate(mixture(first, count)):
        labelled = labelled_report(report)
        if labelled is None:
            continue
        try:
            read_ = pipeline.reconcile(read(report.source.encode("utf-8"), report.file), f"{number} {report.file}")
        except GkmlError:
            continue
        score = score_cells(report.gold["cells"], dict(read_.cells))
        candidate = record_to_candidate(read_.to_dict())
        members.append(Member(kind, candidate, score.cells - score.right, labelled))
    return members


def examples(documents: Sequence[LabelledDocument]) -> tuple[list[str], list[str]]:
    """The print of labels with what stands around it, and the labels."""
    prints, labels = [], []
    for labelled in documents:
        text, tags = labelled.document.text, labelled.tags
        for tag in tags:
            if tag.role in _ROLES:
                before, behind = text[max(0, tag.start - 6) : tag.start], text[tag.end : tag.end + 6]
                prints.append(f"{text[tag.start : tag.end]}\x01{before}\x02{behind}")
                labels.append(tag.label)
    return prints, labels


def accuracy(learnt: Sequence[LabelledDocument], *tested: Sequence[LabelledDocument]) -> list[float]:
    """Share of the labels of each of some sets of documents that a classifier names which has learnt from others."""
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import SGDClassifier

    def grams(example: str) -> list[str]:
        print_, _, around = example.partition("\x01")
        own = [print_[at : at + n] for n in (1, 2, 3) for at in range(len(print_) - n + 1)]
        return [*own, *(f"~{side}{character}" for side, part in enumerate(around.split("\x02")) for character in part)]

    vectors = HashingVectorizer(analyzer=grams, n_features=2**18)
    model = SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=12, tol=None, random_state=0)
    prints, labels = examples(learnt)
    model.fit(vectors.transform(prints), labels)
    parts = [examples(part) for part in tested]
    return [float(model.score(vectors.transform(prints), labels)) for prints, labels in parts]


def by_select(members: Sequence[Member], count: int) -> list[Member]:
    """As ``gkml select`` chooses."""
    by_source = {member.candidate.source: member for member in members}
    return [by_source[one.source] for one, _ in select([member.candidate for member in members], count)]


def by_doubt(members: Sequence[Member], count: int) -> list[Member]:
    """Those with the most doubts, whatever their kind."""
    return sorted(members, key=lambda member: -member.candidate.open)[:count]


def measures(
    members: Sequence[Member], chosen: Sequence[Member], learn: Callable[[Sequence[Member]], Sequence[float]]
) -> list[float]:
    """Yield in cells, yield in kinds, accuracy on usual and on unusual reports."""
    wrong = sum(member.wrong for member in members) or 1
    kinds = {member.kind for member in members if member.wrong}
    found = {member.kind for member in chosen} & kinds
    return [sum(member.wrong for member in chosen) / wrong, len(found) / max(1, len(kinds)), *learn(chosen)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pool", type=int, default=240)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--draws", type=int, default=5)
    options = parser.parse_args()
    members = pool(FIRST_SEED, options.pool, load())
    plain = [one for n in range(40) if (one := labelled_report(synthesise(FIRST_SEED + 500_000 + n, n % 2)))]
    usual = [one for n in range(60) if (one := labelled_report(synthesise(FIRST_SEED + 600_000 + n, n % 4)))]
    rare = mixture(FIRST_SEED + 700_000, 60, rare=3)
    unusual = [one for _, report in rare if (one := labelled_report(report)) is not None]

    def learn(chosen: Sequence[Member]) -> Sequence[float]:
        learnt = [*plain, *(member.labelled for member in chosen)]
        return accuracy(learnt, usual, unusual)

    wrong = [member for member in members if member.wrong]
    count, kinds = sum(member.wrong for member in wrong), len({member.kind for member in wrong})
    print(f"{len(members)} documents, {len(wrong)} with wrong cells ({count}), of {kinds} kinds")
    print("| choice | wrong cells | kinds | labels named, usual | unusual |\n|---|---|---|---|---|")
    print(f"| none | 0 | 0 | {' | '.join(map(shown, ([one] for one in learn([]))))} |")
    rows: dict[str, list[list[float]]] = {"select": [], "most in doubt": [], "random": []}
    rows["select"].append(measures(members, by_select(members, options.count), learn))
    rows["most in doubt"].append(measures(members, by_doubt(members, options.count), learn))
    for draw in range(options.draws):
        rows["random"].append(measures(members, random.Random(draw).sample(members, options.count), learn))
    for name, found in rows.items():
        print(f"| {name} | {' | '.join(shown(column) for column in zip(*found, strict=True))} |")


def shown(values: Sequence[Any]) -> str:
    """A mean, of several with their deviation."""
    told = f"{statistics.mean(values):.4f}"
    return f"{told} ± {statistics.stdev(values):.4f}" if len(values) > 1 else told


if __name__ == "__main__":
    main()
