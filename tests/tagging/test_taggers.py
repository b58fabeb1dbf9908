"""Taggers by name: the right one, or a word about what was meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.tagging.combine import CombinedTagger
from gkml.tagging.model import ModelTagger
from gkml.tagging.rules import RuleTagger
from gkml.tagging.taggers import Cascade, choose_tagger
from gkml.template import load_templates

FORMS = load_templates()


def test_each_name_has_its_tagger() -> None:
    assert isinstance(choose_tagger("rules", FORMS, None)[0], RuleTagger)
    assert isinstance(choose_tagger("model", FORMS, None)[0], ModelTagger)
    combined, notices = choose_tagger("combined", FORMS, None)
    assert isinstance(combined, CombinedTagger)
    assert isinstance(combined, Cascade)
    assert notices == []


def test_the_nearest_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "gkml-base").mkdir()
    (tmp_path / "gkml-base" / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(repr(str(tmp_path / "gkml-base")))):
        choose_tagger("combined", FORMS, tmp_path / "gkml-bsae")
    with pytest.raises(UsageError, match="did you mean 'rules'"):
        choose_tagger("ruels", FORMS, None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="'combined', 'model', 'rules'"):
        choose_tagger("regex", FORMS, None)  # type: ignore[arg-type]


def test_a_model_for_the_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="rules use no model"):
        choose_tagger("rules", FORMS, tmp_path)
