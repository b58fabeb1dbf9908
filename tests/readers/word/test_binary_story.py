"""A story of a .doc file: characters and their properties to paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.sight import unmarked
from gkml.readers.word.binary_story import Story
from gkml.readers.word.blocks import Block, Paragraph, Table
from gkml.readers.word.formatting import FormattedRun, FormattedRuns
from gkml.readers.word.numbering import Level, NumberedList
from gkml.readers.word.pieces import Piece, PieceTable
from gkml.readers.word.sprms import DELETED, HIDDEN, IN_TABLE, LEVEL, LIST, ROW_END, SPECIAL
from gkml.readers.word.stylesheet import BinaryStyle, StyleSheet
from tests.readers.word.doc_files import sprm

STYLES = StyleSheet({0: BinaryStyle(4095, "normal"), 1: BinaryStyle(0, "toc 1")})
LISTS = {1: NumberedList("1", {0: Level("chineseCounting", "%1、")})}
CELL, ROW = sprm(IN_TABLE, 1), sprm(IN_TABLE, 1) + sprm(ROW_END, 1)

Run = tuple[str, bytes]


def story(*paras: tuple[Iterable[Run], bytes, int], limits: Limits = DEFAULT_LIMITS) -> tuple[list[Block], Story]:
    """Paragraphs of runs, each with the modifiers and the style of its mark."""
    text, runs, paragraphs = "", [], []
    for its_runs, modifiers, style in paras:
        start = len(text)
        for letters, of_run in its_runs:
            runs.append(FormattedRun(2 * len(text), 2 * (len(text) + len(letters)), of_run))
            text += letters
        paragraphs.append(FormattedRun(2 * start, 2 * len(text), modifiers, style))
    stream = text.encode("utf-16-le")
    pieces = PieceTable((Piece(0, len(text), 0, 2),), (0,))
    found = Story(
        stream=stream,
        more=b"",
        pieces=pieces,
        runs=FormattedRuns(runs),
        paragraphs=FormattedRuns(paragraphs),
        styles=STYLES,
        lists=LISTS,
        limits=limits,
    )
    return list(found.blocks(0, len(text))), found


def para(*runs: Run | str, modifiers: bytes = b"", style: int = 0, mark: str = "\r") -> tuple[list[Run], bytes, int]:
    return [run if isinstance(run, tuple) else (run, b"") for run in (*runs, mark)], modifiers, style


def lines(blocks: Iterable[Block]) -> list[str]:
    return [unmarked(line) for block in blocks if isinstance(block, Paragraph) for line in block.lines]


def test_hidden_and_deleted_text_is_left_out_and_line_breaks_part_lines() -> None:
    blocks, _ = story(para("甲", ("藏", sprm(HIDDEN, 1)), ("删", sprm(DELETED, 1)), "乙\x0b丙"))
    assert lines(blocks) == ["甲乙", "丙"]


def test_a_deleted_mark_joins_paragraphs() -> None:
    deleted: tuple[list[Run], bytes, int] = ([("甲", b""), ("\r", sprm(DELETED, 1))], b"", 0)
    assert lines(story(deleted, para("乙"))[0]) == ["甲乙"]


def test_fields_show_their_result_and_one_without_an_end_hides_nothing() -> None:
    assert lines(story(para("共\x13 PAGE \x143\x15页"))[0]) == ["共3页"]
    assert lines(story(para("共\x13 3页"))[0]) == ["共 3页"]


def test_numbers_are_drawn_and_tables_of_contents_left_out() -> None:
    numbered = sprm(LIST, 1, 0) + sprm(LEVEL, 0)
    blocks, _ = story(
        para("总体情况", modifiers=numbered), para("总体情况", style=1), para("主动公开", modifiers=numbered)
    )
    assert lines(blocks) == ["一、总体情况", "二、主动公开"]


def test_cells_and_rows_become_a_table() -> None:
    row = [
        para("规章", modifiers=CELL, mark="\x07"),
        para("3", modifiers=CELL, mark="\x07"),
        para(modifiers=ROW, mark="\x07"),
    ]
    blocks, _ = story(para("前"), *row, *row, para("后"))
    assert lines(blocks) == ["前", "后"]
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [[lines(cell.blocks) for cell in each] for each in table.rows] == [[["规章"], ["3"]]] * 2


def test_pictures_are_counted() -> None:
    assert story(para(("\x01", sprm(SPECIAL, 1)), "甲"))[1].pictures == 1


def test_limits_hold() -> None:
    with pytest.raises(InputError):
        story(*[para("甲")] * 9, limits=Limits(cells=5))
    deep = IN_TABLE.to_bytes(2, "little") + b"\x01" + sprm(0x6649, 0xFF, 0xFF, 0xFF, 0x7F)
    with pytest.raises(InputError) as caught:
        story(para("甲", modifiers=deep))
    assert caught.value.code == "too_deeply_nested"
