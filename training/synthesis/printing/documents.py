"""From a seed to a document printed as a plan of the grammar says, with its labels and its gold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from training.synthesis.content import write_report
from training.synthesis.dice import Dice
from training.synthesis.early import write_early_report
from training.synthesis.figures import Figures, State, draw_figures
from training.synthesis.forms import Wording, statutory_wording
from training.synthesis.gold import cell_states, gold_record
from training.synthesis.layouts import LAYOUTS
from training.synthesis.layouts.html import html_page
from training.synthesis.layouts.layout import Family, flow
from training.synthesis.names import Agency, draw_agency
from training.synthesis.noise import SEEN, Noises, befall
from training.synthesis.noise.noise import Noise
from training.synthesis.printing.blocks import CHROME, FRAGMENTS, ORDERS, tables_alone
from training.synthesis.printing.cells import TablePrinter, merged_rows
from training.synthesis.printing.figures import FIGURE_WRITERS, yuan_wording
from training.synthesis.printing.grammar import Combination, Plan, PrintingGrammar, Split, printing_grammar
from training.synthesis.printing.heads import EXTRA_COLUMNS, HEADS
from training.synthesis.printing.matrix import Matrix, grid_to_matrix, matrix_to_grid
from training.synthesis.printing.orders import COLUMN_ORDERS, ROW_ORDERS
from training.synthesis.printing.unknowable import unknowable_cells
from training.synthesis.report import SyntheticReport
from training.synthesis.segments import (
    SEPARATOR,
    Block,
    Grid,
    GridCell,
    Line,
    compose,
    figure_cells,
    line_length,
    separator,
)
from training.synthesis.statistics import draw_statistics

__all__ = ["print_document"]

_LAYOUTS = {layout.name: layout for layout in LAYOUTS}
_STACKED = ("lines", "gapped_lines", "piped_lines", "lone_pipes", "tabbed_lines", "indented_lines", "bulleted_lines")
_SPOILING = frozenset(  # what makes figures unknowable, or takes for granted how a table is laid out
    ("cells_lost", "lines_lost", "numbers_cut", "empty_lines", "empty_lines_lost", "rows_slipped", "head_repeated")
)
_SPOILING_ORDERS = frozenset(
    ("heads_lost", "head_lost", "heads_invented", "labels_lost", "table_split", "heading_inside")
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One report of a document: its lines, and what they print."""

    lines: list[Line]
    gold: dict[str, Any]
    states: dict[str, State]


def print_document(
    seed: int,
    split: Split = "training",
    *,
    early: bool = False,
    fixed: Combination | None = None,
    grammar: PrintingGrammar | None = None,
) -> SyntheticReport:
    """Print the document of a seed.

    Args:
        seed: training uses seeds below 10**9.
        split: ``training``, or what is held out of it: ``unseen`` and ``blind``.
        early: a report on a year before 2019, with its statistics table.
        fixed: productions that its plan must hold, by dimension.
        grammar: another grammar than that of ``configs/training/printing.yaml``.

    Returns:
        The same document for the same arguments, on every machine.

    Raises:
        UsageError: no plan can hold what is fixed.
    """
    dice = Dice(f"printing/{seed}/{split}" + "/early" * early)
    plan = (grammar or printing_grammar()).draw(dice, split, fixed)
    return _Printer(dice, plan, seed, split, early).document()


