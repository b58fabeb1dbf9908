"""The grammar of printing: dimensions, their productions with weights, and what is held out of training.

It is data (``configs/training/printing.yaml``). A plan is one sentence of it: for every dimension that applies, the
production that was drawn. Productions and combinations that are held for a split stand in no plan of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from gkml.errors import UsageError
from training.configuration import shipped_file
from training.synthesis.dice import Dice

__all__ = ["DEFAULT_FILE", "Combination", "Plan", "PrintingGrammar", "Production", "Split", "printing_grammar"]

Split = Literal["training", "unseen", "blind"]
Combination = Mapping[str, str]
"""Productions that stand together, by dimension."""

DEFAULT_FILE = shipped_file("printing.yaml")
_TRIES = 200  # plans that may be thrown away because they hold what is held for another split
_SECOND = 0.3  # chance that a plan of a split holds a second thing that is held for it


@dataclass(frozen=True, slots=True)
class Production:
    """One way to print one thing.

    Attributes:
        dimension, name, id: the id is both, ``separator.tab``.
        weight: how often it is drawn beside the others of its dimension.
        held: the split that it is held for; training draws it only where that is ``training``.
        only: of other dimensions, the productions beside which it can stand.
        excludes: ids of productions beside which it cannot stand.
        options: what else is said of it: texts of a separator, the level of noise.
    """

    dimension: str
    name: str
    weight: float
    held: Split = "training"
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    excludes: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", f"{self.dimension}.{self.name}")

    def text(self, option: str, default: str = "") -> str:
        """An option that is a text."""
        return str(self.options.get(option, default))


@dataclass(frozen=True, slots=True)
class Plan:
    """How one document is printed: a production of every dimension that applies."""

    productions: Mapping[str, Production]

    def __getitem__(self, dimension: str) -> str:
        """Name of the production; empty where the dimension does not apply."""
        production = self.productions.get(dimension)
        return "" if production is None else production.name

    def production(self, dimension: str) -> Production | None:
        """The production itself."""
        return self.productions.get(dimension)

    def text(self, dimension: str, option: str = "text", default: str = "") -> str:
        """An option of the production of a dimension that is a text."""
        production = self.productions.get(dimension)
        return default if production is None else production.text(option, default)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all productions."""
        return tuple(production.id for production in self.productions.values())

    def holds(self, combination: Combination) -> bool:
        """Whether all productions of a combination are drawn."""
        return all(self[dimension] == name for dimension, name in combination.items())


@dataclass(frozen=True, slots=True)
class PrintingGrammar:
    """All dimensions in the order in which they are drawn.

    Attributes:
        dimensions: productions by dimension and name.
        when: by dimension, of other dimensions the productions that must be drawn for it to apply.
        combinations: what is held for a split although its parts are not.
    """

    dimensions: Mapping[str, Mapping[str, Production]]
    when: Mapping[str, Mapping[str, frozenset[str]]]
    combinations: Mapping[Split, tuple[Combination, ...]]

    def productions(self) -> Iterator[Production]:
        """Every production."""
        for productions in self.dimensions.values():
            yield from productions.values()

    def held(self, split: Split) -> list[Combination]:
        """What is held for a split: productions, as combinations of one, and combinations."""
        single = [{each.dimension: each.name} for each in self.productions() if each.held == split != "training"]
        return [*single, *self.combinations.get(split, ())]

    def draw(self, dice: Dice, split: Split = "training", fixed: Combination | None = None) -> Plan:
        """A plan of a split; ``fixed`` productions stand in it.

        Raises:
            UsageError: no plan can be drawn with what is fixed.
        """
        fixed = dict(fixed or {})
        held = self.held(split)
        for _ in range(_TRIES):
            wanted = dict(fixed)
            if held and not fixed:
                wanted |= dice.pick(held)
                if dice.chance(_SECOND):
                    wanted = {**dice.pick(held), **wanted}
            plan = self._plan(dice, split, wanted)
            if plan is not None and not self._holds_others(plan, split):
                return plan
        raise UsageError(f"no plan with {fixed or 'what is held'} can be drawn for {split} in {_TRIES} tries")

    def _holds_others(self, plan: Plan, split: Split) -> bool:
        return any(
            plan.holds(combination)
            for other, combinations in self.combinations.items()
            if other != split
            for combination in combinations
        )

    def _plan(self, dice: Dice, split: Split, wanted: Combination) -> Plan | None:
        """One try; None where what is wanted does not fit together."""
        allowed = self._requirements(wanted)
        forced = {dimension: self.dimensions[dimension][name] for dimension, name in wanted.items()}
        drawn: dict[str, Production] = {}
        for dimension, productions in self.dimensions.items():
            if not all(drawn[other].name in names for other, names in self.when[dimension].items() if other in drawn):
                continue
            if any(other not in drawn for other in self.when[dimension]):
                continue
            beside = {**forced, **drawn}
            fitting = [
                (each, each.weight)
                for each in ([forced[dimension]] if dimension in forced else productions.values())
                if each.held == "training" or each.held == split or dimension in forced
                if dimension in forced or each.held == "training"
                if dimension not in allowed or each.name in allowed[dimension]
                if _fits(each, beside, drawn)
            ]
            if not fitting:
                return None
            drawn[dimension] = dice.weighted(fitting)
        return Plan(drawn) if all(dimension in drawn for dimension in wanted) else None

    def _requirements(self, wanted: Combination) -> dict[str, frozenset[str]]:
        """Of every dimension the names that what is wanted can stand with."""
        allowed: dict[str, frozenset[str]] = {}
        open_ = [(dimension, frozenset({name})) for dimension, name in wanted.items()]
        seen: set[str] = set()
        while open_:
            dimension, names = open_.pop()
            allowed[dimension] = allowed.get(dimension, names) & names
            only = self.dimensions[dimension][next(iter(names))].only if len(names) == 1 else {}
            open_ += only.items()
            if dimension not in seen:
                seen.add(dimension)
                open_ += self.when[dimension].items()
        return allowed


