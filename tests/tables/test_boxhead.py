"""Heads of columns: which stand together, and in which order they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import DocumentBuilder
from gkml.labels import Tag
from gkml.tables.boxhead import (
    Boxhead,
    Head,
    boxheads_before,
    expanded,
    find_boxheads,
    horizontal_order,
    parted_groups,
    with_parted_groups,
    without_overlaps,
)
from gkml.tables.stream import document_to_stream
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import text_document

TEMPLATES = load_templates()
COLUMNS = [f"column:{letter}" for letter in "abcdefg"]


def head(label: str, x: tuple[int, int] | None, *, kind: str = "grid", exact: bool = True) -> Head:
    start = 0 if x is None else x[0]
    return Head((label,), start, start + 1, 0, kind, x, exact)  # type: ignore[arg-type]


@given(st.permutations(COLUMNS), st.sampled_from(["grid", "cells", "aligned"]))
def test_places_tell_the_order_whatever_the_order_of_reading(read: list[str], kind: str) -> None:
    place = {label: (3 * at, 3 * at + 2) for at, label in enumerate(COLUMNS)}
    leaves = [(label, head(label, place[label], kind=kind)) for label in read]
    order = horizontal_order(leaves, [])
    assert order is not None
    assert [leaves[number][0] for number in order] == COLUMNS


@pytest.mark.parametrize(
    "leaves",
    [
        [],
        [head("column:a", (0, 2)), head("column:b", None)],
        [head("column:a", (0, 2)), head("column:b", (1, 3))],
        [head("column:a", (0, 2)), head("column:b", (2, 4), kind="cells")],
    ],
    ids=["none", "one without a place", "one over another", "measured otherwise"],
)
def test_where_places_do_not_tell_there_is_no_order(leaves: list[Head]) -> None:
    assert horizontal_order([(leaf.labels[0], leaf) for leaf in leaves], []) is None


@pytest.mark.parametrize(("place", "told"), [((1, 3), True), ((0, 3), True), ((1, 2), True), ((2, 3), False)])
def test_a_group_begins_no_further_right_than_its_members(place: tuple[int, int], told: bool) -> None:
    leaves = [(label, head(label, (at, at + 1))) for at, label in enumerate(COLUMNS[:3])]
    group = head("group:g", place)
    assert (horizontal_order(leaves, [(group, COLUMNS[1:3])]) is not None) == told


@given(st.permutations(COLUMNS), st.integers(0, 6), st.integers(1, 3))
def test_a_group_is_replaced_by_its_members_in_the_order_in_which_they_come(
    order: list[str], at: int, size: int
) -> None:
    members = order[at : at + size]
    level = [*order[:at], "group:g", *order[at + size :], *members]  # heads of the group stand a level lower
    assert expanded(level, {"group:g": members}) == order


def test_groups_in_groups_and_heads_that_come_again() -> None:
    groups = {"group:inner": COLUMNS[1:3], "group:outer": COLUMNS[:4]}
    tokens = ["group:outer", "column:g", "column:a", "group:inner", "column:d", *COLUMNS[1:3], "column:g"]
    assert [label for label in expanded(tokens, groups) if label in COLUMNS] == [*COLUMNS[:4], "column:g"]


def test_of_heads_that_lie_over_one_another_the_surer_one_is_kept() -> None:
    sure, damaged = head("column:b", (2, 5)), head("column:a", (0, 3), exact=False)
    apart = head("column:c", (6, 8))
    assert [label for label, _ in without_overlaps([(h.labels[0], h) for h in (apart, sure, damaged)])] == [
        "column:b",
        "column:c",
    ]


def test_the_nearest_boxhead_in_front_comes_first() -> None:
    heads = [Boxhead([head("column:a", (at, at + 1))]) for at in (0, 10, 20)]
    assert [each.start for each in boxheads_before(heads, 15)] == [10, 0]


def test_a_figure_or_the_label_of_a_row_ends_a_boxhead() -> None:
    text = (
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t1\t2\t3\n"
        "信息内容\t本年处理决定数量\t陌生列\n行政许可\t7\t8\n"
    )
    document = text_document(text)
    labels = {f"column:{c.id}" for t in TEMPLATES.variants("disclosure") for c in t.columns}
    boxheads = find_boxheads(document_to_stream(document, RuleTagger(TEMPLATES)(document)), labels)
    shown = [[document.text[h.start : h.end] for h in boxhead.heads] for boxhead in boxheads]
    assert shown == [["本年制发件数", "本年废止件数", "现行有效件数"], ["本年处理决定数量", "陌生列"]]
    assert [document.text[h.start : h.end] for h in boxheads[1].unknown] == ["陌生列"]


REQUESTS = {f"column:{c.id}" for t in TEMPLATES.variants("requests") for c in t.columns}
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def test_heads_in_the_line_of_their_figures_have_no_place() -> None:
    document = text_document("  ".join([*HEADS, "一、本年新收政府信息公开申请数量", *"1200003"]))
    (boxhead,) = find_boxheads(document_to_stream(document, RuleTagger(TEMPLATES)(document)), REQUESTS)
    assert {head.kind for head in boxhead.heads} == {"line"}
    assert horizontal_order([(head.labels[0], head) for head in boxhead.heads], []) is None


def tagged(*cells: tuple[str, str]) -> Boxhead:
    """The boxhead of cells with the labels that a tagger gave them; ``tail:`` stands before that of a later piece."""
    builder = DocumentBuilder("html")
    row = builder.add_row([text for text, _ in cells], kind="cells")
    document = builder.build()
    tags = [
        Tag(label.removeprefix("tail:"), cell.start, cell.end, part="tail" if label.startswith("tail:") else "whole")
        for cell, (_, label) in zip(row.cells, cells, strict=True)
    ]
    (boxhead,) = find_boxheads(document_to_stream(document, tags), REQUESTS)
    return boxhead


def test_what_is_spelt_like_a_row_among_heads_is_one() -> None:
    boxhead = tagged(
        ("自然人", "column:natural_person"), ("小计", "row:requests.handled_total"), ("其他", "column:total")
    )
    assert [head.labels for head in boxhead.heads] == [("column:natural_person",), (), ("column:total",)]


def test_a_later_piece_of_a_head_stands_for_it_where_the_first_is_not_there() -> None:
    lost = tagged(("自然人", "column:natural_person"), ("企业", "tail:column:commercial_enterprise"))
    assert [head.labels for head in lost.heads] == [("column:natural_person",), ("column:commercial_enterprise",)]
    there = tagged(("自然人", "column:natural_person"), ("然人", "tail:column:natural_person"))
    assert len(there.heads) == 1


@pytest.mark.parametrize(("place", "told"), [((6, 9), True), ((4, 8), True), ((3, 7), False), ((0, 3), False)])
def test_centred_heads_may_reach_over_an_edge_and_not_over_a_middle(place: tuple[int, int], told: bool) -> None:
    leaves = [("column:a", head("column:a", (0, 6))), ("column:b", head("column:b", place))]
    assert (horizontal_order(leaves, [], loose=True) is not None) is told


GROUPS = {"group:g": ["column:b", "column:c", "column:d"]}


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ("a G b c d e", "a G b c d e"),  # in one place
        ("G a G e b c d", None),  # how many of b, c and d stand in front of a?
        ("G a G G e b c d", "b a c d e"),  # named once for each member
        ("G b a G c e G d", "b a c e d"),  # named in front of each member
        ("a G e b c d a G e b c d", "a G e b c d a G e b c d"),  # the same heads on the next page
    ],
)
def test_members_of_a_group_that_stands_in_two_places_are_told_or_nothing_is(read: str, told: str | None) -> None:
    def labels(letters: str) -> list[str]:
        return ["group:g" if letter == "G" else f"column:{letter}" for letter in letters.split()]

    assert with_parted_groups(labels(read), GROUPS) == (None if told is None else labels(told))


def test_a_group_within_another_does_not_part_it() -> None:
    groups = {**GROUPS, "group:all": [f"column:{letter}" for letter in "abcde"]}
    tokens = ["group:all", "column:a", "group:all", "group:g", "column:b", "group:all", "column:e"]
    assert parted_groups(tokens, groups) == set()
    assert parted_groups([*tokens, "group:g"], groups) == {"group:g"}
