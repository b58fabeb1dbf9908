"""The style sheet of a .doc file, as far as text depends on it: lists, levels, dress ([MS-DOC], 2.9.271)."""

from __future__ import annotations

from dataclasses import dataclass

from gkml.readers.word.binary_run_format import read_modifiers
from gkml.readers.word.run_format import RunFormat, laid_over
from gkml.readers.word.sprms import LEVEL, LIST, number_of, sprms

__all__ = ["BinaryStyle", "StyleSheet", "read_style_sheet"]


_PARAGRAPH, _RUN = 1, 2
_DEEPEST = 32  # styles based on one another


@dataclass(frozen=True, slots=True)
class BinaryStyle:
    """What one style says itself; None where it says nothing."""

    based_on: int
    name: str
    list_number: int | None = None
    depth: int | None = None
    run: bytes = b""


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """Styles by their number."""

    styles: dict[int, BinaryStyle]

    def chain(self, number: int | None) -> list[BinaryStyle]:
        """A style and those that it is based on, itself first."""
        found: list[BinaryStyle] = []
        while number is not None and number in self.styles and len(found) < _DEEPEST:
            found.append(self.styles[number])
            number = found[-1].based_on
        return found

    def numbering(self, number: int | None) -> tuple[int, int]:
        """Number of the list that a style numbers its paragraphs by (0: none), and the level in it."""
        chain = self.chain(number)
        listed = next((style.list_number for style in chain if style.list_number is not None), 0)
        depth = next((style.depth for style in chain if style.depth is not None), 0)
        return listed, depth

    def run_format(self, number: int | None) -> RunFormat:
        """What a style and those that it is based on say of the dress of text."""
        said = RunFormat()
        for style in reversed(self.chain(number)):
            said = laid_over(said, read_modifiers(style.run, said))
        return said

    def is_contents(self, number: int | None) -> bool:
        """Whether a paragraph in a style is a line of a table of contents, which repeats headings."""
        return any(style.name.startswith("toc ") for style in self.chain(number))


def read_style_sheet(data: bytes) -> StyleSheet:
    """Read the structure STSH; what is damaged in it is left out."""
    if len(data) < 6:
        return StyleSheet({})
    header = int.from_bytes(data[:2], "little")
    count = int.from_bytes(data[2:4], "little")
    base = int.from_bytes(data[4:6], "little")
    at = 2 + header
    styles = {}
    for number in range(count):
        size = int.from_bytes(data[at : at + 2], "little")
        style = data[at + 2 : at + 2 + size]
        at += 2 + size
        if len(style) >= max(base, 8) + 2:
            styles[number] = _read_style(style, base)
    return StyleSheet(styles)


def _read_style(data: bytes, base: int) -> BinaryStyle:
    kind_and_base, properties = _word(data, 2), _word(data, 4) & 0xF
    characters = _word(data, base)
    name = data[base + 2 : base + 2 + 2 * characters].decode("utf-16-le", "replace").lower()
    at = base + 2 + 2 * characters + 2
    lists: list[bytes] = []
    for _ in range(properties):
        at += at % 2
        size = _word(data, at)
        lists.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    kind = kind_and_base & 0xF
    of_paragraph = lists[0][2:] if kind == _PARAGRAPH and lists else b""
    of_run = lists[1] if kind == _PARAGRAPH and len(lists) > 1 else lists[0] if kind == _RUN and lists else b""
    said = {code: number_of(operand) for code, operand in (*sprms(of_paragraph), *sprms(of_run))}
    return BinaryStyle(
        based_on=kind_and_base >> 4,
        name=name,
        list_number=said.get(LIST),
        depth=said.get(LEVEL),
        run=of_run,
    )


def _word(data: bytes, at: int) -> int:
    """A number of two bytes; 0 behind the end."""
    return int.from_bytes(data[at : at + 2], "little")
