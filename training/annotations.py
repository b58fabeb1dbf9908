"""Annotated documents: one JSON object a line, which holds a document and its tags; see ``annotations/README.md``.

python -m training.annotations pre-annotate REPORT... -o FILE    tags of the rules, for a person to correct
python -m training.annotations check FILE...                     every fault with file, line and reason
python -m training.annotations synthesise N -o FILE --seed S     synthetic reports with their true tags
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gkml.document import Box, Cell, Document, Row, RowKind
from gkml.errors import GkmlError, MissingExtraError, UsageError
from gkml.folding import fold
from gkml.labels import LabelSet, Tag, encode_bio
from gkml.readers import load_bytes, read
from gkml.tagging.identity import agency_name
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates

if TYPE_CHECKING:  # importing it takes seconds, and checking a file does not need it
    from training.dataset import LabelledDocument

__all__ = ["AnnotatedDocument", "load_dataset_from", "read_annotations", "to_labelled", "write_annotations"]

Split = Literal["train", "validation", "test"]
Part = Literal["whole", "head", "tail"]
_SYNTHETIC_SPLITS: tuple[Split, ...] = ("train", "train", "train", "train", "validation", "test")  # agencies, by turns
_SYNTHETIC_SEEDS = 10**9  # those from here on belong to the frozen evaluation suite
_CELL_KEYS = 5  # of a cell that are always written; the others only where they say something


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document and its true tags.

    Attributes:
        id: no other document has it.
        source: where the document comes from, in words or as a URL.
        agency: the reporting agency; all its documents are in one split. Empty only while not ``checked``.
        split: ``train``, ``validation`` or ``test``.
        document: text and rows.
        tags: in order of reading; they do not overlap, and each lies inside one cell.
        checked: whether a person, or the generator, vouches for the tags.
    """

    id: str
    source: str
    agency: str
    split: Split
    document: Document
    tags: tuple[Tag, ...]
    checked: bool = True


_Count = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, from_attributes=True)


class _CellLine(NamedTuple):
    """``gkml.document.Cell`` as an array; what is left out at the end has its default."""

    start: _Count
    end: _Count
    column: _Count = 0
    rowspan: _Count = 1
    colspan: _Count = 1
    x: tuple[_Count, _Count] | None = None
    page: _Count | None = None
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    source: _Count | None = None


class _RowLine(_Strict):
    start: _Count
    end: _Count
    kind: RowKind
    gap: _Count = 0
    cells: tuple[_CellLine, ...]
    table: int | None = None
    page: _Count | None = None


class _SpanLine(_Strict):
    start: _Count
    end: _Count
    label: str
    part: Part = "whole"


class _DocumentLine(_Strict):
    id: str = Field(min_length=1)
    source: str
    agency: str
    split: Split
    checked: bool = True
    reader: str = "text"
    page_title: str | None = None
    pictures: _Count = 0
    notes: tuple[tuple[str, str], ...] = ()
    text: str
    rows: tuple[_RowLine, ...] | None = None
    spans: tuple[_SpanLine, ...]


def _to_line(annotated: AnnotatedDocument) -> str:
    document = annotated.document
    line = {key: getattr(annotated, key) for key in ("id", "source", "agency", "split", "checked")}
    line |= {"reader": document.reader, "pictures": document.pictures, "notes": document.notes}
    line |= {} if document.title is None else {"page_title": document.title}
    rows = []
    for row in document.rows:
        cells = [astuple(cell) for cell in row.cells]
        shown = [cell[: _CELL_KEYS if cell[_CELL_KEYS:] == (None, None, (), None) else None] for cell in cells]
        new = {"start": row.start, "end": row.end, "kind": row.kind, "gap": row.gap, "cells": shown}
        rows.append(new | {key: value for key in ("table", "page") if (value := getattr(row, key)) is not None})
    spans = [_SpanLine.model_validate(tag).model_dump() for tag in annotated.tags]
    return json.dumps(line | {"text": document.text, "rows": rows, "spans": spans}, ensure_ascii=False)


