"""``gkml extract``: reports to records, in one file or in a run folder."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from gkml.commands.inputs import paths_to_inputs, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, INTERRUPTED, SOME_FAILED, tell
from gkml.errors import UsageError
from gkml.readers.remote import is_remote

if TYPE_CHECKING:
    from gkml.batch.folder import RunFolder
    from gkml.batch.outcomes import Event
    from gkml.batch.progress import Progress, Tally
    from gkml.batch.run import Engine
    from gkml.output.run_report import RunSummary
    from gkml.pipeline import Pipeline
    from gkml.readers.limits import Limits
    from gkml.settings import Settings
    from gkml.template import Templates

__all__ = ["extract"]

TERMINATED = 143  # as a shell reports SIGTERM: 128 and the number of the signal
_FEW = 8  # inputs that are read sooner than a worker process is ready
_ARCHIVES = (".zip", ".gz")  # one of them may hold any number of reports


def extract(options: argparse.Namespace) -> int:
    """Write the records of reports; the exit status."""
    folder = _run_folder(options.output)
    if folder is None and (options.resume or options.retry or options.redo):
        raise UsageError("--resume, --retry and --redo go on with a run folder; name one by -o FOLDER/")
    inputs = paths_to_inputs(options.paths, options.output if folder is None else None)
    with _ended_by_signals():
        if folder is None:
            return _into_file(options, inputs.sources, lambda: tell_about(inputs))
        sources = [source for source in inputs.sources if not _is_below(source, folder)]
        if not sources:
            raise UsageError(f"all inputs lie in the run folder {str(folder)!r}; name another one")
        tell_about(inputs)
        return _into_folder(options, sources, folder)


def _into_file(options: argparse.Namespace, sources: Sequence[str], first: Callable[[], None]) -> int:
    from gkml.batch.run import read_into_writer
    from gkml.output import open_writer

    interrupt: KeyboardInterrupt | None = None
    with open_writer(
        options.output, options.format, with_text=options.with_text, templates=_templates(options)
    ) as writer:
        first()
        summary = _open_summary(options)
        open_engine, aside = _engine(options, sources)
        with _Narrator(verbose=options.verbose, quiet=not aside) as narrator:
            try:
                with open_engine() as engine:
                    narrator.begun(len(sources))
                    read_into_writer(engine, sources, writer, narrator.see, summary)
            except KeyboardInterrupt as error:
                if not writer.count:
                    raise
                interrupt = error
    if interrupt is not None:
        tell(f"interrupted; what is written holds {writer.count} of {len(sources)} reports")
    if summary is not None:
        _write_summary(options, summary)
    narrator.close_run()
    return _exit_status(narrator.tally) if interrupt is None else _interrupted(interrupt)


def _into_folder(options: argparse.Namespace, sources: Sequence[str], folder: Path) -> int:
    from gkml.batch.run import FolderRun, derive, formats_to_files, known_formats, read_into_folder

    formats = known_formats((options.format or "jsonl").split(","))
    summary = _open_summary(options)
    page = _page_in_folder(options)
    run = FolderRun(
        folder,
        sources,
        _settings(options),
        options.with_text,
        options.resume,
        options.retry,
        options.redo,
        [*formats_to_files(formats), *([page] if page else [])],
    )

    def finish(done: RunFolder) -> None:
        derive(done, formats, summary, templates=_templates(options))
        if summary is not None:
            with done.outputs.writing(page) if page else contextlib.nullcontext():
                _write_summary(options, summary, folder)

    open_engine, _ = _engine(options, sources)
    with _Narrator(verbose=options.verbose, quiet=False) as narrator:
        try:
            read_into_folder(
                run,
                open_engine,
                narrator,
                finish,
            )
        except KeyboardInterrupt as interrupt:
            tell(f"interrupted; {narrator.tally.total():,} reports are done; go on with --resume")
            return _interrupted(interrupt)
    narrator.close_run()
    return _exit_status(narrator.tally)


class _Narrator:
    """Says what becomes of a run, on stderr."""

    def __init__(self, *, verbose: bool, quiet: bool) -> None:
        from gkml.batch.progress import Tally

        self.tally = Tally()
        self._verbose, self._quiet = verbose, quiet
        self._progress: Progress | None = None

    def __enter__(self) -> _Narrator:
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
            tell(f"{before.total():,} reports are done and need no reading; {left:,} inputs are left")
        if not self._quiet:
            self._progress = Progress(left)

    def note(self, message: str) -> None:
        """Something about the run folder."""
        tell(message)

    def see(self, event: Event) -> None:
        """An outcome, or the end of an input."""
        from gkml.batch.outcomes import Outcome

        if isinstance(event, Outcome):
            self.tally.add(event.status, event.code)
            if event.code is not None:
                tell(f"{event.source}: {event.code}: {event.message}")
            elif self._verbose:
                tell(f"{event.source}: {event.short}")
        if self._progress is not None:
            self._progress.add(event)

    def close_run(self) -> None:
        """The closing summary."""
        for line in self.tally.in_words():
            tell(line)


def _engine(
    options: argparse.Namespace, sources: Sequence[str]
) -> tuple[Callable[[], AbstractContextManager[Engine]], bool]:
    """What opens the engine, and whether it reads in other processes."""
    from gkml.batch.crew import Crew, usable_cpus
    from gkml.batch.here import Here
    from gkml.batch.plan import Plan

    workers: int | None = options.workers
    if options.engine == "ray":
        from gkml.batch.ray_crew import RayCrew

        plan = Plan(_settings(options), workers or 0, with_text=options.with_text)
        return partial(RayCrew, plan, options.address), True
    if workers is None:
        few = len(sources) <= _FEW and not any(source.lower().endswith(_ARCHIVES) for source in sources)
        workers = 0 if few else usable_cpus()
    if workers:
        return partial(Crew, Plan(_settings(options), min(workers, len(sources)), with_text=options.with_text)), True
    return partial(Here, partial(_load, options), with_text=options.with_text), False


def _settings(options: argparse.Namespace) -> Settings:
    from gkml.settings import Settings

    return Settings(options.tagger, tuple(options.templates), None, _limits(options))


def _limits(options: argparse.Namespace) -> Limits:
    from gkml.readers.limits import DEFAULT_LIMITS

    limits = DEFAULT_LIMITS
    if options.timeout is not None:
        seconds = options.timeout
        conversion = min(limits.conversion_seconds, max(1, int(seconds)))
        limits = replace(limits, seconds=seconds, conversion_seconds=conversion)
    return limits if options.memory is None else replace(limits, memory_bytes=options.memory)


def _load(options: argparse.Namespace) -> Pipeline:
    from gkml.pipeline import load

    templates = [Path(path) for path in options.templates]
    return load(tagger=options.tagger, templates=templates, limits=_limits(options))


def _templates(options: argparse.Namespace) -> Templates | None:
    """The forms that the user named; None for those that come with gkml."""
    if not options.templates:
        return None
    from gkml.template import load_templates

    return load_templates(*options.templates)


def _run_folder(output: str | None) -> Path | None:
    """The run folder that an output names; None where it names a file."""
    from gkml.output import FORMATS

    if output is None:
        return None
    if not output.endswith(("/", os.sep)):
        suffixes = {suffix for known in FORMATS.values() for suffix in known.suffixes}
        if not os.path.isdir(output) or Path(output).suffix.lower() in suffixes:  # Parquet is a folder of its own
            return None
    return Path(output)


def _is_below(path: str, folder: Path) -> bool:
    return not is_remote(path) and os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: at once, with what is done kept."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise _TerminatedError

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _TerminatedError(KeyboardInterrupt):
    """SIGTERM came."""


def _interrupted(interrupt: KeyboardInterrupt) -> int:
    return TERMINATED if isinstance(interrupt, _TerminatedError) else INTERRUPTED


def _exit_status(tally: Tally) -> int:
    failed = tally.status["failed"]
    if not failed:
        return ALL_READ
    return ALL_FAILED if failed == tally.total() else SOME_FAILED


def _open_summary(options: argparse.Namespace) -> RunSummary | None:
    if options.report is None:
        return None
    from gkml.output.run_report import RunSummary

    return RunSummary()


def _page_in_folder(options: argparse.Namespace) -> str | None:
    """The report on a run where its name is that of a file in the run folder."""
    bare = options.report is not None and len(Path(options.report).parts) == 1
    return str(options.report) if bare else None


def _write_summary(options: argparse.Namespace, summary: RunSummary, folder: Path | None = None) -> None:
    """Into the run folder, where the report has a name without a folder."""
    target = Path(options.report)
    if folder is not None and len(target.parts) == 1:
        target = folder / target
    summary.write(target)
