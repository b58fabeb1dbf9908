"""Limits: what is at the limit passes, what is beyond it is told with the value, the limit and the next step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from gkml.errors import InputError, UsageError
from gkml.readers.limits import DEFAULT_LIMITS, Limits

CHECKS: dict[str, tuple[Callable[[Limits, int], None], str]] = {
    "file_bytes": (Limits.check_file, "file_too_large"),
    "line_characters": (Limits.check_line, "line_too_long"),
    "rows": (Limits.check_rows, "too_many_rows"),
    "cells": (Limits.check_cells, "too_many_rows"),
    "columns": (Limits.check_columns, "too_many_rows"),
    "nesting": (Limits.check_nesting, "too_deeply_nested"),
    "elements": (Limits.check_elements, "too_many_rows"),
    "pages": (Limits.check_pages, "too_many_pages"),
    "characters": (Limits.check_characters, "too_many_characters"),
    "rulings": (Limits.check_rulings, "too_many_rows"),
    "tokens": (Limits.check_tokens, "too_many_tokens"),
    "pixels": (Limits.check_pixels, "too_many_pixels"),
    "members": (Limits.check_members, "too_many_members"),
    "inflated_bytes": (Limits.check_inflated, "archive_too_large"),
    "archive_depth": (Limits.check_archive_depth, "too_deeply_nested"),
}


@pytest.mark.parametrize("field", CHECKS)
def test_what_is_beyond_a_limit_is_told(field: str) -> None:
    check, code = CHECKS[field]
    limits = Limits(**{field: 1_234})  # type: ignore[arg-type]
    check(limits, 1_234)
    with pytest.raises(InputError) as caught:
        check(limits, 1_235)
    assert caught.value.code == code
    for part in ("1,235", "1,234", f"Limits.{field}"):
        assert part in caught.value.message


def test_every_limit_is_finite_by_default() -> None:
    assert [name for name, value in asdict(DEFAULT_LIMITS).items() if not 0 < value < math.inf] == []


def test_recognition_has_time_for_each_page_and_memory_of_its_own() -> None:
    limits = Limits(seconds=10, ocr_seconds=5, ocr_pages=3, memory_bytes=1, ocr_memory_bytes=7)
    assert (limits.for_recognition(2).seconds, limits.for_recognition(9).seconds) == (20, 25)
    assert limits.for_recognition(1).memory_bytes == 7
    assert DEFAULT_LIMITS.for_recognition(1).memory_bytes >= DEFAULT_LIMITS.memory_bytes


@pytest.mark.parametrize(
    ("name", "value"),
    [("seconds", -1), ("seconds", float("nan")), ("seconds", "9"), ("rows", 1.5), ("rows", None), ("pages", True)],
)
def test_what_is_no_limit_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=rf"Limits\.{name} .*{value!r}"):
        Limits(**{name: value})


def test_nothing_and_fractions_of_seconds_are_limits() -> None:
    assert Limits(ocr_seconds=0.0, seconds=0.5, rows=0).rows == 0
