"""Damaged and hostile PDFs end typed and within their limits, and the batch goes on."""

from __future__ import annotations

import dataclasses
import random
import time
from pathlib import Path

import pytest

from gkml.errors import GkmlError, InputError
from gkml.pipeline import Pipeline
from gkml.readers import Limits, read
from tests.readers.pdf.hostile import KINDS, plain_report

LIMITS = Limits(seconds=60.0, memory_bytes=500_000_000)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_ends_typed(name: str) -> None:
    kind = KINDS[name]
    try:
        read(kind.make(), f"{name}.pdf", LIMITS)
        code = None
    except GkmlError as error:
        code = error.code
    assert code in kind.codes


def test_there_are_many_kinds() -> None:
    assert len(KINDS) >= 40


def test_time_is_bounded() -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match=r"0\.5 s") as caught:
        read(KINDS["lines_without_number"].make(), "slow.pdf", dataclasses.replace(LIMITS, seconds=0.5))
    assert caught.value.code == "timeout"
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ({"pages": 1}, "too_many_pages"),
        ({"characters": 20}, "too_many_characters"),
        ({"rulings": 10}, "too_many_rows"),
        ({"elements": 5}, "too_many_rows"),
        ({"cells": 5}, "too_many_rows"),
        ({"rows": 5}, "too_many_rows"),
        ({"columns": 1}, "too_many_rows"),
        ({"file_bytes": 100}, "file_too_large"),
    ],
)
def test_every_limit_holds_and_names_itself(limit: dict[str, int], code: str) -> None:
    with pytest.raises(InputError, match=f"Limits.{next(iter(limit))}") as caught:
        read(plain_report(), "report.pdf", dataclasses.replace(LIMITS, **limit))  # type: ignore[arg-type]
    assert caught.value.code == code


def test_the_batch_goes_on(tmp_path: Path, rules: Pipeline) -> None:
    names = ["cut_at_0.5", "password", "scan", "no_pages", "codes_without_meaning"]
    paths = []
    for name in names:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(KINDS[name].make())
        paths.append(path)
    reports = list(rules.pipe([*paths, tmp_path / "none.pdf", paths[0]]))
    assert [report.status for report in reports] == ["failed"] * 7
    assert [report.error.code for report in reports if report.error] == [
        "damaged_file",
        "encrypted",
        "no_text_layer",
        "damaged_file",
        "no_text_layer",
        "unreadable_path",
        "damaged_file",
    ]


def test_changed_bytes_are_read_or_refused() -> None:
    dice = random.Random(5)
    whole = plain_report()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 3, 30))):
            at = dice.randrange(len(data))
            data[at : at + dice.choice((0, 1, 1, 4))] = bytes(
                dice.randrange(256) for _ in range(dice.choice((0, 1, 4)))
            )
        try:
            document = read(bytes(data), "changed.pdf", LIMITS)
        except InputError:
            continue
        assert all(document.row_text(row) in document.text for row in document.rows)
