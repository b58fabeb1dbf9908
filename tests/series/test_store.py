"""Records kept on the disk: which take part, which is chosen for an agency and year, and which are versions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gkml.errors import GkmlError
from gkml.series.kept import KeptReport
from gkml.series.store import Store
from tests.series.records import report

TOTAL = "requests.granted.total"
ONE, TWO = "岚溪市教育局", "岚溪市民政局"


def test_what_is_kept_comes_back() -> None:
    made = [report(ONE, 2022, {TOTAL: 7}), report(None, 2022), report("岚溪市民政局\udcff", None)]
    with Store() as store:
        for one in made:
            store.add(one)
        assert (store.count, store.size > 0) == (3, True)
        assert all(store.load(number) == one for number, one in enumerate(made, 1))
        assert list(store.spellings()) == [(ONE, ONE, 1)]
        assert [store.load(number) for number in store.left_out()] == [made[1], made[2]]


def filled(store: Store, *reports: KeptReport) -> None:
    for one in reports:
        store.add(one)
    store.assign([(text, number) for number, (text, _, _) in enumerate(store.spellings())])


def test_of_several_records_of_a_year_the_best_is_chosen_and_the_others_are_versions() -> None:
    fine, poor = (
        report(ONE, 2022, source="b.txt"),
        report(ONE, 2022, {TOTAL: "unreadable"}, source="a.txt"),
    )
    with Store() as store:
        filled(store, poor, fine, report(ONE, 2023))
        assert [(year, store.load(number)) for _, year, number in store.chosen() if year == 2022] == [(2022, fine)]
        ((_, versions),) = store.versions()
        assert [store.load(number) for number in versions] == [fine, poor]
        assert store.years() == [2022, 2023]
        assert store.chosen_for(0, 2021) is None


def test_records_of_one_file_are_found() -> None:
    made = report(ONE, 2022)
    with Store() as store:
        filled(store, made, replace(made, source="again.txt"), report(TWO, 2022))
        assert [len(group) for group in store.same_files()] == [2]
        assert list(store.versions()) == []


def test_years_that_two_spellings_share() -> None:
    with Store() as store:
        filled(
            store,
            report(ONE, 2021),
            report(ONE, 2022),
            report(TWO, 2022),
            report(TWO, 2023),
        )
        assert [(store.load(a).agency, store.load(b).agency) for a, b in store.common_years(ONE, TWO)] == [(ONE, TWO)]


def test_a_place_that_is_none_is_told_with_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(GkmlError, match="TMPDIR") as caught:
        Store()
    assert caught.value.code == "unwritable_temporary"
