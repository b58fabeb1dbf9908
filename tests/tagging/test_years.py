"""The year of a report as its parts vote on it."""

from __future__ import annotations

import pytest

from gkml.pipeline import load
from gkml.tagging.years import conflicting_votes, find_year, year_votes

PIPELINE = load(tagger="rules")
TITLE = "青岚县水务局2022年政府信息公开工作年度报告\n"
IN_TITLE = (6, 10)
PERIOD = "统计期限自{0}年1月1日起至{0}年12月31日止。\n"
NARRATIVE = "一、总体情况\n{0}年，各项工作平稳。{0}年培训三次。\n二、主动公开政府信息情况\n"


def year(text: str, title: tuple[int, int] | None) -> str | None:
    found = find_year(text, title)
    return text[found[0] : found[1]] if found else None


@pytest.mark.parametrize(
    "left_over",
    [
        PERIOD.format(2021),
        f"现公布2021年报告。{PERIOD.format(2021)}",
        f"发布日期：2023-01-12\n现公布2021年报告，{PERIOD.format(2021)}",
    ],
)
def test_what_is_left_over_from_the_year_before_never_outvotes_the_title(left_over: str) -> None:
    assert year(TITLE + left_over, IN_TITLE) == "2022"
    assert year(TITLE + left_over + NARRATIVE.format(2022), IN_TITLE) == "2022"


def test_a_title_that_all_other_parts_contradict_is_the_one_left_over() -> None:
    others = f"发布日期：2024-01-12\n{PERIOD.format(2023)}{NARRATIVE.format(2023)}"
    assert year(TITLE + others, IN_TITLE) == "2023"


def test_narrative_and_publication_together_outvote_a_period_where_no_title_names_a_year() -> None:
    others = f"发布日期：2023-01-12\n{PERIOD.format(2021)}{NARRATIVE.format(2022)}"
    assert year(others, None) == "2022"
    assert year(PERIOD.format(2021) + "2022年将继续努力。", None) == "2021"


@pytest.mark.parametrize("text", ["青岚县水务局\n2023年1月12日\n", "发布日期：2023-01-12\n全年平稳。", "全年平稳。"])
def test_a_date_is_no_year_of_a_report(text: str) -> None:
    assert find_year(text, None) is None


def test_each_part_has_one_vote() -> None:
    votes = year_votes(TITLE + PERIOD.format(2021) + NARRATIVE.format(2022), IN_TITLE)
    parts = [vote.voter for vote in votes if vote.voter != "narrative"]
    assert parts == ["title", "period"]
    assert {vote.voter for vote in conflicting_votes(votes, 2022)} == {"period"}
    assert {vote.voter for vote in conflicting_votes(votes, 2021)} == {"title", "narrative"}


@pytest.mark.parametrize(("published", "warned"), [(2021, True), (2022, False), (2023, False), (2024, False)])
def test_a_report_is_published_late_at_most(published: int, warned: bool) -> None:
    votes = year_votes(f"{TITLE}发布日期：{published}-12-30\n", IN_TITLE)
    assert bool(conflicting_votes(votes, 2022)) is warned


def test_what_speaks_against_the_year_is_a_warning_in_the_record() -> None:
    text = TITLE + PERIOD.format(2021) + NARRATIVE.format(2022)
    report = PIPELINE.read(text.encode(), "a.txt")
    assert report.year == 2022
    (warning,) = [notice for notice in report.warnings if notice.code == "year_conflict"]
    assert "2021" in warning.message
    assert "2022" in warning.message
    clean = PIPELINE.read((TITLE + PERIOD.format(2022) + NARRATIVE.format(2022)).encode(), "a.txt")
    assert not [notice for notice in clean.warnings if notice.code == "year_conflict"]
