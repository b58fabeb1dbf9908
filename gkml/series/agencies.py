"""Names to agencies: which spellings mean the same one.

Two spellings are one agency where they agree in their own place and in what the agency is there, and one only leaves
out places above (洪泽区 for 淮安市洪泽区). Where the names at hand know several such places above, a spelling that
leaves them out belongs to none of them. Nothing is told by likeness: 教育局 and 体育局 are as different as can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from gkml.series.names import Name

__all__ = ["Agencies", "Agency", "Spelling", "group_spellings"]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which an agency is written.

    Attributes:
        name: its structure.
        written: as most of its reports write it.
        reports: how many.
    """

    name: Name
    written: str
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: its ``name`` is its fullest spelling, which stands first among the ``spellings``."""

    name: str
    spellings: tuple[Spelling, ...]


@dataclass(frozen=True, slots=True)
class Agencies:
    """Who is who.

    Attributes:
        all: in the order of their names.
        of: folded spelling to agency.
        namesakes: agencies that agree in their own place and body but not in the places above; those whose spelling
            leaves out what would tell them apart are in ``unplaced``.
        unplaced: names of agencies of one spelling that could mean several others.
        kept_apart: pairs of agencies that their names would make one and their figures do not.
    """

    all: tuple[Agency, ...]
    of: Mapping[str, Agency]
    namesakes: tuple[tuple[Agency, ...], ...]
    unplaced: frozenset[str]
    kept_apart: tuple[tuple[Agency, Agency], ...]


def group_spellings(
    spellings: Iterable[Spelling], differ: Callable[[Spelling, Spelling], bool] = lambda a, b: False
) -> Agencies:
    """Spellings, each folded one once, to agencies.

    Args:
        spellings: in any order.
        differ: whether the reports of two spellings cannot be of one agency.
    """
    by_core: dict[tuple[str, str], list[Spelling]] = defaultdict(list)
    for spelling in spellings:
        by_core[spelling.name.core].append(spelling)
    agencies: list[Agency] = []
    namesakes: list[tuple[Agency, ...]] = []
    unplaced: set[str] = set()
    apart: list[tuple[Agency, Agency]] = []
    for core in sorted(by_core):
        of_core: list[Agency] = []
        groups, loose = _by_places_above(by_core[core])
        for group in groups:
            first, *others = parts = list(_split(sorted(group, key=_fullest_first), differ))
            of_core += parts
            apart += [(first, other) for other in others]
        for spelling in sorted(loose, key=_fullest_first):
            of_core.append(Agency(spelling.written, (spelling,)))
            unplaced.add(spelling.written)
        if len(groups) > 1:
            namesakes.append(tuple(of_core))
        agencies += of_core
    ordered = tuple(sorted(agencies, key=lambda agency: (agency.name, agency.spellings[0].name.text)))
    of = {spelling.name.text: agency for agency in ordered for spelling in agency.spellings}
    return Agencies(ordered, of, tuple(namesakes), frozenset(unplaced), tuple(apart))


def _by_places_above(spellings: Iterable[Spelling]) -> tuple[list[list[Spelling]], list[Spelling]]:
    """Spellings of one core: those that go under one and the same fullest chain of places, and those under several."""
    by_chain: dict[tuple[str, ...], list[Spelling]] = defaultdict(list)
    for spelling in spellings:
        by_chain[spelling.name.above].append(spelling)
    fullest: list[tuple[str, ...]] = []
    groups: dict[tuple[str, ...], list[Spelling]] = {}
    loose: list[Spelling] = []
    for chain in sorted(by_chain, key=lambda chain: (-len(chain), chain)):
        over = [one for one in fullest if _leaves_out(chain, one)]
        if not over:
            fullest.append(chain)
            groups[chain] = list(by_chain[chain])
        elif len(over) == 1:
            groups[over[0]] += by_chain[chain]
        else:
            loose += by_chain[chain]
    return list(groups.values()), loose


def _leaves_out(chain: tuple[str, ...], fuller: tuple[str, ...]) -> bool:
    """Whether the one chain of places is the other with some left out."""
    rest = iter(fuller)
    return all(place in rest for place in chain)


def _fullest_first(spelling: Spelling) -> tuple[int, bool, int, str]:
    """All places before few, a government before its office, its whole name before a short one."""
    text = spelling.name.text
    return (-len(spelling.name.places), text.endswith(("办公室", "办公厅")), -len(text), text)


def _split(spellings: Iterable[Spelling], differ: Callable[[Spelling, Spelling], bool]) -> Iterator[Agency]:
    """Each spelling to the first agency none of whose spellings it differs from."""
    parts: list[list[Spelling]] = []
    for spelling in spellings:
        for part in parts:
            if not any(differ(one, spelling) for one in part):
                part.append(spelling)
                break
        else:
            parts.append([spelling])
    for part in parts:
        yield Agency(part[0].written, tuple(part))
