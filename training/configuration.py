"""The training configuration: one YAML file, checked when it is loaded."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gkml.errors import UsageError

__all__ = ["TrainingConfiguration", "load_configuration"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelPart(_Part):
    """Size of the network."""

    hidden_size: int = Field(gt=0)
    layers: int = Field(gt=0)
    heads: int = Field(gt=0)
    layout: bool = True
    columns: bool = True


class WindowPart(_Part):
    """How documents are cut."""

    size: int = Field(ge=32, le=512)
    margin: int = Field(ge=0)


class DataPart(_Part):
    """What is drawn."""

    levels: list[float] = Field(min_length=1, max_length=4)
    place_dropout: float = Field(ge=0, le=1)
    column_dropout: float = Field(default=0.0, ge=0, le=1)
    token_noise: float = Field(default=0.0, ge=0, le=1)
    separator_noise: float = Field(default=0.0, ge=0, le=1)
    pages: float = Field(default=0.0, ge=0, le=1)
    annotated_share: float = Field(ge=0, le=1)
    early_share: float = Field(default=0.0, ge=0, le=1)
    printed_share: float = Field(default=0.0, ge=0, le=1)

    def undisturbed(self) -> DataPart:
        """The same with nothing hidden or changed, for validation."""
        return self.model_copy(
            update=dict.fromkeys(("place_dropout", "column_dropout", "token_noise", "separator_noise"), 0.0)
        )


class OptimisationPart(_Part):
    """How long and how fast."""

    steps: int = Field(gt=0)
    batch_size: int = Field(gt=0)
    learning_rate: float = Field(gt=0)
    warmup: float = Field(ge=0, lt=1)
    weight_decay: float = Field(ge=0)
    bf16: bool = False
    threads: int = Field(default=0, ge=0)


class EvaluationPart(_Part):
    """When to look, and when to stop."""

    every: int = Field(gt=0)
    windows: int = Field(gt=0)
    patience: int = Field(gt=0)


class TrainingConfiguration(_Part):
    """A whole run."""

    seed: int
    model: ModelPart
    windows: WindowPart
    data: DataPart
    optimisation: OptimisationPart
    evaluation: EvaluationPart


def load_configuration(path: Path) -> TrainingConfiguration:
    """Read and check a configuration.

    Raises:
        UsageError: with the file and the key.
    """
    try:
        return TrainingConfiguration.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
