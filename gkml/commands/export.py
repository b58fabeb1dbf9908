"""``gkml export``: records with what persons decided on top, in any format."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from gkml.commands.convert import write_records
from gkml.commands.inputs import require_paths
from gkml.commands.messages import note, say, tell
from gkml.commands.review import decisions_beside
from gkml.errors import UsageError

__all__ = ["export"]


def export(options: argparse.Namespace) -> int:
    """Write records with decisions; the exit status."""
    from gkml.review.decisions import DecisionStore
    from gkml.review.exporting import RecordDecider
    from gkml.template import load_templates

    path = options.decisions or decisions_beside(options.paths[0])
    if options.decisions is None and not Path(path).exists():
        require_paths(options.paths)
        raise UsageError(say("no_decisions", path=path, records=shlex.quote(options.paths[0])))
    require_paths([path])
    with DecisionStore(path, there=True) as store:
        decider = RecordDecider(store, load_templates(*map(Path, options.templates)))
        status = write_records(options, decider.decide, {"--decisions": [path]})
        told = decider.told
        note(say("decisions_applied", cells=told.cells, reports=told.reports))
        if told.outdated:
            tell(say("decisions_outdated", cells=told.outdated))
        if told.unknown:
            tell(say("decisions_unknown", documents=told.unknown))
    return status
