"""Regular expressions matched by a matcher that counts its steps, as the one of the standard library does not.

It walks the tree that the standard library parses, backtracks as its matcher does, and takes a step for every character
that it looks at and every way that it tries to go on. Large bounds of repeats are made small: a bound changes the
factor of a cost, never how it grows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Next = Callable[[int], int | None]
_BOUND = 6
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    c.CATEGORY_DIGIT: str.isdecimal,
    c.CATEGORY_NOT_DIGIT: lambda sign: not sign.isdecimal(),
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_NOT_SPACE: lambda sign: not sign.isspace(),
    c.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
    c.CATEGORY_NOT_WORD: lambda sign: not (sign.isalnum() or sign == "_"),
}
_ONE = (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)


class TooManyStepsError(Exception):
    """A match was given up."""


class Matcher:
    """One pattern; ``steps`` counts what it has done, up to ``most``."""

    def __init__(self, pattern: re.Pattern[Any], most: int = 1_000_000) -> None:
        self.most = most
        source = pattern.pattern
        self.tree = parser.parse(source.decode("latin-1") if isinstance(source, bytes) else source, pattern.flags)
        self.flags = pattern.flags
        self.steps = 0
        self.text = ""
        self.groups: dict[int, str] = {}

    def search_all(self, text: str) -> list[tuple[int, int]]:
        """Spans of all matches, one behind another."""
        self.text, found, at = text, [], 0
        while at <= len(text):
            self.groups = {}
            end = self._sequence(list(self.tree), at, lambda stop: stop)
            if end is not None:
                found.append((at, end))
            at = max(at + 1, end or 0)
        return found

    def match(self, text: str, whole: bool = False) -> int | None:
        """The end of a match at the beginning; with ``whole`` it must reach the end."""
        self.text, self.groups = text, {}
        return self._sequence(list(self.tree), 0, lambda stop: stop if not whole or stop == len(text) else None)

    def _sequence(self, nodes: Sequence[Any], at: int, then: Next) -> int | None:
        if not nodes:
            return then(at)
        return self._node(nodes[0], at, lambda stop: self._sequence(nodes[1:], stop, then))

    def _node(self, node: Any, at: int, then: Next) -> int | None:
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError
        op, value = node
        if op in _ONE:
            return then(at + 1) if at < len(self.text) and self._is(node, self.text[at]) else None
        if op in _REPEATS:
            return self._repeat(op, value, at, then)
        if op is c.BRANCH:
            return next((end for way in value[1] if (end := self._sequence(list(way), at, then)) is not None), None)
        if op is c.SUBPATTERN:
            return self._group(value, at, then)
        if op is c.ATOMIC_GROUP:
            end = self._sequence(list(value), at, lambda stop: stop)
            return None if end is None else then(end)
        if op in (c.ASSERT, c.ASSERT_NOT):
            return then(at) if self._looks(value, at) == (op is c.ASSERT) else None
        if op is c.AT:
            return then(at) if self._stands(value, at) else None
        if op is c.GROUPREF:
            same = self.groups.get(value, "\0\0")
            return then(at + len(same)) if self.text.startswith(same, at) else None
        raise NotImplementedError(op)

    def _group(self, value: Any, at: int, then: Next) -> int | None:
        number, _, _, inner = value

        def closed(stop: int) -> int | None:
            before = self.groups.get(number)
            self.groups[number] = self.text[at:stop]
            end = then(stop)
            if end is None and before is not None:
                self.groups[number] = before
            return end

        return self._sequence(list(inner), at, closed)

    def _repeat(self, op: Any, value: Any, at: int, then: Next) -> int | None:
        least, most, inner = value
        least = min(least, _BOUND)
        most = most if most is c.MAXREPEAT else min(most, max(_BOUND, least))
        if len(inner) == 1 and inner[0][0] in _ONE:
            return self._repeat_one(op, least, most, inner[0], at, then)
        if op is c.POSSESSIVE_REPEAT:
            end = self._more(least, most, list(inner), at, lambda stop: stop, True, -1)
            return None if end is None else then(end)
        return self._more(least, most, list(inner), at, then, op is c.MAX_REPEAT, -1)

    def _more(
        self, least: int, most: Any, inner: list[Any], at: int, then: Next, greedy: bool, last: int
    ) -> int | None:
        self.steps += 1
        fewer = most if most is c.MAXREPEAT else most - 1

        def again() -> int | None:
            if (most is not c.MAXREPEAT and most <= 0) or (least <= 0 and at == last):
                return None
            return self._sequence(inner, at, lambda stop: self._more(least - 1, fewer, inner, stop, then, greedy, at))

        if least > 0:
            return again()
        for way in (again, lambda: then(at)) if greedy else (lambda: then(at), again):
            if (end := way()) is not None:
                return end
        return None

    def _repeat_one(self, op: Any, least: int, most: Any, node: Any, at: int, then: Next) -> int | None:
        room = len(self.text) - at if most is c.MAXREPEAT else min(most, len(self.text) - at)
        count = 0
        if op is c.MIN_REPEAT:
            while True:
                if count >= least and (end := then(at + count)) is not None:
                    return end
                self.steps += 1
                if count >= room or not self._is(node, self.text[at + count]):
                    return None
                count += 1
        while count < room and self._is(node, self.text[at + count]):
            self.steps += 1
            count += 1
        if count < least:
            return None
        if op is c.POSSESSIVE_REPEAT:
            return then(at + count)
        for kept in range(count, least - 1, -1):
            self.steps += 1
            if (end := then(at + kept)) is not None:
                return end
        return None

    def _looks(self, value: Any, at: int) -> bool:
        way, inner = value
        start = at if way > 0 else at - inner.getwidth()[0]
        if start < 0:
            return False
        accept: Next = (lambda stop: stop) if way > 0 else (lambda stop: stop if stop == at else None)
        return self._sequence(list(inner), start, accept) is not None

    def _stands(self, where: Any, at: int) -> bool:
        before, behind = self.text[at - 1 : at] if at else "", self.text[at : at + 1]
        if where is c.AT_BEGINNING or where is c.AT_BEGINNING_STRING:
            return at == 0 or (bool(self.flags & re.M) and where is c.AT_BEGINNING and before == "\n")
        if where is c.AT_END_STRING:
            return at == len(self.text)
        if where is c.AT_END:
            last = at == len(self.text) or (behind == "\n" and at + 1 == len(self.text))
            return last or (bool(self.flags & re.M) and behind == "\n")
        edge = bool(re.match(r"\w", before)) != bool(re.match(r"\w", behind))
        return edge == (where is c.AT_BOUNDARY)

    def _is(self, node: Any, sign: str) -> bool:
        if self.flags & re.I and sign.lower() != sign.upper():
            return self._is_cased(node, sign.lower()) or self._is_cased(node, sign.upper())
        return self._is_cased(node, sign)

    def _is_cased(self, node: Any, sign: str) -> bool:
        op, value = node
        if op is c.LITERAL:
            return ord(sign) == value
        if op is c.NOT_LITERAL:
            return ord(sign) != value
        if op is c.ANY:
            return sign != "\n" or bool(self.flags & re.S)
        negated = value[0][0] is c.NEGATE
        return negated != any(_holds(item, sign) for item in value[negated:])


def _holds(item: Any, sign: str) -> bool:
    op, value = item
    if op is c.LITERAL:
        return ord(sign) == value
    if op is c.RANGE:
        return value[0] <= ord(sign) <= value[1]
    return _CATEGORIES[value](sign)
