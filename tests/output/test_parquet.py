"""Parquet: every field of every record, by every reader; complete or not there; nothing of others is touched."""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.errors import MissingExtraError, UsageError
from gkml.output import open_writer, parquet
from gkml.output.folders import MARK
from gkml.output.parquet import read_table
from gkml.output.tables import TABLES
from gkml.records.report import CellRecord, Report
from tests.output.made_reports import PROVENANCE, as_utf8, reports, to_line, to_record

HERE = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def report(source: str, year: int | None = 2023, **fields: Any) -> Report:
    cell = CellRecord("requests.granted.total", 3, "3", "number", 0.9)
    return Report(source, PROVENANCE, "00", agency="某局", year=year, **{"cells": {cell.id: cell}, **fields})


def write(path: Path, found: Iterable[Report]) -> Path:
    with open_writer(path, "parquet") as writer:
        for one in found:
            writer.write_line(to_line(one))
    return path


def rows_of(path: Path, table: str, order: str = "report") -> list[dict[str, Any]]:
    frame = pl.read_parquet(path / table)
    return frame.sort(order, maintain_order=True).to_dicts()


@HERE
@given(found=st.lists(reports(), max_size=6))
def test_every_field_of_every_record_comes_back(tmp_path_factory: pytest.TempPathFactory, found: list[Report]) -> None:
    path = write(tmp_path_factory.mktemp("p") / "out", found)
    records = [to_record(one) for one in found]
    whole, cells, checks = (rows_of(path, name) for name in ("reports", "cells", "checks"))
    assert [row["source"] for row in whole] == [as_utf8(record["source"]) for record in records]
    assert [row["year"] for row in whole] == [record["year"] for record in records]
    for row, record in zip(whole, records, strict=True):
        assert (row["agency"], row["title"]) == (as_utf8(record["agency"]), as_utf8(record["title"]))
        assert row["error_message"] == as_utf8((record["error"] or {}).get("message"))
        assert row["review"] == [cell["id"] for cell in record["cells"] if cell["review"]]
        figures = {cell["id"]: cell["value"] for cell in record["cells"] if cell["state"] == "number"}
        assert {name: row[name] for name in row if "." in name and row[name] is not None} == {
            name: value for name, value in figures.items() if name not in row["elsewhere"]
        }
        assert row["elsewhere"] == [name for name in figures if name == "statistics.visits.year"]
    expected = [(at, cell) for at, record in enumerate(records) for cell in record["cells"]]
    assert len(cells) == len(expected)
    for row, (at, cell) in zip(cells, expected, strict=True):
        assert (row["report"], row["id"], row["state"]) == (at, cell["id"], cell["state"])
        assert f"{row['table']}.{row['row']}.{row['column']}" == cell["id"]
        assert row["value"] == cell["value"]
        assert row["count"] == (cell["value"] if isinstance(cell["value"], int) else None)
        assert row["exact"] is None
        assert (row["text"], row["reason"]) == (as_utf8(cell["text"]), as_utf8(cell["reason"]))
        assert (row["proposal"], row["alternatives"]) == (cell["proposal"], cell["alternatives"])
        assert {name: row[f"evidence_{name}"] for name in cell["evidence"]} == cell["evidence"]
        assert row["doubts"] == cell["doubts"]
        assert row["confidence"] == float(cell["confidence"])
        assert row["boxes"] == (None if cell["boxes"] is None else [[float(x) for x in box] for box in cell["boxes"]])
        for name in ("tagger", "review", "cause", "start", "end", "page"):
            assert row[name] == cell[name]
    expected = [check for record in records for check in record["checks"]]
    for row, check in zip(checks, expected, strict=True):
        for name in ("id", "kind", "status", "left", "right", "difference", "cells"):
            assert row[name] == check[name]
        assert row["message"] == as_utf8(check["message"])
        assert [[span["start"], span["end"]] for span in row["evidence"]] == check["evidence"]


