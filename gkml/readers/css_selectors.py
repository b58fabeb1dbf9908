"""Selectors of a style sheet, matched against the elements of a page, each element once.

Selectors are parsed by cssselect2. What they ask of one element is compared here where it is a name, an id or classes,
and tested by cssselect2 where it is anything else. How their parts combine is followed in document order: what matched
above and before an element is known when it is reached, so that no selector takes more than a test a part and element.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from lxml.html import HtmlElement

from gkml.readers.css import Declarations, Rule
from gkml.readers.limits import Limits

__all__ = ["Match", "SelectorIndex", "is_name", "last_keys"]

_COUNTING: Final = frozenset(
    ("first-of-type", "last-of-type", "nth-last-child", "nth-last-of-type", "nth-of-type", "only-of-type")
)
_FEW_ELEMENTS = 3_000  # in a page of more, selectors that count siblings again for each of them are left out
_COST = 4  # of a comparison, in elements of the page
_PSEUDOS: Final = frozenset(("", "before", "after", "first-letter", "first-line"))
_NONE: Final[frozenset[int]] = frozenset()


class Match(NamedTuple):
    """A rule that fits an element, or what is generated ``before`` or ``after`` it, and how much the rule weighs.

    Its first letter or line are fitted too.
    """

    element: HtmlElement
    pseudo: str
    weight: tuple[int, ...]
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a selector: what it asks of an element, and how it stands to the part before it.

    Attributes:
        name, id, classes: what an element must have; ``""`` any.
        test: what else, as a function of cssselect2; None for nothing.
        before: number of the part before, and how it combines with this one.
        looks_inside: whether it asks for what stands in the element, or behind it.
        ends: where it is the last part of a selector, what is generated, the weight, the declarations.
    """

    name: str
    id: str
    classes: frozenset[str]
    test: Any
    before: int | None
    combinator: str
    looks_inside: bool
    ends: tuple[str, tuple[int, ...], Declarations] | None

    @property
    def key(self) -> str:
        """The rarest of what it asks for."""
        return f"#{self.id}" if self.id else f".{min(self.classes)}" if self.classes else self.name


class _Selector(NamedTuple):
    """A selector taken apart, from its first part to its last."""

    pseudo: str
    specificity: tuple[int, ...]
    compounds: list[tuple[str, Any]]
    tests: list[Any]


class _State(NamedTuple):
    """Which parts matched an element, and which matched it or one above it."""

    own: frozenset[int]
    above: frozenset[int]


@dataclass(slots=True)
class _Progress:
    """What is known of the elements that have been reached."""

    states: dict[HtmlElement, _State] = field(default_factory=dict)
    beside: dict[HtmlElement, frozenset[int]] = field(default_factory=dict)  # parts that matched children, by parent

    def above(self, parent: HtmlElement | None) -> frozenset[int]:
        """The parts that matched an element or one above it."""
        while parent is not None:
            if parent in self.states:
                return self.states[parent].above
            parent = parent.getparent()
        return _NONE

    def own(self, element: HtmlElement | None) -> frozenset[int]:
        """The parts that matched an element."""
        return _NONE if element is None or element not in self.states else self.states[element].own


