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
    from gkml.errors import GkmlError, InputError, MissingExtraError, TemplateError, UsageError
    from gkml.pipeline import Pipeline, extract, load
    from gkml.records.report import CellRecord, CheckRecord, Report

__version__ = "0.1.0"

__all__ = [
    "CellRecord",
    "CheckRecord",
    "GkmlError",
    "InputError",
    "MissingExtraError",
    "Pipeline",
    "Report",
    "TemplateError",
    "UsageError",
    "__version__",
    "extract",
    "load",
]

_HOMES = {
    **dict.fromkeys(("Pipeline", "extract", "load"), "gkml.pipeline"),
    **dict.fromkeys(("CellRecord", "CheckRecord", "Report"), "gkml.records.report"),
    **dict.fromkeys(("GkmlError", "InputError", "MissingExtraError", "TemplateError", "UsageError"), "gkml.errors"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gkml' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
