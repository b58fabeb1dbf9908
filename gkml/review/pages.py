"""The pages of the review: the queue, and a report with what can be decided of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from gkml.errors import GkmlError
from gkml.messages import LANGUAGES, Language, Sentence, sentence
from gkml.output.evidence_words import doubts_in_words
from gkml.output.html.document import static_text
from gkml.output.html.markup import Markup, element, join, json_block
from gkml.output.html.pictures import PageView
from gkml.output.html.view import report_title, report_to_view
from gkml.output.html.words import in_both
from gkml.output.printable import printable
from gkml.records.report import Notice, Report
from gkml.records.schema import shown_number
from gkml.review.decisions import Decision
from gkml.review.labels import label_names
from gkml.review.queue import Choices, Entry, Filters, Progress
from gkml.review.session import Opened, ReviewSession

__all__ = ["opened_to_markup", "queue_to_page", "report_to_review_page", "static_file"]

_AREA = "review_page"
_OWN = Path(__file__).parent / "static"
_KINDS = {"css": "text/css", "js": "text/javascript"}
_STATIC = {
    **dict.fromkeys(("common.css", "view.css", "common.js", "reading.js"), False),
    **dict.fromkeys(("review.css", "decide.js", "tagging.js", "queue.js"), True),
}
"""Names of what pages load, and whether it is of the review alone."""

_MOST_CHOICES = 60  # of a filter
_LONGEST_OPTION = 36  # characters
_MOST_DOUBTS = 3  # of a report that the queue names
_SHOWS = ("open", "done", "all")
_OF_SCRIPTS = (
    *(
        "confirm",
        "take",
        "refuse",
        "alternative",
        "edit",
        "blank",
        "unreadable",
        "point",
        "save",
        "cancel",
        "new_value",
    ),
    *("decided_by", "changed_since", "all_decided", "kept", "undone", "done_said", "server_gone", "nothing_selected"),
    *(
        "choose_label",
        "no_label",
        "search_label",
        "tagged_as",
        "key_decide",
        "key_take",
        "key_refuse",
        "key_alternative",
        "key_edit",
    ),
    *(
        "key_blank",
        "key_unreadable",
        "key_point",
        "key_undo",
        "key_done",
        "key_tag",
        "key_headings",
        "key_select",
        "key_queue",
    ),
    *("key_reports", "left", "read_again", "queue_end"),
)
_LEFT_OPEN = {name: f"{{{name}}}" for name in ("value", "who", "when", "print", "number", "state")}


def static_file(name: str) -> tuple[str, str] | None:
    """A style sheet or script by its name, with its type; None where there is none."""
    own = _STATIC.get(name)
    if own is None:
        return None
    return (_own_text(name) if own else static_text(name)), _KINDS[name.rpartition(".")[2]]


@cache  # as many as there are files
def _own_text(name: str) -> str:
    return (_OWN / name).read_text(encoding="utf-8")


def _say(key: str, language: Language, **parameters: Any) -> str:
    return sentence(_AREA, key, language, **parameters)


def _both(key: str, **parameters: Any) -> Markup:
    return in_both({language: _say(key, language, **parameters) for language in LANGUAGES})


def _title(key: str) -> str:
    return " · ".join(dict.fromkeys(_say(key, language) for language in LANGUAGES))


def _page(title: str, body: Markup, styles: Sequence[str], scripts: Sequence[str], language: Language) -> str:
    """A page that loads what it needs from this server: nothing in it runs by itself."""
    links = [Markup(f'<link rel="stylesheet" href="/static/{name}">') for name in styles]
    head = join(
        [
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", title),
            *links,
            *(element("script", src=f"/static/{name}", defer=True) for name in scripts),
        ]
    )
    whole = element(
        "html", element("head", head), element("body", body), lang=language, data_language=language, data_asked=language
    )
    return f"<!DOCTYPE html>\n{whole}\n"


# ---------------------------------------------------------------------------------------------------------------------
# The queue


def queue_to_page(
    shown: Sequence[Entry],
    session: ReviewSession,
    filters: Filters,
    *,
    query: Mapping[str, str],
    at: int,
    size: int,
    count: int,
    language: Language,
) -> str:
    """The queue as a page.

    Args:
        shown: the reports on this page of it.
        session: for how far the review is, and for the filters.
        filters: that are set.
        query: the same as they stand in an address.
        at: place in the queue of the first that is shown.
        size: most that a page shows.
        count: of all.
        language: that is shown first.
    """
    seen = session.index.share_seen
    body = join(
        [
            element(
                "header",
                element("h1", _both("title")),
                _progress(session.progress()),
                element("span", _both("reading", share=round(100 * seen)), class_="chip partial") if seen < 1 else None,
                element("span", _both("faulty", number=session.index.faulty), class_="chip failed")
                if session.index.faulty
                else None,
                element("span", _both("you_are", who=session.who), class_="file"),
                element("button", _both("switch"), type="button", class_="switch"),
                class_="top",
            ),
            _filters(session.choices(), filters),
            element(
                "main",
                _queue(shown, query) if shown else element("p", _both("empty" if seen == 1 else "wait"), class_="note"),
                _turning(query, at, size, count),
                element("p", _both("queue_keys"), class_="note"),
                class_="queue",
                data_seen=str(seen < 1).lower(),
            ),
        ]
    )
    title = _say("title", language)
    return _page(title, body, ["common.css", "review.css"], ["common.js", "queue.js"], language)


def _progress(progress: Progress) -> Markup:
    done = progress.cells - progress.cells_left
    told = {"done": done, "all": progress.cells, "reports": progress.reports - progress.reports_left}
    bar = element("progress", max=max(1, progress.cells), value=done, class_="bar")
    words = _both("progress", **told, all_reports=progress.reports)
    return element("span", bar, element("span", words), class_="progress")


def _filters(choices: Choices, filters: Filters) -> Markup:
    """A form that asks for the queue again; browsers send it without any script."""
    agencies = [element("option", value=name) for name, _ in choices.agencies[: _MOST_CHOICES * 5] if name]
    return element(
        "form",
        element(
            "label",
            _both("agency"),
            element("input", name="agency", value=filters.agency, list="agencies", type="search"),
            element("datalist", *agencies, id="agencies"),
        ),
        _select("year", [(str(year), _as_is(str(year)), number) for year, number in choices.years], filters.year),
        _select("table", [(name, _as_is(name), number) for name, number in choices.tables], filters.table),
        _select("doubt", [(code, _doubt_words(code), number) for code, number in choices.doubts], filters.doubt),
        _select("show", [(name, _words(f"show_{name}"), None) for name in _SHOWS], filters.show, every=False),
        element("button", _both("apply"), type="submit"),
        element("a", _both("clear"), href="/"),
        method="get",
        action="/",
        class_="filters",
    )


_Choice = tuple[str, dict[Language, str], int | None]
"""Of a filter: its value, its words, and how many reports it leaves."""


def _select(name: str, options: Sequence[_Choice], chosen: object, *, every: bool = True) -> Markup:
    first = [_option("", _words("every"), None, chosen=False)] if every else []
    made = [_option(value, words, number, chosen=str(chosen) == value) for value, words, number in options]
    return element("label", _both(name), element("select", *first, *made[:_MOST_CHOICES], name=name))


def _option(value: str, words: Mapping[Language, str], number: int | None, *, chosen: bool) -> Markup:
    """An option knows no elements: a script puts the words of the language of the page into it."""
    told = {language: said[:_LONGEST_OPTION] + (f" ({number})" if number else "") for language, said in words.items()}
    return element("option", told["zh"], value=value, selected=chosen, data_zh=told["zh"], data_en=told["en"])


def _as_is(name: str) -> dict[Language, str]:
    return dict.fromkeys(LANGUAGES, name)


def _words(key: str) -> dict[Language, str]:
    return {language: _say(key, language) for language in LANGUAGES}


def _queue(shown: Sequence[Entry], query: Mapping[str, str]) -> Markup:
    heads = ("report", "year", "open_cells", "sums", "why", "file")
    head = element("tr", *(element("th", _both(f"head_{name}")) for name in heads))
    body = element("tbody", *(_line(entry, query) for entry in shown))
    return element("table", element("thead", head), body, class_="reports")


def _line(entry: Entry, query: Mapping[str, str]) -> Markup:
    summary = entry.summary
    opened, all_cells = len(entry.open), len(summary.open)
    looks = "done" if entry.done or not opened else "contradicted" if summary.failed else "doubtful"
    state = element("span", _both("done_chip"), class_="chip ok") if entry.done else None
    codes = list(dict.fromkeys(code for cell in entry.open for code in cell.doubts))
    return element(
        "tr",
        element("td", element("a", summary.agency or _both("no_agency"), href=_address(summary.number, query)), state),
        element("td", str(summary.year or ""), class_="number"),
        element("td", element("b", str(opened)), f" / {all_cells}", class_="number"),
        element("td", str(summary.failed) if summary.failed else "", class_="number failed"),
        element("td", *(element("div", in_both(_doubt_words(code))) for code in codes[:_MOST_DOUBTS]), class_="why"),
        element("td", summary.source, class_="file"),
        class_=looks,
        tabindex=-1,
        data_number=summary.number,
    )


def _doubt_words(code: str) -> dict[Language, str]:
    found = {}
    for language in LANGUAGES:
        ((_, meaning),) = doubts_in_words([code], language, None)
        found[language] = meaning
    return found


def _address(number: int, query: Mapping[str, str]) -> str:
    return f"/reports/{number}{_with(query)}"


def _with(query: Mapping[str, str], **more: str) -> str:
    told = {**query, **more}
    return f"?{urlencode(told)}" if told else ""


def _turning(query: Mapping[str, str], at: int, size: int, count: int) -> Markup | None:
    if count <= size:
        return None
    back = element("a", "‹", href=f"/{_with(query, at=str(max(0, at - size)))}", class_="back") if at else None
    on = element("a", "›", href=f"/{_with(query, at=str(at + size))}", class_="on") if at + size < count else None
    words = _both("of_queue", first=at + 1, last=min(at + size, count), all=count)
    return element("p", back, element("span", words), on, class_="turning")


# ---------------------------------------------------------------------------------------------------------------------
# A report


def report_to_review_page(
    opened: Opened,
    session: ReviewSession,
    *,
    neighbours: tuple[int | None, int | None],
    query: Mapping[str, str],
    pages: Sequence[PageView],
    token: str,
    language: Language,
) -> str:
    """A report as a page on which it is decided.

    Args:
        opened: the report.
        session: for the forms.
        neighbours: the reports before and after it in the queue.
        query: filters of the queue as they stand in an address.
        pages: pictures.
        token: that decisions have to bear.
        language: that is shown first.
    """
    before, after = (None if one is None else _address(one, query) for one in neighbours)
    view = report_to_view(_noted(opened), session.templates, pages=pages, index=f"/{_with(query)}")
    words = {one: {key: _say(key, one, **_LEFT_OPEN) for key in _OF_SCRIPTS} for one in LANGUAGES}
    data = {
        "number": opened.number,
        "token": token,
        "query": _with(query),
        "words": words,
        "labels": label_names(session.templates),
        **decisions_of(opened),
    }
    bar = element(
        "nav",
        element("a", "‹", href=before, class_="before", title=_title("before")) if before else None,
        element("a", "›", href=after, class_="after", title=_title("after")) if after else None,
        element("span", class_="left"),
        element("span", class_="told", role="status"),
        _button("undo", "z"),
        _button("tag", "t"),
        _button("done", "d"),
        class_="deciding",
    )
    body = join([bar, view, json_block("gkml-review", data)])
    styles = ["common.css", "view.css", "review.css"]
    scripts = ["common.js", "reading.js", "decide.js", "tagging.js"]
    return _page(report_title(opened.report, language), body, styles, scripts, language)


def _button(key: str, sign: str) -> Markup:
    return element("button", _both(key), " ", element("kbd", sign), type="button", class_=key, data_act=key)


def _noted(opened: Opened) -> Report:
    """The report, and among its notes why its text is not shown."""
    if opened.missing is None:
        return opened.report
    note = Notice(opened.missing.code, _in_words(opened.missing))
    return replace(opened.report, warnings=(note, *opened.report.warnings))


def _in_words(error: GkmlError) -> str:
    message = error.args[0]
    if not isinstance(message, Sentence):
        return error.message
    return " · ".join(message.said_in(language) for language in LANGUAGES)


def opened_to_markup(opened: Opened, session: ReviewSession, pages: Sequence[PageView]) -> str:
    """What a page on a report shows anew after a decision."""
    return str(report_to_view(_noted(opened), session.templates, pages=pages, index="/"))


def decisions_of(opened: Opened) -> dict[str, Any]:
    """What is decided of a report, for scripts: by cell, and of those that are printed otherwise since."""
    return {
        "applied": {cell: _told(decision) for cell, decision in opened.decided.applied.items()},
        "changed": {cell: _told(decision) for cell, decision in opened.decided.changed.items()},
        "done": opened.decided.done,
        "standing": opened.standing,
    }


def _told(decision: Decision) -> dict[str, Any]:
    when = datetime.fromtimestamp(decision.at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    return {
        "who": printable(decision.who),
        "when": when,
        "action": decision.action,
        "state": decision.state,
        "value": shown_number(decision.value),
        "print": decision.print,
    }
