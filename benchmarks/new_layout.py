"""A layout that no model has seen: documents of it, annotated, with gold; and what they are worth.

    python benchmarks/new_layout.py FOLDER [--train 50] [--test 30]
    python -m training.learning_curve --annotations FOLDER/new_layout.jsonl --gold FOLDER/gold --out FOLDER/curve

The first command writes documents of the splits train and test, the second trains on 0, 5, 10, 20 and 50 of them, and
measures on the others. The layout is made here alone: each row of a table is a sentence of slots in brackets,
``国密「0」「0」…``, with short words of one office for rows and columns. Nothing of it is in ``training/synthesis``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from gkml.annotations.document import AnnotatedDocument, Split
from gkml.annotations.lines import write_annotations

sys.path.insert(0, str(Path(__file__).parent.parent))  # training is not installed
from training.dataset import labelled_report
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


def annotated(first: int, count: int, split: Split) -> Iterator[tuple[AnnotatedDocument, dict[str, Any]]]:
    """The documents a person would have annotated, each of an agency of its own, with what they print."""
    for number, report in enumerate(reports(first, count), first):
        labelled = labelled_report(report)
        if labelled is not None:
            agency = f"{report.gold['agency'][0] if report.gold['agency'] else report.name} {number}"
            found = AnnotatedDocument(report.name, "synthetic", agency, split, labelled.document, labelled.tags)
            yield found, report.gold


def write(folder: Path, train: int, test: int) -> int:
    """Annotations of both splits in one file, gold in a folder beside it; returns how many documents."""
    gold = folder / "gold"
    gold.mkdir(parents=True, exist_ok=True)
    found = [*annotated(FIRST_SEED, train, "train"), *annotated(FIRST_SEED + 1000, test, "test")]
    for document, printed in found:
        text = json.dumps(printed, ensure_ascii=False, indent=1)
        (gold / f"{document.id}.json").write_text(text + "\n", encoding="utf-8")
    return write_annotations(folder / "new_layout.jsonl", (document for document, _ in found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--train", type=int, default=50)
    parser.add_argument("--test", type=int, default=30)
    options = parser.parse_args()
    count = write(options.folder, options.train, options.test)
    print(f"{count} documents in {options.folder / 'new_layout.jsonl'}, gold in {options.folder / 'gold'}")


if __name__ == "__main__":
    main()
