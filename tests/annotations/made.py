"""Annotated documents for tests: by hypothesis, and as lines written by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from hypothesis import strategies as st

from gkml.annotations.document import PARTS, SPLITS, AnnotatedDocument, DoubtfulSpan
from gkml.annotations.lines import text_rows
from gkml.document import Box, Document, DocumentBuilder, NewCell, RowKind
from gkml.labels import LabelSet, Tag
from gkml.template import load_templates

LABELS = LabelSet.from_templates(load_templates())

small = st.integers(0, 40)
cells = st.builds(
    NewCell,
    st.text(max_size=12) | st.text("一二0 \x85\u2028\r（件）", max_size=8),
    st.none() | small,
    small,
    st.integers(1, 9),
    st.none() | st.tuples(small, small),
    st.none() | st.integers(1, 9),
    st.lists(st.builds(Box, *[st.floats(0, 900)] * 4), max_size=2).map(tuple),
    st.none() | small,
)
rows = st.tuples(
    st.lists(cells, max_size=4),
    st.sampled_from(get_args(RowKind)),
    small,
    st.none() | small,
    st.none() | st.integers(1, 9),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder(draw(st.sampled_from(["text", "html"])))
    for content, kind, gap, table, page in draw(st.lists(rows, max_size=5)):
        builder.add_row(content, kind=kind, gap=gap, table=table, page=page)
    notes = draw(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2))
    return builder.build(title=draw(st.none() | st.text(max_size=9)), pictures=draw(small), notes=notes)


@st.composite
def annotated_documents(draw: st.DrawFn) -> AnnotatedDocument:
    document = draw(documents())
    tags = []
    for cell in (cell for row in document.rows for cell in row.cells):
        at = cell.start
        while at < cell.end and draw(st.booleans()):
            start = draw(st.integers(at, cell.end - 1))
            at = draw(st.integers(start + 1, cell.end))
            if (print_ := document.text[start:at]) == print_.strip():
                tags.append(Tag(draw(st.sampled_from(LABELS.labels)), start, at, part=draw(st.sampled_from(PARTS))))
    split, source, checked = draw(st.sampled_from(SPLITS)), draw(st.text(max_size=9)), draw(st.booleans())
    doubts = () if checked else tuple(DoubtfulSpan(tag.start, tag.end, ("row_by_order",)) for tag in tags[:2])
    voucher = draw(st.sampled_from(["person", "sums", None])) if checked else None
    return AnnotatedDocument("a", source, "某局", split, document, tuple(tags), checked, voucher, doubts)


TEXT = "某县水务局2023年报告\n\n规章\t3\t0\n规范性文件\t\t12\n"


def hand_made(**changes: Any) -> dict[str, Any]:
    entry = {"id": "a", "source": "typed", "agency": "某县水务局", "split": "train", "text": TEXT}
    spans = [{"start": 0, "end": 5, "label": "agency"}, {"start": 17, "end": 18, "label": "figure", "part": "whole"}]
    return entry | {"spans": spans} | changes


def file_of(folder: Path, *entries: dict[str, Any] | str, name: str = "hand.jsonl") -> Path:
    path = folder / name
    lines = [entry if isinstance(entry, str) else json.dumps(entry, ensure_ascii=False) for entry in entries]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def span(start: Any, end: int, label: str = "figure", **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, **more}


def row(start: int, end: int, *cells: Sequence[Any], **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "kind": "cells", "cells": cells, **more}


def wrong(**changes: Any) -> dict[str, Any]:
    return hand_made(**{"id": "b"} | changes)


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in wrong().items() if name != key}


# In bulk

PIECES = (
    "规章",
    "𠮷林局",
    "12",
    "３４５",
    "（件）",
    "😀",
    "a b",
    "\u200b",
    "x\u3000y",
    "1\x852",
    "\u2028",
    "e\u0301",
    "#",
    "%",
    "O",
)
BREAKS = ("\n", "\r\n", "\n\n", "\r\n\r\n")


def generated(count: int, seed: int = 0) -> list[AnnotatedDocument]:
    """Documents with astral characters, CRLF and full-width digits; half of them with rows as readers make them."""
    dice = random.Random(seed)
    return [_generated(number, dice) for number in range(count)]


def _generated(number: int, dice: random.Random) -> AnnotatedDocument:
    document = _built(dice) if number % 2 else _typed(dice)
    tags: list[Tag] = []
    for cell in (cell for row in document.rows for cell in row.cells):
        at = cell.start
        while at < cell.end and dice.random() < 0.7:
            start = dice.randrange(at, cell.end)
            at = dice.randint(start + 1, cell.end)
            if (print_ := document.text[start:at]) == print_.strip():
                tags.append(Tag(dice.choice(LABELS.labels), start, at, part=dice.choice(PARTS)))
    checked = dice.random() < 0.5
    voucher = dice.choice(["person", "sums", None]) if checked else None
    doubts = () if checked else tuple(DoubtfulSpan(tag.start, tag.end, ("row_by_order",)) for tag in tags[:2])
    name, split = f"文档 {number}", dice.choice(SPLITS)
    return AnnotatedDocument(name, "/a b.txt", f"局{number}", split, document, tuple(tags), checked, voucher, doubts)  # type: ignore[arg-type]


def _words(dice: random.Random) -> str:
    return "".join(dice.choices(PIECES, k=dice.randrange(4)))


def _typed(dice: random.Random) -> Document:
    """Lines as somebody types them, with either line end."""
    lines = ("\t".join(_words(dice) for _ in range(dice.randint(1, 4))) + dice.choice(BREAKS) for _ in range(6))
    text = "".join(lines) + _words(dice)
    return Document(text, tuple(text_rows(text)), "text")


def _built(dice: random.Random) -> Document:
    builder = DocumentBuilder(dice.choice(["html", "pdf"]))
    for _ in range(dice.randrange(7)):
        box = Box(*(round(dice.random() * 900, 3) / 7 for _ in range(4)))
        cells = [NewCell(_words(dice), colspan=dice.randint(1, 3), boxes=(box,)) for _ in range(dice.randrange(4))]
        builder.add_row(cells, kind=dice.choice(get_args(RowKind)), gap=dice.randrange(3), page=dice.randint(1, 3))
    return builder.build(title=dice.choice([None, "题\t目"]), notes=[("code", "注")])
