"""Slots to cells: what stands there, how sure it is, and what a person may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.document import Document, DocumentBuilder, NewCell
from gkml.doubts import DoubtCode, doubt
from gkml.labels import Pointer, Tag
from gkml.records.evidence import Evidence, LabelEvidence
from gkml.tables.cells import slot_to_cell, undecided_cells
from gkml.tables.records import Slot
from gkml.tables.stream import Item
from tests.tables.prints import COUNT, MONEY

WHY = doubt(DoubtCode.COLUMN_UNCERTAIN)


def printed(*cells: NewCell | str, tag: Tag | None = None) -> tuple[Document, list[Slot]]:
    builder = DocumentBuilder("html")
    row = builder.add_row(["行名", *cells], kind="grid")
    kinds = ["figure" if cell.end > cell.start else "blank" for cell in row.cells]
    slots = [
        Slot(Item(kind, cell.start, cell.end, cell, tag), 0)  # type: ignore[arg-type]
        for kind, cell in zip(kinds, row.cells, strict=True)
    ]
    return builder.build(), slots[1:]


def test_a_figure_has_its_value_and_its_place() -> None:
    document, (slot,) = printed("12")
    cell = slot_to_cell(document, "a", COUNT, slot, 0.9, told=("exact", "order"))
    assert (cell.value, cell.text, document.text[cell.start : cell.end]) == (12, "12", "12")
    assert cell.evidence == Evidence("exact", "order", None)
    assert 0.85 < cell.confidence <= 0.9
    assert cell.doubts == ()


@pytest.mark.parametrize(
    ("pointer", "head", "said"),
    [
        (None, "exact", None),
        (Pointer("requests.granted", "total", 0.6, 0.6), "exact", "agrees"),
        (Pointer("requests.granted", "natural_person", 0.5, 0.95), "damaged", "elsewhere"),
        (Pointer("requests.granted", "natural_person", 0.5, 0.95), "exact", None),  # a legible head knows better
        (Pointer("requests.other", "total", 0.95, 0.5), "exact", "elsewhere"),
        (Pointer("requests.other", "natural_person", 0.5, 0.5), "damaged", None),  # it is not sure
    ],
)
def test_the_model_says_where_it_sees_a_figure(pointer: Pointer | None, head: LabelEvidence, said: str | None) -> None:
    document, (slot,) = printed("12", tag=Tag("figure", 3, 5, pointer=pointer))
    cell = slot_to_cell(document, "requests.granted.total", COUNT, slot, 0.9, told=("exact", head))
    assert cell.evidence.model == said
    assert cell.review == (said == "elsewhere")


def test_an_empty_place_has_none() -> None:
    document, (slot,) = printed("")
    for found in (
        slot_to_cell(document, "a", COUNT, slot, 0.9),
        slot_to_cell(document, "a", COUNT, None, 0.9),
    ):
        assert (found.state, found.value, found.text, found.start, found.end) == ("blank", None, None, None, None)


@pytest.mark.parametrize(
    ("cell", "state", "doubts"),
    [
        (NewCell("12", sight="doubtful", doubts=(DoubtCode.RAISED,)), "number", (DoubtCode.RAISED,)),
        (NewCell("12", certainty=0.5), "number", (DoubtCode.RECOGNITION,)),
        (NewCell("12", certainty=0.5, sight="doubtful", doubts=(DoubtCode.RAISED,)), "number", (DoubtCode.RAISED,)),
        (NewCell("12", unread=True), "unreadable", (DoubtCode.PICTURE,)),
        (NewCell("12", unread=True, doubts=(DoubtCode.RAISED,)), "unreadable", (DoubtCode.RAISED,)),
        (NewCell("12", sight="seen"), "number", ()),
    ],
)
def test_what_a_person_may_not_see_is_in_doubt(cell: NewCell, state: str, doubts: tuple[DoubtCode, ...]) -> None:
    document, (slot,) = printed(cell)
    found = slot_to_cell(document, "a", COUNT, slot, 1.0)
    assert (found.state, tuple(each.code for each in found.doubts)) == (state, doubts)
    plain = slot_to_cell(*printed("12")[:1], "a", COUNT, printed("12")[1][0], 1.0)
    assert found.confidence < plain.confidence or not doubts


def test_digits_run_together_are_less_sure() -> None:
    sure, run = (printed("12", tag=Tag("figure", 3, 5, 0.99, run=run)) for run in (False, True))
    cells = [slot_to_cell(document, "a", COUNT, slots[0], 1.0) for document, slots in (sure, run)]
    assert cells[1].confidence < cells[0].confidence


def test_cells_that_cannot_be_told_apart_point_at_the_whole_row() -> None:
    document, slots = printed("12", "", NewCell("3", sight="doubtful", doubts=(DoubtCode.RAISED,)))
    cells = list(undecided_cells(document, [("a", COUNT), ("b", COUNT)], slots, WHY))
    assert [cell.id for cell in cells] == ["a", "b"]
    for cell in cells:
        assert (cell.state, cell.text, document.text[cell.start : cell.end]) == ("unreadable", "12\t\t3", "12\t\t3")
        assert [each.code for each in cell.doubts] == [DoubtCode.COLUMN_UNCERTAIN, DoubtCode.RAISED]


def test_cells_of_an_empty_row_point_at_nothing() -> None:
    document, slots = printed("")
    (cell,) = undecided_cells(document, [("a", COUNT)], slots, WHY)
    assert (cell.text, cell.start, cell.end) == (None, None, None)


@pytest.mark.parametrize(
    ("figure", "stated", "told", "doubted"),
    [
        ("218.81", "元", ("exact", "damaged"), True),
        ("218.81", "元", ("damaged", "exact"), True),
        ("218.81", "元", ("exact", "exact"), False),
        ("218.81元", "元", ("exact", "damaged"), False),
        ("218.81", "万元", ("exact", "damaged"), False),
        ("0", "元", ("exact", "damaged"), False),
    ],
)
def test_a_unit_that_is_not_the_forms_is_in_doubt_beside_damaged_labels(
    figure: str, stated: str, told: tuple[LabelEvidence, LabelEvidence], doubted: bool
) -> None:
    document, (slot,) = printed(figure)
    cell = slot_to_cell(document, "a", MONEY, slot, 0.95, stated=stated, told=told)
    assert (DoubtCode.UNIT_UNCERTAIN in [each.code for each in cell.doubts]) is doubted


def test_a_figure_with_more_in_its_cell_is_in_doubt() -> None:
    document, (slot,) = printed("12")
    slot = replace(slot, item=replace(slot.item, beside="约"))
    assert [each.code for each in slot_to_cell(document, "a", COUNT, slot, 1.0).doubts] == [DoubtCode.MORE_IN_CELL]
