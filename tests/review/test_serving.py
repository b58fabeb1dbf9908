from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.review.serving import HOST, serve
from tests.conftest import ROOT
from tests.review.conftest import OpenSession


def start(folder: Path, *more: str) -> tuple[subprocess.Popen[bytes], int, str]:
    """``gkml review`` in a process of its own: it, its port and its token."""
    command = [sys.executable, "-m", "gkml", "review", str(folder / "out.jsonl"), "--port", "0", "--lang", "en"]
    command += ["--tagger", "rules", "--who", "王核", "--no-open", *more]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert process.stderr is not None
    said = b""
    for line in process.stderr:
        said += line
        if found := re.search(rb"http://127\.0\.0\.1:(\d+)/\?token=([\w-]+)", line):
            return process, int(found[1]), found[2].decode()
    raise AssertionError(said.decode())


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[int, str]]:
    process, port, token = start(folder)
    yield port, token
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert process.stderr is not None
    process.stderr.close()


def test_the_printed_address_answers_on_the_loopback_interface(served: tuple[int, str]) -> None:
    port, token = served
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", "/api/queue", headers={"x-gkml-token": token})
    assert connection.getresponse().status == 200
    connection.close()
    connection.request("GET", "/", headers={"host": "evil.example", "x-gkml-token": token})
    assert connection.getresponse().status == 403
    connection.close()


def test_a_port_that_is_taken_is_told(open_session: OpenSession) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port}"):
            serve(open_session(), port, "en", lambda address: None)
