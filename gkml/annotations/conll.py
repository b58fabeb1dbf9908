"""CoNLL columns with IOB2 tags (Sang and Veenstra 1999; Ramshaw and Marcus 1995), one character a line.

Columns are parted by tabs: character, part of a broken label (``_`` where it is whole), tag. Each span begins with
``B-``. White space is no token; where it stands, the line ``# text`` tells. Rows are parted by empty lines. Files of
other tools need no more than a token and, in the last column, an IOB2, IOB1 or BIOES tag.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gkml.annotations.document import PARTS, AnnotatedDocument, Part
from gkml.annotations.faults import Fault, fault
from gkml.annotations.interchange import GivenDocument, structure_of
from gkml.annotations.units import GivenSpan, Units
from gkml.errors import UsageError
from gkml.labels import encode_bio
from gkml.messages import Sentence

__all__ = ["read_conll", "write_conll"]

_COMMENT = re.compile(r"# (text|gkml|newdoc) ?= ?(.*)")
_TAG = re.compile(r"([BIESLU])-(.+)")
_BEGINS, _ENDS = frozenset("BSU"), frozenset("ESLU")


def write_conll(path: Path, documents: Iterable[AnnotatedDocument]) -> int:
    """Write documents; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for annotated in documents:
            file.writelines(f"{line}\n" for line in _lines(annotated))
            count += 1
    return count


def _lines(annotated: AnnotatedDocument) -> Iterator[str]:
    text = annotated.document.text
    yield f"# newdoc = {json.dumps(annotated.id, ensure_ascii=False)}"
    yield f"# gkml = {json.dumps(structure_of(annotated))}"
    yield f"# text = {json.dumps(text)}"
    tags = encode_bio(len(text), annotated.tags)
    parts = ["_"] * len(text)
    for tag in annotated.tags:
        tags[tag.start] = f"B-{tag.label}"
        if tag.part != "whole":
            parts[tag.start : tag.end] = [tag.part] * (tag.end - tag.start)
    for character, part, tag_ in zip(text, parts, tags, strict=True):
        if character == "\n":
            yield ""
        elif not character.isspace():
            yield f"{character}\t{part}\t{tag_}"
    yield ""


_Token = tuple[str, str, str, int]  # with part, tag and number of the line


@dataclass(slots=True)
class _Draft:
    """A document as far as it was read: its comments, and of each sentence the tokens with line, part and tag."""

    line: int
    comments: dict[str, Any] = field(default_factory=dict)
    sentences: list[list[_Token]] = field(default_factory=lambda: [[]])


def read_conll(path: Path) -> Iterator[GivenDocument]:
    """The documents of a file; without ``# newdoc`` and ``-DOCSTART-`` it is one.

    Raises:
        UsageError: it cannot be read, or is the CoNLL of Label Studio.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, ValueError) as error:
        raise UsageError(Sentence("annotations", "unreadable", path=path, reason=error)) from None
    if any(line.rstrip("\r").startswith("-DOCSTART- -X-") for line in lines[:3]) or " -X- _ " in "".join(lines[:50]):
        raise UsageError(Sentence("annotations", "label_studio_conll", path=path))
    draft = _Draft(1)
    for number, line in enumerate(lines, 1):
        line = line.removesuffix("\r")
        comment = None if "\t" in line else _COMMENT.fullmatch(line)
        if line.startswith("-DOCSTART-") or (comment and comment[1] == "newdoc"):
            yield from _given(path, draft)
            draft = _Draft(number)
        if comment:
            draft.comments[comment[1]] = _json(comment[2])
        elif not line.strip():
            draft.sentences.append([])
        elif not line.startswith("-DOCSTART-"):
            columns = line.split("\t") if "\t" in line else line.split()
            part = columns[1] if len(columns) == 3 and columns[1] in PARTS else "whole"
            draft.sentences[-1].append((columns[0], part, columns[-1] if len(columns) > 1 else "O", number))
    yield from _given(path, draft)


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _given(path: Path, draft: _Draft) -> Iterator[GivenDocument]:
    if not draft.comments and not any(draft.sentences):
        return
    place = f"{path}:{draft.line}"
    text = draft.comments.get("text")
    if not isinstance(text, str):
        text = _joined(draft.sentences)
    placed, faults = _placed(text, [token for sentence in draft.sentences for token in sentence])
    name = draft.comments.get("newdoc") or f"{path.stem}-{draft.line}"
    structure = draft.comments.get("gkml")
    if faults:
        yield GivenDocument(place, None, faults=tuple(faults))
    else:
        yield GivenDocument(place, text, tuple(_spans(placed)), structure, {"id": name}, units=Units.CODE_POINTS)


def _joined(sentences: Sequence[Sequence[_Token]]) -> str:
    """The text of a file that does not tell it: characters are joined, longer tokens parted by spaces."""
    tokens = [token[0] for sentence in sentences for token in sentence]
    between = "" if all(len(token) == 1 for token in tokens) else " "
    return "".join(between.join(token[0] for token in sentence) + "\n" for sentence in sentences if sentence)


def _placed(text: str, tokens: Iterable[_Token]) -> tuple[list[tuple[int, int, str, str]], list[Fault]]:
    """Start, end, part and tag of each token; the first that the text does not have next is a fault."""
    at = 0
    placed = []
    for token, part, tag, line in tokens:
        while at < len(text) and text[at].isspace() and not text.startswith(token, at):
            at += 1
        if not text.startswith(token, at):
            return [], [fault("token_not_in_text", line=line, token=repr(token), at=None, offset=at)]
        placed.append((at, at + len(token), part, tag))
        at += len(token)
    return placed, []


def _spans(placed: Iterable[tuple[int, int, str, str]]) -> Iterator[GivenSpan]:
    """Spans of tags. ``I-`` behind another label begins one, as in IOB1; what it goes on from, ``part`` tells."""
    current: GivenSpan | None = None
    for start, end, told, tag in placed:
        part: Part = told if told in PARTS else "whole"
        match = _TAG.fullmatch(tag)
        same = current is not None and match is not None and (match[2], part) == (current.label, current.part)
        goes_on = same and match is not None and match[1] not in _BEGINS
        if current is not None and not goes_on:
            yield current
            current = None
        if match:
            begin = current.start if current is not None else start
            current = GivenSpan(begin, end, match[2], part)
            if match[1] in _ENDS:
                yield current
                current = None
    if current is not None:
        yield current