def _from_line(line: str, labels: frozenset[str]) -> AnnotatedDocument:
    """Raises ``ValueError`` with the reason where the line is wrong."""
    try:
        new = _DocumentLine.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))) from None
    if new.checked and not fold(new.agency):
        raise ValueError("agency: is empty; name the agency, or set checked to false until it is known")
    rows = tuple(_text_rows(new.text) if new.rows is None else _file_rows(new.text, new.rows))
    document = Document(new.text, rows, new.reader, new.page_title, new.pictures, new.notes)
    tags = sorted((Tag(span.label, span.start, span.end, part=span.part) for span in new.spans), key=lambda t: t.start)
    _check_tags(document, tags, labels)
    return AnnotatedDocument(new.id, new.source, new.agency, new.split, document, tuple(tags), new.checked)


def _text_rows(text: str) -> Iterator[Row]:
    """The rows that newlines and tabs make; an empty line is no row but a gap before the next."""
    at = gap = index = 0
    for line in text.split("\n"):
        cells: list[Cell] = []
        start = at
        for column, piece in enumerate(line.split("\t")):
            cells.append(Cell(at, at + len(piece), column))
            at += len(piece) + 1
        if line:
            yield Row(index, start, at - 1, tuple(cells), "cells" if len(cells) > 1 else "line", gap)
            index += 1
        gap = 0 if line else gap + 1


def _file_rows(text: str, rows: Sequence[_RowLine]) -> Iterator[Row]:
    """The rows of a file, if they are those of its text; rows without print may stand where the text has none."""
    printed = {row.start: [(cell.start, cell.end) for cell in row.cells] for row in _text_rows(text)}
    last = -1
    for index, row in enumerate(rows):
        edges = printed.pop(row.start, [(row.start, row.start)])
        begins = row.start == 0 or text[row.start - 1 : row.start] == "\n"
        if not begins or row.start <= last or row.end != edges[-1][1]:
            raise ValueError(f"rows.{index}: {row.start}..{row.end} is no row of the text; a newline ends each")
        if [cell[:2] for cell in row.cells] != edges and (row.cells or row.end > row.start):
            raise ValueError(f"rows.{index}.cells: are not the cells of the text, {edges}; a tab parts them")
        cells = (Cell(*cell[:7], tuple(Box(*box) for box in cell.boxes), cell.source) for cell in row.cells)
        yield Row(index, row.start, row.end, tuple(cells), row.kind, row.gap, row.table, row.page)
        last = row.start
    if printed:
        raise ValueError(f"rows: the row of the text at {min(printed)} is missing; without rows they are made anew")


def _check_tags(document: Document, tags: Sequence[Tag], labels: frozenset[str]) -> None:
    """Raises ``ValueError`` where a label is unknown or a span is not a stretch of print inside one cell."""
    cells = [cell for row in document.rows for cell in row.cells]
    starts = [cell.start for cell in cells]
    encode_bio(len(document.text), tags)
    for tag in tags:
        place = f"span {tag.start}..{tag.end} {document.text[tag.start : tag.end]!r}"
        if tag.label not in labels:
            near = "".join(f"; did you mean {label!r}?" for label in get_close_matches(tag.label, labels, 1))
            raise ValueError(f"{place}: unknown label {tag.label!r}{near}")
        at = bisect_right(starts, tag.start) - 1
        if at < 0 or tag.end > cells[at].end:
            raise ValueError(f"{place} crosses the edge of its cell; make it a head and a tail")
        if _trimmed(document, tag) != tag:
            raise ValueError(f"{place} begins or ends with white space; leave it out of the span")


def _trimmed(document: Document, tag: Tag) -> Tag | None:
    """The tag without white space at its ends; None where nothing is left."""
    text = document.text[tag.start : tag.end]
    start, end = tag.end - len(text.lstrip()), tag.start + len(text.rstrip())
    return replace(tag, start=start, end=end) if start < end else None


