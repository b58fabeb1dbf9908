"""Documents as the model reads them: every token points at its character, every token is kept in one window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.folding import simplify
from gkml.tagging.encoding import MAX_PLACE, SPECIALS, Encoding, Vocabulary, encode, windows
from tests.conftest import text_document

VOCABULARY = Vocabulary((*SPECIALS, *"规章行政许可数量一二三、（）0123456789")).ids()
CELLS = st.text(alphabet="规章行政许可數量一、（）０1 234567\u3000", max_size=12)
TEXTS = st.lists(st.lists(CELLS, min_size=1, max_size=9).map("\t".join), max_size=30).map("\n".join)


@settings(deadline=None)
@given(TEXTS)
def test_tokens_point_at_their_characters(text: str) -> None:
    document = text_document(text)
    encoding = encode(document, VOCABULARY)
    names = {number: token for token, number in VOCABULARY.items()}
    for token, offset in zip(encoding.ids, encoding.offsets, strict=True):
        if offset >= 0 and names[int(token)] != "[UNK]":
            character = simplify(document.text[int(offset)])
            assert names[int(token)] == character.translate({0xFF10 + n: str(n) for n in range(10)})
    real = encoding.offsets[encoding.offsets >= 0]
    assert (np.diff(real) > 0).all()
    assert encoding.boxes.min(initial=0) >= 0
    assert encoding.boxes.max(initial=0) <= 2 * MAX_PLACE
    assert (encoding.boxes[:, 2:] >= encoding.boxes[:, :2]).all()


@settings(deadline=None)
@given(st.integers(0, 900), st.integers(64, 256), st.integers(0, 16), st.lists(st.integers(0, 899), max_size=60))
def test_every_token_is_kept_once_and_with_its_surroundings(
    count: int, size: int, margin: int, row_starts: list[int]
) -> None:
    ids = np.full(count, 20, np.int32)
    ids[[at for at in row_starts if at < count]] = SPECIALS.index("[ROW]")
    empty = np.zeros(count, np.int32)
    cut = windows(
        Encoding(ids, np.zeros((count, 4), np.int16), empty, empty, empty, empty.astype(np.int16)), size, margin
    )
    kept = [at for window in cut for at in range(window.keep_start, window.keep_end)]
    assert kept == list(range(count))
    for window in cut:
        assert window.end - window.start <= size
        assert window.start <= window.keep_start <= window.keep_end <= window.end
        assert window.start == 0 or window.keep_start - window.start >= margin
        assert window.end == count or window.end - window.keep_end >= margin


def test_separators_of_every_style_are_the_same_tokens() -> None:
    def shape(text: str) -> list[int]:
        encoding = encode(text_document(text), VOCABULARY)
        return [int(token) for token in encoding.ids]

    tabs = "规章\t1\t2\t3\n许可\t4\t5\t6\n"
    assert shape(tabs) == shape(tabs.replace("\t", " | ")) == shape(tabs.replace("\t", "     "))


def test_heads_one_below_another_are_read_however_far_from_their_figures() -> None:
    """Table four written cell by cell: nineteen heads before the first figure."""
    prose = ["本年度各单位认真落实各项要求，主动公开各类信息，回应社会关切。"] * 50
    heads = ["行政复议", "行政诉讼", *["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3]
    document = text_document("\n".join([*prose, *heads, *["0"] * 15, *prose]))
    read = set(encode(document, VOCABULARY).rows.tolist())
    assert set(range(50, 50 + len(heads) + 15)) <= read
    assert not {45, 100} & read  # prose between beginning, table and end is not


def test_a_signature_at_the_end_is_read() -> None:
    prose = ["本年度各单位认真落实各项要求，主动公开各类信息，回应社会关切。"] * 80
    document = text_document("\n".join([*prose, "云川县人民政府", "二〇二四年一月"]))
    assert {80, 81} <= set(encode(document, VOCABULARY).rows.tolist())


def test_long_prose_is_not_read_and_a_table_run_together_is() -> None:
    prose = "本年度各单位认真落实各项要求，" * 20
    document = text_document("\n".join(["标题"] * 50) + "\n" + prose + "\n")
    assert encode(document, VOCABULARY).rows.max() < 50
    dense = "一、本年新收640020470二、上年结转0000000三、（一）予以公开270020130（二）部分公开5000005（三）不予公开" * 3
    document = text_document("\n".join(["标题"] * 50) + "\n" + dense + "\n")
    assert encode(document, VOCABULARY).rows.max() == 50
    dense = "主动公开信息数条4251516其中：1.网站公开条425 2.政府公报公开条0受理申请总数条12 13其中：1.当面申请数条0" * 4
    document = text_document("\n".join(["标题"] * 50) + "\n" + dense + "\n")
    assert encode(document, VOCABULARY).rows.max() == 50


def test_a_page_on_one_line_behind_its_navigation_is_read_as_a_line_of_its_own() -> None:
    page = "一、本年新收640020470二、上年结转0000000三、（一）予以公开270020130（二）部分公开5000005（三）不予公开" * 3
    alone, behind = text_document(page), text_document(f"登录\t注册\t{page}")
    found = [encode(document, VOCABULARY) for document in (alone, behind)]
    count = len(found[0])
    assert found[1].ids[-count + 1 :].tolist() == found[0].ids[1:].tolist()
    assert found[1].boxes[-count + 1 :].tolist() == found[0].boxes[1:].tolist()


def test_prose_with_many_figures_is_not_read_as_a_table() -> None:
    prose = "2023年收到申请12件，答复11件，其中1月3件、2月9件，公开信息739条，占95%，召开会议4次，培训200余人。" * 4
    document = text_document("\n".join(["标题"] * 50) + "\n" + prose + "\n")
    assert encode(document, VOCABULARY).rows.max() < 50


@pytest.mark.parametrize("tokens", [("规",), (*SPECIALS, "规", "规")])
def test_a_vocabulary_begins_with_the_special_tokens_and_repeats_none(tokens: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        Vocabulary(tokens)


def test_a_page_on_one_line_is_read_where_tabs_part_its_navigation() -> None:
    page = (
        "某乡人民政府年度报告一、总体情况全年工作有序开展。" * 8
        + "规章000（二）行政许可521（三）行政处罚39（四）行政强制186（五）"
    )
    document = text_document(f"登录\t注册\t{page}\n")
    encoding = encode(document, {token: number for number, token in enumerate(SPECIALS)})
    assert document.text.index("行政强制") in encoding.offsets
