"""The documentation says what is: every code, every sentence, every example."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from gkml import errors
from gkml.cli import main
from gkml.doubts import DoubtCode
from gkml.messages import LANGUAGES, sentence
from gkml.records.evidence import Evidence
from gkml.records.schema import record_fields
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted(DOCS.glob("*.md"))]
ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.GkmlError)]
_ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
_COMMAND = re.compile(r"^    (gkml (?:explain|show|cells) .*)$", re.MULTILINE)


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
    in_chinese = tomllib.loads((ROOT / "gkml" / "messages" / "errors.zh.toml").read_text(encoding="utf-8"))
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
    "command", [c for page in DOCS.glob("*.md") for c in _COMMAND.findall(page.read_text("utf-8"))]
)
def test_commands_in_the_documentation_run(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main([*shlex.split(command, comments=True)[1:], "--lang", "en"]) == 0
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    "code", [c for p in DOCS.glob("*.md") for c in re.findall(r"```python\n(.*?)```", p.read_text("utf-8"), re.S)]
)
def test_code_in_the_documentation_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, "docs", "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (page.parent / target).exists(), target
