"""An example written in the dialect of another program reads back equal, or what does not is marked."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from gkml.pipeline import Pipeline, load
from gkml.records.report import Report
from tests.conftest import EXAMPLES
from tests.readers.dialects import FORMS, Dress, written

TABBED = next(path for path in EXAMPLES if path.stem.endswith("_tabs"))
DRESSES = st.builds(
    Dress,
    empty=st.sampled_from(["", "", "nan", "None", "&nbsp;"]),
    pad=st.sampled_from(["", "", " ", "\u3000", "\u00a0", "\u200b", "&nbsp;"]),
    figure=st.sampled_from(["{}", "{}", "'{}'", "**{}**", "`{}`"]),
    point=st.booleans(),
    counted=st.booleans(),
)


@pytest.fixture(scope="module")
def rules() -> Pipeline:
    return load(tagger="rules")


@pytest.fixture(scope="module")
def printed(rules: Pipeline) -> Report:
    return rules(TABBED)


def figures(report: Report) -> dict[str, object]:
    return {key: cell.value for key, cell in report.cells.items()}


@pytest.mark.parametrize("form", FORMS)
def test_a_plain_table_of_every_form_reads_back_equal(form: str, rules: Pipeline, printed: Report) -> None:
    text = written(printed.text or "", FORMS[form], Dress())
    report = rules.read(text.encode(), "a.txt")
    assert figures(report) == figures(printed)
    assert (report.agency, report.year) == (printed.agency, printed.year)


@seed(20_240_613)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMS)), DRESSES)
def test_no_dialect_makes_a_wrong_figure_pass_for_right(
    rules: Pipeline, printed: Report, form: str, dress: Dress
) -> None:
    report = rules.read(written(printed.text or "", FORMS[form], dress).encode(), "a.txt")
    silent = {
        key: (cell.value, printed.cells[key].value)
        for key, cell in report.cells.items()
        if key in printed.cells and cell.value != printed.cells[key].value and not cell.review
    }
    assert not silent
