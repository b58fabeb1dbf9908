"""Where cells are lost: what is right when a stage is given the truth in place of what comes before it.

    python -m training.losses [--reports 40] [--model FOLDER] [--real FOLDER] [--write]

Each column replaces one stage more by what really happens, so that the step from one column to the next is what that
stage loses:

- *true tags*: what tables and reconciling make of the true tags; what is missing is lost behind the tagger;
- *encoded*: true tags of the rows alone that are encoded; the step is what the encoding never shows to the network;
- *true figures*, *true labels*: the tags of the model with the true figures in place of its own, and with the true
  labels: which of the two it is that the network loses;
- *model*, *rules*, *combined*: what is shipped.

For real reports, of which no true tags are known, there are the last three columns only. ``--write`` puts the tables
into ``training/RESULTS.md`` in place of those that stand there.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gkml.assembling import tags_to_report
from gkml.document import Document
from gkml.errors import GkmlError
from gkml.labels import Tag
from gkml.pipeline import Pipeline, load
from gkml.records.report import CellRecord
from gkml.tagging.encoding import encode
from gkml.tagging.model import ModelTagger, model_folder
from gkml.template import Templates, load_templates
from training.dataset import LabelledDocument, labelled_report
from training.scoring import is_right
from training.synthesis import SyntheticReport
from training.synthesis.suite import suite

__all__ = ["main"]

_TITLE = "## Where cells are lost"
_RESULTS = Path(__file__).with_name("RESULTS.md")
_FIGURE_ROLES = frozenset({"figure", "unit", "note"})
_TABLE_ROLES = frozenset({"row", "column", "group", "item", "corner"})
_OF_TAGS = ("true tags", "encoded", "true figures", "true labels", "model tags")
_SHIPPED = ("model", "rules", "combined")


class Stages:
    """The tags that each stage hands on."""

    def __init__(self, model: ModelTagger) -> None:
        self.model = model

    def tags(self, labelled: LabelledDocument) -> Iterator[tuple[str, Sequence[Tag]]]:
        """Each name of a stage with its tags."""
        predicted = self.model(labelled.document)
        yield "true tags", labelled.tags
        yield "encoded", self.encoded(labelled)
        yield "true figures", _exchanged(predicted, labelled.tags, _FIGURE_ROLES)
        yield "true labels", _exchanged(predicted, labelled.tags, _TABLE_ROLES)
        yield "model tags", predicted

    def encoded(self, labelled: LabelledDocument) -> list[Tag]:
        """The true tags of which the network sees a character."""
        offsets = sorted(int(at) for at in encode(labelled.document, self.model.vocabulary).offsets if at >= 0)
        return [tag for tag in labelled.tags if _any_between(offsets, tag.start, tag.end)]


def _any_between(offsets: Sequence[int], start: int, end: int) -> bool:
    at = bisect_right(offsets, start - 1)
    return at < len(offsets) and offsets[at] < end


def _exchanged(predicted: Sequence[Tag], true: Sequence[Tag], roles: frozenset[str]) -> list[Tag]:
    """The predicted tags with the true ones of some roles in place of their own and of what overlaps these."""
    mine = sorted((tag for tag in true if tag.role in roles), key=lambda tag: tag.start)
    starts = [tag.start for tag in mine]

    def is_free(tag: Tag) -> bool:
        at = bisect_right(starts, tag.end - 1)
        return at == 0 or mine[at - 1].end <= tag.start

    kept = [tag for tag in predicted if tag.role not in roles and is_free(tag)]
    return sorted([*kept, *mine], key=lambda tag: (tag.start, tag.end))


def losses_of(
    report: SyntheticReport, stages: Stages, pipelines: Mapping[str, Pipeline], templates: Templates
) -> Iterator[tuple[str, int]]:
    """Each column with the number of cells that are right; nothing of a report whose true tags are not known."""
    labelled = labelled_report(report)
    if labelled is None:
        return
    gold: Mapping[str, float | None] = report.gold["cells"]
    for name, tags in stages.tags(labelled):
        yield name, _right(_cells(labelled.document, tags, templates), gold)
    for name, pipeline in pipelines.items():
        found = pipeline.read(report.source.encode("utf-8"), report.file)
        yield name, _right(found.cells, gold)


def _cells(document: Document, tags: Sequence[Tag], templates: Templates) -> Mapping[str, CellRecord]:
    report = tags_to_report(document, tags, templates)
    return {} if report is None else report.cells


def _right(cells: Mapping[str, CellRecord], gold: Mapping[str, float | None]) -> int:
    return sum(is_right(cells.get(cell_id), value) for cell_id, value in gold.items())


def synthetic_table(reports: int, stages: Stages, pipelines: Mapping[str, Pipeline]) -> Iterator[str]:
    """Lines of the first table: shares of cells right, by level."""
    templates = load_templates()
    columns = (*_OF_TAGS, *pipelines)
    yield f"| level | cells | {' | '.join(columns)} |"
    yield "|---|---|" + "---|" * len(columns)
    for part in ("0", "1", "2", "3", "unseen"):
        right = dict.fromkeys(columns, 0)
        cells = 0
        mine = [report for report in suite() if part == ("unseen" if report.unseen else str(report.level))][:reports]
        for report in mine:
            try:
                found = dict(losses_of(report, stages, pipelines, templates))
            except GkmlError:
                continue  # an empty file
            cells += len(report.gold["cells"]) if found else 0
            for name, count in found.items():
                right[name] += count
        shown = " | ".join(f"{right[name] / max(cells, 1):.4f}" for name in columns)
        yield f"| {part} | {cells:,} | {shown} |"


def real_table(folder: Path, pipelines: Mapping[str, Pipeline]) -> Iterator[str]:
    """Lines of the second table: cells wrong in real reports, those reports alone in which there are any."""
    yield f"| report | cells | {' | '.join(f'wrong: {name}' for name in pipelines)} |"
    yield "|---|---|" + "---|" * len(pipelines)
    total = dict.fromkeys(pipelines, 0)
    cells = 0
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        found = {name: pipeline(folder / gold["file"]) for name, pipeline in pipelines.items()}
        wrong = {name: len(gold["cells"]) - _right(report.cells, gold["cells"]) for name, report in found.items()}
        cells += len(gold["cells"])
        for name, count in wrong.items():
            total[name] += count
        if any(wrong.values()):
            yield f"| {gold['file']} | {len(gold['cells'])} | {' | '.join(map(str, wrong.values()))} |"
    yield f"| all | {cells:,} | {' | '.join(map(str, total.values()))} |"


def write_into(page: str, section: str) -> str:
    """The page with a section in place of the one of the same title, or behind all others."""
    start = page.find(_TITLE)
    if start < 0:
        return f"{page.rstrip()}\n\n{section}"
    end = page.find("\n## ", start + len(_TITLE))
    return page[:start] + section + ("" if end < 0 else page[end:])


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=40, help="of each part of the suite")
    parser.add_argument("--model", type=Path, default=model_folder())
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="real reports, their gold readings in FOLDER/gold")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {_RESULTS.name}")
    options = parser.parse_args(arguments)
    if options.real is not None and not (options.real / "gold").is_dir():
        parser.error(f"{options.real} has no folder gold with readings; name a folder that has")
    stages = Stages(ModelTagger(options.model, load_templates()))
    pipelines = {
        name: load(tagger=name, model=None if name == "rules" else options.model)  # type: ignore[arg-type]
        for name in _SHIPPED
    }
    lines = [
        _TITLE,
        "",
        f"Made by `python -m training.losses`, {options.reports} reports of each part of the suite.",
        "",
    ]
    lines += synthetic_table(options.reports, stages, pipelines)
    if options.real is not None:
        lines += ["", "Real reports, those with wrong cells:", "", *real_table(options.real, pipelines)]
    section = "\n".join(lines) + "\n"
    print(section)
    if options.write:
        _RESULTS.write_text(write_into(_RESULTS.read_text(encoding="utf-8"), section), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
