"""Documents with the tags that their reports were made from, for persons to correct; what sets tags is loaded once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from gkml.cascade import cheap_tags, read_in_attempts
from gkml.document import Document
from gkml.readers import read
from gkml.readers.sources import Source
from gkml.review.documents import TaggedDocument

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline

__all__ = ["DocumentTagger"]


class DocumentTagger:
    """Reads and tags documents, one at a time.

    Args:
        load: makes the pipeline when it is needed first.
    """

    def __init__(self, load: Callable[[], Pipeline]) -> None:
        self._load = load
        self._pipeline: Pipeline | None = None
        self._lock = threading.Lock()

    def document(self, source: Source) -> Document:
        """What a file is read as.

        Raises:
            GkmlError: it cannot be read.
        """
        with self._lock:
            return read(source.data, source.name, self._loaded().limits)

    def tag(self, document: Document, reports: int) -> TaggedDocument:
        """The document with the tags of the attempt that its report is made from."""
        with self._lock:
            pipeline = self._loaded()
            tags = cheap_tags(pipeline.tagger, document)
            attempt = read_in_attempts(document, tags, pipeline.tagger, pipeline.templates, pipeline.calibration)
        return TaggedDocument(document, tuple(tags if attempt is None else attempt.tags), reports)

    def _loaded(self) -> Pipeline:
        self._pipeline = self._pipeline or self._load()
        return self._pipeline
