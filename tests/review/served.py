"""Asking the application as a browser on this machine does, without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from gkml.review.server import create_app
from gkml.review.session import ReviewSession

PORT = 8463
TOKEN = "t0ken"
HOST = f"127.0.0.1:{PORT}"
COOKIE = {"cookie": f"gkml_review_{PORT}={TOKEN}"}


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = {name.decode(): value.decode("latin-1") for name, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def plain(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Sends requests to an application; headers that are None are left out."""

    def __init__(self, session: ReviewSession) -> None:
        self.app = create_app(session, token=TOKEN, port=PORT, language="en")

    def get(self, address: str, headers: Mapping[str, str | None] | None = None, method: str = "GET") -> Answer:
        return self._send(method, address, {"host": HOST, **COOKIE, **(headers or {})}, b"")

    def post(self, address: str, plain: Any = None, headers: Mapping[str, str | None] | None = None) -> Answer:
        sent = {"host": HOST, "content-type": "application/json", "x-gkml-token": TOKEN, "origin": f"http://{HOST}"}
        body = plain if isinstance(plain, bytes) else json.dumps(plain).encode()
        return self._send("POST", address, {**sent, **COOKIE, **(headers or {})}, body)

    def _send(self, method: str, address: str, headers: Mapping[str, str | None], body: bytes) -> Answer:
        path, _, query = address.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value is not None],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", PORT),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))  # type: ignore[arg-type]
        return Answer(sent)
