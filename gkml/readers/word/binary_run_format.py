"""Modifiers of a .doc run or style to what they say of dress ([MS-DOC], 2.6.1)."""

from __future__ import annotations

from typing import Final

from gkml.readers.word.run_format import RunFormat
from gkml.readers.word.sprms import HIDDEN, number_of, sprms

__all__ = ["read_modifiers"]

_SWITCHES: Final = {0x0837: "strike", 0x2A53: "dstrike", HIDDEN: "vanish", 0x0811: "doubted", 0x0818: "doubted"}
_AS_STYLE = 0x80  # a switch that says: as in the style, or with its last bit set, not as in the style
_SHIFT, _POSITION, _SIZE = 0x2A48, 0x4845, 0x4A43
_PALETTE_COLOUR, _COLOUR, _HIGHLIGHT = 0x2A42, 0x6870, 0x2A0C
_SHADING, _OLD_SHADING = 0xCA71, 0x4866
_SCALE, _SPACING = 0x4852, 0x8840
_PALETTE: Final = (
    "auto", "#000000", "#0000ff", "#00ffff", "#00ff00", "#ff00ff", "#ff0000", "#ffff00", "#ffffff", "#000080",
    "#008080", "#008000", "#800080", "#800000", "#808000", "#808080", "#c0c0c0",
)  # fmt: skip


def read_modifiers(modifiers: bytes, style: RunFormat) -> RunFormat:
    """What a list of modifiers says, on top of a style that some of its switches refer to."""
    said = {code: operand for code, operand in sprms(modifiers) if operand}
    if not said:
        return RunFormat()
    switches = {
        name: _is_on(number_of(said[code]), style.switches.get(name, False))
        for code, name in _SWITCHES.items()
        if code in said
    }
    return RunFormat(
        switches,
        shift={0: 0, 1: 1, 2: -1}.get(number_of(said[_SHIFT])) if _SHIFT in said else None,
        position=_signed(said.get(_POSITION)),
        size=number_of(said[_SIZE]) if _SIZE in said else None,
        colour=_colour(said),
        ground=_ground(said),
        scale=number_of(said[_SCALE]) if _SCALE in said else None,
        spacing=_signed(said.get(_SPACING)),
    )


def _is_on(switch: int, in_style: bool) -> bool:
    return in_style != bool(switch & 1) if switch & _AS_STYLE else bool(switch)


def _signed(operand: bytes | None) -> int | None:
    return None if operand is None else int.from_bytes(operand, "little", signed=True)


def _colour(said: dict[int, bytes]) -> str | None:
    if _COLOUR in said:
        return _of_reference(said[_COLOUR])
    return _of_palette(number_of(said[_PALETTE_COLOUR])) if _PALETTE_COLOUR in said else None


def _ground(said: dict[int, bytes]) -> str | None:
    if number := number_of(said.get(_HIGHLIGHT, b"")):
        return _of_palette(number)
    if len(operand := said.get(_SHADING, b"")) >= 10:
        pattern = number_of(operand[8:10])
        return _of_reference(operand[4:8]) if pattern == 0 else "picture"
    if _OLD_SHADING in said:
        shading = number_of(said[_OLD_SHADING])
        return _of_palette(shading >> 5 & 0x1F) if not shading >> 10 else "picture"
    return None


def _of_reference(operand: bytes) -> str:
    red, green, blue, automatic = operand[:4].ljust(4, b"\0")
    return "auto" if automatic else f"#{red:02x}{green:02x}{blue:02x}"


def _of_palette(number: int) -> str:
    return _PALETTE[number] if number < len(_PALETTE) else "picture"
