"""A report to a pandas frame, with the columns that the table of cells has in Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gkml.errors import MissingExtraError
from gkml.output.tables import import_arrow, record_to_cells
from gkml.records.report import Report

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["report_to_frame"]


def report_to_frame(report: Report) -> pd.DataFrame:
    """See ``Report.to_frame``."""
    arrow = import_arrow("frame")
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtraError("pandas", "frame") from None
    from pyarrow import compute

    # pandas' own types, which know null; of decimals, it has Arrow's alone. It cannot read lists back from Parquet.
    own = {
        arrow.string(): pd.StringDtype("pyarrow"),
        arrow.int32(): pd.Int64Dtype(),
        arrow.int64(): pd.Int64Dtype(),
        arrow.bool_(): pd.BooleanDtype(),
        arrow.float64(): pd.Float64Dtype(),
    }
    table = record_to_cells(_record(report)).drop_columns(["boxes", "alternatives"])
    doubts = compute.binary_join(table["doubts"], " ")
    table = table.set_column(table.column_names.index("doubts"), "doubts", doubts)
    frame: pd.DataFrame = table.to_pandas(types_mapper=lambda kind: own.get(kind) or pd.ArrowDtype(kind))
    return frame.astype({"review": bool, "confidence": float})  # never null


def _record(report: Report) -> dict[str, Any]:
    """The record with its figures as they are: JSON has no decimals."""
    cells = [
        {**cell.to_dict(), "value": cell.value, "proposal": cell.proposal, "alternatives": cell.alternatives}
        for cell in report.cells.values()
    ]
    return {**report.to_dict(), "cells": cells}
