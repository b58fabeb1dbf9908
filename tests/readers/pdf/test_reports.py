"""Whole reports in the styles of many producers: every cell is read, nothing wrong goes unsaid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.conftest import EXAMPLES
from tests.readers.pdf.reports import made_up, of_gold
from tests.readers.pdf.sheets import Style

GOLD = [path.parent / "gold" / f"{path.stem}.json" for path in EXAMPLES]
STYLES = {
    "plain": Style(),
    "cut_rows": Style(cut_rows=True, size=12),
    "cut_rows_and_left_open": Style(cut_rows=True, closed=False, middle=False),
    "repeated_heads": Style(heads=1, cut_rows=True, closed=False),
    "left_open": Style(closed=False, size=14),
    "areas": Style(pen="areas", width=0.8),
    "thick": Style(pen="areas", width=3),
    "dashes": Style(pen="dashes"),
    "dots": Style(pen="dots"),
    "double": Style(pen="double"),
    "pixels": Style(pen="pixels"),
    "shuffled": Style(shuffled=True),
    "bold": Style(bold=True),
    "shaded_and_framed": Style(shade=True, frame=True, centred=False, size=8),
    "on_its_side": Style(rotate=90, page=(842.0, 595.0)),
    "upside_down": Style(rotate=180, turn=180),
    "vertical_lines": Style(rules="vertical"),
    "frame_and_verticals": Style(rules="outer"),
    "horizontal_lines": Style(rules="horizontal"),
    "no_lines": Style(rules="none"),
    "no_lines_left": Style(rules="none", centred=False),
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_style(style: Style, rules: Pipeline) -> None:
    for seed in (0, 2):
        made = made_up(seed)
        report = rules.reconcile(read(made.to_pdf(style), "report.pdf"), "report.pdf")
        assert made.wrong_cells(report) == {}
        assert (len(report.headings), report.status, report.year) == (6, "ok", made.figures.year)
        assert report.agency == made.agency


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_every_example_with_ruled_tables(path: Path, rules: Pipeline) -> None:
    made = of_gold(path)
    for name in ("cut_rows", "repeated_heads", "shuffled"):
        report = rules.reconcile(read(made.to_pdf(STYLES[name]), "report.pdf"), "report.pdf")
        assert made.wrong_cells(report) == {}, name
        assert report.status == "ok"


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["horizontal_lines", "no_lines", "frame_and_verticals"])
def test_without_lines_nothing_wrong_goes_unsaid(path: Path, name: str, rules: Pipeline) -> None:
    """Blank cells leave no trace without lines, so some may be missed; none may be read as another figure."""
    made = of_gold(path)
    report = rules.reconcile(read(made.to_pdf(STYLES[name]), "report.pdf"), "report.pdf")
    wrong = made.wrong_cells(report)
    assert not [cell for cell in wrong if not report.cells[cell].review]
    assert len(wrong) <= 0.1 * len(made.figures.cells)
    if None not in [figure.value for figure in made.figures.cells.values()]:
        assert wrong == {}


def test_cells_carry_their_page_and_boxes(rules: Pipeline) -> None:
    made = made_up(2)
    report = rules.reconcile(read(made.to_pdf(STYLES["cut_rows"]), "report.pdf"), "report.pdf")
    pages = set()
    for cell in report.cells.values():
        if cell.state == "number":
            assert cell.page is not None
            assert cell.boxes
            assert all(0 < box.x0 < box.x1 < 595 and 0 < box.y0 < box.y1 < 842 for box in cell.boxes)
            pages.add(cell.page)
    assert len(pages) > 1


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hongze_2023", "huaian_2024"])
def test_published_reports(name: str, shared: Path, rules: Pipeline) -> None:
    gold = json.loads((shared / "reports" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    report = rules(shared / "reports" / f"{name}.pdf")
    read_cells = {key: None if cell.value is None else float(cell.value) for key, cell in report.cells.items()}
    assert {key: read_cells[key] for key in gold["cells"]} == {
        key: None if value is None else pytest.approx(float(value)) for key, value in gold["cells"].items()
    }
    assert len(report.headings) == 6
    assert report.provenance.reader == "pdf"
