"""How a crew is to work, and what its workers say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gkml.batch.worker import GRACE
from gkml.records.report import Notice, Provenance
from gkml.settings import Settings

__all__ = ["Introduction", "Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a crew works.

    Attributes:
        settings: of the pipeline that every worker loads.
        workers: how many processes.
        with_text, exact: what ``Outcome.payload`` is: a line of JSON, with its canonical text or without; or, where
            ``exact``, ``Report.to_dict(with_text=True, exact=True)`` as JSON.
        documents: reports after which a worker is replaced; native libraries leak a little.
        growth: bytes of memory that a worker may keep beside what it held when it had loaded, before it is replaced.
        load: ``module:function`` from settings to a pipeline.
        grace: seconds beside ``Limits.seconds`` after which a worker is ended.
    """

    settings: Settings
    workers: int
    with_text: bool = False
    exact: bool = False
    documents: int = 2000
    growth: int = 400_000_000
    load: str = "gkml.batch.worker:load_pipeline"
    grace: float = GRACE


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a worker says of the pipeline it has loaded; ``memory`` (bytes) and ``threads`` are those it has then."""

    provenance: Provenance
    notices: tuple[Notice, ...]
    calibration: str
    memory: int
    threads: int

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Introduction:
        """From ``worker.introduction``."""
        notices = tuple(Notice(**notice) for notice in plain["notices"])
        return cls(Provenance(**plain["provenance"]), notices, plain["calibration"], plain["memory"], plain["threads"])
