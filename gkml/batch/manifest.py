"""What records were made with, and the manifest: a line a document that says what became of it and where it lies."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from gkml.batch.configuration import LoadedPipeline
from gkml.batch.shards import file_name
from gkml.batch.store import Store, to_name
from gkml.settings import Settings

__all__ = ["Options", "load_options", "manifest_lines", "name_differences", "options_of"]

Options = Mapping[str, Any]
"""What a record depends on beside its input, by name; values as JSON has them."""

# Who raises these wants what failed for them (``--retry``) and nothing else anew.
_LENIENT = frozenset({"seconds", "conversion_seconds", "memory_bytes", "ocr_seconds", "ocr_memory_bytes"})
_THRESHOLDS = ("similarity", "trust", "review")
_GROUPS = ("limits", *_THRESHOLDS)
_HASHED = ("gkml", "tagger", "limits", "with_text", *_THRESHOLDS)
_WORDS = {
    "templates": "forms (--templates)",
    "with_text": "text, as for --format html or --with-text",
    "tagger": "--tagger",
    "limits": "limit",
}

_FIELDS = ("sha256", "member", "members", "status", "error", "seconds", "attempts", "records", "offset", "size")
_LINES = """
    SELECT r.source, d.input, d.sha256, r.member, (SELECT count(*) FROM record WHERE document = d.id), r.status,
        r.error, r.seconds, r.attempts, r.file, r.offset, r.size, d.options
    FROM document d JOIN record r ON r.document = d.id
"""


def options_of(settings: Settings, loaded: LoadedPipeline, *, with_text: bool) -> dict[str, Any]:
    """The options of a run."""
    known, usual = loaded.provenance, Settings()
    return {
        "gkml": known.gkml,
        "tagger": known.tagger,
        "limits": {name: limit for name, limit in asdict(settings.limits).items() if name not in _LENIENT},
        "with_text": with_text,
        "model": known.model,
        "templates": known.template_hash,
        "calibration": loaded.calibration[:16],
        **{name: plain for name in _THRESHOLDS if (plain := _changed(getattr(settings, name), getattr(usual, name)))},
    }


def _changed(given: Any, usual: Any) -> dict[str, Any]:
    """What differs from the usual, so that folders made before there were such settings are the same still."""
    if isinstance(given, Mapping):
        return dict(given)
    return {name: value for name, value in asdict(given).items() if value != getattr(usual, name)}


def name_differences(then: Options, now: Options) -> list[str]:
    """What differs between the options that a folder was made with and those of a run, in words."""
    before, after = _flat(then), _flat(now)
    return [
        f"{_WORDS.get(name, name)}: {_said(before.get(name))} then, {_said(after.get(name))} now"
        for name in [*after, *(name for name in before if name not in after)]
        if before.get(name) != after.get(name)
    ]


def _said(value: Any) -> str:
    return {"None": "none", "True": "yes", "False": "no"}.get(str(value), str(value))


def _flat(options: Options) -> dict[str, Any]:
    plain = {name: value for name, value in options.items() if name not in _GROUPS}
    groups = {_WORDS.get(name, name): value for name, value in options.items() if name in _GROUPS}
    return plain | {
        f"{name} {key}": value
        for name, group in groups.items()
        if isinstance(group, Mapping)
        for key, value in group.items()
    }


def load_options(plain: str) -> Options:
    """Options as the database keeps them; none where that is damaged."""
    with contextlib.suppress(ValueError):
        options = json.loads(plain)
        if isinstance(options, dict):
            return options
    return {}


def manifest_lines(store: Store, documents: Sequence[int] | None = None) -> Iterator[bytes]:
    """The lines of some documents, or those of all in order."""
    made_with = {number: _versions(load_options(plain)) for number, plain in store.ask("SELECT id, plain FROM options")}
    if documents is None:
        rows = store.ask(f"{_LINES} ORDER BY d.key, r.member")
    else:
        rows = store.ask(f"{_LINES} WHERE d.id IN ({', '.join('?' for _ in documents)})", *documents)
    for source, path, *values, options in rows:
        line = {"source": to_name(source), "input": to_name(path), **dict(zip(_FIELDS, values, strict=True))}
        line["records"] = file_name(line["records"])
        yield (json.dumps({**line, **made_with.get(options, {})}, separators=(",", ":")) + "\n").encode()


def _versions(options: Options) -> dict[str, Any]:
    digest = sha256(
        json.dumps({name: options[name] for name in _HASHED if name in options}, sort_keys=True).encode()
    ).hexdigest()
    return {"configuration": digest[:16], **{name: options.get(name) for name in ("model", "templates", "calibration")}}
