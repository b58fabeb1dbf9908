"""No pattern that meets input takes more than its share of steps, however the input is made.

The patterns of all modules are found, at module level and in calls of ``re``; of each, texts are made that pump its
repeats and begin it again and again, and the steps that two lengths take are compared (``tests.backtracking``).
"""

from __future__ import annotations

import ast
import importlib
import math
import pkgutil
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as c  # type: ignore[attr-defined]
from typing import Any

import pytest

import gkml
from gkml.narrative.wordings import all_wordings
from tests.backtracking import Matcher, TooManyStepsError

_LINEAR = 8.0  # times as many steps for a text four times as long; a quadratic pattern takes fourteen times as many
_PUMPED, _CUT = 12, 12  # texts for a pattern that repeat what it repeats, and that repeat other parts of it
_POLYNOMIAL = 100.0  # the same of bounded ones, for a text three times as long; what doubles with every sign takes more

# Patterns that may take as many steps as the square of a text is long, and what bounds the texts that they meet.
BOUNDED = {
    "gkml.narrative.clauses:search": "12 characters in front of a comma",
    "gkml.narrative.denials": "denials of at most 200 characters",
    "gkml.numerals._FIGURE": "clauses, and so sentences of at most 3,000 characters",
    "gkml.tagging.agency._ACTS": "clauses, and so sentences of at most 200 characters",
    "gkml.tagging.identity._TITLES": "titles of at most 90 characters",
    "gkml.tagging.pieces._GLUED": "cells of at most 160 characters",
    "gkml.tagging.pieces._TAIL_RUN": "cells of at most 160 characters",
    "gkml.tagging.years._BEFORE_SUBJECT": "8 characters in front of a year",
    "wordings.before": "80 characters in front of a figure",
}


def _modules() -> Iterator[Any]:
    for info in pkgutil.walk_packages(gkml.__path__, "gkml."):
        if "ray" not in info.name and not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def _patterns_in(value: Any, name: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _patterns_in(item, f"{name}[{key}]")
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value):
            yield from _patterns_in(item, f"{name}[{number}]")


def _patterns_of(module: Any, tree: ast.Module) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Patterns at module level, and those written where they are used."""
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name):
                yield from _patterns_in(getattr(module, target.id, None), f"{module.__name__}.{target.id}")
    inner = (node for top in tree.body if isinstance(top, ast.FunctionDef | ast.ClassDef) for node in ast.walk(top))
    for node in inner:
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), _), [ast.Constant() | ast.JoinedStr() as written, *_]):
                try:
                    made = eval(compile(ast.Expression(written), "pattern", "eval"), vars(module))
                except NameError:
                    continue  # made of what the function is given
                yield f"{module.__name__}:{node.func.attr}:{written.lineno}", re.compile(made)


def _found() -> dict[str, tuple[re.Pattern[Any], str]]:
    """Every pattern by its name, and how it meets a text: ``search``, ``match`` or ``fullmatch``."""
    found: dict[str, tuple[re.Pattern[Any], str]] = {}
    for module in _modules():
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        calls: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(ast.Name(name), called):
                    calls.setdefault(name, set()).add(called)
        for name, pattern in _patterns_of(module, tree):
            own = set(name.split(":")[1:2] or calls.get(name.rpartition(".")[2], ["search"]))
            found[name] = pattern, own.pop() if own in ({"match"}, {"fullmatch"}) else "search"
    afters = {wording.after.pattern: wording.after for wording in all_wordings()}
    found.update((f"wordings.after[{number}]", (after, "fullmatch")) for number, after in enumerate(afters.values()))
    befores = {wording.before.pattern: wording.before for wording in all_wordings()}
    found.update((f"wordings.before[{number}]", (before, "search")) for number, before in enumerate(befores.values()))
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Texts


class _Writer:
    """Writes a text that a pattern is likely to match, and notes where its repeats may be pumped."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.text = ""
        self.pumps: dict[int, tuple[str, str]] = {}  # by repeat, what stands before it, and what is repeated
        self.taken: Counter[int] = Counter()  # of each choice, how often it was made: every way is taken in its turn

    def write(self, nodes: Iterable[Any]) -> None:
        for op, value in nodes:
            if op is c.LITERAL:
                self.text += chr(value)
            elif op in (c.IN, c.ANY, c.NOT_LITERAL):
                self.text += self._sign(op, value)
            elif op is c.BRANCH:
                ways = value[1]
                self.write(ways[self.taken[id(ways)] % len(ways)])
                self.taken[id(ways)] += 1
            elif op is c.SUBPATTERN:
                self.write(value[3])
            elif op is c.ATOMIC_GROUP:
                self.write(value)
            elif op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
                least, most, inner = value
                start = self.text
                for _ in range(
                    self.dice.randint(min(least, 6), min(most, least + 1, 6) if most is not c.MAXREPEAT else least + 1)
                ):
                    self.write(inner)
                if most is c.MAXREPEAT:
                    one = self.text[len(start) :]
                    if not one:
                        self.write(inner)
                        one, self.text = self.text[len(start) :], start
                    self.pumps[id(inner)] = (start, one)

    def _sign(self, op: Any, value: Any) -> str:
        if op is not c.IN or value[0][0] is c.NEGATE:
            return self.dice.choice(" 8某x")
        kind, item = self.dice.choice(value)
        if kind is c.LITERAL:
            return chr(item)
        if kind is c.RANGE:
            return chr(self.dice.choice(item))
        return {c.CATEGORY_DIGIT: "8", c.CATEGORY_SPACE: " ", c.CATEGORY_WORD: "x"}.get(item, "；")


