"""Reports, and checks across reports, into files, as they come.

An output is complete or not there: records go to a hidden place in the same folder, which takes the name of the output
when all of them are written. Until then what was there before stays as it was.

The line of JSON (``gkml.output.jsonl``) is what all formats are made from: ``write_line`` takes it as a worker sent it,
``write`` makes it from a ``Report``. For several formats at once a line is parsed once::

    with open_writers(folder, ["csv", "parquet"]) as writer:
        for line in lines:
            writer.write_line(line)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from gkml.errors import GkmlError, UsageError
from gkml.messages import Sentence
from gkml.output import jsonl
from gkml.output.formats import FORMATS, Output, ReportFormat
from gkml.output.records import Record, line_to_record
from gkml.output.sinks import Sink, output_errors
from gkml.records.report import Report

if TYPE_CHECKING:
    from gkml.template import Templates

__all__ = [
    "FORMATS",
    "Format",
    "ReportFormat",
    "ReportWriter",
    "Writer",
    "choose_format",
    "open_writer",
    "open_writers",
]

T = TypeVar("T")


class Known(Protocol):
    """A format with a name and suffixes."""

    @property
    def name(self) -> str:
        """As ``--format`` takes it."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Of files that are written so."""


K = TypeVar("K", bound=Known)


def choose_format(path: Path | str | None, name: str | None, formats: Mapping[str, K]) -> K:
    """The format of that name; without one that of the suffix of ``path``, and the first one for stdout.

    Raises:
        UsageError: the name or the suffix is not known.
    """
    known_formats = ", ".join(" ".join([known.name, *known.suffixes]) for known in formats.values())
    if name is not None:
        if name in formats:
            return formats[name]
        if "," in name:
            raise UsageError(Sentence("output", "several_formats", name=name))
        raise UsageError(Sentence("output", "unknown_format", name=name, known=known_formats))
    if path is None:
        return next(iter(formats.values()))
    suffix = Path(str(path)).suffix.lower()
    for known in formats.values():
        if suffix in known.suffixes:
            return known
    raise UsageError(Sentence("output", "unknown_suffix", suffix=suffix, path=str(path), known=known_formats))


# ---------------------------------------------------------------------------------------------------------------------
# Records of any kind as text


@dataclass(frozen=True, slots=True)
class Format(Generic[T]):
    """A way to write records as text.

    Attributes:
        name: as ``--format`` takes it.
        suffixes: of files that are written so.
        render: one record as text.
        head: what stands before the first record.
    """

    name: str
    suffixes: tuple[str, ...]
    render: Callable[[T], str]
    head: str = ""


