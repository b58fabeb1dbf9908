"""The training configuration: one YAML file, checked when it is loaded."""

from __future__ import annotations

from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from gkml.errors import UsageError

__all__ = ["TrainingConfiguration", "load_configuration", "shipped_file"]

_PACKAGED = Path(__file__).parent / "_configurations"  # in an installed package
_FOLDER = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[1] / "configs" / "training"


def shipped_file(name: str) -> Path:
    """A file of ``configs/training``, in the repository or in the installed package."""
    return _FOLDER / name


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelPart(_Part):
    """Sizes of the network (``gkml.integrations.huggingface.TableConfig``), in its own names."""

    character_size: int = Field(gt=0)
    character_layers: int = Field(gt=0)
    hidden_size: int = Field(gt=0)
    num_hidden_layers: int = Field(gt=0)
    num_attention_heads: int = Field(gt=0)
    head_size: int = Field(gt=0)


class WindowPart(_Part):
    """How documents are cut: into so many segments, or tokens for an encoder of others."""

    size: int = Field(ge=32, le=2048)
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
    fragments: float = Field(default=0.0, ge=0, le=1)

    def undisturbed(self) -> DataPart:
        """The same with nothing hidden or changed, for validation."""
        disturbed = ("place_dropout", "column_dropout", "token_noise", "separator_noise", "fragments")
        return self.model_copy(update=dict.fromkeys(disturbed, 0.0))


class TrainerPart(_Part):
    """Around the ``Trainer``."""

    threads: int = Field(default=0, ge=0)
    validation_windows: int = Field(gt=0)
    patience: int = Field(gt=0)


def _known_arguments(given: dict[str, Any]) -> dict[str, Any]:
    """Arguments that ``TrainingArguments`` knows; it tells itself which values it takes."""
    from transformers import TrainingArguments

    known = {field.name for field in fields(TrainingArguments) if field.init}
    for name in given:
        if name in _OURS or name not in known:
            near = get_close_matches(name, known - _OURS.keys(), 1)
            hint = f"did you mean {near[0]!r}?" if near else "see transformers.TrainingArguments"
            raise ValueError(f"{name}: {_OURS.get(name, f'TrainingArguments has no such argument; {hint}')}")
    for name in _NEEDED:
        if not isinstance(number := given.get(name), int | float) or isinstance(number, bool) or number <= 0:
            raise ValueError(f"{name}: {number!r} given, a number above 0 is needed")
    return given


_OURS = {"output_dir": "is given by --out", "seed": "stands above, for the whole run"}
_NEEDED = ("max_steps", "per_device_train_batch_size", "learning_rate", "eval_steps")


class TrainingConfiguration(_Part):
    """A whole run; ``arguments`` are those of ``transformers.TrainingArguments``, under their own names."""

    seed: int
    model: ModelPart
    windows: WindowPart
    data: DataPart
    trainer: TrainerPart
    arguments: Annotated[dict[str, Any], AfterValidator(_known_arguments)]


def load_configuration(path: Path) -> TrainingConfiguration:
    """Read and check a configuration.

    Args:
        path: of the file; where there is none, the file of that name that comes with gkml.

    Raises:
        UsageError: with the file and the key.
    """
    if not path.exists() and shipped_file(path.name).is_file():
        path = shipped_file(path.name)
    try:
        return TrainingConfiguration.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
