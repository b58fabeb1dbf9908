"""Which cells a person should look at: a table of rules over the witnesses, kept in ``configs/review.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.errors import GkmlError
from gkml.records.evidence import Evidence, LabelEvidence, ModelEvidence, Sight, Sums

__all__ = [
    "ReviewRule",
    "ReviewRules",
    "ReviewRulesError",
    "current_rules",
    "judging_by",
    "load_review_rules",
    "make_review_rules",
    "shipped_review",
]

_NOTHING = "none"  # in the file: the witness says nothing
_SAYINGS: Mapping[str, tuple[str, ...]] = {
    "row": (*get_args(LabelEvidence), _NOTHING),
    "column": (*get_args(LabelEvidence), _NOTHING),
    "sight": (*get_args(Sight), _NOTHING),
    "sums": (*get_args(Sums), _NOTHING),
    "model": (*get_args(ModelEvidence), _NOTHING),
}


class ReviewRulesError(GkmlError):
    """Rules that cannot be read; the message names file and key."""

    code = "bad_review_rules"


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """What witnesses say for which a cell is for review: all that are named must, and no note in ``unless``."""

    doubt: DoubtCode
    says: tuple[tuple[str, frozenset[str]], ...]
    unless: frozenset[DoubtCode] = frozenset()

    def holds(self, evidence: Evidence, notes: Collection[DoubtCode] = ()) -> bool:
        """Whether the witnesses say so, and no note that a cell has speaks against it."""
        return self.unless.isdisjoint(notes) and all(
            (getattr(evidence, witness) or _NOTHING) in sayings for witness, sayings in self.says
        )


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """The table of rules.

    Attributes:
        confidence_below: confidence below which a cell is for review whatever its witnesses say.
        uncertain: the doubt of such a cell.
        notes: doubts that are no cause for review.
        rules: over the witnesses.
    """

    confidence_below: float
    uncertain: DoubtCode
    notes: frozenset[DoubtCode]
    rules: tuple[ReviewRule, ...]
    _broken: dict[tuple[Evidence, tuple[DoubtCode, ...]], tuple[Doubt, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def doubts(self, evidence: Evidence, confidence: float, doubts: Collection[Doubt]) -> tuple[Doubt, ...]:
        """The doubts for which a cell is for review; none where it is not.

        Args:
            evidence: what its witnesses say.
            confidence: 0..1, before it is made a probability.
            doubts: what reading and reconciling found.
        """
        notes: tuple[DoubtCode, ...] = ()
        if doubts:
            found = tuple(each for each in doubts if each.code not in self.notes)
            if found:
                return found
            notes = tuple(each.code for each in doubts)
        broken = self._broken.get((evidence, notes))
        if broken is None:
            broken = tuple(doubt(rule.doubt) for rule in self.rules if rule.holds(evidence, notes))
            self._broken[evidence, notes] = broken  # as many as there are combinations
        return broken or ((doubt(self.uncertain),) if confidence < self.confidence_below else ())


@cache
def load_review_rules(path: Path | None = None) -> ReviewRules:
    """The rules of a file, or those that come with gkml.

    Raises:
        ReviewRulesError: the file cannot be read, or names something that does not exist.
    """
    path = path or _shipped()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReviewRulesError(f"{path}: no usable rules: {error}") from None
    return _made(data, str(path))


def make_review_rules(changes: Mapping[str, Any]) -> ReviewRules:
    """The rules that come with gkml, with others in place of some of their keys.

    Args:
        changes: keys of ``configs/review.toml`` to what stands there; ``rules`` takes the place of all rules.

    Raises:
        ReviewRulesError: it names something that does not exist.
    """
    if not changes:
        return load_review_rules()
    data = shipped_review()
    unknown = changes.keys() - data.keys()
    if unknown:
        raise ReviewRulesError(f"review: there is no {', '.join(sorted(unknown))}; there are {', '.join(data)}")
    return _made({**data, **changes}, "review")


_CURRENT: ContextVar[ReviewRules | None] = ContextVar("review_rules", default=None)


def current_rules() -> ReviewRules:
    """The rules of the pipeline that reads now; those that come with gkml outside of one."""
    return _CURRENT.get() or load_review_rules()


@contextmanager
def judging_by(rules: ReviewRules | None) -> Iterator[None]:
    """Within it, cells are for review by these rules; None: by those that come with gkml."""
    token = _CURRENT.set(rules)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def _made(data: Mapping[str, Any], origin: str) -> ReviewRules:
    try:
        return ReviewRules(
            float(data["confidence_below"]),
            DoubtCode(data["doubt"]),
            frozenset(map(DoubtCode, data["notes"])),
            tuple(_rule(rule) for rule in data["rules"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReviewRulesError(f"{origin}: no usable rules: {error}") from None


def _rule(rule: Mapping[str, Any]) -> ReviewRule:
    says = []
    for witness, sayings in rule.items():
        if witness in ("doubt", "unless"):
            continue
        unknown = set(sayings).difference(_SAYINGS.get(witness, ()))
        if unknown or witness not in _SAYINGS:
            raise ValueError(f"no witness says {witness} = {sorted(unknown or sayings)}")
        says.append((witness, frozenset(sayings)))
    return ReviewRule(DoubtCode(rule["doubt"]), tuple(says), frozenset(map(DoubtCode, rule.get("unless", ()))))


def shipped_review() -> dict[str, Any]:
    """What stands in the rules that come with gkml."""
    return tomllib.loads(_shipped().read_text(encoding="utf-8"))


def _shipped() -> Path:
    packaged = Path(str(files("gkml"))) / "_data" / "review.toml"
    return packaged if packaged.is_file() else Path(__file__).parent.parent.parent / "configs" / "review.toml"
