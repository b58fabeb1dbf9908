"""``gkml annotations check``: every fault on a line, and files mended in place."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.annotation_check import check
from tests.annotations.made import TEXT, file_of, hand_made, span

SOUND = [span(0, 5, "agency"), span(14, 16, "row:disclosure.rules"), span(17, 18), span(19, 20)]
CUT = [span(0, 5, "agency"), span(21, 26, "row:disclosure.normative_documents"), span(28, 29)]


def run(*arguments: str) -> int:
    return main(["annotations", "check", *arguments])


def test_a_file_without_faults_ends_with_0(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(work, hand_made(spans=SOUND))
    options = argparse.Namespace(paths=[str(path)], fix=False, counts=False, format="text")
    assert check(options) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "1 train; faults: 0" in told.err


def test_every_fault_is_a_line_with_file_line_and_code(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(work, "{", hand_made(spans=CUT), hand_made(id="b", split="test", spans=[]))
    assert run(str(path)) == 2
    lines = capsys.readouterr().out.splitlines()
    told = [line.removeprefix(f"{path}:").split(": ")[:2] for line in lines]
    assert told[:4] == [["1", "bad_field"], ["2", "figure_cut"], ["3", "no_spans"], ["3", "agency_in_two_splits"]]
    assert run(str(path), "--format", "jsonl") == 2
    plain = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["code"], one["id"], one["start"], one["mendable"]) for one in plain[1:2]] == [
        ("figure_cut", "a", 28, True)
    ]


def test_faults_are_told_in_chinese(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(file_of(work, hand_made(spans=[]))), "--lang", "zh") == 2
    assert "没有任何标注" in capsys.readouterr().out


def test_what_can_be_mended_is_mended_in_place_and_the_rest_stays_byte_for_byte(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = json.dumps(hand_made(spans=SOUND), ensure_ascii=False)
    lossy = hand_made(id="d", spans=[*CUT, span(3, 16)])
    path = file_of(work, sound, "{", hand_made(id="b", spans=CUT), lossy)
    before = path.read_bytes().split(b"\n")
    assert run(str(path), "--fix") == 2
    assert "1 documents were mended" in capsys.readouterr().err
    after = path.read_bytes().split(b"\n")
    assert [after[0], after[1], after[3]] == [before[0], before[1], before[3]]
    ends = [(one["start"], one["end"]) for one in json.loads(after[2])["spans"]]
    assert ends == [(0, 5), (21, 26), (28, 30)]
    assert TEXT[28:30] == "12"


def test_an_agency_goes_to_the_split_of_most_of_its_documents(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(
        work,
        *(
            hand_made(id=name, split=split, spans=SOUND)
            for name, split in zip("abc", ("test", "train", "train"), strict=True)
        ),
    )
    assert run(str(path), "--fix") == 0
    assert [json.loads(line)["split"] for line in path.read_text(encoding="utf-8").splitlines()] == ["train"] * 3
    capsys.readouterr()


def test_copies_across_splits_and_files_are_told(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prose = "本机关全年公开信息318条，办理群众来信27件，组织开放日活动4场，培训窗口人员96人次，更新服务指南若干。"
    text = f"{TEXT}{prose}"
    one = file_of(work, hand_made(text=text, spans=SOUND), name="one.jsonl")
    two = file_of(work, hand_made(id="b", agency="他局", split="test", text=text + "完", spans=SOUND), name="two.jsonl")
    assert run(str(one), str(two)) == 2
    told = capsys.readouterr().out
    assert "two.jsonl:1: near_duplicate" in told
    assert "one.jsonl:1" in told


def test_label_counts_are_printed_by_split(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(work, hand_made(spans=SOUND), hand_made(id="b", agency="他局", split="test", spans=SOUND))
    assert run(str(path), "--counts", "--format", "jsonl") == 0
    plain = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"label": "figure", "train": 2, "validation": 0, "test": 2} in plain
    assert {one["code"] for one in plain if "code" in one} == {"rare_label"}
    assert run(str(path), "--counts") == 0
    assert "figure" in capsys.readouterr().out


def test_nothing_readable_ends_with_3(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(file_of(work, "{"))) == 3
    assert "no documents" in capsys.readouterr().err
