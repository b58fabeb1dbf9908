"""Fine-tuning of local encoders: their characters are taken over, and the runtime loads what comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from transformers import (
    AutoModelForTokenClassification,
    BertConfig,
    BertModel,
    BertTokenizerFast,
    LayoutLMConfig,
    LayoutLMModel,
    LiltConfig,
    LiltModel,
    PreTrainedModel,
)

from gkml.labels import LabelSet
from gkml.readers import read
from gkml.tagging.encoding import PAD, SPECIALS, UNK, encode
from gkml.tagging.model import ModelTagger
from gkml.template import load_templates
from tests.conftest import EXAMPLES, ROOT
from training.base_model import BaseModelError, load_base_model
from training.configuration import TrainingConfiguration
from training.export import export
from training.network import character_vocabulary, inputs_of
from training.train import main, train

LABELS = LabelSet.from_templates(load_templates())
CHARACTERS = character_vocabulary()
PRINTED = [character for character in CHARACTERS.tokens[len(SPECIALS) :] if not character.isspace()]
SHAPE: dict[str, Any] = {
    "hidden_size": 12,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "max_position_embeddings": 130,
}


def _saved(folder: Path, network: type[PreTrainedModel], config: Any, tokens: list[str]) -> Path:
    """An encoder of random weights with a WordPiece tokenizer, as a user may have it on disk."""
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    network(config).save_pretrained(folder)
    return folder


def _word_pieces() -> list[str]:
    """Special tokens in an order of their own, pieces of words, and all characters backwards."""
    return ["[unused1]", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "##ing", "2021", *reversed(PRINTED)]


@pytest.fixture(scope="module", params=["bert", "layoutlm", "lilt"])
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tokens = _word_pieces()
    shape = {**SHAPE, "vocab_size": len(tokens), "pad_token_id": 1}
    made: dict[str, tuple[type[PreTrainedModel], Any]] = {
        "bert": (BertModel, BertConfig(**shape)),
        "layoutlm": (LayoutLMModel, LayoutLMConfig(**shape, max_2d_position_embeddings=128)),
        "lilt": (LiltModel, LiltConfig(**shape, max_2d_position_embeddings=128, channel_shrink_ratio=2)),
    }
    return _saved(tmp_path_factory.mktemp("base") / request.param, *made[request.param], tokens)


def _configuration() -> TrainingConfiguration:
    settings = yaml.safe_load((ROOT / "configs" / "training" / "finetune.yaml").read_text(encoding="utf-8"))
    settings["windows"].update(size=96, margin=16)
    settings["trainer"].update(threads=1, validation_windows=2)
    settings["arguments"].update(max_steps=2, per_device_train_batch_size=2, warmup_steps=0, eval_steps=2)
    return TrainingConfiguration.model_validate(settings)


def test_characters_keep_their_embeddings(encoder: Path) -> None:
    before = AutoModelForTokenClassification.from_pretrained(encoder).get_input_embeddings().weight.data
    network, vocabulary = load_base_model(encoder, LABELS, CHARACTERS, window=96)
    after = network.get_input_embeddings().weight.data
    numbers = {token: number for number, token in enumerate(_word_pieces())}
    ids = vocabulary.ids()
    assert len(after) == len(vocabulary.tokens) == len(SPECIALS) + len(PRINTED)
    for character in "公开1（a":
        assert torch.equal(after[ids[character]], before[numbers[character]])
    assert torch.equal(after[PAD], before[numbers["[PAD]"]])
    assert torch.equal(after[UNK], before[numbers["[UNK]"]])
    assert torch.equal(after[ids["[CELL]"]], before[numbers["[SEP]"]])


def test_the_encoder_says_the_same_of_the_same_characters(encoder: Path) -> None:
    """Hidden states of a text before and after the change of numbers, positions among them."""
    numbers = {token: number for number, token in enumerate(_word_pieces())}
    before = AutoModelForTokenClassification.from_pretrained(encoder).base_model.eval()
    network, vocabulary = load_base_model(encoder, LABELS, CHARACTERS, window=96)
    text = "政府信息公开申请"
    places = {"bbox": torch.full((1, len(text), 4), 3)} if "bbox" in inputs_of(network) else {}
    with torch.no_grad():
        old = before(input_ids=torch.tensor([[numbers[c] for c in text]]), **places)
        new = network.eval().base_model(input_ids=torch.tensor([[vocabulary.ids()[c] for c in text]]), **places)
    assert torch.allclose(old.last_hidden_state, new.last_hidden_state, atol=1e-6)


def test_the_runtime_loads_what_was_fine_tuned(encoder: Path, tmp_path: Path) -> None:
    train(_configuration(), tmp_path / "model", base_model=encoder)
    export(tmp_path / "model", window=96, margin=16, name="tuned")
    network = AutoModelForTokenClassification.from_pretrained(tmp_path / "model", dtype=torch.float32).eval()
    assert ("bbox" in inputs_of(network)) == (encoder.name != "bert")
    tagger = ModelTagger(tmp_path / "model", load_templates(), file="model.onnx")
    encoding = encode(read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name), tagger.vocabulary)
    given = {
        "input_ids": encoding.ids[:96],
        "bbox": encoding.boxes[:96],
        "token_type_ids": encoding.columns[:96],
        "attention_mask": np.ones(96),
    }
    with torch.no_grad():
        logits = network(**{n: torch.tensor(given[n].astype(np.int64))[None] for n in inputs_of(network)}).logits[0]
    expected = torch.log_softmax(logits, -1)[:80][encoding.offsets[:80] >= 0].numpy()  # the margin is the next one's
    assert np.allclose(tagger.network(encoding).labels[: len(expected)], expected, atol=1e-3)


def test_a_vocabulary_without_characters_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(f"##{n}word" for n in range(40)), "公", "开"]
    folder = _saved(tmp_path / "words", BertModel, BertConfig(**SHAPE, vocab_size=len(tokens)), tokens)
    with pytest.raises(BaseModelError, match=f"a token for 2 of {len(PRINTED)}"):
        load_base_model(folder, LABELS, CHARACTERS, window=96)
    arguments = [str(ROOT / "configs" / "training" / "finetune.yaml"), "--out", str(tmp_path / "x")]
    assert main([*arguments, "--base-model", str(folder)]) == 1
    assert "byte-level" in capsys.readouterr().err


def test_a_window_longer_than_the_encoder_reads_is_refused(encoder: Path) -> None:
    with pytest.raises(BaseModelError, match=r"windows\.size \(256\)"):
        load_base_model(encoder, LABELS, CHARACTERS, window=256)


def test_weights_that_are_not_safetensors_and_code_are_refused(encoder: Path, tmp_path: Path) -> None:
    for path in encoder.iterdir():
        if path.suffix != ".safetensors":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(BaseModelError, match="safetensors"):
        load_base_model(tmp_path, LABELS, CHARACTERS, window=96)
    (tmp_path / "model.safetensors").write_bytes((encoder / "model.safetensors").read_bytes())
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    config["auto_map"] = {"AutoModelForTokenClassification": "modeling.Network"}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(BaseModelError, match="auto_map"):
        load_base_model(tmp_path, LABELS, CHARACTERS, window=96)
