"""The identities of a form written out: one equation for every row or column that a rule (勾稽关系) holds for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from gkml.template import Identity, Table

__all__ = ["Equation", "table_equations"]


@dataclass(frozen=True, slots=True)
class Equation:
    """The figures of the cells on the left add up to the same as those on the right.

    Attributes:
        id: ``table.kind.place``, the id of its check; ``table.kind.total.place`` where a table has several rules of
            the kind.
        identity: the rule that it applies.
        place: the row or the column it holds in.
        left, right: cell ids.
        cells: all of them, those on the left first.
    """

    id: str
    identity: Identity
    place: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    cells: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", (*self.left, *self.right))


@lru_cache(maxsize=512)  # tables are few and never change
def table_equations(table: Table) -> tuple[Equation, ...]:
    """Every equation of a table, rule by rule, in the order of the form."""
    return tuple(_equations(table))


def _equations(table: Table) -> Iterator[Equation]:
    known = {cell_id for cell_id, _, _ in table.cells()}
    kinds = Counter(identity.kind for identity in table.identities)
    for identity in table.identities:
        by_row = identity.along == "columns"
        absent = table.absent if identity.printed_only else frozenset()
        parts = tuple(name for name in identity.left if name not in absent)
        if not parts or not absent.isdisjoint(identity.right):
            continue
        rule = identity.kind if kinds[identity.kind] == 1 else f"{identity.kind}.{identity.right[0]}"
        for spec in table.rows if by_row else table.columns:

            def ids(names: tuple[str, ...], place: str = spec.id, by_row: bool = by_row) -> tuple[str, ...]:
                return tuple(table.cell_id(place, name) if by_row else table.cell_id(name, place) for name in names)

            equation = Equation(f"{table.id}.{rule}.{spec.id}", identity, spec.id, ids(parts), ids(identity.right))
            if known.issuperset(equation.cells):
                yield equation
