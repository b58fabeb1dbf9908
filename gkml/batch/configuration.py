"""How workers are to work, and what they say of the pipeline that they have loaded."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from gkml.records.report import Notice, Provenance
from gkml.settings import Settings

__all__ = ["LoadedPipeline", "WorkerConfiguration"]


@dataclass(frozen=True, slots=True)
class WorkerConfiguration:
    """How the workers of a pool work.

    Attributes:
        settings: of the pipeline that is loaded.
        workers: how many processes read; of an engine on Ray, how many actors, 0 for as many as there is room for.
        with_text, exact: what ``Record.line`` is: a line of JSON, with its canonical text or without; or, where
            ``exact``, ``Report.to_dict(with_text=True, exact=True)`` as JSON.
        warm: read a first report before workers are forked, so that they share what the first one loads; it takes some
            seconds that a few inputs do not earn back.
        load: ``module:function`` from settings to a pipeline.
        grace: seconds beside ``Limits.seconds`` after which a worker is ended: an office program that ends by a limit
            of its own leaves a better message.
        documents: documents after which a worker is replaced; native libraries leak a little.
        growth: bytes of memory that a worker may keep beside what it was forked with, before it is replaced.
    """

    settings: Settings
    workers: int
    with_text: bool = False
    exact: bool = False
    warm: bool = True
    load: str = "gkml.pipeline:load_pipeline"
    grace: float = 1.0
    documents: int = 2000
    growth: int = 400_000_000

    def to_plain(self) -> dict[str, Any]:
        """Data that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> WorkerConfiguration:
        """The inverse of ``to_plain``."""
        return cls(**{**plain, "settings": Settings.from_plain(plain["settings"])})


@dataclass(frozen=True, slots=True)
class LoadedPipeline:
    """What a worker says of the pipeline it has loaded.

    Attributes:
        provenance: the versions that stand in records.
        tables: ids of those that its forms know.
        notices: those of every record.
        calibration: hash of its curves.
    """

    provenance: Provenance
    tables: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = field(default=())
    calibration: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Data that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> LoadedPipeline:
        """The inverse of ``to_plain``."""
        notices = tuple(Notice(**notice) for notice in plain["notices"])
        return cls(Provenance(**plain["provenance"]), tuple(plain["tables"]), notices, plain["calibration"])
