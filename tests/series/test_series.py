"""Records together: who is who, and what does not depend on the order they come in."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.errors import GkmlError
from gkml.series.kept import KeptReport
from gkml.series.series import Series
from gkml.series.store import _TABLES
from tests.series.records import FORMS, TEMPLATES, failed, found, marked, of_kind, only, report

NEW = "requests.received_new.total"
CITY, ONE, TWO = "岚溪市人民政府", "岚溪市榆岭区人民政府", "岚溪市柳渡区人民政府"
AREAS = [(ONE, CITY), (TWO, CITY)]


def test_spellings_that_are_taken_for_one_agency_are_named() -> None:
    made = [report("榆岭区人民政府", 2021), report("岚溪市榆岭区政府办公室", 2022)]
    checks = found(made)
    assert only(checks, code="spellings").agency == "岚溪市榆岭区政府办公室"
    assert {check.agency for check in of_kind(checks, "year")} == {"岚溪市榆岭区政府办公室"}


def test_a_spelling_that_could_mean_two_agencies_is_compared_with_neither() -> None:
    made = [report("岚溪市榆岭区", 2021), report("青浦市榆岭区", 2021), report("榆岭区", 2022, {NEW: 3})]
    checks = found(made)
    assert not of_kind(checks, "year")
    check = only(checks, kind="agency")
    assert (check.code, check.status, check.agency) == ("ambiguous", "undetermined", "榆岭区")
    assert "岚溪市榆岭区、青浦市榆岭区" in check.message


def test_namesakes_are_named_and_not_compared() -> None:
    checks = found([report("岚溪市榆岭区", 2021), report("青浦市榆岭区", 2022)])
    assert [(check.code, check.status) for check in checks] == [("namesakes", "pass")]


def test_an_office_whose_figures_are_others_is_no_government() -> None:
    government = {NEW: 900, "requests.granted.total": 700, "disclosure.penalties.decisions": 4000}
    office = {NEW: 3, "requests.granted.total": 2, "disclosure.penalties.decisions": 0}
    made = [report("榆岭区人民政府", year, government) for year in (2021, 2022)]
    made += [report("榆岭区人民政府办公室", year, office) for year in (2022, 2023)]
    checks = found(made)
    check = only(checks, kind="agency")
    assert (check.code, check.agency) == ("kept_apart", "榆岭区人民政府办公室")
    assert not of_kind(checks, "duplicate")
    assert {check.agency for check in of_kind(checks, "year")} == {"榆岭区人民政府", "榆岭区人民政府办公室"}
    made[2] = report("榆岭区人民政府办公室", 2022, government | {NEW: 901})
    assert only(found(made[:3]), kind="duplicate").code == "versions"


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (report(None, 2022), "no_agency"),
        (report("我局", 2022), "no_agency"),
        (report("县教育局", 2022), "no_agency"),
        (report(CITY, None), "no_year"),
        (report(CITY, 2022, source="failed.txt", status="failed", cells={}), "failed_record"),
    ],
)
def test_a_record_that_cannot_be_compared_is_left_out_and_told(made: KeptReport, code: str) -> None:
    twin = replace(made, source="other.txt", sha256="1")
    checks = found([made, report(CITY, 2022), report(CITY, 2023), twin])
    left_out = [check for check in checks if check.kind == "agency"]
    assert [(check.code, check.status) for check in left_out] == [(code, "not_applicable")] * 2
    assert not of_kind(checks, "duplicate")
    assert len(of_kind(checks, "year")) == 9


def test_a_source_that_is_not_unicode_passes_through() -> None:
    made = report(CITY, 2022, {"requests.carried_forward.total": 1}, source="\udcff.txt")
    check = only(found([made, report(CITY, 2023)]), status="fail")
    assert check.left_sources == ("\udcff.txt",)


def test_nothing_is_found_across_nothing() -> None:
    assert found([]) == []


def test_what_was_kept_on_the_disk_is_removed(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with Series(TEMPLATES) as series:
        series.add(report(CITY, 2022))
        assert list(folder.iterdir())
        assert series.size > 0
    assert not list(folder.iterdir())


def test_a_disk_that_is_full_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.series.store._TABLES", "PRAGMA page_size = 512; PRAGMA max_page_count = 40;" + _TABLES)
    with pytest.raises(GkmlError, match="disk is full") as caught:
        found(report(CITY, year) for year in range(1950, 2100))
    assert caught.value.code == "unwritable_temporary"


def test_a_temporary_folder_that_is_none_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/none/such")
    with pytest.raises(GkmlError, match="TMPDIR"):
        Series(TEMPLATES)


# --- properties ---


@st.composite
def city(draw: st.DrawFn) -> list[KeptReport]:
    """A city and its districts in two years: the city's figures are the sums, and nothing is carried over."""
    made = []
    for year in (2021, 2022):
        rows = [
            {cell: draw(st.integers(0, 3)) for cell in draw(st.sets(st.sampled_from(ADDED), max_size=6))}
            for _ in range(2)
        ]
        made += [report(name, year, row) for name, row in zip((ONE, TWO), rows, strict=True)]
        made.append(report(CITY, year, {cell: sum(row.get(cell, 0) for row in rows) for cell in {*rows[0], *rows[1]}}))
    return made


BETWEEN = ("issued", "repealed", "in_force", "carried_forward", "carried_over")
ADDED = [cell for cell in FORMS["2021"] if not any(name in cell for name in BETWEEN) and "fees" not in cell]


@settings(max_examples=30)
@given(city())
def test_a_consistent_city_never_fails(made: list[KeptReport]) -> None:
    assert {check.status for check in found(made, AREAS)} == {"pass"}


@settings(max_examples=30)
@given(city(), st.data())
def test_one_changed_figure_is_found_by_exactly_the_checks_that_hold_it(
    made: list[KeptReport], data: st.DataObject
) -> None:
    at, cell = data.draw(st.integers(0, len(made) - 1)), data.draw(st.sampled_from(ADDED))
    more = data.draw(st.booleans())
    value = made[at].cells[cell].value
    made[at] = marked(made[at], cell, value=(value or 0) + 5 if more else -1)
    checks = found(made, AREAS)
    of_city = made[at].agency == CITY
    name = f"{CITY}/{made[at].year}/{cell.replace('.', '.hierarchy.', 1)}"
    # a city may have figures of its own, and a district may not have more than its city
    assert failed(checks) == ({name} if of_city != more else set())
    assert {check.id for check in checks if check.status == "undetermined"} == ({name} if of_city == more else set())


NAMES = [CITY, ONE, TWO, "榆岭区人民政府", "柳渡区", "青浦市柳渡区", "我局", "岚溪市水利局", "岚溪市 水利局"]


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.integers(2021, 2023), st.integers(0, 2), st.sampled_from(["a", "b", "c"])),
        max_size=9,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_records_changes_nothing(records: list[tuple[str, int, int, str]], dice: random.Random) -> None:
    made = [
        report(
            agency, year, {NEW: value, "requests.carried_forward.total": value}, source=name, sha256=f"{name}{value}"
        )
        for agency, year, value, name in records
    ]
    areas = [("岚溪市水利局", CITY), (CITY, None), (ONE, CITY)]
    before = [check.to_dict() for check in found(made, areas)]
    dice.shuffle(made)
    assert [check.to_dict() for check in found(made, areas)] == before
