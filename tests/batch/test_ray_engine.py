"""Reading on Ray: the same records as without it, whatever becomes of single reports and of actors."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.engine import open_workers
from gkml.batch.outcomes import Engine, Outcome, Task
from gkml.batch.ray_engine import RayEngine
from gkml.batch.run import read_into_writer
from gkml.cli import main
from gkml.commands.messages import SOME_FAILED
from gkml.errors import GkmlError, UsageError
from gkml.output import open_writer
from gkml.pipeline import Pipeline, load_pipeline
from gkml.readers.limits import Limits
from gkml.settings import Settings
from tests.batch import poison

pytestmark = pytest.mark.xdist_group("ray")  # one process of the tests starts Ray, and not each of them

LIMITS = Limits(file_bytes=200_000, seconds=5.0)  # of which one report takes too much
RULES = Settings("rules", limits=LIMITS)


def load_with_hate(settings: Settings) -> Pipeline:
    """A pipeline that ends the actor, which started the fork server of its process, over some texts."""
    pipeline = load_pipeline(settings)
    tagger = pipeline.tagger

    class Hating:
        name = tagger.name

        def __call__(self, document):  # type: ignore[no-untyped-def]
            if "仇恨" in document.text:
                status = Path(f"/proc/{os.getppid()}/stat").read_text()
                os.kill(int(status.rpartition(")")[2].split()[1]), signal.SIGKILL)
            return tagger(document)

    pipeline.tagger = Hating()
    return pipeline


def lines_of(engine: Engine, paths: Iterable[str], output: Path) -> bytes:
    with open_writer(output) as writer:
        read_into_writer(engine, paths, writer, lambda event: None)
    return output.read_bytes()


def outcomes_of(plan: WorkerConfiguration, paths: Iterable[str]) -> list[Outcome]:
    with RayEngine(plan) as engine:
        return list(engine.read([Task(index, path) for index, path in enumerate(paths)]))


def test_records_are_those_of_the_local_engine(ray: ModuleType, s3: str, corpus: Path, tmp_path: Path) -> None:
    import s3fs

    store = s3fs.S3FileSystem()
    store.put(str(corpus) + "/", "crawl/same/", recursive=True)
    names = sorted(path.name for path in corpus.iterdir())
    paths = [str(corpus / name) for name in names] + [f"{s3}/same/{name}" for name in names]
    paths += [str(tmp_path / "missing.txt"), f"{s3}/missing.txt", f"{s3}/same"]
    with RayEngine(WorkerConfiguration(RULES, 0)) as engine:
        far = lines_of(engine, paths, tmp_path / "far.jsonl")
    with open_workers(WorkerConfiguration(RULES, 1)) as engine_here:
        here = lines_of(engine_here, paths, tmp_path / "here.jsonl")
    assert far.splitlines() == here.splitlines()
    # of each of the two folders: three members, two files that are reports, four that are none; and three addresses
    assert len(far.splitlines()) == 2 * 10 + 3
    for code in (b"file_too_large", b"empty_file", b"binary_file", b"unreadable_path", b"damaged_file"):
        assert b'"code":"%s"' % code in far


def test_a_report_that_ends_its_worker_is_quarantined(ray: ModuleType, tmp_path: Path) -> None:
    texts = {"a.txt": "segfault", "b.txt": "hang", "c.txt": ""}
    for name, kind in texts.items():
        (tmp_path / name).write_text(poison.poison(kind), encoding="utf-8")
    settings = Settings("rules", limits=Limits(seconds=0.5))
    plan = WorkerConfiguration(settings, 0, load=f"{poison.__name__}:load", grace=1.0)
    outcomes = outcomes_of(plan, [str(tmp_path / name) for name in texts])
    records = [record for outcome in outcomes for record in outcome.records]
    assert [outcome.task.index for outcome in outcomes] == [0, 1, 2]
    assert [record.code for record in records[:2]] == ["crashed", "timeout"]
    assert outcomes[0].attempts == 2
    assert records[0].source == str(tmp_path / "a.txt")
    assert str(tmp_path / "a.txt").encode() in records[0].line
    assert records[2].code not in ("crashed", "timeout", "worker_lost")


def test_inputs_that_were_lost_with_their_actor_are_read_alone(ray: ModuleType, tmp_path: Path, corpus: Path) -> None:
    good = str(corpus / "huayan_2022.html")
    hateful = tmp_path / "hateful.txt"
    hateful.write_text(f"青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n仇恨 {'。' * 50}\n", encoding="utf-8")
    paths = [good, str(hateful), good]
    context = ray.data.DataContext.get_current()
    before = (context.max_errored_blocks, context.target_max_block_size, context.execution_options.preserve_order)
    outcomes = outcomes_of(WorkerConfiguration(RULES, 1, load=f"{__name__}:load_with_hate"), paths)
    after = (context.max_errored_blocks, context.target_max_block_size, context.execution_options.preserve_order)
    assert after == before
    assert ray.is_initialized()  # which the engine did not start
    assert [outcome.task.index for outcome in outcomes] == [0, 1, 2]
    assert [outcome.records[0].code for outcome in outcomes] == [None, "worker_lost", None]
    assert outcomes[0].records == outcomes[2].records


def test_the_command_writes_the_same_folder(ray: ModuleType, corpus: Path, tmp_path: Path) -> None:
    common = ["extract", str(corpus), "--tagger", "rules", "--format", "csv"]
    assert main([*common, "-o", f"{tmp_path}/far/", "--engine", "ray"]) == SOME_FAILED
    assert main([*common, "-o", f"{tmp_path}/here/", "--workers", "0"]) == SOME_FAILED
    names = ("cells.csv", "records/part-00000.jsonl")
    far, here = ([(tmp_path / place / name).read_bytes() for name in names] for place in ("far", "here"))
    assert far == here
    assert main([*common, "-o", f"{tmp_path}/far/", "--engine", "ray", "--resume"]) == SOME_FAILED


def test_what_cannot_be_loaded_is_said_before_anything_is_read(ray: ModuleType, tmp_path: Path) -> None:
    plan = WorkerConfiguration(Settings("model", model=str(tmp_path)), 0)
    with RayEngine(plan) as engine, pytest.raises(UsageError, match="manifest"):
        engine.loaded()


def test_a_node_with_other_forms_is_refused(ray: ModuleType, corpus: Path) -> None:
    with RayEngine(WorkerConfiguration(RULES, 0)) as engine:
        mine = engine.loaded()
        engine._loaded = replace(mine, provenance=replace(mine.provenance, template_hash="other"))
        with pytest.raises(GkmlError, match="install the same on all of them"):
            list(engine.read([Task(0, str(corpus / "huayan_2022.html"))]))


def test_no_inputs_need_no_actors(ray: ModuleType) -> None:
    assert outcomes_of(WorkerConfiguration(RULES, 0), []) == []
