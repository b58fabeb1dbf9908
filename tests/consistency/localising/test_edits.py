"""One edit between two figures, and how much it says."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gkml.consistency.localising.edits import EDITS, MOST_EVIDENCE, edit_evidence, one_edit

FIGURES = st.integers(0, 10**7)
DIGIT = st.sampled_from("0123456789")


@pytest.mark.parametrize(
    ("printed", "implied", "kind"),
    [
        (123, 12, "appended"),
        (312, 12, "appended"),
        (50, 0, "appended"),
        (1429, 129, "inserted"),
        (1223, 123, "doubled"),
        (12, 123, "dropped"),
        (23, 123, "dropped"),
        (1, 10, "dropped"),
        (5, 105, "dropped"),  # 05 is printed, or read, as 5
        (21, 12, "swapped"),
        (1324, 1234, "swapped"),
        (17, 11, "look_alike"),
        (6, 0, "look_alike"),
        (12945, 12345, "replaced"),
        (-5, 5, "sign"),
        (5, -5, "sign"),
        (5, 5, None),
        (5, 0, None),
        (0, 11, None),
        (15, 12, None),  # of two digits nearly everything differs in one
        (12, 1234, None),
        (321, 123, None),
        (-12, 21, None),
    ],
)
def test_the_kind_of_an_edit(printed: int, implied: int, kind: str | None) -> None:
    assert one_edit(printed, implied) == kind


@given(FIGURES, st.data())
def test_a_digit_put_in_is_always_seen(figure: int, data: st.DataObject) -> None:
    digits = str(figure)
    at = data.draw(st.integers(0, len(digits)))
    harmed = digits[:at] + data.draw(DIGIT) + digits[at:]
    assume(len(str(int(harmed))) > len(digits))
    assert one_edit(int(harmed), figure) in ("appended", "inserted", "doubled")
    assert one_edit(figure, int(harmed)) == "dropped"


@given(FIGURES, st.data())
def test_a_digit_left_out_is_always_seen(figure: int, data: st.DataObject) -> None:
    digits = str(figure)
    assume(len(digits) > 1)
    at = data.draw(st.integers(0, len(digits) - 1))
    assert one_edit(int(digits[:at] + digits[at + 1 :]), figure) == "dropped"


@given(FIGURES, st.data())
def test_swapped_digits_are_seen_both_ways(figure: int, data: st.DataObject) -> None:
    digits = str(figure)
    assume(len(digits) > 1)
    at = data.draw(st.integers(0, len(digits) - 2))
    harmed = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assume(harmed[0] != "0" and harmed != digits)
    assert one_edit(int(harmed), figure) == one_edit(figure, int(harmed)) == "swapped"


@given(FIGURES, FIGURES)
def test_evidence_is_bounded_and_only_edits_have_it(printed: int, implied: int) -> None:
    evidence = edit_evidence(printed, implied)
    kind = one_edit(printed, implied)
    assert 0 <= evidence <= MOST_EVIDENCE
    assert kind is None or kind in EDITS
    if kind is None:
        assert evidence == 0


def test_long_figures_that_are_one_edit_apart_say_more_than_short_ones() -> None:
    assert edit_evidence(6, 0) == 0  # any digit is near to any other
    assert 0 < edit_evidence(17, 11) < edit_evidence(1177, 1171)
