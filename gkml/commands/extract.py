"""``gkml extract``: reports to records, in one file or in a run folder."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from gkml.commands.engines import choose_engine, options_to_settings
from gkml.commands.inputs import STDIN, Inputs, paths_to_inputs, require_paths, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, INTERRUPTED, SOME_FAILED, language, note, say, tell
from gkml.commands.outputs import probe, refuse_clashes
from gkml.commands.reporting import ProgressReporter
from gkml.commands.standins import StandIns, joined_pictures, read_stdin
from gkml.errors import GkmlError, MissingExtraError, UsageError
from gkml.output.earlier import output_kind
from gkml.readers.remote import is_remote

if TYPE_CHECKING:
    from gkml.batch.configuration import LoadedPipeline
    from gkml.batch.folder import RunFolder
    from gkml.batch.outcomes import Engine, Outcome, Task
    from gkml.batch.progress import Tally
    from gkml.output.run_report import RunSummary
    from gkml.output.writing import ReportWriter
    from gkml.template import Templates

__all__ = ["extract"]

TERMINATED = 143  # as a shell reports SIGTERM: 128 and the number of the signal
_PAGES = (".html", ".htm")
_MANY = 1_000  # inputs from which a run is long


def extract(options: argparse.Namespace) -> int:
    """Write the records of reports; the exit status."""
    folder = _run_folder(options.output)
    if folder is None and (options.resume or options.retry or options.redo):
        raise UsageError(say("resume_needs_folder"))
    if options.address is not None and options.engine != "ray":
        raise UsageError(say("address_needs_ray"))
    formats = _require_formats(options, folder)
    require_paths([*options.paths, *options.templates, *([options.model] if options.model else [])])
    with _Signals() as signals, StandIns() as standins:
        inputs = _find_inputs(options, folder, standins)
        report = _report_target(options.report, folder)
        outputs = {"-o": None if folder is not None else options.output, "--report": report}
        used = {"--templates": options.templates, "--model": [options.model] if options.model else []}
        refuse_clashes(outputs, inputs.sources, used)
        if report is not None and (folder is None or os.path.dirname(report) != str(folder)):
            probe(report)
        if report is not None and Path(report).suffix.lower() not in _PAGES:
            raise UsageError(say("report_is_html", path=report))
        if folder is None:
            return _into_file(options, inputs, standins, report, signals)
        sources = [source for source in inputs.sources if not _is_below(source, folder)]
        if not sources:
            raise UsageError(say("all_in_run_folder", folder=str(folder)))
        tell_about(inputs)
        return _into_folder(options, sources, folder, formats, report)


def _require_formats(options: argparse.Namespace, folder: Path | None) -> list[str]:
    """The formats that a run folder gets; all that the command needs is known and installed.

    Records keep their text where a format shows it.

    Raises:
        UsageError: a format is not known.
        MissingExtraError: what writes it, or Ray, is not installed.
    """
    from gkml.output.writing import FORMATS, choose_format

    if options.engine == "ray" and find_spec("ray") is None:
        raise MissingExtraError("ray[data]", "ray")
    if folder is None:
        chosen = [choose_format(options.output, options.format, FORMATS)]
    else:
        chosen = [choose_format(None, name.strip(), FORMATS) for name in (options.format or "jsonl").split(",")]
    for one in chosen:
        one.require()
    options.with_text |= any(one.shows_text for one in chosen)
    return [] if folder is None else [one.name for one in chosen]


def _find_inputs(options: argparse.Namespace, folder: Path | None, standins: StandIns) -> Inputs:
    """The inputs; a file stands for stdin, and for pictures that are joined."""
    from gkml.readers.limits import DEFAULT_LIMITS

    if not options.join and STDIN not in options.paths:
        return paths_to_inputs(options.paths)
    name = "--join" if options.join else STDIN
    if folder is not None:
        raise UsageError(say("stdin_in_run_folder", name=name))
    if options.address is not None:
        raise UsageError(say("ray_stdin", name=name))
    if options.join:
        return Inputs((standins.add(*joined_pictures(options.paths)),))
    if options.paths.count(STDIN) > 1:
        raise UsageError(say("stdin_twice"))
    given = standins.add(STDIN, read_stdin(DEFAULT_LIMITS.file_bytes))
    if output_kind(given) == "records":
        raise UsageError(say("is_records", path=STDIN))
    return paths_to_inputs([given if path == STDIN else path for path in options.paths])


def _into_file(
    options: argparse.Namespace, inputs: Inputs, standins: StandIns, report: str | None, signals: _Signals
) -> int:
    from gkml.batch.run import read_into_writer
    from gkml.output import open_writer

    sources = inputs.sources
    interrupt: KeyboardInterrupt | None = None
    with open_writer(
        options.output, options.format, with_text=options.with_text, templates=_templates(options)
    ) as writer:
        tell_about(inputs)
        if len(sources) >= _MANY and options.output is not None:
            note(say("long_run", inputs=len(sources), partial=f"{options.output}.partial"))
        summary = _open_summary(options)
        open_engine, aside = choose_engine(options, sources)
        with ProgressReporter(verbose=options.verbose, bar=aside and not options.quiet) as reporter:
            try:
                with open_engine() as engine:
                    reporter.begun(len(sources))
                    renamed = _Renaming(engine, standins)
                    read_into_writer(renamed, sources, writer, reporter.see, summary, signals.held)
            except KeyboardInterrupt as error:
                interrupt = error
                _keep(writer, len(sources), options.output)
            except GkmlError as error:
                if error.code != "unwritable_output" and writer.count:
                    _keep(writer, len(sources), options.output)
                raise
    if interrupt is not None:
        return _interrupted(interrupt)
    if summary is not None and report is not None:
        _write_page(summary, report, options)
    reporter.close_run()
    return _exit_status(reporter.tally)


@dataclass(frozen=True, slots=True)
class _Renaming:
    """An engine whose outcomes tell the names of what files stand for."""

    engine: Engine
    standins: StandIns

    def loaded(self) -> LoadedPipeline:
        return self.engine.loaded()

    def read(self, tasks: Iterable[Task], *, in_order: bool = True) -> Iterator[Outcome]:
        return map(self.standins.shown, self.engine.read(tasks, in_order=in_order))


def _keep(writer: ReportWriter, number: int, output: str | None) -> None:
    """What is done is kept beside the output, and it is said where."""
    kept = writer.keep()
    written = writer.count and output is None
    where = say("kept_partial", path=kept[0]) if kept else say("kept_stream" if written else "kept_nothing")
    tell(say("interrupted_file", done=writer.count, all=number, where=where))


def _into_folder(
    options: argparse.Namespace, sources: Sequence[str], folder: Path, formats: Sequence[str], report: str | None
) -> int:
    from gkml.batch.run import FolderRun, derive, formats_to_files, read_into_folder

    summary = _open_summary(options)
    page = os.path.basename(report) if report is not None and os.path.dirname(report) == str(folder) else None
    run = FolderRun(
        folder,
        sources,
        options_to_settings(options),
        options.with_text,
        options.resume,
        options.retry,
        options.redo,
        [*formats_to_files(formats), *([page] if page else [])],
    )

    def finish(done: RunFolder) -> None:
        derive(done, formats, summary, templates=_templates(options))
        if summary is not None and report is not None:
            with done.outputs.writing(page) if page else contextlib.nullcontext():
                _write_page(summary, report, options)

    open_engine, _ = choose_engine(options, sources)
    with ProgressReporter(verbose=options.verbose, bar=not options.quiet) as reporter:
        try:
            read_into_folder(run, open_engine, reporter, finish)
        except KeyboardInterrupt as interrupt:
            tell(say("interrupted_folder", done=reporter.tally.total()))
            return _interrupted(interrupt)
    reporter.close_run()
    return _exit_status(reporter.tally)


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
        if not os.path.isdir(output) or Path(output).suffix.lower() in suffixes:
            return None
        if output_kind(output) in ("parquet", "html"):  # a folder of its own
            return None
    return Path(output)


def _report_target(report: str | None, folder: Path | None) -> str | None:
    """Where the page on the run goes: into the run folder, where it has a name without a folder."""
    return report if report is None or folder is None or os.path.dirname(report) else str(folder / report)


def _is_below(path: str, folder: Path) -> bool:
    return not is_remote(path) and os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))


class _Signals:
    """SIGTERM ends a run as Ctrl-C does: at once, with what is done kept; as a context manager."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._held = False
        self._came: int | None = None

    def __enter__(self) -> _Signals:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and shells ask for
                    self._before[number] = signal.signal(number, self._take)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self._held:
            self._came = number
        else:
            self._end(number)

    def _end(self, number: int) -> None:
        raise _TerminatedError if number == signal.SIGTERM else KeyboardInterrupt

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """What comes while the block runs ends the run behind it."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._came is not None:
            self._end(self._came)


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


def _write_page(summary: RunSummary, path: str, options: argparse.Namespace) -> None:
    from gkml import __version__
    from gkml.output.run_page import About, write_page

    stated = os.environ.get("SOURCE_DATE_EPOCH", "")  # as for builds: the same run makes the same page
    when = datetime.fromtimestamp(int(stated), UTC) if stated.isdecimal() else datetime.now().astimezone()
    about = About(shlex.join(["gkml", *options.arguments]), __version__, when.isoformat(" ", "minutes"))
    write_page(summary, path, about, language())
