"""``gkml annotations``: out to another tool and back, and what is refused on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.annotations.lines import read_annotations
from gkml.cli import main
from gkml.commands.annotations import annotations
from tests.annotations.made import file_of, hand_made
from tests.commands.conftest import REPORT

assert callable(annotations)


@pytest.fixture
def kept(report: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A pre-annotated report, and a document that was typed."""
    assert main(["annotations", "pre-annotate", str(report), "--tagger", "rules", "-o", "new.jsonl", "-q"]) == 0
    path = report.parent / "new.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(hand_made(), ensure_ascii=False) + "\n")
    capsys.readouterr()
    return path


@pytest.mark.parametrize("name", ["t.json", "t.jsonl", "t.conll"])
def test_annotations_go_out_and_come_back(kept: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotations", "export", str(kept), "-o", name]) == 0
    assert "2 documents" in capsys.readouterr().err
    assert main(["annotations", "import", name, "-o", "back.jsonl"]) == 0
    assert list(read_annotations([Path("back.jsonl")])) == list(read_annotations([kept]))


def test_a_format_can_be_named(kept: Path) -> None:
    assert main(["annotations", "export", str(kept), "-o", "t.jsonl", "--format", "doccano-entities"]) == 0
    assert "entities" in json.loads(Path("t.jsonl").read_text(encoding="utf-8").splitlines()[0])


def test_faulty_documents_are_refused_with_their_place_and_the_rest_goes_out(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with kept.open("a", encoding="utf-8") as file:
        file.write("{\n" + json.dumps(hand_made(id="c", text="a\ud800b", spans=[])) + "\n")
    assert main(["annotations", "export", str(kept), "-o", "t.json"]) == 2
    said = capsys.readouterr().err
    assert "new.jsonl:3: " in said
    assert "2 documents" in said
    assert main(["annotations", "export", str(file_of(kept.parent, "{")), "-o", "u.json"]) == 3


def test_refused_spans_are_told_with_document_and_place_and_counted(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"text": "规章\t3", "label": [[0, 2, "row:disclosure.rules"], [1, 4, "figure"]]},
        {"text": "某局", "label": []},
    ]
    (work / "d.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["annotations", "import", "d.jsonl", "-o", "new.jsonl"]) == 2
    said = capsys.readouterr().err
    assert "d.jsonl:1: span 1..4" in said
    assert "refused: 0 documents, 1 spans" in said
    assert len(list(read_annotations([work / "new.jsonl"]))) == 2


def test_offsets_that_were_converted_are_told(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = {"text": "😀😀规章\t3\t14", "label": [[4, 6, "row:disclosure.rules"], [7, 8, "figure"], [9, 11, "figure"]]}
    (work / "d.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert main(["annotations", "import", "d.jsonl", "-o", "new.jsonl"]) == 0
    assert "utf16" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["export", "import", "pre-annotate"])
def test_what_is_there_is_not_written_over(kept: Path, action: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = kept.read_bytes()
    given = {"export": str(kept), "import": str(kept), "pre-annotate": str(REPORT)}[action]
    assert main(["annotations", action, given, "-o", str(kept)]) == 1
    assert kept.read_bytes() == before
    capsys.readouterr()


def test_pre_annotation_says_what_needs_a_hand_and_goes_to_a_tool_at_once(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (report.parent / "empty.txt").write_text("")
    assert main(["annotations", "pre-annotate", ".", "--tagger", "rules", "-o", "t.json"]) == 2
    said = capsys.readouterr().err
    assert "1 documents in t.json: 1 need no hand" in said
    assert "empty.txt: empty_file" in said
    assert "annotations" in json.loads(Path("t.json").read_text(encoding="utf-8"))[0]


def test_labels_are_printed_as_a_tool_wants_them(capsys: pytest.CaptureFixture[str]) -> None:
    for style, mark in (
        ("text", "row:requests.granted\n"),
        ("label-studio", "<View>"),
        ("doccano", '"text": "figure"'),
    ):
        assert main(["annotations", "labels", "--format", style]) == 0
        assert mark in capsys.readouterr().out


def test_wrong_usage_names_what_is_known(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["annotations", "chek", "a"])
    assert "did you mean check" in capsys.readouterr().err
    assert main(["annotations", "import", "none.json", "-o", "a.jsonl", "--lang", "zh"]) == 1
    assert "none.json" in capsys.readouterr().err
    (work / "a.docx").write_text("")
    assert main(["annotations", "import", "a.docx", "-o", "a.jsonl"]) == 1
    assert "--format" in capsys.readouterr().err
