"""The manifest tells others what the database knows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gkml.batch.configuration import LoadedPipeline
from gkml.batch.manifest import load_options, name_differences, options_of
from gkml.records.report import Provenance
from gkml.settings import Settings
from tests.batch.runs import Inputs, complete, content

pytestmark = pytest.mark.usefixtures("in_small_steps")


def test_the_manifest_says_what_became_of_a_document(tmp_path: Path) -> None:
    inputs: Inputs = {"a": (b'{"a":1}\n', b'{"f":1}\n')}
    complete(tmp_path / "run", inputs)
    first, second = map(json.loads, (tmp_path / "run" / "manifest.jsonl").read_text().splitlines())
    assert len(first.pop("configuration")) == 16
    assert first == {
        "source": "a!0",
        "input": "a",
        "sha256": content(inputs, "a"),
        "member": 0,
        "members": 2,
        "status": "ok",
        "error": None,
        "seconds": 0.1,
        "attempts": 1,
        "records": "records/part-00000.jsonl",
        "offset": 0,
        "size": 8,
        "model": "m",
        "templates": "t",
        "calibration": None,
    }
    assert (second["status"], second["error"], second["offset"]) == ("failed", "timeout", 8)


def test_options_are_named_where_they_differ() -> None:
    then = {"tagger": "rules", "limits": {"rows": 5, "pages": 9}, "model": None}
    now = {"tagger": "combined", "limits": {"rows": 5, "pages": 8}, "model": "m"}
    assert name_differences(then, then) == []
    assert name_differences(then, now) == [
        "--tagger: rules then, combined now",
        "model: none then, m now",
        "limit pages: 9 then, 8 now",
    ]
    assert name_differences({"gone": 1}, {"limits": 7}) == ["gone: 1 then, none now"]


def test_limits_of_time_and_memory_are_no_other_options() -> None:
    provenance = Provenance("1", "m", "t", "rules", "text")
    loaded = LoadedPipeline(provenance, calibration="c")
    settings = Settings("rules")
    longer = replace(settings, limits=replace(settings.limits, seconds=999.0, memory_bytes=1, conversion_seconds=1))
    fewer = replace(settings, limits=replace(settings.limits, rows=3))
    known = options_of(settings, loaded, with_text=False)
    assert options_of(longer, loaded, with_text=False) == known
    assert options_of(fewer, loaded, with_text=False) != known
    assert options_of(settings, loaded, with_text=True) != known


@pytest.mark.parametrize("plain", ["{", "[1]", "7"])
def test_options_that_are_none_are_none(plain: str) -> None:
    assert load_options(plain) == {}
    assert load_options('{"a": 1}') == {"a": 1}
