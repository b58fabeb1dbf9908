"""The cascade: for every element of a page the declarations that win, of its own and of the page's style sheets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Final

from lxml.html import HtmlElement

from gkml.readers.css import (
    Declarations,
    Rule,
    applies_on_screen,
    custom_values,
    read_declarations,
    read_sheet,
    resolved,
)
from gkml.readers.css_selectors import SelectorIndex, is_name, last_keys
from gkml.readers.css_suspects import PICTOGRAMS, hides, suspect_groups, within
from gkml.readers.limits import Limits

__all__ = ["CELL_TAGS", "Styles", "read_styles"]

_INLINE = (1,)  # weighs more than any selector
_HIDING: Final = frozenset(("display", "opacity", "visibility"))
_HIDDEN: Final = re.compile(r"none|hidden|0?\.0\d*|0+")
_RULE_COST = 300  # of a rule whose selectors are read, in elements of the page
_FACE: Final = re.compile(r"@font-face\s*\{[^{}]*?font-family\s*:\s*([^;{}]+)", re.IGNORECASE)
CELL_TAGS: Final = ("td", "th")
_MANY_NAMES = 100  # of elements; HTML has no more


@dataclass(slots=True)
class Styles:
    """Winning declarations by element, and of what is generated before and after it.

    Attributes:
        own, before, after, first: values by property, of those properties that matter in the page; ``first``: of the
            first letter or line.
        complete: whether all style sheets of the page are in it, so that the dress of its text is known.
    """

    own: dict[HtmlElement, Mapping[str, str]] = field(default_factory=dict)
    before: dict[HtmlElement, Mapping[str, str]] = field(default_factory=dict)
    after: dict[HtmlElement, Mapping[str, str]] = field(default_factory=dict)
    first: dict[HtmlElement, Mapping[str, str]] = field(default_factory=dict)
    complete: bool = True

    def forget(self, element: HtmlElement) -> None:
        """Drop what is declared for an element."""
        for styles in (self.own, self.before, self.after):
            styles.pop(element, None)


def read_styles(root: HtmlElement, limits: Limits) -> Styles:
    """The styles of a page; without any where none of its declarations could matter."""
    inline = {element: text for element in root.xpath("//*[@style]") if (text := element.get("style"))}
    sheets = [element.text or "" for element in root.iter("style") if _applies(element)]
    rules = [rule for sheet in sheets for rule in read_sheet(sheet)]
    styles = Styles(complete=not _has_other_sheets(root))
    faces = frozenset(name.strip(" \"'").lower() for sheet in sheets for name in _FACE.findall(sheet))
    groups = _groups_of_attributes(inline) | _groups_of_rules(root, rules) | ({"letters"} if faces else frozenset())
    if not groups:
        return styles
    found: dict[tuple[HtmlElement, str], list[tuple[tuple[int, ...], Declarations]]] = defaultdict(list)
    for element, text in inline.items():
        declarations = read_declarations(text)
        if within(declarations, groups):
            found[element, ""].append((_INLINE, declarations))
    rules = [rule for rule in rules if within(rule.declarations, groups)]
    limits.check_elements(_RULE_COST * len(rules))
    index = SelectorIndex(root, rules)
    for match in index.matches(limits):
        found[match.element, match.pseudo].append((match.weight, match.declarations))
    by_pseudo = {"": styles.own, "before": styles.before, "after": styles.after}
    by_pseudo |= {"first-letter": styles.first, "first-line": styles.first}
    custom = {name: value for text in (*sheets, *set(inline.values())) for name, value in custom_values(text).items()}
    for (element, pseudo), declared in found.items():
        values = _winning(declared, groups, custom)
        if "font-family" in values and not _may_change_digits(element, values["font-family"], faces):
            values = {name: value for name, value in values.items() if name != "font-family"}
        by_pseudo[pseudo][element] = values
    _reveal(root, styles)
    return styles


def _may_change_digits(element: HtmlElement, family: str, faces: frozenset[str]) -> bool:
    """Whether a font draws signs for digits, or is one of the page's own that a part of a cell alone is set in."""
    own = family.partition(",")[0].strip(" \"'") in faces
    in_cell = next(element.iterancestors(*CELL_TAGS), None) is not None
    return PICTOGRAMS.search(family) is not None or (own and in_cell)


