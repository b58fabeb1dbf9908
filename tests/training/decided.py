"""A file of decisions as a person would have left it, made from documents whose true tags are known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gkml.annotations.document import AnnotatedDocument
from gkml.labels import Tag
from gkml.review.decisions import Decision, DecisionKind, DecisionStore
from gkml.review.documents import TaggedDocument, document_to_bytes

__all__ = ["digest_of", "review"]


def digest_of(annotated: AnnotatedDocument) -> str:
    """The hash that a document goes by."""
    return hashlib.sha256(annotated.document.text.encode("utf-8")).hexdigest()


def review(path: Path, documents: Iterable[AnnotatedDocument], finished: bool = True) -> None:
    """Documents whose sections and first row were read as something else, and are corrected."""
    with DecisionStore(path) as store:
        for annotated in documents:
            sha256 = digest_of(annotated)
            row = next(tag for tag in annotated.tags if tag.role == "row")
            wrong = {tag: _mistaken(tag) for tag in annotated.tags if tag.role == "section" or tag is row}
            read = tuple(wrong.get(tag, tag) for tag in annotated.tags)
            content = document_to_bytes(TaggedDocument(annotated.document, read))
            store.keep_document(sha256, f"{annotated.id}.txt", annotated.agency, content)
            for tag in wrong:
                printed = annotated.document.text[tag.start : tag.end]
                decision = Decision(
                    DecisionKind.TAG, sha256, print=printed, start=tag.start, end=tag.end, label=tag.label, who="甲"
                )
                store.add(decision)
            if finished:
                store.add(Decision(DecisionKind.DONE, sha256, who="甲"))


def _mistaken(tag: Tag) -> Tag:
    return replace(tag, label="subheading" if tag.role == "section" else "row:requests.other", confidence=0.4)
