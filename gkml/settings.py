"""What makes a pipeline, as plain data: another process makes the same one from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.tagging.thresholds import USUAL_SIMILARITY, USUAL_TRUST, Similarity, Trust

if TYPE_CHECKING:
    from gkml.tagging.taggers import TaggerName

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments of ``gkml.load``; paths as the user gave them.

    Attributes:
        review: keys of ``configs/review.toml`` that are others, to what stands there.
    """

    tagger: TaggerName = "combined"
    templates: tuple[str, ...] = ()
    model: str | None = None
    limits: Limits = DEFAULT_LIMITS
    similarity: Similarity = USUAL_SIMILARITY
    trust: Trust = USUAL_TRUST
    review: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def usual_tagging(self) -> bool:
        """Whether tags are set with the thresholds that confidences were measured with."""
        return self.similarity == USUAL_SIMILARITY and self.trust == USUAL_TRUST

    def to_plain(self) -> dict[str, Any]:
        """Data that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Settings:
        """The inverse of ``to_plain``."""
        return cls(
            plain["tagger"],
            tuple(plain["templates"]),
            plain["model"],
            Limits(**plain["limits"]),
            Similarity(**plain["similarity"]),
            Trust(**plain["trust"]),
            plain["review"],
        )
