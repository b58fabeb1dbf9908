"""gkml reads Chinese government information disclosure reports (政府信息公开工作年度报告) into their statutory tables.

    >>> import gkml
    >>> report = gkml.load()("report.txt")                                       # doctest: +SKIP
    >>> report.cells["requests.received_new.total"].value                        # doctest: +SKIP
    3119

Everything is imported when it is first used, so that ``import gkml`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gkml.batch.mapping import ReadReports, map_options, map_reports, map_schema
    from gkml.doubts import DoubtCode
    from gkml.errors import GkmlError, GkmlWarning, InputError, MissingExtraError, TemplateError, UsageError
    from gkml.output.records import read_records
    from gkml.pipeline import Pipeline, extract, load
    from gkml.readers.limits import Limits
    from gkml.records.evidence import Evidence
    from gkml.records.report import CellRecord, CheckRecord, Heading, Notice, Part, Provenance, Report

__version__ = "0.1.0"

__all__ = [
    "CellRecord",
    "CheckRecord",
    "DoubtCode",
    "Evidence",
    "GkmlError",
    "GkmlWarning",
    "Heading",
    "InputError",
    "Limits",
    "MissingExtraError",
    "Notice",
    "Part",
    "Pipeline",
    "Provenance",
    "ReadReports",
    "Report",
    "TemplateError",
    "UsageError",
    "__version__",
    "extract",
    "load",
    "map_options",
    "map_reports",
    "map_schema",
    "read_records",
]

_HOMES = {
    name: home
    for home, names in {
        "gkml.batch.mapping": ("ReadReports", "map_options", "map_reports", "map_schema"),
        "gkml.doubts": ("DoubtCode",),
        "gkml.errors": ("GkmlError", "GkmlWarning", "InputError", "MissingExtraError", "TemplateError", "UsageError"),
        "gkml.output.records": ("read_records",),
        "gkml.pipeline": ("Pipeline", "extract", "load"),
        "gkml.readers.limits": ("Limits",),
        "gkml.records.evidence": ("Evidence",),
        "gkml.records.report": ("CellRecord", "CheckRecord", "Heading", "Notice", "Part", "Provenance", "Report"),
    }.items()
    for name in names
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gkml' has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
