"""What becomes of a run, as it is told on stderr."""

from __future__ import annotations

import json
from types import TracebackType
from typing import TYPE_CHECKING, Any

from gkml.commands.messages import code_text, language, note, say, tell

if TYPE_CHECKING:
    from gkml.batch.outcomes import Outcome
    from gkml.batch.progress import Progress, Tally

__all__ = ["ProgressReporter", "reports_in_words"]

_STATUSES = ("ok", "partial", "failed")


class ProgressReporter:
    """Tells of inputs that fail, how far a run is, and what it came to; to be used as a context manager.

    Args:
        verbose: tell of every report.
        bar: show how far it is.
    """

    def __init__(self, *, verbose: bool, bar: bool) -> None:
        from gkml.batch.progress import Tally

        self.tally = Tally()
        self._verbose, self._bar = verbose, bar
        self._progress: Progress | None = None

    def __enter__(self) -> ProgressReporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.close()

    def begun(self, left: int, before: Tally | None = None) -> None:
        """Reading begins: of so many inputs, after so many documents."""
        from gkml.batch.progress import Progress

        if before is not None and before.total():
            self.tally.update(before)
            note(say("reports_done", done=before.total(), left=left))
        if self._bar:
            self._progress = Progress(left, language=language())

    def note(self, message: str) -> None:
        """Something about the run folder."""
        tell(message)

    def see(self, outcome: Outcome) -> None:
        """A document was read."""
        for record in outcome.records:
            self.tally.add(record.status, record.code)
            if record.code is not None:
                message = code_text(record.code, record.message or "")
                tell(say("input_failed", source=record.source, code=record.code, message=message))
            elif self._verbose:
                tell(_report_in_words(json.loads(record.line)))
        if self._progress is not None:
            self._progress.add(outcome)

    def close_run(self) -> None:
        """The closing summary."""
        if failures := self.tally.failures:
            most_first = sorted(failures.items(), key=lambda item: (-item[1], item[0]))
            note(say("failures", kinds=say("list_comma").join(f"{number} {code}" for code, number in most_first)))
        note(reports_in_words(self.tally.status))


def reports_in_words(statuses: dict[str, int]) -> str:
    """How many reports there are, and of which status."""
    states = say("list_comma").join(f"{statuses.get(one, 0)} {say(f'status_{one}')}" for one in _STATUSES)
    count = sum(statuses.values())
    return say("reports_1", states=states) if count == 1 else say("reports_n", count=count, states=states)


def _report_in_words(record: dict[str, Any]) -> str:
    return say(
        "report_read",
        source=record["source"],
        status=say(f"status_{record['status']}"),
        agency=record["agency"] or say("agency_unknown"),
        year=record["year"] or say("year_unknown"),
        form=record["template"] or "-",
        figures=sum(cell["state"] == "number" for cell in record["cells"]),
        review=sum(cell["review"] for cell in record["cells"]),
        failed=sum(check["status"] == "fail" for check in record["checks"]),
    )
