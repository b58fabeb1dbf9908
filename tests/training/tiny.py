"""A configuration whose training takes a second."""

from __future__ import annotations

import yaml

from tests.conftest import ROOT
from training.configuration import TrainingConfiguration

__all__ = ["tiny_configuration"]


def tiny_configuration(steps: int = 2) -> TrainingConfiguration:
    """A network of some hundred weights and a few steps, small windows, no reports to validate on to speak of."""
    settings = yaml.safe_load((ROOT / "configs" / "training" / "base.yaml").read_text(encoding="utf-8"))
    settings["model"].update(
        character_size=8, character_layers=1, hidden_size=12, num_hidden_layers=1, num_attention_heads=2, head_size=8
    )
    settings["windows"].update(size=96, margin=16)
    settings["trainer"].update(threads=1, validation_windows=4)
    settings["arguments"].update(max_steps=steps, per_device_train_batch_size=2, warmup_steps=0, bf16=False)
    settings["arguments"].update(eval_steps=steps)
    return TrainingConfiguration.model_validate(settings)
