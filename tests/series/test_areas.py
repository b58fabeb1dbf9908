"""The table of who belongs to whom, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.series.areas import AreaRow, read_areas
from tests.series.records import found, of_kind, report

CITY, DISTRICT, OTHER = "岚溪市人民政府", "岚溪市榆岭区人民政府", "岚溪市柳渡区人民政府"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "areas.csv"


def rows(table: Path, text: str, encoding: str = "utf-8") -> list[tuple[int, str, str | None, int, int]]:
    table.write_bytes(text.encode(encoding))
    return [(row.line, row.agency, row.parent, row.first, row.last) for row in read_areas(str(table))]


def problem(table: Path, text: str) -> str:
    with pytest.raises(UsageError) as caught:
        rows(table, text)
    assert caught.value.code == "usage"
    return caught.value.message.replace(str(table), "areas.csv")


def test_rows_with_their_lines(table: Path) -> None:
    text = f"agency,parent\n{CITY},\n\n {DISTRICT} ,{CITY}\n"
    assert rows(table, text) == [(2, CITY, None, 1900, 2199), (4, DISTRICT, CITY, 1900, 2199)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_heads_in_any_order_and_encoding(table: Path, encoding: str) -> None:
    assert rows(table, f"备注,上级,机关\r\n区,{CITY},{DISTRICT}\r\n", encoding) == [(2, DISTRICT, CITY, 1900, 2199)]


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("", (1900, 2199)),
        ("2023", (2023, 2023)),
        ("2019-2022", (2019, 2022)),
        ("2019 – 2022", (2019, 2022)),
        ("2021-", (2021, 2199)),
        ("-2021", (1900, 2021)),
    ],
)
def test_years(table: Path, written: str, years: tuple[int, int]) -> None:
    assert rows(table, f"agency,parent,year\n{DISTRICT},{CITY},{written}\n")[0][3:] == years


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "areas.csv:1: there is no column for the agency"),
        ("agency\n", "areas.csv:1: there is no column for the parent"),
        ("agency,parent,机关\n", "areas.csv:1: two columns are the agency"),
        (f"agency,parent\n,{CITY}\n", "areas.csv:2: the row names no agency"),
        (f"agency,parent\n我局,{CITY}\n", "areas.csv:2: '我局' names no particular agency"),
        (f"agency,parent\n{CITY},\n{DISTRICT},教育局\n", "areas.csv:3: '教育局' names no particular agency"),
        (f"agency,parent,year\n{DISTRICT},{CITY},今年\n", "areas.csv:2: '今年' is no year"),
        (f"agency,parent,year\n{DISTRICT},{CITY},2023-2021\n", "areas.csv:2: the years '2023-2021' end before"),
        (f'agency,parent\n{DISTRICT},"{CITY}\n', "areas.csv:2: this is no CSV"),
        (f"agency,parent\n{DISTRICT},{CITY}\n榆岭区,{CITY}\n", "areas.csv:3: '榆岭区' stands twice: see line 2"),
        (f"agency,parent\n{CITY},岚溪市\n", "areas.csv:2: '岚溪市人民政府' belongs to itself: see lines 2"),
        (
            f"agency,parent\n{OTHER},{DISTRICT}\n{CITY},{OTHER}\n{DISTRICT},{CITY}\n",
            "areas.csv:2: '岚溪市柳渡区人民政府' belongs to itself: see lines 2, 3, 4",
        ),
        (
            "agency,parent\n岚溪市榆岭区,岚溪市\n青浦市榆岭区,青浦市\n春山镇,榆岭区\n",
            "areas.csv:4: '榆岭区' could be one of several agencies",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(table: Path, text: str, words: str) -> None:
    assert problem(table, text).startswith(words)


def test_an_agency_may_change_its_parent(table: Path) -> None:
    text = f"agency,parent,year\n{DISTRICT},{CITY},-2021\n{DISTRICT},青浦市人民政府,2022-\n"
    assert len(rows(table, text)) == 2
    assert "stands twice" in problem(table, text.replace("2022-", "2021-"))


def test_a_circle_counts_only_where_its_rows_hold_in_one_year(table: Path) -> None:
    text = f"agency,parent,year\n{DISTRICT},{OTHER},-2021\n{OTHER},{DISTRICT},2022-\n"
    assert len(rows(table, text)) == 2
    assert "belongs to itself" in problem(table, text.replace("-2021", "-2022"))


@pytest.mark.parametrize("content", [None, b"agency,parent\n\xff\xff\xff"])
def test_a_table_that_cannot_be_read(table: Path, content: bytes | None) -> None:
    if content is not None:
        table.write_bytes(content)
    with pytest.raises(UsageError, match="the table"):
        read_areas(str(table))


# --- with the records ---


def test_a_parent_that_nothing_is_known_of_is_told_with_its_line() -> None:
    with pytest.raises(UsageError, match=r"areas\.csv:2: nothing is known of '岚溪市人民政府'"):
        found([report(DISTRICT, 2022)], [(DISTRICT, CITY)])
    assert found([report(DISTRICT, 2022)], [(DISTRICT, CITY), (CITY, None)])


def test_a_name_that_the_records_make_ambiguous_is_told_with_its_line() -> None:
    made = [report("岚溪市榆岭区人民政府", 2022), report("青浦市榆岭区人民政府", 2022)]
    with pytest.raises(UsageError, match=r"areas\.csv:2: '榆岭区' could be one of several agencies"):
        found(made, [("榆岭区", "岚溪市人民政府"), ("岚溪市人民政府", None)])


def test_an_agency_of_the_table_without_any_report_is_a_finding_with_its_line() -> None:
    checks = found([report(CITY, 2022)], [(DISTRICT, CITY)])
    (check,) = of_kind(checks, "agency")
    assert (check.code, check.status, check.agency, check.file, check.line) == (
        *("no_report", "undetermined", DISTRICT),
        *("areas.csv", 2),
    )


def test_the_error_of_a_row_names_file_and_line() -> None:
    assert AreaRow("x.csv", 7, "a", None).error("wrong").message == "x.csv:7: wrong"
