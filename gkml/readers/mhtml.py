"""Web archives (MHTML, RFC 2557): the page in a message of many parts, read as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from gkml.document import Document
from gkml.errors import InputError, in_words
from gkml.readers.encoding import decode
from gkml.readers.limits import DEFAULT_LIMITS, Limits

__all__ = ["page_of_web_archive", "read_mhtml"]

_BOUNDARY = re.compile(rb'boundary\s*=\s*(?:"([^"\r\n]+)"|([^\s;"]+))', re.IGNORECASE)
_MANY = 100  # boundaries named in one file: parts of parts of parts
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD = 65_536  # bytes; browsers write some hundreds
_TABLE_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)


def read_mhtml(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a web archive (.mht, .mhtml).

    Raises:
        InputError: ``damaged_file``, ``too_many_members``, ``too_deeply_nested``, ``empty_file``, ``undecodable``, and
            what ``read_html`` raises.
    """
    from gkml.readers.html import read_html

    return read_html(page_of_web_archive(data, limits), limits)


def page_of_web_archive(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    """The source of the page: that of the frame with most table cells where the page itself has none."""
    boundaries = _boundaries(data)
    parts = len(data) if len(boundaries) > _MANY else sum(map(data.count, boundaries))
    limits.check_members(parts, "the web archive")
    _check_heads(data, boundaries)
    try:
        message = message_from_bytes(data)
        pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
        sources = [_source(page) for page in pages]
    except RecursionError as error:
        raise InputError("parts of the web archive are nested too deeply", code="too_deeply_nested") from error
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(
            f"the web archive is damaged ({in_words(error)}); save the page again", code="damaged_file"
        ) from error
    if not any(source.strip() for source in sources):
        raise InputError("the web archive holds no page; save the page again", code="damaged_file")
    return _with_tables(sources)


def _boundaries(data: bytes) -> set[bytes]:
    """The beginnings of lines that part the message, by all that the file names; every part takes one of them."""
    return {b"\n--" + (said[1] or said[2]) for said in _BOUNDARY.finditer(data)}


def _check_heads(data: bytes, boundaries: Iterable[bytes]) -> None:
    """Refuse parts whose head goes on and on: parsing it would cost far more than its bytes."""
    starts = [0]
    for boundary in boundaries:
        starts += [found.end() for found in re.finditer(re.escape(boundary) + b"(?!--)", data)]
    for start in starts:
        end = _HEAD_END.search(data, start)
        size = (end.start() if end else len(data)) - start
        if size > _LONGEST_HEAD:
            raise InputError(
                f"a part of the web archive begins with {size:,} bytes of head, more than {_LONGEST_HEAD:,}; save the "
                "page again",
                code="damaged_file",
            )


def _source(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    return decode(payload)[0].replace("\0", "")


def _with_tables(sources: Sequence[str]) -> str:
    first = next(source for source in sources if source.strip())
    if _TABLE_CELL.search(first):
        return first
    best = max(sources, key=lambda source: len(_TABLE_CELL.findall(source)))
    return best if _TABLE_CELL.search(best) else first