def _fits(each: Production, beside: Mapping[str, Production], drawn: Mapping[str, Production]) -> bool:
    """Whether a production can stand beside what is drawn, and beside what will be."""
    for other in beside.values():
        if other.id in each.excludes or each.id in other.excludes:
            return False
    return not each.only or all(
        dimension not in drawn or drawn[dimension].name in names for dimension, names in each.only.items()
    )


@lru_cache(maxsize=4)
def printing_grammar(path: Path = DEFAULT_FILE) -> PrintingGrammar:
    """The grammar of a file.

    Raises:
        UsageError: with the file and the production that is not valid.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    dimensions: dict[str, dict[str, Production]] = {}
    when: dict[str, dict[str, frozenset[str]]] = {}
    for dimension, listed in raw["dimensions"].items():
        when[dimension] = {other: frozenset(names) for other, names in listed.pop("when", {}).items()}
        dimensions[dimension] = {name: _production(path, dimension, name, said) for name, said in listed.items()}
    combinations = {
        split: tuple(dict(tuple(each.split(".", 1)) for each in several) for several in listed)
        for split, listed in raw.get("held_combinations", {}).items()
    }
    grammar = PrintingGrammar(dimensions, when, combinations)
    _check(path, grammar)
    return grammar


def _production(path: Path, dimension: str, name: str, said: Any) -> Production:
    options = dict(said) if isinstance(said, dict) else {"weight": said}
    weight = options.pop("weight", None)
    held = options.pop("held", "training")
    if not isinstance(weight, int | float) or weight <= 0 or held not in get_args(Split):
        raise UsageError(f"{path}: {dimension}.{name}: needs a weight above 0, and held is one of {get_args(Split)}")
    only = {other: frozenset(names) for other, names in options.pop("only", {}).items()}
    return Production(dimension, name, weight, held, only, frozenset(options.pop("excludes", ())), options)


def _check(path: Path, grammar: PrintingGrammar) -> None:
    """Every production that is named is one of the grammar."""
    ids = {production.id for production in grammar.productions()}
    named = {
        f"{dimension}.{name}"
        for all_ in grammar.combinations.values()
        for each in all_
        for dimension, name in each.items()
    }
    for production in grammar.productions():
        named |= production.excludes
        named |= {f"{dimension}.{name}" for dimension, names in production.only.items() for name in names}
    for conditions in grammar.when.values():
        named |= {f"{dimension}.{name}" for dimension, names in conditions.items() for name in names}
    if named - ids:
        raise UsageError(f"{path}: {sorted(named - ids)[0]}: no such production")
