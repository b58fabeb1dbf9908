"""Annotated documents as JSON, one object a line: the format of the house; see ``docs/annotations.md``."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from itertools import pairwise, starmap
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from gkml.annotations.collection import Neighbours
from gkml.annotations.document import AnnotatedDocument, DoubtfulSpan, Part, Split, Voucher
from gkml.annotations.faults import Fault, fault
from gkml.annotations.spans import sound_tags
from gkml.document import Box, Cell, Document, Row, RowKind, Sheet, Sight
from gkml.doubts import DoubtCode
from gkml.errors import UsageError
from gkml.folding import fold
from gkml.labels import LabelSet, Tag
from gkml.messages import Sentence
from gkml.template import load_templates

__all__ = [
    "Parsed",
    "from_line",
    "from_plain",
    "known_labels",
    "lines_of",
    "read_annotations",
    "text_rows",
    "to_line",
    "to_plain",
    "write_annotations",
]

_Count = Annotated[int, Field(ge=0)]


@lru_cache(maxsize=1)
def known_labels() -> frozenset[str]:
    """The labels of the forms that come with gkml."""
    return frozenset(LabelSet.from_templates(load_templates()).labels)


class _CellLine(NamedTuple):
    """``gkml.document.Cell`` as an array; what is left out at the end has its default."""

    start: _Count
    end: _Count
    column: _Count = 0
    rowspan: _Count = 1
    colspan: _Count = 1
    x: tuple[_Count, _Count] | None = None
    page: _Count | None = None
    boxes: tuple[Box, ...] = ()
    source: _Count | None = None
    certainty: Annotated[float, Field(ge=0, le=1)] = 1.0
    sight: Sight | None = None
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False


_DEFAULTS = tuple(_CellLine._field_defaults.values())


class _RowLine(BaseModel, extra="forbid", strict=True):
    start: _Count
    end: _Count
    kind: RowKind
    gap: _Count = 0
    cells: tuple[_CellLine, ...]
    table: int | None = None
    page: _Count | None = None


class _SpanLine(BaseModel, extra="forbid", strict=True):
    start: _Count
    end: _Count
    label: str
    part: Part = "whole"


class _DocumentLine(BaseModel, extra="forbid", strict=True):
    id: str = Field(min_length=1)
    source: str
    agency: str
    split: Split
    checked: bool = True
    voucher: Voucher | None = None
    reader: str = "text"
    page_title: str | None = None
    pictures: _Count = 0
    notes: tuple[tuple[str, str], ...] = ()
    sheets: tuple[tuple[_Count, str], ...] = ()
    text: str
    rows: tuple[_RowLine, ...] | None = None
    spans: tuple[_SpanLine, ...]
    doubts: tuple[tuple[_Count, _Count, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a line holds.

    Attributes:
        annotated: with the tags that can stand; None where the line tells of no document.
        spans: all spans of the line as tags, also those that cannot stand.
        faults: everything that is wrong with the line.
    """

    annotated: AnnotatedDocument | None
    spans: tuple[Tag, ...] = ()
    faults: tuple[Fault, ...] = ()


def to_plain(annotated: AnnotatedDocument) -> dict[str, Any]:
    """The document as JSON values; what has its default may be left out."""
    document = annotated.document
    plain = {key: getattr(annotated, key) for key in ("id", "source", "agency", "split", "checked")}
    if annotated.voucher is not None:
        plain["voucher"] = annotated.voucher
    plain |= {"reader": document.reader, "page_title": document.title, "pictures": document.pictures}
    rows: list[dict[str, Any]] = []
    for row in document.rows:
        cells = [cell[:5] if cell[5:] == _DEFAULTS[3:] else cell for cell in map(astuple, row.cells)]
        rows.append({"start": row.start, "end": row.end, "kind": row.kind, "gap": row.gap, "cells": cells})
        rows[-1] |= {key: value for key in ("table", "page") if (value := getattr(row, key)) is not None}
    spans = [{"start": tag.start, "end": tag.end, "label": tag.label, "part": tag.part} for tag in annotated.tags]
    plain["notes"] = document.notes
    if document.sheets:
        plain["sheets"] = [(sheet.start, sheet.name) for sheet in document.sheets]
    plain |= {"text": document.text, "rows": rows, "spans": spans}
    if annotated.doubts:
        plain["doubts"] = [(place.start, place.end, place.codes) for place in annotated.doubts]
    return plain


def to_line(annotated: AnnotatedDocument) -> str:
    """The document as one line of JSON, without its end."""
    return json.dumps(to_plain(annotated), ensure_ascii=False)


def from_plain(plain: Mapping[str, Any], labels: Collection[str]) -> Parsed:
    """The document of JSON values as ``to_plain`` makes them."""
    return from_line(json.dumps(plain, ensure_ascii=False), labels)


