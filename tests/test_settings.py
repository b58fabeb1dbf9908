"""Settings as plain data make the same pipeline in another process."""

from __future__ import annotations

import json

from gkml.readers.limits import Limits
from gkml.settings import Settings


def test_they_stay_what_they_are_on_their_way() -> None:
    for settings in (Settings(), Settings("rules", ("某 form.yaml", "b"), "m", Limits(rows=5, seconds=0.5))):
        assert Settings.from_plain(json.loads(json.dumps(settings.to_plain()))) == settings
