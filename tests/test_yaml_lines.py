"""What is no text, no YAML, or more of it than any form is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from gkml.errors import TemplateError
from gkml.template import load_form, load_templates
from gkml.yaml_lines import YamlLines


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("form: [1\ntitle: 甲\n", 2, "not YAML"),
        ("form: 1\n\ttitle: 甲\n", 2, "not YAML"),
        ("", 1, "a form is a mapping"),
        ("- form\n- title\n", 1, "a form is a mapping"),
        ("form: a\n---\nform: b\n", 2, "not YAML"),
    ],
)
def test_what_is_no_mapping_in_yaml_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError, match=says) as caught:
        load_form(path)
    assert caught.value.message.startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{name}: &{name} [{', '.join([f'*{above}'] * 10)}]\n" for above, name in pairwise("abcdefgh")),
        "a: " + "[" * 3000 + "]" * 3000,
        "a: " + "[" * 50 + "]" * 50,
    ],
)
def test_aliases_and_nesting_without_end_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError, match=r"form\.yaml:\d+: .*(?:deep|values)"):
        load_form(path)


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"gone\.yaml: cannot be read"):
        load_templates(tmp_path / "gone.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"title: \xe9t\xe9\n")
    with pytest.raises(TemplateError, match=r"latin\.yaml: cannot be read"):
        load_templates(latin)


def test_every_key_knows_its_line_and_an_error_that_of_its_parent() -> None:
    read = YamlLines(Path("a.yaml"), "a: 1\nb:\n  c: [x, y]\n  d: on\n")
    assert read.data == {"a": 1, "b": {"c": ["x", "y"], "d": True}}
    assert read.error(("b", "c"), "is wrong").message == "a.yaml:3: b.c: is wrong"
    assert read.error(("b", "gone"), "is missing").message == "a.yaml:2: b.gone: is missing"
    assert read.error((), "is wrong").message == "a.yaml:1: (top): is wrong"
