"""Ray is joined or started quietly, and what cannot be joined is told with the next step."""

from __future__ import annotations

import os
import subprocess
import sys
from types import ModuleType

import pytest

from gkml.batch.ray_session import quiet_data, ray_session
from gkml.errors import GkmlError, MissingExtraError
from tests.conftest import ROOT

SESSION = """
import os, signal, time
from gkml.batch.ray_session import ray_session
signal.signal(signal.SIGTERM, lambda number, frame: print("told"))
with ray_session("local", cpus=2) as ray:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.1)
    print(ray.is_initialized(), ray.cluster_resources()["CPU"])
print(ray.is_initialized())
"""


@pytest.mark.xdist_group("ray")  # one process of the tests starts Ray, and not each of them
def test_a_ray_of_its_own_is_quiet_leaves_signals_alone_and_ends(ray: ModuleType) -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    done = subprocess.run(
        [sys.executable, "-c", SESSION], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120
    )
    assert (done.stdout, done.stderr) == ("told\nTrue 2.0\nFalse\n", "")


def test_a_cluster_that_does_not_answer_is_said() -> None:
    pytest.importorskip("ray.data", reason="ray[data] is not installed")
    script = "from gkml.batch.ray_session import ray_session\nwith ray_session('127.0.0.1:1'): pass"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "gkml.errors.GkmlError: no Ray cluster answers at 127.0.0.1:1" in done.stderr


def test_a_cluster_that_asks_for_a_token_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise ConnectionError("ray.exceptions.AuthenticationError: RPC error: InvalidAuthToken")

    fake = ModuleType("ray")
    fake.is_initialized, fake.init = lambda: False, refuse  # type: ignore[attr-defined]
    monkeypatch.setattr("gkml.batch.ray_session.import_ray", lambda: fake)
    with pytest.raises(GkmlError, match=r"asks for a token.*RAY_AUTH_MODE=token") as caught, ray_session("auto"):
        pass
    assert caught.value.code == "no_cluster"


def test_without_ray_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'gkml\[ray\]'"), ray_session():
        pass


def test_settings_of_ray_data_are_as_before_when_a_run_ends_or_fails() -> None:
    class Context:
        enable_progress_bars = True
        max_errored_blocks = 0
        execution_options = ModuleType("options")

    Context.execution_options.preserve_order = False  # type: ignore[attr-defined]
    fake = ModuleType("ray")
    fake.data = ModuleType("data")  # type: ignore[attr-defined]
    fake.data.DataContext = type("DataContext", (), {"get_current": lambda: Context})

    def run() -> None:
        with quiet_data(fake, errored=3, block_bytes=10):
            assert (Context.enable_progress_bars, Context.max_errored_blocks) == (False, 3)
            assert Context.execution_options.preserve_order
            raise ValueError("lost")

    with pytest.raises(ValueError, match="lost"):
        run()
    assert (Context.enable_progress_bars, Context.max_errored_blocks) == (True, 0)
    assert not Context.execution_options.preserve_order
    assert not hasattr(Context, "target_max_block_size")  # of another version of Ray