def _attacks(pattern: re.Pattern[Any], name: str) -> list[tuple[str, str, str]]:
    """What stands before, what is repeated, and what ends a text."""
    dice = random.Random(name)
    pumped: dict[tuple[str, str, str], None] = {}
    made: dict[tuple[str, str, str], None] = {}
    tree = Matcher(pattern).tree
    writer = _Writer(dice)
    for _ in range(6):
        writer.text = ""
        writer.write(tree)
        pumped.update(((before, pump or " ", "\0"), None) for before, pump in writer.pumps.values())
        for cut in [dice.randint(1, max(1, len(writer.text))) for _ in range(2)]:
            made["", writer.text[:cut] or " ", dice.choice(("", "\0"))] = None
            made[writer.text[:cut], dice.choice(writer.text or " "), "\0"] = None
    return [*list(pumped)[:_PUMPED], *list(made)[:_CUT]]


def _steps(pattern: re.Pattern[Any], text: str, call: str) -> float:
    """How many steps a text takes; infinitely many where the matcher gave up."""
    matcher = Matcher(pattern)
    try:
        if call == "search":
            matcher.search_all(text)
        else:
            matcher.match(text, whole=call == "fullmatch")
    except TooManyStepsError:
        return math.inf
    return matcher.steps


def steepest(pattern: re.Pattern[Any], name: str, call: str, lengths: tuple[int, int]) -> tuple[float, str]:
    """The greatest growth, as of texts that are as long as they should be, and the text that shows it."""
    worst = (0.0, "")
    for before, pump, tail in _attacks(pattern, name):
        short, long = (before + pump * (length // len(pump) + 1) + tail for length in lengths)
        growth = _steps(pattern, long, call)
        growth = growth if growth == math.inf else growth / max(20, _steps(pattern, short, call))
        worst = max(worst, (growth * lengths[1] / lengths[0] * len(short) / len(long), short))
    return worst


FOUND = _found()


@pytest.fixture(autouse=True)
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(before)


def _is_bounded(name: str) -> bool:
    return any(name.startswith(bounded) for bounded in BOUNDED)


@pytest.mark.parametrize("name", sorted(name for name in FOUND if not _is_bounded(name)))
def test_steps_grow_with_the_text(name: str) -> None:
    growth, text = steepest(FOUND[name][0], name, FOUND[name][1], (24, 96))
    assert growth < _LINEAR, text


@pytest.mark.parametrize("name", sorted(filter(_is_bounded, FOUND)))
def test_steps_on_bounded_texts_are_no_power_of_two(name: str) -> None:
    growth, text = steepest(FOUND[name][0], name, FOUND[name][1], (10, 30))
    assert growth < _POLYNOMIAL, text


@pytest.mark.parametrize(
    "source",
    [r"<!\[[^>]*>", r"\[a:[^\]]*\]", r"a\s*,?\s*\Z", r"x*y", r"(?:\(\)|\[\]|<>|[#(]*[a-z]+(?:[./]?[a-z]+)*\)*)$"],
)
def test_steep_patterns_are_told(source: str) -> None:
    assert steepest(re.compile(source), source, "search", (24, 96))[0] > _LINEAR


def test_words_made_of_others_are_told() -> None:
    source = r"^(?:数|量|数量)*$"
    assert steepest(re.compile(source), source, "match", (8, 24))[0] > _POLYNOMIAL


@pytest.mark.parametrize(
    "source",
    [
        *(
            r"(?:数|量|数量)*量",
            r"a{2,3}?b",
            r"(?:x|xy)*+z",
            r"(?<=\d)\s*([,;])\1?",
            r"^a|b$",
            r"(?=.*c)\w+\b",
            r"(?i)aB+",
        ),
        *(r"(?>a*)a", r"[^\d\s]+(?!x)", r"(a|b)\1"),
    ],
)
def test_the_matcher_finds_what_the_library_finds(source: str) -> None:
    pattern = re.compile(source)
    dice = random.Random(source)
    for _ in range(40):
        text = "".join(dice.choices("aabbcxyz数量 8,;AB", k=dice.randint(0, 12)))
        spans = [match.span() for match in pattern.finditer(text)]
        found = Matcher(pattern).search_all(text)
        assert [span for span in found if span[0] < span[1]] == [span for span in spans if span[0] < span[1]], text
