"""The manifest of a run folder: a line a document: what became of it, under which versions, and where it lies.

While a run goes on, lines are added behind one another: first with the place of the record among the work files, later
with its place in the shard. The last line of a document counts; a finished run leaves one line for each, in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any

from gkml.batch.configuration import Introduction
from gkml.batch.outcomes import Outcome, Record
from gkml.settings import Settings

__all__ = ["Entry", "Placed", "Versions", "entries_to_lines", "outcomes_to_entries", "read_entries"]

Placed = tuple[Outcome, Record, str, int, int]
"""An outcome and one of its records, without its line; the file, the offset and the bytes of that."""

_LENIENT = frozenset({"seconds", "conversion_seconds", "memory_bytes"})


@dataclass(frozen=True, slots=True)
class Versions:
    """What a record depends on beside its input; where one of them changed, the record is to be made anew.

    Attributes:
        configuration: hash of tagger, limits, ``with_text`` and the version of gkml; without the limits of time and
            memory, for who raises those wants what failed for them (``--retry``) and nothing else anew.
        model: name and hash; None where the rules alone set the tags.
        templates: hash of the forms.
        calibration: hash of the curves of confidence.
    """

    configuration: str
    model: str | None
    templates: str
    calibration: str

    @classmethod
    def of(cls, settings: Settings, introduction: Introduction, *, with_text: bool) -> Versions:
        """The versions of a run."""
        known = introduction.provenance
        limits = {name: limit for name, limit in asdict(settings.limits).items() if name not in _LENIENT}
        what = {"gkml": known.gkml, "tagger": known.tagger, "limits": limits, "with_text": with_text}
        digest = sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
        return cls(digest[:16], known.model, known.template_hash, introduction.calibration[:16])


@dataclass(frozen=True, slots=True)
class Entry:
    """One document.

    Attributes:
        source: its name, as in its record.
        input: the path it was found at; of members of an archive, that of the archive.
        sha256: of the file at that path; None where it could not be read.
        member, members: its number among the documents of the path, and how many those are.
        versions: see ``Versions``.
        status, error: as in its record, of the error the code.
        seconds: that reading took.
        attempts: how often it was read.
        records, offset, size: the file below the run folder that holds its record, and where in it.
    """

    source: str
    input: str
    sha256: str | None
    member: int
    members: int
    versions: Versions
    status: str
    error: str | None
    seconds: float
    attempts: int
    records: str
    offset: int
    size: int

    def to_line(self) -> bytes:
        """A line of the manifest."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        versions = asdict(plain.pop("versions"))
        return (json.dumps({**plain, **versions}, separators=(",", ":")) + "\n").encode()

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Entry:
        """From a line of the manifest; raises ``KeyError`` or ``TypeError`` where it is none."""
        versions = Versions(*(plain[field.name] for field in fields(Versions)))
        known = {field.name: plain[field.name] for field in fields(cls) if field.name != "versions"}
        known["records"] = intern(known["records"])
        return cls(**known, versions=versions)

    def placed(self, records: str, offset: int) -> Entry:
        """The same with its record in another place."""
        return replace(self, records=intern(records), offset=offset)


def outcomes_to_entries(placed: Sequence[Placed], versions: Versions) -> list[Entry]:
    """The entries of a path."""
    return [
        Entry(
            record.source,
            outcome.task.path,
            outcome.input_sha256,
            number,
            len(placed),
            versions,
            record.status,
            record.code,
            round(outcome.seconds, 3),
            outcome.attempts,
            file,
            offset,
            size,
        )
        for number, (outcome, record, file, offset, size) in enumerate(placed)
    ]


def entries_to_lines(entries: Sequence[Entry]) -> bytes:
    """Lines of the manifest, one behind the other."""
    return b"".join(entry.to_line() for entry in entries)


def read_entries(path: Path) -> Iterator[Entry]:
    """The entries of a manifest; a tail that was torn when a run was killed is left out."""
    versions: dict[Versions, Versions] = {}
    with path.open("rb") as file:
        for line in file:
            try:
                if not line.endswith(b"\n"):
                    return
                entry = Entry.from_plain(json.loads(line))
            except (ValueError, KeyError, TypeError):
                return  # what was written behind it came later still
            yield replace(entry, versions=versions.setdefault(entry.versions, entry.versions))
