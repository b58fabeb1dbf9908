"""A form that the code has never heard of is only a new file: from tags to checks, outputs and years."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gkml.errors import TemplateError
from gkml.output import open_writer
from gkml.output.jsonl import report_to_line
from gkml.pipeline import load
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.records.report import Report
from gkml.series.kept import record_to_kept
from gkml.series.series import Series
from gkml.template import load_templates, template_folder
from tests.invented_form import FORM

REPORT = """\
青岚县数据局2026年政府信息公开工作年度报告
一、总体情况
全年工作平稳，数字如下表。
二、主动公开政府信息情况
信息内容\t本年制发件数\t本年修订件数\t全文上网件数
规章\t1\t0\t1
发展规划\t4\t2\t5
开放数据集\t30\t\t28
各类文件合计数\t35\t2\t33
五、数据开放情况
数据集下载次数12次，接口调用次数9次。
信息内容\t企业用户\t个人用户\t用户总量
数据集下载次数\t4\t8\t12
接口调用次数\t5\t3\t8
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2026.yaml").write_text(FORM, encoding="utf-8")
    return tmp_path


def read_with(*places: Path, text: str = REPORT) -> Report:
    return load(templates=places, tagger="rules").reconcile(read_text(text, DEFAULT_LIMITS), "test")


@pytest.mark.parametrize("beside_the_shipped", [False, True])
def test_a_new_form_is_a_new_file(folder: Path, beside_the_shipped: bool) -> None:
    report = read_with(*([template_folder()] if beside_the_shipped else []), folder)
    assert (report.agency, report.year, report.template) == ("青岚县数据局", 2026, "2026")
    assert {name for name, form in report.templates.items() if form == "2026"} == {"disclosure", "open_data"}
    assert set(report.templates.values()) == ({"2026", None} if beside_the_shipped else {"2026"})
    assert report.status == ("partial" if beside_the_shipped else "ok")
    values = {key: cell.value for key, cell in report.cells.items() if key.startswith("disclosure.")}
    rows = {"rules": (1, 0, 1), "plans": (4, 2, 5), "data_sets": (30, None, 28), "all": (35, 2, 33)}
    assert values == {
        f"disclosure.{row}.{column}": figure
        for row, figures in rows.items()
        for column, figure in zip(("issued", "revised", "online"), figures, strict=True)
    }
    assert report.cells["disclosure.data_sets.revised"].state == "blank"
    checks = {check.id: (check.status, check.left, check.right) for check in report.checks}
    assert checks["disclosure.outcome_sum.issued"] == ("pass", 35, 35)
    assert checks["disclosure.outcome_sum.revised"] == ("undetermined", None, 2)
    assert checks["disclosure.outcome_sum.online"] == ("fail", 34, 33)
    assert checks["open_data.row_sum.uses.downloads"] == ("pass", 12, 12)
    assert checks["disclosure.structure"][0] == "pass"
    others = {check.status for check in report.checks if check.kind != "structure" and "requests." in check.id}
    assert others == ({"not_applicable"} if beside_the_shipped else set())


def test_the_shipped_forms_are_still_recognised_beside_a_new_one(folder: Path) -> None:
    text = (
        "青岚县水务局2024年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t3\t1\t12\n"
        "信息内容\t本年处理决定数量\n行政许可\t40\n行政处罚\t7\n行政强制\t0\n"
    )
    report = read_with(template_folder(), folder, text=text)
    assert report.templates["disclosure"] == "2021"
    assert report.cells["disclosure.normative_documents.in_force"].value == 12


def test_it_says_what_narratives_state(folder: Path) -> None:
    said = REPORT.replace("全年工作平稳", "全年制发规章34件，工作平稳")
    checks = {check.id: check for check in read_with(folder, text=said).checks}
    stated = checks["text.texts"]
    assert (stated.status, stated.left, stated.right) == ("pass", 34, 34)
    assert stated.cells == ("disclosure.all.issued", "disclosure.rules.issued")
    wrong = {check.id: check for check in read_with(folder, text=said.replace("34件", "7件")).checks}["text.texts"]
    assert (wrong.status, wrong.left, wrong.right) == ("fail", 7, 34)
    assert "规章·本年制发" in wrong.message


