"""The forms: what the shipped ones hold, what a broken one says of itself, and that a new one is only a new file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.errors import TemplateError
from gkml.template import Form, load_form, load_templates, template_folder
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


def line_of(text: str, part: str) -> int:
    """Number of the last line that holds ``part``."""
    return max(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("source: 本测试", "source: 本测试\nsauce: 甲", "sauce", "Extra inputs"),
        ("section: 2", "section: two", "tables.disclosure.section", "valid integer"),
        ("section: 2", "section: 7", "tables.disclosure.section", "less than or equal to 6"),
        ('form: "2026"', "form: 2026", "form", "valid string"),
        ("issued: {labels: [本年制发件数]}", "issued: {label: 甲}", "tables.disclosure.columns.issued.label", ""),
        ("[本年修订件数]}", "[本年修订件数], unit: 元}", "tables.disclosure.columns.revised.unit", "'money'"),
        ("labels: [发展规划]", "labels: []", "tables.disclosure.rows.plans.labels", "at least 1"),
        ("revised, online]", "revised, lost]", "tables.disclosure.rows.all.columns.2", "column 'lost' is not defined"),
        ("group: texts", "group: scrolls", "tables.disclosure.rows.rules.group: ", "group 'scrolls' is not defined"),
        ('{item: "1"', '{item: "7"', "tables.disclosure.rows.rules.item: ", "item '7' is not defined"),
        (
            "[各类文本]",
            "[各类文本], parent: up",
            "tables.disclosure.groups.texts.parent: ",
            "group 'up' is not defined",
        ),
        ("right: [all]", "right: [none]", "tables.disclosure.identities.0.right.0", "row 'none' is not defined"),
        ("left: [rules,", "left: [rule.*,", "tables.disclosure.identities.0.left.0", "'rule.*' is not defined"),
        ("left: [rules,", "left: [ruled,", "tables.disclosure.identities.0.left.0", "row 'ruled' is not defined"),
        (
            "along: rows\n        left: [rules, plans, data_sets]",
            "along: columns\n        left: [rules, plans, data_sets]",
            "tables.disclosure.identities.0.left.0",
            "column 'rules' is not defined",
        ),
        ("kind: outcome_sum", "kind: product", "tables.disclosure.identities.0.kind", "'balance'"),
        ("plans: {", "rules: {", "tables.disclosure.rows.rules", "stands twice"),
        ("  2: [主动", "  1: [主动", "sections.1", "stands twice"),
        ("  1: [总体情况]", "  one: [总体情况]", "sections.one", "valid integer"),
        ("  2: [主动", "  0: [主动", "sections.0", "greater than or equal to 1"),
        ("  1: [总体情况]", "  1: []", "sections.1", "at least 1"),
        ("{first: 2026}", "{first: 2026, last: 2020}", "years.last", "2020 is before the first, 2026"),
        ("labels: [规章]", "labels: ['']", "tables.disclosure.rows.rules.labels.0", "at least one letter"),
        ("labels: [规章]", "labels: [规章, 。]", "tables.disclosure.rows.rules.labels.1", "at least one letter"),
        ("[第二十条第（一）项]", "[]", "tables.disclosure.items.1", "at least 1"),
        ("[issued, revised, online]", "[]", "tables.disclosure.rows.all.columns", "at least 1"),
        (
            "[issued, revised, online]",
            "[issued, issued]",
            "tables.disclosure.rows.all.columns.1",
            "column 'issued' stands twice",
        ),
        ("right: [all]", "right: [all, all]", "tables.disclosure.identities.0.right.1", "row 'all' stands twice"),
        (
            "[各类文本]",
            "[各类文本], parent: texts",
            "tables.disclosure.groups.texts.parent",
            "'texts' is inside itself",
        ),
        # what YAML makes of a value, or fails to
        ("source: 本测试", "source: 2022-13-45", "source", "'2022-13-45' is not a valid timestamp"),
        ("source: 本测试", "source: 本测试\n2022-13-45: 3", "(top)", "'2022-13-45' is not a valid timestamp"),
        ("source: 本测试", "source: 2022-01-05", "source", "valid string"),
        ("first: 2026", "first: !!int 甲", "years.first", "'甲' is not a valid int"),
        ("first: 2026", "first: " + "9" * 5000, "years.first", "is not a valid int"),
        ("source: 本测试", "source: !!bool maybe", "source", "'maybe' is not a valid bool"),
        ("source: 本测试", "source: !odd x", "source", "is not a valid !odd"),
        ("source: 本测试", "source: !!python/object:os.system x", "source", "is not a valid"),
        ("labels: [规章]", "labels: !!set {规章}", "tables.disclosure.rows.rules.labels", "has no meaning here"),
        ("source: 本测试", "source: 本测试\n? [a, b]", "(top)", "a key is a single word"),
        ("source: 本测试", "source: 本测试\n? {a: b}", "(top)", "a key is a single word"),
        ("source: 本测试", "source: &a [*a]", "source", "an alias may hold itself"),
        # what narratives state, and what holds from year to year
        (
            "-rules.issued]",
            "-rules.repealed]",
            "tables.disclosure.statements.rules.issued.readings.各类文件·本年制发减规章.1",
            "'rules.repealed' is not defined in this table",
        ),
        (
            "本年制发: [rules.issued]",
            "本年制发: [rule*.issue]",
            "tables.disclosure.statements.rules.issued.readings.规章·本年制发.0",
            "'rule*.issue' is not defined in this table",
        ),
        (
            "本年制发: [rules.issued]",
            "本年制发: []",
            "tables.disclosure.statements.rules.issued.readings",
            "at least 1",
        ),
        ("    section: 2", "    section: 2\n    stated_column: total", "tables.disclosure.stated_column", "'total'"),
        ("year: first, cells", "year: last, cells", "year_rules.kept_online.left.0.year", "'first' or 'second'"),
        (
            "{year: second, cells: disclosure.*.online}",
            "{year: second, cells: disclosure.*.offline}",
            "year_rules.kept_online.right.0.cells",
            "no cell of this form is called 'disclosure.*.offline'",
        ),
        (
            "{year: first, cells: disclosure.*.online}",
            "{year: first, cells: disclosure.rules.online}",
            "year_rules.kept_online.left.0.cells",
            "needs one *",
        ),
        ("issued, sign: -1", "issued, sign: 2", "year_rules.kept_online.right.1.sign", "1 or -1"),
    ],
)
def test_an_error_names_file_line_and_key(tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
    assert FORM.count(old) == 1
    text = FORM.replace(old, new)
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        load_form(path)
    message = caught.value.message
    assert message.startswith(f"{path}:{line_of(text, new.splitlines()[-1])}: {key}")
    assert says in message


def test_groups_that_hold_one_another_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    groups = "[各类文本], parent: b}\n      b: {labels: [丙], parent: c}\n      c: {labels: [丁], parent: b}"
    path.write_text(FORM.replace("[各类文本]}", groups), encoding="utf-8")
    with pytest.raises(
        TemplateError, match=r"tables\.disclosure\.groups\.\w+\.parent: the group '\w+' is inside itself"
    ):
        load_form(path)


def test_groups_inside_groups_are_a_form(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    groups = "[各类文本], parent: b}\n      b: {labels: [丙], parent: c}\n      c: {labels: [丁]}"
    path.write_text(FORM.replace("[各类文本]}", groups), encoding="utf-8")
    assert [group.parent for group in load_form(path).tables[0].groups] == ["b", "c", None]


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_file_the_error_is_ours(tmp_path: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(FORM)))
    size = data.draw(st.integers(0, 12))
    odd = data.draw(st.text(alphabet="[]{}&*!<>?:-|#'\"%@,. \n\ta1年0~=", max_size=8))
    path = tmp_path / "form.yaml"
    path.write_text(FORM[:at] + odd + FORM[at + size :], encoding="utf-8")
    with suppress(TemplateError):
        assert load_form(path).tables


def test_a_missing_key_is_named_at_the_line_of_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(FORM.replace("    section: 2\n", ""), encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        load_form(path)
    assert caught.value.message == f"{path}:{line_of(FORM, 'disclosure:')}: tables.disclosure.section: Field required"


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
