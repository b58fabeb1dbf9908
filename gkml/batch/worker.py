"""The child: a pipeline, loaded once, that reads one path after another and may be lost with any of them.

Messages of the parent: what to load, then ``{path, skip}`` for each path. Answers: an introduction, then for each
report ``begin`` (so that the parent knows what was being read when the child is lost) and ``report`` with the record
beside it, and ``end``.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from gkml.batch.outcomes import report_in_short
from gkml.children import find_function, limit_memory, open_parent, read_message, write_message
from gkml.errors import GkmlError, UsageError
from gkml.readers.sources import path_to_sources
from gkml.records.report import Report
from gkml.settings import Settings

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline

__all__ = [
    "GRACE",
    "NO_MEMORY",
    "Loaded",
    "end_with_parent",
    "held_memory",
    "introduction",
    "load",
    "load_pipeline",
    "read_paths",
    "report_to_payload",
    "serve",
]

GRACE = 10.0
"""Seconds beside ``Limits.seconds``: a reader that ends by that limit itself leaves a better message."""

NO_MEMORY = 77
"""Exit code of a worker that ran out of memory where nothing can be told any more."""

_FAULT = 70  # exit code after a fault of ours; EX_SOFTWARE of sysexits.h
_ALONE = 60  # seconds beside both, after which a worker ends itself: its parent is gone or would have ended it
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)


_FIRST = """青禾县某局2022年政府信息公开工作年度报告
一、总体情况
全年收到政府信息公开申请2件。
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量 | 1 | 1 | 0 | 0 | 0 | 0 | 2
（一）予以公开3（二）部分公开4
"""
"""Read once before anything else: most modules are loaded by the first report, and that is not to count as reading."""


def load_pipeline(settings: Settings) -> Pipeline:
    """The pipeline of settings, as ``gkml.load`` makes it."""
    from gkml.pipeline import load

    return load(tagger=settings.tagger, templates=settings.templates, limits=settings.limits, model=settings.model)


def serve() -> None:
    """A worker of its own: load, then read paths until the parent is gone."""
    source, sink = open_parent()
    end_with_parent()
    loaded, _ = load(source, sink)
    if loaded is not None:
        read_paths(loaded, source, sink)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pipeline, and how its reports are sent."""

    pipeline: Pipeline
    to_payload: Callable[[Report], bytes]


def load(source: IO[bytes], sink: IO[bytes]) -> tuple[Loaded | None, dict[str, Any]]:
    """Load the pipeline that the parent asks for and introduce it; with the message of the parent.

    The pipeline is None where it cannot be loaded, which the parent is told, or where there is no parent.
    """
    message = read_message(source)
    if message is None:
        return None, {}
    order, _ = message
    try:
        pipeline: Pipeline = find_function(order["load"])(Settings.from_plain(order["settings"]))
        to_payload = report_to_payload(exact=order["exact"], with_text=order["with_text"])
        to_payload(pipeline.read(_FIRST.encode(), "first"))
    except Exception as error:
        write_message(sink, _failure(error))
        return None, order
    gc.collect()
    gc.freeze()  # what is loaded stays; the collector need not look at it again
    write_message(sink, introduction(pipeline))
    return Loaded(pipeline, to_payload), order


def read_paths(loaded: Loaded, source: IO[bytes], sink: IO[bytes]) -> None:
    """Read the paths that the parent sends until it is gone."""
    limits = loaded.pipeline.limits
    limit_memory(limits.memory_bytes)
    patience = int(limits.seconds + GRACE) + _ALONE
    while (message := read_message(source)) is not None:
        try:
            _read(loaded, message[0], sink, patience)
        except OSError:
            return  # nobody listens
        except MemoryError:
            os._exit(NO_MEMORY)  # beside the pipeline, which knows what to do about it
        except Exception:
            os._exit(_FAULT)


def _failure(error: Exception) -> dict[str, Any]:
    """Why the pipeline cannot be loaded."""
    if isinstance(error, GkmlError):
        return {"failed": error.code, "message": error.message, "usage": isinstance(error, UsageError)}
    message = f"a worker process cannot load the pipeline ({type(error).__name__}: {error}); check the installation"
    return {"failed": "internal_error", "message": message, "usage": False}


def introduction(pipeline: Pipeline) -> dict[str, Any]:
    """What the parent wants to know of a pipeline: versions that stand in records, notices, curves of confidence."""
    from dataclasses import asdict
    from hashlib import sha256

    curves = pipeline.calibration.curves if pipeline.calibration is not None else {}
    plain = json.dumps({name: list(knots) for name, knots in curves.items()}, sort_keys=True)
    return {
        "provenance": pipeline.provenance.to_dict(),
        "notices": [asdict(notice) for notice in pipeline.notices],
        "calibration": sha256(plain.encode()).hexdigest(),
        "memory": held_memory(),
        "threads": own_threads(),
    }


def report_to_payload(*, exact: bool, with_text: bool) -> Callable[[Report], bytes]:
    """How a report is sent: as the line of its record, or with nothing lost on the way."""
    from gkml.output.jsonl import report_to_line

    def to_line(report: Report) -> bytes:
        # names of files that are not UTF-8 reach us as lone surrogates: \udcff is what JSON writes for them
        return report_to_line(report, with_text=with_text).encode("utf-8", errors="backslashreplace")

    def to_exact(report: Report) -> bytes:
        return json.dumps(report.to_dict(with_text=True, exact=True)).encode()

    return to_exact if exact else to_line


def _read(loaded: Loaded, order: Mapping[str, Any], sink: IO[bytes], patience: int) -> None:
    """Read the reports of a path but for the first ``skip``."""
    from gkml.pipeline import EXHAUSTED

    number = 0
    began = time.perf_counter()
    _set_alarm(patience)
    for number, opened in enumerate(path_to_sources(order["path"], loaded.pipeline.limits), start=1):
        if number <= order["skip"]:
            continue
        hashes = {"sha256": opened.sha256, "file_sha256": opened.file_sha256}
        write_message(sink, {"begin": number - 1, "source": opened.name, **hashes})
        report = loaded.pipeline.read_source(opened)
        head = {
            "report": number - 1,
            "source": report.source,
            "status": report.status,
            "code": report.error and report.error.code,
            "message": report.error and report.error.message,
            "exhausted": report.error is not None and report.error.message == EXHAUSTED,
            "short": report_in_short(report),
            "seconds": time.perf_counter() - began,
            **hashes,
        }
        write_message(sink, head, loaded.to_payload(report))
        began = time.perf_counter()
        _set_alarm(patience)
    _set_alarm(0)
    write_message(sink, {"end": number, "memory": held_memory()})


def held_memory() -> int:
    """Bytes of memory that this process holds now; where the system does not tell, the most that it held."""
    import resource

    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def own_threads() -> int:
    """Threads of this process; 0 where the system does not tell."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 0


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)  # nobody handles it, so it ends the process, whatever that is doing


def end_with_parent() -> None:
    """Ask Linux to end this process when its parent is gone; elsewhere the broken pipe and the alarm do."""
    if sys.platform != "linux":
        return
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it went while we asked
