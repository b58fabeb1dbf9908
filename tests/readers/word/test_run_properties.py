from __future__ import annotations

import pytest
from lxml import etree

from gkml.readers.ooxml import Element
from gkml.readers.word.markup import W
from gkml.readers.word.run_format import Ground, RunFormat
from gkml.readers.word.run_properties import read_ground, read_run_format


def _element(source: str) -> Element:
    return etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}">{source}</w:rPr>')


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", RunFormat()),
        ("<w:b/>", RunFormat()),
        ("<w:strike w:val='off'/>", RunFormat({"strike": False})),
        ("<w:vertAlign w:val='subscript'/><w:sz w:val='12'/>", RunFormat(shift=-1, size=12)),
        ("<w:color w:val='auto'/>", RunFormat(colour="auto")),
        ("<w:color w:val='ABCDEF' w:themeColor='text1'/>", RunFormat(colour="#abcdef")),
        ("<w:shd w:val='pct50' w:fill='FFFFFF'/>", RunFormat(ground="picture")),
        ("<w:shd w:val='solid' w:color='FF0000'/>", RunFormat(ground="#ff0000")),
    ],
)
def test_properties(source: str, said: RunFormat) -> None:
    assert read_run_format(_element(source)) == said


def test_the_innermost_shading_counts() -> None:
    dark, clear = _element("<w:shd w:fill='000000'/>")[0], _element("<w:shd w:fill='auto'/>")[0]

    assert read_ground(Ground(), clear, dark, None) == Ground((0.0, 0.0, 0.0, 1.0))
    assert read_ground(Ground(None), clear) == Ground(None)