def test_narratives_name_its_rows_by_their_labels(folder: Path) -> None:
    checks = {check.id: check for check in read_with(folder).checks if check.kind == "text"}
    said = {name: (check.status, check.left, check.cells) for name, check in checks.items()}
    assert said == {
        "text.uses.downloads.volume": ("pass", 12, ("open_data.uses.downloads.volume",)),
        "text.uses.calls.volume": ("fail", 9, ("open_data.uses.calls.volume",)),
    }


def test_it_says_what_holds_from_year_to_year(folder: Path) -> None:
    later = REPORT.replace("2026", "2027").replace("1\t0\t1", "2\t0\t3").replace("33\n", "68\n")
    with Series(load_templates(folder)) as series:
        for text in (REPORT, later):
            record = read_with(folder, text=text).to_dict()
            series.add(record_to_kept({**record, "source": text[:12], "sha256": text[12:20].encode().hex()}))
        checks = {check.id.rpartition("/")[2]: check for check in series.checks() if check.kind == "year"}
    assert list(checks) == [f"disclosure.year.kept_online.{row}" for row in ("rules", "plans", "data_sets", "all")]
    assert [check.status for check in checks.values()] == ["pass", "fail", "fail", "pass"]
    plans = checks["disclosure.year.kept_online.plans"]
    assert (plans.left, plans.right) == (5, 1)


def test_outputs_have_its_tables_and_columns(folder: Path, tmp_path: Path) -> None:
    templates, line = load_templates(folder), report_to_line(read_with(folder)).encode()
    for suffix in ("parquet", "csv"):
        with open_writer(tmp_path / f"out.{suffix}", suffix, templates=templates) as writer:
            writer.write_line(line)
    reports = pq.read_table(tmp_path / "out.parquet" / "reports")
    names = reports.schema.names
    assert [name for name in names if name.startswith("template_")] == [
        "template_disclosure",
        "template_open_data",
        "template_hash",
    ]
    assert [name for name in names if "." in name] == [cell for cell, _, _ in all_cells(folder)]
    (row,) = reports.to_pylist()
    assert (row["template"], row["template_open_data"], row["open_data.uses.calls.persons"]) == ("2026", "2026", 3)
    assert (str(reports.schema.field("open_data.uses.calls.volume").type), row["elsewhere"]) == (
        "decimal128(38, 6)",
        [],
    )
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {line["id"]: line["value"] for line in csv.DictReader(file)}
    assert found["open_data.uses.downloads.companies"] == "4"


def all_cells(folder: Path) -> list[tuple[str, object, object]]:
    return [cell for form in load_templates(folder).forms for table in form.tables for cell in table.cells()]


# --- a form whose rows stand under one another on several levels ------------------------------------------------------


HIERARCHY = """\
form: "2031"
title: 政务服务统计表
source: 本测试
years: {first: 2031}
sections:
  1: [总体情况]
  2: [办件统计]
told_by: [办件总数, 网上办件, 窗口办件, 退件总数]
year_rules:
  to_date:
    kind: accumulates
    left: [{year: first, cells: services.*.to_date}, {year: second, cells: services.*.this_year}]
    right: [{year: second, cells: services.*.to_date}]
measures:
  handled: {cells: [services.handled.this_year], counts: 全年办件}
tables:
  services:
    title: 办件统计
    section: 2
    stub: {units: [件, 人次], lead_ins: [其中]}
    columns:
      this_year: {labels: ["{year}年", 本年]}
      to_date: {labels: [开办以来]}
    column_sets: [[this_year], [this_year, to_date]]
    groups:
      all: {number: "一、", labels: [办件情况]}
    rows:
      handled: {group: all, number: "（一）", labels: [办件总数]}
      handled.online: {group: all, number: "其中：1.", labels: [网上办件]}
      handled.online.phone: {group: all, number: "其中：1.", labels: [手机端]}
      handled.online.other: {group: all, number: "2.", labels: [其他]}
      handled.counter: {group: all, number: "2.", labels: [窗口办件]}
      returned: {group: all, number: "（二）", labels: [退件总数]}
      returned.incomplete: {group: all, number: "其中：1.", labels: [材料不全]}
      returned.other: {group: all, number: "2.", labels: [其他]}
      visitors: {optional: true, labels: [接待群众]}
    identities:
      - {kind: part_sum, along: rows, printed_only: true, left: [handled.online, handled.counter], right: [handled]}
      - {kind: part_sum, along: rows, printed_only: true, left: [handled.online.*], right: [handled.online]}
      - {kind: part_sum, along: rows, printed_only: true, left: [returned.*], right: [returned]}
    bounds:
      - {along: columns, left: [this_year], right: [to_date]}
      - {along: rows, left: [returned], right: [handled]}
    statements:
      handled: {words: [共办件], readings: {办件总数: [handled.this_year]}}
"""
LEVELS = {
    "handled": (31, 90),
    "handled.online": (20, 60),
    "handled.online.phone": (15, 41),
    "handled.online.other": (5, 19),
    "handled.counter": (11, 30),
    "returned": (4, 9),
    "returned.incomplete": (3, 7),
    "returned.other": (1, 2),
}
HEADED = "霁川县政务服务中心2031年政府信息公开工作年度报告\n一、总体情况\n全年共办件31件。\n二、办件统计\n"


