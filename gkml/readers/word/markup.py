"""Names and values of WordprocessingML, and the children of an element as the accepted document has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gkml.readers.ooxml import Element

__all__ = ["MC", "W", "child", "children", "integer", "is_on", "value"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_OFF = frozenset(("0", "false", "off"))
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "dir", "sdt", "sdtContent")
)
_LARGEST = 1_000_000  # no count or measure of a document is larger


def children(element: Element) -> Iterator[Element]:
    """What an element holds: wrappers opened, insertions kept, of alternatives the first; properties are left in."""
    for inner in element:
        tag = inner.tag
        if tag in _WRAPPERS:
            yield from children(inner)
        elif tag == f"{MC}AlternateContent":
            chosen = next((way for way in inner if way.tag in (f"{MC}Choice", f"{MC}Fallback") and len(way)), None)
            if chosen is not None:
                yield from children(chosen)
        else:
            yield inner


def child(element: Element | None, *path: str) -> Element | None:
    """The element at the end of a path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = element.find(f"{W}{name}")
    return element


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute; None where it, or the element, is missing."""
    return None if element is None else element.get(f"{W}{name}")


def integer(element: Element | None, name: str = "val", default: int = 0) -> int:
    """An attribute as a number, held within what a document can mean."""
    text = value(element, name)
    try:
        number = default if text is None else int(text)
    except ValueError:
        return default
    return max(-_LARGEST, min(number, _LARGEST))


def is_on(element: Element | None) -> bool:
    """Whether a switch is set: it is there, and not set off."""
    return element is not None and (value(element) or "on").lower() not in _OFF
