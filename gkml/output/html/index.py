"""The page that lists reports: sorted and filtered by its reader, totals above, one line a report.

Lines wait on the disk until all are there, so that memory does not grow with their number; a page lists so many that a
browser shows them at once, and more are on further pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gkml.messages import LANGUAGES, Language, error_sentence
from gkml.output.html.document import page, static_text
from gkml.output.html.markup import Attribute, Child, Markup, element, join, json_block
from gkml.output.html.words import both, in_both, say, title, words_for_scripts
from gkml.records.report import Report

__all__ = ["MOST_ROWS", "Index", "Totals", "page_name"]

MOST_ROWS = 2_000
"""Reports of a page: a browser sorts so many in half a second."""

_LINK = ' href="'  # nothing but a link: in text of reports there is no such quote
_PLACES = 1  # of a share in per cent
_MOST_NAME = 120
_MOST_SOURCE = 400  # of the end of a path
_MOST_MESSAGE = 600
_COLUMNS = ("agency", "year", "status", "tables_found", "figures_read", "review", "review_share", "failed_sums", "file")
_NUMBERS = frozenset({"year", "tables_found", "figures_read", "review", "review_share", "failed_sums"})


@dataclass(slots=True)
class Totals:
    """Sums over all reports."""

    reports: int = 0
    failed: int = 0
    figures: int = 0
    review: int = 0
    fails: int = 0


@dataclass(slots=True)
class Index:
    """Takes reports one after another.

    Attributes:
        folder: where lines wait.
        most: reports of a page.
        totals: of all that were added.
    """

    folder: Path
    most: int = MOST_ROWS
    totals: Totals = field(default_factory=Totals)
    _waiting: list[str] = field(default_factory=list)
    _full: int = 0

    def page_of_next(self) -> int:
        """The page, from 1, on which the next report will stand."""
        return self.totals.reports // self.most + 1

    def add(self, report: Report, address: str) -> None:
        """Append a report, to be found at an address."""
        if len(self._waiting) == self.most:
            self._spool()
        self._waiting.append(_row(report, address, self.totals))

    def pages(self) -> int:
        """How many pages there are."""
        return self._full + 1

    def to_page(self, number: int, language: Language, prefix: str = "") -> str:
        """One of the pages.

        Args:
            number: of the page, from 1.
            language: that is shown first.
            prefix: address of the folder that reports and pages are in, from where the page is put.
        """
        spooled = self._rows_file(number - 1)
        rows = spooled.read_text(encoding="utf-8") if number <= self._full else "\n".join(self._waiting)
        moved = Markup(rows.replace(_LINK, f"{_LINK}{prefix}"))
        body = join(
            [
                element("header", element("h1", both("title_of_index")), _switch(), class_="top"),
                element("main", _tiles(self.totals), self._range(number, prefix), _filters(), _table(moved)),
                json_block("gkml-data", {"words": words_for_scripts(), "cells": {}}),
            ]
        )
        return page(
            say("title_of_index", language),
            body,
            styles=[static_text("common.css") + static_text("index.css")],
            scripts=[static_text("common.js"), static_text("index.js")],
            language=language,
        )

    def close(self) -> None:
        """Let go of the lines that wait on the disk."""
        for number in range(self._full):
            self._rows_file(number).unlink(missing_ok=True)

    def _spool(self) -> None:
        data = "\n".join(self._waiting).encode("utf-8", errors="backslashreplace")
        self._rows_file(self._full).write_bytes(data)
        self._full += 1
        self._waiting.clear()

    def _rows_file(self, number: int) -> Path:
        return self.folder / f"rows-{number}.part"

    def _range(self, number: int, prefix: str) -> Markup | None:
        if not self._full:
            return None
        first, last = (number - 1) * self.most + 1, min(number * self.most, self.totals.reports)
        told = both("pages_of_index", first=first, last=last, all=self.totals.reports)
        links = [
            element("b", str(other)) if other == number else element("a", str(other), href=prefix + page_name(other))
            for other in range(1, self.pages() + 1)
        ]
        return element("nav", told, " ", *links, class_="pages")


def page_name(number: int) -> str:
    """The file of a page, from 1."""
    return "index.html" if number == 1 else f"index-{number}.html"


def _row(report: Report, address: str, totals: Totals) -> str:
    """The line of a report, which is added to the totals."""
    cells = report.cells.values()
    figures = sum(cell.state == "number" for cell in cells)
    review = sum(cell.review for cell in cells)
    fails = sum(check.status == "fail" for check in report.checks)
    found = sum(form is not None for form in report.templates.values())
    wanted = max(found, len({name.partition(".")[0] for name in report.cells}))
    share = 100 * review / len(report.cells) if report.cells else 0.0
    totals.reports += 1
    totals.failed += report.status == "failed"
    totals.figures += figures
    totals.review += review
    totals.fails += fails
    name = (report.agency or "")[:_MOST_NAME] or both("agency_unknown")
    return element(
        "tr",
        element("td", element("a", name, href=address), _part(report)),
        _cell(report.year, report.year or 0),
        element(
            "td", element("span", both(f"status_{report.status}"), class_=f"chip {report.status}"), class_="status"
        ),
        _cell(f"{found} / {wanted}", found - wanted, "lacking" if found < wanted else ""),
        _cell(figures, figures),
        _cell(review, review, "doubt" if review else ""),
        _cell(f"{share:.{_PLACES}f} %", f"{share:.4f}", "doubt" if review else ""),
        _cell(fails, fails, "fails" if fails else ""),
        element("td", report.source[-_MOST_SOURCE:], *_remark(report), class_="file"),
        data_year=report.year,
        data_status=report.status,
        data_review=review,
    )


def _part(report: Report) -> Child:
    if report.part is None:
        return None
    return element("small", " ", both("part", number=report.part.number, all=report.part.of))


def _remark(report: Report) -> list[Markup]:
    if report.error is None:
        return []
    code, message = report.error.code, report.error.message
    said = {language: f"{code}: {error_sentence(code, message, language)}"[:_MOST_MESSAGE] for language in LANGUAGES}
    return [element("small", in_both(said), class_="remark")]


def _cell(shown: object, order: Attribute, kind: str = "") -> Markup:
    return element("td", "" if shown is None else str(shown), class_=f"number {kind}".strip(), data_order=order)


def _switch() -> Markup:
    return element("button", both("switch"), type="button", class_="switch")


def _tiles(totals: Totals) -> Markup:
    told = [
        (totals.reports, "reports"),
        (totals.failed, "status_failed"),
        (totals.figures, "figures_read"),
        (totals.review, "review"),
        (totals.fails, "failed_sums"),
    ]
    tiles = [element("div", element("b", f"{number:,}"), element("span", both(key))) for number, key in told]
    return element("div", *tiles, class_="tiles")


def _filters() -> Markup:
    """Those that need a script are made usable by it."""
    return element(
        "form",
        element(
            "input",
            type="search",
            name="words",
            placeholder=title("filter"),
            aria_label=title("filter"),
            **_in_each("filter"),
        ),
        element("select", _option("any_year", ""), name="year", aria_label=title("year")),
        element(
            "select",
            _option("any_status", ""),
            *(_option(f"status_{one}", one) for one in ("ok", "partial", "failed")),
            name="status",
            aria_label=title("status"),
        ),
        element("label", element("input", type="checkbox", name="doubts"), both("only_doubts")),
        element("output", class_="shown"),
        class_="filters",
    )


def _option(key: str, value: str) -> Markup:
    return element("option", title(key), value=value, **_in_each(key))


def _in_each(key: str) -> dict[str, Attribute]:
    """What a script puts in, where markup can hold one language only."""
    return {f"data_{language}": say(key, language) for language in LANGUAGES}


def _table(rows: Markup) -> Markup:
    heads = [
        element(
            "th",
            element("button", both(key), type="button", data_column=at),
            class_="number" if key in _NUMBERS else None,
            aria_sort="none",
        )
        for at, key in enumerate(_COLUMNS)
    ]
    head = element("thead", element("tr", *heads))
    return element("div", element("table", head, element("tbody", rows), class_="reports"), class_="wide")
