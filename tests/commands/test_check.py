"""``gkml check`` from arguments to exit status."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from gkml import cli
from gkml.commands.arguments import build_parser
from gkml.commands.check import check as run_check
from gkml.errors import UsageError
from gkml.records.report import CellRecord, Provenance, Report

AGENCY = "岚溪市教育局"
CITY = "岚溪市人民政府"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(agency: str, year: int, forward: int, over: int) -> dict[str, Any]:
    values = {"requests.carried_forward.total": forward, "requests.received_carried_over.total": over}
    return Report(
        f"{agency}/{year}.txt",
        Provenance("0.1.0", None, "abc", "rules", "text"),
        sha256=f"{agency}{year}",
        templates={"requests": "2021"},
        agency=agency,
        year=year,
        cells={name: CellRecord(name, value, str(value), "number") for name, value in values.items()},
    ).to_dict()


def put(name: str, *records: object, text: str = "") -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records) + text, encoding="utf-8")


def checks(path: str = "checks.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


PAIR = (record(AGENCY, 2022, 5, 0), record(AGENCY, 2023, 1, 3))


def test_contradictions_are_data_and_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", *PAIR)
    assert cli.main(["check", "out.jsonl", "-o", "checks.jsonl"]) == 0
    (check,) = checks()
    assert (check["kind"], check["status"], check["left"], check["right"], check["difference"]) == (
        "year",
        "fail",
        5,
        3,
        2,
    )
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err == "gkml: 2 records of 1 agency; year: 0 pass, 1 fail, 0 undetermined\n"


def test_records_may_stand_in_many_files_and_folders() -> None:
    put("one.jsonl", PAIR[0])
    put("more/deep/two.ndjson", PAIR[1])
    put("more/notes.txt", text="no record")
    assert cli.main(["check", "one.jsonl", "more", "-o", "checks.csv"]) == 0
    text = Path("checks.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[1:3] for line in text.splitlines()[1:]] == [["year", "fail"]]


def test_without_an_output_there_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", *PAIR)
    assert cli.main(["check", "out.jsonl", "--no-color"]) == 0
    out = capsys.readouterr().out
    assert "From year to year" in out
    assert "they differ by 2" in " ".join(out.split())


def test_the_file_is_chinese_wherever_it_is_written_unless_a_language_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put("out.jsonl", *PAIR)
    written = []
    for locale, asked in (("zh_CN.UTF-8", []), ("C", []), ("C", ["--lang", "en"])):
        monkeypatch.setenv("LC_ALL", locale)
        assert cli.main(["check", "out.jsonl", "-o", "checks.jsonl", *asked]) == 0
        written.append(Path("checks.jsonl").read_text(encoding="utf-8"))
    assert "相差2" in written[0]
    assert written[0] == written[1]
    assert "they differ by 2" in written[2]
    assert "相差" not in written[2]
    capsys.readouterr()


def test_records_go_to_stdout_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", *PAIR)
    assert cli.main(["check", "out.jsonl", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "carried_forward"


def test_a_line_that_is_no_record_is_told_and_the_rest_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", *PAIR, text='{"source":\n[]\n')
    assert cli.main(["check", "out.jsonl", "-o", "checks.jsonl"]) == 2
    found = checks()
    faults = [(check["file"], check["line"], check["code"]) for check in found if check["kind"] == "input"]
    assert faults == [("out.jsonl", 3, "bad_json"), ("out.jsonl", 4, "bad_record")]
    assert [check["kind"] for check in found] == ["input", "input", "year"]
    err = capsys.readouterr().err
    assert "gkml: out.jsonl:3: bad_json: it is no JSON" in err
    assert err.endswith("unreadable: 2\n")


def test_many_faults_are_not_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", *PAIR, text="{\n" * 300)
    assert cli.main(["check", "out.jsonl", "-o", "checks.jsonl"]) == 2
    assert len(checks()) == 301
    assert len(capsys.readouterr().err.splitlines()) == 22


def test_nothing_readable_at_all_is_3() -> None:
    put("out.jsonl", text="{\n")
    assert cli.main(["check", "out.jsonl", "-o", "checks.jsonl"]) == 3
    assert len(checks()) == 1


def test_a_file_without_a_line_has_no_record_and_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl")
    assert cli.main(["check", "out.jsonl", "-o", "checks.jsonl"]) == 0
    assert "0 records of 0 agencies" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "out.jsonl"], "is an input as well"),
        (["-o", "x.xls"], "the suffix '.xls'"),
        (["--format", "xls"], "the format 'xls' is not known; known are jsonl"),
        (["--format", "table", "-o", "x"], "the table is for the terminal"),
        (["--areas", "none.csv"], "'none.csv' does not exist"),
        (["--areas", "circle.csv"], "circle.csv:2: "),
        (["--areas", "unknown.csv", "-o", "x.jsonl"], "unknown.csv:2: nothing is known of '青浦市人民政府'"),
        (["--templates", "none"], "none"),
    ],
)
def test_wrong_usage_is_told_and_leaves_nothing_behind(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put("out.jsonl", *PAIR)
    put("circle.csv", text=f"agency,parent\n{AGENCY},{AGENCY}\n")
    put("unknown.csv", text=f"agency,parent\n{AGENCY},青浦市人民政府\n")
    before = sorted(os.listdir("."))
    with pytest.raises(UsageError) as caught:
        run_check(build_parser("check").parse_args(["check", "out.jsonl", *arguments]))
    assert words in caught.value.message
    assert capsys.readouterr().out == ""
    assert sorted(os.listdir(".")) == before


def test_governments_are_checked_with_a_table_of_areas(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", record(CITY, 2023, 2, 3), PAIR[1])
    put("areas.csv", text=f"机关,上级\n{AGENCY},{CITY}\n")
    assert cli.main(["check", "out.jsonl", "--areas", "areas.csv", "-o", "checks.jsonl"]) == 0
    found = {check["code"] + "".join(check["cells"]): check["status"] for check in checks()}
    assert found == {
        "coverage": "pass",
        "sum_of_reports_belowrequests.carried_forward.total": "undetermined",
        "sum_of_reports_belowrequests.received_carried_over.total": "pass",
    }
    assert "hierarchy: 2 pass, 0 fail, 1 undetermined" in capsys.readouterr().err


def test_duplicates_and_records_left_out_are_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    put("out.jsonl", *PAIR, {**PAIR[0], "source": "b.txt"}, {**PAIR[0], "sha256": "1", "agency": "我局"})
    assert cli.main(["check", "out.jsonl", "-o", "checks.jsonl"]) == 0
    assert "duplicates: 1, 0 of them differ; left out: 1\n" in capsys.readouterr().err


def test_a_reader_who_goes_away_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put("out.jsonl", *PAIR)
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        assert cli.main(["check", "out.jsonl", "--format", "jsonl"]) == 141
    assert "Traceback" not in capsys.readouterr().err
