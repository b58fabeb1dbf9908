"""Fixtures for many reports: a store of objects as clusters have them, a Ray for all tests that need one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

from gkml.batch import folder, shards
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"


@pytest.fixture
def in_small_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own, runs commit every second document and begin a work file every second record."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(folder, "_DOCUMENTS", 2)
    monkeypatch.setattr(shards, "_SEGMENT", 10)


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An S3 server on this machine with an empty bucket; the address of the bucket."""
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    server_module = pytest.importorskip("moto.server", reason="moto is not installed")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,  # nothing of whoever runs the tests
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        patch.setenv("NO_PROXY", "127.0.0.1")
        import s3fs

        s3fs.S3FileSystem().mkdir("crawl")
        yield "s3://crawl"
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.fixture(scope="session")
def ray(s3: str) -> Iterator[ModuleType]:
    """A Ray of two CPUs, started once: that takes a quarter of a minute. Its workers know the S3 server."""
    pytest.importorskip("ray.data", reason="ray[data] is not installed")
    from gkml.batch.ray_session import ray_session

    with ray_session("local", cpus=2) as started:
        yield started


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports, an archive of reports and of what is none, and files that cannot be read."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("qinghe_2020_cells.txt", "huayan_2022.html", "dongshan_2024_markdown.md"):
        (folder / name).write_bytes((EXAMPLES / name).read_bytes())
    with ZipFile(folder / "archive.zip", "w") as archive:
        archive.write(EXAMPLES / "xiling_2019.html", "某局/a.html")
        archive.writestr("bad.txt", bytes(range(256)) * 40)
        archive.write(EXAMPLES / "linxi_2023_pipes.txt", "b.txt")
    (folder / "empty.txt").write_bytes(b" \n")
    (folder / "garbage.html").write_bytes(bytes(range(256)) * 40)
    (folder / "large.txt").write_bytes("政府信息公开".encode() * 20_000)
    (folder / "nothing.zip").write_bytes(b"PK\x03\x04 and no more")
    return folder
