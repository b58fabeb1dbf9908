"""Style sheets and style attributes to the declarations that decide whether text is seen.

Only declarations of the properties named here are kept. Sheets and attributes in plain spelling are cut at their
braces and semicolons, a hundred times in most pages; all others are parsed by tinycss2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

from gkml.readers.css_values import pixels

__all__ = ["Declarations", "Rule", "applies_on_screen", "custom_values", "read_declarations", "read_sheet", "resolved"]

Declarations: TypeAlias = Mapping[str, tuple[str, bool]]
"""Values by property, and whether they are important; values are lower case but for those of ``content``."""

# fmt: off
_PROPERTIES: Final = frozenset((
    "-webkit-filter", "-webkit-mask-image", "-webkit-text-fill-color", "-webkit-text-security", "animation",
    "animation-name", "background", "background-color", "background-image", "bottom", "clip", "clip-path", "color",
    "content", "content-visibility", "direction", "display", "filter", "flex-direction", "float", "font",
    "font-family", "font-feature-settings", "font-size", "font-variant-position", "height", "inset", "left",
    "letter-spacing", "margin-left", "mask", "mask-image", "max-height", "max-width", "mix-blend-mode", "opacity",
    "order", "overflow", "overflow-x", "overflow-y", "position", "right", "rotate", "scale", "text-decoration",
    "text-decoration-line", "text-indent", "top", "transform", "translate", "unicode-bidi", "vertical-align",
    "visibility", "width", "writing-mode", "z-index", "zoom",
))
# fmt: on
_NOT_SIMPLE: Final = re.compile(r"[\\{}]|/\*|url\(|content|font-feature", re.IGNORECASE)
_IMPORTANT: Final = re.compile(r"!\s*important$", re.IGNORECASE)
_LONGEST_VALUE = 2_000  # characters, of attributes that are remembered and of values that are looked into
_OF_INTEREST: Final = re.compile("|".join(sorted(map(re.escape, _PROPERTIES), key=len, reverse=True)), re.IGNORECASE)
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_STRING: Final = re.compile(r""""[^"\n{}\\]*"|'[^'\n{}\\]*'""")
_NAME_IN_QUOTES: Final = re.compile(r""""([\w -]*)"|'([\w -]*)'""")
_NOT_CUT: Final = re.compile(r"""[\\"']|url\([^(){}]*[{}]""", re.IGNORECASE)  # beside strings of the pattern above
_CUT: Final = re.compile(r"[^{}]*([{}]|$)")
_SCREEN_WIDTH, _SCREEN_HEIGHT = 1280, 720  # CSS pixels of the screen that a page is read on
_DEEPEST = 8  # rules in rules
_QUERY: Final = re.compile(r"\(\s*(min|max)-(?:device-)?(width|height)\s*:([^()]*)\)")
_RANGE: Final = re.compile(r"\(\s*+(width|height)\s*+([<>])=?\s*+([^()<>=\s][^()<>=]*+)\)")
_OF_SCREENS: Final = re.compile(  # what holds for the screen that a page is read on
    r"and|all|screen|\(\s*(?:orientation\s*:\s*landscape|prefers-color-scheme\s*:\s*light|(?:any-)?hover(?:\s*:\s*hover)?"
    r"|(?:any-)?pointer(?:\s*:\s*fine)?|color|scripting(?:\s*:\s*enabled)?|update\s*:\s*fast)\s*\)|"
)
_CUSTOM: Final = re.compile(r"(?<![-\w])(--[-\w]+)\s*:\s*([^;{}]+)")
_VARIABLE: Final = re.compile(r"var\(\s*(--[-\w]+)\s*(?:,([^()]*))?\)")
_MOST_VARIABLES = 8  # of which one value is made, one inside another
_APPLYING: Final = frozenset(("container", "layer", "scope", "supports"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A style rule: its selectors, as written or as tokens of tinycss2, and what it declares."""

    prelude: str | list[Any]
    declarations: Declarations


def read_declarations(text: str) -> Declarations:
    """The declarations of a style attribute that matter, the last of each property; do not change the result."""
    return _read_declarations(text) if len(text) > _LONGEST_VALUE else _known_declarations(text)


@lru_cache(maxsize=4096)
def _known_declarations(text: str) -> Declarations:
    return _read_declarations(text)


def _read_declarations(text: str) -> Declarations:
    if not _OF_INTEREST.search(text):
        return {}
    bare = _STRING.sub("", _NAME_IN_QUOTES.sub(r"\1\2", text))
    if _NOT_SIMPLE.search(text) or '"' in bare or "'" in bare:
        import tinycss2

        return _declared(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))
    found: dict[str, tuple[str, bool]] = {}
    for declaration in bare.split(";"):
        name, _, value = declaration.partition(":")
        value = value.strip()
        plain = _IMPORTANT.sub("", value) if "!" in value else value
        _declare(found, name.strip().lower(), plain.rstrip().lower(), important=plain != value)
    return found


def _declared(nodes: Iterable[Any]) -> Declarations:
    import tinycss2

    found: dict[str, tuple[str, bool]] = {}
    for node in nodes:
        if node.type == "declaration" and node.lower_name in _PROPERTIES:
            value = tinycss2.serialize(node.value).strip()
            value = value if node.lower_name == "content" else value.lower()
            _declare(found, node.lower_name, value, important=node.important)
    return found


def _declare(found: dict[str, tuple[str, bool]], name: str, value: str, *, important: bool) -> None:
    before = found.get(name)
    if len(value) > _LONGEST_VALUE:  # a picture in its address, or damage
        value = "url()" if "url(" in value else ""
    if name in _PROPERTIES and (important or before is None or not before[1]):
        found[name] = value, important


def read_sheet(text: str) -> Iterator[Rule]:
    """The rules of a style sheet that apply on a screen and declare something that matters."""
    if not _OF_INTEREST.search(text):
        return
    bare = _COMMENT.sub(" ", text)
    if not _NOT_CUT.search(_STRING.sub("", bare)):
        yield from _cut(bare)
        return
    import tinycss2

    yield from _rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), 0)


def _cut(text: str) -> Iterator[Rule]:
    """The rules of a sheet in which every brace opens or closes a block."""
    around: list[tuple[str, bool]] = []  # for every open block what stands before it, and whether it applies
    for match in _CUT.finditer(text):
        piece = match[0][:-1] if match[1] else match[0]
        if match[1] == "{":
            prelude = piece.rpartition(";")[2].strip()  # statements before it end with a semicolon
            around.append((prelude, (not around or around[-1][1]) and _is_open(prelude)))
        elif around:  # the end of the sheet ends blocks that are open
            prelude, applies = around.pop()
            declarations = read_declarations(piece) if applies and prelude[:1] != "@" else {}
            if declarations:
                yield Rule(prelude, declarations)


def _is_open(prelude: str) -> bool:
    """Whether what stands in a block applies, for its prelude."""
    if prelude[:1] != "@":
        return True
    name, _, condition = prelude[1:].replace("(", " (", 1).partition(" ")
    return name.lower() in _APPLYING or (name.lower() == "media" and applies_on_screen(condition))


def _rules(nodes: Iterable[Any], depth: int) -> Iterator[Rule]:
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            contents = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            declarations = _declared(contents)
            if declarations:
                yield Rule(node.prelude, declarations)
        elif node.type == "at-rule" and node.content is not None and depth < _DEEPEST:
            name = node.lower_at_keyword
            condition = tinycss2.serialize(node.prelude).strip().lower()
            if name in _APPLYING or (name == "media" and applies_on_screen(condition)):
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _rules(inner, depth + 1)


def applies_on_screen(queries: str) -> bool:
    """Whether one of the media queries of a list holds for a screen of 1280 by 720 pixels."""
    return not queries.strip() or any(_query_holds(query.strip()) for query in queries.lower().split(","))


def _query_holds(query: str) -> bool:
    negated = query.startswith("not ")
    query = query.removeprefix("not ").removeprefix("only ")
    query = _RANGE.sub(lambda m: f"({'min' if m[2] == '>' else 'max'}-{m[1]}:{m[3]})", query)
    holds = True
    for bound, side, length in _QUERY.findall(query):
        size, screen = pixels(length, 16), _SCREEN_WIDTH if side == "width" else _SCREEN_HEIGHT
        holds = holds and size is not None and (screen >= size if bound == "min" else screen <= size)
    rest = [part.strip() for part in _QUERY.sub("", query).split(" and ")]
    return (holds and all(map(_OF_SCREENS.fullmatch, rest))) != negated


def custom_values(text: str) -> dict[str, str]:
    """The values of custom properties that a sheet or attribute sets, wherever it does."""
    return {name.lower(): value.strip().lower() for name, value in _CUSTOM.findall(text)} if "--" in text else {}


def resolved(value: str, custom: Mapping[str, str]) -> str | None:
    """A value with its variables replaced; None where one has no value, which makes the declaration void."""
    for _ in range(_MOST_VARIABLES):
        match = _VARIABLE.search(value)
        if match is None:
            return value
        inner = custom.get(match[1], match[2])
        if inner is None or len(inner) > _LONGEST_VALUE:
            return None
        value = value[: match.start()] + inner.strip() + value[match.end() :]
    return None