def test_pandas_polars_and_duckdb_read_the_same(tmp_path: Path) -> None:
    money = CellRecord("disclosure.fees.amount", Decimal("218.4"), "218.40", "number")
    found = [report("a.txt"), report("b.txt", None), report("c.txt", 2019, cells={money.id: money})]
    path = write(tmp_path / "out.parquet", found)
    expected = [("a.txt", 2023, 3), ("b.txt", None, 3), ("c.txt", 2019, Decimal("218.4"))]
    by_polars = [(row["source"], row["year"], row["value"]) for row in rows_of(path, "cells")]
    assert by_polars == expected
    assert read_table(path, "cells").column("year").to_pylist().count(None) == 1
    frame = pd.read_parquet(path / "cells").sort_values("report")
    by_pandas = [
        (source, None if pd.isna(year) else int(year), value)
        for source, year, value in zip(frame["source"], frame["year"], frame["value"], strict=True)
    ]
    assert by_pandas == expected
    query = f"SELECT source, year, value FROM read_parquet('{path}/cells/*/*.parquet')"
    assert duckdb.sql(f"{query} ORDER BY report").fetchall() == expected
    assert sorted(part.name for part in (path / "cells").iterdir()) == ["2019", "2023", "unknown"]


@pytest.mark.parametrize("years", [(2023, None), (None,), (2023,), ()])
def test_pandas_reads_every_table_whether_or_not_a_year_is_known(tmp_path: Path, years: tuple[int | None, ...]) -> None:
    """A report that failed has no year: its row is there, and the types are those of every other run."""
    failed = [Report(f"{year}", PROVENANCE, year=year, status="failed") for year in years]
    path = write(tmp_path / "out.parquet", failed)
    for table in TABLES:
        frame = pd.read_parquet(path / table, dtype_backend="numpy_nullable")
        assert str(frame["year"].dtype) == "Int32"
        assert pl.read_parquet(path / table).schema["year"] == pl.Int32
        assert duckdb.sql(f"SELECT typeof(year) FROM read_parquet('{path}/{table}/*/*.parquet')").fetchall() in (
            [("INTEGER",)] * len(years),
            [],
        )
    sources = pd.read_parquet(path / "reports")["source"] if years else []
    assert sorted(sources) == sorted(str(year) for year in years)


def test_readers_that_know_of_hive_find_the_year_as_well(tmp_path: Path) -> None:
    path = write(tmp_path / "out.parquet", [report("a.txt"), report("b.txt", None)])
    frame = pl.read_parquet(path / "cells", hive_partitioning=True)
    assert set(frame["year"]) == {2023, None}
    query = f"SELECT year FROM read_parquet('{path}/cells/*/*.parquet', hive_partitioning = true)"
    assert set(duckdb.sql(query).fetchall()) == {(2023,), (None,)}


def test_the_columns_are_the_same_whatever_the_data(tmp_path: Path) -> None:
    empty = write(tmp_path / "empty", [])
    failed = write(tmp_path / "failed", [Report("x", PROVENANCE, status="failed")])
    full = write(tmp_path / "full", [report("a")])
    for table in TABLES:
        schemas = [pq.read_schema(next((path / table).rglob("*.parquet"))) for path in (empty, failed, full)]
        assert schemas[0].equals(schemas[1])
        assert schemas[0].equals(schemas[2])
    assert [row["status"] for row in rows_of(failed, "reports")] == ["failed"]
    assert rows_of(failed, "cells") == []


def test_a_figure_with_too_many_digits_is_kept_as_text_and_never_rounded(tmp_path: Path) -> None:
    line = to_line(report("a")).replace(b'"value":3', b'"value":3.1234567')
    with open_writer(tmp_path / "out", "parquet") as writer:
        writer.write_line(line)
        writer.write_line(line.replace(b"3.1234567", b"9223372036854775808"))
    small, large = rows_of(tmp_path / "out", "cells")
    assert (small["value"], small["count"], small["exact"]) == (None, None, "3.1234567")
    assert (large["value"], large["count"], large["exact"]) == (2**63, None, None)
    assert [row["elsewhere"] for row in rows_of(tmp_path / "out", "reports")] == [["requests.granted.total"]] * 2


