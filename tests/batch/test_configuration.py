"""What goes to other processes and comes back as JSON is what it was."""

from __future__ import annotations

import json

from gkml.batch.configuration import LoadedPipeline, WorkerConfiguration
from gkml.readers.limits import Limits
from gkml.records.report import Notice, Provenance
from gkml.settings import Settings


def test_configurations_stay_what_they_are_on_their_way() -> None:
    settings = Settings("rules", ("a", "b"), "m", Limits(file_bytes=200_000, seconds=5.0))
    configuration = WorkerConfiguration(settings, 3, with_text=True, load="x:y")
    assert WorkerConfiguration.from_plain(json.loads(json.dumps(configuration.to_plain()))) == configuration


def test_introductions_stay_what_they_are_on_their_way() -> None:
    loaded = LoadedPipeline(Provenance("1", "m", "t", "rules", None), ("requests",), (Notice("no_model", "gone"),), "c")
    assert LoadedPipeline.from_plain(json.loads(json.dumps(loaded.to_plain()))) == loaded
