""".doc: the body of the piece table as Word shows it; files that are encrypted, older or damaged are told."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gkml.document import Document
from gkml.errors import InputError
from gkml.pipeline import Pipeline
from gkml.readers import Limits, read
from gkml.readers.word.doc import read_doc
from tests.conftest import EXAMPLES
from tests.readers.printed import PrintedCell, example_to_print
from tests.readers.word.doc_files import (
    IN_TABLE,
    LISTS,
    Para,
    compound,
    doc,
    doc_streams,
    report_to_doc,
    sprm,
    style_sheet,
    table_to_paras,
    text_para,
)
from tests.readers.word.test_docx import check_report, grid, lines

HIDDEN, DELETED, SPECIAL = sprm(0x083C, 1), sprm(0x0800, 1), sprm(0x0855, 1)


def failure(data: bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, "a.doc", limits or Limits())
    return caught.value


def read_paras(*paras: Para) -> Document:
    return read_doc(doc(paras))


@pytest.mark.parametrize("drawn", [False, True], ids=["typed", "drawn"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_cell_and_heading_of_a_report_comes_back(path: Path, drawn: bool, rules: Pipeline) -> None:
    printed = example_to_print(path)
    check_report(report_to_doc(printed, numbered_headings=drawn), printed, rules, ".doc")


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([("plain text", b"")], ["plain text"]),
        ([("甲😀乙", b"")], ["甲😀乙"]),
        ([("甲\x0b乙\x1e8\x1f", b"")], ["甲", "乙-8"]),
        ([("甲", b""), ("藏", HIDDEN), ("删", DELETED), ("乙", b"")], ["甲乙"]),
        ([("甲\x13 PAGE \x143\x15乙", b"")], ["甲3乙"]),
        ([("甲\x13 IF \x13 DATE \x14藏\x15 \x14显\x15", b"")], ["甲显"]),
        ([("甲\x13 TC 藏 \x15乙", b"")], ["甲乙"]),
        ([("甲\x13乙", b"")], ["甲乙"]),
        ([("甲\x02\x05", SPECIAL), ("乙\x15\x14", b"")], ["甲乙"]),
        ([("甲", b""), ("(", SPECIAL + sprm(0x6A09, 0, 0, 0x60, 0x24)), ("(", b"")], ["甲①("]),
        ([("甲", b""), ("(", SPECIAL + sprm(0x6A09, 0, 0, 0xFC, 0xF0))], ["甲□"]),
    ],
)
def test_a_paragraph_reads_as_it_is_shown(runs: list[tuple[str, bytes]], expected: list[str]) -> None:
    assert lines(read_paras(Para(runs))) == expected


def test_a_deleted_mark_joins_paragraphs() -> None:
    assert lines(read_paras(Para([("甲", b"")], mark_modifiers=DELETED), text_para("乙"), text_para("丙"))) == [
        "甲乙",
        "丙",
    ]


def test_notes_are_left_out_and_text_boxes_come_last() -> None:
    data = doc([text_para("正文")], boxes=[text_para("文本框")], footnotes="脚注")
    assert lines(read(data, "a.doc")) == ["正文", "文本框"]


def test_pictures_are_counted_where_they_are_no_data() -> None:
    document = read_paras(Para([("甲\x01", b""), ("\x01", SPECIAL), ("\x01", SPECIAL + sprm(0x0806, 1))]))
    assert document.pictures == 1


def test_styles_hide_and_number() -> None:
    styles = style_sheet(
        ("normal", 4095, b"", b""),
        ("heading 1", 0, sprm(0x260A, 0) + sprm(0x460B, 1, 0), b""),
        ("heading 2", 1, sprm(0x260A, 1), b""),
        ("secret", 0, b"", HIDDEN),
        ("toc 1", 0, b"", b""),
        ("circle", 5, b"", b""),
    )
    paras = [
        text_para("总体情况", style=1),
        text_para("公开", style=2),
        text_para("藏", style=3),
        Para([("显", sprm(0x083C, 0))], style=3, mark_modifiers=sprm(0x083C, 0)),
        text_para("总体情况1", style=4),
        text_para("圆", style=5),
        text_para("申请", style=1),
        text_para("无", sprm(0x460B, 0, 0), style=1),
    ]
    document = read(doc(paras, lists=LISTS, styles=styles), "a.doc")
    assert lines(document) == ["一、总体情况", "（一）公开", "显", "圆", "二、申请", "无"]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_merged_cells_keep_their_columns() -> None:
    printed = (
        (PrintedCell("甲", 2, 1), PrintedCell("乙", 1, 2)),
        (PrintedCell("1"), PrintedCell("2")),
        (PrintedCell("3", 1, 3),),
    )
    document = read_paras(text_para("前"), *table_to_paras(printed), text_para("后"))
    assert grid(document) == [
        [("甲", 0, 2, 1), ("乙", 1, 1, 2)],
        [("1", 1, 1, 1), ("2", 2, 1, 1)],
        [("3", 0, 1, 3)],
    ]
    assert lines(document)[0] == "前"
    assert lines(document)[-1] == "后"


def row_end(*edges: int, flags: tuple[int, ...] = (), more: bytes = b"") -> Para:
    count = len(edges) - 1
    definition = bytes([count]) + struct.pack(f"<{len(edges)}h", *edges)
    definition += b"".join(struct.pack("<H18x", flag) for flag in flags)
    shape = struct.pack("<HH", 0xD608, len(definition) + 1) + definition
    return Para([], "\x07", IN_TABLE + sprm(0x2417, 1) + shape + more)


def ended(*texts: str) -> list[Para]:
    return [Para([(text, b"")], "\x07", IN_TABLE) for text in texts]


@pytest.mark.parametrize("flags", [(1, 2, 0), (2, 1, 0)], ids=["as written", "as specified"])
def test_cells_merged_sideways(flags: tuple[int, ...]) -> None:
    document = read_paras(*ended("甲", "", "3"), row_end(0, 700, 1400, 2100, flags=flags), *ended("1", "2", "3"),
                          row_end(0, 700, 1400, 2100))  # fmt: skip
    assert grid(document)[0] == [("甲", 0, 1, 2), ("3", 2, 1, 1)]


def test_cells_merged_down_by_a_later_modifier() -> None:
    first, second = sprm(0xD62B, 2, 0, 3), sprm(0xD62B, 2, 0, 1)
    document = read_paras(
        *ended("甲", "1"), row_end(0, 700, 1400, more=first), *ended("", "2"), row_end(0, 700, 1400, more=second)
    )
    assert grid(document) == [[("甲", 0, 2, 1), ("1", 1, 1, 1)], [("2", 1, 1, 1)]]


def test_edges_drawn_by_hand_are_one_column() -> None:
    document = read_paras(*ended("甲", "1"), row_end(0, 700, 1400), *ended("乙", "2"), row_end(-9, 712, 1391))
    assert [[cell[1] for cell in row] for row in grid(document)] == [[0, 1], [0, 1]]


def test_a_cell_narrower_than_a_column_takes_one() -> None:
    document = read_paras(*ended("甲", "", "1"), row_end(0, 700, 710, 1400))
    assert [cell[1] for cell in grid(document)[0]] == [0, 1, 2]


def test_cells_that_lie_over_one_another_have_no_columns() -> None:
    document = read_paras(*ended("甲", "1", "2"), row_end(1400, 0, 700, 2100))
    assert [(row.kind, document.row_text(row)) for row in document.rows] == [("cells", "甲\t1\t2")]


def test_paragraphs_in_a_cell_are_joined_and_numbers_are_drawn_in_it() -> None:
    paras = [Para([("属于国家", b"")], "\r", IN_TABLE + sprm(0x260A, 2) + sprm(0x460B, 1, 0)), *ended("秘密", "3")]
    document = read(doc([*paras, row_end(0, 700, 1400)], lists=LISTS), "a.doc")
    assert lines(document) == ["1.属于国家秘密\t3"]


def test_tables_in_cells_are_read() -> None:
    inner = IN_TABLE + sprm(0x6649, 2, 0, 0, 0)
    cells = [Para([(text, b"")], "\r", inner + sprm(0x244B, 1)) for text in ("丙", "3")]
    inner_row = Para([], "\r", inner + sprm(0x244B, 1) + sprm(0x244C, 1))
    document = read_paras(*ended("甲"), *cells, inner_row, *ended("后"), row_end(0, 700, 1400))
    assert lines(document) == ["甲", "丙\t3", "后"]


def test_without_properties_a_second_mark_ends_a_row() -> None:
    paras = [Para([(text, b"")], "\x07") for text in ("规章", "3", "", "文件", "4", "")]
    document = read_paras(*paras, text_para("后"))
    assert lines(document) == ["规章\t3", "文件\t4", "后"]
    assert [row.kind for row in document.rows] == ["cells", "cells", "line"]


def test_properties_of_pieces_count_as_well() -> None:
    """What a file that was saved fast says in its piece table."""
    streams = doc_streams([text_para("甲"), text_para("乙")])
    table = bytearray(streams["1Table"])
    at = struct.unpack_from("<I", streams["WordDocument"], 0x9A + 8 * 33)[0]
    size = struct.unpack_from("<I", streams["WordDocument"], 0x9A + 8 * 33 + 4)[0]
    clx = bytearray(table[at : at + size])
    struct.pack_into("<H", clx, 5 + 4 * 3 + 8 + 6, 1)  # the second piece names the first list of modifiers
    named = b"\x01" + struct.pack("<H", len(HIDDEN)) + HIDDEN
    stream = bytearray(streams["WordDocument"])
    struct.pack_into("<II", stream, 0x9A + 8 * 33, len(table), len(named) + len(clx))
    data = compound({"WordDocument": bytes(stream), "1Table": bytes(table + named + clx)})
    assert lines(read(data, "a.doc")) == ["甲"]


def test_long_lists_of_modifiers_stand_in_the_stream_of_data() -> None:
    streams = doc_streams([Para([("甲", b"")], modifiers=sprm(0x6646, 4, 0, 0, 0)), text_para("乙")], lists=LISTS)
    listed = sprm(0x260A, 0) + sprm(0x460B, 1, 0)
    data = compound({**streams, "Data": bytes(4) + struct.pack("<H", len(listed)) + listed})
    assert lines(read(data, "a.doc")) == ["一、甲", "乙"]


# --- what is not read ------------------------------------------------------------------------------------------------


def test_encrypted_documents_are_told() -> None:
    assert failure(doc([text_para("甲")], flags=0x0100)).code == "encrypted"
    assert failure(compound({"EncryptedPackage": b"x" * 100, "EncryptionInfo": b"x"})).code == "encrypted"


def test_older_documents_are_told() -> None:
    error = failure(doc([text_para("甲")], version=0x65))
    assert error.code == "unknown_format"
    assert "Word 6.0" in error.message


def test_other_office_files_are_told() -> None:
    for name, said in (("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt")):
        error = failure(compound({name: b"x"}))
        assert error.code == "unknown_format"
        assert said in error.message


def test_wps_files_with_a_word_stream_are_documents() -> None:
    assert read(doc([text_para("甲")]), "a.wps").reader == "doc"


@pytest.mark.parametrize("change", ["no table stream", "no pieces", "piece outside", "text outside"])
def test_damaged_documents_are_told(change: str) -> None:
    streams = doc_streams([text_para("甲乙丙")])
    stream, table = bytearray(streams["WordDocument"]), bytearray(streams["1Table"])
    at = struct.unpack_from("<I", stream, 0x9A + 8 * 33)[0]
    if change == "no pieces":
        struct.pack_into("<I", stream, 0x9A + 8 * 33 + 4, 0)
    elif change == "piece outside":
        struct.pack_into("<I", table, at + 5 + 8 + 2, 0x3FFFFFFE)
    elif change == "text outside":
        struct.pack_into("<I", table, at + 5 + 4, 0xFFFFFFF0)
    names = {} if change == "no table stream" else {"1Table": bytes(table)}
    assert failure(compound({"WordDocument": bytes(stream), **names})).code == "damaged_file"


def test_limits_hold() -> None:
    data = doc([para for _ in range(30) for para in (*ended("1", "2"), row_end(0, 700, 1400))])
    assert failure(data, Limits(cells=50)).code == "too_many_rows"
    assert failure(data, Limits(columns=1)).code == "too_many_rows"
    assert failure(data, Limits(rows=20)).code == "too_many_rows"
    assert failure(doc([text_para("甲" * 60)]), Limits(line_characters=50)).code == "line_too_long"
    deep = Para([("甲", b"")], "\r", IN_TABLE + sprm(0x6649, 0xFF, 0xFF, 0xFF, 0x7F))
    assert failure(doc([deep])).code == "too_deeply_nested"
