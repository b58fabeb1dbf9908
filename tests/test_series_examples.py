"""The example series: every report is read whole, and the two contradictions in it, and nothing else, are found."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gkml import cli
from gkml.pipeline import Pipeline
from tests.conftest import ROOT, gold_of

FOLDER = ROOT / "examples" / "series"
REPORTS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".txt", ".md", ".html") and path.stem != "README")


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_every_cell_heading_and_name_is_read(path: Path, rules: Pipeline) -> None:
    gold, report = gold_of(path), rules(path)
    assert {key: None if cell.value is None else float(cell.value) for key, cell in report.cells.items()} == gold[
        "cells"
    ]
    assert [heading.text for heading in report.headings] == gold["headings"]
    assert (report.year, report.template, report.status) == (gold["year"], gold["template"], "ok")
    assert report.agency in gold["agency"]
    assert not [check.id for check in report.checks if check.status == "fail"]


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What ``gkml extract`` and ``gkml check`` make of the folder."""
    folder = tmp_path_factory.mktemp("series")
    records, found = str(folder / "out.jsonl"), str(folder / "checks.jsonl")
    assert cli.main(["extract", str(FOLDER), "-o", records, "--tagger", "rules"]) == 0
    assert cli.main(["check", records, "--areas", str(FOLDER / "areas.csv"), "-o", found]) == 0
    return [json.loads(line) for line in Path(found).read_text(encoding="utf-8").splitlines()]


def test_exactly_the_two_contradictions_are_found(checks: list[dict[str, Any]]) -> None:
    failed = {check["id"]: (check["left"], check["right"]) for check in checks if check["status"] == "fail"}
    assert failed == {
        "岚溪市水利局/2022-2023/disclosure.year.in_force.normative_documents": (14, 15),
        "岚溪市人民政府/2023/disclosure.hierarchy.penalties.decisions": (1461, 1641),
    }


def test_the_evidence_points_at_the_print(checks: list[dict[str, Any]], rules: Pipeline) -> None:
    texts = {str(path): rules(path).text for path in REPORTS}
    evidence = [one for check in checks if check["status"] == "fail" for one in check["evidence"]]
    assert len(evidence) == 8
    for one in evidence:
        text = texts[one["source"]]
        assert text is not None
        assert text[one["start"] : one["end"]] == str(one["value"])


def test_the_other_rules_hold(checks: list[dict[str, Any]]) -> None:
    years = [check for check in checks if check["kind"] == "year" and check["agency"] == "岚溪市水利局"]
    assert [check["status"] for check in years].count("pass") == len(years) - 1 == 8
    coverage = {check["left_years"][0]: check["status"] for check in checks if check["code"] == "coverage"}
    assert coverage == {2022: "undetermined", 2023: "pass"}


def test_one_agency_over_the_change_of_the_forms(checks: list[dict[str, Any]]) -> None:
    mine = [check for check in checks if check["agency"] == "岚溪市林业局" and check["kind"] == "year"]
    statuses = Counter((check["left_years"][0], check["code"], check["status"]) for check in mine)
    assert statuses == {
        (2016, "cumulative", "pass"): 15,
        (2016, "cumulative", "undetermined"): 2,  # rows that one of the tables leaves out
        (2017, "cumulative", "pass"): 4,  # what was disclosed, and lawsuits, of which there are none
        (2017, "cumulative", "not_applicable"): 11,  # the totals of requests began anew
        (2017, "cumulative", "undetermined"): 2,
        (2019, "carried_forward", "pass"): 7,
        (2019, "previous_items", "pass"): 5,
    }


def test_a_spelling_in_the_table_of_areas_finds_its_report(checks: list[dict[str, Any]]) -> None:
    (spelling,) = [check for check in checks if check["kind"] == "agency"]
    assert (spelling["code"], spelling["agency"]) == ("spellings", "岚溪市榆岭区人民政府")
