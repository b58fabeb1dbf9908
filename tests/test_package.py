"""What is installed: the wheel and the source distribution, and the dependencies that they name."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: needed for name, needed in PROJECT["optional-dependencies"].items() if name not in ("all", "dev")}
_NAME = re.compile(r"[\w-]+")
MODULES = {  # where a package is imported by another name
    "charset-normalizer": "charset_normalizer",
    "opencv-python-headless": "cv2",
    "pillow": "PIL",
    "pyyaml": "yaml",
    "scikit-learn": "sklearn",
}
INDIRECT = {"accelerate"}  # asked for by the transformers Trainer


def name_of(requirement: str) -> str:
    match = _NAME.match(requirement)
    assert match
    return match[0]


def built(folder: Path, *kind: str) -> Path:
    """The one file that a build leaves in a folder."""
    code = f"import hatchling.build as b; print(b.build_{kind[0]}({str(folder)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=kind[1], capture_output=True, text=True, check=True)
    return folder / done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built(folder, "sdist", str(ROOT))) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"gkml-{PROJECT['version']}"


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the source distribution makes."""
    return built(tmp_path_factory.mktemp("wheel"), "wheel", str(sdist))


def test_the_source_distribution_has_what_make_needs(sdist: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("no git checkout")
    wanted = {path for path in tracked.stdout.splitlines() if not path.startswith((".git", ".ci"))}
    assert {path for path in wanted if not (sdist / path).exists()} == set()


def test_the_wheel_reads_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "PYTHONSAFEPATH": "1"}

    def run(*arguments: str) -> str:
        called = [sys.executable, *arguments]
        done = subprocess.run(called, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True)
        return done.stdout

    assert run("-c", "import gkml; print(gkml.__file__)").startswith(str(tmp_path))
    for tagger in ("rules", "model", "combined"):
        record = json.loads(run("-m", "gkml", "extract", str(EXAMPLES[0]), "--tagger", tagger, "--workers", "0"))
        assert (record["status"], record["provenance"]["tagger"]) == ("ok", tagger)
    assert "requests.granted.total" in run("-m", "gkml", "cells")
    assert "limits.pages" in run("-m", "gkml", "config")
    code = "from training.configuration import *; from pathlib import Path; print(shipped_file('base.yaml'))"
    assert run("-c", f"{code}; load_configuration(Path('configs/training/base.yaml'))").startswith(str(tmp_path))


def test_the_wheel_holds_the_packages_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        size = sum(each.file_size for each in archive.infolist())
    assert {top for top in tops if not top.endswith(".dist-info")} == {"gkml", "training"}
    assert size < 40_000_000


# ---------------------------------------------------------------------------------------------------------------------
# Dependencies


def imported_in(*folders: str) -> set[str]:
    return {top for folder in folders for path in (ROOT / folder).rglob("*.py") for top in _tops(path)}


def _tops(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value).split(".")[0]  # import_module("…")


def test_no_dependency_is_unused() -> None:
    needed = {name_of(one) for one in PROJECT["dependencies"]}
    unused = {name for name in needed if MODULES.get(name, name) not in imported_in("gkml")}
    assert unused == set()
    extra = {name_of(one) for needed in EXTRAS.values() for one in needed} - INDIRECT
    used = imported_in("gkml", "training", "benchmarks")
    assert {name for name in extra if MODULES.get(name, name) not in used} == set()


def test_every_licence_is_told() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| ([\w-]+) \| \w", page, re.MULTILINE)) - {"package"}
    needed = {name_of(one) for one in PROJECT["dependencies"]}
    extra = {name_of(one) for name, group in EXTRAS.items() if name != "benchmark" for one in group}
    assert told == needed | extra


def test_an_upper_bound_has_a_reason() -> None:
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if re.search(r'"[\w\[\]-]+>=[\d.]+,<', line):
            assert "#" in line, line


def test_all_has_every_extra() -> None:
    (every,) = PROJECT["optional-dependencies"]["all"]
    named = set(re.findall(r"\w+", every.partition("[")[2]))
    assert named == EXTRAS.keys() - {"benchmark"}
