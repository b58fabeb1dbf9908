"""From what persons decided to a better model, in one command.

    python -m training.update --decisions review.sqlite [--annotations FILE ...] --out FOLDER
        [--configuration configs/training/update.yaml] [--base-model FOLDER]

The documents whose review is finished become annotated documents (``FOLDER/annotations.jsonl``, ``FOLDER/gold``) beside
those of ``--annotations``. The shipped model goes on training with them, is exported and calibrated
(``FOLDER/model``), and is compared with the shipped one on the annotated documents of split test and on the suite: the
verdict is printed and written into ``FOLDER/comparison``. Where the annotations have none for the test, some of the
reviewed agencies are kept for it. ``gkml extract REPORTS --model FOLDER/model`` uses the result. The command may be
stopped at any time and goes on where it was. Exit status: 0 promote, 3 do not promote, 1 nothing could be done.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.lines import read_annotations
from gkml.errors import GkmlError, UsageError
from gkml.tagging.model import model_folder
from training.compare import FAILED, PROMOTE, RETAIN, ComparedModels, compare_models, suite_to_compare
from training.configuration import load_configuration
from training.retraining import retrain
from training.reviewed import reviewed_documents
from training.run_folder import data_hashes, folder_hashes, require_same
from training.samples import GOLD, Sample, annotated_samples

__all__ = ["main"]

_CALIBRATION = 120  # synthetic reports; the curves take twice as many
_SUITE = 60  # reports of each of its parts


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=Path, metavar="FILE", help="what gkml review keeps (SQLite)")
    parser.add_argument(
        "--annotations", type=Path, nargs="+", action="extend", default=[], metavar="FILE", help="annotated documents"
    )
    parser.add_argument("--gold", type=Path, nargs="+", default=[], metavar="FOLDER", help=GOLD)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--configuration", type=Path, default=Path("configs/training/update.yaml"))
    parser.add_argument(
        "--base-model", type=Path, default=model_folder(), metavar="FOLDER", help="default: the shipped"
    )
    parser.add_argument("--calibration-reports", type=int, default=_CALIBRATION, help="0: keep the curves that ship")
    parser.add_argument("--reports", type=int, default=_SUITE, help="of each part of the suite; 0: without it")
    parser.add_argument("--workers", type=int, help="processes that calibrate; by default one for each tagger")
    options = parser.parse_args(arguments)
    if options.decisions is None and not options.annotations:
        parser.error("there is nothing to learn from; give --decisions, --annotations, or both")
    command = ["python", "-m", "training.update", *(sys.argv[1:] if arguments is None else arguments)]
    try:
        compared = _update(options, command)
    except GkmlError as error:
        print(error.message, file=sys.stderr)
        return FAILED
    print("\n".join(compared.lines()))
    model = options.out / "model"
    print(f"\nuse it: gkml extract REPORTS --model {model}", file=sys.stderr)
    return PROMOTE if compared.verdict.promote else RETAIN


def _update(options: argparse.Namespace, command: Sequence[str]) -> ComparedModels:
    configuration = load_configuration(options.configuration)
    about: dict[str, object] = {
        "decisions": None if options.decisions is None else str(options.decisions),
        "annotations": [file["sha256"] for file in data_hashes(options.annotations)],
        "base_model": folder_hashes(options.base_model),
        "configuration": configuration.model_dump(mode="json"),
    }
    files, golds = _documents(options, about)
    model = retrain(
        configuration,
        options.out / "model",
        annotations=files,
        base_model=options.base_model,
        command=command,
        calibration_reports=options.calibration_reports,
        workers=options.workers,
    )
    samples = _samples(files, golds)
    if options.reports:
        samples += suite_to_compare(options.reports)
    if not samples:
        raise UsageError(
            "no document is for the test, and --reports 0 leaves out the suite; there is nothing to compare on"
        )
    compared = compare_models(options.base_model, model, samples)
    compared.write(options.out / "comparison", {"annotations": data_hashes(files)})
    return compared


def _documents(options: argparse.Namespace, about: dict[str, object]) -> tuple[list[Path], list[Path]]:
    """Files of annotations, and folders of gold: those that were given, and that of the decisions.

    Raises:
        UsageError: there is nothing to train on, or the folder holds another update.
    """
    others = list(read_annotations(options.annotations))
    found: list[AnnotatedDocument] = others
    reviewed = None
    if options.decisions is not None:
        reviewed = reviewed_documents(options.decisions, others, hold_out=all(one.split != "test" for one in others))
        for reason in reviewed.left_out:
            print(f"left out: {reason}", file=sys.stderr)
        found = [*others, *reviewed.documents]
        about["reviewed"] = [[one.id, one.split, len(one.tags)] for one in reviewed.documents]
    counts = Counter(one.split for one in found)
    if not counts["train"]:
        raise UsageError("no document is there to train on; finish the review of some, in at least two agencies")
    require_same(options.out / "conditions.json", about)
    print(", ".join(f"{count} documents for {split}" for split, count in sorted(counts.items())), file=sys.stderr)
    files, golds = list(options.annotations), list(options.gold)
    if reviewed is not None and reviewed.documents:
        file, gold = reviewed.write(options.out)
        files, golds = [*files, file], [*golds, gold]
    return files, golds


def _samples(files: Sequence[Path], golds: Sequence[Path]) -> list[Sample]:
    """The documents of the test split; none where there are none."""
    if all(found.split != "test" for found in read_annotations(files)):
        return []
    return annotated_samples(files, "test", *golds)


if __name__ == "__main__":
    sys.exit(main())
