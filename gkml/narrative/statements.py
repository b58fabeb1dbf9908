"""Sentences of the narrative to statements: which figure is said of which quantity, where, and how surely.

A sentence is read clause by clause. What it is about, and whose figures it gives, is carried from one clause to the
next, so that ``收到申请70件，办结69件`` is understood and ``受理信访22件，办结22件`` is not taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from gkml.caching import remembers_short_texts
from gkml.form import Quantity
from gkml.narrative.clauses import Clause, sentence_to_clauses
from gkml.narrative.denials import NOT, denied
from gkml.narrative.prose import Sentence
from gkml.narrative.scope import (
    COMPARED,
    PARTIAL,
    Owner,
    Scope,
    names_self,
    scope_of,
    speaks_of_other_time,
)
from gkml.narrative.wordings import DISPUTED, NEXT_YEAR, OBJECT, YEAR_BEFORE, Wording, all_wordings
from gkml.numerals import StatedFigure, figures_in
from gkml.records.report import Number
from gkml.values import value

__all__ = ["Statement", "sentences_to_statements"]

_OBJECT = re.compile(OBJECT)
_DISPUTED = re.compile("|".join(DISPUTED.values()))
_REQUESTS_HEADING = re.compile("申请")
_DISCLOSURE = re.compile("信息公开|政务公开|申请公开")
_OTHER_MATTERS = re.compile("信访|热线|建议|提案|投诉|咨询|留言|举报|来信|网民|诉求|行政许可|行政处罚|规范性文件")
_REACH = 80  # characters in front of a figure that name it; the longest object has about thirty
_ITEM = re.compile(r"\(?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)、.]")
_ON_TOPIC = re.compile(
    "申请|公开|答复|办结|复议|诉讼|文件|规章|许可|处罚|采购"
)  # without, a sentence is on something else
_PART_OF = re.compile("其中|包括")
_TAKES_IN = re.compile("收到|接到|接收|受理|办理|办结|答复|处理|回复|回应|化解|满意")
_NEIGHBOURING_YEAR = re.compile(f"{YEAR_BEFORE}|{NEXT_YEAR}".replace("?P<last>", "").replace("?P<next>", ""))
_THIS_YEAR = re.compile("本年|全年|今年|年内|当年|报告期")
_ON_REQUESTS_OR_DISPUTES = ("requests", "disputes", *DISPUTED)


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure of the narrative.

    Attributes:
        quantity: what it is said of.
        value: counts as ``int``, money as ``Decimal`` in 万元.
        start, end: offsets of the statement into the canonical text.
        sure: its scope is that of the tables; else only agreement says something.
        explicit: the agency, or all that it covers, is named as its subject.
        half_unit: for money, half a unit in the last printed place.
    """

    quantity: Quantity
    value: Number
    start: int
    end: int
    sure: bool
    explicit: bool = False
    half_unit: Decimal = Decimal(0)


@value
class _Context:
    """What is known when a clause begins.

    Attributes:
        topic: what the text is about.
        stated: where the topic has been given a figure: in this sentence, in one before, or nowhere.
        sure: the figures so far are those of the tables.
        elsewhen: the sentence is on another time.
    """

    topic: str | None = None
    stated: Literal["here", "before", ""] = ""
    sure: bool = True
    elsewhen: bool = False


def sentences_to_statements(
    sentences: Iterable[Sentence],
    owner: Owner,
    quantities: Mapping[str, Quantity],
    topics: Mapping[int, str],
    rows: Sequence[Wording] = (),
) -> Iterator[Statement]:
    """Statements in order of reading.

    Args:
        sentences: the narrative.
        owner: whose report it is.
        quantities: what may be stated, by the names that wordings have for it; of what is none of them nothing is said.
        topics: the table that each section is on.
        rows: wordings of the rows of the form, tried behind those that every form shares.
    """
    context = _Context()
    for sentence in sentences:
        text = sentence.words.text
        topic = _topic_of_heading(sentence, topics)
        if sentence.opens or _ITEM.match(text) or not _ON_TOPIC.search(text):
            context = _Context(topic)
        context = replace(context, stated="before" if context.stated else "", elsewhen=False)
        inner: _Context | None = None
        for clause in sentence_to_clauses(sentence.words):
            reader = _ClauseReader(clause, sentence, topic, owner, quantities, rows)
            if clause.bracketed:
                inner = yield from reader.read(inner or context)
            else:
                inner = None
                context = yield from reader.read(context)


