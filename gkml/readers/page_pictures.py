"""A page of an input as a picture on which the boxes of its cells lie where their print is: of PDFs and of pictures."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import Any

from gkml.errors import UsageError
from gkml.readers.isolation import Reply, run_isolated
from gkml.readers.limits import Limits
from gkml.readers.opening import sniff
from gkml.readers.pdf.rendering import PagePicture, render_page

__all__ = ["decode_page_task", "page_picture"]


def page_picture(data: bytes, name: str, number: int, limits: Limits) -> PagePicture:
    """A page as a picture.

    Args:
        data: the bytes of the input.
        name: of the input, for messages.
        number: of the page, from 1; of a picture with several (TIFF) as well.
        limits: what drawing may take.

    Raises:
        UsageError: the input has no pages, or not this one.
        InputError: the page cannot be drawn.
    """
    kind = sniff(data, name, limits)
    if kind == "pdf":
        return render_page(data, number, limits)
    if kind != "image":
        raise UsageError(f"{name} has no pages that could be drawn; only PDFs and pictures have")
    options = {"limits": asdict(limits), "name": name, "number": number}
    reply = run_isolated("gkml.readers.page_pictures:decode_page_task", data, options, limits)
    if "width" not in reply.plain:
        raise UsageError(f"there is no page {number} in {name}")
    return PagePicture(reply.plain["width"], reply.plain["height"], reply.blob, reply.plain["scale"])


def decode_page_task(data: bytes, options: dict[str, Any]) -> Reply:
    """What the child does; nothing comes back where there is no such page."""
    import numpy as np

    from gkml.readers.ocr.decoding import decode_pictures

    pages = decode_pictures(data, Limits(**options["limits"]), options["name"])
    decoded = next(islice(pages, options["number"] - 1, None), None)
    if decoded is None:
        return Reply({})
    pixels = decoded.pixels if decoded.pixels.ndim == 3 else np.repeat(decoded.pixels[..., None], 3, axis=2)
    high, wide = pixels.shape[:2]
    return Reply({"width": wide, "height": high, "scale": 1 / decoded.unit}, np.ascontiguousarray(pixels).tobytes())
