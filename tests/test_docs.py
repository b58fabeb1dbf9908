"""The documentation says what is: every code, every sentence, every example."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import nbformat
import pytest
from nbclient import NotebookClient

from gkml import errors
from gkml.cli import main
from gkml.commands.arguments import build_parser
from gkml.commands.configuration import load_settings, name_to_variable
from gkml.doubts import DoubtCode
from gkml.messages import LANGUAGES, sentence
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, Report, State
from gkml.records.schema import record_fields
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.GkmlError)]
_ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
_OPTION = r"(?<![\w-])--?[a-z][a-z-]*\b"
_COMMAND = re.compile(r"^    (gkml (?:explain|show|cells|config) (?:--|examples/).*)$", re.MULTILINE)


def rows(page: str) -> dict[str, list[str]]:
    """The tables of a page whose first column is a code: the other columns by code."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = [(code, rest.split(" | ")) for code, rest in _ROW.findall(text)]
    assert len({code for code, _ in found}) == len(found), "a code stands in the page twice"
    return dict(found)


def test_every_doubt_stands_in_its_page_with_its_sentences() -> None:
    told = rows("doubts.md")
    said = {code.value: [sentence_of(code, language) for language in LANGUAGES[::-1]] for code in DoubtCode}
    lacking = [f"| `{code}` | MEANING | {' | '.join(said[code])} |" for code in said if code not in told]
    assert not lacking, "docs/doubts.md lacks these rows:\n" + "\n".join(lacking)
    assert {code: columns[1:] for code, columns in told.items()} == said
    assert all(columns[0] for columns in told.values())


def sentence_of(code: DoubtCode, language: str) -> str:
    """A sentence with its places."""
    path = ROOT / "gkml" / "messages" / f"doubts.{language}.toml"
    return str(tomllib.loads(path.read_text(encoding="utf-8"))[code])


def test_every_error_stands_in_its_page_with_what_to_do() -> None:
    named = {code for kind in ERRORS for code in re.findall(r"``([a-z_]+)``", (kind.__doc__ or "").split("Codes:")[-1])}
    sentences = [ROOT / "gkml" / "messages" / f"{area}.zh.toml" for area in ("errors", "warnings")]
    in_chinese = [code for path in sentences for code in tomllib.loads(path.read_text(encoding="utf-8"))]
    assert len(named) > 20
    told = rows("errors.md")
    assert set(told) == named - {"error.code"} | {kind.code for kind in ERRORS} | set(in_chinese)
    assert all(len(columns) == 2 for columns in told.values())


