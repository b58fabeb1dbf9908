"""numbering.xml of a .docx to lists, and the number of a paragraph by its own properties or those of its style."""

from __future__ import annotations

from gkml.readers.ooxml import Element
from gkml.readers.word.markup import W, child, integer, is_on, value
from gkml.readers.word.numbering import Counter, Level, NumberedList
from gkml.readers.word.styles import Styles

__all__ = ["Numbering"]

_NO_LIST = "0"  # a list of this id takes the numbering of the style away


class Numbering:
    """Draws the numbers of paragraphs, asked for in order of reading.

    Args:
        root: of the part numbering.xml; None where there is none.
        styles: of the document.
    """

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._counter = Counter()
        self._lists = {} if root is None else _read_lists(root)

    def draw(self, properties: Element | None, style_id: str | None) -> str:
        """What is drawn before a paragraph with these properties in this style; it counts."""
        own = child(properties, "numPr")
        list_id, depth = value(child(own, "numId")), child(own, "ilvl")
        level = None if depth is None else integer(depth)
        if list_id is None:
            for owner, style in self._styles.chain(style_id):
                if style.list_id is not None:
                    list_id = style.list_id
                    level = self._depth_of_style(list_id, owner, style.depth) if level is None else level
                    break
        numbered = self._lists.get(list_id or _NO_LIST)
        if numbered is None or list_id is None or list_id == _NO_LIST:
            return ""
        return self._counter.count(list_id, numbered, level or 0)

    def _depth_of_style(self, list_id: str, style_id: str, said: int | None) -> int:
        numbered = self._lists.get(list_id)
        tied = () if numbered is None else numbered.levels.items()
        return next((depth for depth, level in tied if level.style == style_id), said or 0)


def _read_lists(root: Element) -> dict[str, NumberedList]:
    abstract = {value(element, "abstractNumId") or "": element for element in root.iter(f"{W}abstractNum")}
    numbers = {value(element, "numId") or "": element for element in root.iter(f"{W}num")}
    styled = {
        style: abstract_id
        for abstract_id, element in abstract.items()
        if (style := value(child(element, "styleLink"))) is not None
    }
    lists = {}
    for list_id, element in numbers.items():
        abstract_id = value(child(element, "abstractNumId")) or ""
        linked = value(child(abstract.get(abstract_id), "numStyleLink"))
        if linked in styled:
            abstract_id = styled[linked]
        base = abstract.get(abstract_id)
        if base is None:
            continue
        levels = {integer(level, "ilvl"): _read_level(level) for level in base.iterchildren(f"{W}lvl")}
        restarts = {}
        for override in element.iterchildren(f"{W}lvlOverride"):
            depth = integer(override, "ilvl")
            level = child(override, "lvl")
            if level is not None:
                levels[depth] = _read_level(level)
            if (start := child(override, "startOverride")) is not None:
                restarts[depth] = integer(start)
        lists[list_id] = NumberedList(abstract_id, levels, restarts)
    return lists


def _read_level(element: Element) -> Level:
    restart = child(element, "lvlRestart")
    number_format = value(child(element, "numFmt"))
    if number_format is None:  # formats of newer versions stand in an alternative, the plain one behind it
        formats = [value(found) for found in element.iter(f"{W}numFmt")]
        number_format = next((name for name in reversed(formats) if name), "decimal")
    hidden = is_on(child(element, "rPr", "vanish"))
    return Level(
        number_format=number_format,
        text="" if hidden else value(child(element, "lvlText")) or "",
        start=integer(child(element, "start"), default=0),
        restart=None if restart is None else integer(restart),
        legal=is_on(child(element, "isLgl")),
        style=value(child(element, "pStyle")),
    )
