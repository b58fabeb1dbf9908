"""The fork server's process, as the process that uses it sees it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from gkml.errors import GkmlError
from gkml.pool.messages import write_message
from gkml.pool.processes import kill_group

__all__ = ["ServerProcess"]

_END_SECONDS = 10.0  # for a fork server to end its workers and itself
# One worker a core: threads of native code would only stand in one another's way, and forbid forks. onnxruntime from
# 1.31 on has one that sends what it is used for to its makers.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}
# -I keeps the modules of the working folder away until the path of the parent is there
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from gkml.pool.server import serve; serve()"


@dataclass(slots=True)
class ServerProcess:
    """A fork server that was started, and the pipes to it."""

    process: subprocess.Popen[bytes]
    sink: IO[bytes] = field(init=False)
    source: IO[bytes] = field(init=False)

    def __post_init__(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.sink, self.source = self.process.stdin, self.process.stdout

    @classmethod
    def start(cls, order: Mapping[str, Any]) -> ServerProcess:
        """Start one; it may be gone already, which is heard when it is listened to.

        Raises:
            GkmlError: ``worker_lost``, the system starts no process.
        """
        path = json.dumps([place for place in sys.path if isinstance(place, str)])
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={**os.environ, **_ENVIRONMENT},
                process_group=0,  # an interrupt from the terminal is the business of the process that starts it
            )
        except OSError as error:
            message = f"no worker process can be started: {error.strerror}; check the limits of processes and memory"
            raise GkmlError(message, code="worker_lost") from None
        server = cls(process)
        with contextlib.suppress(OSError):
            write_message(server.sink, order)
        return server

    def kill(self) -> None:
        """End it and all that it started."""
        if self.process.returncode is None:  # else its number may be another's by now
            kill_group(self.process.pid)

    def end(self) -> None:
        """Let it end all that it started, and collect it."""
        with contextlib.suppress(OSError):
            self.sink.close()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()

    def abandon(self) -> None:
        """Let go of one that belongs to the process that this one is a fork of."""
        self.sink.close()
        self.source.close()
        self.process.returncode = 0  # or Popen would wait for it
