"""The narrative in sentences of one normal form."""

from __future__ import annotations

from gkml.folding import fold
from gkml.labels import Tag
from gkml.narrative.prose import document_to_sentences, normal_form
from tests.conftest import text_document


def sentences(text: str, tags: list[Tag] | None = None) -> list[str]:
    return [sentence.words.text for sentence in document_to_sentences(text_document(text), tags or [])]


def test_a_sentence_goes_on_over_lines_and_page_numbers() -> None:
    text = "全年收到政府信息公开申请三百一十九件，答复 30\n- 2 -\n50 件，其余结转。\n第二段没有句号\n"
    assert sentences(text) == ["全年收到政府信息公开申请三百一十九件，答复3050件，其余结转", "第二段没有句号"]


def test_every_character_knows_where_it_comes_from() -> None:
    text = "（一）規範性檔案　１，２３４ 件[bookmark: _GoBack]；①收到"
    words = normal_form(text)
    assert words.text.startswith("(一)规范性档案1,234件")
    assert "；收到" in words.text
    for character, at in zip(words.text, words.offsets, strict=True):
        assert fold(text[at]) in (character, "") or character in ",；"


def test_a_heading_parts_what_is_above_from_what_is_below() -> None:
    text = "收到\n（二）依申请公开情况\n3件申请。"
    heading = Tag("subheading", 3, 13)
    assert sentences(text, [heading]) == ["收到", "(二)依申请公开情况", "3件申请"]
