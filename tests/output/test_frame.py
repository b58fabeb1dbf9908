"""Frames: the same columns and types for every report, in whatever reads frames, with exact figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given

from gkml.document import Box
from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.output.frame import report_to_frame
from gkml.output.tables import table_schemas
from gkml.pipeline import Pipeline
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, Report
from tests.conftest import EXAMPLES
from tests.output.made_reports import PROVENANCE, reports

FAILED = Report("a.txt", PROVENANCE, status="failed", error=InputError("gone", code="unreadable_path"))
CELLS = [
    CellRecord("requests.granted.total", 7, "7", "number", 0.9),
    CellRecord(
        "disclosure.fees.amount",
        Decimal("218.40"),
        "218.40万元",
        "number",
        0.5,
        review=True,
        proposal=3,
        boxes=(Box(1, 2, 3, 4.5),),
        alternatives=(Decimal("2.5"), 4),
        evidence=Evidence("exact", "order", "seen", "contradicted"),
        doubts=(DoubtCode.FAINT,),
    ),
    CellRecord("requests.granted.natural_person", state="blank"),
    CellRecord("requests.other.total", 10**40, "1" + "0" * 40, "number", 0.1),
]
FULL = Report("b.txt", PROVENANCE, agency="某局", year=2023, cells={cell.id: cell for cell in CELLS})


def kinds(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(kind) for name, kind in frame.dtypes.items()}


def test_figures_are_exact_and_a_blank_is_no_zero() -> None:
    frame = report_to_frame(FULL).set_index("id")
    assert frame.loc["disclosure.fees.amount", "value"] == Decimal("218.4")
    assert frame.loc["requests.granted.total", "count"] == 7
    assert frame["count"].isna().tolist() == [False, True, True, True]
    assert frame["value"].isna().tolist() == [False, False, True, True]
    assert frame.loc["requests.other.total", "exact"] == str(10**40)  # too large for a decimal of any of them
    assert frame["value"].sum() == Decimal("225.4")
    assert frame[frame.review].index.tolist() == ["disclosure.fees.amount"]
    row = frame.loc["disclosure.fees.amount"]
    assert (row["table"], row["row"], row["column"], row["year"]) == ("disclosure", "fees", "amount", 2023)
    assert (row["evidence_column"], row["evidence_sums"]) == ("order", "contradicted")
    assert row["doubts"] == "faint"
    assert frame.loc["requests.granted.total", "doubts"] == ""


@given(reports())
def test_columns_and_types_are_those_of_every_report(report: Report) -> None:
    assert kinds(report.to_frame()) == kinds(FULL.to_frame())


def test_a_failed_report_has_them_too() -> None:
    empty, full = FAILED.to_frame(), FULL.to_frame()
    assert len(empty) == 0
    assert kinds(empty) == kinds(full)
    both = pd.concat([empty, full], ignore_index=True)
    assert kinds(both) == kinds(full)
    assert kinds(full)["year"] == "Int64"
    assert "object" not in kinds(full).values()
    names = [column.name for column in table_schemas()["cells"][1:]]
    assert list(full.columns) == [name for name in names if name not in ("boxes", "alternatives")]


@pytest.mark.parametrize("report", [FULL, FAILED], ids=["full", "failed"])
def test_parquet_arrow_and_polars_take_it(report: Report, tmp_path: Path) -> None:
    frame = report.to_frame()
    frame.to_parquet(tmp_path / "frame.parquet")
    again = pd.read_parquet(tmp_path / "frame.parquet")
    assert again["value"].dropna().tolist() == frame["value"].dropna().tolist()
    assert list(again.columns) == list(frame.columns)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    assert table.schema.field("value").type == pa.decimal128(38, 6)
    assert table.schema.field("count").type == pa.int64()
    polars = pl.from_pandas(frame)
    assert polars.schema["value"] == pl.Decimal(38, 6)
    assert polars.schema["count"] == pl.Int64
    assert polars.shape == frame.shape
    assert pa.Table.from_pandas(FULL.to_frame(), preserve_index=False).schema.equals(table.schema)


def test_the_frame_of_a_real_report(rules: Pipeline) -> None:
    report = rules(EXAMPLES[0])
    frame = report.to_frame()
    assert frame["id"].tolist() == list(report.cells)
    assert [None if pd.isna(value) else value for value in frame["value"]] == [
        cell.value for cell in report.cells.values()
    ]
