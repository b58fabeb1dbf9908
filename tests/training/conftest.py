"""``training`` runs from the repository and is not installed."""

import sys
from pathlib import Path

import pytest
import yaml

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


@pytest.fixture(scope="session")
def tiny_yaml(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a configuration whose training takes a second."""
    from tests.training.tiny import tiny_configuration

    path = tmp_path_factory.mktemp("configuration") / "tiny.yaml"
    path.write_text(yaml.safe_dump(tiny_configuration().model_dump(mode="json")), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a few steps, exported; what is made of it has folders of its own."""
    from tests.training.tiny import tiny_configuration
    from training.retraining import retrain

    folder = tmp_path_factory.mktemp("tiny") / "base"
    return retrain(
        tiny_configuration(), folder, annotations=[], base_model=None, command=["tests"], calibration_reports=0
    )
