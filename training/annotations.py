"""Annotated documents: one JSON object a line, which holds a document and its tags; see ``annotations/README.md``.

python -m training.annotations pre-annotate REPORT... -o FILE    tags of the rules, for a person to correct
python -m training.annotations check FILE...                     every fault with file, line and reason
python -m training.annotations synthesise N -o FILE --seed S     synthetic reports with their true tags
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from difflib import get_close_matches
from itertools import groupby, islice, pairwise, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, Field, ValidationError

from gkml.document import Box, Cell, Document, Row, RowKind, Sight
from gkml.doubts import DoubtCode
from gkml.errors import GkmlError, MissingExtraError, UsageError
from gkml.folding import fold
from gkml.labels import LabelSet, Tag, encode_bio
from gkml.readers import load_bytes, read
from gkml.tagging.agency import agency_name
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates

if TYPE_CHECKING:  # importing it takes seconds, and checking a file does not need it
    from training.dataset import LabelledDocument

__all__ = ["AnnotatedDocument", "load_dataset_from", "read_annotations", "to_labelled", "write_annotations"]

Split = Literal["train", "validation", "test"]
Part = Literal["whole", "head", "tail"]
_Count = Annotated[int, Field(ge=0)]
_SYNTHETIC_SPLITS: tuple[Split, ...] = ("train", "train", "train", "train", "validation", "test")  # agencies, by turns


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document and its true tags, which do not overlap and lie each inside one cell, in order of reading.

    ``source`` says in words or as a URL where it comes from. All documents of an ``agency`` are in one ``split``; it
    may be empty while not ``checked``, that is, while neither a person nor the generator vouches for the tags.
    """

    id: str
    source: str
    agency: str
    split: Split
    document: Document
    tags: tuple[Tag, ...]
    checked: bool = True


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
    line |= {"reader": document.reader, "page_title": document.title, "pictures": document.pictures}
    rows: list[dict[str, Any]] = []
    for row in document.rows:
        cells = [cell[:5] if cell[5:] == _DEFAULTS[3:] else cell for cell in map(astuple, row.cells)]
        rows.append({"start": row.start, "end": row.end, "kind": row.kind, "gap": row.gap, "cells": cells})
        rows[-1] |= {key: value for key in ("table", "page") if (value := getattr(row, key)) is not None}
    spans = [{"start": tag.start, "end": tag.end, "label": tag.label, "part": tag.part} for tag in annotated.tags]
    line |= {"notes": document.notes, "text": document.text, "rows": rows, "spans": spans}
    return json.dumps(line, ensure_ascii=False)


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
    last = -1
    for index, line in enumerate(re.finditer(r"[^\n]+", text)):
        start, end = line.span()
        edges = [start - 1, *(at for at in range(start, end) if text[at] == "\t"), end]
        cells = tuple(Cell(left + 1, right, column) for column, (left, right) in enumerate(pairwise(edges)))
        yield Row(index, start, end, cells, "cells" if len(cells) > 1 else "line", start - last - 1)
        last = end


def _file_rows(text: str, rows: Sequence[_RowLine]) -> Iterator[Row]:
    """The rows of a file, if they are those of its text; rows without print may stand where the text has none."""
    printed = {row.start: [(cell.start, cell.end) for cell in row.cells] for row in _text_rows(text)}
    last = -1
    for index, row in enumerate(rows):
        edges = printed.pop(row.start, [(row.start, row.start)])
        begins = row.start > last and (row.start == 0 or text[row.start - 1 : row.start] == "\n")
        if not begins or row.end != edges[-1][1]:
            raise ValueError(f"rows.{index}: {row.start}..{row.end} is no row of the text; a newline ends each")
        if [cell[:2] for cell in row.cells] != edges and (row.cells or row.end > row.start):
            raise ValueError(f"rows.{index}.cells: are not the cells of the text, {edges}; a tab parts them")
        yield Row(index, row.start, row.end, tuple(starmap(Cell, row.cells)), row.kind, row.gap, row.table, row.page)
        last = row.start
    if printed:
        raise ValueError(f"rows: the row of the text at {min(printed)} is missing; without rows they are made anew")


def _check_tags(document: Document, tags: Sequence[Tag], labels: frozenset[str]) -> None:
    """Raises ``ValueError`` where a label is unknown or a span is not a stretch of print inside one cell."""
    cells = [cell for row in document.rows for cell in row.cells]
    encode_bio(len(document.text), tags)  # refuses what overlaps or lies outside
    for tag in tags:
        place = f"span {tag.start}..{tag.end} {document.text[tag.start : tag.end]!r}"
        if tag.label not in labels:
            near = ", ".join(get_close_matches(tag.label, labels, 1)) or "none"
            raise ValueError(f"{place}: unknown label {tag.label!r}; label near it: {near}")
        at = bisect_right(cells, tag.start, key=lambda cell: cell.start) - 1
        if at < 0 or tag.end > cells[at].end:
            raise ValueError(f"{place} crosses the edge of its cell; make it a head and a tail")
        if _trimmed(document, tag) != tag:
            raise ValueError(f"{place} begins or ends with white space; leave it out")


def _trimmed(document: Document, tag: Tag) -> Tag | None:
    """The tag without white space at its ends; None where nothing is left."""
    text = document.text[tag.start : tag.end]
    start, end = tag.end - len(text.lstrip()), tag.start + len(text.rstrip())
    return replace(tag, start=start, end=end) if start < end else None


