"""Annotated documents against one another: ids, agencies and near-duplicates across splits, how often labels occur."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gkml.annotations.document import SPLITS, AnnotatedDocument, Split
from gkml.annotations.faults import Fault, fault
from gkml.folding import fold

__all__ = ["Neighbours", "label_counts", "near_duplicates", "rare_labels", "split_of_agencies"]

_SHINGLE = 8  # characters; labels of the form are left out, so that what is left is the office's own words and figures
_SKETCH = 128  # of the smallest hashes: bottom-k sketches (Broder 1997), standard error of about 0.04 at 0.8
_ALIKE = 0.8
_LEAST = 20  # shingles below which two documents are alike by chance
_FEW = 5  # occurrences in train from which a label can be learnt at all


class Neighbours:
    """Documents that were seen, against which the next one is held: ids are unique, an agency is in one split."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[str, Split]] = {}

    def faults(self, place: str, annotated: AnnotatedDocument) -> Iterator[Fault]:
        """What the document has against those before it."""
        here = (place, annotated.split)
        where, split = self._seen.setdefault(("id", annotated.id), here)
        if where != place:
            yield fault("id_twice", id=repr(annotated.id), where=where, split=split)
        where, split = self._seen.setdefault(("agency", fold(annotated.agency) or place), here)
        if split != annotated.split:
            yield fault("agency_in_two_splits", agency=repr(annotated.agency), where=where, split=split, mendable=True)


def split_of_agencies(documents: Iterable[AnnotatedDocument]) -> dict[str, Split]:
    """For each agency, folded, the split that most of its documents are in; of several the first in the list."""
    counts: defaultdict[str, Counter[Split]] = defaultdict(Counter)
    for annotated in documents:
        counts[fold(annotated.agency)][annotated.split] += 1
    return {agency: max(SPLITS, key=found.__getitem__) for agency, found in counts.items() if agency}


def near_duplicates(documents: Mapping[str, AnnotatedDocument]) -> Iterator[tuple[str, Fault]]:
    """Documents by place that say nearly the same as one before them in another split; the place and the fault."""
    sketches = {place: _sketch(annotated) for place, annotated in documents.items()}
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for place, sketch in sketches.items():
        shared = Counter(other for value in sketch for other in holders[value])
        for other, count in shared.most_common():
            if count < _ALIKE * _SKETCH / 4:
                break
            alike = _resemblance(sketch, sketches[other])
            one, two = documents[place], documents[other]
            if alike >= _ALIKE and one.split != two.split:
                share, name = f"{alike:.0%}", repr(two.id)
                yield place, fault("near_duplicate", id=name, where=other, split=two.split, share=share)
                break
        for value in sketch:
            holders[value].append(place)


def _sketch(annotated: AnnotatedDocument) -> frozenset[int]:
    """The smallest hashes of the shingles of what no label of the form covers."""
    text = list(annotated.document.text)
    for tag in annotated.tags:
        if tag.role in ("row", "column", "group", "item", "corner", "section"):
            text[tag.start : tag.end] = [""] * (tag.end - tag.start)
    own = fold("".join(text))
    shingles = {own[at : at + _SHINGLE] for at in range(len(own) - _SHINGLE + 1)}
    if len(shingles) < _LEAST:
        return frozenset()
    hashes = (int.from_bytes(hashlib.blake2b(one.encode(), digest_size=8).digest()) for one in shingles)
    return frozenset(sorted(hashes)[:_SKETCH])


def _resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard's coefficient, estimated on the smallest hashes of both."""
    smallest = set(sorted(one | other)[:_SKETCH])
    return len(smallest & one & other) / len(smallest) if smallest else 0.0


def label_counts(documents: Iterable[AnnotatedDocument]) -> dict[str, Counter[Split]]:
    """How often each label that occurs begins, by split."""
    counts: defaultdict[str, Counter[Split]] = defaultdict(Counter)
    for annotated in documents:
        for tag in annotated.tags:
            counts[tag.label][annotated.split] += tag.part != "tail"
    return dict(counts)


def rare_labels(counts: Mapping[str, Counter[Split]], labels: Sequence[str]) -> Iterator[Fault]:
    """Labels of which there is too little in train, while another split has them; in the order of ``labels``."""
    for label in labels:
        found = counts.get(label, Counter())
        others = sum(found.values()) - found["train"]
        if others and found["train"] < _FEW:
            yield fault("rare_label", label=label, train=found["train"], others=others, advice=True)
