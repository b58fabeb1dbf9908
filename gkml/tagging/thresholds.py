"""What tagging asks of print, as settings that a user may move."""

from __future__ import annotations

from dataclasses import dataclass

from gkml.errors import UsageError

__all__ = ["USUAL_SIMILARITY", "USUAL_TRUST", "Similarity", "Trust"]


@dataclass(frozen=True, slots=True)
class Similarity:
    """How like a spelling of the form a damaged one must be; 100 is equal.

    Attributes:
        shortest: letters of a spelling; shorter ones are too like one another.
        label: of a label.
        margin: by which the next best label must be less like.
        heading: of a heading whose number is that of its section.
        bare_heading: of one with another number or none.
        telling: share of the pairs of letters peculiar to a section that a damaged heading of it must keep.
    """

    shortest: int = 4
    label: float = 80.0
    margin: float = 6.0
    heading: float = 72.0
    bare_heading: float = 85.0
    telling: float = 0.4

    def __post_init__(self) -> None:
        """Raises ``UsageError`` where a value is none."""
        for name in self.__slots__:
            _require(f"Similarity.{name}", getattr(self, name), 1 if name == "telling" else 100)


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the model is believed.

    Attributes:
        alone: confidence from which it is where the rules say nothing.
        row_alone: the same of a row label: its figures and the rows around it support it, or do not.
        agreed: part of the smaller doubt that agreement with the rules takes away, at a confidence of 1.
    """

    alone: float = 0.35
    row_alone: float = 0.15
    agreed: float = 0.9

    def __post_init__(self) -> None:
        """Raises ``UsageError`` where a value is none."""
        for name in self.__slots__:
            _require(f"Trust.{name}", getattr(self, name), 1)


def _require(name: str, given: object, most: int) -> None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= most:
        raise UsageError(f"{name} is a number from 0 to {most}, not {given!r}")


USUAL_SIMILARITY = Similarity()
USUAL_TRUST = Trust()
