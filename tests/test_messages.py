"""Sentences in two languages say the same things."""

from __future__ import annotations

import pickle
import re
import string
import tomllib
from pathlib import Path

import pytest

import gkml.messages
from gkml.errors import UsageError
from gkml.messages import Sentence, error_sentence, language_of_locale, sentence, warning_sentence

FOLDER = Path(gkml.messages.__file__).parent
ONE_LANGUAGE = {"argparse", "errors", "warnings"}  # what stands for words that are elsewhere
AREAS = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.toml")} - ONE_LANGUAGE)


def places(text: str) -> set[str]:
    """Parameters that a sentence names."""
    return {name.partition("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_sentences_with_the_same_places(area: str) -> None:
    english, chinese = (
        tomllib.loads((FOLDER / f"{area}.{language}.toml").read_text(encoding="utf-8")) for language in ("en", "zh")
    )
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert places(text) == places(chinese[key]), key


def test_every_sentence_that_the_command_line_asks_for_is_there() -> None:
    known = tomllib.loads((FOLDER / "cli.en.toml").read_text(encoding="utf-8"))
    sources = [path.read_text(encoding="utf-8") for path in (FOLDER.parent / "commands").glob("*.py")]
    asked = {key for text in sources for key in re.findall(r'\bsay\(\s*"(\w+)"', text)}
    assert len(asked) > 50
    assert asked <= known.keys()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_TW", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_locale_tells_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of_locale(environment) == language


def test_an_error_is_english_and_can_be_said_in_chinese() -> None:
    error = UsageError(Sentence("output", "is_folder", path="x"))
    assert error.message == "the output 'x' is a folder; name a file in it"
    assert error.args[0].said_in("zh") == sentence("output", "is_folder", "zh", path="x")
    assert pickle.loads(pickle.dumps(error)).message == error.message
    assert error_sentence("empty_file", "it is empty", "en") == "it is empty"
    assert "空" in error_sentence("empty_file", "it is empty", "zh")
    assert error_sentence("new_code", "new", "zh") == "new"


def test_a_warning_is_said_in_chinese_with_its_details() -> None:
    assert warning_sentence("ocr", "pages 2", "en") == "pages 2"
    assert warning_sentence("ocr", "pages 2", "zh") == "有些数字是从图片里识别的，请与图片对照（pages 2）"
    assert warning_sentence("of_tomorrow", "pages 2", "zh") == "pages 2"
