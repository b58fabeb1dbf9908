"""Every format gives back exactly what it was given, and a file's format is seen from the outside.

With more documents: GKML_ROUND_TRIPS=500 pytest tests/annotations/test_formats.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.formats import FORMATS, format_of_output, format_of_path
from gkml.annotations.interchange import Imported, align
from gkml.annotations.lines import known_labels, write_annotations
from gkml.errors import UsageError
from tests.annotations.made import generated

NEEDED = {"docbin": "spacy", "datasets": "datasets"}


@pytest.fixture(scope="module")
def documents() -> list[AnnotatedDocument]:
    return generated(int(os.environ.get("GKML_ROUND_TRIPS", "100")))


@pytest.mark.parametrize("name", FORMATS)
def test_round_trips_are_exact(name: str, documents: list[AnnotatedDocument], tmp_path: Path) -> None:
    if name in NEEDED:
        pytest.importorskip(NEEDED[name])
    path = tmp_path / "a"
    assert FORMATS[name].write(path, documents) == len(documents)
    found = {one.annotated.id: one for one in read(path, name) if one.annotated}
    assert len(found) == len(documents)
    for document in documents:
        assert found[document.id].faults == ()
        assert found[document.id].annotated == document


def read(path: Path, name: str | None = None) -> list[Imported]:
    return [align(given, known_labels()) for given in format_of_path(path, name).read(path)]


def test_the_generated_documents_hold_what_is_hard(documents: list[AnnotatedDocument]) -> None:
    texts = [document.document.text for document in documents]
    for hard in ("𠮷", "\r\n", "３", "\u2028", "\x85"):
        assert sum(hard in text for text in texts) > 10
    assert sum(len(document.tags) for document in documents) > 400


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.json", "label-studio"), ("a.JSONL", "doccano"), ("a.spacy", "docbin"), ("a.iob2", "conll"), ("a", "datasets")],
)
def test_a_suffix_tells_the_format(name: str, kind: str) -> None:
    assert format_of_output(Path(name), None).name == kind
    assert format_of_output(Path(name), "conll").name == "conll"


def test_what_is_in_no_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="suffix"):
        format_of_output(Path("a.docx"), None)
    with pytest.raises(UsageError, match="'brat' is no format"):
        format_of_output(Path("a"), "brat")
    write_annotations(tmp_path / "a.jsonl", generated(1))
    with pytest.raises(UsageError, match="already"):
        format_of_path(tmp_path / "a.jsonl", None)