def test_the_same_records_make_the_same_bytes(tmp_path: Path) -> None:
    found = [report(f"{number}", 2019 + number % 4) for number in range(250)]
    files = [
        {file.relative_to(path): file.read_bytes() for file in path.rglob("*") if file.is_file()}
        for path in (write(tmp_path / name, found) for name in ("a", "b"))
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 4 + 4 + 1 + 1  # cells and reports of four years, no checks, the mark


def test_nothing_is_lost_over_row_groups_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.output.tables._CHUNK", 7)
    monkeypatch.setattr(parquet, "_GROUP_ROWS", dict.fromkeys(TABLES, 10))
    monkeypatch.setattr(parquet, "_FILE_GROUPS", 2)
    monkeypatch.setattr(parquet, "_MOST_OPEN", 2)
    found = [report(f"{number}", 1990 + number % 5) for number in range(203)]
    path = write(tmp_path / "out", found)
    assert [row["source"] for row in rows_of(path, "cells")] == [one.source for one in found]
    assert [(row["source"], row["year"]) for row in rows_of(path, "reports")] == [
        (one.source, one.year) for one in found
    ]
    assert len(list((path / "cells").rglob("part-00001.parquet"))) == 5


def test_a_folder_of_ours_is_replaced_and_one_of_others_is_not(tmp_path: Path) -> None:
    path = write(tmp_path / "out", [report("a", 2019)])
    write(path, [report("b", 2020)])
    assert [row["source"] for row in rows_of(path, "reports")] == ["b"]
    assert not (path / "cells" / "2019").exists()
    (path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        write(path, [report("c")])
    assert (path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert [row["source"] for row in rows_of(path, "reports")] == ["b"]
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("name", ["cells/year=2020/part-00000.parquet", MARK, "cells/year=2020/part-0.parquet"])
def test_a_folder_without_our_mark_is_not_replaced(tmp_path: Path, name: str) -> None:
    file = tmp_path / "out" / name
    file.parent.mkdir(parents=True)
    file.write_text('{"kind": "else"}', encoding="utf-8")
    with pytest.raises(UsageError, match="did not write"):
        write(tmp_path / "out", [])
    assert file.read_text(encoding="utf-8") == '{"kind": "else"}'


def test_what_is_put_into_the_folder_meanwhile_is_not_deleted(tmp_path: Path) -> None:
    path = write(tmp_path / "out", [report("a")])
    writer = open_writer(path, "parquet")
    writer.write(report("b"))
    (path / "late.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"late\.txt"):
        writer.__exit__(None, None, None)
    assert (path / "late.txt").read_text(encoding="utf-8") == "mine"
    assert os.listdir(tmp_path) == ["out"]


def test_an_empty_folder_and_a_missing_one_become_the_output(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing"):
        assert len(rows_of(write(tmp_path / name, [report("a")]), "cells")) == 1


def test_a_failure_keeps_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        with open_writer(path) as writer:
            writer.write(report("b"))
            raise ZeroDivisionError

    path = write(tmp_path / "out.parquet", [report("a")])
    with pytest.raises(ZeroDivisionError):
        fail(path)
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "new.parquet")
    assert os.listdir(tmp_path) == ["out.parquet"]
    assert [row["source"] for row in rows_of(path, "reports")] == ["a"]


def test_a_file_or_stdout_cannot_be_parquet(tmp_path: Path) -> None:
    (tmp_path / "out.parquet").write_text("old", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        open_writer(tmp_path / "out.parquet")
    with pytest.raises(UsageError, match="stdout"):
        open_writer(None, "parquet")


@pytest.mark.parametrize(
    ("format", "package", "extra"),
    [("parquet", "pyarrow", "parquet"), ("duckdb", "duckdb", "duckdb"), ("xlsx", "xlsxwriter", "excel")],
)
def test_a_missing_package_is_told_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, package: str, extra: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"{package}.*gkml\[{extra}\]"):
        open_writer(tmp_path / "out", format)
    assert os.listdir(tmp_path) == []


def test_the_canonical_text_has_a_place(tmp_path: Path) -> None:
    with open_writer(tmp_path / "out", "parquet", with_text=True) as writer:
        writer.write(report("a", text="正文"))
    assert [row["text"] for row in rows_of(tmp_path / "out", "reports")] == ["正文"]
