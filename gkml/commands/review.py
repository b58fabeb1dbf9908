"""``gkml review``: a web application on this machine on which persons look at what is in doubt, and decide."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import webbrowser
from pathlib import Path

from gkml.commands.engines import options_to_settings
from gkml.commands.messages import ALL_READ, language, note, say, tell
from gkml.errors import UsageError

__all__ = ["DECISIONS", "decisions_beside", "review"]

DECISIONS = ".decisions.sqlite"
"""What is added to the name of an output for that of its decisions, where none is given."""


def review(options: argparse.Namespace) -> int:
    """Serve the review until it is interrupted; the exit status."""
    from gkml.pipeline import load_pipeline
    from gkml.review.decisions import DecisionStore
    from gkml.review.index import RecordIndex, records_of
    from gkml.review.serving import serve
    from gkml.review.session import ReviewSession
    from gkml.review.sources import SourceFolders
    from gkml.review.tagging import DocumentTagger
    from gkml.template import load_templates

    files = records_of(options.path)
    folders = options.sources or [os.path.dirname(os.path.realpath(options.path)), os.getcwd()]
    if missing := [folder for folder in folders if not os.path.isdir(folder)]:
        raise UsageError(say("no_such_folder", path=missing[0]))
    settings = options_to_settings(options)
    index = RecordIndex(files)
    with DecisionStore(options.decisions or decisions_beside(options.path)) as store:
        session = ReviewSession(
            index,
            store,
            SourceFolders(folders, settings.limits),
            DocumentTagger(lambda: load_pipeline(settings)),
            load_templates(*map(Path, options.templates)),
            options.who or _user(),
        )
        session.begin()
        try:
            serve(session, options.port, language(), lambda address: _say_ready(address, store.path, options))
        finally:
            session.close()
    return ALL_READ


def decisions_beside(path: str) -> str:
    """The file of decisions that belongs to an output."""
    return os.path.normpath(path) + DECISIONS


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "?"


def _say_ready(address: str, decisions: Path, options: argparse.Namespace) -> None:
    note(say("decisions_in", path=decisions))
    tell(say("review_ready", address=address))
    if options.open and sys.stderr is not None and sys.stderr.isatty():
        webbrowser.open(address)
