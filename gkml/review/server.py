"""The review application: addresses to what the session says, as pages and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from gkml.errors import GkmlError, MissingExtraError, UsageError
from gkml.messages import LANGUAGES, Language, Sentence
from gkml.output.html.pictures import PageView
from gkml.review.pages import decisions_of, opened_to_markup, queue_to_page, report_to_review_page, static_file
from gkml.review.pictures import Pictures
from gkml.review.queue import Filters
from gkml.review.requests import json_to_wanted
from gkml.review.security import Guard
from gkml.review.session import Opened, ReviewSession

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

__all__ = ["create_app"]

_LONGEST = 200  # characters of a filter
_A_PAGE = 100  # reports of the queue on a page


def create_app(session: ReviewSession, *, token: str, port: int, language: Language = "en") -> ASGIApp:
    """The application.

    Args:
        session: what it shows and changes.
        token: that requests have to bear.
        port: that it is served on.
        language: that pages show first.

    Raises:
        MissingExtraError: Starlette is not installed.
    """
    try:
        from starlette.applications import Starlette
        from starlette.routing import Route
    except ImportError:
        raise MissingExtraError("Starlette", "review") from None

    pages = _Pages(session, token, language)
    routes = [
        Route("/", pages.queue),
        Route("/reports/{number:int}", pages.report),
        Route("/reports/{number:int}/view", pages.view),
        Route("/reports/{number:int}/pages/{page:int}.png", pages.picture),
        Route("/static/{name}", pages.static),
        Route("/favicon.ico", pages.no_picture),
        Route("/api/reports/{number:int}", pages.state),
        Route("/api/reports/{number:int}/tags", pages.tags),
        Route("/api/reports/{number:int}/decisions", pages.decide, methods=["POST"]),
        Route("/api/reports/{number:int}/undo", pages.undo, methods=["POST"]),
        Route("/api/queue", pages.queue_state),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={404: pages.not_found}), port, token, language)


class _Pages:
    """What stands at each address; functions that are not ``async`` run in threads of their own."""

    def __init__(self, session: ReviewSession, token: str, language: Language) -> None:
        self._session = session
        self._token = token
        self._language = language
        self._pictures = Pictures()

    # --- The queue

    def queue(self, request: Request) -> Response:
        filters, at = _asked(request)
        found = self._session.entries(filters)
        shown = found[at : at + _A_PAGE]
        page = queue_to_page(
            shown,
            self._session,
            filters,
            query=_query(filters),
            at=at,
            size=_A_PAGE,
            count=len(found),
            language=self._language,
        )
        return _html(page)

    def queue_state(self, request: Request) -> Response:
        """The queue for programs: numbers of reports in its order, and how far the review is."""
        filters, at = _asked(request)
        found = self._session.entries(filters)
        progress = self._session.progress()
        return _json(
            {
                "reports": [
                    {
                        "number": one.summary.number,
                        "source": one.summary.source,
                        "agency": one.summary.agency,
                        "year": one.summary.year,
                        "open": [cell.id for cell in one.open],
                        "decided": one.decided,
                        "done": one.done,
                    }
                    for one in found[at : at + _A_PAGE]
                ],
                "count": len(found),
                "seen": round(self._session.index.share_seen, 4),
                "progress": {
                    "reports": progress.reports,
                    "reports_left": progress.reports_left,
                    "cells": progress.cells,
                    "cells_left": progress.cells_left,
                },
            }
        )

    # --- One report

    def report(self, request: Request) -> Response:
        filters, _ = _asked(request)
        number = _number(request)

        def answer() -> Response:
            opened = self._session.open(number)
            page = report_to_review_page(
                opened,
                self._session,
                neighbours=self._session.neighbours(number, filters),
                query=_query(filters),
                pages=self._views(opened),
                token=self._token,
                language=self._language,
            )
            return _html(page)

        return self._answered(answer)

    def view(self, request: Request) -> Response:
        """What a page shows anew after a decision."""
        return self._answered(lambda: self._state(request, self._session.open(_number(request))))

    def state(self, request: Request) -> Response:
        """The record with the decisions on top, for programs."""
        return self._answered(lambda: self._record(self._session.open(_number(request))))

    def tags(self, request: Request) -> Response:
        """What the stretches of the text are."""

        def answer() -> Response:
            return _json({"tags": [[tag.start, tag.end, tag.label] for tag in self._session.tags(_number(request))]})

        return self._answered(answer)

    def picture(self, request: Request) -> Response:
        from starlette.responses import Response

        def answer() -> Response:
            source = self._session.source(_number(request))
            picture = self._pictures.page(source, int(request.path_params["page"]))
            if picture is None:
                raise UsageError(Sentence("review", "no_page", number=request.path_params["page"]))
            return Response(picture.png, media_type="image/png")

        return self._answered(answer)

    def _views(self, opened: Opened) -> list[PageView]:
        try:
            found = self._pictures.of_report(opened.report, self._session.source(opened.number))
        except GkmlError:
            return []
        at = f"/reports/{opened.number}/pages"
        return [PageView(number, f"{at}/{number}.png", one.width, one.height) for number, one in found.items()]

    # --- Deciding

    async def decide(self, request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        body = await request.body()
        number = _number(request)

        def answer() -> Response:
            try:
                plain = json.loads(body)
            except (ValueError, RecursionError):
                raise UsageError(Sentence("review", "bad_request", name="request", value="no JSON")) from None
            return self._state(request, self._session.decide(number, json_to_wanted(plain)))

        return await run_in_threadpool(self._answered, answer)

    def undo(self, request: Request) -> Response:
        return self._answered(lambda: self._state(request, self._session.undo(_number(request))))

    def _state(self, request: Request, opened: Opened) -> Response:
        """What a page shows anew, and what comes next."""
        progress = self._session.progress()
        _, after = self._session.neighbours(opened.number, _asked(request)[0])
        return _json(
            {
                **decisions_of(opened),
                "markup": opened_to_markup(opened, self._session, self._views(opened)),
                "cells_left": progress.cells_left,
                "reports_left": progress.reports_left,
                "next": after,
                "undone": None if opened.undone is None else opened.undone.cell,
            }
        )

    def _record(self, opened: Opened) -> Response:
        return _json(
            {
                **decisions_of(opened),
                "open": [cell.id for cell in opened.report.cells.values() if cell.review],
                "record": opened.report.to_dict(with_text=True),
            }
        )

    def static(self, request: Request) -> Response:
        from starlette.responses import PlainTextResponse

        found = static_file(request.path_params["name"])
        if found is None:
            return PlainTextResponse("", 404)
        content, kind = found
        return PlainTextResponse(content, media_type=kind)

    def no_picture(self, request: Request) -> Response:
        """Browsers ask for it by themselves."""
        from starlette.responses import Response

        return Response(status_code=204)

    def not_found(self, request: Request, error: Exception) -> Response:
        return _error(UsageError(Sentence("review", "no_address")), 404)

    def _answered(self, answer: Callable[[], Response]) -> Response:
        """An answer, or what is wrong with the question in both languages."""
        try:
            return answer()
        except UsageError as error:
            return _error(error, 400)
        except GkmlError as error:
            return _error(error, 422)


def _asked(request: Request) -> tuple[Filters, int]:
    """What the queue is narrowed down to, and from where on it is shown; what is no filter is left out."""
    given = {name: value[:_LONGEST] for name, value in request.query_params.items()}
    year = given.get("year", "")
    at = given.get("at", "")
    show = given.get("show", "open")
    return Filters(
        agency=given.get("agency") or None,
        year=int(year) if year.isascii() and year.isdigit() and len(year) < 6 else None,
        table=given.get("table") or None,
        doubt=given.get("doubt") or None,
        show=show if show in ("open", "done", "all") else "open",
    ), int(at) if at.isascii() and at.isdigit() and len(at) < 8 else 0


def _number(request: Request) -> int:
    return int(request.path_params["number"])


def _query(filters: Filters) -> dict[str, str]:
    """The filters as they stand in an address."""
    named = {"agency": filters.agency, "year": filters.year, "table": filters.table, "doubt": filters.doubt}
    told = {name: str(value) for name, value in named.items() if value is not None}
    return told if filters.show == "open" else {**told, "show": filters.show}


def _html(page: str) -> Response:
    from starlette.responses import HTMLResponse

    return HTMLResponse(page.encode("utf-8", "replace"))


def _json(plain: dict[str, object], status: int = 200) -> Response:
    from starlette.responses import Response

    body = json.dumps(plain, ensure_ascii=True)
    return Response(body, status, media_type="application/json")


def _error(error: GkmlError, status: int) -> Response:
    message = error.args[0]
    said: dict[str, object] = {
        language: message.said_in(language) if isinstance(message, Sentence) else str(message) for language in LANGUAGES
    }
    return _json({"error": error.code, **said}, status)
