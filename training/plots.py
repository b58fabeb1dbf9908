"""Plots of what was measured, as PNG; without matplotlib nothing is drawn and that is said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["draw_confusion", "draw_curves", "draw_learning_curve", "draw_reliability"]

Bins = Sequence[tuple[float, float, int]]
"""Of a reliability diagram: mean confidence, share right, count."""

_DOTS_AN_INCH = 120


def draw_reliability(path: Path, tables: Mapping[str, Bins]) -> None:
    """Share right over confidence (reliability diagram), a line for each of the ``tables``, dots larger with more."""

    def draw(axes: Any) -> None:
        axes.plot([0, 1], [0, 1], ":", color="grey")
        for name, table in tables.items():
            means, shares, counts = zip(*table, strict=True)
            (line,) = axes.plot(means, shares, "-", label=name)
            axes.scatter(means, shares, [12 + 20 * np.log10(count) for count in counts], color=line.get_color())
        axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1.01), ylim=(0, 1.01))
        if tables:
            axes.legend()

    _save(path, draw, (5, 5))


def draw_confusion(path: Path, names: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
    """What was found (columns) for what there is (rows), shaded by the share of the row."""
    matrix = np.asarray(counts, float)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)

    def draw(axes: Any) -> None:
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(names)), names, rotation=60, ha="right")
        axes.set_yticks(range(len(names)), names)
        axes.set(xlabel="found", ylabel="true")
        for (row, column), count in np.ndenumerate(matrix):
            if count:
                colour = "white" if shares[row, column] > 0.5 else "black"
                axes.text(column, row, f"{count:.0f}", ha="center", va="center", fontsize=7, color=colour)

    _save(path, draw, (7, 6.5))


def draw_curves(path: Path, rows: Sequence[Mapping[str, float]]) -> None:
    """Losses over the steps of a training, and on the other axis entity F1, where it was evaluated."""

    def draw(axes: Any) -> None:
        for name, style in (("loss", "-"), ("eval_loss", "o-")):
            if points := [(row["step"], row[name]) for row in rows if name in row]:
                axes.plot(*zip(*points, strict=True), style, label=name)
        axes.set(xlabel="step", ylabel="cross entropy", yscale="log")
        axes.legend(loc="upper left")
        if points := [(row["step"], row["eval_f1"]) for row in rows if "eval_f1" in row]:
            other = axes.twinx()
            other.plot(*zip(*points, strict=True), "s--", color="tab:green", label="eval_f1")
            other.set(ylabel="entity F1", ylim=(0, 1.01))
            other.legend(loc="upper right")

    _save(path, draw, (7, 4))


def draw_learning_curve(path: Path, counts: Sequence[int], series: Mapping[str, Sequence[float]]) -> None:
    """What each count of annotated documents reaches."""

    def draw(axes: Any) -> None:
        for name, values in series.items():
            axes.plot(counts, values, "o-", label=name)
        axes.set(xlabel="annotated documents", ylim=(0, 1.01))
        axes.set_xticks(counts)
        axes.legend()

    _save(path, draw, (7, 4))


def _save(path: Path, draw: Callable[[Any], None], inches: tuple[float, float]) -> None:
    try:
        import matplotlib
    except ImportError:
        print(f"matplotlib is not installed; {path.name} is not drawn", file=sys.stderr)
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=inches)
    draw(axes)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=_DOTS_AN_INCH, bbox_inches="tight")
    pyplot.close(figure)
