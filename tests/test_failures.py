"""Failed reports, and errors that nobody foresaw."""

from __future__ import annotations

import pytest

from gkml.errors import InputError
from gkml.failures import EXHAUSTED, failed_report, unforeseen
from gkml.records.report import Notice, Provenance

PROVENANCE = Provenance("0", None, "forms", "rules", None)


def test_a_failed_report_knows_every_table_and_has_no_cell() -> None:
    error = InputError("it is empty", code="empty_file")
    report = failed_report("a.txt", "00", error, PROVENANCE, ("disclosure", "requests"), [Notice("n", "note")])
    assert (report.status, report.error, report.cells) == ("failed", error, {})
    assert report.templates == {"disclosure": None, "requests": None}
    assert [notice.code for notice in report.warnings] == ["n"]


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (MemoryError(), "out_of_memory", EXHAUSTED),
        (RuntimeError("std::bad_alloc"), "out_of_memory", EXHAUSTED),
        (ZeroDivisionError("by zero"), "internal_error", "ZeroDivisionError: by zero"),
    ],
)
def test_an_error_that_nobody_foresaw_is_typed(error: Exception, code: str, words: str) -> None:
    told = unforeseen(error)
    assert told.code == code
    assert words in told.message
