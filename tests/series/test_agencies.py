"""Spellings to agencies: what merges, and above all what does not."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.series.agencies import Agencies, Spelling, group_spellings
from gkml.series.names import read_name


def spelling(written: str, reports: int = 1) -> Spelling:
    name = read_name(written)
    assert name is not None
    return Spelling(name, written, reports)


def group(*written: str) -> Agencies:
    return group_spellings([spelling(one) for one in written])


def parts(agencies: Agencies) -> set[frozenset[str]]:
    return {frozenset(one.written for one in agency.spellings) for agency in agencies.all}


def apart(*written: str) -> set[frozenset[str]]:
    return {frozenset([one]) for one in written}


@pytest.mark.parametrize(
    "same",
    [
        ("岚溪市榆岭区人民政府", "榆岭区人民政府", "榆岭区政府", "榆岭区人民政府办公室", "澜江省岚溪市榆岭区"),
        ("岚溪市教育局", "澜江省岚溪市教育局"),
        ("春山街道办事处", "岚溪市榆岭区春山街道", "榆岭区春山街道办事处"),
        ("岚溪市高新区管委会", "岚溪市高新区管理委员会"),
    ],
)
def test_one_agency_in_several_spellings(same: tuple[str, ...]) -> None:
    assert parts(group(*same)) == {frozenset(same)}


@pytest.mark.parametrize(
    "different",
    [
        ("岚溪市教育局", "岚溪市体育局"),
        ("岚溪市教育局", "青浦市教育局"),
        ("岚溪市教育局", "岚溪市榆岭区教育局"),
        ("岚溪市人民政府", "岚溪市榆岭区人民政府"),
        ("榆岭区人民政府", "榆岭县人民政府"),
        ("岚溪市人民政府", "岚溪市人民政府驻青浦办事处"),
        ("岚溪市第一中学", "岚溪市第二中学"),
        ("岚溪市高新区管委会", "青浦市高新区管委会"),
        ("岚溪市榆岭区", "青浦市榆岭区"),
        ("长沙坪县", "沙坪县"),
    ],
)
def test_different_agencies_stay_apart(different: tuple[str, ...]) -> None:
    assert parts(group(*different)) == apart(*different)


def test_the_fullest_spelling_of_a_government_names_the_agency() -> None:
    (agency,) = group("榆岭区", "岚溪市榆岭区政府办公室", "岚溪市榆岭区人民政府").all
    assert agency.name == "岚溪市榆岭区人民政府"


def test_a_spelling_that_could_mean_two_agencies_means_none_of_them() -> None:
    agencies = group("岚溪市榆岭区", "青浦市榆岭区", "榆岭区")
    assert parts(agencies) == apart("岚溪市榆岭区", "青浦市榆岭区", "榆岭区")
    assert agencies.unplaced == {"榆岭区"}
    (namesakes,) = agencies.namesakes
    assert {agency.name for agency in namesakes} == {"岚溪市榆岭区", "青浦市榆岭区", "榆岭区"}


def test_a_province_tells_apart_as_a_city_does() -> None:
    agencies = group("澜江省榆岭区", "岚溪市榆岭区", "榆岭区")
    assert agencies.unplaced == {"榆岭区"}
    assert not group("澜江省榆岭区", "澜江省岚溪市榆岭区", "榆岭区", "岚溪市榆岭区").unplaced


def test_figures_can_keep_spellings_apart_that_their_names_would_join() -> None:
    both = [spelling("榆岭区人民政府"), spelling("榆岭区人民政府办公室"), spelling("榆岭区")]
    agencies = group_spellings(both, lambda a, b: "办公室" in a.written + b.written)
    assert parts(agencies) == {frozenset({"榆岭区人民政府", "榆岭区"}), frozenset({"榆岭区人民政府办公室"})}
    assert [(a.name, b.name) for a, b in agencies.kept_apart] == [("榆岭区人民政府", "榆岭区人民政府办公室")]


NAMES = [
    "".join(parts)
    for parts in itertools.product(("", "澜江省"), ("", "岚溪市", "青浦市"), ("榆岭区", "柳渡区"), ("", "教育局"))
]


@given(st.sets(st.sampled_from(NAMES), min_size=1), st.randoms(use_true_random=False))
def test_the_order_of_spellings_is_nothing_and_none_is_lost(written: set[str], dice: random.Random) -> None:
    shuffled = sorted(written)
    dice.shuffle(shuffled)
    agencies = group(*shuffled)
    assert agencies == group(*sorted(written))
    assert sorted(one.written for agency in agencies.all for one in agency.spellings) == sorted(written)
    for agency in agencies.all:
        assert len({one.name.core for one in agency.spellings}) == 1
        cities = {place for one in agency.spellings for place in one.name.above if place.endswith("市")}
        assert len(cities) <= 1
