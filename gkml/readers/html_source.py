"""Source of a page as browsers take it, where the parser would take it otherwise.

Comments are taken out, conditional ones (``<!--[if lt IE 9]>…<![endif]-->``) with all that they hold; conditions that
stand alone, as Word writes them (``<![if !supportLists]>``), leave what they hold. The parser ends a page at a body or
html that ends in the middle (a page pasted into a page), browsers do not; to them ``</br>`` breaks a line. The source
is gone through once, whatever is left open in it.
"""

from __future__ import annotations

import re

__all__ = ["mended_source"]

# A comment of nothing may end at once; in the elements that are named, signs of markup are text.
_MARKUP = re.compile(
    r"<!--(?P<empty>-?>)?|<(?P<raw>script|style|textarea|title|xmp)\b|<!\[(?:(?!<!\[)[^>])*+>|</(?:body|html)\s*+>"
    r"|(?P<break></br\s*+>)",
    re.IGNORECASE,
)
_COMMENT_END = re.compile("--!?>")
_RAW_END = {name: re.compile(f"</{name}\\b", re.IGNORECASE) for name in ("script", "style", "textarea", "title", "xmp")}


def mended_source(source: str) -> str:
    """The source without comments and stray tags."""
    kept: list[str] = []
    at = look = 0
    unended: set[str] = set()  # what no more ends behind here, so that it is not looked for again
    while (found := _MARKUP.search(source, look)) is not None:
        look = found.end()
        name = (found["raw"] or "").lower()
        whole = not name and (found["empty"] or not found[0].startswith("<!--"))
        if not whole:
            end = None if name in unended else (_RAW_END[name] if name else _COMMENT_END).search(source, look)
            if end is None:
                unended.add(name)
                continue
            look = end.end()
        if not name:
            kept += source[at : found.start()], "<br>" if found["break"] else ""
            at = look
    kept.append(source[at:])
    return "".join(kept)
