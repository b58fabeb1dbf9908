"""The forms: what the shipped ones hold, and which one a year prescribes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from gkml.errors import TemplateError
from gkml.template import Form, load_templates, template_folder
from tests.invented_form import FORM

APPLICANTS = [
    *("natural_person", "commercial_enterprise", "research_institution", "public_welfare_organization"),
    *("legal_service_organization", "other_organization", "total"),
]
REFUSED = [
    *("state_secret", "prohibited_by_law", "public_safety", "third_party_rights", "internal_affairs"),
    *("process_information", "enforcement_file", "administrative_inquiry"),
]
RESULTS = [
    *("granted", "partially_granted"),
    *(f"refused.{row}" for row in REFUSED),
    *(f"unavailable.{row}" for row in ("not_held", "needs_creation", "still_unclear")),
    *(f"not_processed.{row}" for row in ("petition", "duplicate", "publication", "excessive", "reissue")),
]
OTHERS = {"2019": ["other"], "2021": ["other.not_supplemented", "other.fee_unpaid", "other.remaining"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2026.yaml").write_text(FORM, encoding="utf-8")
    return tmp_path


def ids(form: Form, table: str) -> list[str]:
    return [cell_id for cell_id, _, _ in form.table_by_id[table].cells()]


def cells(table: str, rows: list[str], columns: list[str]) -> Iterator[str]:
    return (f"{table}.{row}.{column}" for row, column in product(rows, columns))


# --- the shipped forms -------------------------------------------------------------------------------------------


def test_disclosure_cells_of_2019() -> None:
    services = ["licensing", "other_services", "penalties", "coercion"]
    assert ids(load_templates().form("2019"), "disclosure") == [
        *cells("disclosure", ["rules", "normative_documents"], ["made", "published", "public_total"]),
        *cells("disclosure", services, ["previous_items", "change", "decisions"]),
        *cells("disclosure", ["fees"], ["previous_items", "change"]),
        *cells("disclosure", ["procurement"], ["items", "amount"]),
    ]


def test_disclosure_cells_of_2021() -> None:
    assert ids(load_templates().form("2021"), "disclosure") == [
        *cells("disclosure", ["rules", "normative_documents"], ["issued", "repealed", "in_force"]),
        *cells("disclosure", ["licensing", "penalties", "coercion"], ["decisions"]),
        "disclosure.fees.amount",
    ]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_requests_and_disputes_cells(form: str) -> None:
    shipped = load_templates().form(form)
    received = ["received_new", "received_carried_over"]
    rows = [*received, *RESULTS, *OTHERS[form], "handled_total", "carried_forward"]
    assert ids(shipped, "requests") == list(cells("requests", rows, APPLICANTS))
    groups = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]
    outcomes = ["upheld", "corrected", "other", "pending", "total"]
    assert ids(shipped, "disputes") == list(cells("disputes", groups, outcomes))


@pytest.mark.parametrize(("form", "sizes"), [("2019", (22, 161, 15)), ("2021", (10, 175, 15))])
def test_numbers_of_cells(form: str, sizes: tuple[int, int, int]) -> None:
    shipped = load_templates().form(form)
    assert tuple(len(ids(shipped, table)) for table in ("disclosure", "requests", "disputes")) == sizes


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_outcomes_take_every_result_row_once(form: str) -> None:
    table = load_templates().form(form).table_by_id["requests"]
    outcome = next(identity for identity in table.identities if identity.kind == "outcome_sum")
    assert Counter(outcome.left) == Counter([*RESULTS, *OTHERS[form]])
    assert outcome.right == ("handled_total",)


@pytest.mark.parametrize(
    ("form", "signed", "money"),
    [("2019", {"change"}, {"amount"}), ("2021", set(), {"amount"})],
)
def test_signed_and_money_columns(form: str, signed: set[str], money: set[str]) -> None:
    columns = [column for table in load_templates().form(form).tables for column in table.columns]
    assert {column.id for column in columns if column.signed} == signed
    assert {column.id for column in columns if column.unit == "money"} == money


@pytest.mark.parametrize(
    ("year", "form"),
    [
        (2007, None),
        (2008, "2014"),
        (2018, "2014"),
        (2019, "2019"),
        (2020, "2019"),
        (2021, "2021"),
        (2030, "2021"),
        (None, "2021"),
    ],
)
def test_the_form_that_a_year_prescribes(year: int | None, form: str | None) -> None:
    prescribed = load_templates().prescribed(year)
    assert (prescribed.id if prescribed else None) == form


def test_where_forms_overlap_the_newer_one_is_prescribed(folder: Path) -> None:
    templates = load_templates(template_folder(), folder)
    national = [form.id for form in templates.forms if form.national is None]
    assert national == ["2014", "2019", "2021", "2026"]
    assert [form.id for year in (2025, 2026, None) if (form := templates.prescribed(year))] == ["2021", "2026", "2026"]


# --- errors ------------------------------------------------------------------------------------------------------


def test_two_files_with_one_form_id_are_refused(folder: Path) -> None:
    (folder / "again.yml").write_text(FORM, encoding="utf-8")
    with pytest.raises(TemplateError, match=r"2026.* is defined twice"):
        load_templates(folder)


def test_a_folder_without_a_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("form", encoding="utf-8")
    with pytest.raises(TemplateError, match="no form") as caught:
        load_templates(tmp_path)
    assert str(tmp_path) in caught.value.message


def test_the_hash_follows_the_content(tmp_path: Path) -> None:
    for name, text in (("a", FORM), ("b", FORM), ("c", FORM.replace("试行", "正式"))):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    a, b, c = (load_templates(tmp_path / f"{name}.yaml").hash for name in "abc")
    assert a == b != c


def test_one_word_of_a_rare_form_tells_it_in_a_short_text_and_several_in_a_long_one() -> None:
    templates = load_templates()
    row = "行政申诉数 件 0"
    assert "fujian_2009" in {form.id for form in templates.told_in(row).forms}
    assert {form.id for form in templates.usual} <= {form.id for form in templates.told_in(row).forms}
    assert templates.told_in(row + "本年度公开情况良好。" * 60).forms == templates.usual
