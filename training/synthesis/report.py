"""From a seed to a synthetic report: figures, wording, blocks, lines, source; noise may step in behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.synthesis.content import write_report
from training.synthesis.dice import Dice
from training.synthesis.early import write_early_report
from training.synthesis.figures import State, draw_figures
from training.synthesis.forms import statutory_wording
from training.synthesis.gold import cell_states, gold_record
from training.synthesis.layouts import LAYOUTS, UNSEEN_LAYOUTS
from training.synthesis.names import draw_agency
from training.synthesis.noise import SEEN, UNSEEN, befall
from training.synthesis.segments import Span, compose, figure_cells
from training.synthesis.statistics import draw_statistics

__all__ = ["SyntheticReport", "synthesise"]


@dataclass(frozen=True, slots=True)
class SyntheticReport:
    """One made-up report.

    Attributes:
        name: file name without suffix.
        suffix: ``.txt`` or ``.html``.
        source: content of the file.
        spans: ``(start, end, label, part)`` in order, offsets into ``source``, labels of ``gkml.labels.LabelSet``.
            Spans never overlap: ``title`` is what is left of a title besides agency and year.
        cells: ids of the cells whose figures are printed, by their offset in ``source``.
        gold: what the report prints, in the format of gold readings.
        states: state of every cell of its tables.
        noises: names of the noises that were applied, in order.
        level: 0 (clean) to 3.
        layout: name of the layout.
        unseen: whether it is made of what training never shows.
        productions: ids of the productions of the grammar of printing; none of a report of a layout.
        others: gold of the reports that the same file holds behind the first.
    """

    name: str
    suffix: str
    source: str
    spans: tuple[Span, ...]
    cells: Mapping[int, str]
    gold: dict[str, Any]
    states: Mapping[str, State]
    noises: tuple[str, ...]
    level: int
    layout: str
    unseen: bool = False
    productions: tuple[str, ...] = ()
    others: tuple[dict[str, Any], ...] = ()

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.name + self.suffix

    @property
    def golds(self) -> tuple[dict[str, int | float | None], ...]:
        """What each of its reports prints in its cells, without those that nobody could know from the print."""
        return tuple(
            {cell: value for cell, value in gold["cells"].items() if cell not in gold.get("unknowable", ())}
            for gold in (self.gold, *self.others)
        )


def synthesise(seed: int, level: int, *, unseen: bool = False, early: bool = False) -> SyntheticReport:
    """Make the report of a seed.

    Args:
        seed: training uses seeds below 10**9, the evaluation suite those from there on.
        level: 0 clean layouts, 1 the usual artefacts, 2 several noises, 3 worse than what is published.
        unseen: draw only noises, layouts and wordings that ``unseen=False`` never uses.
        early: a report on a year before 2019, with its statistics table.

    Returns:
        The same report for the same arguments, on every machine.
    """
    if not 0 <= level <= 3:
        raise ValueError(f"level {level} is not one of 0, 1, 2, 3")
    dice = Dice(f"{seed}/{level}/{unseen}" + "/early" * early)
    layouts, noises = (UNSEEN_LAYOUTS, UNSEEN) if unseen else (LAYOUTS, SEEN)
    layout = dice.weighted([(layout, layout.weights[level]) for layout in layouts])
    noises = noises.early if early else noises
    draw, write = (draw_statistics, write_early_report) if early else (draw_figures, write_report)
    names: list[str] = []
    agency = draw_agency(dice)
    figures = befall(dice, draw(dice), noises.values, level, layout.family, names)
    wording = befall(dice, statutory_wording(figures), noises.wording, level, layout.family, names)
    blocks = write(dice, agency, figures, wording)
    blocks = befall(dice, blocks, noises.blocks, level, layout.family, names)
    lines = befall(dice, layout.render(dice, blocks), noises.lines, level, layout.family, names)
    source, spans = compose(lines)
    name = f"{'e' * early}{'u' if unseen else 'l'}{level}-{seed}-{layout.name}"
    states = cell_states(figures, lines)
    gold = gold_record(name + layout.suffix, figures, states, agency, lines)
    return SyntheticReport(
        name,
        layout.suffix,
        source,
        spans,
        figure_cells(lines),
        gold,
        states,
        tuple(names),
        level,
        layout.name,
        unseen,
    )
