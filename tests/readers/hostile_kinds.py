"""Kinds of hostile files, each made by code, with what becomes of it: for every record its error code, None if read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

__all__ = ["KINDS", "Code", "Kind", "Make", "kind"]

Make = Callable[[], bytes]
Code = str | None | frozenset[str | None]
"""The error code of a record, None where it has none; a set where versions of a library differ."""


class Kind(NamedTuple):
    """A way to be hostile.

    Attributes:
        name: what the file is called.
        make: its bytes.
        codes: of its records in their order; an archive has one for each member, and one of its own where it fails.
        limits: those that are lower than by default, so that the file may be smaller.
    """

    name: str
    make: Make
    codes: tuple[Code, ...]
    limits: Mapping[str, int]


KINDS: dict[str, Kind] = {}
"""All kinds by their own name; filled by the modules that make them."""


def kind(name: str, *codes: Code, **limits: int) -> Callable[[Make], Make]:
    """Register what a function makes."""

    def register(make: Make) -> Make:
        assert make.__name__ not in KINDS, make.__name__
        KINDS[make.__name__] = Kind(name, make, codes, limits)
        return make

    return register
