"""What the tags of a document tell of it as a whole: its headings, and whether it is a yearly report at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gkml.document import Document
from gkml.folding import simplify
from gkml.labels import Tag
from gkml.records.report import Heading

__all__ = ["looks_like_a_report", "tags_to_headings"]


def looks_like_a_report(document: Document, tags: Sequence[Tag]) -> bool:
    """Statutory headings, or any numbered heading or period below words that announce a yearly report.

    A report may end before its tables, or before its second heading.
    """
    opening = simplify(document.text[:_OPENING])
    sections = {tag.identity for tag in tags if tag.role == "section"}
    announced = _ANNOUNCED.search(opening) is not None
    titles = _titles(document, tags)
    if any("解读" in text for text in (document.title or "", *titles)):
        return False  # a page about a report, that names its sections
    begun = bool(sections) or (bool(titles) and _PERIOD.search(opening) is not None)
    return len(sections - {"0"}) >= (1 if announced else 2) or (announced and begun)


_OPENING = 3000  # characters in which a report says what it is
_ANNOUNCED = re.compile(
    r"信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)|[政务]公开年报|信息公开(?:工作)?情况|统计[^。]{0,6}期限|政府信息公开条例"
)
_PERIOD = re.compile(r"(?:统计|数据)[^。]{0,12}(?:期限|时限|时段|期间)")


def _titles(document: Document, tags: Sequence[Tag]) -> list[str]:
    return [document.text[tag.start : tag.end] for tag in tags if tag.role == "title"]


def tags_to_headings(document: Document, tags: Sequence[Tag]) -> list[Heading]:
    """The headings that are tagged, in order of reading."""
    found = []
    for tag in tags:
        if tag.role not in ("section", "subheading"):
            continue
        text = document.text[tag.start : tag.end]
        section = int(tag.identity) or None if tag.role == "section" else None
        level = 1 if tag.role == "section" else 2
        found.append(Heading(section, level, text, tag.start, tag.end, tag.part == "head"))
    return found