class SelectorIndex:
    """The selectors of rules by what their parts ask for."""

    def __init__(self, root: HtmlElement, rules: Iterable[Rule]) -> None:
        self._root = root
        self._parts: list[_Part] = []
        self._index: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(rules):
            for selector in self._compiled(rule.prelude):
                self._add(selector, rule.declarations, place)

    def matches(self, limits: Limits) -> Iterator[Match]:
        """Every element that a rule fits, with the rule.

        Raises:
            InputError: ``too_many_rows``, where there is more to compare than elements in the largest page.
        """
        compared = 0
        progress = _Progress()
        for element in self._candidates():
            classes = frozenset((element.get("class") or "").split())
            numbers = self._numbers(element, classes)
            compared += len(numbers)
            compared += sum(_looked_through(element) for n in numbers if self._parts[n].looks_inside)
            limits.check_elements(_COST * compared)
            own = frozenset(n for n in numbers if self._fits(self._parts[n], element, classes, progress))
            if not own:
                continue
            parent = element.getparent()
            above = progress.above(parent)
            compared += len(above)
            progress.states[element] = _State(own, above | own)
            if parent is not None:
                progress.beside[parent] = progress.beside.get(parent, _NONE) | own
            for number in own:
                if (ends := self._parts[number].ends) is not None:
                    yield Match(element, *ends)

    def _candidates(self) -> list[HtmlElement]:
        """The elements that have a name, an id or a class that is asked for, in document order."""
        if "" in self._index:
            return [element for element in self._root.iter() if isinstance(element.tag, str)]
        asked = " or ".join(["@class", "@id", *(f"self::{name}" for name in self._index if is_name(name))])
        found: list[HtmlElement] = self._root.xpath(f"//*[{asked}]")
        return found

    def _numbers(self, element: HtmlElement, classes: frozenset[str]) -> list[int]:
        keys = [f".{name}" for name in classes] + [f"#{element.get('id')}", str(element.tag), ""]
        return [number for key in keys if key in self._index for number in self._index[key]]

    def _fits(self, part: _Part, element: HtmlElement, classes: frozenset[str], progress: _Progress) -> bool:
        if (part.name and part.name != element.tag) or not part.classes <= classes:
            return False
        if part.id and part.id != element.get("id"):
            return False
        if part.before is not None and part.before not in _related(part.combinator, element, progress):
            return False
        return part.test is None or bool(part.test(self._wrappers[element]))

    @cached_property
    def _wrappers(self) -> dict[HtmlElement, Any]:
        from cssselect2 import ElementWrapper

        return {wrapped.etree_element: wrapped for wrapped in ElementWrapper.from_html_root(self._root).iter_subtree()}

    @cached_property
    def _counts_siblings(self) -> bool:
        return sum(1 for _ in self._root.iter()) <= _FEW_ELEMENTS

    def _compiled(self, prelude: str | list[Any]) -> list[_Selector]:
        """The selectors of a rule that can be followed; none of a list in which one is not understood."""
        from cssselect2.compiler import CompiledSelector
        from cssselect2.parser import Selector, SelectorError

        found = []
        try:
            for selector in _parsed(prelude):
                compounds = list(_compounds(selector.parsed_tree))[::-1]
                tests = [CompiledSelector(Selector(compound)) for _, compound in compounds]
                can_match = not any(test.never_matches for test in tests)
                if can_match and all(self._is_cheap(compound) for _, compound in compounds):
                    found.append(_Selector(selector.pseudo_element or "", selector.specificity, compounds, tests))
        except (SelectorError, SyntaxError, NotImplementedError, RecursionError):
            return []
        return [selector for selector in found if selector.pseudo in _PSEUDOS]

    def _add(self, selector: _Selector, declarations: Declarations, place: int) -> None:
        before: int | None = None
        for number, ((combinator, compound), test) in enumerate(zip(selector.compounds, selector.tests, strict=True)):
            is_last = number == len(selector.tests) - 1
            ends = (selector.pseudo, (0, *selector.specificity, place), declarations) if is_last else None
            part = _part(compound, test.test, before, combinator, ends)
            before = len(self._parts)
            self._parts.append(part)
            self._index[part.key].append(before)

    def _is_cheap(self, compound: Any) -> bool:
        """Whether a part can be tested on an element alone: it asks for nothing far around."""
        from cssselect2.parser import CompoundSelector

        for simple in compound.simple_selectors:
            said = vars(simple)
            if said.get("name") in _COUNTING and not self._counts_siblings:
                return False
            nested = [getattr(selector, "selector", selector).parsed_tree for selector in said.get("selector_list", ())]
            if not all(isinstance(tree, CompoundSelector) and self._is_cheap(tree) for tree in nested):
                return False
        return True


def is_name(key: str) -> bool:
    """Whether what a part of a selector asks for is a name of elements, in plain letters."""
    return key.isascii() and key[:1].isalpha() and key.replace("-", "").isalnum()


def last_keys(prelude: str | list[Any]) -> Iterator[str]:
    """For every selector of a rule what the elements have that it fits: ``.class``, ``#id``, a name, or ``""``."""
    for selector in _parsed(prelude):
        _, compound = next(iter(_compounds(selector.parsed_tree)))
        yield _part(compound, None, None, "", None).key


def _related(combinator: str, element: HtmlElement, progress: _Progress) -> frozenset[int]:
    """The parts that matched where a combinator looks."""
    if combinator == " ":
        return progress.above(element.getparent())
    if combinator == ">":
        return progress.own(element.getparent())
    if combinator == "+":
        return progress.own(element.getprevious())
    parent = element.getparent()
    return _NONE if parent is None else progress.beside.get(parent, _NONE)


def _compounds(tree: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a selector from the last to the first, each with what combines it with the one before it."""
    from cssselect2.parser import CombinedSelector

    while isinstance(tree, CombinedSelector):
        yield tree.combinator, tree.right
        tree = tree.left
    yield "", tree


def _part(
    compound: Any,
    test: Any,
    before: int | None,
    combinator: str,
    ends: tuple[str, tuple[int, ...], Declarations] | None,
) -> _Part:
    from cssselect2 import parser

    simple = compound.simple_selectors
    names = [s.lower_local_name for s in simple if isinstance(s, parser.LocalNameSelector)]
    ids = [s.ident for s in simple if isinstance(s, parser.IDSelector)]
    classes = frozenset(s.class_name for s in simple if isinstance(s, parser.ClassSelector))
    looks_inside = any(isinstance(s, parser.RelationalSelector) for s in simple)
    is_plain = len(names) + len(ids) + sum(isinstance(s, parser.ClassSelector) for s in simple) == len(simple)
    test = None if is_plain else test
    return _Part("".join(names), "".join(ids[:1]), classes, test, before, combinator, looks_inside, ends)


def _looked_through(element: HtmlElement) -> int:
    """The elements that may be looked at for one that asks for what stands in it or behind it."""
    around = element.getparent()
    return sum(1 for _ in (element if around is None else around).iter())


def _parsed(prelude: str | list[Any]) -> list[Any]:
    """The selectors of a rule; none of a list that holds one which is not understood, as in browsers."""
    from cssselect2.parser import SelectorError, parse

    try:
        return list(parse(prelude))
    except (SelectorError, RecursionError):  # of selectors with a thousand parts
        return []
