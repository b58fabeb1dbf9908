"""spaCy: documents as a ``DocBin``, spans in ``doc.spans["gkml"]`` and, for who trains ``ner``, in ``doc.ents``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.annotations.document import PARTS, AnnotatedDocument, Part
from gkml.annotations.interchange import GivenDocument, structure_of
from gkml.annotations.units import GivenSpan, Units
from gkml.errors import MissingExtraError, UsageError
from gkml.messages import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

__all__ = ["KEY", "read_docbin", "write_docbin"]

KEY = "gkml"
"""Of the spans."""

_STRUCTURE, _NAME = "gkml_structure", "gkml_document"  # keys of the user data


def write_docbin(path: Path, documents: Iterable[AnnotatedDocument]) -> int:
    """Write documents; returns how many. Tokens are characters, as in spaCy's own segmentation of Chinese.

    Raises:
        MissingExtraError: spaCy is not installed.
    """
    _require_spacy()
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    store = DocBin(store_user_data=True)
    for annotated in documents:
        store.add(_doc(annotated, vocab))
    store.to_disk(path)
    return len(store)


def _require_spacy() -> None:
    try:
        import spacy  # noqa: F401
    except ImportError:
        raise MissingExtraError("spacy", "spacy") from None


def _doc(annotated: AnnotatedDocument, vocab: Vocab) -> Doc:
    from spacy.tokens import Doc, Span, SpanGroup

    text = annotated.document.text
    words, spaces, starts = _characters(text)
    doc = Doc(vocab, words=words, spaces=spaces)
    token_at = {start: number for number, start in enumerate(starts)}
    edges = [*starts, len(text)]
    ends = {edge - space: number + 1 for number, (edge, space) in enumerate(zip(edges[1:], spaces, strict=True))}
    spans = [
        Span(doc, token_at[tag.start], ends[tag.end], tag.label, span_id="" if tag.part == "whole" else tag.part)
        for tag in annotated.tags
    ]
    doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=spans)
    doc.set_ents(spans)
    doc.user_data[_STRUCTURE], doc.user_data[_NAME] = structure_of(annotated), annotated.id
    return doc


def _characters(text: str) -> tuple[list[str], list[bool], list[int]]:
    """A token a character; as spaCy has it, one space behind a token is none of its own."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    for at, (before, character) in enumerate(pairwise(f"\0{text}")):
        if character == " " and at and before != " " and not spaces[-1]:
            spaces[-1] = True
            continue
        words.append(character)
        spaces.append(False)
        starts.append(at)
    return words, spaces, starts


def read_docbin(path: Path) -> Iterator[GivenDocument]:
    """The documents of a ``DocBin``, also of one that was not made here.

    Raises:
        UsageError: it is none.
        MissingExtraError: spaCy is not installed.
    """
    _require_spacy()
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        docs = list(DocBin().from_disk(path).get_docs(Vocab()))
    except Exception as error:  # whatever unpacking bytes that are something else raises
        raise UsageError(Sentence("annotations", "unreadable", path=path, reason=error)) from None
    for number, doc in enumerate(docs, 1):
        spans = doc.spans.get(KEY, doc.ents)
        told = {"id": doc.user_data.get(_NAME) or f"{path.stem}-{number}"}
        structure = doc.user_data.get(_STRUCTURE)
        place, given = f"{path}: document {number}", tuple(map(_span, spans))
        yield GivenDocument(place, doc.text, given, structure, told, units=Units.CODE_POINTS)


def _span(span: Span) -> GivenSpan:
    part: Part = span.id_ if span.id_ in PARTS else "whole"
    return GivenSpan(span.start_char, span.end_char, span.label_, part, span.text)
