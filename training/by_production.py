"""Which ways of printing are read worse than others: cells right and silent errors by production of the grammar.

    python -m training.evaluate --by production [--reports 60] [--fresh SEED] [--model FOLDER]

Every document counts with each of the productions that its plan drew, so that what is weak shows by comparison with the
other productions of its dimension. The blind split is left out: nobody looks at it so closely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gkml.errors import GkmlError
from gkml.pipeline import Pipeline
from gkml.readers import read
from gkml.records.report import CellRecord
from training.scoring import CellScore, score_reports
from training.synthesis import SyntheticReport
from training.synthesis.printing import printing_grammar
from training.synthesis.splits import BLIND, SPLITS, split_reports

__all__ = ["ProductionScores", "open_reports", "production_scores", "production_table"]

ProductionScores = Mapping[str, Mapping[str, CellScore]]
"""Scores by production, then by name of the pipeline."""

_ALL = "all"


def open_reports(count: int, first_seed: int | None = None) -> Iterator[SyntheticReport]:
    """So many documents of every split but the blind one."""
    for name in SPLITS:
        if name != BLIND:
            yield from split_reports(name, count, first_seed)


def readings(pipeline: Pipeline, report: SyntheticReport) -> list[dict[str, CellRecord]]:
    """The cells of every report that a pipeline finds in a file; none where it fails."""
    try:
        document = read(report.source.encode("utf-8"), report.file)
        return [dict(found.cells) for found in pipeline.reconcile_all(document, report.file)]
    except GkmlError:
        return []


def production_scores(pipelines: Mapping[str, Pipeline], reports: Iterable[SyntheticReport]) -> ProductionScores:
    """Score documents with every pipeline, and add each to all productions that it was printed with."""
    scores: dict[str, dict[str, CellScore]] = {}
    for report in reports:
        for name, pipeline in pipelines.items():
            score = score_reports(report.golds, readings(pipeline, report))
            for production in (_ALL, *report.productions):
                scores.setdefault(production, {}).setdefault(name, CellScore()).add(score)
    return scores


def production_table(scores: ProductionScores) -> Iterator[str]:
    """Lines of Markdown, dimension by dimension, the weakest production of each first."""
    names = list(next(iter(scores.values()), {}))
    yield "| production | documents | " + " | ".join(f"{name}: right, silent in 10,000" for name in names) + " |"
    yield "|---|---|" + "---|" * len(names)
    dimensions = list(printing_grammar().dimensions)
    last = names[-1] if names else ""

    def place(production: str) -> tuple[int, float]:
        dimension = production.partition(".")[0]
        order = dimensions.index(dimension) if dimension in dimensions else -1
        return order, scores[production][last].line()[0]

    for production in sorted(scores, key=place):
        mine = scores[production]
        shown = [f"{mine[name].line()[0]:.3f}, {mine[name].line()[1]:.0f}" for name in names]
        yield f"| {production} | {mine[last].reports} | {' | '.join(shown)} |"
