"""What makes a pipeline, as plain data: another process makes the same one from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from gkml.readers.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from gkml.tagging.taggers import TaggerName

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments of ``gkml.load``; paths as the user gave them."""

    tagger: TaggerName = "combined"
    templates: tuple[str, ...] = ()
    model: str | None = None
    limits: Limits = DEFAULT_LIMITS

    def to_plain(self) -> dict[str, Any]:
        """Data that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Settings:
        """The inverse of ``to_plain``."""
        return cls(plain["tagger"], tuple(plain["templates"]), plain["model"], Limits(**plain["limits"]))
