"""Which declarations could keep text from being seen as it is written: most pages declare hundreds, and none of them.

Properties that work together make a group; a page is dressed in those groups alone of which it has a suspect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from gkml.readers.css import Declarations
from gkml.readers.css_values import colour_of, is_dark, is_light, pixels

__all__ = ["PICTOGRAMS", "hides", "suspect_groups", "within"]

PICTOGRAMS: Final = re.compile("wingdings|webdings|dingbats")
"""Fonts in which digits are drawn as other signs."""
_FAR = 100  # pixels; nothing is laid out so far to the left
_TIGHT = 3  # pixels by which letters are drawn together
_SMALL_BOX = 2  # pixels
_NARROW = 100  # pixels; no figure is wider
_SIDES: Final = ("width", "max-width", "height", "max-height")
_TYPE = 16  # pixels, of a page that says nothing else
_SMALL_TYPE = 9.5  # pixels; tables are set in ten at least
_SMALLER_TYPE = 0.7 * _TYPE

_GROUPS: Final = {
    "sight": "content-visibility display visibility",
    "paint": (
        "-webkit-filter -webkit-mask-image -webkit-text-fill-color -webkit-text-security animation animation-name "
        "background background-color background-image color filter mask mask-image mix-blend-mode opacity"
    ),
    "type": "font font-feature-settings font-size font-variant-position vertical-align zoom",
    "letters": "font-family",
    "line": "text-decoration text-decoration-line",
    "order": "direction flex-direction order unicode-bidi",
    "place": (
        "bottom clip clip-path float height inset left margin-left max-height max-width overflow overflow-x overflow-y "
        "position letter-spacing right rotate scale text-indent top transform translate width writing-mode z-index"
    ),
    "content": "content",
}
_GROUP_OF: Final = {name: group for group, names in _GROUPS.items() for name in names.split(" ")}


def suspect_groups(declarations: Declarations) -> Iterator[str]:
    """The groups of the declarations that could hide, raise, strike or reverse text, alone or with others."""
    for name, (value, _) in declarations.items():
        if _is_suspect(name, value):
            yield _GROUP_OF[name]
    if "overflow" in declarations and any(_is_narrow(declarations.get(name)) for name in _SIDES):
        yield "place"


def _is_narrow(declared: tuple[str, bool] | None) -> bool:
    size = None if declared is None else pixels(declared[0], _TYPE)
    return size is not None and size < _NARROW


def hides(declarations: Declarations) -> bool:
    """Whether declarations take what they are made for from the page, wherever it stands."""
    shown = declarations.get("display", ("", False))[0] != "none"
    return not shown or declarations.get("visibility", ("", False))[0] in ("hidden", "collapse")


def within(names: Iterable[str], groups: frozenset[str]) -> list[str]:
    """Those of some properties that belong to groups."""
    return [name for name in names if _GROUP_OF[name] in groups]


@lru_cache(maxsize=4096)
def _is_suspect(name: str, value: str) -> bool:
    # every value that is not known to be harmless is looked into
    if name in _HARMLESS:
        return not _HARMLESS[name].fullmatch(value)
    if name in ("color", "-webkit-text-fill-color"):
        return value not in ("inherit", "windowtext", "currentcolor") and is_light(value)
    if name in ("background", "background-color"):
        colour = colour_of(value)
        return "url(" in value or "var(" in value or (colour is not None and is_dark(colour))
    if name in ("font-size", "font"):
        written = value if name == "font-size" else _font_size(value)
        size = pixels(written, _TYPE)
        return "var(" in value or (
            size is not None and size < (_SMALLER_TYPE if written.endswith(("%", "em")) else _SMALL_TYPE)
        )
    if name == "font-family":
        return PICTOGRAMS.search(value) is not None
    size = pixels(value, _TYPE)
    if name == "letter-spacing":
        return size is not None and size < -_TIGHT
    if name in ("text-indent", "margin-left"):
        return size is not None and size <= -_FAR
    return size is not None and size < _SMALL_BOX  # width, height and their bounds


def _font_size(value: str) -> str:
    """The size in the shorthand ``font``."""
    sizes = re.findall(r"(?<![\w/.%-])(?:\d[\w.%]*+)(?=\s*/|\s|$)", value)
    return next((size for size in sizes if not re.fullmatch("[1-9]00", size)), "")


_HARMLESS: Final = (
    {
        name: re.compile(pattern)
        for name, pattern in {
            "display": "(?:inline|inline-block|table.*|inherit|initial|contents|)",
            "visibility": "(?:visible|inherit|initial|)",
            "content-visibility": "(?:visible|auto|)",
            "opacity": r"(?:1(?:\.0*)?|0?\.[5-9]\d*|inherit|100%|)",
            "writing-mode": "(?:horizontal-tb|lr-tb|inherit|initial|)",
            "position": "(?:static|inherit|initial|)",
            "float": "(?:none|inherit|initial|)",
            "text-decoration": "(?!.*line-through).*",
            "text-decoration-line": "(?!.*line-through).*",
            "vertical-align": "(?:baseline|middle|inherit|initial|top|bottom|0[a-z%]*|)",
            "unicode-bidi": "(?:normal|embed|isolate|inherit|initial|plaintext|)",
            "flex-direction": "(?:row|column|inherit|)",
            "order": "(?:0|)",
            "zoom": r"(?:1|normal|100%|)",
            "font-variant-position": "(?:normal|inherit|)",
            "font-feature-settings": "(?!.*(?:sup|sub)s).*",
            "background-image": "(?:none|inherit|initial|)",
            "text-security": "none",
            "animation": "(?:none|inherit|initial|)",
            "animation-name": "(?:none|inherit|initial|)",
            "mix-blend-mode": "(?:normal|inherit|initial|)",
            "content": "(?:normal|none|inherit|initial|''|\"\"|)",
        }.items()
    }
    | {
        name: re.compile("(?:none|auto|normal|inherit|initial|unset|)")
        for name in (
            "clip",
            "clip-path",
            "transform",
            "rotate",
            "scale",
            "translate",
            "filter",
            "-webkit-filter",
            "mask",
            "mask-image",
            "-webkit-mask-image",
            "-webkit-text-security",
        )
    }
    | {
        # these matter beside others that are told on their own
        name: re.compile(".*", re.DOTALL)
        for name in (
            "bottom",
            "direction",
            "inset",
            "left",
            "overflow",
            "overflow-x",
            "overflow-y",
            "right",
            "top",
            "z-index",
        )
    }
)
