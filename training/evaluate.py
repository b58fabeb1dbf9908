"""Measure taggers on the frozen suite: entity F1 of the model by noise level, and cells, silent errors, review rate.

    python -m training.evaluate [--model models/gkml-base] [--reports 60] [--out FOLDER] [--fresh SEED]
        [--by production]

Prints three Markdown tables: entity F1 (seqeval, one label a cell) of the model by level and the worst labels; for
rules, model and combined the share of cells right, silent errors in 10,000 cells and the share marked for review; and
the calibration of the cells' confidence. With ``--out`` the reliability plot is drawn too.
``--fresh`` makes other reports of the same kinds, which nothing was mended after. Beside the frozen suite stand the
splits of the grammar of printing (``training.synthesis.splits``); of the blind one only totals are printed. What a
document prints so that nobody could know it counts neither as right nor as wrong. ``--by production`` prints another
table (``training.by_production``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from seqeval.metrics import classification_report, f1_score
from seqeval.scheme import IOB2

from gkml.pipeline import Pipeline, TaggerName, load
from gkml.tagging.model import ModelTagger, model_folder
from gkml.template import load_templates
from training.by_production import open_reports, production_scores, production_table, readings
from training.card import write_card
from training.dataset import labelled_report
from training.scoring import CellScore, cell_labels, expected_calibration_error, score_reports
from training.synthesis import SyntheticReport, synthesise
from training.synthesis.splits import BLIND, SPLITS, split_reports
from training.synthesis.suite import suite

__all__ = ["main"]

_SUITE = ("0", "1", "2", "3", "unseen")
_PARTS = (*_SUITE, *SPLITS)


def _by_part(reports: int) -> dict[str, list[SyntheticReport]]:
    """The first ``reports`` of each part of the frozen suite."""
    parts: dict[str, list[SyntheticReport]] = {part: [] for part in _PARTS}
    for report in suite():
        part = "unseen" if report.unseen else str(report.level)
        if len(parts[part]) < reports:
            parts[part].append(report)
    for part in SPLITS:
        parts[part] += split_reports(part, reports)
    return parts


def _fresh(reports: int, seed: int) -> dict[str, list[SyntheticReport]]:
    """As many of each part as nobody has looked at yet; the unseen ones of levels 2 and 3 in turn, as in the suite."""
    parts = {
        part: [
            synthesise(seed + at, int(part)) if part != "unseen" else synthesise(seed + at, 2 + at % 2, unseen=True)
            for at in range(reports)
        ]
        for part in _SUITE
    }
    return parts | {part: list(split_reports(part, reports, seed)) for part in SPLITS}


def entity_scores(model: ModelTagger, parts: dict[str, list[SyntheticReport]]) -> Iterator[str]:
    """Lines of the first table: text dumps, HTML pages, and both together."""
    yield "| level | text dumps | entity F1 | pages | entity F1 | entity F1 of all |"
    yield "|---|---|---|---|---|---|"
    truths: list[list[str]] = []
    guesses: list[list[str]] = []
    for part, reports in parts.items():
        found: dict[str, list[tuple[list[str], list[str]]]] = {".txt": [], ".html": []}
        for report in reports:
            labelled = labelled_report(report)
            if labelled is not None:
                truth = cell_labels(labelled.document, labelled.tags)
                found[report.suffix].append((truth, cell_labels(labelled.document, model(labelled.document))))
        columns = [f"{len(pairs)} | {_f1(pairs)}" for pairs in found.values()]
        whole = [pair for pairs in found.values() for pair in pairs]
        if part != BLIND:  # of that nothing but its totals
            truths += [truth for truth, _ in whole]
            guesses += [guess for _, guess in whole]
        yield f"| {part} | {' | '.join(columns)} | {_f1(whole)} |"
    by_label = classification_report(truths, guesses, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
    common = {label: scores for label, scores in by_label.items() if scores["support"] >= 20 and "avg" not in label}
    worst = sorted((scores["f1-score"], label) for label, scores in common.items())
    yield ""
    yield "Lowest: " + ", ".join(f"{label} {score:.3f}" for score, label in worst[:8])


def _f1(pairs: Sequence[tuple[list[str], list[str]]]) -> str:
    if not pairs:
        return "-"
    truth, guess = zip(*pairs, strict=True)
    return f"{f1_score(list(truth), list(guess), mode='strict', scheme=IOB2):.4f}"


def cell_scores(pipelines: dict[str, Pipeline], parts: dict[str, list[SyntheticReport]]) -> tuple[list[str], CellScore]:
    """Lines of the second table, and the score of the last pipeline over everything."""
    lines = [
        "| level | " + " | ".join(f"{name}: right, silent, review" for name in pipelines) + " |",
        "|---|" + "---|" * len(pipelines),
    ]
    whole = CellScore()
    for part, reports in parts.items():
        shown = []
        for name, pipeline in pipelines.items():
            score = CellScore()
            for report in reports:
                score.add(score_reports(report, readings(pipeline, report)))
            right, silent, review = score.line()
            shown.append(f"{right:.4f}, {silent:.1f}, {review:.3f}")
            if name == list(pipelines)[-1] and part != BLIND:
                whole.add(score)
        lines.append(f"| {part} | " + " | ".join(shown) + " |")
    return lines, whole


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=model_folder())
    parser.add_argument("--reports", type=int, default=60, help="of each part of the suite")
    parser.add_argument("--fresh", type=int, metavar="SEED", help="make reports from this seed on, not the frozen ones")
    parser.add_argument("--out", type=Path, help="folder for the reliability plot")
    parser.add_argument("--card", action="store_true", help="write the model card too")
    parser.add_argument("--by", choices=["production"], help="a table by production of the grammar of printing")
    options = parser.parse_args(arguments)
    if options.fresh is not None and options.card:
        parser.error("the card tells of the frozen suite; leave out --fresh")
    names: tuple[TaggerName, ...] = ("rules", "model", "combined")
    pipelines: dict[str, Pipeline] = {
        name: load(tagger=name, model=None if name == "rules" else options.model) for name in names
    }
    if options.by:
        print("\n".join(production_table(production_scores(pipelines, open_reports(options.reports, options.fresh)))))
        return 0
    parts = _by_part(options.reports) if options.fresh is None else _fresh(options.reports, options.fresh)
    tables = [*entity_scores(ModelTagger(options.model, load_templates(), threads=2), parts), ""]
    lines, whole = cell_scores(pipelines, parts)
    error, table = expected_calibration_error(whole.confidences, whole.truths)
    tables += [*lines, "", f"Expected calibration error of the cells' confidence (combined): {error:.4f}", ""]
    tables += ["| confidence | right | cells |", "|---|---|---|"]
    tables += [f"| {mean:.3f} | {share:.3f} | {count} |" for mean, share, count in table]
    print("\n".join(tables))
    if options.out:
        _draw(table, options.out)
    if options.card:
        write_card(options.model, tables)
    return 0


def _draw(table: list[tuple[float, float, int]], out: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    out.mkdir(parents=True, exist_ok=True)
    figure, axes = pyplot.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], ":", color="grey")
    axes.plot([mean for mean, _, _ in table], [share for _, share, _ in table], "o-")
    axes.set(xlabel="confidence of the cell", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    figure.savefig(out / "reliability.png", dpi=120, bbox_inches="tight")


if __name__ == "__main__":
    sys.exit(main())
