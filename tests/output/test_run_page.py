"""The page on a run: its counts, nothing of a report as markup, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from gkml.errors import UsageError
from gkml.output.run_page import About, summary_to_html, write_page
from gkml.output.run_report import RunSummary
from tests.output.made_reports import HOSTILE, reports, to_record
from tests.output.test_run_report import cell, record


def test_the_page_shows_the_counts() -> None:
    summary = RunSummary()
    for number in range(30):
        summary.add(record(f"{number}", cells=[cell()], year=2019 + number % 3), 0.01 * number)
    summary.add(record("bad.pdf", "failed", error={"code": "no_text_layer", "message": "scan"}), 1.0)
    page = html.fromstring(summary_to_html(summary))
    text = page.text_content()
    for shown in ("31 reports", "30 · 96.8 %", "no_text_layer", "bad.pdf", "0.999 to 1", "2020", "unknown"):
        assert shown in text
    widths = [float(bar.get("width")) for bar in page.xpath("//section[1]//rect")]
    assert widths[0] / widths[1] == pytest.approx(30, rel=0.01)


@pytest.mark.parametrize("text", [*HOSTILE, "<script>alert(1)</script>", "\"'><img src=x onerror=y>", "&lt;"])
def test_nothing_of_a_report_is_markup_and_nothing_comes_from_elsewhere(text: str) -> None:
    summary = RunSummary()
    check = {"kind": text, "status": "fail"}
    summary.add(record(text, "failed", checks=[check], error={"code": text, "message": text}), 1.0)
    page = summary_to_html(summary)
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //img | //link | //iframe | //@src | //@href | //@*[starts-with(name(), 'on')]")
    assert not re.search(r"url\(|@import", page)
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        etree.fromstring(drawing)
    page.encode("utf-8", errors="replace")


@settings(max_examples=30)
@given(found=st.lists(st.tuples(reports(), st.none() | st.floats(0, 1e5)), max_size=8))
def test_a_page_can_be_made_of_any_records(found: list[tuple[Any, float | None]]) -> None:
    summary = RunSummary()
    for report, seconds in found:
        summary.add(to_record(report), seconds)
    assert html.fromstring(summary_to_html(summary)).xpath("//h1")
    assert summary.statuses.total() == len(found)
    known = sorted(seconds for _, seconds in found if seconds is not None)
    assert [slow.seconds for slow in summary.slowest] == known[::-1]


def test_the_page_is_written_complete_or_not_at_all(tmp_path: Path) -> None:
    summary = RunSummary()
    summary.add(record("名\udcff.txt", "failed", error={"code": "x", "message": "y"}))
    write_page(summary, tmp_path / "run.html")
    assert (tmp_path / "run.html").read_text(encoding="utf-8").endswith("</html>\n")
    with pytest.raises(UsageError):
        write_page(summary, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["run.html"]


def test_the_page_names_what_to_look_at_and_what_made_it() -> None:
    summary = RunSummary()
    doubtful = {**cell(review=True), "reason": "合计不符", "proposal": 41}
    check = {"id": "requests.row_sum.granted", "kind": "row_sum", "status": "fail", "message": "相差1"}
    made = {"provenance": {"model": "gkml-base@59c5"}}
    summary.add({**record("a.txt", cells=[doubtful], checks=[check]), **made}, 0.1)
    about = About("gkml extract a.txt --report run.html", "0.1.0", "2024-05-06 07:08+00:00")
    text = html.fromstring(summary_to_html(summary, about)).text_content()
    for shown in (about.command, "gkml 0.1.0", about.date, "gkml-base@59c5", doubtful["id"], "合计不符", "41", "相差1"):
        assert shown in text
    chinese = html.fromstring(summary_to_html(summary, about, "zh")).text_content()
    assert "需要核对的单元格" in chinese
    assert "report" not in chinese.replace(about.command, "")
    assert summary_to_html(summary, about) == summary_to_html(summary, about)
