"""Small .doc files, written structure by structure as [MS-CFB] and [MS-DOC] describe them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.readers.printed import PrintedReport, PrintedTable, grid_positions, widths_above

__all__ = ["LISTS", "Para", "compound", "doc", "report_to_doc", "report_to_paras", "sprm", "table_to_paras"]

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_TEXT_AT = 2048
_PAGE = 512
_COLUMN_WIDTH = 700  # twips


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of version 3 with streams in its root; those below 4,096 bytes stand in the small sectors."""
    fat: list[int] = []
    body = bytearray()

    def store(data: bytes) -> int:
        count = -(-len(data) // _SECTOR)
        if not count:
            return _END
        first = len(fat)
        fat.extend(range(first + 1, first + count))
        fat.append(_END)
        body.extend(data.ljust(count * _SECTOR, b"\0"))
        return first

    mini_fat: list[int] = []
    mini = bytearray()
    entries = []
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    for number, name in enumerate(names):
        data = streams[name]
        if len(data) < 4096:
            count = -(-len(data) // 64)
            start = len(mini_fat) if count else _END
            mini_fat.extend([*range(len(mini_fat) + 1, len(mini_fat) + count), _END][: count or 0])
            mini.extend(data.ljust(count * 64, b"\0"))
        else:
            start = store(data)
        following = number + 2 if number + 1 < len(names) else _FREE  # a tree that only leans to the right
        entries.append(_entry(name, 2, following, _FREE, start, len(data)))
    root = _entry("Root Entry", 5, _FREE, 1 if names else _FREE, store(bytes(mini)), len(mini))
    directory = store(b"".join([root, *entries]))
    mini_fat_at = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(-(-len(mini_fat) // 128) * _SECTOR, b"\xff"))
    sectors = 1
    while (len(fat) + sectors) > sectors * 128:
        sectors += 1
    fat_at = len(fat)
    fat.extend([_FAT] * sectors)
    body.extend(struct.pack(f"<{len(fat)}I", *fat).ljust(sectors * _SECTOR, b"\xff"))
    header = struct.pack(
        "<8s16xHHHHH6xIII4xIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors, directory),
        *(4096, mini_fat_at, -(-len(mini_fat) // 128), _END, 0),
    )
    header += struct.pack("<109I", *[*range(fat_at, fat_at + sectors), *[_FREE] * (109 - sectors)])
    return header + bytes(body)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", raw.ljust(64, b"\0"), len(raw) + 2, kind, 1, _FREE, right, child, start, size)


@dataclass(frozen=True)
class Para:
    """A paragraph: runs with their modifiers, the mark that ends it, and the modifiers and style of the paragraph."""

    runs: Sequence[tuple[str, bytes]]
    mark: str = "\r"
    modifiers: bytes = b""
    style: int = 0
    mark_modifiers: bytes = b""


def sprm(code: int, *operand: int) -> bytes:
    """A modifier with its operand byte by byte."""
    return struct.pack("<H", code) + bytes(operand)


def text_para(text: str, modifiers: bytes = b"", style: int = 0) -> Para:
    return Para([(text, b"")], modifiers=modifiers, style=style)


LISTS = ((39, "\0、"), (39, "（\x01）"), (0, "\x02."))
"""Levels of a list: code of the number format, and what is drawn: 一、 （一） 1."""


def doc(
    paras: Sequence[Para],
    *,
    boxes: Sequence[Para] = (),
    flags: int = 0,
    version: int = 0xC1,
    lists: Sequence[tuple[int, str]] = (),
    styles: bytes = b"",
    footnotes: str = "",
) -> bytes:
    """A .doc file; every paragraph is a piece of its own, in one byte a character where Windows-1252 has them."""
    return compound(
        doc_streams(paras, boxes=boxes, flags=flags, version=version, lists=lists, styles=styles, footnotes=footnotes)
    )


def doc_streams(
    paras: Sequence[Para],
    *,
    boxes: Sequence[Para] = (),
    flags: int = 0,
    version: int = 0xC1,
    lists: Sequence[tuple[int, str]] = (),
    styles: bytes = b"",
    footnotes: str = "",
) -> dict[str, bytes]:
    """The streams of a .doc file."""
    notes = [Para([(footnotes, b"")])] if footnotes else []
    text = bytearray()
    positions, pieces = [0], []
    paragraph_runs: list[tuple[int, int, bytes]] = []
    character_runs: list[tuple[int, int, bytes]] = []
    counts = []
    for story in (paras, notes, boxes):
        before = positions[-1]
        for para in story:
            whole = "".join(run for run, _ in para.runs) + para.mark
            narrow = all(ord(sign) < 0x80 for sign in whole)
            codec, width = ("cp1252", 1) if narrow else ("utf-16-le", 2)
            start = _TEXT_AT + len(text)
            pieces.append(struct.pack("<HIH", 0, (2 * start) | 1 << 30 if narrow else start, 0))
            for run, modifiers in (*para.runs, (para.mark, para.mark_modifiers)):
                raw = run.encode(codec)
                if raw:
                    at = _TEXT_AT + len(text)
                    character_runs.append((at, at + len(raw), modifiers))
                    text += raw
            end = _TEXT_AT + len(text)
            positions.append(positions[-1] + (end - start) // width)
            paragraph_runs.append((start, end, struct.pack("<H", para.style) + para.modifiers))
        counts.append(positions[-1] - before)
    body, noted, boxed = counts
    stream = bytearray(_TEXT_AT) + text
    stream += bytes(-len(stream) % _PAGE)
    plc = struct.pack(f"<{len(positions)}I", *positions) + b"".join(pieces)
    table = bytearray(b"\0\0\0\0")  # a structure at offset 0 would count as missing
    places: dict[int, tuple[int, int]] = {}

    def put(number: int, data: bytes, size: int | None = None) -> None:
        places[number] = (len(table), len(data) if size is None else size)
        table.extend(data)

    put(33, b"\x02" + struct.pack("<I", len(plc)) + plc)
    for number, runs, of_paragraphs in ((13, paragraph_runs, True), (12, character_runs, False)):
        bounds, pages = [], []
        for page_runs, page in formatted_pages(runs, of_paragraphs=of_paragraphs):
            bounds.append(page_runs[0][0])
            pages.append(len(stream) // _PAGE)
            stream += page
        put(number, struct.pack(f"<{2 * len(pages) + 1}I", *bounds, runs[-1][1], *pages))
    if lists:
        lstf, levels = list_parts(lists)
        put(73, lstf + levels, len(lstf))
        put(74, struct.pack("<I", 1) + struct.pack("<IIIBBBB", 77, 0, 0, 0, 0, 0, 0) + b"\xff\xff\xff\xff")
    if styles:
        put(1, styles)
    struct.pack_into("<HH", stream, 0, 0xA5EC, version)
    struct.pack_into("<H", stream, 10, flags | 0x0200)
    struct.pack_into("<7I", stream, 0x4C, body, noted, 0, 0, 0, 0, boxed)
    for number, place in places.items():
        struct.pack_into("<II", stream, 0x9A + 8 * number, *place)
    return {"WordDocument": bytes(stream), "1Table": bytes(table)}


def formatted_pages(
    runs: Sequence[tuple[int, int, bytes]], *, of_paragraphs: bool
) -> list[tuple[list[tuple[int, int, bytes]], bytes]]:
    """Runs on pages of 512 bytes: bounds and places from the front, properties from the back."""
    found: list[tuple[list[tuple[int, int, bytes]], bytes]] = []
    place_bytes = 13 if of_paragraphs else 1
    current: list[tuple[int, int, bytes]] = []

    def write(current: list[tuple[int, int, bytes]]) -> bytes | None:
        page = bytearray(_PAGE)
        end = _PAGE - 2
        for number, (_, _, properties) in enumerate(current):
            if of_paragraphs:
                odd = len(properties) % 2
                record = bytes([(len(properties) + 1) // 2]) if odd else bytes([0, len(properties) // 2])
            else:
                record = bytes([len(properties)])
            record += properties
            end = (end - len(record)) // 2 * 2
            if end < 4 * (len(current) + 1) + place_bytes * len(current):
                return None
            page[end : end + len(record)] = record
            page[4 * (len(current) + 1) + place_bytes * number] = end // 2 if properties else 0
        struct.pack_into(f"<{len(current) + 1}I", page, 0, *[run[0] for run in current], current[-1][1])
        page[-1] = len(current)
        return bytes(page)

    for run in runs:
        if current and write([*current, run]) is None:
            page = write(current)
            assert page is not None
            found.append((current, page))
            current = []
        current.append(run)
    page = write(current)
    assert page is not None
    return [*found, (current, page)]


def list_parts(formats: Sequence[tuple[int, str]]) -> tuple[bytes, bytes]:
    """PlfLst with one list, and its nine levels that stand behind it."""
    lstf = struct.pack("<H", 1) + struct.pack("<II18xBB", 77, 0, 0, 0)
    levels = b""
    for number in range(9):
        code, drawn = formats[number] if number < len(formats) else (0, "")
        levels += struct.pack("<IBB9sBIIBBBB", 1, code, 0, b"\0" * 9, 0, 0, 0, 0, 0, 0, 0)
        levels += struct.pack("<H", len(drawn)) + drawn.encode("utf-16-le")
    return lstf, levels


def style_sheet(*styles: tuple[str, int, bytes, bytes]) -> bytes:
    """A style sheet: name, base style (4095: none), modifiers of paragraph and of run for each paragraph style."""
    parts = [struct.pack("<H", 18) + struct.pack("<HH", len(styles), 10) + bytes(14)]
    for number, (name, base, of_paragraph, of_run) in enumerate(styles):
        style = struct.pack("<HHHHH", 0, 1 | base << 4, 2, 0, 0)
        style += struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
        for properties in (struct.pack("<H", number) + of_paragraph, of_run):
            style += bytes(len(style) % 2) + struct.pack("<H", len(properties)) + properties
        parts.append(struct.pack("<H", len(style)) + style)
    return b"".join(parts)


IN_TABLE = sprm(0x2416, 1)


def table_to_paras(printed: PrintedTable, depth: int = 1) -> list[Para]:
    """Cells with their marks; every row ends in a paragraph that says where its cells lie and how they are merged."""
    going_on = widths_above(printed)
    paras = []
    for number, positions in grid_positions(printed):
        edges, flags = [0], []
        for column, begun in positions:
            span = going_on[number, column] if begun is None else begun.colspan
            edges.append((column + span) * _COLUMN_WIDTH)
            flags.append(0x20 if begun is None else 0x60 if begun.rowspan > 1 else 0)
            paras.append(Para([(begun.text if begun else "", b"")], "\x07", IN_TABLE))
        definition = bytes([len(flags)]) + struct.pack(f"<{len(edges)}h", *edges)
        definition += b"".join(struct.pack("<H18x", flag) for flag in flags)
        shape = struct.pack("<HH", 0xD608, len(definition) + 1) + definition
        paras.append(Para([], "\x07", IN_TABLE + sprm(0x2417, 1) + shape))
    return paras


def report_to_paras(report: PrintedReport, *, numbered_headings: bool = False) -> list[Para]:
    """A report with true merged cells; its section numbers drawn by Word where asked for."""
    paras = [text_para(report.title)]
    for heading, contents in report.sections:
        bare = heading.partition("、")[2]
        numbering = sprm(0x260A, 0) + sprm(0x460B, 1, 0)
        paras.append(text_para(bare, numbering) if numbered_headings else text_para(heading))
        for content in contents:
            paras += [text_para(content)] if isinstance(content, str) else table_to_paras(content)
        paras.append(text_para(""))
    return paras


def report_to_doc(report: PrintedReport, *, numbered_headings: bool = False) -> bytes:
    """The file of a report."""
    paras = report_to_paras(report, numbered_headings=numbered_headings)
    return doc(paras, lists=LISTS if numbered_headings else ())
