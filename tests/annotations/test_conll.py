"""CoNLL files of other tools, and what a file must not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.annotations.conll import read_conll, write_conll
from gkml.annotations.interchange import Imported, align
from gkml.annotations.lines import known_labels
from gkml.errors import UsageError
from tests.annotations.made import generated


def imported(folder: Path, content: str) -> list[Imported]:
    path = folder / "a.conll"
    path.write_bytes(content.encode("utf-8"))
    return [align(given, known_labels()) for given in read_conll(path)]


def spans(found: Imported) -> list[tuple[str, str]]:
    assert found.annotated is not None
    text = found.annotated.document.text
    return [(tag.label, text[tag.start : tag.end]) for tag in found.annotated.tags]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "tags",
    [
        ("B-agency", "I-agency", "I-agency", "B-year", "I-year"),
        ("I-agency", "I-agency", "I-agency", "I-year", "I-year"),
        ("B-agency", "I-agency", "E-agency", "B-year", "E-year"),
        ("B-agency", "I-agency", "L-agency", "B-year", "L-year"),
    ],
)
def test_other_tools_need_no_more_than_tokens_and_tags(tmp_path: Path, tags: tuple[str, ...], end: str) -> None:
    lines = [f"{token} {tag}" for token, tag in zip("某县局２０", tags, strict=True)]
    (found,) = imported(tmp_path, end.join([*lines, "", "１ O", "0 S-figure", ""]))
    assert spans(found) == [("agency", "某县局"), ("year", "２０"), *([("figure", "0")])]
    assert found.annotated is not None
    assert found.annotated.document.text == "某县局２０\n１0\n"


def test_documents_are_parted_where_they_say_so(tmp_path: Path) -> None:
    two = "-DOCSTART- O\n\n某 B-agency\n局 I-agency\n\n-DOCSTART- O\n\n１２ S-figure\n件 O\n"
    first, second = imported(tmp_path, two)
    assert (spans(first), spans(second)) == ([("agency", "某局")], [("figure", "１２")])


def test_the_conll_of_label_studio_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Label Studio"):
        imported(tmp_path, "-DOCSTART- -X- O\n某县局 -X- _ B-agency\n")
    with pytest.raises(UsageError, match="Label Studio"):
        imported(tmp_path, "某县局 -X- _ B-agency\n")


def test_a_token_that_the_text_does_not_have_refuses_its_document_alone(tmp_path: Path) -> None:
    path = tmp_path / "b.conll"
    write_conll(path, [one for one in generated(40) if "规" in one.document.text][:2])
    changed = path.read_text(encoding="utf-8").replace("规\t_", "现\t_", 1)
    first, second = imported(tmp_path, changed)
    assert (first.annotated, [one.code for one in first.faults]) == (None, ["token_not_in_text"])
    assert second.faults == ()


def test_an_unknown_label_is_told_and_the_others_kept(tmp_path: Path) -> None:
    (found,) = imported(tmp_path, "某 B-ORG\n局 I-ORG\n１ B-figure\n")
    assert [one.code for one in found.faults] == ["unknown_label"]
    assert spans(found) == [("figure", "１")]
