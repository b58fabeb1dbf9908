"""Where cells are lost: tags exchanged stage by stage, and the page that the figures are written into."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.labels import Tag
from gkml.tagging.model import ModelTagger, model_folder
from gkml.template import load_templates
from tests.conftest import text_document
from training import losses
from training.dataset import LabelledDocument
from training.synthesis import synthesise

FIGURES = frozenset({"figure", "unit", "note"})


def test_true_tags_take_the_place_of_what_overlaps_them() -> None:
    predicted = [Tag("row:t.a", 0, 5), Tag("figure", 5, 6), Tag("row:t.b", 8, 9), Tag("column:c", 20, 22)]
    true = [Tag("row:t.a", 0, 4), Tag("figure", 4, 6), Tag("figure", 8, 9)]
    exchanged = losses._exchanged(predicted, true, FIGURES)
    assert [(tag.label, tag.start, tag.end) for tag in exchanged] == [
        ("figure", 4, 6),
        ("figure", 8, 9),
        ("column:c", 20, 22),
    ]


def test_tags_of_rows_that_are_not_encoded_are_lost() -> None:
    prose = "本机关今年继续推进政务公开工作，" * 20
    document = text_document("规章\t1\t2\t3\n" + f"{prose}\n" * 60 + "规章\t1\t2\t3\n")
    start = len("规章\t1\t2\t3\n") + 40 * (len(prose) + 1) + 200
    here, there = Tag("row:disclosure.rules", 0, 2), Tag("figure", start, start + 1)
    stages = losses.Stages(ModelTagger(model_folder(), load_templates()))
    assert stages.encoded(LabelledDocument(document, (here, there))) == [here]


def test_a_clean_report_loses_nothing_in_any_stage() -> None:
    report = synthesise(5, 0)
    templates = load_templates()
    stages = losses.Stages(ModelTagger(model_folder(), templates))
    found = dict(losses.losses_of(report, stages, {}, templates))
    assert set(found.values()) == {len(report.gold["cells"])}
    assert list(found) == ["true tags", "encoded", "true figures", "true labels", "model tags"]


def test_a_section_is_written_in_place_of_the_one_before() -> None:
    page = "# Results\n\nText.\n"
    once = losses.write_into(page, "## Where cells are lost\n\n1\n")
    twice = losses.write_into(once + "\n## Other\n", "## Where cells are lost\n\n2\n")
    assert once == "# Results\n\nText.\n\n## Where cells are lost\n\n1\n"
    assert twice == "# Results\n\nText.\n\n## Where cells are lost\n\n2\n\n## Other\n"


def test_a_folder_without_gold_readings_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        losses.main(["--real", str(tmp_path)])
    assert "no folder gold" in capsys.readouterr().err
