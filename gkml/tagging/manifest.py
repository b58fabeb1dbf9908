"""The manifest of a model: what it was trained for and how it is run, checked before anything is read by it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from gkml.errors import GkmlError
from gkml.tagging.encoding import Vocabulary

__all__ = ["MANIFEST", "Manifest", "ModelError", "load_manifest", "load_vocabulary"]

MANIFEST = "manifest.json"
VOCABULARY = "vocabulary.json"

_Name = Annotated[str, StringConstraints(min_length=1)]
_Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
_MOST_SHOWN = 80  # characters of a value in a message


class ModelError(GkmlError):
    """A model that cannot be used: a file is missing or changed, or it was trained for other labels."""

    code = "bad_model"


class Manifest(BaseModel):
    """What ``training.export`` writes beside a model.

    Attributes:
        name: of the model.
        architecture: ``table``, the network of gkml, or ``tokens``, an encoder of others.
        window: segments, or tokens, that are read at once.
        margin: those at either end of a window that are there for the sake of the others.
        temperature: by which logits are divided.
        template_hash: of the forms it was trained for; forms with the same labels may differ.
        labels: that it tells, in the order of its outputs.
        rows, columns: that figures may point to, likewise; a network of tokens has none.
        files: SHA-256 by name of the file.
    """

    model_config = ConfigDict(strict=True, frozen=True)

    name: _Name
    architecture: Literal["table", "tokens"] = "tokens"
    window: int = Field(gt=0)
    margin: int = Field(ge=0)
    temperature: float = Field(gt=0, allow_inf_nan=False)
    template_hash: str = ""
    labels: list[str] = Field(min_length=1)
    rows: list[str] = Field(default_factory=list)
    columns: list[str] = Field(default_factory=list)
    files: dict[str, _Hash]

    @model_validator(mode="after")
    def _windows_move_on(self) -> Manifest:
        """Windows overlap by twice the margin, and begin up to half a margin earlier, where a row begins."""
        if 2 * self.window <= 5 * self.margin:
            raise ValueError(f"window must be more than two and a half times margin ({self.margin})")
        return self


def load_manifest(folder: Path, needed: tuple[str, ...]) -> Manifest:
    """The manifest of a folder, after its files agree with it.

    Args:
        folder: of the model.
        needed: names of the files that will be read.

    Raises:
        ModelError: it names the file, the key and the value.
    """
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate_json(_load(path))
    except ValidationError as error:
        raise ModelError(f"{path}: {_in_words(error)}; export the model again") from None
    for name in needed:
        listed = manifest.files.get(name)
        if listed is None:
            raise ModelError(f"{path}: files names no {name}; export the model again")
        if hashlib.sha256(_load(folder / name)).hexdigest() != listed:
            raise ModelError(
                f"{folder / name}: its hash is not the one in {MANIFEST}; install or export the model again"
            )
    return manifest


def load_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary of a model.

    Raises:
        ModelError: it is none.
    """
    path = folder / VOCABULARY
    try:
        tokens = _Tokens.model_validate_json(b'{"tokens": ' + _load(path) + b"}").tokens
        return Vocabulary(tuple(tokens))
    except ValidationError as error:
        raise ModelError(f"{path}: {_in_words(error)}; export the model again") from None
    except ValueError as error:
        raise ModelError(f"{path}: {error}; export the model again") from None


class _Tokens(BaseModel):
    model_config = ConfigDict(strict=True)

    tokens: list[str]


def _load(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"{path} is missing; give the folder of a model that was exported") from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from None


def _in_words(error: ValidationError) -> str:
    """Key, value and what is wrong with it, of the first fault."""
    first = error.errors()[0]
    message = str(first["msg"]).removeprefix("Value error, ")
    if first["type"] == "json_invalid" or not isinstance(first["input"], int | float | str):
        return f"{_key(first['loc'])}{message}"
    value = repr(first["input"])
    return f"{_key(first['loc'])}{value[:_MOST_SHOWN]}: {message}"


def _key(place: tuple[Any, ...]) -> str:
    return "".join(f"{part}: " for part in place)
