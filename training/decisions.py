"""What persons decided while they reviewed, as annotated documents that a model can learn from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gkml.annotations.document import AnnotatedDocument, Split
from gkml.annotations.spans import flat
from gkml.labels import Tag
from gkml.review.decisions import DecisionKind, DecisionStore, in_force
from gkml.review.documents import correct_tags, document_from_bytes

__all__ = ["decisions_to_annotations"]


def decisions_to_annotations(path: Path, split: Split = "train") -> Iterator[AnnotatedDocument]:
    """The documents of a file of decisions with their tags as persons left them, in the order of review.

    A document is ``checked`` where a person said of each report in it that nothing is left to be looked at.

    Args:
        path: the file that ``gkml review --decisions`` keeps (SQLite).
        split: that the documents belong to.

    Raises:
        UsageError: it is no such file.
    """
    with DecisionStore(path, there=True) as store:
        for sha256, source, agency, content in store.documents():
            kept = document_from_bytes(content)
            standing = in_force(store.of_document(sha256))
            done = {decision.part for decision in standing if decision.kind is DecisionKind.DONE}
            checked = len(done) >= kept.reports
            tags = correct_tags(kept.document, kept.tags, standing)
            pointed = [
                Tag("figure", one.start, one.end)
                for one in standing
                if one.kind is DecisionKind.CELL and one.start is not None and one.end is not None
            ]
            sound = flat(kept.document, (*tags, *pointed))
            name = agency or (f"unnamed-{sha256[:8]}" if checked else "")
            yield AnnotatedDocument(f"reviewed-{sha256[:16]}", source, name, split, kept.document, sound, checked)
