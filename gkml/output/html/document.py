"""A whole page: style sheet and scripts stand in it, and nothing else runs or is loaded (Content Security Policy)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from gkml.messages import Language
from gkml.output.html.markup import Markup, element, join, raw_text

__all__ = ["content_security_policy", "page", "static_text"]

_STATIC = Path(__file__).parent / "static"


@cache  # as many as there are files
def static_text(name: str) -> str:
    """A style sheet or a script that comes with gkml."""
    return (_STATIC / name).read_text(encoding="utf-8")


def content_security_policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """What a page may do: take these styles, run these scripts, show pictures that it holds itself; nothing else.

    No address can be loaded, sent to or navigated to by a form, no attribute can hold a script or a style.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {_hashes(styles)}",
            f"script-src {_hashes(scripts)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def page(
    title: str,
    body: Markup,
    *,
    styles: Sequence[str],
    scripts: Sequence[str],
    language: Language = "zh",
    policy: str | None = None,
) -> str:
    """A page.

    Args:
        title: of the page.
        body: what it shows.
        styles, scripts: texts of style sheets and scripts, in order.
        language: that it shows first.
        policy: what it may do, where that is more than ``content_security_policy`` allows.
    """
    allowed = content_security_policy(styles, scripts) if policy is None else policy
    head = join(
        [
            element("meta", charset="utf-8"),
            element("meta", name="generator", content="gkml"),
            Markup(f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", title),
            *(raw_text("style", style) for style in styles),
        ]
    )
    ran = join(raw_text("script", script) for script in scripts)
    # beside ``lang``, which style sheets cannot tell from that of a word
    whole = element("html", element("head", head), element("body", body, ran), lang=language, data_language=language)
    return f"<!DOCTYPE html>\n{whole}\n"


def _hashes(contents: Iterable[str]) -> str:
    digests = (hashlib.sha256(content.encode("utf-8")).digest() for content in contents)
    hashes = [f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests]
    return " ".join(hashes) or "'none'"
