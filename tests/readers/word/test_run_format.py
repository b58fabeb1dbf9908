from __future__ import annotations

from gkml.doubts import DoubtCode
from gkml.readers.word.run_format import Ground, RunFormat, format_to_dress, laid_over


def test_toggles_of_styles_turn_one_another_round() -> None:
    struck = RunFormat({"strike": True})

    assert not format_to_dress([struck, struck], RunFormat(), Ground()).struck
    assert format_to_dress([struck, RunFormat()], RunFormat(), Ground()).struck
    assert format_to_dress([struck], struck, Ground()).struck


def test_what_is_said_last_counts() -> None:
    assert laid_over(RunFormat(size=21, colour="auto"), RunFormat(size=12)) == RunFormat(size=12, colour="auto")
    assert not RunFormat()


def test_a_position_counts_by_its_type() -> None:
    assert format_to_dress([], RunFormat(position=2, size=21), Ground()).shifted is None
    assert format_to_dress([], RunFormat(position=8, size=21), Ground()).shifted is DoubtCode.RAISED


def test_automatic_colour_is_seen_on_any_ground() -> None:
    black = Ground((0.0, 0.0, 0.0, 1.0))

    assert format_to_dress([], RunFormat(colour="auto"), black).missing() is None
    assert format_to_dress([], RunFormat(colour="#000000"), black).missing() is DoubtCode.FAINT