def test_every_room_of_the_house_is_named() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8").split("## The rooms")[1].split("## ")[0]
    named = [name for row in re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    house = {path.stem for path in (ROOT / "gkml").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert sorted(named) == sorted(house - {"__init__", "__main__", "__pycache__"})


def test_every_witness_has_a_chapter() -> None:
    chapters = re.findall(r"^## `(\w+)`", (DOCS / "witnesses.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert chapters == [field.name for field in record_fields(Evidence)]


def test_the_rules_of_review_in_the_page_are_those_of_the_file() -> None:
    page = (DOCS / "witnesses.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert tomllib.loads(block) == tomllib.loads((ROOT / "configs" / "review.toml").read_text(encoding="utf-8"))


def test_the_sayings_of_the_witnesses_are_those_of_the_outputs() -> None:
    page = (DOCS / "witnesses.md").read_text(encoding="utf-8")
    for field in record_fields(Evidence):
        for saying in (*field.choices, "none"):
            assert sentence("evidence", f"{field.name}_{saying}", "en") in page


@pytest.mark.parametrize(
    "command", [c for page in DOCS.rglob("*.md") for c in _COMMAND.findall(page.read_text("utf-8"))]
)
def test_commands_in_the_documentation_run(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main([*shlex.split(command, comments=True)[1:], "--lang", "en"]) == 0
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    "code", [c for p in DOCS.rglob("*.md") for c in re.findall(r"```python\n(.*?)```", p.read_text("utf-8"), re.S)]
)
def test_code_in_the_documentation_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, "docs", "exec"), {})


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_first_hour_of_a_newcomer_runs(page: str, tmp_path: Path) -> None:
    """Its question in SQL and its spaCy document, as they stand there; the training is another test's."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = [line.strip().removeprefix(".venv/bin/") for line in text.splitlines() if line.startswith("    .venv/bin/")]
    extracting = next(line for line in lines if line.endswith("crawl.duckdb"))
    told = [line for line in lines if line.startswith("python -c ")]
    assert len(told) == 2
    for line in (extracting, *told):
        program, *arguments = shlex.split(line)
        command = ["-m", "gkml"] if program == "gkml" else []
        ended = subprocess.run([sys.executable, *command, *arguments], cwd=tmp_path, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("2023 ")


def test_the_notebook_runs() -> None:
    notebook = nbformat.read(DOCS / "tutorials" / "panel.ipynb", as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    done = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    cells = [cell for cell in done.cells if cell.cell_type == "code"]
    assert [cell.source for cell in cells] == code
    assert any("image/png" in output.get("data", {}) for cell in cells for output in cell.outputs)


def test_the_site_is_built_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.chdir(ROOT)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    fetched = re.findall(r"""(?:src|href)=["']?(https?:[^"' >]*)""", (tmp_path / "index.html").read_text("utf-8"))
    assert not fetched, "a page that is read offline fetches nothing"
    assert "CellRecord" in (tmp_path / "python" / "index.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------------------------------
# Commands, options and fields that the pages name


def options_of_commands() -> dict[str, set[str]]:
    """Of a command with actions the options of all of them."""
    return {name: options_of(parser) for name, parser in inner_parsers(build_parser(None)).items()}


def inner_parsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next((dict(action.choices) for action in parser._actions if isinstance(action.choices, dict)), {})


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return set(parser._option_string_actions).union(*map(options_of, inner_parsers(parser).values()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_that_a_page_names_exists(page: Path) -> None:
    known = options_of_commands()
    text = page.read_text(encoding="utf-8")
    for command, rest in re.findall(r"(?:^    |`)gkml ([a-z-]+)([^#\n`]*)", text, re.MULTILINE):
        assert command in known, f"gkml {command}"
        assert set(re.findall(_OPTION, rest)) <= known[command], f"gkml {command}{rest}"


def test_the_page_on_the_command_line_names_every_command() -> None:
    text = (DOCS / "command_line.md").read_text(encoding="utf-8")
    assert set(options_of_commands()) <= set(re.findall(r"gkml ([a-z-]+)", text))
    bare = {option for span in re.findall(r"`(--[a-z][^`]*)`", text) for option in re.findall(_OPTION, span)}
    assert bare <= set().union(*options_of_commands().values())


def test_every_field_of_a_record_is_explained() -> None:
    text = (DOCS / "record.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", text))
    for kind in (Report, CellRecord):
        assert {field.name for field in record_fields(kind)} - {"tagger", "checks", "cells", "text"} <= named
    table = {
        name
        for row in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", text, re.MULTILINE)
        for name in re.findall(r"\w+", row)
    }
    assert table - set(get_args(State)) <= {field.name for field in record_fields(CellRecord)}


def test_every_setting_that_the_page_names_exists() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    known = load_settings({}, ROOT / "none")
    flat = {
        f"{name}.{key}" if isinstance(value, dict) else name
        for name, value in tomllib.loads(block).items()
        for key in (value if isinstance(value, dict) else [""])
    }
    assert flat <= set(known)
    variables = set(re.findall(r"`(GKML_[A-Z_]+)`", text)) - {"GKML_CONFIG"}
    assert variables <= {name_to_variable(name) for name in known}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (page.parent / target).exists(), target