def _topic_of_heading(sentence: Sentence, topics: Mapping[int, str]) -> str | None:
    topic = None if sentence.section is None else topics.get(sentence.section)
    if topic == "requests" or _REQUESTS_HEADING.search(sentence.heading):
        return "requests"
    return "disputes" if _DISPUTED.search(sentence.heading) else topic


class _ClauseReader:
    """Reads one clause; ``read`` gives its statements and what is known behind it."""

    def __init__(
        self,
        clause: Clause,
        sentence: Sentence,
        topic: str | None,
        owner: Owner,
        quantities: Mapping[str, Quantity],
        rows: Sequence[Wording],
    ) -> None:
        self.clause = clause
        self.text = clause.words.text
        self.sentence = sentence
        self.topic = topic
        self.owner = owner
        self.quantities = quantities
        self.rows = rows

    def read(self, context: _Context) -> Generator[Statement, None, _Context]:
        """Statements of the clause, in order; the generator returns the context behind it."""
        context = self._time(context)
        figures = list(figures_in(self.text))
        if not figures:
            return (yield from self._without_figure(context))
        at = 0
        for number, figure in enumerate(figures):
            last = number + 1 == len(figures)
            before, after = self.text[at : figure.start], self.text[figure.end :] if last else ""
            context = yield from self._figure(context, figure, at, before, after)
            at = figure.end
        return context

    def _time(self, context: _Context) -> _Context:
        if "年" not in self.text:  # all words of time but one have it
            return replace(context, elsewhen=False) if "报告期" in self.text else context
        text = _NEIGHBOURING_YEAR.sub("", self.text)
        if speaks_of_other_time(text, self.owner):
            return replace(context, elsewhen=True)
        own_year = self.owner.year is not None and f"{self.owner.year}年" in text
        return replace(context, elsewhen=False) if own_year or _THIS_YEAR.search(text) else context

    def _without_figure(self, context: _Context) -> Generator[Statement, None, _Context]:
        negation = NOT.search(self.text)
        if negation and not context.elsewhen:
            found = list(denied(negation.group(), self.text[negation.end() :]))
            words = self.text[: negation.start()]
            for quantity, topic in found:
                dispute = topic in DISPUTED
                if dispute and not self._about_disclosure(context):
                    continue
                stated = self.quantities.get(quantity)
                if stated is not None and scope_of(words, self.owner, dispute=dispute) == "own":
                    start, end = self.clause.words.span(negation.start(), len(self.text))
                    yield Statement(stated, 0, start, end, True, names_self(words))
                context = replace(context, topic=topic, stated="here", sure=True)
            if found:
                return context
        if _DISPUTED.search(self.text):
            return replace(context, topic="disputes", stated="", sure=True)
        if _OBJECT.search(self.text):
            return replace(context, topic="requests", stated="", sure=True)
        if _OTHER_MATTERS.search(self.text):
            return replace(context, topic=None, stated="", sure=True)
        return context

    def _figure(
        self, context: _Context, figure: StatedFigure, at: int, before: str, after: str
    ) -> Generator[Statement, None, _Context]:
        money = figure.unit.endswith("元")
        of_rows = [row for row in self.rows if not money and row.word in before and row.after.fullmatch(after)]
        within = max(0, len(before) - _REACH)
        for wording in (*_wordings_before(after, money), *of_rows):
            match = wording.before.search(before, within)
            if match is None:
                continue
            words = before[: match.start()]
            if not self._is_met(wording, context, words) or not self._years_fit(match, wording, after):
                continue
            denied_or_refused = NOT.search(words) or words.endswith(("不", "不予"))
            scope = "foreign" if denied_or_refused else self._scope(wording, words)
            if scope == "foreign":
                return context if COMPARED.search(words) else _Context()
            sure = scope == "own" and not self._may_be_part(wording, context, words)
            if figure.exact and not context.elsewhen:
                whole_after = wording.after.fullmatch("") is None  # the words behind the figure name what it is
                stop = len(self.text) if whole_after else figure.end
                start, end = self.clause.words.span(at + match.start(), stop)
                certain = sure and not wording.loose and not (wording.counts_items and figure.unit == "项")
                for quantity in filter(None, map(self.quantities.get, wording.quantities)):
                    yield Statement(quantity, figure.value, start, end, certain, names_self(words), figure.half_unit)
            if wording.loose:
                return replace(context, sure=False) if wording.need == "nothing" else context
            part = scope == "unsure" and PARTIAL.search(words)
            return _Context(wording.topic, "here", context.sure if part else sure, context.elsewhen)
        if COMPARED.search(self.text) or PARTIAL.search(self.text):
            return context
        if _TAKES_IN.search(self.text):
            return _Context(elsewhen=context.elsewhen)
        return replace(context, sure=False)

    def _scope(self, wording: Wording, words: str) -> Scope:
        dispute = wording.topic.startswith(("reconsideration", "litigation", "disputes"))
        scope = scope_of(words, self.owner, dispute=dispute)
        if scope == "own" and "累" in words and "截" in self.sentence.words.text and not _THIS_YEAR.search(words):
            return "unsure"  # 截至年底累计: of this year, or of all
        return scope

    def _may_be_part(self, wording: Wording, context: _Context, words: str) -> bool:
        """Whether what came before leaves open whose figure it is.

        A verb alone in brackets or behind ``其中`` tells of a part of what was said: ``（受理12件）``.
        """
        here = context.stated == "here" or self.topic == wording.topic
        if wording.need == "statement" and not here:
            return True
        suits = ("disputes", *DISPUTED)
        inherits = wording.need in ("topic", "statement") or (
            wording.need == "disclosure" and context.stated == "here" and context.topic in suits
        )
        if inherits and not context.sure:
            return True
        head = wording.need == "statement" and wording.topic == "requests" and "received_new" not in wording.quantities
        return head and (self.clause.bracketed or _PART_OF.search(words) is not None)

    def _is_met(self, wording: Wording, context: _Context, words: str) -> bool:
        if wording.need == "disclosure":
            return self._about_disclosure(context)
        if wording.need == "topic":
            return context.topic == wording.about or (wording.about == "requests" and bool(_OBJECT.search(words)))
        return wording.need == "nothing" or (context.topic == wording.about and context.stated != "")

    def _about_disclosure(self, context: _Context) -> bool:
        return (
            self.topic in _ON_REQUESTS_OR_DISPUTES
            or context.topic in _ON_REQUESTS_OR_DISPUTES
            or "公开" in self.text
            or _DISCLOSURE.search(self.sentence.words.text) is not None
        )

    def _years_fit(self, match: re.Match[str], wording: Wording, after: str) -> bool:
        """``2023年结转`` is carried over in a report on 2024, and nothing in any other."""
        said = {**match.groupdict(), **{k: v for k, v in wording.after.fullmatch(after).groupdict().items() if v}}  # type: ignore[union-attr]
        year = self.owner.year
        for name, difference in (("last", -1), ("next", 1)):
            if said.get(name) and (year is None or int(said[name]) != year + difference):
                return False
        return True


@remembers_short_texts(megabytes=8)
def _wordings_before(after: str, money: bool) -> tuple[Wording, ...]:
    """The wordings, in their order, that ``after`` can follow; money is said of money, and counts of counts."""
    return tuple(wording for wording in all_wordings() if money == wording.money and wording.after.fullmatch(after))
