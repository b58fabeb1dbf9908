"""Two sets of tags to one: where model and rules agree, where one of them is alone, where they differ.

An exact spelling in the lexicon is nearly certain, so the rules keep it; a damaged or broken one is where the model
earns its place. Agreement raises the confidence, as of two independent witnesses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
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
        """The tags of one document, in order of reading."""
        *_, last = self.attempts(document)
        return last

    def attempts(self, document: Document) -> Iterator[tuple[Tag, ...]]:
        """The tags of the rules where all of them are exact, then those of both.

        The model has most of the work. Who reads all figures without a doubt with the first need not ask for more.
        """
        rules = self.rules(document)
        told = self.rules.told_rows(document)
        if told.isdisjoint(self.model.known):
            yield tuple(rules)  # forms that the model was not trained for
            return
        if _is_exact(rules):
            yield tuple(rules)
        yield self._combined(document, rules)

    def _combined(self, document: Document, rules: Sequence[Tag]) -> tuple[Tag, ...]:
        """The tags of both; of a document too long for the model, around tables alone, or those of the rules."""
        unknown = self.rules.told_rows(document).difference(self.model.known)
        zone = _zone(rules, unknown)
        mine = self.model

        def tagged(rows: Container[int] | None = None) -> Sequence[Tag]:
            return [tag for tag in mine(document, rows) if not zone[0] <= tag.start < zone[1]]

        try:
            return combine(rules, tagged(), self.trust)
        except InputError as too_long:
            if too_long.code != "too_many_tokens":
                raise
        most = f"more than {self.model.limits.tokens:,} tokens"
        remedy = "split the file or raise Limits.tokens"
        try:
            tags = combine(rules, tagged(_rows_around_tables(document, rules)), self.trust)
        except InputError as too_long:
            if too_long.code != "too_many_tokens":
                raise
            return Tags.noted(
                rules, "too_many_tokens", f"the tables have {most}: the rules alone set the tags; {remedy}"
            )
        return Tags.noted(
            tags, "too_many_tokens", f"the document has {most}: the model saw the rows around tables alone; {remedy}"
        )


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


def _is_exact(tags: Sequence[Tag]) -> bool:
    """Whether there are row labels, and no label or figure of a table is damaged, broken, or run together."""
    labels = [tag for tag in tags if tag.role in _TABLE_ROLES]
    return any(tag.role == "row" for tag in labels) and all(
        tag.confidence >= EXACT and not tag.run and tag.part == "whole" for tag in labels
    )


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
            pointer=model.pointer,
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
