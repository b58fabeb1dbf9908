"""The record of a training: all that it takes to repeat it and to judge it, in the folder ``run`` of its model.

- ``run.json``: command, seed, hashes of the data, of the generator and of the model it began from, versions, times,
  and at the end the steps taken and the best of them;
- ``configuration.yaml``: the configuration as it was used, which ``training.train`` reads again;
- ``packages.txt``: every installed package with its version, as pip reads it;
- ``curves.csv``, ``curves.png``: losses, learning rate, and F1 by kind of label, by step.

The first three are written before the first step, so that a training that ends early has them too.
"""

from __future__ import annotations

import csv
import hashlib
import json
import platform
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from gkml import __version__
from gkml.errors import UsageError
from gkml.template import load_templates
from training.configuration import shipped_file
from training.plots import draw_curves

__all__ = ["begin_run", "data_hashes", "end_run", "folder_hashes", "require_same"]

RUN, CONFIGURATION, PACKAGES, CURVES = "run.json", "configuration.yaml", "packages.txt", "curves.csv"

_GENERATOR = Path(__file__).parent / "synthesis"
_FIRST = ("step", "learning_rate", "loss", "eval_loss", "eval_f1")  # columns; the others follow by name
_TIMING = ("runtime", "per_second", "flos", "epoch")  # differs from run to run, or says nothing of an endless stream


def begin_run(
    folder: Path,
    configuration: BaseModel,
    *,
    command: Sequence[str],
    seed: int,
    data: Iterable[Path] = (),
    base_model: Path | None = None,
    resume: bool = False,
) -> None:
    """Write what is known before the first step.

    Args:
        folder: of the record; made where it is missing.
        configuration: as it is used.
        command: words of the command line.
        seed: of everything that is drawn.
        data: files of annotated documents.
        base_model: folder of the model that training goes on from.
        resume: the run goes on; what it began with is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / RUN
    now = _now()
    if resume and path.exists():
        record = json.loads(path.read_text(encoding="utf-8"))
        record.setdefault("resumed", []).append({"command": shlex.join(command), "began": now})
        return _write(path, record)
    (folder / CONFIGURATION).write_text(_to_yaml(configuration), encoding="utf-8")
    packages = sorted({f"{found.name}=={found.version}" for found in distributions() if found.name}, key=str.lower)
    (folder / PACKAGES).write_text("\n".join(packages) + "\n", encoding="utf-8")
    return _write(
        path,
        {
            "command": shlex.join(command),
            "folder": str(Path.cwd()),
            "began": now,
            "seed": seed,
            "versions": {"gkml": __version__, "commit": _commit(), "python": platform.python_version()},
            "machine": platform.platform(),
            "data": data_hashes(data),
            "generator": _generator_digest(),
            "forms": load_templates().hash,
            "base_model": None
            if base_model is None
            else {"folder": str(base_model), "files": folder_hashes(base_model)},
        },
    )


def end_run(folder: Path, history: Sequence[Mapping[str, Any]], results: Mapping[str, Any]) -> None:
    """Write the curves, and into ``run.json`` when it ended and what came out.

    Args:
        folder: as given to ``begin_run``.
        history: what the ``Trainer`` logged (``trainer.state.log_history``).
        results: steps taken, best step, its metric, and the like.
    """
    rows = _curves(history)
    named = {name for row in rows for name in row}
    columns = [*(name for name in _FIRST if name in named), *sorted(named.difference(_FIRST))]
    with (folder / CURVES).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    draw_curves((folder / CURVES).with_suffix(".png"), rows)
    record = json.loads((folder / RUN).read_text(encoding="utf-8"))
    _write(folder / RUN, record | {"ended": _now(), "results": dict(results)})


def require_same(path: Path, about: Mapping[str, Any]) -> None:
    """Note the conditions of work that goes on where it was stopped; what was done under others is not mixed in.

    Args:
        path: file of the conditions; made where it is missing.
        about: them, as JSON has them.

    Raises:
        UsageError: the file holds others.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return _write(path, about)
    earlier = json.loads(path.read_text(encoding="utf-8"))
    differing = [name for name in about if earlier.get(name) != about[name]]
    if differing:
        raise UsageError(f"{path}: was made with other {', '.join(differing)}; give another folder with --out")
    return None


def data_hashes(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Path, size, hash and documents by split of files with annotated documents."""
    found = []
    for path in paths:
        data = path.read_bytes()
        splits = Counter(json.loads(line).get("split", "") for line in data.splitlines() if line.strip())
        documents = dict(sorted(splits.items()))
        digest = hashlib.sha256(data).hexdigest()
        found.append({"file": str(path), "bytes": len(data), "sha256": digest, "documents": documents})
    return found


def folder_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of the files that a model is made of, by name."""
    kept = (".json", ".safetensors", ".onnx")
    files = sorted(path for path in folder.iterdir() if path.suffix in kept)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _curves(history: Sequence[Mapping[str, Any]]) -> list[dict[str, float]]:
    """What was logged, one row a step."""
    rows: dict[int, dict[str, float]] = {}
    for logged in history:
        kept = {name: value for name, value in logged.items() if not any(word in name for word in _TIMING)}
        if len(kept) > 1 and "train_loss" not in kept:  # the mean of the whole training is no point of a curve
            rows.setdefault(int(logged["step"]), {"step": int(logged["step"])}).update(kept)
    return [rows[step] for step in sorted(rows)]


def _generator_digest() -> str:
    """SHA-256 of the code and the grammars that synthetic reports are made by."""
    files = {
        str(path.relative_to(_GENERATOR)): path for path in _GENERATOR.rglob("*") if path.suffix in (".py", ".yaml")
    }
    files["printing.yaml"] = shipped_file("printing.yaml")
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0" + files[name].read_bytes() + b"\0")
    return whole.hexdigest()


def _commit() -> str | None:
    """The commit that is checked out, with ``+`` where files differ from it; None outside a checkout of gkml."""
    root = Path(__file__).parents[1]
    if not (root / ".git").exists():
        return None
    here = ["git", "-C", str(root)]
    try:
        commit, changed = (
            subprocess.run([*here, *asked], capture_output=True, text=True, check=True, timeout=30).stdout.strip()
            for asked in (["rev-parse", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return commit + "+" * bool(changed)


def _to_yaml(configuration: BaseModel) -> str:
    plain = configuration.model_dump(mode="json")
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)


def _write(path: Path, record: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
