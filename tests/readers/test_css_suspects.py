from __future__ import annotations

import pytest

from gkml.readers.css import read_declarations
from gkml.readers.css_suspects import hides, suspect_groups, within


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("display:none", {"sight"}),
        ("display:inline-block", set()),
        ("color:#333;background:#eef", set()),
        ("color:#fefefe", {"paint"}),
        ("background:#000", {"paint"}),
        ("font-size:10.5pt", set()),
        ("font-size:4pt", {"type"}),
        ("font-size:60%", {"type"}),
        ("font:bold 12px/1.5 a", set()),
        ("font:0/0 a", {"type"}),
        ("text-decoration:underline", set()),
        ("text-decoration:line-through", {"line"}),
        ("text-indent:2em", set()),
        ("text-indent:-9999px", {"place"}),
        ("width:1px", {"place"}),
        ("top:5px;overflow:hidden", set()),
        ("unicode-bidi:bidi-override", {"order"}),
        ("vertical-align:middle", set()),
        ("vertical-align:super", {"type"}),
        ("transform:none", set()),
        ("transform:scale(0)", {"place"}),
    ],
)
def test_groups_of_suspects(text: str, groups: set[str]) -> None:
    assert set(suspect_groups(read_declarations(text))) == groups


def test_what_hides_matters_everywhere() -> None:
    assert hides(read_declarations("display:none"))
    assert hides(read_declarations("visibility:hidden"))
    assert not hides(read_declarations("opacity:0"))


def test_properties_within_groups() -> None:
    assert within(["color", "display", "background"], frozenset(["paint"])) == ["color", "background"]
