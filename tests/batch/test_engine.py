"""The engine: what costs a worker costs nothing else, outcomes are the same in every run, nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.engine import LocalEngine, open_in_place, open_workers
from gkml.batch.outcomes import Outcome, Task
from gkml.errors import GkmlError, InputError, UsageError
from gkml.readers.limits import Limits
from gkml.readers.sources import Source
from gkml.settings import Settings
from tests.batch.poison import harmless, load_light, poison
from tests.batch.processes import descendants, is_alive, open_files, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory and signals as on Linux")

LIMITS = Limits(seconds=3.0, memory_bytes=300_000_000)  # on a busy machine, too, memory comes to its end first


def configuration(workers: int = 2, limits: Limits = LIMITS, **more: Any) -> WorkerConfiguration:
    more = {"load": "tests.batch.poison:load_light", "grace": 0.5, "warm": False, **more}
    return WorkerConfiguration(Settings("rules", limits=limits), workers, **more)


def engine(*arguments: Any, **more: Any) -> LocalEngine:
    return open_workers(configuration(*arguments, **more))


def written(folder: Path, texts: Iterable[str]) -> list[str]:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number:03}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return paths


def tasks(paths: Iterable[str]) -> Iterator[Task]:
    return (Task(index, path) for index, path in enumerate(paths))


def read(opened: LocalEngine, paths: Sequence[str]) -> list[Outcome]:
    return list(opened.read(tasks(paths)))


def codes(outcomes: Iterable[Outcome]) -> list[str | None]:
    return [record.code for outcome in outcomes for record in outcome.records]


def lines(outcomes: Iterable[Outcome]) -> bytes:
    return b"".join(record.line for outcome in outcomes for record in outcome.records)


POISON = {
    "hang": ("timeout", (1,), "3 s"),
    "abort": ("crashed", (2,), "SIGABRT"),
    "segfault": ("crashed", (2,), "SIGSEGV"),
    "exit": ("crashed", (2,), "exit code 3"),
    "bomb": ("out_of_memory", (1, 2), "memory"),  # twice where its worker has read before
}


def test_poison_costs_nothing_but_itself_and_its_records_are_the_same_in_every_run(tmp_path: Path) -> None:
    texts = [text for number, kind in enumerate(POISON) for text in (harmless(number), poison(kind))]
    paths = written(tmp_path, [*texts, harmless(99)])
    with engine() as first, engine() as second:
        outcomes = read(first, paths)
        again = list(second.read(tasks(paths[::-1]), in_order=False))
    assert [outcome.task.path for outcome in outcomes] == paths
    assert lines(outcomes) == lines(sorted(again, key=lambda outcome: -outcome.task.index))
    assert codes(outcomes[::2]) == [None] * (len(POISON) + 1)
    for outcome, (code, attempts, words) in zip(outcomes[1::2], POISON.values(), strict=True):
        record = json.loads(outcome.records[0].line)
        assert (outcome.records[0].code, outcome.records[0].status) == (code, "failed")
        assert outcome.attempts in attempts
        assert (record["error"]["code"], record["status"], record["cells"]) == (code, "failed", [])
        assert words in record["error"]["message"]
        assert record["sha256"] == outcome.sha256 == outcome.input_sha256
        assert outcome.sha256


def test_what_ends_one_worker_only_is_read_by_the_next(tmp_path: Path) -> None:
    paths = written(tmp_path, [harmless(0), poison("once", str(tmp_path / "met"))])
    with engine(1) as opened:
        found = read(opened, paths)
    assert codes(found) == [None, None]
    assert [outcome.attempts for outcome in found] == [1, 2]


def test_a_program_that_a_report_waits_for_ends_with_it(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    with engine(1) as opened:
        assert codes(read(opened, written(tmp_path, [poison("stray", str(noted))]))) == ["timeout"]
    assert wait_until(lambda: not is_alive(int(noted.read_text())))


def archive_of(path: Path, texts: Sequence[str]) -> str:
    with zipfile.ZipFile(path, "w") as file:
        for number, text in enumerate(texts):
            file.writestr(f"{number}.txt", text)
    return str(path)


def test_of_an_archive_only_the_members_that_are_poison_are_lost(tmp_path: Path) -> None:
    members = [harmless(0), poison("segfault"), harmless(1), poison("hang"), harmless(2), poison("bomb"), "\n"]
    archive = archive_of(tmp_path / "crawl.zip", members)
    with engine(2) as opened:
        found = read(opened, [archive, archive_of(tmp_path / "one.zip", [harmless(3)])])
    assert [record.source for outcome in found[:-1] for record in outcome.records] == [
        f"{archive}!/{number}.txt" for number in range(7)
    ]
    assert codes(found) == [None, "crashed", None, "timeout", None, "out_of_memory", "empty_file", None]
    assert [(outcome.member, outcome.members) for outcome in found] == [*((n, 7) for n in range(7)), (0, 1)]
    assert [outcome.last for outcome in found] == [False] * 6 + [True, True]
    assert len({outcome.input_sha256 for outcome in found[:-1]}) == 1
    assert all(outcome.sha256 for outcome in found)


def test_members_of_one_archive_are_shared_among_workers(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    meeting = str(tmp_path / "meeting")
    archive = archive_of(tmp_path / "crawl.zip", [poison("meet", meeting) + f"{number}\n" for number in range(2)])
    with engine(2, Limits(seconds=30.0)) as opened:  # each waits for the other
        assert codes(read(opened, [archive])) == [None, None]


def test_files_of_members_are_gone_when_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    archive = archive_of(tmp_path / "crawl.zip", [harmless(0), poison("exit"), harmless(1)])
    with engine(1) as opened:
        read(opened, [archive])
        (folder,) = (tmp_path / "temporary").iterdir()
        assert [name for name in folder.rglob("*") if name.is_file()] == []
    assert [*(tmp_path / "temporary").iterdir()] == []


@pytest.mark.parametrize("workers", [0, 2])
def test_inputs_may_be_bytes_or_errors(workers: int, tmp_path: Path) -> None:
    archive = archive_of(tmp_path / "crawl.zip", [harmless(0), harmless(1)])
    given = [
        Task(0, "s3://b/a.txt", harmless(0).encode()),
        Task(1, 's3://b/"某\\局\udcff𠮷"/一.zip', Path(archive).read_bytes()),
        Task(2, "s3://b/gone", InputError("it is gone", code="unreadable_path")),
    ]
    plan = configuration(workers)
    opened = open_workers(plan) if workers else open_in_place(plan, lambda: load_light(plan.settings))
    with opened:
        found = list(opened.read(given))
    sources = [record.source for outcome in found for record in outcome.records]
    assert sources == [given[0].path, *(f"{given[1].path}!/{number}.txt" for number in range(2)), given[2].path]
    assert codes(found) == [None, None, None, "unreadable_path"]
    assert found[3].sha256 is None


def test_one_document_from_any_thread() -> None:
    found: dict[int, list[str | None]] = {}
    with engine(2) as opened:

        def work(number: int) -> None:
            text = (poison("exit") if number == 2 else harmless(number)).encode()
            found[number] = codes([opened.read_source(Source(f"{number}.txt", text, "a", "b"))])

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: ["crashed" if number == 2 else None] for number in range(6)}


def test_a_pipeline_that_cannot_be_loaded_is_told_as_gkml_tells_it() -> None:
    none = WorkerConfiguration(Settings("model", model="/none"), 2)
    with open_workers(none) as opened, pytest.raises(UsageError, match=r"model"):
        opened.loaded()
    with engine(load="tests.batch.poison:nothing") as opened, pytest.raises(GkmlError, match="cannot load"):
        read(opened, ["x.txt"])


def test_leaving_ends_everything_at_once(tmp_path: Path) -> None:
    paths = written(tmp_path, [poison("hang")] * 2)
    before = descendants()
    with engine(2, Limits(seconds=3600.0)) as opened:
        ended = []

        def work() -> None:
            with pytest.raises(GkmlError, match="closed"):
                read(opened, paths)
            ended.append(True)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        assert wait_until(lambda: len(descendants() - before) >= 3)
        running = descendants() - before
    thread.join()
    assert ended
    assert not any(map(is_alive, running))


def test_workers_and_files_end_with_a_parent_that_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (path,) = written(tmp_path, [poison("hang")])
    child = os.fork()
    if not child:
        with engine(2, Limits(seconds=3600.0)) as opened:
            read(opened, [path])
        os._exit(1)
    assert wait_until(lambda: len(descendants(child)) >= 2)
    below = descendants(child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert wait_until(lambda: not any(map(is_alive, below)))
    assert wait_until(lambda: not [*(tmp_path / "temporary").iterdir()])


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    paths = written(tmp_path, [harmless(0), poison("exit"), *map(harmless, range(30)), poison("segfault")])
    with engine() as opened:  # the first one loads modules, which may keep files open
        read(opened, paths[:1])
    files, before = open_files(), descendants()
    with engine() as opened:
        read(opened, paths)
    assert open_files() == files
    assert not descendants() - before
    assert list(temporary.iterdir()) == []


def test_no_more_is_begun_than_is_taken(tmp_path: Path) -> None:
    taken = []

    def endless() -> Iterator[Task]:
        for number, path in enumerate(written(tmp_path, map(harmless, range(200)))):
            taken.append(number)
            yield Task(number, path)

    with engine() as opened:
        outcomes = opened.read(endless())
        next(outcomes)
        assert len(taken) < 20
        outcomes.close()  # type: ignore[attr-defined]
