"""The model tagger: tags of figures point, rows can be chosen, a half that is missing is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gkml.readers import read
from gkml.tagging.manifest import MANIFEST, VOCABULARY
from gkml.tagging.model import ModelError, ModelTagger, model_folder
from gkml.template import load_templates
from tests.conftest import EXAMPLES

TEMPLATES = load_templates()
EXAMPLE = read(EXAMPLES[0].read_bytes(), EXAMPLES[0].name)


@pytest.fixture(scope="module")
def tagger() -> ModelTagger:
    return ModelTagger(model_folder(), TEMPLATES)


def test_figures_point_to_rows_and_columns_of_the_forms(tagger: ModelTagger) -> None:
    tags = tagger(EXAMPLE)
    assert all((tag.pointer is not None) == (tag.label == "figure") for tag in tags)
    cells = {
        table.cell_id(row.id, column)
        for form in TEMPLATES.forms
        for table in form.tables
        for row in table.rows
        for column in row.columns
    }
    pointed = [f"{tag.pointer.row}.{tag.pointer.column}" for tag in tags if tag.pointer is not None]
    assert sum(cell in cells for cell in pointed) > 0.95 * len(pointed)
    assert len(set(pointed)) > 0.8 * len(pointed)  # no two figures are of one cell


def test_rows_that_are_named_are_the_only_ones_read(tagger: ModelTagger) -> None:
    rows = {row.index for row in EXAMPLE.rows[: len(EXAMPLE.rows) // 2]}
    end = EXAMPLE.rows[max(rows)].end
    found = tagger(EXAMPLE, rows)
    assert found
    assert all(tag.end <= end for tag in found)
    assert tagger(EXAMPLE, ()) == []


def test_a_model_without_its_first_half_is_told(tagger: ModelTagger, tmp_path: Path) -> None:
    for name in (MANIFEST, VOCABULARY, "model.int8.onnx"):
        shutil.copy(tagger.folder / name, tmp_path / name)
    with pytest.raises(ModelError, match=r"characters\.onnx is missing"):
        ModelTagger(tmp_path, TEMPLATES)
    (tmp_path / "characters.onnx").write_bytes(b"changed")
    with pytest.raises(ModelError, match=r"characters\.onnx: its hash"):
        ModelTagger(tmp_path, TEMPLATES)
