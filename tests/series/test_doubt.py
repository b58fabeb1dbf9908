"""Which of two reports is likelier wrong, by what their own records say."""

from __future__ import annotations

from gkml.series.doubt import doubt_of, likeliest
from gkml.series.kept import KeptCell
from tests.series.records import report

PLAIN = KeptCell(5, "number")
ONE, TWO = report("甲局", 2022), report("乙局", 2022)
READING, SOURCE = PLAIN._replace(cause="reading", review=True), PLAIN._replace(cause="source")


def test_the_gravest_doubt_counts() -> None:
    ranked = [READING, SOURCE, PLAIN._replace(failed=True), PLAIN._replace(review=True), PLAIN]
    weights = [doubt_of(cell).weight for cell in ranked]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(ranked)
    assert doubt_of(PLAIN).weight == 0
    assert all(doubt_of(cell).words for cell in ranked[:-1])


def test_the_one_report_that_doubts_itself_most_is_the_likeliest() -> None:
    doubts = [(ONE, doubt_of(PLAIN)), (TWO, doubt_of(SOURCE)), (TWO, doubt_of(READING)), (ONE, doubt_of(SOURCE))]
    found = likeliest(doubts)
    assert found is not None
    assert (found[0], found[1]) == (TWO, doubt_of(READING))


def test_where_none_or_several_doubt_alike_none_is() -> None:
    assert likeliest([(ONE, doubt_of(PLAIN)), (TWO, doubt_of(PLAIN))]) is None
    assert likeliest([(ONE, doubt_of(SOURCE)), (TWO, doubt_of(SOURCE))]) is None
    assert likeliest([]) is None
