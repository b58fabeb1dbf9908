"""The tokenizer: the inputs of the network from text or from a document, and what of them cannot be had is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from transformers import AutoTokenizer

from gkml.integrations.huggingface.configuration import TableConfig
from gkml.integrations.huggingface.tokenization import TableTokenizer
from gkml.readers import read
from gkml.tagging.encoding import SPECIALS, UNK, encode
from tests.conftest import EXAMPLES

TOKENS = (*SPECIALS, *"政府信息公开工作年度报告规章行许可一二三、（）0123456789")
TEXT = "某县政府信息公开工作年度报告\n\n规章\t1\t2\t3\n许可\t4\t5\t6\n"


@pytest.fixture
def tokenizer(tmp_path: Path) -> TableTokenizer:
    (tmp_path / "vocabulary.json").write_text(json.dumps(TOKENS), encoding="utf-8")
    return TableTokenizer(str(tmp_path / "vocabulary.json"))


def test_the_auto_class_finds_it(tokenizer: TableTokenizer, tmp_path: Path) -> None:
    import gkml.integrations.huggingface  # noqa: F401 - registers

    folder = tmp_path / "saved"
    TableConfig().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    found = AutoTokenizer.from_pretrained(folder)
    assert isinstance(found, TableTokenizer)
    assert found(TEXT) == tokenizer(TEXT)


def test_a_document_gives_what_the_runtime_reads(tokenizer: TableTokenizer) -> None:
    document = read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name)
    found = tokenizer(document, return_tensors="np")
    assert found["input_ids"][0].tolist() == encode(document, tokenizer.get_vocab()).ids.tolist()
    assert set(found) == set(tokenizer.model_input_names)


def test_offsets_are_those_of_the_text_that_was_given(tokenizer: TableTokenizer) -> None:
    found = tokenizer(TEXT, return_offsets_mapping=True, return_special_tokens_mask=True)
    for number, special, (start, end) in zip(
        found["input_ids"], found["special_tokens_mask"], found["offset_mapping"], strict=True
    ):
        if special:
            assert start == end
        elif number != UNK:
            assert tokenizer.convert_ids_to_tokens(number) == TEXT[start:end]


def test_several_texts_are_padded(tokenizer: TableTokenizer) -> None:
    found = tokenizer([TEXT, "规章\t1\t2\t3\n"], return_tensors="np")
    alone = tokenizer("规章\t1\t2\t3\n")
    count, segments = len(alone["input_ids"]), len(alone["places"])
    assert found["input_ids"].shape[0] == found["places"].shape[0] == 2
    assert found["input_ids"][1, :count].tolist() == alone["input_ids"]
    assert not found["input_ids"][1, count:].any()
    assert not found["places"][1, segments:].any()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((b"%PDF-1.7",), "bytes given.*gkml.readers.read"),
        ((TEXT, TEXT), "one text"),
        (([["规章", "1"]],), "list given"),
    ],
)
def test_what_no_text_can_tell_is_told(tokenizer: TableTokenizer, given: tuple[object, ...], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        tokenizer(*given)  # type: ignore[arg-type]


def test_a_text_with_nothing_in_it_is_told(tokenizer: TableTokenizer) -> None:
    with pytest.raises(ValueError, match="nothing in the text"):
        tokenizer("\n")


def test_tokens_go_there_and_back(tokenizer: TableTokenizer) -> None:
    tokens = tokenizer.tokenize("规章\t1")
    assert tokens[1:3] == ["规", "章"]
    assert tokenizer.convert_ids_to_tokens(tokenizer.convert_tokens_to_ids(tokens)) == tokens
    assert np.array_equal(tokenizer.convert_tokens_to_ids(["规", "龘"]), [tokenizer.get_vocab()["规"], UNK])