def hierarchy(tmp_path: Path, layout: str) -> Report:
    (tmp_path / "2031.yaml").write_text(HIERARCHY, encoding="utf-8")
    pipeline = load(tagger="rules", templates=[template_folder(), tmp_path])
    table = pipeline.templates.form("2031").tables[0]
    rows = [["项目", "单位", "2031年", "开办以来"], ["一、办件情况", "——", "", ""]]
    rows += [[row.number + row.labels[0], "件", *map(str, LEVELS[row.id])] for row in table.rows if row.id in LEVELS]
    text = {
        "tabs": "\n".join("\t".join(row) for row in rows),
        "lines": "\n\n".join(cell for row in rows for cell in row if cell),
        "squashed": "".join(cell for row in rows for cell in row),
    }[layout]
    return pipeline.reconcile(read_text(HEADED + text + "\n", DEFAULT_LIMITS), "2031.txt")


@pytest.mark.parametrize("layout", ["tabs", "lines", "squashed"])
def test_a_form_on_several_levels_is_a_new_file(tmp_path: Path, layout: str) -> None:
    report = hierarchy(tmp_path, layout)
    assert (report.template, report.year, report.status) == ("2031", 2031, "ok")
    columns = ("this_year", "to_date")
    read = {row: tuple(report.cells[f"services.{row}.{column}"].value for column in columns) for row in LEVELS}
    assert read == LEVELS
    checks = {check.id: (check.kind, check.status) for check in report.checks}
    assert checks["services.part_sum.returned.to_date"] == ("part_sum", "pass")
    assert checks["services.at_most.this_year.handled"] == ("at_most", "pass")
    assert checks["services.at_most.returned.this_year"] == ("at_most", "pass")
    assert checks["text.handled"] == ("text", "pass")
    assert report.cells["services.visitors.this_year"].state == "absent"


def test_the_running_total_of_a_new_form_is_checked_from_year_to_year(tmp_path: Path) -> None:
    report = hierarchy(tmp_path, "tabs")
    before = replace(
        report,
        source="2030.txt",
        year=2030,
        cells={
            name: replace(cell, value=0 if name.endswith("this_year") else LEVELS[row][1] - LEVELS[row][0])
            for name, cell in report.cells.items()
            if (row := name.removeprefix("services.").rpartition(".")[0]) in LEVELS
        },
    )
    with Series(load_templates(template_folder(), tmp_path)) as series:
        for one in (before, report):
            series.add(record_to_kept(one.to_dict()))
        years = [check for check in series.checks(()) if check.kind == "year"]
    assert {check.status for check in years} == {"pass"}
    assert len(years) == len(LEVELS)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("left: [returned], right", "left: [lost], right", "bounds.1.left.0"),
        ("column_sets: [[this_year],", "column_sets: [[last_year],", "column_sets.0.0"),
        ("cells: [services.handled.this_year]", "cells: [services.lost.this_year]", "measures.handled.cells.0"),
        ("kind: accumulates", "kind: grows", "year_rules.to_date.kind"),
        ("units: [件, 人次]", "units: [。]", "tables.services.stub.units.0"),
    ],
)
def test_what_is_wrong_in_such_a_form_is_told_with_its_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in HIERARCHY
    path = tmp_path / "2031.yaml"
    path.write_text(HIERARCHY.replace(old, new), encoding="utf-8")
    with pytest.raises(TemplateError, match=key):
        load_templates(path)
