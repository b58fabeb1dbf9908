"""What nobody could know from the print: gold names it, and it counts neither as right nor as wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from gkml.template import Table
from training.synthesis.figures import Figures, tables_of
from training.synthesis.printing.grammar import Plan
from training.synthesis.segments import Line, Segment

__all__ = ["count_cuts", "unknowable_cells"]

_LINED = ("lines", "gapped_lines", "piped_lines", "lone_pipes", "tabbed_lines", "indented_lines", "bulleted_lines")
_SPACED = ("space", "gap", "wide_gap", "nothing")
_WITHOUT_PLACES = ("pdf_raw",)  # layouts in which an empty cell leaves nothing
_COLLAPSED = ("collapsed", "collapsed_left", "ends")
_NUMBERS = ("serial", "serial_last", "codes", "last_year")  # columns more that hold numbers
_FRAGMENTS = ("page", "rows", "row")


def unknowable_cells(plan: Plan, figures: Figures, lines: Sequence[Line]) -> list[str]:
    """Cells that are printed so that no reader could say which they are, or what they say."""
    segments = [segment for line in lines for segment in line]
    printed = {segment.label for segment in segments if segment.text and segment.label}
    cells = dict.fromkeys(segment.cell for segment in segments if segment.cell)
    found: dict[str, None] = {}
    for table in tables_of(figures).values():
        mine = [cell for cell in cells if cell is not None and cell.partition(".")[0] == table.id]
        for unknown in (_without_heads, _without_labels, _without_places, _run_together, _split_heads):
            found.update(dict.fromkeys(unknown(_Print(plan, figures, table, mine, printed, segments))))
    return list(found)


class _Print:
    """One table as it is printed."""

    def __init__(
        self,
        plan: Plan,
        figures: Figures,
        table: Table,
        cells: Sequence[str],
        labels: set[str],
        segments: Sequence[Segment],
    ) -> None:
        self.plan, self.figures, self.table = plan, figures, table
        self.cells, self.labels, self.segments = cells, labels, segments

    def rows(self) -> Mapping[str, list[str]]:
        """The cells that are printed, by row."""
        rows: dict[str, list[str]] = {}
        for cell in self.cells:
            rows.setdefault(cell.partition(".")[2].rpartition(".")[0], []).append(cell)
        return rows

    def text(self, cell: str) -> str:
        """What is printed of a cell."""
        return self.figures.cells[cell].text


def _without_heads(print_: _Print) -> Iterable[str]:
    """Figures under no heads, in an order that only heads tell, or of a form that only heads tell."""
    heads = {f"column:{cell.rpartition('.')[2]}" for cell in print_.cells}
    if heads <= print_.labels:
        return ()
    if print_.plan["columns"] != "standard":
        return print_.cells
    if print_.plan["extra"] in _NUMBERS and not heads & print_.labels:
        return print_.cells
    return print_.cells if print_.table.id == "disclosure" and print_.plan["file"] in _FRAGMENTS else ()


def _without_labels(print_: _Print) -> Iterator[str]:
    """Figures beside no label, in an order that only labels tell."""
    for row, cells in print_.rows().items():
        if f"row:{print_.table.id}.{row}" not in print_.labels and print_.plan["rows"] != "standard":
            yield from cells


def _loses_places(plan: Plan) -> bool:
    """Whether an empty cell leaves nothing that shows its place."""
    if plan["layout"] in _WITHOUT_PLACES or plan["blank"] == "dropped":
        return True
    if plan.text("blank").strip():
        return False
    return plan["separator"] in _SPACED or (plan["separator"] in _LINED and plan["lines"] in ("whole_page", "slashed"))


def _without_places(print_: _Print) -> Iterator[str]:
    """Rows in which some figures are printed and some are not, and nothing shows which."""
    if not _loses_places(print_.plan):
        return
    rows = [list(print_.cells)] if print_.table.id == "disputes" else print_.rows().values()
    for cells in rows:
        empty = sum(not print_.text(cell) for cell in cells)
        if 0 < empty < len(cells):
            yield from cells


def _run_together(print_: _Print) -> Iterator[str]:
    """Figures with nothing between them that can be cut in more than one way."""
    if print_.plan["separator"] != "nothing":
        return
    for cells in [list(print_.cells)] if print_.table.id == "disputes" else print_.rows().values():
        if len(cells) < 2:
            continue
        texts = [print_.text(cell) for cell in cells]
        size = 7 if print_.table.id == "requests" else 5 if print_.table.id == "disputes" else 0
        plain = print_.plan["columns"] == "standard" and all(text.isascii() and text.isdigit() for text in texts)
        if not plain or not size or len(texts) % size or count_cuts("".join(texts), len(texts), size) != 1:
            yield from cells


def count_cuts(digits: str, figures: int, size: int, most: int = 2) -> int:
    """In how many ways digits are figures, every ``size``-th the sum of those before it; at most ``most``."""

    @cache
    def count(at: int, left: int, total: int) -> int:
        if not left:
            return int(at == len(digits))
        ways = 0
        last = (figures - left) % size == size - 1
        for end in range(at + 1, min(len(digits) - left + 1, at + 8) + 1):
            figure = int(digits[at:end])
            if not last or figure == total:
                ways += count(end, left - 1, 0 if last else total + figure)
            if digits[at] == "0" or ways >= most:
                break
        return min(ways, most)

    return count(0, figures, 0)


def _split_heads(print_: _Print) -> Iterable[str]:
    """Columns whose common head stands over several runs of them, where nothing shows how wide it is."""
    plan = print_.plan
    collapsed = plan["merged"] in _COLLAPSED or plan["layout"] in ("pdf_raw", "piled_markdown")
    if print_.table.id != "requests" or plan["heads"] not in ("full", "repeated", "by_columns") or not collapsed:
        return ()
    if plan["columns"] not in ("scattered", "rotated"):
        return ()
    return print_.cells
