"""Pictures as inputs (PNG, JPEG, TIFF): each page recognised, and then read as a page of a PDF is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import chain
from typing import Any

from gkml.document import Document
from gkml.errors import InputError, MissingExtraError
from gkml.readers.isolation import Reply, run_isolated
from gkml.readers.limits import Limits
from gkml.readers.pages import unpack_pages
from gkml.readers.pdf.exchange import document_to_plain, plain_to_document
from gkml.readers.pdf.page import PageContent

__all__ = ["read_image", "read_image_here", "read_image_task"]


def read_image(data: bytes, limits: Limits, name: str = "") -> Document:
    """Read a picture, in a child process.

    Boxes are in points of the picture as it is seen, by the resolution that the file states.

    Raises:
        InputError: ``no_text_layer`` (the extra ``ocr`` is not installed, or nothing was recognised), ``damaged_file``,
            ``too_many_pixels``, ``too_many_rows``, ``timeout``, ``out_of_memory`` or ``crashed``.
    """
    from gkml.readers.ocr.engine import is_installed

    if not is_installed():
        raise InputError(
            f"{name or 'the file'} is a picture; its text has to be recognised (OCR), run: pip install 'gkml[ocr]'",
            code="no_text_layer",
        )
    pages = limits.ocr_pages if data[:2] in (b"II", b"MM", b"PK") else 1
    options = {"limits": asdict(limits), "name": name}
    allowed = limits.for_recognition(pages)
    return plain_to_document(run_isolated("gkml.readers.images:read_image_task", data, options, allowed).plain)


def read_image_task(data: bytes, options: dict[str, Any]) -> Reply:
    """What the child does."""
    return Reply(document_to_plain(read_image_here(data, Limits(**options["limits"]), options["name"])))


def read_image_here(data: bytes, limits: Limits, name: str = "") -> Document:
    """Read a picture in this process."""
    from gkml.readers.ocr.decoding import decode_pictures
    from gkml.readers.ocr.engine import load_engine
    from gkml.readers.ocr.page import picture_to_page
    from gkml.readers.ocr.picture import Frame, Picture
    from gkml.readers.ocr.scans import beside, put_back
    from gkml.readers.pdf.reader import pages_to_document

    frames: dict[int, Frame] = {}
    assumed: list[int] = []

    def pages() -> Iterator[PageContent]:
        table: tuple[float, float] | None = None
        pictures = unpack_pages(data, limits, name)
        every = chain.from_iterable(decode_pictures(picture, limits, name) for picture in pictures)
        for number, decoded in enumerate(every, 1):
            if decoded.assumed:
                assumed.append(number)
            picture = Picture.of(decoded.pixels, decoded.unit)
            page, frame = picture_to_page(picture, number, load_engine(), limits)
            page, frames[number], table = beside(page, frame, table)
            yield page

    try:
        document = pages_to_document(pages(), limits)
    except MissingExtraError as error:
        raise InputError(error.message, code="no_text_layer") from None
    return replace(put_back(document, frames), reader="image", notes=(*document.notes, *_notes(assumed)))


def _notes(assumed: Sequence[int]) -> Iterator[tuple[str, str]]:
    if assumed:
        shown = ", ".join(map(str, assumed[:20]))
        yield (
            "assumed_resolution",
            f"the file does not say how large its pictures {shown} are; boxes are in points as if they were A4 pages, "
            "or had 150 pixels an inch",
        )