def from_line(line: str | bytes, labels: Collection[str]) -> Parsed:
    """The document of a line, and all that is wrong with it."""
    try:
        new = _DocumentLine.model_validate_json(line if isinstance(line, str) else line.decode("utf-8"))
        rows = tuple(text_rows(new.text) if new.rows is None else _file_rows(new.text, new.rows))
    except ValidationError as error:
        return Parsed(None, (), tuple(map(_bad_field, error.errors(include_url=False))))
    except UnicodeDecodeError as error:
        return Parsed(None, (), (fault("not_utf8", place=error.start + 1),))
    except _RowsError as error:
        return Parsed(None, (), (error.args[0],))
    faults = []
    if new.checked and not fold(new.agency):
        faults.append(fault("agency_empty"))
    sheets = tuple(Sheet(*sheet) for sheet in new.sheets)
    document = Document(new.text, rows, new.reader, new.page_title, new.pictures, new.notes, sheets)
    spans = tuple(Tag(span.label, span.start, span.end, part=span.part) for span in new.spans)
    tags, wrong = sound_tags(document, spans, labels)
    doubts = tuple(DoubtfulSpan(*doubtful) for doubtful in new.doubts)
    annotated = AnnotatedDocument(
        new.id, new.source, new.agency, new.split, document, tags, new.checked, new.voucher, doubts
    )
    return Parsed(annotated, spans, (*faults, *wrong))


def _bad_field(error: Any) -> Fault:
    place = ".".join(map(str, error["loc"]))
    return fault("bad_field", problem=": ".join(filter(None, (place, error["msg"]))))


class _RowsError(Exception):
    """The rows of a line are not those of its text; its argument is the fault."""


def text_rows(text: str) -> Iterator[Row]:
    """The rows that newlines and tabs make; an empty line is no row but a gap before the next."""
    last = -1
    for index, line in enumerate(re.finditer(r"[^\n]+", text)):
        start, end = line.span()
        edges = [start - 1, *(at for at in range(start, end) if text[at] == "\t"), end]
        cells = tuple(Cell(left + 1, right, column) for column, (left, right) in enumerate(pairwise(edges)))
        yield Row(index, start, end, cells, "cells" if len(cells) > 1 else "line", start - last - 1)
        last = end


def _file_rows(text: str, rows: Sequence[_RowLine]) -> Iterator[Row]:
    """The rows of a file, if they are those of its text; rows without print may stand where the text has none."""
    printed = {row.start: [(cell.start, cell.end) for cell in row.cells] for row in text_rows(text)}
    last = -1
    for index, row in enumerate(rows):
        edges = printed.pop(row.start, [(row.start, row.start)])
        begins = row.start > last and (row.start == 0 or text[row.start - 1 : row.start] == "\n")
        if not begins or row.end != edges[-1][1]:
            raise _RowsError(fault("row_not_of_text", row=index, span=f"{row.start}..{row.end}"))
        if [cell[:2] for cell in row.cells] != edges and (row.cells or row.end > row.start):
            raise _RowsError(fault("cells_not_of_text", row=index, cells=edges))
        yield Row(index, row.start, row.end, tuple(starmap(Cell, row.cells)), row.kind, row.gap, row.table, row.page)
        last = row.start
    if printed:
        raise _RowsError(fault("row_missing", start=min(printed)))


def read_annotations(paths: Iterable[Path], faults: list[UsageError] | None = None) -> Iterator[AnnotatedDocument]:
    """Read annotation files, each document checked and all against one another.

    Args:
        paths: files.
        faults: where given, what is wrong is told there, ``file:line: reason`` each, and the document is left out.

    Raises:
        UsageError: a line is wrong, and ``faults`` is not given.
    """
    labels = known_labels()
    neighbours = Neighbours()
    for place, line in lines_of(paths):
        parsed = from_line(line, labels)
        wrong = list(parsed.faults)
        if parsed.annotated is not None and not wrong:
            wrong.extend(neighbours.faults(place, parsed.annotated))
        errors = [UsageError(Sentence("annotations", "placed", place=place, problem=one.problem)) for one in wrong]
        if errors and faults is None:
            raise errors[0]
        if errors and faults is not None:
            faults.extend(errors)
        elif parsed.annotated is not None:
            yield parsed.annotated


def lines_of(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Lines that hold something, each with its place; only a newline ends one, a text may hold other line ends.

    Raises:
        UsageError: a file cannot be read, or holds lines of something else.
    """
    for path in paths:
        try:
            lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
        except OSError as error:
            raise UsageError(Sentence("annotations", "unreadable", path=path, reason=error.strerror or error)) from None
        held = [(f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()]
        if len(held) > 1 and not any(line.lstrip().startswith(b"{") for _, line in held):
            raise UsageError(Sentence("annotations", "no_lines", path=path))
        yield from held


def write_annotations(path: Path, documents: Iterable[AnnotatedDocument]) -> int:
    """Write documents, one a line; returns how many."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return sum(1 for annotated in documents if file.write(to_line(annotated) + "\n"))
