"""Hostile text files: sizes, encodings, characters, and files that are no text."""

from __future__ import annotations

import random

from tests.conftest import EXAMPLES
from tests.readers.hostile_kinds import kind

DUMP = next(path for path in EXAMPLES if path.suffix == ".txt").read_text(encoding="utf-8")


@kind("a.txt", "empty_file")
def nothing_at_all() -> bytes:
    return b""


@kind("a.txt", "empty_file")
def nothing_but_blanks() -> bytes:
    return b" \r\n\t" * 100_000


@kind("a.txt", "empty_file")
def nothing_but_a_mark() -> bytes:
    return b"\xff\xfe"


@kind("a.txt", "empty_file")
def nothing_but_nulls() -> bytes:
    return bytes(1_000_000)


@kind("a.txt", "file_too_large")
def larger_than_the_limit() -> bytes:
    return b"1" * 50_000_001


@kind("a.txt", "line_too_long")
def one_endless_line() -> bytes:
    return DUMP.encode() + b"1" * 3_000_000


@kind("a.txt", "too_many_rows")
def nothing_but_line_ends() -> bytes:
    return b"1" + b"\n" * 30_000_000


@kind("a.txt", "too_many_rows", cells=50_000)
def nothing_but_gaps() -> bytes:
    return ("1  " * 500 + "\n").encode() * 120


@kind("a.txt", "too_many_rows", cells=50_000)
def nothing_but_tabs() -> bytes:
    return b"1" + (b"\t" * 500 + b"1\n") * 120


@kind("a.txt", "binary_file")
def dice() -> bytes:
    return random.Random(0).randbytes(100_000)


@kind("a.txt", "binary_file")
def a_program() -> bytes:
    return b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 100


@kind("report.txt", frozenset({"unknown_format", "damaged_file", "missing_extra", "no_text_layer", "bad_picture"}))
def a_picture_called_text() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


@kind("a.txt", "unknown_format")
def a_rar_archive_called_text() -> bytes:
    return b"Rar!\x1a\x07\x01\0" + bytes(200)


@kind("a.doc", "unknown_format")
def a_7z_archive_called_doc() -> bytes:
    return b"7z\xbc\xaf\x27\x1c" + bytes(200)


@kind("a.txt", None)
def wide_characters_without_a_mark() -> bytes:
    return DUMP.encode("utf-16-le")


@kind("a.txt", None)
def wide_characters_of_the_other_order() -> bytes:
    return DUMP.encode("utf-16-be")


@kind("a.txt", None)
def very_wide_characters() -> bytes:
    return DUMP.encode("utf-32")


@kind("a.txt", None)
def half_a_wide_character_at_the_end() -> bytes:
    return DUMP.encode("utf-16")[:-1]


@kind("a.txt", None)
def wide_characters_cut_in_the_middle() -> bytes:
    wide = DUMP.encode("utf-16-le")
    return wide[:201] + wide[202:]


@kind("a.txt", None)
def a_mark_that_lies() -> bytes:
    return b"\xef\xbb\xbf" + DUMP.encode("gb18030")


@kind("a.txt", "undecodable")
def lone_surrogates() -> bytes:
    return "年报\ud800\udfff\n".encode("utf-8", "surrogatepass") * 500


@kind("a.txt", "undecodable")
def two_encodings_in_one_file() -> bytes:
    return (DUMP * 3).encode() + (DUMP * 3).encode("gb18030")


@kind("a.txt", "undecodable")
def bytes_of_no_encoding() -> bytes:
    return b"\xfd\xfc\xfb\xff\xfe" * 2_000 + "年".encode()


@kind("a.txt", None)
def nulls_between_the_characters() -> bytes:
    return DUMP.encode().replace(b"\n", b"\n\0", 2)


@kind("a.txt", None)
def signs_that_terminals_obey() -> bytes:
    return DUMP.replace("一、", "\x1b[2J\x07一、", 1).encode()


@kind("a.txt", None)
def text_that_runs_backwards() -> bytes:
    return DUMP.replace("一、", "\u202e一、\u202c\u2066", 3).encode()


@kind("a.txt", None)
def a_hundred_thousand_accents() -> bytes:
    return (DUMP + "\u0301" * 100_000).encode()


@kind("a.txt", None)
def figures_without_end() -> bytes:
    """More digits than Python makes a number of; the figures of a table that is read."""
    return (
        DUMP.replace("\t1", "\t" + "9" * 6_000, 5).replace("|1", "|" + "9" * 6_000, 5).encode() + b"\n" + b"9" * 9_000
    )


@kind("a.txt", None)
def digits_of_other_scripts() -> bytes:
    return (DUMP + "\n²³¹ ½ ٣٤ ১২ ①② 〇 ㊿ 𝟘𝟙\n" * 50).encode()


@kind("a.txt", "no_report")
def a_table_of_figures_alone() -> bytes:
    return b"1\t2\t3\t4\t5\t6\t7\n" * 2_000


@kind("a.txt", "no_report")
def one_sign() -> bytes:
    return "年".encode()
