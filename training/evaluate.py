"""Measure a model: its labels against the true ones, and the cells of rules, model and both against gold.

    python -m training.evaluate --annotations FILE ... [--split test] [--gold FOLDER] [--model FOLDER] [--out FOLDER]
    python -m training.evaluate [--reports 60] [--fresh SEED] [--model FOLDER] [--out FOLDER] [--card]
    python -m training.evaluate --by production [--reports 60] [--fresh SEED] [--model FOLDER]

The first form measures on annotated documents, the second on the frozen suite of synthetic reports and on the splits of
the grammar of printing (``training.synthesis.splits``; of the blind one only totals are told), or with ``--fresh`` on
others of the same kinds, which nothing was mended after. What a document prints so that nobody could know it counts
neither as right nor as wrong. The third form prints another table (``training.by_production``).

Printed, and with ``--out`` written into a folder
(``evaluation.json``, ``evaluation.md``, ``labels.csv``, ``confusions.csv``, ``confusion.png``, ``reliability.png``):
precision, recall and F1 of entities (seqeval, strict) by part, kind and label; which labels are taken for which; cells
right, silent errors and cells for review; calibration of labels and cells (reliability diagram, expected calibration
error). What the cells of annotated documents are compared with: ``training.samples.annotated_samples``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import get_args

from gkml.annotations.document import Split
from gkml.errors import GkmlError
from gkml.pipeline import TaggerName
from gkml.tagging.model import model_folder
from training.by_production import open_reports, production_scores, production_table
from training.card import write_card
from training.evaluation import Evaluation
from training.measuring import load_pipelines, measure
from training.run_folder import data_hashes, folder_hashes
from training.samples import GOLD, Sample, annotated_samples, fresh_samples, split_samples, suite_samples

__all__ = ["main"]

_TAGGERS: tuple[TaggerName, ...] = ("rules", "model", "combined")


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=model_folder(), metavar="FOLDER", help="an exported model")
    parser.add_argument(
        "--annotations", type=Path, nargs="+", action="extend", default=[], metavar="FILE", help="annotated documents"
    )
    parser.add_argument("--split", choices=(*get_args(Split), "all"), default="test", help="of the annotations")
    parser.add_argument("--gold", type=Path, nargs="+", default=[], metavar="FOLDER", help=GOLD)
    parser.add_argument("--reports", type=int, default=60, help="of each part of the suite")
    parser.add_argument("--fresh", type=int, metavar="SEED", help="make reports from this seed on, not the frozen ones")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="for tables, figures and plots")
    parser.add_argument("--card", action="store_true", help="write the model card too")
    parser.add_argument("--by", choices=["production"], help="a table by production of the grammar of printing")
    options = parser.parse_args(arguments)
    if options.card and (options.fresh is not None or options.annotations):
        parser.error("the card tells of the frozen suite; leave out --fresh and --annotations")
    if options.annotations and options.fresh is not None:
        parser.error("--annotations and --fresh are two evaluations; give one of them")
    try:
        if options.by is not None:
            pipelines = {str(name): made for name, made in load_pipelines(options.model, _TAGGERS).items()}
            reports = open_reports(options.reports, options.fresh)
            print("\n".join(production_table(production_scores(pipelines, reports))))
            return 0
        evaluation = Evaluation(measure(_samples(options), options.model, _TAGGERS))
        lines = evaluation.tables()
        print("\n".join(lines))
        if options.out is not None:
            about = {
                "model": str(options.model),
                "files": folder_hashes(options.model),
                "annotations": data_hashes(options.annotations),
                "split": options.split if options.annotations else None,
                "fresh": options.fresh,
            }
            evaluation.write(options.out, about)
        if options.card:
            write_card(options.model, lines, evaluation.to_plain())
    except GkmlError as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


def _samples(options: argparse.Namespace) -> Iterable[Sample]:
    if options.annotations:
        split = None if options.split == "all" else options.split
        return annotated_samples(options.annotations, split, *options.gold)
    if options.fresh is not None:
        suite = fresh_samples(options.reports, options.fresh)
    else:
        suite = suite_samples(options.reports)
    return chain(suite, split_samples(options.reports, options.fresh))


if __name__ == "__main__":
    sys.exit(main())