def _reveal(root: HtmlElement, styles: Styles) -> None:
    """Show what rules hide although all tables of the page stand in it: scripts show it when they have run."""
    hidden = [element for element, values in styles.own.items() if not _HIDING.isdisjoint(values)]
    tables = sum(1 for _ in root.iter("table")) if hidden else 0
    for element in hidden:
        values = styles.own[element]
        by_rules = [
            name for name in _HIDING if name in values and name not in read_declarations(element.get("style", ""))
        ]
        is_hidden = any(_HIDDEN.fullmatch(values[name]) for name in by_rules)
        if is_hidden and tables and sum(1 for _ in element.iter("table")) == tables:
            styles.own[element] = {name: value for name, value in values.items() if name not in by_rules}
            styles.complete = False


def _groups_of_attributes(inline: Mapping[HtmlElement, str]) -> frozenset[str]:
    """The groups of properties that matter for what style attributes say; all but hiding matters in tables alone."""
    suspects = {}
    for text in set(inline.values()):
        declarations = read_declarations(text)
        groups = frozenset(suspect_groups(declarations)) if declarations else frozenset()
        if groups:
            suspects[text] = groups, hides(declarations)
    found: set[str] = set()
    for element, text in inline.items() if suspects else ():
        groups, everywhere = suspects.get(text, (frozenset(), False))
        if not groups <= found and (everywhere or _concerns_table(element)):
            found |= groups
    return frozenset(found)


def _groups_of_rules(root: HtmlElement, rules: Iterable[Rule]) -> frozenset[str]:
    found: set[str] = set()
    keys = _Keys(root)
    for rule in rules:
        groups = set(suspect_groups(rule.declarations))
        if not groups <= found:
            asked = keys.everywhere if hides(rule.declarations) else keys.in_tables
            if any(
                not key or (key in asked if key[0] in ".#" else keys.has_name(key)) for key in last_keys(rule.prelude)
            ):
                found |= groups
    return frozenset(found)


class _Keys:
    """The names, ids and classes of a page, as far as rules ask for them."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._names: dict[str, bool] = {}

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """Ids and classes of all elements, as ``#id`` and ``.class``."""
        return _keys_of(self._root.xpath("//*[@class or @id]"))

    @cached_property
    def in_tables(self) -> frozenset[str]:
        """Ids and classes of those elements that stand in a table or around one."""
        path = "//table//*[@class or @id] | //table/ancestor-or-self::*[@class or @id]"
        return _keys_of(self._root.xpath(path))

    def has_name(self, name: str) -> bool:
        """Whether an element of a name stands in a table or around one; so it is held where too many were asked for."""
        if name not in self._names:
            few = len(self._names) < _MANY_NAMES
            self._names[name] = not few or (is_name(name) and any(map(_concerns_table, self._root.iter(name))))
        return self._names[name]


def _keys_of(elements: Iterable[HtmlElement]) -> frozenset[str]:
    keys: set[str] = set()
    for element in elements:
        keys.update(f".{name}" for name in (element.get("class") or "").split())
        keys.add(f"#{element.get('id')}")
    return frozenset(keys)


def _concerns_table(element: HtmlElement) -> bool:
    if next(element.iterancestors("table"), None) is not None:
        return True
    return next(element.iter("table"), None) is not None


def _winning(
    declared: list[tuple[tuple[int, ...], Declarations]], groups: frozenset[str], custom: Mapping[str, str]
) -> Mapping[str, str]:
    """Values by property; later ones overrule what earlier shorthands said."""
    declared.sort(key=lambda entry: entry[0])
    values: dict[str, str] = {}
    for important in (False, True):
        for _, declarations in declared:
            for name in within(declarations, groups):
                value, is_important = declarations[name]
                if is_important == important:
                    values.pop(name, None)
                    values[name] = value
    if any("var(" in value for value in values.values()):
        known = {name: resolved(value, custom) for name, value in values.items()}
        return {name: value for name, value in known.items() if value is not None}
    return values


def _applies(element: HtmlElement) -> bool:
    return applies_on_screen(element.get("media", ""))


def _has_other_sheets(root: HtmlElement) -> bool:
    linked = (link for link in root.iter("link") if "stylesheet" in link.get("rel", "").lower() and _applies(link))
    imported = (style for style in root.iter("style") if "@import" in (style.text or ""))
    return next(chain(linked, imported), None) is not None
