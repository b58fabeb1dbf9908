"""The crew: what costs a worker costs nothing else, outcomes are the same in every run, and nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gkml.batch.crew import Crew
from gkml.batch.gate import Gate
from gkml.batch.outcomes import Event, Finished, Outcome, Task
from gkml.batch.plan import Plan
from gkml.batch.starting import Nursery
from gkml.errors import GkmlError, UsageError
from gkml.readers.limits import Limits
from gkml.settings import Settings
from tests.batch.poison import harmless, poison
from tests.batch.processes import descendants, is_alive, open_files, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory and signals as on Linux")

LIGHT = "tests.batch.poison:load_light"
LIMITS = Limits(seconds=2.0, memory_bytes=300_000_000)


def plan(workers: int = 2, limits: Limits = LIMITS, **more: Any) -> Plan:
    return Plan(Settings("rules", limits=limits), workers, load=LIGHT, grace=0.5, **more)


def written(folder: Path, texts: Iterable[str]) -> list[str]:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number:03}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return paths


def read(crew: Crew, paths: Sequence[str]) -> list[Event]:
    gate = Gate(10_000)
    return list(crew.read((Task(index, path) for index, path in enumerate(paths)), gate))


def outcomes(events: Iterable[Event]) -> list[Outcome]:
    found = [event for event in events if isinstance(event, Outcome)]
    return sorted(found, key=lambda outcome: (outcome.task.index, outcome.member))


@pytest.fixture(params=["forks", "separate"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How workers are started; ``separate`` is slow."""
    way: str = request.param
    if way == "separate":
        monkeypatch.setattr(Nursery, "is_possible", staticmethod(lambda: False))
    return way


POISON = {
    "hang": ("timeout", 1, "2 s"),
    "abort": ("crashed", 2, "SIGABRT"),
    "segfault": ("crashed", 2, "SIGSEGV"),
    "exit": ("crashed", 2, "exit code 3"),
    "bomb": ("out_of_memory", 2, "memory"),
}


def test_poison_costs_nothing_but_itself_and_its_records_are_the_same_in_every_run(tmp_path: Path, way: str) -> None:
    kinds = POISON if way == "forks" else {kind: POISON[kind] for kind in ("hang", "exit")}
    texts = [text for number, kind in enumerate(kinds) for text in (harmless(number), poison(kind))]
    paths = written(tmp_path, [*texts, harmless(99)])
    with Crew(plan()) as crew:
        first = outcomes(read(crew, paths))
    with Crew(plan()) as crew:
        second = outcomes(read(crew, paths[::-1]))[::-1]
    assert [outcome.source for outcome in first] == paths
    assert [outcome.payload for outcome in first] == [outcome.payload for outcome in second]
    assert [outcome.status for outcome in first[::2]] == ["partial"] * (len(kinds) + 1)
    for outcome, (code, attempts, words) in zip(first[1::2], kinds.values(), strict=True):
        record = json.loads(outcome.payload)
        assert (outcome.code, outcome.attempts, outcome.status) == (code, attempts, "failed")
        assert (record["error"]["code"], record["status"], record["cells"]) == (code, "failed", [])
        assert words in record["error"]["message"]
        assert record["sha256"]
        assert record["provenance"]["reader"] is None


@pytest.mark.usefixtures("way")
def test_what_ends_one_worker_only_is_read_by_the_next(tmp_path: Path) -> None:
    paths = written(tmp_path, [harmless(0), poison("once", str(tmp_path / "met"))])
    with Crew(plan(1)) as crew:
        found = outcomes(read(crew, paths))
        assert crew.started == 2
    assert [(outcome.code, outcome.attempts) for outcome in found] == [(None, 1), (None, 2)]


