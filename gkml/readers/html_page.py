"""HTML source to the tree of what a visitor of the page sees."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from gkml.doubts import DoubtCode
from gkml.readers.html_cascade import Styles
from gkml.readers.html_controls import hide_in_cell, is_in_cell, mark_controls
from gkml.readers.html_source import mended_source
from gkml.readers.limits import Limits
from gkml.readers.sight import could_be_figure, note

__all__ = ["page_title", "source_to_tree", "visible_tree"]

# fmt: off
_UNSEEN = (
    "applet", "audio", "base", "canvas", "datalist", "embed", "head", "iframe", "link", "meta", "noframes",
    "noscript", "object", "optgroup", "option", "rp", "rt", "script", "select", "style", "svg", "template",
    "textarea", "title", "video", "xml",
)
# fmt: on
_GONE = "gone"  # elements that are to go are renamed, and stripped together
_TABLE_PARTS = frozenset(("table", "td", "th", "tr"))
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)  # lxml's own asks Python for a class each time
_USUAL_DEPTH = 100  # of elements; the deepest report seen has about 40
_FIGURE_CHARACTERS = 30  # the longest figure with its unit and remark has fewer
_CHROME = ("aside", "button", "dialog", "footer", "form", "header", "nav")

_TABLE_TAGS = _TABLE_PARTS | {"tbody", "tfoot", "thead"}
# Classes that common style sheets hide by; where a page names sheets that are not in it, they may do so.
# fmt: off
_HIDING_CLASSES = frozenset((
    "d-none", "hidden", "hide", "invisible", "screen-reader-text", "sr-only", "visible-lg-only", "visible-print",
    "visible-sm", "visible-xs", "visible-xs-block", "visible-xs-inline", "visually-hidden",
))
# fmt: on
# What the parser lets through and the tree does not take back.
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def source_to_tree(source: str, limits: Limits) -> HtmlElement | None:
    """Parse a page or a fragment; None where it holds nothing but comments."""
    limits.check_elements(source.count("<"))
    source = mended_source(source)
    # huge_tree: pages with unclosed tags are deeper than the 256 that the parser allows without it, and pictures inside
    # a page are longer than 10 MB. HTML has no entities that could blow up; the limits bound the rest.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    _check_nesting(root, limits)
    return root


def page_title(root: HtmlElement) -> str | None:
    """The title that the page carries beside its text: that of the article, else that of the page."""
    candidates = [meta.get("content") for meta in root.iter("meta") if _meta_name(meta) == "articletitle"]
    candidates += [element.text_content() for element in root.iter("title")]
    for candidate in candidates:
        if title := " ".join((candidate or "").split()):
            return title
    return None


def visible_tree(root: HtmlElement, styles: Styles) -> bool:
    """Take out, in place, what is not shown and what belongs to the site, and end what tables left open.

    Returns:
        Whether marks of ``gkml.readers.sight`` were left in cells.
    """
    marked = mark_controls(root)
    marked = _drop_hidden(root, styles) or marked
    if not styles.complete:
        marked = _doubt_hiding_classes(root) or marked
    etree.strip_elements(root, *_UNSEEN, _GONE, with_tail=False)
    _drop_chrome(root)
    _mend_tables(root)
    return marked


def _drop_hidden(root: HtmlElement, styles: Styles) -> bool:
    """Name what is not shown for dropping; inside cells a mark is left of what could be a part of a figure."""
    hidden = root.xpath("//*[@hidden or @popover]")
    hidden += [element for element, values in styles.own.items() if _is_dropped(element, values)]
    marked = False
    for element in hidden:
        if element.tag in ("html", "body"):  # those are hidden until scripts have run
            continue
        if element.tag not in _TABLE_TAGS and is_in_cell(element) and next(element.iter("table"), None) is None:
            hide_in_cell(element)
            styles.forget(element)
            marked = True
        else:
            element.tag = _GONE
    return marked


def _is_dropped(element: HtmlElement, values: Mapping[str, str]) -> bool:
    return values.get("display") == "none" or (values.get("visibility") == "collapse" and element.tag in _TABLE_TAGS)


def _doubt_hiding_classes(root: HtmlElement) -> bool:
    """Mark figures in cells whose classes may hide them by a style sheet that is not in the page."""
    marked = False
    for element in root.xpath("//td//*[@class] | //th//*[@class]"):
        if _HIDING_CLASSES.isdisjoint(element.get("class", "").split()) or not could_be_figure(element.text_content()):
            continue
        element.text = (element.text or "") + note(DoubtCode.HIDDEN)
        marked = True
    return marked


def _check_nesting(root: HtmlElement, limits: Limits) -> None:
    # one step a level is taken in C; the walk that tells how deep a page is takes forty times as long
    if not root.xpath("/*" * (min(limits.nesting, _USUAL_DEPTH) + 1)):
        return
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    limits.check_nesting(deepest)


def _meta_name(meta: HtmlElement) -> str:
    return (meta.get("name") or meta.get("property") or "").lower()


def _drop_chrome(root: HtmlElement) -> None:
    """Drop what belongs to the site, unless it holds (part of) a table, most of the text, or an article's heading."""
    candidates = list(root.iter(*_CHROME))
    if not candidates:
        return
    weights: dict[HtmlElement, tuple[int, bool]] = {}  # characters, and whether a table is met
    for element in reversed(list(root.iter())):
        characters, table = len((element.text or "").strip()), element.tag in _TABLE_PARTS
        for child in element:
            characters += weights[child][0] + len((child.tail or "").strip())
            table = table or weights[child][1]
        weights[element] = characters, table
    for element in candidates:
        characters, table = weights[element]
        heads_article = element.tag == "header" and next(element.iter("h1", "h2", "h3"), None) is not None
        if not (table or heads_article or characters * 2 > weights[root][0] or _is_figure_in_cell(element, characters)):
            element.tag = _GONE
    etree.strip_elements(root, _GONE, with_tail=False)


def _is_figure_in_cell(element: HtmlElement, characters: int) -> bool:
    return 0 < characters <= _FIGURE_CHARACTERS and is_in_cell(element) and could_be_figure(element.text_content())


def _mend_tables(root: HtmlElement) -> None:
    """End the cells, rows and tables that the page forgot to end, as browsers do where the next one begins."""
    for element in list(root.iter("table", "td", "th", "tr")):
        around = next(element.iterancestors("table", "td", "th", "tr"), None)
        left_open = None if around is None else _left_open(str(element.tag), around)
        if left_open is not None:
            element.tail = _ILLEGAL.sub("\ufffd", (element.tail or "") + (left_open.tail or ""))
            left_open.tail = None
            left_open.addnext(element)


def _left_open(tag: str, around: HtmlElement) -> HtmlElement | None:
    """What should have ended before a part of a table that begins directly in the part ``around``."""
    in_cell = around.tag in ("td", "th")
    if tag in ("td", "th"):
        return around if in_cell else None
    if tag == "tr":
        return next(around.iterancestors("tr"), around) if in_cell else around if around.tag == "tr" else None
    return None if in_cell else around if around.tag == "table" else next(around.iterancestors("table"), None)
