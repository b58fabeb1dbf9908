"""Values that are made by the thousand: frozen dataclasses that only the type checker keeps frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

__all__ = ["value"]

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """A dataclass with slots, compared and hashed by its fields, that nobody may change once it is made.

    ``frozen=True`` would make it seven times as dear (3.2 instead of 0.5 microseconds for a cell of thirteen fields),
    and a report makes some three thousand such values. Types tell that it is frozen; nothing does while it runs.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