class Writer(Generic[T]):
    """Writes records one after another.

    Leaving the ``with`` block completes the output; leaving it by an exception discards what was written to a file.
    """

    def __init__(self, sink: Sink, head: str, render: Callable[[T], str]) -> None:
        self._sink = sink
        self._head = head
        self._render = render
        self.count = 0

    def write(self, record: T) -> None:
        """Append one record."""
        self._write(self._render(record))
        self.count += 1

    def __enter__(self) -> Writer[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write("")
                with output_errors():
                    self._sink.commit()
        finally:
            self._sink.close()

    def _write(self, text: str) -> None:
        # Names of files that are not UTF-8 reach us as lone surrogates: ``\udcff`` is what JSON writes for them.
        data = (self._head + text).encode("utf-8", errors="backslashreplace")
        with output_errors():
            self._sink.write(data)
        self._head = ""


# ---------------------------------------------------------------------------------------------------------------------
# Reports


class ReportWriter:
    """Writes reports one after another, to one output or to several.

    Leaving the ``with`` block completes the outputs; leaving it by an exception discards what was written to files.
    """

    def __init__(self, outputs: Sequence[Output], *, with_text: bool = False) -> None:
        self._outputs = tuple(outputs)
        self._with_text = with_text
        self._cut = self._kept = False
        self.count = 0

    def write(self, report: Report) -> None:
        """Append one report."""
        self.write_line(jsonl.report_to_line(report, with_text=self._with_text))

    def write_line(self, line: bytes | str, record: Record | None = None) -> None:
        """Append one report from its line of JSON.

        Args:
            line: UTF-8, with or without its newline.
            record: what ``gkml.output.records.line_to_record`` makes of the line, where the caller has it already.

        Raises:
            RecordError: the line is no record of a report, and an output needs to know what is in it; nothing of it is
                written to any output.
            GkmlError: ``unwritable_output``, the output cannot take it (a full disk).
        """
        # Names of files that are not UTF-8 reach us as lone surrogates: ``\udcff`` is what JSON writes for them.
        data = line.encode("utf-8", errors="backslashreplace") if isinstance(line, str) else line
        data = data if data.endswith(b"\n") else data + b"\n"
        if record is None and any(output.parses for output in self._outputs):
            record = line_to_record(data)
        for output in self._outputs:
            self._cut = output.binary
            with output_errors():
                output.add(data, record or {})
            self._cut = False
        self.count += 1

    def keep(self) -> list[str]:
        """The run ends before its time: keep what is written beside the outputs, which stay as they were.

        Returns:
            Where it is; nothing for what is out already (stdout), and for what was cut in the middle.
        """
        self._kept = True
        if self._cut or not self.count:
            return []
        with output_errors():
            return [path for output in self._outputs if (path := output.keep()) is not None]

    def __enter__(self) -> ReportWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and not self._kept:
                if self._cut:
                    raise GkmlError(Sentence("output", "interrupted"), code="unwritable_output")
                for output in self._outputs:
                    with output_errors():
                        output.commit()
        finally:
            for output in self._outputs:
                output.close()


def open_writer(
    path: Path | str | None = None,
    format: str | None = None,
    *,
    with_text: bool = False,
    templates: Templates | None = None,
) -> ReportWriter:
    """A writer of one output, to be used as a context manager.

    Args:
        path: the output; None for stdout. Parquet is a folder, everything else a file.
        format: a key of ``FORMATS``; None lets the suffix of ``path`` decide, and stdout gets ``jsonl``.
        with_text: write the canonical text of each report too.
        templates: the forms that name columns and draw tables; None for those that come with gkml.

    Raises:
        UsageError: the format is not known or cannot carry the text, or the output cannot be written. The writer
            raises a ``GkmlError`` with the code ``unwritable_output`` where that comes out later (a full disk).
        MissingExtraError: the package that writes the format is not installed.
    """
    chosen = choose_format(path, format, FORMATS)
    if with_text:
        _check_text([chosen])
    return ReportWriter([chosen.open(path, templates)], with_text=with_text)


def open_writers(
    folder: Path | str, formats: Sequence[str], *, with_text: bool = False, templates: Templates | None = None
) -> ReportWriter:
    """A writer of several outputs in one folder, to be used as a context manager; a line is parsed once for all.

    The outputs are ``records.jsonl``, ``cells.csv``, ``parquet/``, ``reports.xlsx``, ``reports_rows.xlsx`` and
    ``reports.duckdb``, as far as ``formats`` names them. Each is complete or not there; what else the folder holds
    stays.

    Args:
        folder: is made where it does not exist.
        formats: keys of ``FORMATS``; one that stands twice is written once.
        with_text: write the canonical text of each report too, in the formats that have a place for it.
        templates: the forms that name columns and draw tables; None for those that come with gkml.

    Raises:
        UsageError: a format is not known, none can carry the text, or an output cannot be written.
        MissingExtraError: a package that writes a format is not installed.
    """
    chosen = [choose_format(None, name, FORMATS) for name in dict.fromkeys(formats)]
    if with_text and chosen:
        _check_text(chosen)
    outputs: list[Output] = []
    try:
        with output_errors():
            Path(folder).mkdir(parents=True, exist_ok=True)
        for one in chosen:
            outputs.append(one.open(Path(folder) / one.in_folder, templates))
    except BaseException:
        for output in outputs:
            output.close()
        raise
    return ReportWriter(outputs, with_text=with_text)


def _check_text(chosen: Sequence[ReportFormat]) -> None:
    if not any(one.takes_text for one in chosen):
        able = ", ".join(known.name for known in FORMATS.values() if known.takes_text)
        names = ", ".join(one.name for one in chosen)
        raise UsageError(Sentence("output", "no_place_for_text", names=names, able=able))
