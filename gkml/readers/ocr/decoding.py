"""Files of pictures to their pixels: size told from the header before anything is decoded, every mode to grays or RGB.

PNG (ISO/IEC 15948), JPEG (ISO/IEC 10918) with its Exif orientation, TIFF 6.0 with all its pages, and GIF, BMP and WebP
where they stand in other files; Pillow decodes.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from gkml.errors import InputError, MissingExtraError, in_words, lacks_memory
from gkml.readers.limits import Limits

__all__ = ["Decoded", "decode_pictures"]


_FORMATS = ("PNG", "JPEG", "TIFF")
_EMBEDDED = (*_FORMATS, "GIF", "BMP", "WEBP")
_LEAST_RESOLUTION, _MOST_RESOLUTION = 72.5, 1_300.0  # pixels an inch that a file is believed; 72 is what is not known
_A4 = 842.0  # points of the longer side
_PAGE = (0.6, 0.85)  # shorter to longer side of pages
_PAGE_PIXELS = 1_000  # of the longer side of a picture, from which it may be a page
_SCREEN = 150.0  # pixels an inch of other pictures whose file does not say


@dataclass(frozen=True, slots=True)
class Decoded:
    """One page of a file of pictures.

    Attributes:
        pixels: rows by columns, or these by red, green and blue.
        unit: points that a pixel is wide.
        assumed: whether the file does not say so.
    """

    pixels: npt.NDArray[np.uint8]
    unit: float
    assumed: bool


def decode_pictures(data: bytes, limits: Limits, name: str = "", *, embedded: bool = False) -> Iterator[Decoded]:
    """The pages of a file, no more than ``limits.ocr_pages``; of one that moves, the first picture.

    Args:
        data: the file.
        limits: ``pixels`` and ``ocr_pages`` bound what is decoded.
        name: for messages.
        embedded: the formats that other files hold are taken as well.

    Raises:
        InputError: ``damaged_file`` or ``too_many_pixels``.
        MissingExtraError: Pillow is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        raise MissingExtraError("pillow", "ocr") from None
    name = name or "the picture"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are checked here, and of odd tags
            with Image.open(BytesIO(data), formats=_EMBEDDED if embedded else _FORMATS) as file:
                for number in range(limits.ocr_pages if file.format == "TIFF" else 1):
                    if number and not _turn_to(file, number):
                        return
                    limits.check_pixels(file.width * file.height, name)
                    yield _decoded(file)
    except Image.DecompressionBombError:
        limits.check_pixels(2 * (Image.MAX_IMAGE_PIXELS or limits.pixels), name)
        raise
    except InputError:
        raise
    except Exception as error:  # decoders raise whatever a damaged file leads them to
        if lacks_memory(error):
            raise
        raise InputError(f"{name} is damaged ({in_words(error)}); fetch it again", code="damaged_file") from error


def _turn_to(file: Any, number: int) -> bool:
    try:
        file.seek(number)
    except EOFError:
        return False
    return True


def _decoded(file: Any) -> Decoded:
    from PIL import ImageOps

    unit, assumed = _unit(file)
    file.load()
    return Decoded(_pixels(ImageOps.exif_transpose(file)), unit, assumed)


def _unit(file: Any) -> tuple[float, bool]:
    resolution = file.info.get("dpi", (0.0, 0.0))
    across, down = (float(part) if _is_number(part) else 0.0 for part in resolution)
    if _LEAST_RESOLUTION <= across <= _MOST_RESOLUTION and 0.9 * across <= down <= 1.1 * across:
        return 72 / across, False
    shorter, longer = sorted((file.width, file.height))
    if longer >= _PAGE_PIXELS and _PAGE[0] <= shorter / longer <= _PAGE[1]:
        return _A4 / longer, True
    return 72 / _SCREEN, True


def _is_number(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return False


def _pixels(image: Any) -> npt.NDArray[np.uint8]:
    """Grays or colours of 8 bits on white."""
    from PIL import Image

    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _eight_bits(np.asarray(image))
    if image.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image).convert("RGB")
    elif image.mode in ("1", "L"):
        image = image.convert("L")
    elif image.mode != "RGB":
        image = image.convert("RGB")
    return np.array(image, dtype=np.uint8)


def _eight_bits(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Grays of more bits, of which the darkest and the lightest of the picture may be far from the ends."""
    grays = np.nan_to_num(values.astype(np.float64))
    low, high = float(grays.min()), float(grays.max())
    if low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    elif low >= 0 and high <= 65_535:
        low, high = 0.0, 65_535.0
    return np.asarray((grays - low) * (255 / max(high - low, 1e-9)), dtype=np.uint8)
