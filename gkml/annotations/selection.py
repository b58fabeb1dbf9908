"""Which documents are most worth a person's annotation: those in doubt, of as many kinds as there are.

Uncertainty alone chooses fifty times the same fault; so documents are taken greedily, each by how much it leaves open
and by how little of that the ones before it have shown (submodular, as facility location: Lin and Bilmes 2011).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Any

__all__ = ["Candidate", "record_to_candidate", "select"]

_HALF = 40.0  # sum of roots of one doubt, over documents, from which it is worth half
_WEAK = {"order": 1.0, "damaged": 0.5}  # what the saying of a witness for row or column leaves open


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be chosen.

    Attributes:
        source: as its record names it.
        doubts: how many of its figures leave what open, by feature: ``doubt:…``, ``row:order`` and so on.
        alone: share of its figures that rules or model alone placed.
        layout: what its table looks like, as features: reader, forms, which columns and rows are where.
    """

    source: str
    doubts: Mapping[str, float]
    alone: float
    layout: frozenset[str]

    @property
    def open(self) -> float:
        """How much it leaves open, all in all."""
        return sum(self.doubts.values())


def record_to_candidate(record: Mapping[str, Any]) -> Candidate:
    """What a record says that matters for the choice."""
    cells = record["cells"]
    doubts: defaultdict[str, float] = defaultdict(float)
    printed = alone = 0
    for cell in cells:
        evidence = cell.get("evidence") or {}
        is_printed = cell["state"] in ("number", "mark", "unreadable")
        printed += is_printed
        alone += is_printed and cell["tagger"] != "both" and _weak(evidence) > 0
        if cell["review"]:
            for code in cell.get("doubts") or ("low_confidence",):
                doubts[f"doubt:{code}"] += 1
        for witness in ("row", "column"):
            if (weight := _WEAK.get(evidence.get(witness) or "", 0.0)) and is_printed:
                doubts[f"{witness}:{evidence[witness]}"] += weight / 4  # accepted, but by less than its own label
    if record["status"] == "partial":
        doubts["status:partial"] += len(cells) / 20
    failed = sum(check["status"] == "fail" for check in record["checks"])
    if failed:
        doubts["checks:fail"] += failed
    return Candidate(record["source"], doubts, alone / max(1, printed), frozenset(_layout(record)))


def _weak(evidence: Mapping[str, Any]) -> float:
    return sum(_WEAK.get(evidence.get(witness) or "", 0.0) for witness in ("row", "column"))


def _layout(record: Mapping[str, Any]) -> Iterator[str]:
    """Features of how a report is laid out: its form, the gaps between its figures, what its witnesses say."""
    yield f"reader:{(record.get('provenance') or {}).get('reader')}"
    for table, form in (record.get("templates") or {}).items():
        yield f"form:{table}:{form}"
    placed = [cell for cell in record["cells"] if cell.get("start") is not None]
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for cell in placed:
        by_table.setdefault(cell["id"].partition(".")[0], []).append(cell)
    for table, cells in by_table.items():
        gaps = Counter(min(_log(b["start"] - a["end"]), 8) for a, b in pairwise(cells))
        yield from (f"gap:{table}:{gap}" for gap, count in gaps.items() if count * 10 >= len(cells))
        for witness in ("row", "column", "sight"):
            sayings = Counter((cell.get("evidence") or {}).get(witness) for cell in cells)
            yield f"{witness}:{table}:{sayings.most_common(1)[0][0]}"


def _log(gap: int) -> int:
    return -1 if gap < 0 else round(math.log2(gap + 1))


def select(candidates: Iterable[Candidate], count: int) -> list[tuple[Candidate, float]]:
    """The documents most worth annotating, best first, each with what it adds to those before it."""
    left = list(candidates)
    known: defaultdict[str, float] = defaultdict(float)
    layouts: Counter[str] = Counter()
    heap = [(-_gain(candidate, known, layouts), number) for number, candidate in enumerate(left)]
    heapify(heap)
    chosen: list[tuple[Candidate, float]] = []
    while heap and len(chosen) < count:
        _, number = heappop(heap)
        gain = _gain(left[number], known, layouts)
        if heap and gain < -heap[0][0] - 1e-12:  # gains only shrink, so who is still best after a look is best
            heappush(heap, (-gain, number))
            continue
        chosen.append((left[number], gain))
        for feature, weight in left[number].doubts.items():
            known[feature] += math.sqrt(weight)
        layouts.update(left[number].layout)
    return chosen


def _gain(candidate: Candidate, known: Mapping[str, float], layouts: Mapping[str, int]) -> float:
    """Doubts that were not shown yet, weighed by how new the layout is."""
    doubts = sum(
        math.sqrt(weight) / (1 + known.get(feature, 0.0) / _HALF) for feature, weight in candidate.doubts.items()
    )
    new = sum(1 / (1 + layouts.get(feature, 0)) for feature in candidate.layout) / max(1, len(candidate.layout))
    return (doubts + candidate.alone) * (0.5 + new) + 0.1 * new
