from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode
from gkml.readers.css_properties import declared
from gkml.readers.dress import PLAIN


@pytest.mark.parametrize(
    ("values", "changed"),
    [
        ({"display": "none"}, {"unseen": DoubtCode.HIDDEN}),
        ({"visibility": "hidden"}, {"hidden": True}),
        ({"font": "italic 700 6px/1 serif"}, {"size": 6.0}),
        ({"background": "#ff0000 url(x.png)"}, {"ground": None}),
        ({"position": "absolute", "top": "-50em"}, {"unseen": DoubtCode.HIDDEN}),
        ({"position": "absolute", "clip": "rect(0 0 0 0)"}, {"unseen": DoubtCode.CLIPPED}),
        ({"position": "absolute", "z-index": "-1"}, {"doubt": DoubtCode.COVERED}),
        ({"position": "relative", "bottom": "6px"}, {"shifted": DoubtCode.RAISED}),
        ({"top": "-50em"}, {}),
        ({"vertical-align": "-3px"}, {"shifted": DoubtCode.LOWERED}),
        ({"vertical-align": "top"}, {}),
        ({"height": "0"}, {}),
        ({"height": "0", "overflow": "hidden"}, {"unseen": DoubtCode.CLIPPED, "doubt": DoubtCode.CLIPPED}),
        ({"width": "2em", "overflow-x": "clip"}, {"room": 32.0}),
        ({"max-width": "90%", "overflow": "hidden"}, {}),
        ({"height": "8px", "overflow": "hidden"}, {"doubt": DoubtCode.CLIPPED}),
        ({"animation": "fade 1s"}, {"doubt": DoubtCode.HIDDEN}),
        ({"mix-blend-mode": "screen"}, {"doubt": DoubtCode.FAINT}),
        ({"rotate": "180deg"}, {"doubt": DoubtCode.ROTATED}),
    ],
)
def test_what_declarations_change(values: dict[str, str], changed: dict[str, object]) -> None:
    dress = declared(PLAIN, "span", values, PLAIN)

    assert {name: getattr(dress, name) for name in PLAIN.__slots__ if getattr(dress, name) != getattr(PLAIN, name)} == (
        changed
    )


def test_cells_are_aligned_without_being_raised() -> None:
    assert declared(PLAIN, "td", {"vertical-align": "super"}, PLAIN) == PLAIN


def test_a_background_that_is_nearly_clear_mixes_with_what_is_behind() -> None:
    ground = declared(PLAIN, "td", {"background-color": "rgba(0,0,0,.1)"}, PLAIN).ground

    assert ground == pytest.approx((0.9, 0.9, 0.9, 1.0))