def read_annotations(paths: Iterable[Path], faults: list[UsageError] | None = None) -> Iterator[AnnotatedDocument]:
    """Read annotation files, each checked and all against one another.

    Raises:
        UsageError: ``file:line: reason`` of a wrong line; where ``faults`` is given, it is told there instead.
    """
    labels = frozenset(LabelSet.from_templates(load_templates()).labels)
    ids: dict[str, tuple[str, Split]] = {}
    agencies: dict[str, tuple[str, Split]] = {}
    for place, line in _lines(paths):
        try:
            annotated = _from_line(line.decode("utf-8"), labels)
            split = annotated.split
            where, other = ids.setdefault(annotated.id, (place, split))
            if where != place:
                raise ValueError(f"id: {annotated.id!r} is here in {split} and at {where} in {other}; ids are unique")
            where, other = agencies.setdefault(fold(annotated.agency) or annotated.id, (place, split))
            if other != split:
                reason = f"is here in {split} and at {where} in {other}; keep an agency in one split"
                raise ValueError(f"agency: {annotated.agency!r} {reason}")
        except ValueError as error:
            fault = UsageError(f"{place}: {error}")
            if faults is None:
                raise fault from None
            faults.append(fault)
        else:
            yield annotated


def _lines(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Lines that hold something, each with its place; only a newline ends one, a text may hold other line ends."""
    for path in paths:
        try:
            lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
        yield from ((f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip())


def write_annotations(path: Path, documents: Iterable[AnnotatedDocument]) -> int:
    """Write documents, one a line; returns how many."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return sum(1 for annotated in documents if file.write(_to_line(annotated) + "\n"))


def to_labelled(annotated: AnnotatedDocument) -> LabelledDocument:
    """The document as ``training.dataset`` takes it; a ``UsageError`` where nobody vouches for its tags yet."""
    from training.dataset import LabelledDocument

    if not annotated.checked:
        raise UsageError(f"{annotated.id} is not checked; correct its spans, then set checked to true")
    return LabelledDocument(annotated.document, annotated.tags)


def load_dataset_from(paths: Iterable[Path]) -> Any:
    """A ``datasets.DatasetDict`` of the splits that the files have.

    ``cells`` are lists of row, start, end, column, rowspan, colspan; ``bio`` is the IOB2 label of each character.
    """
    try:
        from datasets import ClassLabel, Dataset, DatasetDict, Features, Sequence, Value
    except ImportError:
        raise MissingExtraError("datasets", "train") from None
    labels = LabelSet.from_templates(load_templates())
    span = {"start": Value("int32"), "end": Value("int32")}
    span |= {"label": ClassLabel(names=list(labels.labels)), "part": ClassLabel(names=list(get_args(Part)))}
    features = {name: Value("string") for name in ("id", "source", "agency", "text")} | {"checked": Value("bool")}
    features |= {"cells": Sequence(Sequence(Value("int32"))), "spans": [span]}
    features |= {"bio": Sequence(ClassLabel(names=list(labels.bio)))}
    splits: dict[str, list[dict[str, Any]]] = {}
    for found in read_annotations(paths):
        text, rows = found.document.text, found.document.rows
        entry: dict[str, Any] = {name: getattr(found, name) for name in ("id", "source", "agency", "checked")}
        entry |= {"text": text, "spans": [_SpanLine.model_validate(tag).model_dump() for tag in found.tags]}
        entry["cells"] = [[row.index, *astuple(cell)[:_CELL_KEYS]] for row in rows for cell in row.cells]
        splits.setdefault(found.split, []).append(entry | {"bio": encode_bio(len(text), found.tags)})
    return DatasetDict({name: Dataset.from_list(new, Features(features)) for name, new in splits.items()})


def pre_annotate(path: Path, split: Split = "train") -> AnnotatedDocument:
    """A report with the tags of the rules, not yet checked."""
    data = load_bytes(path)
    document = read(data, str(path))
    found = RuleTagger(load_templates())(document)
    agency = next((agency_name(document.text[tag.start : tag.end]) for tag in found if tag.role == "agency"), "")
    name = f"{path.stem}-{hashlib.sha256(data).hexdigest()[:8]}"
    return AnnotatedDocument(name, str(path), agency, split, document, _flat(document, found), checked=False)


def _flat(document: Document, tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """Tags cut at the edges of cells, the surer above the less sure, agency and year above the title around them."""
    ranked = sorted(tags, key=lambda tag: (tag.role != "title", tag.role in ("agency", "year"), tag.confidence))
    owner = [-1] * len(document.text)
    for number, tag in enumerate(ranked):
        owner[tag.start : tag.end] = [number] * (tag.end - tag.start)
    begun: set[int] = set()
    pieces: list[Tag | None] = []
    for cell in (cell for row in document.rows for cell in row.cells):
        for number, run in groupby(range(cell.start, cell.end), owner.__getitem__):
            if number >= 0:
                offsets, tag = list(run), ranked[number]
                part: Part = "tail" if number in begun else tag.part
                pieces.append(_trimmed(document, Tag(tag.label, offsets[0], offsets[-1] + 1, part=part)))
                begun.add(number)
    return _with_heads(piece for piece in pieces if piece)


def _with_heads(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """What a tail of the same label goes on from is a head."""
    found: list[Tag] = []
    tails: set[str] = set()
    for tag in sorted(tags, key=lambda tag: -tag.start):
        head = tag.part == "whole" and tag.label in tails
        (tails.add if tag.part == "tail" else tails.discard)(tag.label)
        found.append(replace(tag, part="head") if head else tag)
    return tuple(reversed(found))


def synthetic_documents(count: int, seed: int) -> Iterator[AnnotatedDocument]:
    """The synthetic text reports of the seeds from ``seed`` on, levels of noise by turns."""
    from training.dataset import labelled_report
    from training.synthesis import synthesise

    splits: dict[str, Split] = {}
    for number in range(seed, _SYNTHETIC_SEEDS):
        if count <= 0:
            return
        report = synthesise(number, number % 4)
        labelled = labelled_report(report)
        if labelled is None:
            continue
        agency = report.gold["agency"][0] or report.name  # some reports do not name it
        split = splits.setdefault(fold(agency), _SYNTHETIC_SPLITS[len(splits) % len(_SYNTHETIC_SPLITS)])
        tags = _with_heads(tag for tag in (_trimmed(labelled.document, tag) for tag in labelled.tags) if tag)
        yield AnnotatedDocument(report.name, "synthetic", agency, split, labelled.document, tags)
        count -= 1
    if count > 0:
        raise UsageError(f"seeds end below {_SYNTHETIC_SEEDS:,}; begin with a smaller one than {seed:,}")


def _read_reports(paths: Iterable[Path], split: Split) -> Iterator[AnnotatedDocument]:
    """Each report once; what cannot be read is said and left out."""
    seen: set[str] = set()
    for path in paths:
        try:
            found = pre_annotate(path, split)
        except GkmlError as error:
            print(f"left out: {error.message}", file=sys.stderr)
        else:
            if found.id not in seen:
                yield found
            seen.add(found.id)


def _summary(documents: Iterable[AnnotatedDocument], faults: Sequence[UsageError] = ()) -> int:
    """Say what documents there are and what is wrong; the exit status."""
    counts = Counter(f"{found.split}{'' if found.checked else ' (not checked)'}" for found in documents)
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no documents", file=sys.stderr)
    print(*(fault.message for fault in faults), sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults or not counts else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; exit status 1 where a line is wrong or nothing was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    check, rules, synthetic = map(commands.add_parser, ("check", "pre-annotate", "synthesise"))
    check.add_argument("files", nargs="+", type=Path)
    rules.add_argument("reports", nargs="+", type=Path)
    rules.add_argument("--split", choices=get_args(Split), default="train")
    synthetic.add_argument("count", type=int)
    synthetic.add_argument("--seed", type=int, required=True, help="of the first report; the others have the next ones")
    for command in (rules, synthetic):
        command.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    faults: list[UsageError] = []
    try:
        if options.command == "check":
            return _summary(list(read_annotations(options.files, faults)), faults)
        if options.command == "synthesise":
            write_annotations(options.output, synthetic_documents(options.count, options.seed))
        elif options.output.exists():
            raise UsageError(f"{options.output} exists and may hold corrections; give another name")
        else:
            write_annotations(options.output, _read_reports(options.reports, options.split))
        return _summary(list(read_annotations([options.output])))
    except (GkmlError, OSError) as error:
        print(error.message if isinstance(error, GkmlError) else error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
