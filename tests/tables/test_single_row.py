"""Tables whose rows stand side by side: their one printed row, in one piece or in several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.tables.records import stream_to_records
from gkml.tables.side_heads import side_order
from gkml.tables.single_row import SingleRow, place_single_row
from gkml.tables.stream import document_to_stream
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import text_document

TEMPLATES = load_templates()
(TABLE,) = (t for t in TEMPLATES.variants("disputes") if t.form == "2021")
TAGGER = RuleTagger(TEMPLATES)
IDS = [cell for cell, _, _ in TABLE.cells()]
COLUMNS = [column.labels[0] for column in TABLE.columns]
TITLE = "四、政府信息公开行政复议、行政诉讼情况\n"
HEADS = "行政复议\t行政诉讼\n未经复议直接起诉\t复议后起诉\n" + "\t".join(COLUMNS * 3) + "\n"


def placed(text: str) -> tuple[SingleRow, dict[str, str | None]]:
    """What is found, and the print in each cell that was told."""
    document = text_document(TITLE + text)
    stream = document_to_stream(document, TAGGER(document))
    records = stream_to_records(document.text, stream)
    found = place_single_row(document, stream, records, frozenset(), TABLE, side_order([], TABLE))
    shown = {
        cell: None if slot is None or slot.blank else document.text[slot.item.start : slot.item.end]
        for cell, (slot, _) in found.placed.items()
    }
    return found, shown


figures = st.lists(st.integers(0, 99_999).map(str), min_size=15, max_size=15)


@given(figures, st.sampled_from(["\t", " | ", "\n"]))
def test_a_figure_for_every_head(values: list[str], between: str) -> None:
    _, shown = placed(HEADS.replace("\t", between) + between.join(values) + "\n")
    assert shown == dict(zip(IDS, values, strict=True))


@given(figures, st.sets(st.sampled_from(range(15)), max_size=14))
def test_empty_cells_keep_their_places(values: list[str], empty: set[int]) -> None:
    cells = ["" if at in empty else value for at, value in enumerate(values)]
    _, shown = placed(HEADS + "\t".join(cells) + "\n")
    assert shown == {cell: text or None for cell, text in zip(IDS, cells, strict=True)}


@given(figures)
def test_pieces_behind_the_labels_of_their_rows(values: list[str]) -> None:
    labels = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    text = "".join(
        f"{label}\n" + "\t".join(COLUMNS) + "\n" + "\t".join(values[at : at + 5]) + "\n"
        for label, at in zip(labels, range(0, 15, 5), strict=True)
    )
    _, shown = placed(text)
    assert shown == dict(zip(IDS, values, strict=True))


def test_figures_that_are_too_few_and_have_no_places_are_left_open() -> None:
    found, shown = placed(HEADS.replace("\t", "\n") + "\n".join(["1", "2", "3"]) + "\n")
    assert shown == {}
    ((ids, slots),) = found.ambiguous_rows
    assert list(ids) == IDS
    assert len(slots) == 3


@pytest.mark.parametrize("text", ["", "行政复议工作有序开展。\n"])
def test_without_heads_there_is_no_table(text: str) -> None:
    found, _ = placed(text)
    assert not found.found
    assert found.placed == {}


def test_heads_with_nothing_below_them_are_an_empty_table() -> None:
    found, shown = placed(HEADS)
    assert found.found
    assert shown == dict.fromkeys(IDS)


def test_labels_of_another_table_end_it() -> None:
    found, _ = placed(HEADS + "行政许可\t" + "\t".join(["7"] * 15) + "\n")
    assert all(slot is None for slot, _ in found.placed.values())
