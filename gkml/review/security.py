"""Who may ask the review application for what: this machine's browser, by this page, with the token of this run.

The server listens on the loopback interface; every page of the web that is open in the same browser can still send it
requests. So a request has to name this server as its host (a foreign name that resolves to 127.0.0.1 is refused), must
come from no foreign page, and has to bear the token: in the address that the command prints, then in a cookie that
foreign pages cannot send, and for what changes anything in a header that only pages of this server can know.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from gkml.messages import Language, sentence

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["POLICY", "TOKEN_HEADER", "Guard"]

TOKEN_HEADER = "x-gkml-token"
_MOST_BODY = 64 * 2**10  # bytes of a request; a decision has some hundred
_METHODS = ("GET", "HEAD", "POST")
_FETCHED_BY = (None, "same-origin", "none")  # Sec-Fetch-Site: by a page of this server, or by the user

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""What pages may do: nothing stands in them that runs, and nothing is loaded from anywhere else."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class _RefusedError(Exception):
    """A request is not answered: status, and the key of the sentence that says why."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status, self.key = status, key


class Guard:
    """Lets through what may be asked, and adds to answers what browsers have to know.

    Args:
        app: answers.
        port: that the server listens on.
        token: of this run.
        language: of what is said to those who are refused.
    """

    def __init__(self, app: ASGIApp, port: int, token: str, language: Language) -> None:
        self._app = app
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._cookie = f"gkml_review_{port}"  # cookies are those of a host, whatever its port
        self._token = token
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks over sockets that stay open

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        try:
            self._check_sender(scope)
            if (address := self._address_without_token(scope)) is not None:
                await self._begin(address, send_guarded)
                return
            self._check_token(scope)
            body = await _bounded_body(scope, receive)
        except _RefusedError as refused:
            await _say(refused.status, sentence("review", refused.key, self._language), send_guarded)
            return
        await self._app(scope, _replay(body, receive), send_guarded)

    def _check_sender(self, scope: Scope) -> None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise _RefusedError(403, "foreign_host")
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if any(origin.lower() not in {f"http://{host}" for host in self._hosts} for origin in origins):
            raise _RefusedError(403, "foreign_origin")
        if _header(scope, "sec-fetch-site") not in _FETCHED_BY:
            raise _RefusedError(403, "foreign_origin")
        if scope["method"] not in _METHODS:
            raise _RefusedError(405, "no_such_method")

    def _address_without_token(self, scope: Scope) -> str | None:
        """Where the address that the command printed leads; None for any other."""
        if scope["method"] == "POST":
            return None
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == "token"]
        if not given:
            return None
        if not all(self._is_token(value) for value in given):
            raise _RefusedError(403, "no_token")
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        path = "/" + str(scope["path"]).lstrip("/\\")  # two slashes would lead to another host
        return path + (f"?{rest}" if rest else "")

    async def _begin(self, address: str, send: Send) -> None:
        cookie = f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", address.encode("latin-1", "replace")), (b"set-cookie", cookie.encode())]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _check_token(self, scope: Scope) -> None:
        given = _header(scope, TOKEN_HEADER)
        if scope["method"] == "POST":
            if given is None or not self._is_token(given):
                raise _RefusedError(403, "no_token")
            if (_header(scope, "content-type") or "").partition(";")[0].strip() != "application/json":
                raise _RefusedError(415, "no_json")
            return
        if not self._is_token(given or _cookies(scope).get(self._cookie, "")):
            raise _RefusedError(403, "no_token")

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())


def _header(scope: Scope, name: str) -> str | None:
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), None)


def _cookies(scope: Scope) -> Mapping[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(_header(scope, "cookie") or "").items()}
    except CookieError:
        return {}


async def _bounded_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body, which is no larger than what a page sends."""
    if scope["method"] != "POST":
        return b""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > _MOST_BODY:
            raise _RefusedError(413, "large_request")
        if message["type"] != "http.request" or not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _say(status: int, words: str, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
