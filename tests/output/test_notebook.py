"""Reports in notebooks: whole tables, doubts that are seen without colours too, and no markup but ours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from lxml import html

from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.output.notebook import report_to_html
from gkml.pipeline import Pipeline
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, CheckRecord, Notice, Report
from tests.conftest import EXAMPLES
from tests.output.made_reports import PROVENANCE, reports

OTHERS = "requests.granted.other_organization"
EVIL = "<script>alert(1)</script>\"' onload=x &amp;"


def rows(table: html.HtmlElement) -> int:
    """Rows of a table, after it was seen that their boxes fill the grid without overlapping."""
    taken: set[tuple[int, int]] = set()
    height = 0
    for at, row in enumerate(table.iter("tr")):
        height = at + 1
        column = 0
        for box in row:
            while (at, column) in taken:
                column += 1
            for down in range(int(box.get("rowspan", 1))):
                for right in range(int(box.get("colspan", 1))):
                    assert (at + down, column + right) not in taken
                    taken.add((at + down, column + right))
    return height


def test_all_figures_of_a_report_stand_in_its_tables(rules: Pipeline) -> None:
    for path in EXAMPLES:
        report = rules(path)
        page = html.fromstring(report._repr_html_())
        tables = page.findall(".//table")
        assert len(tables) == sum(form is not None for form in report.templates.values())
        assert all(rows(table) > 3 for table in tables)
        shown = sorted(
            (box.text or "").strip() for table in tables for box in table.iter("td") if "right" in box.get("style")
        )
        assert len(shown) == len(report.cells)
        printed = [cell for cell in report.cells.values() if cell.state == "number" and not cell.review]
        assert all(str(cell.value) in shown for cell in printed)


def test_doubts_are_marked_and_explained() -> None:
    cells = [
        CellRecord(
            "requests.granted.total", 7, "7", "number", review=True, reason="看<不>清", doubts=(DoubtCode.FAINT,)
        ),
        CellRecord("requests.granted.natural_person", Decimal("2.50"), "2.50", "number"),
        CellRecord("requests.other.remaining.total", state="unreadable", review=True),
        CellRecord(OTHERS, 8, "8", "number", review=True, evidence=Evidence("exact", "order", "seen")),
    ]
    report = Report("a.txt", PROVENANCE, templates={"requests": "2021"}, cells={cell.id: cell for cell in cells})
    page = html.fromstring(report_to_html(report))
    marked = [box for box in page.iter("td") if box.find("b") is not None]
    titles = {box.text_content(): box.get("title") for box in marked}
    assert titles.pop("8!").split("; ") == [
        "column: no legible head tells its column, only the order of the columns",
        "sums: no sum speaks for or against it",
    ]
    assert titles == {
        "7!": "看<不>清; the text here has nearly the colour of its background (faint)",
        "?!": "for review",
    }
    assert all("background" in box.get("style") for box in marked)
    assert any(box.text_content() == "2.50" and "background" not in box.get("style") for box in page.iter("td"))


@given(reports())
def test_nothing_of_a_report_is_markup(report: Report) -> None:
    check = CheckRecord("x", "row_sum", "fail", message=EVIL)
    error = InputError(EVIL, code="timeout")
    cell = CellRecord("requests.granted.total", None, EVIL, "mark", review=True, reason=EVIL)
    templates = {"requests": "2021", "disclosure": EVIL}
    report = replace(
        report,
        source=EVIL,
        agency=EVIL,
        error=error,
        checks=(check,),
        warnings=(Notice("x", EVIL),),
        templates=templates,
        cells={**report.cells, cell.id: cell},
    )
    page = html.fromstring(report_to_html(report))
    assert {element.tag for element in page.iter()} <= {"div", "p", "b", "small", "table", "tr", "td"}
    assert {name for element in page.iter() for name in element.attrib} <= {
        "class",
        "style",
        "title",
        "rowspan",
        "colspan",
    }


def test_failed_reports_and_unknown_forms_are_shown_too() -> None:
    failed = Report("a.txt", PROVENANCE, status="failed", error=InputError("it is gone", code="unreadable_path"))
    assert "it is gone" in report_to_html(failed)
    cell = CellRecord("pets.cats.total", 3, "3", "number")
    own = Report("b.txt", PROVENANCE, templates={"pets": "2030", "requests": None}, cells={cell.id: cell})
    page = html.fromstring(report_to_html(own))
    assert [box.text_content() for box in page.iter("td")] == ["pets.cats.total", "3"]
