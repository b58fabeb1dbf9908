"""The network of gkml as the runtime runs it: what is kept of cells, and windows, change nothing."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from gkml.readers import read
from gkml.tagging import table_network
from gkml.tagging.encoding import Encoding, encode
from gkml.tagging.model import ModelTagger, model_folder
from gkml.tagging.segments import Segmenter, segment_windows
from gkml.tagging.table_network import TableNetwork
from gkml.template import load_templates
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def tagger() -> ModelTagger:
    return ModelTagger(model_folder(), load_templates())


@pytest.fixture
def network(tagger: ModelTagger) -> TableNetwork:
    """One that has read nothing yet."""
    return TableNetwork(tagger.folder / "model.int8.onnx", tagger.manifest, tagger.vocabulary, 1)


def _encoding(tagger: ModelTagger, number: int) -> Encoding:
    return encode(read(EXAMPLES[number].read_bytes(), EXAMPLES[number].name), tagger.vocabulary)


def test_what_was_read_before_changes_nothing(
    tagger: ModelTagger, network: TableNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoding = _encoding(tagger, 0)
    fresh = network(encoding).labels
    for number in range(1, 5):
        network(_encoding(tagger, number))
    assert np.array_equal(network(encoding).labels, fresh)
    monkeypatch.setattr(table_network, "_KEPT", 0)  # now all is forgotten with every document
    network(_encoding(tagger, 1))
    assert np.array_equal(network(encoding).labels, fresh)


def test_windows_are_read_by_themselves(tagger: ModelTagger, network: TableNetwork) -> None:
    """Int8 takes its scale from all that is multiplied at once: what stands in another window has no say."""
    encoding = _encoding(tagger, 0)
    size, margin = 150, 20
    network._manifest = tagger.manifest.model_copy(update={"window": size, "margin": margin})
    segments = Segmenter(tagger.vocabulary)(encoding)
    first, second, *_ = segment_windows(segments, size, margin)
    cut = segments.tokens(0, second.end).stop
    part = Encoding(**{field.name: getattr(encoding, field.name)[:cut] for field in fields(encoding)})
    kept = int(((encoding.offsets >= 0) & (segments.numbers < first.keep_end)).sum())
    whole, alone = network(encoding), network(part)
    assert np.array_equal(whole.labels[:kept], alone.labels[:kept])
    assert whole.labels.shape == (int((encoding.offsets >= 0).sum()), 1 + 2 * len(tagger.manifest.labels))


def test_every_segment_points_to_a_row_and_a_column(tagger: ModelTagger, network: TableNetwork) -> None:
    encoding = _encoding(tagger, 0)
    pointers = network(encoding).pointers
    assert pointers is not None
    assert len(pointers.segments) == int((encoding.offsets >= 0).sum())
    assert pointers.numbers.shape == pointers.confidences.shape == (2, len(Segmenter(tagger.vocabulary)(encoding)))
    assert ((pointers.confidences > 0) & (pointers.confidences <= 1.0001)).all()


def test_a_document_without_cells_says_nothing(tagger: ModelTagger, network: TableNetwork) -> None:
    encoding = _encoding(tagger, 0)
    empty = Encoding(**{field.name: getattr(encoding, field.name)[:1] for field in fields(encoding)})
    assert len(network(empty).labels) == 0
