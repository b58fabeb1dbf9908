"""The model tagger: what it says of a window is a matter of that window alone."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from gkml.readers import read
from gkml.tagging.encoding import Encoding, encode, windows
from gkml.tagging.model import ModelTagger, model_folder
from gkml.template import load_templates
from tests.conftest import EXAMPLES


def _part(encoding: Encoding, tokens: np.ndarray) -> Encoding:
    return Encoding(**{field.name: getattr(encoding, field.name)[tokens] for field in fields(encoding)})


def test_scores_of_a_window_do_not_depend_on_what_stands_elsewhere_in_the_document() -> None:
    """Int8 takes its scale from all that is multiplied at once: windows in one batch would colour one another."""
    tagger = ModelTagger(model_folder(), load_templates())
    path = EXAMPLES[0]
    encoding = encode(read(path.read_bytes(), path.name), tagger.vocabulary)
    size, margin = int(tagger.manifest.window), int(tagger.manifest.margin)
    first = windows(encoding, size, margin)[0]
    tokens = np.arange(len(encoding))
    swapped = np.concatenate([tokens[: first.end], tokens[first.end :][::-1]])
    as_it_is, changed = tagger.log_probabilities(encoding), tagger.log_probabilities(_part(encoding, swapped))
    kept = slice(first.keep_start, first.keep_end)
    assert np.array_equal(as_it_is[kept], changed[kept])
    assert not np.array_equal(as_it_is[first.end :], changed[first.end :])
