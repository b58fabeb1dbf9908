"""Synthetic pages: the spans of the file are found again in the text of the reader."""

from __future__ import annotations

from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.readers.html import read_html
from training.dataset import labelled_report
from training.pages import page_to_document
from training.synthesis import synthesise


def _squeezed(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**9 - 1), st.integers(0, 3))
def test_tags_cover_the_print_of_their_spans(seed: int, level: int) -> None:
    report = synthesise(seed, level)
    if report.suffix != ".html":
        return
    labelled = labelled_report(report)
    if labelled is None:
        return
    text = labelled.document.text
    assert text == read_html(report.source).text
    assert [tag.label for tag in labelled.tags] == [label for _, _, label, _ in report.spans]
    for tag, (start, end, _, _) in zip(labelled.tags, report.spans, strict=True):
        assert _squeezed(text[tag.start : tag.end]) == _squeezed(unescape(report.source[start:end]))


def test_nearly_all_pages_are_kept() -> None:
    pages = [report for seed in range(250) if (report := synthesise(seed, seed % 4)).suffix == ".html"]
    assert len(pages) > 20
    assert sum(labelled_report(page) is None for page in pages) <= len(pages) // 10


def test_white_space_and_entities_are_followed() -> None:
    source = "<table><tr><td>&nbsp; <p>行政 &lt;许可&gt;</p></td><td>12</td></tr></table>"
    at, figure = source.index("行政"), source.index("12")
    spans = [(at, source.index("</p>"), "row:x", "whole"), (figure, figure + 2, "figure", "tail")]
    found = page_to_document(source, spans)  # type: ignore[arg-type]
    assert found is not None
    document, tags = found
    assert [document.text[tag.start : tag.end] for tag in tags] == ["行政 <许可>", "12"]
    assert [tag.part for tag in tags] == ["whole", "tail"]


def test_a_page_whose_spans_are_lost_is_given_up() -> None:
    source = "<p>公开</p><script>报告</script>"
    at = source.index("报告")
    assert page_to_document(source, [(at, at + 2, "title", "whole")]) is None
