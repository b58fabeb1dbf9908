"""Runs: inputs through an engine into one file, or into a run folder and what is derived from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from gkml.batch.configuration import LoadedPipeline
from gkml.batch.documents import Retry
from gkml.batch.folder import RunFolder
from gkml.batch.manifest import options_of
from gkml.batch.outcomes import Engine, Outcome, Task
from gkml.batch.progress import Tally
from gkml.output.records import line_to_record
from gkml.output.writing import FORMATS, ReportWriter, choose_format, open_writers
from gkml.readers.sources import file_hash
from gkml.settings import Settings

if TYPE_CHECKING:
    from gkml.template import Templates

__all__ = [
    "FolderRun",
    "ProgressReporter",
    "Summary",
    "derive",
    "formats_to_files",
    "known_formats",
    "read_into_folder",
    "read_into_writer",
]


class Summary(Protocol):
    """Takes records for the report on a run."""

    def add(self, record: dict[str, Any], seconds: float) -> None:
        """Append one, and the seconds that reading took."""


class ProgressReporter(Protocol):
    """Is told how a run goes."""

    def begun(self, left: int, before: Tally | None = None) -> None:
        """So many inputs are left to read; ``before`` counts the documents that were done."""

    def note(self, message: str) -> None:
        """Something that the user should know of."""

    def see(self, outcome: Outcome) -> None:
        """It is written, or added to the folder."""


def read_into_writer(
    engine: Engine,
    paths: Iterable[str],
    writer: ReportWriter,
    see: Callable[[Outcome], None],
    summary: Summary | None = None,
    whole: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Read paths and write their records in the order of the paths; ``see`` is told of every outcome.

    ``whole`` opens what keeps interrupts back while a record is written: half of one would spoil a database.
    """
    for outcome in engine.read(Task(index, path) for index, path in enumerate(paths)):
        for told in outcome.records:
            record = None
            if summary is not None:
                record = line_to_record(told.line)
                summary.add(record, outcome.seconds)
            with whole():
                writer.write_line(told.line, record)
        see(outcome)


@dataclass(frozen=True, slots=True)
class FolderRun:
    """A run into a folder.

    Attributes:
        folder: the run folder.
        paths: the inputs.
        settings: of the pipeline.
        with_text: whether records hold the canonical text.
        resume: go on with the run that the folder holds.
        retry: what to read again although it is done; implies ``resume``.
        redo: read everything again, also with other settings than the folder was made with; implies ``resume``.
        outputs: what else ``finished`` will write into the folder, by name.
    """

    folder: Path
    paths: Sequence[str]
    settings: Settings
    with_text: bool = False
    resume: bool = False
    retry: Retry | None = None
    redo: bool = False
    outputs: Sequence[str] = ()


def read_into_folder(
    run: FolderRun,
    open_engine: Callable[[], AbstractContextManager[Engine]],
    reporter: ProgressReporter,
    finished: Callable[[RunFolder], None],
) -> None:
    """Read what is left to be read of a run.

    Args:
        run: what to read, and where to.
        open_engine: opens what reads.
        reporter: is told how it goes.
        finished: is called when all records are there, while the folder is still ours.

    Raises:
        UsageError: the folder is not ours, holds a run of which it is not said what to do with it, or one with other
            options; or the pipeline cannot be made.
        GkmlError: ``folder_in_use``, ``damaged_run``, ``unwritable_output``.
    """
    resume = run.resume or run.redo or run.retry is not None
    with RunFolder(run.folder, resume=resume, outputs=run.outputs) as folder:
        with open_engine() as engine:
            _begin(folder, run, engine.loaded(), reporter)
            for outcome in engine.read(folder.tasks(), in_order=False):
                folder.add(outcome)
                reporter.see(outcome)
        folder.finish()
        finished(folder)


def _begin(folder: RunFolder, run: FolderRun, loaded: LoadedPipeline, reporter: ProgressReporter) -> None:
    limits = run.settings.limits
    begun = folder.begin(
        run.paths,
        options_of(run.settings, loaded, with_text=run.with_text),
        lambda path: file_hash(path, limits),
        retry=run.retry,
        redo=run.redo,
    )
    for message in begun.notes:
        reporter.note(message)
    reporter.begun(begun.left, begun.done)


def known_formats(names: Iterable[str]) -> list[str]:
    """The names of formats as ``--format`` takes them; raises ``UsageError`` for one that is not known."""
    return [choose_format(None, name.strip(), FORMATS).name for name in names]


def formats_to_files(names: Iterable[str]) -> list[str]:
    """What formats are called in a run folder; the records are there anyway."""
    return [FORMATS[name].in_folder for name in names if name != "jsonl"]


def derive(
    folder: RunFolder, formats: Iterable[str], summary: Summary | None = None, *, templates: Templates | None = None
) -> None:
    """Make other formats and the summary from the records of a folder, in one pass.

    Those that earlier runs were asked for are made anew as well: they would tell of other records.
    """
    kept = folder.outputs.kept()
    there = [known.name for known in FORMATS.values() if known.in_folder in kept]
    chosen = [name for name in dict.fromkeys([*formats, *there]) if name != "jsonl"]
    if not chosen and summary is None:
        return
    with ExitStack() as stack:
        for name in formats_to_files(chosen):
            stack.enter_context(folder.outputs.writing(name))
        writer = stack.enter_context(open_writers(folder.path, chosen, templates=templates))
        for line, seconds in folder.records():
            record = line_to_record(line)
            writer.write_line(line, record)
            if summary is not None:
                summary.add(record, seconds)
