"""The configuration of a table model: what it holds is kept, what cannot be is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformers import AutoConfig

from gkml.integrations.huggingface.configuration import TableConfig


def test_what_the_runtime_needs_is_saved_and_found_by_the_auto_class(tmp_path: Path) -> None:
    made = TableConfig(window=96, margin=16, label_temperature=0.8, pointer_rows=["t.a"], pointer_columns=["b", "c"])
    made.save_pretrained(tmp_path)
    import gkml.integrations.huggingface  # noqa: F401 - registers

    found = AutoConfig.from_pretrained(tmp_path)
    assert isinstance(found, TableConfig)
    assert (found.window, found.margin, found.label_temperature) == (96, 16, 0.8)
    assert (found.pointer_rows, found.pointer_columns) == (["t.a"], ["b", "c"])


def test_a_width_that_the_heads_cannot_share_is_told_with_one_that_they_can() -> None:
    with pytest.raises(ValueError, match=r"200 is no multiple of 24.*take 192"):
        TableConfig(hidden_size=200, num_attention_heads=4)
