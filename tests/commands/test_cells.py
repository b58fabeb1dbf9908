"""``gkml cells``: ids, labels, forms."""

from __future__ import annotations

import csv
import io
import json

import pytest

from gkml.cli import main
from gkml.commands.arguments import build_parser
from gkml.commands.cells import cells
from gkml.errors import UsageError
from gkml.template import load_templates


def test_all_cells_of_all_forms_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cells", "--format", "json"]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    known = {cell for form in load_templates().forms for table in form.tables for cell, _, _ in table.cells()}
    assert {one["id"] for one in listed} == known
    (granted,) = [one for one in listed if one["id"] == "requests.granted.total"]
    assert granted["column_label"] == "总计"
    assert granted["row_label"].endswith("（一）予以公开")
    assert granted["forms"] == ["2019", "2021"]


def test_they_are_chosen_by_table_form_and_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cells", "--table", "disclosure", "--form", "2021", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    assert len(rows) == 10
    assert {row["table"] for row in rows} == {"disclosure"}
    assert main(["cells", "予以公开", "总计"]) == 0
    told = capsys.readouterr().out
    assert "requests.granted.total" in told
    assert told.count("requests.") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--table", "reqests"], "did you mean requests?"),
        (["--form", "2020"], "forms are 2014, "),
        (["grantd.totl"], "did you mean requests.granted.total"),
        (["予以公示", "总计"], "requests.granted.total"),
    ],
)
def test_what_was_meant_is_told(arguments: list[str], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        cells(build_parser("cells").parse_args(["cells", *arguments]))
    assert words in caught.value.message