def test_a_program_that_a_report_waits_for_ends_with_it(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    with Crew(plan(1)) as crew:
        (found,) = outcomes(read(crew, written(tmp_path, [poison("stray", str(noted))])))
    assert found.code == "timeout"
    assert wait_until(lambda: not is_alive(int(noted.read_text())))


def test_of_an_archive_only_the_members_that_are_poison_are_lost(tmp_path: Path) -> None:
    archive = tmp_path / "crawl.zip"
    members = [harmless(0), poison("segfault"), harmless(1), poison("hang"), harmless(2), poison("bomb"), harmless(3)]
    with zipfile.ZipFile(archive, "w") as file:
        for number, text in enumerate(members):
            file.writestr(f"{number}.txt", text)
    with Crew(plan(1)) as crew:
        events = read(crew, [str(archive)])
    found = outcomes(events)
    assert [outcome.source for outcome in found] == [f"{archive}!/{number}.txt" for number in range(7)]
    assert [outcome.code for outcome in found] == [None, "crashed", None, "timeout", None, "out_of_memory", None]
    assert [outcome.member for outcome in found] == list(range(7))
    assert all(json.loads(outcome.payload)["sha256"] for outcome in found)
    (end,) = [event for event in events if isinstance(event, Finished)]
    assert (end.documents, events[-1]) == (7, end)
    assert end.sha256 is not None


def test_workers_are_replaced_when_they_are_old_or_fat(tmp_path: Path) -> None:
    paths = written(tmp_path, map(harmless, range(10)))
    with Crew(plan(1, documents=3)) as crew:
        assert [outcome.code for outcome in outcomes(read(crew, paths))] == [None] * 10
        assert crew.started == 4
    with Crew(plan(1, growth=-1_000_000_000)) as crew:
        read(crew, paths)
        assert crew.started >= 10


def test_a_pipeline_that_cannot_be_loaded_is_told_as_gkml_tells_it() -> None:
    none = Plan(Settings("model", model="/none"), 2)
    with Crew(none) as crew, pytest.raises(UsageError, match="no usable model"):
        crew.introduction()
    broken = Plan(Settings("rules"), 2, load="tests.batch.poison:nothing")
    with Crew(broken) as crew, pytest.raises(GkmlError, match="cannot load the pipeline"):
        read(crew, ["x.txt"])


def test_leaving_ends_everything_at_once(tmp_path: Path) -> None:
    paths = written(tmp_path, [poison("hang")] * 2)
    patient = plan(2, Limits(seconds=3600.0))
    before = descendants()
    with Crew(patient) as crew:
        crew.introduction()
        events: list[Event] = []
        thread = threading.Thread(target=lambda: events.extend(read(crew, paths)), daemon=True)
        thread.start()
        assert wait_until(lambda: len(descendants() - before) >= 3)
        running = descendants() - before
    assert not descendants() - before
    assert not any(map(is_alive, running))
    assert events == []


@pytest.mark.usefixtures("way")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    (path,) = written(tmp_path, [poison("hang")])
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with Crew(plan(2, Limits(seconds=3600.0))) as crew:
            crew.introduction()
            os.write(writing, b"x")
            read(crew, [path])
        os._exit(1)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    assert wait_until(lambda: len(descendants(child)) >= 2)
    below = descendants(child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert wait_until(lambda: not any(map(is_alive, below)))


@pytest.mark.usefixtures("way")
def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    paths = written(tmp_path, [harmless(0), poison("exit"), *map(harmless, range(30)), poison("segfault")])
    with Crew(plan()) as crew:  # the first one loads modules, which may keep files open
        read(crew, paths[:1])
    files, before = open_files(), descendants()
    with Crew(plan()) as crew:
        read(crew, paths)
    assert open_files() == files
    assert not descendants() - before
    assert list(temporary.iterdir()) == []


def test_a_gate_that_nobody_leaves_lets_no_more_in(tmp_path: Path) -> None:
    paths = written(tmp_path, map(harmless, range(20)))
    gate = Gate(3)
    taken = []

    def tasks() -> Iterable[Task]:
        for index, path in enumerate(paths):
            taken.append(index)
            yield Task(index, path)

    with Crew(plan()) as crew:
        finished = 0
        for event in crew.read(tasks(), gate):
            finished += isinstance(event, Finished)
            if finished == 3:
                break
        assert taken == [0, 1, 2]


def test_more_threads_than_one_forbid_forks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = written(tmp_path, [harmless(0)])
    threaded = Plan(Settings("rules", limits=LIMITS), 1, load="tests.batch.test_crew:load_with_thread")
    with Crew(threaded) as crew:
        assert crew.introduction().threads == 2
        assert [outcome.code for outcome in outcomes(read(crew, [path]))] == [None]


def load_with_thread(settings: Settings) -> Any:
    from tests.batch.poison import load_light

    threading.Thread(target=threading.Event().wait, daemon=True).start()
    return load_light(settings)
