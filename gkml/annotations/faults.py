"""What is wrong with an annotation: a code, a sentence in two languages, the place, whether it can be mended."""

from __future__ import annotations

from dataclasses import dataclass

from gkml.labels import Tag
from gkml.messages import Sentence

__all__ = ["Fault", "Finding", "fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, or that a trainer would regret.

    Attributes:
        code: stable; the key of its sentence in ``gkml/messages/annotations.*.toml``.
        problem: the sentence.
        start, end: offsets into the text as the file counts them; None where it is no matter of a place in the text.
        mendable: ``gkml annotations check --fix`` mends it.
        advice: worth a thought, but nothing is wrong.
    """

    code: str
    problem: Sentence
    start: int | None = None
    end: int | None = None
    mendable: bool = False
    advice: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and what mends it.

    Attributes:
        fault: the fault.
        changes: tags, each with the one that belongs in its place.
    """

    fault: Fault
    changes: tuple[tuple[Tag, Tag], ...] = ()


def fault(
    code: str,
    *,
    at: tuple[int, int] | None = None,
    mendable: bool = False,
    advice: bool = False,
    **parameters: object,
) -> Fault:
    """A fault with the parameters of its sentence."""
    start, end = at or (None, None)
    return Fault(code, Sentence("annotations", code, **parameters), start, end, mendable, advice)
