"""A layout that no model has seen, and what 20 annotated documents of it are worth.

    python benchmarks/new_layout.py --write FOLDER          annotations of 20 documents into FOLDER/new_layout.jsonl
    python benchmarks/new_layout.py --measure MODEL         cells right on 30 other documents, and on usual ones

Between the two: ``python -m training.train configs/training/update.yaml --base-model models/gkml-base --annotations
FOLDER/new_layout.jsonl --out MODEL`` and ``python -m training.export MODEL``. The layout is made here alone: every
row of a table is a sentence of slots in corner brackets, ``国密「0」「0」…``, with short words of one office for the
rows and columns. Nothing of it is in ``training/synthesis``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.lines import write_annotations
from gkml.errors import GkmlError
from gkml.pipeline import load
from gkml.readers import read
from training.dataset import labelled_report
from training.scoring import CellScore, score_cells
from training.synthesis import SyntheticReport, synthesise
from training.synthesis.layouts.layout import Layout, flow
from training.synthesis.segments import Block, Grid, Line, separator

FIRST_SEED = 700_000_000  # of neither training nor the suite
WORDS = (  # what the office writes for what the form has
    ("属于国家秘密", "国密"),
    ("其他法律行政法规禁止公开", "法禁"),
    ("危及“三安全一稳定”", "安稳"),
    ("保护第三方合法权益", "他权"),
    ("属于三类内部事务信息", "内务"),
    ("属于四类过程性信息", "过程"),
    ("属于行政执法案卷", "案卷"),
    ("属于行政查询事项", "查询"),
    ("本机关不掌握相关政府信息", "未存"),
    ("没有现成信息需要另行制作", "须制"),
    ("补正后申请内容仍不明确", "不明"),
    ("信访举报投诉类申请", "访诉"),
    ("要求提供公开出版物", "书刊"),
    ("无正当理由大量反复申请", "滥申"),
)


def bracketed(dice: Any, blocks: Sequence[Block]) -> list[Line]:
    """A row a line: its first cell, then every other cell in corner brackets."""

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid.rows:
            line: list[Any] = []
            for number, cell in enumerate(row):
                content = [part._replace(text=_short(part.text)) for part in cell.content]
                line += content if number == 0 else [separator("「"), *content, separator("」")]
            yield tuple(line)

    return flow(dice, blocks, table)


def _short(text: str) -> str:
    for long, short in WORDS:
        text = text.replace(long, short)
    return text


def reports(first: int, count: int) -> list[SyntheticReport]:
    """Reports in the new layout."""
    layout = Layout("bracketed", bracketed, (1.0, 1.0, 1.0, 1.0), "separated")
    with patch("training.synthesis.report.LAYOUTS", (layout,)):
        return [synthesise(first + number, 0) for number in range(count)]


def annotated(count: int) -> Iterator[AnnotatedDocument]:
    """The documents a person would have annotated."""
    for number, report in enumerate(reports(FIRST_SEED, count)):
        labelled = labelled_report(report)
        if labelled is not None:
            agency = report.gold["agency"][0] or report.name
            yield AnnotatedDocument(
                report.name, "synthetic", f"{agency} {number}", "train", labelled.document, labelled.tags
            )


def measure(model: Path) -> Iterator[str]:
    """Share of cells right with the tagger model and with both, on the new layout and on usual reports."""
    yield "| tagger | new layout: right, silent in 10,000, review | usual reports: right, silent, review |"
    yield "|---|---|---|"
    parts = {"new": reports(FIRST_SEED + 1000, 30), "usual": [synthesise(FIRST_SEED + n, n % 4) for n in range(30)]}
    for tagger in ("rules", "model", "combined"):
        pipeline = load(tagger=tagger, model=None if tagger == "rules" else model)  # type: ignore[arg-type]
        shown = []
        for part in parts.values():
            score = CellScore()
            for report in part:
                try:
                    document = read(report.source.encode("utf-8"), report.file)
                    cells = dict(pipeline.reconcile(document, report.file).cells)
                except GkmlError:
                    cells = {}
                score.add(score_cells(report, cells))
            shown.append("{:.4f}, {:.1f}, {:.3f}".format(*score.line()))
        yield f"| {tagger} | {' | '.join(shown)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--measure", type=Path)
    parser.add_argument("--documents", type=int, default=20)
    options = parser.parse_args()
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        path = options.write / "new_layout.jsonl"
        print(f"{write_annotations(path, annotated(options.documents))} documents in {path}")
    if options.measure:
        print("\n".join(measure(options.measure)))


if __name__ == "__main__":
    main()
