"""CRLF becomes a newline, and everything stays where it was."""

from __future__ import annotations

import pytest

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.line_ends import with_newlines
from gkml.annotations.lines import from_line, known_labels, text_rows, to_line
from tests.annotations.made import generated


@pytest.mark.parametrize(
    "document", [one for one in generated(60) if "\r\n" in one.document.text], ids=lambda one: one.id
)
def test_spans_cover_what_they_covered(document: AnnotatedDocument) -> None:
    changed = with_newlines(document)
    text = changed.document.text
    assert text == document.document.text.replace("\r\n", "\n")
    before = [(tag.label, document.document.text[tag.start : tag.end]) for tag in document.tags]
    assert [(tag.label, text[tag.start : tag.end]) for tag in changed.tags] == before
    assert changed.document.rows == tuple(text_rows(text))
    parsed = from_line(to_line(changed), known_labels())
    assert (parsed.annotated, parsed.faults) == (changed, ())
