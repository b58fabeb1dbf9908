"""The tag set of the templates, and tags over characters and back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.labels import FREE_LABELS, LabelSet, Tag, decode_bio, encode_bio
from gkml.template import load_templates, template_folder

SHIPPED = LabelSet.from_templates(load_templates())


def test_every_label_stands_once() -> None:
    assert len(set(SHIPPED.labels)) == len(SHIPPED.labels)


def test_every_row_column_group_item_and_section_of_every_form_has_its_label() -> None:
    wanted = set(FREE_LABELS) | {"section:0"}
    for form in load_templates().forms:
        wanted |= {f"section:{number}" for number, _ in form.sections}
        for table in form.tables:
            wanted |= {f"row:{table.id}.{row.id}" for row in table.rows}
            wanted |= {f"column:{column.id}" for column in table.columns}
            wanted |= {f"group:{group.id}" for group in (*table.groups, *table.column_groups)}
            wanted |= {f"item:{item}" for item, _ in table.items}
    assert set(SHIPPED.labels) == wanted


def test_the_order_is_fixed_by_the_forms_and_not_by_the_files_they_come_from() -> None:
    files = sorted(template_folder().glob("*.yaml"))
    forward, backward = (LabelSet.from_templates(load_templates(*paths)) for paths in (files, files[::-1]))
    assert forward.labels == backward.labels == SHIPPED.labels
    sections = [label for label in SHIPPED.labels if label.startswith("section:")]
    assert sections == [f"section:{number}" for number in range(7)]
    assert SHIPPED.labels[-len(FREE_LABELS) :] == FREE_LABELS


def test_rows_stand_in_the_order_of_the_form() -> None:
    newest = load_templates().form("2021").table_by_id["disputes"]
    rows = [label for label in SHIPPED.labels if label.startswith("row:disputes.")]
    assert rows == [f"row:disputes.{row.id}" for row in newest.rows]


def test_a_new_form_brings_its_labels_along(tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(
        'form: "2027"\ntitle: 甲\nsource: 乙\nyears: {first: 2027}\nsections: {6: [附录]}\n'
        "tables:\n  annex: {title: 丙, section: 6, columns: {pages: {labels: [页数]}}, "
        "rows: {maps: {labels: [地图]}}}\n",
        encoding="utf-8",
    )
    both = LabelSet.from_templates(load_templates(template_folder(), tmp_path))
    assert set(both.labels) - set(SHIPPED.labels) == {"column:pages", "row:annex.maps"}


def test_bio_labels_are_o_and_two_of_each() -> None:
    assert SHIPPED.bio[0] == "O"
    assert len(SHIPPED.bio) == len(set(SHIPPED.bio)) == 1 + 2 * len(SHIPPED.labels)
    assert {name[2:] for name in SHIPPED.bio[1:]} == set(SHIPPED.labels)


@pytest.mark.parametrize(
    ("label", "role", "identity"),
    [("row:requests.refused.state_secret", "row", "requests.refused.state_secret"), ("figure", "figure", "")],
)
def test_role_and_identity_of_a_tag(label: str, role: str, identity: str) -> None:
    tag = Tag(label, 0, 1)
    assert (tag.role, tag.identity) == (role, identity)


# --- BIO -----------------------------------------------------------------------------------------------------------


def test_encoding_by_hand() -> None:
    tags = [Tag("figure", 1, 3), Tag("figure", 3, 4), Tag("section:2", 5, 7, part="head"), Tag("section:2", 8, 9)]
    tags[-1] = replace(tags[-1], part="tail")
    assert encode_bio(10, tags) == [
        *("O", "B-figure", "I-figure", "B-figure", "O", "B-section:2", "I-section:2", "O", "I-section:2", "O")
    ]


def test_a_piece_goes_on_only_where_nothing_of_its_role_has_begun_since() -> None:
    begun = ["B-row:a.b", "O", "B-row:a.c", "O", "I-row:a.b"]
    assert [(tag.label, tag.part) for tag in decode_bio(begun)] == [
        ("row:a.b", "whole"),
        ("row:a.c", "whole"),
        ("row:a.b", "whole"),
    ]
    figures_between = ["B-row:a.b", "B-figure", "I-row:a.b", "O", "I-row:a.b"]
    assert [(tag.label, tag.part) for tag in decode_bio(figures_between)] == [
        ("row:a.b", "head"),
        ("figure", "whole"),
        ("row:a.b", "tail"),
        ("row:a.b", "tail"),
    ]


def test_a_lone_inside_label_begins_a_whole_span() -> None:
    assert decode_bio(["O", "I-figure", "I-figure", "I-note"]) == [Tag("figure", 1, 3), Tag("note", 3, 4)]


Layout = list[tuple[str, int, int, int]]  # label, length, pieces that go on, room behind each piece

_layouts: st.SearchStrategy[Layout] = st.lists(
    st.tuples(
        st.sampled_from(["figure", "note", "row:t.a", "row:t.b", "column:a", "section:1"]),
        st.integers(1, 4),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=12,
)


def laid_out(layout: Layout) -> tuple[int, list[Tag]]:
    """Spans from left to right; between the pieces of one label there is always room."""
    tags = []
    at = 0
    for label, length, tails, room in layout:
        tags.append(Tag(label, at, at + length, part="head" if tails else "whole"))
        at += length
        for _ in range(tails):
            at += room + 1
            tags.append(Tag(label, at, at + length, part="tail"))
            at += length
        at += room
    return at, tags


@given(_layouts)
def test_decoding_gives_back_what_was_encoded(layout: Layout) -> None:
    length, tags = laid_out(layout)
    labels = encode_bio(length, tags)
    assert len(labels) == length
    assert decode_bio(labels) == tags


@given(_layouts, st.randoms(use_true_random=False))
def test_the_order_of_the_tags_does_not_matter(layout: Layout, random: Random) -> None:
    length, tags = laid_out(layout)
    mixed = tags[:]
    random.shuffle(mixed)
    assert encode_bio(length, mixed) == encode_bio(length, tags)


@given(st.lists(st.sampled_from(["O", "B-figure", "I-figure", "B-row:t.a", "I-row:t.a", "B-row:t.b", "I-row:t.b"])))
def test_whatever_a_model_says_becomes_spans_that_cover_what_it_labelled(labels: list[str]) -> None:
    tags = decode_bio(labels)
    covered = {at: tag.label for tag in tags for at in range(tag.start, tag.end)}
    assert covered == {at: label[2:] for at, label in enumerate(labels) if label != "O"}
    assert all(a.end <= b.start for a, b in pairwise(tags))


@pytest.mark.parametrize(
    ("tags", "problem"),
    [
        ([Tag("figure", 0, 2), Tag("note", 1, 3)], "overlaps"),
        ([Tag("note", 0, 4), Tag("figure", 1, 2)], "overlaps"),
        ([Tag("figure", 2, 2)], "does not lie"),
        ([Tag("figure", 3, 2)], "does not lie"),
        ([Tag("figure", -1, 2)], "does not lie"),
        ([Tag("figure", 3, 6)], "does not lie"),
    ],
)
def test_spans_that_cannot_be_encoded_are_named(tags: list[Tag], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        encode_bio(5, tags)
