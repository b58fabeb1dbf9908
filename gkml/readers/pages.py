"""Several pictures that are the pages of one report, packed as one input: a ZIP that compresses nothing.

The same pictures make the same bytes, so that the report has a hash of its own.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path, PurePath

from gkml.errors import InputError
from gkml.readers.limits import Limits
from gkml.readers.zipped import Inflation, Zip

__all__ = ["PAGES_MARK", "PICTURE_SUFFIXES", "folder_to_pages", "pack_pages", "pages_among", "unpack_pages"]

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")

PAGES_MARK = "gkml-pages"
"""Name of the first member of such a ZIP, which is empty."""

_NUMBER = re.compile(r"\d+(?=\D*$)")  # the last one in a name
_FIRST_NUMBERS = (0, 1)


def pages_among(names: Iterable[str]) -> list[str]:
    """Names of the files of a folder that are the pages of one report, in order; none where they are not.

    They are pages where all files are pictures whose names differ by one number alone, which counts them from 0 or 1.
    """
    pages: dict[int, str] = {}
    around: set[tuple[str, str]] = set()
    count = 0
    for name in names:
        stem, suffix = PurePath(name).stem, PurePath(name).suffix.lower()
        number = _NUMBER.search(stem)
        if suffix not in PICTURE_SUFFIXES or number is None:
            return []
        around.add((stem[: number.start()], stem[number.end() :]))
        pages[int(number[0])] = name
        count += 1
    numbers = sorted(pages)
    counted = numbers and numbers[0] in _FIRST_NUMBERS and numbers == list(range(numbers[0], numbers[0] + count))
    return [pages[number] for number in numbers] if counted and count > 1 and len(around) == 1 else []


def folder_to_pages(folder: Path, limits: Limits) -> bytes:
    """The pages in a folder as one input.

    Raises:
        InputError: ``unreadable_path``, where it holds something else or cannot be read; ``file_too_large``.
    """
    names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    pages = pages_among(names)
    if not pages:
        raise InputError(f"{folder} is not a regular file; give the path of a report", code="unreadable_path")
    limits.check_file(sum((folder / name).stat().st_size for name in pages), str(folder))
    return pack_pages([(folder / name).read_bytes() for name in pages])


def pack_pages(pictures: Sequence[bytes]) -> bytes:
    """Pictures, in order, as one input."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for number, data in enumerate([b"", *pictures]):
            name = f"{number:05d}" if number else PAGES_MARK
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)  # as old as a ZIP can tell
    return packed.getvalue()


def unpack_pages(data: bytes, limits: Limits, name: str = "") -> list[bytes]:
    """The pictures of such an input; what else is a picture is the only one.

    Raises:
        InputError: ``too_many_pages``, ``archive_too_large`` or ``damaged_file``.
    """
    if not data.startswith(b"PK"):
        return [data]
    packed = Zip(data, Inflation(limits, name), name)
    pictures = packed.members[1:]
    if len(pictures) > limits.ocr_pages:
        raise InputError(
            f"{name or 'the report'} has {len(pictures):,} pictures, more than the limit of {limits.ocr_pages:,}; give "
            "fewer, or raise Limits.ocr_pages",
            code="too_many_pages",
        )
    return [packed.inflate(picture) for picture in pictures]
