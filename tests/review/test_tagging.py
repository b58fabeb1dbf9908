from __future__ import annotations

from gkml.pipeline import Pipeline
from gkml.readers.sources import path_to_source
from gkml.review.tagging import DocumentTagger
from tests.review.conftest import EXAMPLES, PAGE


def test_documents_are_read_and_tagged_with_one_pipeline(rules: Pipeline) -> None:
    loaded: list[Pipeline] = []

    def load() -> Pipeline:
        loaded.append(rules)
        return rules

    tagger = DocumentTagger(load)
    assert loaded == []
    document = tagger.document(path_to_source(str(EXAMPLES / PAGE)))
    tagged = tagger.tag(document, 1)
    assert len(loaded) == 1
    assert tagged.document is document
    assert tagged.tags == tuple(rules.tagger(document))
