"""Two sets of tags to one: where model and rules agree, where one of them is alone, where they differ.

An exact spelling in the lexicon is nearly certain, so the rules keep it; a damaged or broken one is where the model
earns its place. Agreement raises the confidence, as of two independent witnesses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from gkml.document import Document
from gkml.errors import InputError
from gkml.labels import EXACT, Tag, Tags, by_place
from gkml.tagging.model import ModelTagger
from gkml.tagging.rules import RuleTagger
from gkml.tagging.thresholds import USUAL_TRUST, Trust

__all__ = ["CombinedTagger", "combine"]

_TABLE_ROLES = frozenset({"row", "column", "group", "item", "corner", "figure"})
_FREE_HEADINGS = frozenset({"section:0", "subheading"})
_AROUND = 6  # rows around a label that may belong to its table


class CombinedTagger:
    """The model first, the rules where it is unsure, both where they agree."""

    name = "combined"

    def __init__(self, model: ModelTagger, rules: RuleTagger, trust: Trust = USUAL_TRUST) -> None:
        self.model, self.rules, self.trust = model, rules, trust

    def __call__(self, document: Document) -> tuple[Tag, ...]:
        """The tags of both, in order of reading."""
        rules = self.first(document)
        return next(iter(self.further(document, rules)), rules)

    def first(self, document: Document) -> tuple[Tag, ...]:
        """The tags of the rules."""
        return self.rules(document)

    def further(
        self, document: Document, first: Sequence[Tag], rows: Collection[int] | None = None
    ) -> Iterator[tuple[Tag, ...]]:
        """The tags of both together, then those of the model with nothing of the rules where it was asked.

        Args:
            document: the report.
            first: the tags of the rules.
            rows: numbers of those that the model is asked about; all of them without it.
        """
        told = self.rules.told_rows(document)
        if told.isdisjoint(self.model.known):
            return  # forms that the model was not trained for
        zone = _zone(first, told.difference(self.model.known))
        model, note = self._asked(document, first, rows)
        if model is None:
            yield Tags.noted(first, *note) if note else tuple(first)
            return
        model = [tag for tag in model if not zone[0] <= tag.start < zone[1]]
        both = combine(first, model, self.trust)
        yield Tags.noted(both, *note) if note else both
        asked = _Asked(document, rows)
        kept = [
            tag for tag in first if tag.role not in _TABLE_ROLES or tag not in asked or zone[0] <= tag.start < zone[1]
        ]
        alone = combine(kept, [tag for tag in model if tag in asked], self.trust)
        if [_said(tag) for tag in alone] != [_said(tag) for tag in both]:
            yield Tags.noted(alone, *note) if note else alone

    def _asked(
        self, document: Document, rules: Sequence[Tag], rows: Collection[int] | None
    ) -> tuple[Sequence[Tag] | None, tuple[str, str] | None]:
        """What the model says of some rows, and a note where they are too many for it: then of those around tables
        alone, or nothing."""
        try:
            return self.model(document, rows), None
        except InputError as too_long:
            if too_long.code != "too_many_tokens":
                raise
        most = f"more than {self.model.limits.tokens:,} tokens"
        remedy = "split the file or raise Limits.tokens"
        around = _rows_around_tables(document, rules)
        try:
            model = self.model(document, around if rows is None else around.intersection(rows))
        except InputError as too_long:
            if too_long.code != "too_many_tokens":
                raise
            message = f"the tables have {most}: the rules alone set the tags; {remedy}"
            return None, ("too_many_tokens", message)
        return model, (
            "too_many_tokens",
            f"the document has {most}: the model saw the rows around tables alone; {remedy}",
        )


def _said(tag: Tag) -> tuple[object, ...]:
    return tag.label, tag.start, tag.end, tag.part, tag.others


class _Asked:
    """Whether tags stand in rows of which the model was asked."""

    def __init__(self, document: Document, rows: Container[int] | None) -> None:
        self._rows = rows
        self._starts = [] if rows is None else [row.start for row in document.rows]

    def __contains__(self, tag: Tag) -> bool:
        return self._rows is None or bisect_right(self._starts, tag.start) - 1 in self._rows


def _zone(tags: Sequence[Tag], labels: Container[str]) -> tuple[int, int]:
    """Where the rows with these labels stand, from the first to the end of the last and of the figures behind it."""
    mine = [at for at, tag in enumerate(tags) if tag.label in labels]
    if not mine:
        return 0, 0
    last = mine[-1]
    while last + 1 < len(tags) and tags[last + 1].role in ("figure", "unit"):
        last += 1
    return tags[mine[0]].start, tags[last].end


def _rows_around_tables(document: Document, tags: Sequence[Tag]) -> set[int]:
    """Numbers of the rows in which labels of tables stand, and of those around them."""
    starts = [row.start for row in document.rows]
    rows: set[int] = set()
    for tag in tags:
        if tag.role in _TABLE_ROLES and tag.role != "figure":
            at = bisect_right(starts, tag.start) - 1
            rows.update(range(at - _AROUND, at + _AROUND + 1))
    return rows


def combine(rules: Sequence[Tag], model: Sequence[Tag], trust: Trust = USUAL_TRUST) -> tuple[Tag, ...]:
    """One set of tags from two; table labels and figures are weighed, the rest is the rules'."""
    mine = sorted((tag for tag in rules if tag.role in _TABLE_ROLES), key=lambda tag: tag.start)
    theirs = sorted((tag for tag in model if tag.role in _TABLE_ROLES), key=lambda tag: tag.start)
    furniture = _InOrder(sorted((tag for tag in rules if tag.role == "furniture"), key=lambda tag: tag.start))
    rest = [tag for tag in rules if tag.role not in _TABLE_ROLES]
    ordered = _InOrder(mine)
    kept: dict[int, Tag] = dict(enumerate(mine))
    added: list[Tag] = []
    split = _split_labels(ordered, theirs, trust.alone)
    for number in split:
        del kept[number]
    for tag in theirs:
        over = ordered.overlapping(tag)
        if over and split.issuperset(over):
            added.append(tag)
            continue
        left = [number for number in over if number not in split]
        for at in left:
            if len(left) < len(over) and kept[at].role == tag.role == "figure":
                # the label had swallowed the first digits
                kept[at] = replace(kept[at], start=min(kept[at].start, tag.start), end=max(kept[at].end, tag.end))
        over = left
        if not over:
            least = trust.row_alone if tag.role == "row" else trust.alone
            if tag.confidence >= least and not furniture.overlapping(tag):
                added.append(tag)
            continue
        for at in over:
            kept[at] = _weigh(kept[at], tag, trust.agreed)
    # to the model, what looks like a heading of the report's own may be a row label: ``四、结转至下一年``
    rows = _InOrder([tag for tag in added if tag.role == "row"])
    rest = [tag for tag in rest if not (tag.label in _FREE_HEADINGS and rows.overlapping(tag))]
    return tuple(sorted([*kept.values(), *added, *rest], key=by_place))


