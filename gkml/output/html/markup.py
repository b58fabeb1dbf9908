"""Markup, made of elements: whatever is no markup already is escaped when it becomes part of one.

Text of documents has no other way into a page than ``element``, ``text`` and ``json_block``; none lets it become
markup, and none lets through what changes the order or the look of what stands beside it (bidi marks, controls).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from gkml.output.printable import printable

__all__ = ["NOTHING", "Attribute", "Child", "Markup", "element", "join", "json_block", "raw_text", "text"]


class Markup(str):
    """What is markup: made by this module alone."""

    __slots__ = ()


Child = Markup | str | None
"""What an element holds: markup as it is, other text escaped, None left out."""

Attribute = str | int | bool | None
"""A value of an attribute; None and False leave it out, True names it alone."""

NOTHING = Markup("")
_VOID = frozenset({"br", "col", "input", "meta"})
_ENDS_OF_RAW_TEXT = ("</", "<!--")


def text(plain: str) -> Markup:
    """Text that shows as it is; what does not print shows as ``�``."""
    return Markup(escape(printable(plain)))


def join(children: Iterable[Child]) -> Markup:
    """Several one after another."""
    return Markup("".join(map(_child, children)))


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element.

    Args:
        name: of the element.
        children: what it holds.
        attributes: by name; ``data_start`` is ``data-start``, ``class_`` is ``class``.
    """
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{''.join(map(_child, children))}</{name}>")


def raw_text(name: str, content: str, /, **attributes: Attribute) -> Markup:
    """A script or a style sheet, whose content is no markup and is never text of a document.

    Raises:
        ValueError: the content could end the element.
    """
    if any(end in content for end in _ENDS_OF_RAW_TEXT):
        raise ValueError(f"what stands in <{name}> could end it")
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{name}{told}>{content}</{name}>")


def json_block(id: str, value: Mapping[str, Any]) -> Markup:
    """Data for scripts: an element that no browser runs, its text free of all that could end it."""
    plain = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    for sign in "<>&":  # in strings alone
        plain = plain.replace(sign, f"\\u{ord(sign):04x}")
    return raw_text("script", plain, type="application/json", id=id)


def _child(child: Child) -> str:
    if child is None:
        return ""
    return child if isinstance(child, Markup) else text(child)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
