"""Label Studio and doccano on this machine's loopback, each with a database of its own that is thrown away."""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("GKML_ANNOTATION_TOOLS", Path.home() / ".cache" / "gkml-annotation-tools"))
_PATIENCE = 240  # seconds to start: migrations of an empty database take most of it
_BOUNDARY = "gkml-parts"


class Api:
    """Calls of one server with a token."""

    def __init__(self, port: int, token: str = "") -> None:
        self.base, self.token = f"http://127.0.0.1:{port}", token

    def call(self, method: str, path: str, data: Any = None, kind: str = "application/json") -> bytes:
        body = data if isinstance(data, bytes) or data is None else json.dumps(data).encode()
        headers = {"Content-Type": kind} | ({"Authorization": f"Token {self.token}"} if self.token else {})
        request = urllib.request.Request(self.base + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read()[:500]!r}") from None

    def json(self, method: str, path: str, data: Any = None) -> Any:
        return json.loads(self.call(method, path, data))


def require(tool: str) -> Path:
    """The programs of a tool."""
    programs = FOLDER / tool / "bin"
    if not (FOLDER / tool / "complete").exists():
        pytest.skip(f"{tool} is not in {FOLDER}: run .ci/annotation-tools, or name a folder in GKML_ANNOTATION_TOOLS")
    return programs


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running(log: Path, environment: dict[str, str], *commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes with low priority, ended when the block is left."""
    started = []
    with log.open("ab") as out:
        for command in commands:
            started.append(
                subprocess.Popen(
                    ["nice", *command], env=os.environ | environment, cwd=log.parent, stdout=out, stderr=out
                )
            )
        try:
            yield started
        finally:
            for process in started:
                process.terminate()
            for process in started:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()


def wait_for(answered: Callable[[], Any], log: Path, processes: list[subprocess.Popen[bytes]] = []) -> Any:  # noqa: B006
    """What ``answered`` answers at last; it answers None or raises ``OSError`` as long as there is nothing."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and all(process.poll() is None for process in processes):
        with contextlib.suppress(OSError, AssertionError):
            if (answer := answered()) is not None:
                return answer
        time.sleep(0.5)
    raise AssertionError(f"no answer; the end of {log}: {log.read_text(errors='replace')[-1500:]}")


@contextlib.contextmanager
def label_studio(folder: Path) -> Iterator[Api]:
    """Label Studio with SQLite and its legacy tokens, which are off unless they are asked for."""
    programs = require("label-studio")
    api = Api(free_port(), secrets.token_hex(20))
    environment = {
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "DJANGO_DB": "sqlite",
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    address = ["--internal-host", "127.0.0.1", "--port", api.base.rpartition(":")[2]]
    user = ["--username", "a@example.org", "--password", secrets.token_hex(8), "--user-token", api.token]
    command = [str(programs / "label-studio"), "start", "--no-browser", *address, *user]
    log = folder / "log"
    with running(log, environment, command) as processes:
        wait_for(lambda: api.json("GET", "/api/projects"), log, processes)
        yield api


@contextlib.contextmanager
def doccano(folder: Path) -> Iterator[Api]:
    """doccano with SQLite, its web server and the worker that imports and exports."""
    programs = require("doccano")
    backend = next((programs.parent / "lib").glob("python*/site-packages/backend"))
    api, password = Api(free_port()), secrets.token_hex(8)
    environment = {
        "DOCCANO_HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "STANDALONE": "True",
    }
    log = folder / "log"
    for command in (["init"], ["createuser", "--username", "admin", "--password", password]):
        made = subprocess.run(
            ["nice", str(programs / "doccano"), *command],
            env=os.environ | environment,
            capture_output=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr[-1500:]
    address = api.base.removeprefix("http://")
    web = [str(programs / "gunicorn"), "--bind", address, "--workers", "1", "--chdir", str(backend), "config.wsgi"]
    task = [str(programs / "celery"), "--app=config", f"--workdir={backend}", "worker", "--pool=solo"]
    with running(log, environment, web, task) as processes:
        login = {"username": "admin", "password": password}
        api.token = wait_for(lambda: api.json("POST", "/v1/auth/login/", login)["key"], log, processes)
        yield api


def upload_to_doccano(api: Api, project: int, path: Path, task: str, log: Path) -> list[Any]:
    """Import a file as the page does; what doccano says against its lines."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="filepond"'
    file = f'{head}; filename="{path.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    body = f"{head}\r\n\r\n{{}}\r\n{file}".encode() + path.read_bytes() + f"\r\n--{_BOUNDARY}--\r\n".encode()
    name = api.call("POST", "/v1/fp/process/", body, f"multipart/form-data; boundary={_BOUNDARY}").decode().strip('"')
    options = {"uploadIds": [name], "format": "JSONL", "task": task, "column_data": "text", "column_label": "label"}
    started = api.json("POST", f"/v1/projects/{project}/upload", options | {"encoding": "utf_8", "delimiter": ","})

    def ready() -> Any:
        status = api.json("GET", f"/v1/tasks/status/{started['task_id']}")
        return status if status["ready"] else None

    told: list[Any] = wait_for(ready, log)["result"]["error"]
    return told


def download_from_doccano(api: Api, project: int, path: Path, log: Path) -> None:
    """Export the project as the page does."""
    started = api.json("POST", f"/v1/projects/{project}/download", {"format": "JSONL", "exportApproved": False})

    def ready() -> bytes | None:
        answer = api.call("GET", f"/v1/projects/{project}/download?taskId={started['task_id']}")
        return None if answer.startswith(b'{"status"') else answer

    with zipfile.ZipFile(io.BytesIO(wait_for(ready, log))) as archive:
        path.write_bytes(archive.read(archive.namelist()[0]))
