"""How quantities are named around a figure."""

from __future__ import annotations

import pytest

from gkml.narrative.wordings import Wording, all_wordings, row_wording
from gkml.template import load_templates


def first(before: str, after: str = "") -> Wording:
    """The first wording that fits what stands in front of a figure and behind its unit."""
    return next(each for each in all_wordings() if each.before.search(before) and each.after.fullmatch(after))


@pytest.mark.parametrize(
    ("before", "quantity"),
    [
        ("收到政府信息公开申请", "received"),
        ("上年结转政府信息公开申请", "carried_over"),
        ("被申请行政复议", "reconsideration.total"),
        ("政府集中采购项目总金额", "procurement.amount"),
    ],
)
def test_quantities_are_known_by_their_words(before: str, quantity: str) -> None:
    assert quantity in first(before).quantities


def test_every_quantity_that_is_worded_is_one_of_some_form() -> None:
    forms = load_templates().forms
    known = {name for form in forms for table in form.tables for name in table.quantities}
    worded = {name for wording in all_wordings() for name in wording.quantities}
    assert worded & known
    assert {name for name in known if name.split(".")[0] in ("received_new", "received")} <= worded


def test_a_row_is_named_by_its_own_label() -> None:
    wording = row_wording("x", "6属于行政查询事项", "requests")
    assert wording.quantities == ("x",)
    for words in ("属于行政查询事项", "行政查询事项"):
        assert wording.before.search(words)
    assert not wording.before.search("属于信访事项")
