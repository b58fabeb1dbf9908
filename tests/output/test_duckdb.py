"""The DuckDB file: every field, ready views, nothing needed beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.errors import GkmlError, UsageError
from gkml.output import open_writer
from gkml.output.duckdb import DuckdbFile
from gkml.records.report import CellRecord, CheckRecord, Report
from tests.output.made_reports import PROVENANCE, as_utf8, reports, to_line, to_record

HERE = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])


def cell(name: str, value: Any = None, **fields: Any) -> CellRecord:
    return CellRecord(
        name, value, None if value is None else str(value), "number" if value is not None else "blank", 0.9, **fields
    )


def report(source: str, agency: str | None, year: int | None, *cells: CellRecord, **fields: Any) -> Report:
    return Report(source, PROVENANCE, "00", agency=agency, year=year, cells={one.id: one for one in cells}, **fields)


def write(path: Path, found: Iterable[Report]) -> Path:
    with open_writer(path) as writer:
        for one in found:
            writer.write_line(to_line(one))
    return path


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """As an untrusting reader opens it: nothing but the file itself."""
    with duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"}) as database:
        yield database


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with opened(path) as database:
        return database.sql(query).fetchall()


@HERE
@given(found=st.lists(reports(), max_size=5))
def test_every_figure_of_every_record_comes_back(tmp_path_factory: pytest.TempPathFactory, found: list[Report]) -> None:
    path = write(tmp_path_factory.mktemp("d") / "out.duckdb", found)
    records = [to_record(one) for one in found]
    expected = [
        (at, record["year"], one["id"], one["value"], one["state"], as_utf8(one["text"]), one["alternatives"])
        for at, record in enumerate(records)
        for one in record["cells"]
    ]
    assert rows(path, 'SELECT report, year, id, value, state, "text", alternatives FROM cells') == expected
    told = [(one["evidence"]["row"], one["evidence"]["column"], one["doubts"]) for r in records for one in r["cells"]]
    assert rows(path, "SELECT evidence_row, evidence_column, doubts FROM cells") == told
    whole = [(as_utf8(one["source"]), as_utf8(one["agency"]), one["status"], one["year"]) for one in records]
    assert rows(path, "SELECT source, agency, status, year FROM reports ORDER BY report") == whole
    doubtful = [(one["id"], as_utf8(one["reason"])) for record in records for one in record["cells"] if one["review"]]
    assert rows(path, "SELECT id, reason FROM doubtful") == doubtful
    failed = [(as_utf8(one["message"]),) for record in records for one in record["checks"] if one["status"] == "fail"]
    assert rows(path, "SELECT message FROM failed_checks") == failed
    assert rows(path, "SELECT coalesce(sum(reports), 0) FROM by_year") == [(len(records),)]


GRANTED, FEES = "requests.granted.total", "disclosure.fees.amount"


def test_views_answer_what_their_comments_say(tmp_path: Path) -> None:
    check = CheckRecord("requests.row_sum.granted", "row_sum", "fail", 5, 6, -1, message="不符")
    doubtful = cell(GRANTED, 7, review=True, proposal=8)
    found = [
        report("a22", "甲局", 2022, cell(GRANTED, 5), cell(FEES, Decimal("1.25"))),
        report("a23", "甲局", 2023, cell(GRANTED, 7), cell(FEES)),
        report("a23-doubtful", "甲局", 2023, doubtful, checks=(check,)),
        report("b23", "乙局", 2023, cell(GRANTED, 10)),
        report("nameless", None, 2023, cell(GRANTED, 1000)),
        replace(report("broken", None, None), status="failed"),
    ]
    path = write(tmp_path / "out.duckdb", found)
    assert rows(path, "SELECT source FROM one_a_year ORDER BY source") == [("a22",), ("a23",), ("b23",)]
    changes = "SELECT agency, year, id, previous, value, change, previous_source, source FROM year_over_year"
    assert rows(path, changes) == [("甲局", 2023, GRANTED, 5, 7, 2, "a22", "a23")]
    assert rows(path, "SELECT year, reports, failed, agencies, review, checks_failed FROM by_year") == [
        (2022, 1, 0, 1, 0, 0),
        (2023, 4, 0, 2, 1, 1),
        (None, 1, 1, 0, 0, 0),
    ]
    totals = "SELECT year, total, agencies FROM totals_by_year WHERE id = $id ORDER BY year".replace(
        "$id", f"'{GRANTED}'"
    )
    assert rows(path, totals) == [(2022, 5, 1), (2023, 17, 2)]
    assert rows(path, "SELECT source, proposal FROM doubtful") == [("a23-doubtful", 8)]
    assert rows(path, "SELECT source, message FROM failed_checks") == [("a23-doubtful", "不符")]
    figures = f'SELECT source, "{GRANTED}", "{FEES}", review FROM figures ORDER BY report LIMIT 3'
    assert rows(path, figures) == [
        ("a22", 5, Decimal("1.25"), []),
        ("a23", 7, None, []),
        ("a23-doubtful", 7, None, [GRANTED]),
    ]
    assert rows(path, "SELECT count(*) FROM figures") == [(5,)]


def test_the_panel_joins_forms_of_all_times_and_tells_the_break(tmp_path: Path) -> None:
    old = {"disclosure": None, "requests": None, "disputes": None, "statistics": "fujian_2014"}
    new = {"disclosure": None, "requests": "2019", "disputes": "2019", "statistics": None}
    kinds = {"direct": 2, "after_reconsideration": 1}
    courts = [cell(f"disputes.litigation_{kind}.total", count) for kind, count in kinds.items()]
    found = [
        report("a17", "甲局", 2017, cell("statistics.received_total.year", 4), templates=old),
        report("a18", "甲局", 2018, cell("statistics.received_total.year", 5, review=True), templates=old),
        report("a19", "甲局", 2019, cell("requests.received_new.total", 8), *courts, templates=new),
    ]
    path = write(tmp_path / "out.duckdb", found)
    asked = "SELECT year, value, review, form, series_break, note IS NULL FROM panel"
    assert rows(path, f"{asked} WHERE measure = 'received' ORDER BY year") == [
        (2017, 4, False, "fujian_2014", False, True),
        (2018, 5, True, "fujian_2014", False, True),
        (2019, 8, False, "2019", True, False),
    ]
    assert rows(path, "SELECT year, value FROM panel WHERE measure = 'litigation'") == [(2019, 3)]


def test_tables_columns_and_views_say_what_they_are(tmp_path: Path) -> None:
    path = write(tmp_path / "out.ddb", [])
    tables = " AND table_name IN ('cells', 'reports', 'checks')"
    for names, where, narrower in (
        ("table_name", "duckdb_tables()", ""),
        ("view_name", "duckdb_views()", ""),
        ("column_name", "duckdb_columns()", tables),
    ):
        found = rows(path, f"SELECT {names}, comment FROM {where} WHERE NOT internal{narrower}")
        assert found
        assert all(comment for _, comment in found)
    (comment,) = rows(path, f"SELECT comment FROM duckdb_columns() WHERE column_name = '{GRANTED}'{tables}")
    assert comment == ("收到和处理政府信息公开申请情况 · （一）予以公开 · 总计",)


def test_polars_and_pandas_take_its_tables(tmp_path: Path) -> None:
    path = write(tmp_path / "out.duckdb", [report("a", "甲局", 2022, cell(GRANTED, 5), cell(FEES, Decimal("1.25")))])
    with opened(path) as database:
        frame = database.sql("SELECT id, value, count FROM cells").pl()
        assert isinstance(frame, pl.DataFrame)
        assert frame.rows() == [(GRANTED, 5, 5), (FEES, Decimal("1.25"), None)]
        assert database.sql("SELECT count FROM cells").df()["count"].tolist()[0] == 5


def test_an_old_file_gives_way_only_to_a_complete_one(tmp_path: Path) -> None:
    def fail() -> None:
        with open_writer(path) as writer:
            writer.write(report("b", None, None))
            raise ZeroDivisionError

    path = write(tmp_path / "out.duckdb", [report("a", None, None)])
    path.chmod(0o640)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert rows(path, "SELECT source FROM reports") == [("a",)]
    write(path, [report("c", None, None)])
    assert rows(path, "SELECT source FROM reports") == [("c",)]
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out.duckdb"]


def test_a_database_that_was_not_closed_is_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "out.duckdb", [report("a", None, None)])
    (tmp_path / "out.duckdb.wal").write_bytes(b"log")
    with pytest.raises(UsageError, match="close it first"):
        open_writer(path)
    assert sorted(os.listdir(tmp_path)) == ["out.duckdb", "out.duckdb.wal"]


def test_what_the_disk_refuses_is_told(tmp_path: Path) -> None:
    class Full:
        def __init__(self, connection: Any) -> None:
            self.connection = connection

        def execute(self, statement: str) -> None:
            if statement == "CHECKPOINT":
                raise duckdb.IOException("No space left on device")
            self.connection.execute(statement)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.connection, name)

    path = tmp_path / "out.duckdb"
    writer = open_writer(path)
    writer.write(report("a", None, None))
    output: Any = writer._outputs[0]
    output._connection = Full(output._connection)
    with pytest.raises(GkmlError, match="No space left") as caught:
        writer.__exit__(None, None, None)
    assert caught.value.code == "unwritable_output"
    assert os.listdir(tmp_path) == []


def test_what_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    file = DuckdbFile(tmp_path / "out.duckdb")
    file.close()
    assert os.listdir(tmp_path) == []
    with pytest.raises(UsageError):
        DuckdbFile(tmp_path / "none" / "out.duckdb")