def _split_labels(ordered: _InOrder, theirs: Sequence[Tag], sure: float) -> set[int]:
    """Numbers of the labels, none of them exact, in which the model is sure to see several things."""
    mine = ordered.tags
    inside: dict[int, list[Tag]] = {}
    for tag in theirs:
        for number in ordered.overlapping(tag):
            inside.setdefault(number, []).append(tag)
    return {
        number
        for number, tags in inside.items()
        if len({tag.label for tag in tags}) > 1
        and mine[number].role != "figure"
        and mine[number].confidence < EXACT
        and all(tag.confidence >= sure and mine[number].start <= tag.start < mine[number].end for tag in tags)
    }


class _InOrder:
    """Tags in order of reading, asked which of them overlap another."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self.tags = tags
        self.starts = [tag.start for tag in tags]
        self.reach = list(accumulate((tag.end for tag in tags), max))  # how far the tags up to each one go

    def overlapping(self, tag: Tag) -> list[int]:
        """Their numbers, in order."""
        at = bisect_left(self.starts, tag.end)
        found = []
        while at > 0 and self.reach[at - 1] > tag.start:
            at -= 1
            if self.tags[at].end > tag.start:
                found.append(at)
        return found[::-1]


def _weigh(rule: Tag, model: Tag, agreed: float) -> Tag:
    if model.label == rule.label or model.label in rule.others:
        doubt = (1 - rule.confidence) * (1 - agreed * model.confidence)
        others = tuple(label for label in (rule.label, *rule.others) if label != model.label)
        return replace(
            rule,
            label=model.label,
            others=others,
            confidence=1 - doubt,
            tagger="both",
            run=rule.run or model.run,
            damaged=rule.confidence < EXACT,
        )
    if rule.confidence >= EXACT or rule.confidence >= model.confidence or "figure" in (rule.role, model.role):
        return replace(rule, confidence=rule.confidence * (1 - 0.1 * model.confidence))
    return replace(
        rule,
        label=model.label,
        others=(rule.label, *rule.others),
        confidence=model.confidence * (1 - 0.3 * rule.confidence),
        part=model.part,
        tagger="model",
    )
