"""What cells of a page show beside text: form controls are read, what cannot be read leaves a mark that says so.

Elements are replaced in place by inline ones that hold the text a person sees, with marks of ``gkml.readers.sight``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from lxml.html import HtmlElement

from gkml.doubts import DoubtCode
from gkml.readers.html_cascade import CELL_TAGS
from gkml.readers.sight import could_be_figure, doubted, left_out, note, unread

__all__ = ["SHOWN", "generated_text", "hide_in_cell", "is_in_cell", "mark_controls"]

SHOWN: Final = "gkml-shown"  # the element that stands for another, and its text for what is shown of it
_TEXT_INPUTS: Final = frozenset(
    ("", "date", "datetime-local", "email", "month", "number", "search", "tel", "text", "time", "url", "week")
)
_BUTTON_INPUTS: Final = frozenset(("button", "reset", "submit"))
_WRITES = re.compile(r"document\s*\.\s*write|innerHTML|innerText|textContent|insertAdjacent|\.html\(|\.text\(")
_LINEAR_MATH: Final = frozenset(("math", "mi", "mn", "mo", "mrow", "mspace", "mstyle", "mtext", "semantics"))


def is_in_cell(element: HtmlElement) -> bool:
    """Whether an element stands in a cell of a table."""
    return next(element.iterancestors(*CELL_TAGS), None) is not None


def mark_controls(root: HtmlElement) -> bool:
    """Replace what cells show beside text; whether anything was."""
    found = [element for element in root.iter(*_READERS) if is_in_cell(element)]
    replaced = False
    for element in found:
        shown = _READERS[str(element.tag)](element)
        if shown is not None:
            _replace(element, shown)
            replaced = True
    for element in root.xpath("//*[contains(name(), '-')]"):  # elements of the page's own scripts
        if element.tag != SHOWN and is_in_cell(element) and not element.text_content().strip():
            _replace(element, unread(DoubtCode.FIELD))
            replaced = True
    return _doubt_numbered(root) or replaced


def _doubt_numbered(root: HtmlElement) -> bool:
    """Mark figures in cells that a browser sets a number before, as items of a list."""
    items = [item for numbered in root.iter("ol") if is_in_cell(numbered) for item in numbered.iterchildren("li")]
    items = [item for item in items if could_be_figure(item.text_content())]
    for item in items:
        item.text = note(DoubtCode.FIELD) + (item.text or "")
    return bool(items)


def hide_in_cell(element: HtmlElement) -> None:
    """Replace an element that is not shown by a mark where it holds what could be a part of a figure."""
    _replace(element, left_out(element.text_content(), DoubtCode.HIDDEN))


def _replace(element: HtmlElement, shown: str) -> None:
    dress = {name: value for name in ("class", "id", "style") if (value := element.get(name))}
    element.clear(keep_tail=True)
    element.attrib.update(dress)
    element.tag, element.text = SHOWN, shown


def generated_text(content: str, element: HtmlElement) -> str:
    """What the property ``content`` shows at an element: strings and attributes; counters and pictures are unread."""
    shown = []
    for token in _tokens(content):
        if token.type == "literal" and token.value == "/":
            break  # behind it stands what is read aloud
        if token.type == "string":
            shown.append(token.value)
        elif token.type == "function" and token.lower_name == "attr":
            name = next((part.lower_value for part in token.arguments if part.type == "ident"), "")
            shown.append(element.get(name) or "")
        elif token.type == "url" or (token.type == "function" and token.lower_name != "counter"):
            shown.append(unread(DoubtCode.PICTURE if token.type == "url" else DoubtCode.FIELD))
        elif token.type == "function":
            shown.append(unread(DoubtCode.FIELD))
    return "".join(shown)


@lru_cache(maxsize=256)
def _tokens(content: str) -> list[Any]:
    import tinycss2

    tokens: list[Any] = tinycss2.parse_component_value_list(content, skip_comments=True)
    return tokens


def _picture(_: HtmlElement) -> str:
    return unread(DoubtCode.PICTURE)


def _input(element: HtmlElement) -> str | None:
    kind, value = (element.get("type") or "").strip().lower(), element.get("value") or ""
    if kind in _TEXT_INPUTS or kind not in _OTHER_INPUTS:
        return _typed(value)
    if kind in _BUTTON_INPUTS:
        return _on_button(value)
    if kind in ("password", "range", "color", "image", "file"):
        return unread(DoubtCode.CONTROL)
    return None  # hidden, checkbox, radio: no figures


_OTHER_INPUTS: Final = _BUTTON_INPUTS | {"checkbox", "color", "file", "hidden", "image", "password", "radio", "range"}


def _typed(value: str) -> str:
    """What stands in a control; that nothing stands there may be the work of a script that was not run."""
    return value if value.strip() else note(DoubtCode.CONTROL)


def _textarea(element: HtmlElement) -> str:
    return _typed(element.text_content())


def _select(element: HtmlElement) -> str:
    options = list(element.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if element.get("multiple") is not None or (element.get("size") or "1").strip() not in ("0", "1"):
        shown = "".join(option.text_content() for option in options)
        return doubted(shown, DoubtCode.CONTROL)
    if not options:
        return note(DoubtCode.CONTROL)
    # without a choice browsers show the first, which may be what to choose from
    option = chosen[-1] if chosen else options[0]
    text = option.get("label") or option.text_content()
    return text if chosen or not could_be_figure(text) else doubted(text, DoubtCode.CONTROL)


def _option(element: HtmlElement) -> str | None:
    """A choice that stands in no list is shown as text."""
    in_list = next(element.iterancestors("datalist", "select"), None) is not None
    return None if in_list else doubted(element.text_content(), DoubtCode.CONTROL)


def _button(element: HtmlElement) -> str | None:
    return _on_button(element.text_content())


def _on_button(text: str) -> str | None:
    return doubted(text, DoubtCode.CONTROL) if could_be_figure(text) else None


def _script(element: HtmlElement) -> str | None:
    return unread(DoubtCode.FIELD) if _WRITES.search(element.text or "") else None


def _template(element: HtmlElement) -> str | None:
    return None if element.get("shadowrootmode") is None else unread(DoubtCode.FIELD)


def _math(element: HtmlElement) -> str | None:
    is_linear = all(part.tag in _LINEAR_MATH for part in element.iterdescendants())
    return element.text_content() if is_linear else unread(DoubtCode.FORMULA)


def _ruby(element: HtmlElement) -> str:
    return left_out(element.text_content(), DoubtCode.RAISED)


def _dialog(element: HtmlElement) -> str | None:
    return left_out(element.text_content(), DoubtCode.HIDDEN) if element.get("open") is None else None


def _details(element: HtmlElement) -> str | None:
    if element.get("open") is not None:
        return None
    summary = element.find("summary")
    shown = "" if summary is None else summary.text_content()
    return shown + left_out(element.text_content().replace(shown, "", 1), DoubtCode.HIDDEN)


_READERS: Final[dict[str, Callable[[HtmlElement], str | None]]] = {
    "applet": _picture,
    "button": _button,
    "canvas": _picture,
    "details": _details,
    "dialog": _dialog,
    "embed": _picture,
    "iframe": _picture,
    "input": _input,
    "math": _math,
    "meter": _picture,
    "object": _picture,
    "option": _option,
    "progress": _picture,
    "rt": _ruby,
    "script": _script,
    "select": _select,
    "svg": _picture,
    "template": _template,
    "textarea": _textarea,
    "video": _picture,
}
