"""The table of what is read worse than the rest."""

from __future__ import annotations

import gkml.pipeline
from training.by_production import open_reports, production_scores, production_table
from training.synthesis.printing import print_document


def test_every_production_of_a_document_counts_it() -> None:
    reports = [print_document(seed, fixed={"file": "report", "separator": "tab"}) for seed in range(2)]
    scores = production_scores({"rules": gkml.pipeline.load(tagger="rules")}, reports)
    assert scores["separator.tab"]["rules"].reports == scores["all"]["rules"].reports == 2
    assert sum(scores[name]["rules"].reports for name in scores if name.startswith("columns.")) == 2
    lines = list(production_table(scores))
    assert lines[0].startswith("| production | documents | rules")
    assert lines[2].startswith("| all | 2 |")


def test_the_blind_split_is_not_looked_at() -> None:
    assert {report.name.partition("p-")[0].removeprefix("e") for report in open_reports(2)} == {"t", "u"}
