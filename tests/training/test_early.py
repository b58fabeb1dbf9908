"""The prose and the noise of synthetic reports on years before 2019."""

from __future__ import annotations

from training.synthesis import synthesise
from training.synthesis.dice import Dice
from training.synthesis.noise import SEEN
from training.synthesis.noise.early import blank_statistics, stale_year_head
from training.synthesis.statistics import draw_statistics


def test_sections_stand_in_their_order_and_the_table_behind_them() -> None:
    for seed in range(30):
        report = synthesise(seed, 0, early=True)
        sections = [label for _, _, label, _ in report.spans if label.startswith("section:") and label != "section:0"]
        assert sections == sorted(sections)
        assert {"section:1", "section:2", "section:3", "section:5"} <= set(sections)
        assert report.gold["template"] in ("2014", "fujian_2014", "fujian_2009", "agency_own")


def test_a_year_of_the_report_before_stands_in_the_head_now_and_then() -> None:
    heads = {stale_year_head(Dice(seed), {"column:year": "2016年度"})["column:year"] for seed in range(60)}
    assert heads == {"2015年度", "年末统计", "数量"}
    unchanged = {"column:year": "统计数"}
    assert stale_year_head(Dice(0), unchanged) is unchanged


def test_the_year_is_never_blanked() -> None:
    figures = [draw_statistics(Dice(seed)) for seed in range(60)]
    for one in figures:
        blanked = blank_statistics(Dice(1), one)
        assert all(blanked.cells[cell] == one.cells[cell] for cell in one.cells if cell.endswith(".year"))
    assert any(blank_statistics(Dice(1), one) is not one for one in figures)


def test_such_reports_have_noise_of_their_own_and_all_other() -> None:
    assert set(SEEN.names) < set(SEEN.early.names)
