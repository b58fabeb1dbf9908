"""A pipeline that some texts can hang, crash or fill with memory: what no file is known to do to the real one.

Tests and the benchmark of faults name ``load`` to workers (``WorkerConfiguration.load``); no option does.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from gkml.document import Document
from gkml.labels import Tag
from gkml.pipeline import Pipeline, Tagger, load_pipeline
from gkml.settings import Settings
from gkml.template import load_templates

KINDS = ("hang", "abort", "segfault", "exit", "bomb", "once", "stray", "meet")
"""``once`` ends the first process that reads it, and no other; ``stray`` waits for a program in another session;
``meet`` waits until two processes read it at the same time."""

_MARK = "毒药"


class PoisonedTagger:
    """The tagger of a pipeline, but for texts that hold poison."""

    def __init__(self, tagger: Tagger) -> None:
        self.name = tagger.name
        self._tagger = tagger

    def __call__(self, document: Document) -> Sequence[Tag]:
        _, _, kind = document.text.partition(_MARK)
        if kind:
            take(*kind.split()[:2])
        return self._tagger(document)


def take(kind: str, note: str = "") -> None:
    """What a kind of poison does; ``note`` is a path at which ``once`` remembers."""
    if kind == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(3600)
    if kind == "abort":
        os.abort()
    if kind == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "exit":
        os._exit(3)
    if kind == "bomb":
        blocks = []
        while True:
            blocks.append(bytes(20_000_000))
    if kind == "stray":
        program = subprocess.Popen(["sleep", "3600"], start_new_session=True)
        Path(note).write_text(str(program.pid))
        program.wait()
    if kind == "meet":
        with Path(note).open("a") as file:
            file.write(f"{os.getpid()}\n")
        while len(set(Path(note).read_text().split())) < 2:
            time.sleep(0.01)
    if kind == "once" and not Path(note).exists():
        Path(note).touch()
        os.kill(os.getpid(), signal.SIGSEGV)


class _Headings:
    """A tagger that is there at once: the statutory headings, and nothing else."""

    name = "rules"

    def __call__(self, document: Document) -> Sequence[Tag]:
        return [
            Tag(f"section:{'一二三四五六'.index(found[1]) + 1}", found.start(), found.end())
            for found in re.finditer("^([一二三四五六])、.*", document.text, re.MULTILINE)
        ]


def harmless(number: int) -> str:
    """The text of a report without poison; each number has its own."""
    return f"青禾县第{number}局2022年政府信息公开工作年度报告\n一、总体情况\n平稳。\n二、主动公开政府信息情况\n"


def poison(kind: str, note: str = "") -> str:
    """The text of a report that is poison."""
    return f"青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n平稳。\n{_MARK} {kind} {note} \n"


def load(settings: Settings) -> Pipeline:
    """The pipeline of settings, open to poison."""
    pipeline = load_pipeline(settings)
    pipeline.tagger = PoisonedTagger(pipeline.tagger)
    return pipeline


def load_light(settings: Settings) -> Pipeline:
    """A pipeline that finds headings alone, open to poison; it loads and reads in no time."""
    return Pipeline(
        PoisonedTagger(_Headings()), load_templates(*settings.templates), settings.limits, tagger_name=settings.tagger
    )
