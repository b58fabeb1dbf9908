"""Settings of a file and of the environment: what counts before what, and what is refused."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from gkml.commands.arguments import build_parser
from gkml.commands.configuration import FILE_NAME, configure, find_file, load_settings, name_to_variable, to_pipeline
from gkml.commands.engines import options_to_settings
from gkml.errors import UsageError
from gkml.settings import Settings


def written(folder: Path, text: str) -> Path:
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return path


def options(*arguments: str) -> argparse.Namespace:
    return build_parser("extract").parse_args(["extract", "a.txt", *arguments])


def test_without_any_all_are_the_defaults(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert all(each.is_default for each in settings.values())
    assert to_pipeline(settings) == Settings()
    assert settings["limits.pages"].value == 300


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    upper = written(tmp_path, "workers = 1")
    assert find_file({}, below) == upper
    nearer = written(tmp_path / "a", "workers = 2")
    assert find_file({}, below) == nearer
    assert find_file({"GKML_CONFIG": str(upper)}, below) == upper
    assert find_file({"GKML_CONFIG": ""}, below) is None


def test_an_option_counts_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    written(tmp_path, 'tagger = "model"\nworkers = 3\nlang = "zh"\n[limits]\npages = 7\nrows = 8\n')
    environment = {"GKML_WORKERS": "2", "GKML_LIMITS_PAGES": "5", "PATH": "/bin"}
    given = options("--tagger", "combined", "--workers", "0", "--timeout", "9")
    configure(given, environment, tmp_path)
    assert (given.tagger, given.workers, given.lang) == ("combined", 0, "zh")
    settings = options_to_settings(given)
    assert (settings.tagger, settings.limits.pages, settings.limits.rows) == ("combined", 5, 8)
    assert settings.limits.seconds == 9
    open_ = options()
    configure(open_, environment, tmp_path)
    assert (open_.tagger, open_.workers) == ("model", 2)


def test_the_rules_asked_for_by_an_option_want_no_model_of_the_file(tmp_path: Path) -> None:
    written(tmp_path, 'model = "mine"\n')
    by_rules, combined = options("--tagger", "rules"), options()
    configure(by_rules, {}, tmp_path)
    configure(combined, {}, tmp_path)
    assert by_rules.model is None
    assert combined.model == str(tmp_path / "mine")


def test_paths_are_relative_to_the_file_and_those_of_the_environment_to_the_folder(tmp_path: Path) -> None:
    written(tmp_path, 'templates = ["forms/a.yaml"]')
    assert load_settings({}, tmp_path / "x")["templates"].value == [str(tmp_path / "forms/a.yaml")]
    several = load_settings({"GKML_TEMPLATES": f"a.yaml{os.pathsep}b"}, tmp_path)["templates"].value
    assert several == [os.path.abspath("a.yaml"), os.path.abspath("b")]


def test_thresholds_and_rules_of_review_go_through(tmp_path: Path) -> None:
    written(tmp_path, "[similarity]\nlabel = 90\n[trust]\nalone = 0.5\n[review]\nconfidence_below = 0.9\nnotes = []\n")
    settings = to_pipeline(load_settings({}, tmp_path))
    assert (settings.similarity.label, settings.trust.alone) == (90, 0.5)
    assert settings.review == {"confidence_below": 0.9, "notes": []}
    assert not settings.usual_tagging
    assert Settings.from_plain(settings.to_plain()) == settings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[limits]\npagse = 3", "there is no setting limits.pagse; did you mean limits.pages?"),
        ("[limit]\npages = 3", "did you mean limits?"),
        ("tager = 'rules'", "did you mean tagger?"),
        ("colour = 'red'", "gkml config lists them all"),
        ("tagger = 'rulse'", "tagger is combined"),
        ("workers = -1", "workers is 0, 1, 2"),
        ("workers = true", "workers is 0, 1, 2"),
        ("templates = 'a.yaml'", "templates is"),
        ("limits = 3", "there is no setting limits"),
        ("[limits]\npages = '3'", "Limits.pages is a whole number"),
        ("[similarity]\nlabel = 200", "Similarity.label is a number from 0 to 100"),
        ("[review]\nnotes = ['no such doubt']", "review: no usable rules"),
        ("tagger = ", "no usable settings"),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_settings({}, tmp_path)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


def test_so_is_the_environment(tmp_path: Path) -> None:
    for environment, words in [
        ({"GKML_LIMITS_PAGS": "3"}, "did you mean GKML_LIMITS_PAGES?"),
        ({"GKML_LIMITS_PAGES": "three"}, "GKML_LIMITS_PAGES"),
        ({"GKML_WORKERS": "many"}, "workers is 0, 1, 2 …, not 'many'"),
        ({"GKML_TAGGER": "best"}, "tagger is combined / model / rules, not 'best'"),
        ({"GKML_CONFIG": str(tmp_path / "none.toml")}, "there is no file"),
    ]:
        with pytest.raises(UsageError) as caught:
            load_settings(environment, tmp_path)
        assert words in str(caught.value)


def test_every_setting_has_a_variable_of_its_own(tmp_path: Path) -> None:
    names = load_settings({}, tmp_path)
    assert len({name_to_variable(name) for name in names}) == len(names)