def read_annotations(paths: Iterable[Path], faults: list[UsageError] | None = None) -> Iterator[AnnotatedDocument]:
    """Read annotation files, each checked and all against one another.

    A wrong line raises a ``UsageError``, ``file:line: reason``; where ``faults`` is given, it is told there instead.
    """
    labels = frozenset(LabelSet.from_templates(load_templates()).labels)
    seen: dict[tuple[str, str], tuple[str, Split]] = {}
    for place, line in _lines(paths):
        try:
            annotated = _from_line(line.decode("utf-8"), labels)
            here = (place, annotated.split)
            where, split = seen.setdefault(("id", annotated.id), here)
            if where != place:
                raise ValueError(f"id: {annotated.id!r} is at {where} too, in {split}; give each document its own")
            where, split = seen.setdefault(("agency", fold(annotated.agency) or place), here)
            if split != annotated.split:
                raise ValueError(f"agency: {annotated.agency!r} is in {split} at {where}; keep an agency in one split")
        except ValueError as error:
            if faults is None:
                raise UsageError(f"{place}: {error}") from None
            faults.append(UsageError(f"{place}: {error}"))
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
    """A ``datasets.DatasetDict``: ``cells`` are row, start, end, column, rowspan, colspan; ``bio`` is by character."""
    try:
        import datasets  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise MissingExtraError("datasets", "train") from None
    labels = LabelSet.from_templates(load_templates())
    number, string = datasets.Value("int32"), datasets.Value("string")
    label, part, bio = (datasets.ClassLabel(names=list(names)) for names in (labels.labels, get_args(Part), labels.bio))
    features = {"id": string, "source": string, "agency": string, "checked": datasets.Value("bool"), "text": string}
    features |= {"cells": datasets.Sequence(datasets.Sequence(number)), "bio": datasets.Sequence(bio)}
    features |= {"spans": [{"start": number, "end": number, "label": label, "part": part}]}
    splits: dict[str, list[dict[str, Any]]] = {}
    for found in read_annotations(paths):
        line = json.loads(_to_line(found))
        line["cells"] = [[at, *cell[:5]] for at, row in enumerate(line["rows"]) for cell in row["cells"]]
        line["bio"] = encode_bio(len(found.document.text), found.tags)
        splits.setdefault(found.split, []).append({name: line[name] for name in features})
    made = {split: datasets.Dataset.from_list(new, datasets.Features(features)) for split, new in splits.items()}
    return datasets.DatasetDict(made)


def pre_annotated(paths: Iterable[Path]) -> Iterator[AnnotatedDocument]:
    """Reports with the tags of the rules, not yet checked; what cannot be read is said and left out."""
    tagger = RuleTagger(load_templates())
    for path in paths:
        try:
            document = read(data := load_bytes(path), str(path))
            tags = tagger(document)
            agency = next((agency_name(document.text[tag.start : tag.end]) for tag in tags if tag.role == "agency"), "")
            name = f"{path.stem}-{hashlib.sha256(data).hexdigest()[:8]}"
            yield AnnotatedDocument(name, str(path), agency, "train", document, _flat(document, tags), checked=False)
        except GkmlError as error:
            print(f"left out: {error.message}", file=sys.stderr)


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
        found.append(replace(tag, part="head") if tag.part == "whole" and tag.label in tails else tag)
        (tails.add if tag.part == "tail" else tails.discard)(tag.label)
    return tuple(reversed(found))


def synthetic_documents(count: int, seed: int) -> Iterator[AnnotatedDocument]:
    """The synthetic text reports of the seeds from ``seed`` on, levels of noise by turns."""
    from training.dataset import labelled_report
    from training.synthesis import synthesise
    from training.synthesis.suite import FIRST_SEED

    splits: dict[str, Split] = {}
    reports = (synthesise(number, number % 4) for number in range(seed, FIRST_SEED))
    for report in islice((report for report in reports if report.suffix == ".txt"), count):
        agency = report.gold["agency"][0] or report.name  # some reports do not name it
        split = splits.setdefault(fold(agency), _SYNTHETIC_SPLITS[len(splits) % len(_SYNTHETIC_SPLITS)])
        if labelled := labelled_report(report):
            tags = _with_heads(filter(None, (_trimmed(labelled.document, tag) for tag in labelled.tags)))
            yield AnnotatedDocument(report.name, "synthetic", agency, split, labelled.document, tags)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; exit status 1 where a line is wrong or nothing was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    check, rules, synthetic = map(commands.add_parser, ("check", "pre-annotate", "synthesise"))
    check.add_argument("files", nargs="+", type=Path)
    rules.add_argument("reports", nargs="+", type=Path)
    synthetic.add_argument("count", type=int)
    synthetic.add_argument("--seed", type=int, required=True, help="of the first report; the others have the next ones")
    for command in (rules, synthetic):
        command.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    faults: list[UsageError] = []
    try:
        if options.command == "synthesise":
            write_annotations(options.output, synthetic_documents(options.count, options.seed))
        elif options.command == "pre-annotate":
            if options.output.exists():
                raise UsageError(f"{options.output} exists and may hold corrections; give another name")
            write_annotations(options.output, pre_annotated(options.reports))
        found = list(read_annotations(options.files if options.command == "check" else [options.output], faults))
    except (GkmlError, OSError) as error:
        found, faults = [], [UsageError(str(error))]
    counts = Counter(f"{annotated.split}{'' if annotated.checked else ' (not checked)'}" for annotated in found)
    says = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no documents"
    print(*(fault.message for fault in faults), says, sep="\n", file=sys.stderr)
    return 1 if faults or not found else 0


if __name__ == "__main__":
    sys.exit(main())
