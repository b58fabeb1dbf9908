"""A report as a person checks it: what is printed at the left, the statutory tables at the right, each figure and its
place linked.

``report_to_view`` is a pure function; the page of a report and the review application both show what it makes. What
scripts go by are attributes, which stay as they are:

=================  ====================================================================================================
``data-cell``      id of the cell that the element shows; once for each cell of the record
``data-state``     ``number``, ``blank``, ``mark``, ``absent`` or ``unreadable``
``data-start``     offset into the canonical text: of a figure, of a place in the text, of a line
``data-end``       the end of that, exclusive
``data-page``      page that a figure stands on, or that a picture shows
``data-doubts``    codes of its doubts, a blank between them; only where the figure is for review
``data-checks``    ids of checks: the failed ones of a figure, those that compare a statement of the text
``data-cells``     ids of cells: of a place in the text, a box on a page, a check, a doubt
``data-ref``       id of the cell that a button leads to
``data-check``     id of the check that the element shows
``data-table``     id of the table; ``data-section`` beside it is the section that it stands in
``data-sha256``    of the input, on the element of the view; ``data-part`` is which of several reports in it this one is
=================  ====================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gkml.messages import LANGUAGES, Language, error_sentence, warning_sentence
from gkml.output.html.details import details_of, doubts_to_list
from gkml.output.html.document import page, static_text
from gkml.output.html.forms import cell_labels, other_cells, report_to_tables, table_to_markup
from gkml.output.html.markup import NOTHING, Attribute, Markup, element, join, json_block
from gkml.output.html.pictures import PageView, pages_to_markup
from gkml.output.html.source import report_to_places, text_to_markup
from gkml.output.html.sums import checks_to_list, failed_by_cell
from gkml.output.html.words import both, in_both, say, title, words_for_scripts
from gkml.records.report import CheckRecord, Notice, Report
from gkml.template import Table, Templates

__all__ = ["report_title", "report_to_page", "report_to_view"]

_MOST_HEADINGS = 60
_MOST_NOTICES = 60
_MOST_NAME = 120  # characters of an agency
_MOST_SOURCE = 400
_MOST_MESSAGE = 600
_MOST_TITLE = 60  # characters of a heading in the list of headings


def report_to_page(
    report: Report,
    templates: Templates,
    *,
    pages: Sequence[PageView] = (),
    index: str | None = None,
    language: Language = "zh",
) -> str:
    """A page on a report that needs nothing beside it.

    Args:
        report: the reading; with its text, or the page has none to show.
        templates: the forms that its tables are drawn by.
        pages: pictures of its pages.
        index: address of the page that lists it.
        language: that is shown first.
    """
    return page(
        report_title(report, language),
        report_to_view(report, templates, pages=pages, index=index),
        styles=[static_text("common.css") + static_text("view.css")],
        scripts=[static_text("common.js"), static_text("reading.js")],
        language=language,
    )


def report_title(report: Report, language: Language) -> str:
    """Agency and year, or what is said of those that could not be read."""
    agency = report.agency or say("agency_unknown", language)
    return f"{agency[:_MOST_NAME]} · {report.year or say('year_unknown', language)}"


def report_to_view(
    report: Report, templates: Templates, *, pages: Sequence[PageView] = (), index: str | None = None
) -> Markup:
    """The body of the page: everything on a report, in all languages, and the data that scripts read.

    Args:
        report, templates, pages, index: as ``report_to_page`` takes them.
    """
    tables = report_to_tables(report, templates)
    labels = cell_labels(tables)
    failed = failed_by_cell(report)
    source = _source(report, pages_to_markup(list(pages), report.cells, failed))
    right = element("section", *_right(report, tables, failed), class_="tables", aria_label=title("tables"))
    panel = element("aside", class_="panel", aria_live="polite", hidden=not report.cells)
    data = {"words": words_for_scripts(), "cells": details_of(report, labels)}
    return join(
        [
            _header(report, index),
            element(
                "main",
                source,
                right,
                panel,
                class_="view",
                data_sha256=report.sha256,
                data_part=None if report.part is None else report.part.number,
            ),
            json_block("gkml-data", data),
        ]
    )


# ---------------------------------------------------------------------------------------------------------------------
# Above


def _header(report: Report, index: str | None) -> Markup:
    review = sum(cell.review for cell in report.cells.values())
    figures = sum(cell.state == "number" for cell in report.cells.values())
    fails = sum(check.status == "fail" for check in report.checks)
    chips = [
        element("span", both(f"status_{report.status}"), class_=f"chip {report.status}"),
        element("span", both("figures", number=figures), class_="chip figures"),
        element("span", both("doubtful", number=review), class_="chip partial" if review else "chip"),
        element("span", both("fails", number=fails), class_="chip failed" if fails else "chip"),
    ]
    source = report.source[-_MOST_SOURCE:]
    named = {language: report_title(report, language) for language in LANGUAGES}
    return element(
        "header",
        element("a", both("to_index"), href=index, class_="index") if index is not None else None,
        element("h1", in_both(named)),
        *(chips if report.error is None else chips[:1]),
        element("span", source, class_="file", title=source),
        _part(report),
        _button(both("switch"), "switch"),
        _button("?", "help", title=title("help")),
        class_="top",
    )


def _button(content: Markup | str, kind: str, **more: Attribute) -> Markup:
    return element("button", content, type="button", class_=kind, **more)


def _part(report: Report) -> Markup | None:
    if report.part is None:
        return None
    told = both("part", number=report.part.number, all=report.part.of)
    name = (report.part.title or "")[:_MOST_NAME]
    return element("span", told, f" {name}", class_="chip part", title=name)


# ---------------------------------------------------------------------------------------------------------------------
# At the left


def _source(report: Report, pictures: Markup | None) -> Markup:
    tabs = []
    if pictures is not None:
        tabs = [_button(both(f"show_{kind}"), "tab", data_shows=kind) for kind in ("text", "pages")]
    return element(
        "section",
        element("nav", *tabs, _headings(report)),
        element("div", _text(report), class_="text", tabindex=0),
        element("div", pictures, class_="pages", hidden=True) if pictures is not None else None,
        class_="source",
        aria_label=title("source"),
    )


def _text(report: Report) -> Markup:
    if report.text is None:
        return element("p", both("no_text" if report.error is None else "not_read"), class_="note")
    return text_to_markup(report.text, report_to_places(report))


def _headings(report: Report) -> Markup | None:
    """The sections, as a list to jump by."""
    if not report.headings or report.text is None:
        return None
    links = [
        _button(one.text[:_MOST_TITLE], "heading", data_start=one.start, data_end=one.end, data_section=one.section)
        for one in report.headings[:_MOST_HEADINGS]
    ]
    return element("details", element("summary", both("sections")), element("div", *links), class_="headings")


# ---------------------------------------------------------------------------------------------------------------------
# At the right


def _right(report: Report, tables: Sequence[Table], failed: dict[str, str]) -> Iterator[Markup | None]:
    labels = cell_labels(tables)
    if report.error is not None:
        yield _error(report)
    if report.cells:
        yield _legend()
    elsewhere = [check for check in report.checks if _table_of(check) not in {table.id for table in tables}]
    for table in tables:
        checks = [check for check in report.checks if _table_of(check) == table.id]
        yield table_to_markup(table, report, failed, _below(checks, report, tables))
    yield other_cells(report, labels, failed)
    yield _section("doubts", doubts_to_list(report, labels))
    yield _section("other_checks", _failed(elsewhere, report, tables))
    stated = [check for check in report.checks if check.kind == "text" and check.status != "not_applicable"]
    yield _section("narrative", checks_to_list(stated, report, tables))
    notices = [element("li", in_both(_warning(one))) for one in report.warnings[:_MOST_NOTICES]]
    yield _section("warnings", element("ul", *notices) if notices else None)
    yield element("footer", _provenance(report))


def _table_of(check: CheckRecord) -> str:
    return check.id.partition(".")[0]


def _below(checks: Sequence[CheckRecord], report: Report, tables: Sequence[Table]) -> Markup:
    """Failed checks of a table, and how many hold."""
    counted = [(status, sum(check.status == status for check in checks)) for status in _COUNTED]
    told = [element("span", both(status, number=number), class_=status) for status, number in counted if number]
    note = element("p", *told, class_="counts") if told else None
    return join([_failed(checks, report, tables) or NOTHING, note])


_COUNTED = ("pass", "fail", "undetermined")


def _failed(checks: Sequence[CheckRecord], report: Report, tables: Sequence[Table]) -> Markup | None:
    """Those that stand in the list of the narrative are not told twice."""
    return checks_to_list([one for one in checks if one.status == "fail" and one.kind != "text"], report, tables)


def _section(key: str, content: Markup | None) -> Markup | None:
    return None if content is None else element("section", element("h2", both(key)), content, class_=f"list {key}")


def _error(report: Report) -> Markup | None:
    if report.error is None:
        return None
    code, message = report.error.code, report.error.message
    said = {language: f"{code}: {error_sentence(code, message, language)}"[:_MOST_MESSAGE] for language in LANGUAGES}
    return element("p", in_both(said), class_="error")


def _legend() -> Markup:
    """How the states of a cell look."""
    kinds = [("number", "0"), ("blank", ""), ("mark", "—"), ("unreadable", "？"), ("absent", "")]
    boxes = [(f"figure {state}", shown, f"state_{state}") for state, shown in kinds]
    boxes += [("figure number review", "7", "for_review"), ("figure number failed", "8", "in_failed_sum")]
    return element(
        "p",
        *(
            element("span", element("i", element("span", shown, class_="shown"), class_=look), both(key))
            for look, shown, key in boxes
        ),
        class_="legend",
    )


def _warning(notice: Notice) -> dict[Language, str]:
    code, message = notice.code, notice.message
    return {one: f"{code}: {warning_sentence(code, message, one)}"[:_MOST_MESSAGE] for one in LANGUAGES}


def _provenance(report: Report) -> str:
    made = report.provenance
    told = [f"gkml {made.gkml}", made.tagger, made.model, made.reader, report.sha256]
    return " · ".join(str(one) for one in told if one)