class _Printer:
    """Prints one document."""

    def __init__(self, dice: Dice, plan: Plan, seed: int, split: Split, early: bool) -> None:
        self.dice, self.plan, self.split, self.early = dice, plan, split, early
        layout = plan["layout"]
        self.suffix = ".html" if layout == "html_plain" else _LAYOUTS[layout].suffix if layout in _LAYOUTS else ".txt"
        self.name = f"{'e' * early}{split[0]}p-{seed}-{layout}"
        noise = plan.production("noise")
        self.level = int(noise.text("level")) if noise else 0
        self.noises = _noises(plan, early)
        self.names: list[str] = []

    def document(self) -> SyntheticReport:
        """The document of the plan."""
        readings = list(self._readings())
        lines = self._laid_out([reading.lines for reading in readings])
        source, spans = compose(lines)
        first, *others = readings
        unknowable = {cell for reading in readings for cell in reading.gold["unknowable"]}
        return SyntheticReport(
            self.name,
            self.suffix,
            source,
            spans,
            {at: cell for at, cell in figure_cells(lines).items() if cell not in unknowable},
            first.gold,
            first.states,
            tuple(self.names),
            self.level,
            self.plan["layout"],
            self.split != "training",
            self.plan.ids,
            tuple(reading.gold for reading in others),
        )

    def _readings(self) -> Sequence[_Reading]:
        """The reports that the document holds."""
        agency = draw_agency(self.dice)
        figures = self._figures()
        year = figures.year
        kind = self.plan["file"]
        if kind == "two_agencies":
            other = draw_agency(self.dice)
            return [self._report(agency, figures), self._report(other, replace(self._figures(), year=year))]
        earlier = {"two_years": 1, "newest_last": 1, "three_years": 2, "appendix": 1}.get(kind, 0)
        several = [(figures, False)]
        for back in range(1, earlier + 1):
            several.append((replace(self._figures(figures), year=year - back), kind == "appendix"))
        if kind == "newest_last":
            several.reverse()
        return [self._report(agency, each, alone) for each, alone in several]

    def _figures(self, like: Figures | None = None) -> Figures:
        """Figures of a report; ``like`` another, of the same forms."""
        for _ in range(30):
            figures = (draw_statistics if self.early else draw_figures)(self.dice)
            if like is None or figures.forms == like.forms:
                return figures
        return like if like is not None else figures

    def _report(self, agency: Agency, figures: Figures, alone: bool = False) -> _Reading:
        dice, plan, level = self.dice, self.plan, self.level
        family = self._family()
        figures = FIGURE_WRITERS[plan["figures"]](dice, figures)
        figures = befall(dice, figures, self.noises.values, level, family, self.names)
        words: Wording = statutory_wording(figures)
        words = yuan_wording(words) if plan["figures"] == "yuan" else words
        wording = befall(dice, words, self.noises.wording, level, family, self.names)
        blocks = (write_early_report if self.early else write_report)(dice, agency, figures, wording)
        blocks = tuple(replace(block, grid=self._arranged(block.grid)) if block.grid else block for block in blocks)
        blocks = ORDERS[plan["order"]](dice, blocks)
        if alone:
            blocks = tables_alone(dice, blocks, figures.year)
        else:
            blocks = CHROME[plan["chrome"]](dice, blocks)
            blocks = befall(dice, blocks, self.noises.blocks, level, family, self.names)
        fragment = FRAGMENTS.get(plan["file"])
        if fragment is not None:
            blocks = fragment(dice, blocks)
        lines = befall(dice, self._render(blocks), self.noises.lines, level, family, self.names)
        states = cell_states(figures, lines)
        gold = gold_record(self.name + self.suffix, figures, states, agency, lines)
        gold["unknowable"] = unknowable_cells(plan, figures, lines)
        return _Reading(lines, gold, states)

    def _family(self) -> Family:
        layout = self.plan["layout"]
        if layout in _LAYOUTS:
            return _LAYOUTS[layout].family
        if layout == "html_plain":
            return "html"
        separator_ = self.plan["separator"]
        return "squashed" if separator_ == "nothing" else "stacked" if separator_ in _STACKED else "rows"

    def _arranged(self, grid: Grid) -> Grid:
        """A table with its columns and rows in the order of the plan, its heads and extra columns."""
        plan, dice = self.plan, self.dice
        if plan["columns"] == plan["rows"] == "standard" and plan["heads"] == "full" and plan["extra"] == "none":
            return grid
        matrix = grid_to_matrix(grid)
        matrix = COLUMN_ORDERS[plan["columns"]](dice, matrix)
        matrix = ROW_ORDERS[plan["rows"]](dice, matrix)
        matrix = HEADS[plan["heads"]](dice, matrix, plan)
        matrix = EXTRA_COLUMNS[plan["extra"]](dice, matrix)
        return matrix_to_grid(matrix)

    def _render(self, blocks: tuple[Block, ...]) -> list[Line]:
        layout = self.plan["layout"]
        if layout in _LAYOUTS:
            return _LAYOUTS[layout].render(self.dice, blocks)
        if layout == "html_plain":
            return html_page(self.dice, [_without_spans(block, self.plan) for block in blocks])
        printer = TablePrinter(self.dice, self.plan)
        printer.title = next((line for block in blocks if block.kind == "title" for line in block.lines[:1]), ())
        return flow(self.dice, blocks, lambda grid: printer(grid_to_matrix(grid)), marks=self._marks())

    def _marks(self) -> bool:
        return self.plan["frame"] == "ruled" and self.dice.chance(0.7)

    def _laid_out(self, reports: Sequence[list[Line]]) -> list[Line]:
        """The lines of all reports, as the plan lays out the whole document."""
        lines = list(chain.from_iterable(reports))
        production = self.plan.production("lines")
        if production is None or production.name == "kept":
            return lines
        between = separator(self.dice.pick(production.options["between"]))
        escaped = production.name in ("escaped", "json")
        if not escaped:
            lines = [line for line in lines if line_length(line)]
        whole: list[Any] = []
        for number, line in enumerate(lines):
            if number:
                whole.append(between)
            whole += _escaped(line, json=production.name == "json") if escaped else line
        if production.name == "json":
            key = self.dice.pick(("content", "text", "body"))
            whole = [separator(f'{{"{key}": "'), *whole, separator('"}')]
        return [tuple(whole)]


def _escaped(line: Line, *, json: bool) -> Line:
    """A line as a program writes it into a string."""
    out = []
    for segment in line:
        text = segment.text.replace("\t", "\\t").replace("\r", "\\r")
        if json:
            text = text.replace('"', '\\"' if segment.label == SEPARATOR else "”")
        out.append(segment._replace(text=text))
    return tuple(out)


def _without_spans(block: Block, plan: Plan) -> Block:
    """A table whose merged cells are written out."""
    if block.grid is None:
        return block
    matrix: Matrix = grid_to_matrix(block.grid)
    rows = merged_rows(matrix, plan["merged"], plan.text("merged", "sign"))
    return replace(block, grid=replace(block.grid, rows=tuple(tuple(map(GridCell, row)) for row in rows)))


def _noises(plan: Plan, early: bool) -> Noises:
    """The noises of the levels but for those that would make the print unknowable."""
    standard = plan["columns"] == plan["rows"] == "standard" and plan["heads"] == "full"
    left_out = _SPOILING if standard else _SPOILING | _SPOILING_ORDERS

    def kept(noises: tuple[Noise[Any], ...]) -> tuple[Noise[Any], ...]:
        return tuple(noise for noise in noises if noise.name not in left_out)

    all_ = SEEN.early if early else SEEN
    return Noises(kept(all_.values), kept(all_.wording), kept(all_.blocks), kept(all_.lines))
