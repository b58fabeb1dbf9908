"""What stands in the package itself, and what it costs to import."""

from __future__ import annotations

import ast
import io
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gkml
from gkml.errors import MissingExtraError
from tests.conftest import EXAMPLES, ROOT

GOOD = EXAMPLES[0]


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    return done.stdout.strip()


def test_public_names_are_there_and_shown() -> None:
    assert {name for name in gkml.__all__ if getattr(gkml, name) is None} == set()
    assert set(gkml.__all__) <= set(dir(gkml))
    assert gkml.Limits(pages=3).pages == 3
    with pytest.raises(AttributeError):
        _ = gkml.nothing


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_names_that_the_readme_tells_are_there(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    quoted = [span for span in re.findall(r"`([^`]+)`", text) if "(" in span or span.startswith("gkml.")]
    named = set(re.findall(r"(?<!_\.)\bgkml\.([A-Za-z_]+)", text)) - {"output", "integrations"}
    named |= {name for span in quoted for name in re.findall(r"\b(map_\w+|Read[A-Z]\w+)", span)} - {"map_batches"}
    assert "load" in named
    assert named <= set(dir(gkml))


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_what_the_readme_shows_runs(readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    block, *_ = re.findall(r"```python\n(.*?)```", text, re.DOTALL)  # that on spaCy runs in its own tests
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_bytes(GOOD.read_bytes())
    Path("report.pdf").write_bytes(GOOD.read_bytes())
    found: dict[str, Any] = {"paths": ["report.txt", "none.txt"]}
    exec(compile(block, readme, "exec"), found)
    assert found["report"].status == "failed"  # the last of the loop
    assert found["pipeline"](io.BytesIO(GOOD.read_bytes()), name="report.pdf").source == "report.pdf"


def test_nothing_heavy_is_imported() -> None:
    heavy = "('spacy', 'torch', 'pandas', 'lxml', 'rich', 'numpy', 'pydantic')"
    assert run(f"import sys, gkml; dir(gkml); print([m for m in {heavy} if m in sys.modules])") == "[]"
    heavy = "('spacy', 'torch', 'pandas', 'lxml', 'rich')"
    assert run(f"import sys, gkml.cli; print([m for m in {heavy} if m in sys.modules])") == "[]"


def test_the_rules_need_no_onnxruntime_and_the_model_is_open_when_loaded() -> None:
    show = "print('onnxruntime' in sys.modules)"
    assert run(f"import sys, gkml; gkml.load(tagger='rules')({str(GOOD)!r}); {show}") == "False"
    assert run(f"import sys, gkml; gkml.load(); {show}") == "True"


# ---------------------------------------------------------------------------------------------------------------------
# Extras


def extras_named_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id not in ("MissingExtraError", "import_arrow"):
                continue
            extra = node.args[-1]
            if isinstance(extra, ast.Constant):
                yield str(extra.value)
            elif not isinstance(extra, ast.Name):  # a parameter, whose values stand where it is given
                raise AssertionError(f"{path}:{node.lineno}: no test can tell which extra this names")


def test_every_extra_that_an_error_names_exists() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    paths = [path for folder in ("gkml", "training") for path in (ROOT / folder).rglob("*.py")]
    named = {extra for path in paths for extra in extras_named_in(path)}
    assert named
    assert named <= set(extras)
    assert "pip install 'gkml[frame]'" in str(MissingExtraError("pandas", "frame"))
