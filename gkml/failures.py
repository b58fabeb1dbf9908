"""Reports of inputs that could not be read, and what they say of errors that nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gkml.errors import GkmlError, InputError, in_words, lacks_memory
from gkml.records.report import Notice, Provenance, Report

__all__ = ["EXHAUSTED", "failed_report", "unforeseen"]


def failed_report(
    source: str,
    sha256: str | None,
    error: GkmlError,
    provenance: Provenance,
    tables: Iterable[str],
    notices: Sequence[Notice],
) -> Report:
    """The report of an input that could not be read; ``tables`` are those that the forms know."""
    none: dict[str, str | None] = dict.fromkeys(tables)
    return Report(source, provenance, sha256, status="failed", error=error, templates=none, warnings=tuple(notices))


EXHAUSTED = "reading needs more memory than this process may take; split the file or raise Limits.memory_bytes"


def unforeseen(error: Exception) -> GkmlError:
    """What a record says of an error that nobody foresaw; the run goes on."""
    if lacks_memory(error):
        return InputError(EXHAUSTED, code="out_of_memory")
    message = f"gkml failed on this input ({type(error).__name__}: {in_words(error)}); please report it"
    return GkmlError(message, code="internal_error")
