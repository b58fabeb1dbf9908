"""What a person sees of a figure is what is read of it, or it is marked: in every dress."""

from __future__ import annotations

import random

import pytest
from reportlab.pdfgen.canvas import Canvas

from gkml.pipeline import Pipeline
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.pdf.drawing import Drawing
from gkml.readers.pdf.page import Ruling
from gkml.readers.pdf.pages import read_pages
from gkml.readers.pdf.reader import read_pdf_here
from gkml.readers.pdf.sight import is_worth_auditing
from gkml.records.report import CellRecord
from tests.readers.pdf.dresses import CELL, DRESSES, FIGURES, Dress, dressed_report
from tests.readers.pdf.reports import made_up
from tests.readers.pdf.sheets import Style
from tests.readers.pdf.test_pages import drawn
from tests.readers.pdf.test_strikes import glyphs

READ_ALIKE_ONLY = ("field_without_look", "shadow_of_0.8_0.8", "shadow_of_1.5_1.5", "shadow_of_1.0_3.0")
"""Dresses of which PDFium itself shows or reads one figure."""


def read_dressed(rules: Pipeline, name: str, figure: str, other: str, cell: str = CELL) -> tuple[CellRecord, Dress]:
    data, dress = dressed_report(figure, other, DRESSES[name], cell)
    report = rules.reconcile(read_pdf_here(data, DEFAULT_LIMITS), name)
    rest = {key: report.cells[f"disclosure.{key}"] for key in FIGURES if f"disclosure.{key}" != cell}
    assert {key: str(record.value) for key, record in rest.items()} == {key: FIGURES[key] for key in rest}
    return report.cells[cell], dress


@pytest.mark.parametrize("name", [name for name in DRESSES if name not in READ_ALIKE_ONLY])
def test_a_dressed_figure_is_read_as_seen_or_marked(rules: Pipeline, name: str) -> None:
    record, dress = read_dressed(rules, name, "48213", "17")
    if dress.legible:
        assert (str(record.value), record.review, record.doubts) == (dress.shown, False, ())
        assert record.evidence.sight == "seen"
    else:
        assert record.review
        assert record.doubts
        assert record.evidence.sight == "doubtful"
    assert record.value is None or record.review or str(record.value) == dress.shown


def test_what_was_left_out_is_no_part_of_the_figure(rules: Pipeline) -> None:
    for name in ("white", "layer_off", "tiny", "clipped_away", "covered_in_place", "struck_by_line", "note_of_10_at_4"):
        record, dress = read_dressed(rules, name, "48213", "17")
        assert str(record.value) == dress.shown
        assert record.text == dress.shown


def test_any_figure_in_any_dress(rules: Pipeline) -> None:
    dice = random.Random(13)
    cells = [f"disclosure.{key}" for key in FIGURES if key != "fees.amount"]
    for name in dice.choices(list(DRESSES), k=60):
        figure, other = (str(dice.randrange(10 ** dice.randrange(3), 10**4)) for _ in range(2))
        record, dress = read_dressed(rules, name, figure, other[:2], dice.choice(cells))
        assert record.review or str(record.value) == dress.shown, (name, figure, other)


@pytest.mark.parametrize(
    "style",
    [
        Style(),
        Style(pen="areas", width=1.5),
        Style(pen="dots"),
        Style(pen="dashes", size=8.0),
        Style(pen="pixels", bold=True),
        Style(rules="outer"),
        Style(rules="none", size=8.0),
        Style(fill="tiles", rotate=90),
        Style(shade=True, turn=90, frame=True),
        Style(cut_rows=True, closed=False, shuffled=True),
    ],
)
def test_nothing_is_in_doubt_on_healthy_pages(style: Style) -> None:
    document = read_pdf_here(made_up(3).to_pdf(style), DEFAULT_LIMITS)
    cells = [cell for row in document.rows if len(row.cells) > 1 for cell in row.cells]
    assert {(cell.sight, cell.doubts, cell.unread) for cell in cells} == {("seen", (), False)}


def test_pages_without_tables_are_not_drawn() -> None:
    from tests.readers.pdf.test_pages import drawn, prose

    (page,) = read_pages(drawn(prose), DEFAULT_LIMITS)
    assert page.sight is None


@pytest.mark.parametrize("size", [7.5, 9.0, 10.5, 16.0, 22.0])
def test_thin_strokes_and_signs_of_two_strokes_are_seen_wherever_they_fall_on_pixels(size: float) -> None:
    signs = "|=-|.,:|"

    def page(canvas: Canvas) -> None:
        canvas.setFont("Courier", size)
        for row in range(20):
            canvas.drawString(40 + row * 0.19, 780 - row * (1.4 * size + 0.23), f"1234 {signs}")

    (content,) = read_pages(drawn(page), DEFAULT_LIMITS)
    text = "".join(character.text for character in content.characters)
    assert text == f"1234{signs}" * 20
    assert content.marks == ()


def test_only_pages_that_may_hold_a_table_are_compared_with_their_ink() -> None:
    ruled = Drawing(rulings=(Ruling(0, 0, 9, 0),))
    assert is_worth_auditing(glyphs("甲"), ruled)
    assert not is_worth_auditing([], ruled)
    assert is_worth_auditing(glyphs("0123456789012"), Drawing())
    assert not is_worth_auditing(glyphs("甲乙丙丁甲乙丙丁甲乙丙丁12"), Drawing())
