"""What an evaluation found, summed up: as Markdown for people, as JSON and CSV for programs, as plots."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gkml.pipeline import TaggerName
from training.measuring import Measured, Tagged
from training.metrics import KINDS, kind_of
from training.plots import draw_confusion, draw_reliability
from training.scoring import SILENT_KINDS, CellScore, expected_calibration_error
from training.synthesis.splits import BLIND

__all__ = ["Evaluation"]

_MANY = 20  # entities of a label from which its F1 is worth a place among the lowest
_MOST_SHOWN = 12  # rows of the tables of lowest labels and of confusions on the terminal; the files have all
_NONE = "none"  # where a cell bears no label


@dataclass(slots=True)
class _Part:
    documents: int = 0
    tagged: Tagged = field(default_factory=Tagged)
    labelled: int = 0
    cells: dict[TaggerName, CellScore] = field(default_factory=dict)

    def add(self, measured: Measured) -> None:
        self.documents += 1
        if measured.tagged is not None:
            self.labelled += 1
            self.tagged.add(measured.tagged)
        for name, score in measured.cells.items():
            self.cells.setdefault(name, CellScore()).add(score)


class Evaluation:
    """Sums over documents, for each part and over all; of the blind part nothing but its own totals is kept apart."""

    def __init__(self, measured: Iterable[Measured]) -> None:
        self.parts: dict[str, _Part] = {}
        self.whole = _Part()
        for one in measured:
            self.parts.setdefault(one.part, _Part()).add(one)
            if one.part != BLIND:
                self.whole.add(one)

    def reliability(self) -> dict[str, tuple[float, list[tuple[float, float, int]]]]:
        """Expected calibration error and bins: of the model's labels, and of the cells of each tagger."""
        said = {"labels (model)": (self.whole.tagged.confidences, self.whole.tagged.truths)}
        said |= {f"cells ({name})": (score.confidences, score.truths) for name, score in self.whole.cells.items()}
        return {name: expected_calibration_error(*pairs) for name, pairs in said.items() if pairs[0]}

    def confusions(self) -> Counter[tuple[str, str]]:
        """Cells by true and found label where they differ."""
        return Counter({pair: count for pair, count in self.whole.tagged.confusions.items() if pair[0] != pair[1]})

    def confusion_of_kinds(self) -> tuple[list[str], list[list[int]]]:
        """Names of the kinds, and cells by true (rows) and found (columns) kind."""
        names = [*KINDS, _NONE]
        counts = [[0] * len(names) for _ in names]
        for (true, found), count in self.whole.tagged.confusions.items():
            row, column = (_NONE if label == "O" else kind_of(label) for label in (true, found))
            counts[names.index(row)][names.index(column)] += count
        return names, counts

    def to_plain(self) -> dict[str, Any]:
        """All figures, for JSON."""
        parts = {name: _part_to_plain(part, kinds=name != BLIND) for name, part in self.parts.items()}
        reliability = {
            name: {"expected_calibration_error": error, "bins": [list(row) for row in table]}
            for name, (error, table) in self.reliability().items()
        }
        labels = {label: asdict(score) for label, score in self.whole.tagged.entities.by_label().items()}
        return {"parts": parts, "all": _part_to_plain(self.whole), "labels": labels, "reliability": reliability}

    def tables(self) -> list[str]:
        """Lines of Markdown."""
        lines: list[str] = []
        if any(part.labelled for part in self.parts.values()):
            lines += [*self._entity_table(), ""]
        if self.whole.labelled:
            lines += [*self._lowest_labels(), "", *self._confusion_table(), ""]
        if any(part.cells for part in self.parts.values()):
            lines += [*self._cell_table(), "", *self._silent_table(), ""]
        for name, (error, table) in self.reliability().items():
            lines += [f"Expected calibration error, {name}: {error:.4f}", ""]
            if name == list(self.reliability())[-1]:
                lines += _markdown(("confidence", "right", "count"), [(f"{m:.3f}", f"{s:.3f}", c) for m, s, c in table])
        return lines

    def _entity_table(self) -> Iterator[str]:
        kinds = list(self.whole.tagged.entities.by_kind())
        rows = []
        for name, part in self._named_parts():
            of_kind = {} if name == BLIND else part.tagged.entities.by_kind()
            score = part.tagged.entities.score()
            shown = [f"{of_kind[kind].f1:.4f}" if kind in of_kind else "-" for kind in kinds]
            rows.append(
                (name, part.labelled, f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}", *shown)
            )
        yield "Entities of the model (seqeval, strict, one label a cell): precision, recall, F1, and F1 by kind."
        yield ""
        yield from _markdown(("part", "documents", "precision", "recall", "F1", *kinds), rows)

    def _lowest_labels(self) -> Iterator[str]:
        scores = self.whole.tagged.entities.by_label().items()
        common = sorted((score.f1, label, score) for label, score in scores if score.support >= _MANY)
        rows = [(label, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", s.support) for _, label, s in common]
        yield f"Labels of lowest F1, of those that are there {_MANY} times."
        yield ""
        yield from _markdown(("label", "precision", "recall", "F1", "support"), rows[:_MOST_SHOWN])

    def _confusion_table(self) -> Iterator[str]:
        yield "Most frequent confusions."
        yield ""
        rows = [(_shown(true), _shown(found), n) for (true, found), n in self.confusions().most_common(_MOST_SHOWN)]
        yield from _markdown(("true", "found", "cells"), rows)

    def _cell_table(self) -> Iterator[str]:
        taggers = list(dict.fromkeys(name for part in self.parts.values() for name in part.cells))
        rows = []
        for name, part in self._named_parts():
            shown = ["{:.4f}, {:.1f}, {:.3f}".format(*part.cells.get(tagger, CellScore()).line()) for tagger in taggers]
            rows.append((name, next(iter(part.cells.values()), CellScore()).cells, *shown))
        yield "Cells: share right, silent errors in 10,000, share for review."
        yield ""
        yield from _markdown(("part", "cells", *taggers), rows)

    def _silent_table(self) -> Iterator[str]:
        rows = [
            (name, tagger, *[score.kinds[kind] for kind in SILENT_KINDS])
            for name, part in self._named_parts()
            for tagger, score in part.cells.items()
            if score.silent
        ]
        yield "Silent cells: another figure; a blank; a cell or a report that is not there; a file that was refused."
        yield ""
        yield from _markdown(("part", "tagger", *SILENT_KINDS), rows)

    def _named_parts(self) -> Iterator[tuple[str, _Part]]:
        yield from self.parts.items()
        if len(self.parts) > 1:
            yield "all", self.whole

    def write(self, folder: Path, about: Mapping[str, Any]) -> None:
        """Write ``evaluation.json`` and ``.md``, ``labels.csv``, ``confusions.csv`` and the plots into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        plain = json.dumps({**about, **self.to_plain()}, ensure_ascii=False, indent=1)
        (folder / "evaluation.json").write_text(plain + "\n", encoding="utf-8")
        (folder / "evaluation.md").write_text("\n".join(self.tables()) + "\n", encoding="utf-8")
        if self.whole.labelled:
            scores = self.whole.tagged.entities.by_label().items()
            rows = [(label, s.precision, s.recall, s.f1, s.support) for label, s in scores]
            _write_csv(folder / "labels.csv", ("label", "precision", "recall", "f1", "support"), rows)
            pairs = [(_shown(true), _shown(found), count) for (true, found), count in self.confusions().most_common()]
            _write_csv(folder / "confusions.csv", ("true", "found", "cells"), pairs)
            draw_confusion(folder / "confusion.png", *self.confusion_of_kinds())
        tables = {f"{name}, ECE {error:.3f}": table for name, (error, table) in self.reliability().items()}
        draw_reliability(folder / "reliability.png", tables)


def _part_to_plain(part: _Part, *, kinds: bool = True) -> dict[str, Any]:
    plain: dict[str, Any] = {"documents": part.documents}
    if part.labelled:
        plain["entities"] = asdict(part.tagged.entities.score())
    if part.labelled and kinds:
        plain["kinds"] = {kind: asdict(score) for kind, score in part.tagged.entities.by_kind().items()}
    plain["cells"] = {
        name: {
            "cells": score.cells,
            "right": score.right,
            "silent": score.silent,
            "review": score.review,
            "silent_kinds": {kind: score.kinds[kind] for kind in SILENT_KINDS if score.kinds[kind]},
        }
        for name, score in part.cells.items()
    }
    return plain


def _shown(label: str) -> str:
    return _NONE if label == "O" else label


def _markdown(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(map(str, head))} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows)


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
