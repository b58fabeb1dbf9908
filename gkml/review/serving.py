"""The review application as a server of this machine: what the command starts."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from gkml.errors import MissingExtraError, UsageError
from gkml.messages import Language, Sentence
from gkml.review.server import create_app

if TYPE_CHECKING:
    from gkml.review.session import ReviewSession

__all__ = ["HOST", "serve"]

HOST = "127.0.0.1"
"""The loopback interface: no other machine reaches it."""

_TOKEN_BYTES = 32
_SECONDS_TO_END = 3  # for requests that are being answered


def serve(session: ReviewSession, port: int, language: Language, ready: Callable[[str], None]) -> None:
    """Serve until the process is interrupted.

    Args:
        session: what is shown and changed.
        port: to listen on; 0 for any that is free.
        language: that pages show first.
        ready: is told the address, with the token of this run, as soon as it answers.

    Raises:
        MissingExtraError: Starlette or uvicorn is not installed.
        UsageError: the port is taken.
    """
    try:
        import uvicorn
    except ImportError:
        raise MissingExtraError("uvicorn", "review") from None

    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with _listening(port) as listener:
        taken: int = listener.getsockname()[1]
        app = create_app(session, token=token, port=taken, language=language)
        configuration = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=_SECONDS_TO_END,
        )
        ready(f"http://{HOST}:{taken}/?token={token}")
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it
            uvicorn.Server(configuration).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise UsageError(Sentence("review", "port_taken", port=port, reason=error)) from None
    return listener
