"""Cells by what people call them."""

from __future__ import annotations

import pytest

from gkml.output.cell_names import cell_labels, cell_names, cells_named, nearest_cells
from gkml.template import load_templates

TEMPLATES = load_templates()
NAMES = cell_names(TEMPLATES)


@pytest.mark.parametrize("name", [one for one in NAMES if one.table != "statistics"][::37])
def test_row_and_column_label_name_a_cell(name: object) -> None:
    assert name.id in cells_named(f"{name.row_label} {name.column_label}", NAMES)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("called", "ids"),
    [
        ("requests.granted.total", ["requests.granted.total"]),
        ("granted.total", ["requests.granted.total"]),
        ("予以公开 总计", ["requests.granted.total"]),
        ("总计 予以公开", ["requests.granted.total"]),
        ("（一）予以公开 · 总计", ["requests.granted.total"]),
        ("三、（七）总计 总计", ["requests.handled_total.total"]),
        ("重複申請 自然人", ["requests.not_processed.duplicate.natural_person"]),
        ("国家秘密 总计", ["requests.refused.state_secret.total"]),
        ("规章 现行有效件数", ["disclosure.rules.in_force"]),
        ("行政复议 结果维持", ["disputes.reconsideration.upheld"]),
        ("天气", []),
        ("", []),
    ],
)
def test_a_cell_is_found_by_its_id_its_end_or_its_labels(called: str, ids: list[str]) -> None:
    assert cells_named(called, NAMES) == ids


def test_a_group_names_all_of_its_rows() -> None:
    found = cells_named("不予公开 总计", NAMES)
    assert len(found) > 5
    assert all(one.startswith("requests.refused.") and one.endswith(".total") for one in found)


def test_every_cell_has_labels_and_what_is_like_it_is_named() -> None:
    labels = cell_labels(TEMPLATES)
    assert all(labels[one.id] == (one.row_label, one.column_label) for one in NAMES)
    assert nearest_cells("requests.grantd.totl", NAMES)[0] == "requests.granted.total"
    assert "requests.granted.total" in nearest_cells("予以公示 总计", NAMES)
