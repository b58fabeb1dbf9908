from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gkml.errors import InputError
from gkml.readers.limits import Limits
from gkml.readers.ocr.decoding import decode_pictures


def written(image: Any, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def marked(mode: str = "L") -> Any:
    """White, with a dark corner at the upper left."""
    image = Image.new("L", (60, 40), 255)
    ImageDraw.Draw(image).rectangle((0, 0, 19, 9), fill=0)
    return image.convert(mode)


def grays(data: bytes, limits: Limits | None = None) -> list[np.ndarray]:
    pages = [decoded.pixels for decoded in decode_pictures(data, limits or Limits())]
    return [page if page.ndim == 2 else page.mean(axis=2) for page in pages]


@pytest.mark.parametrize(
    "data",
    [
        written(marked("1"), "PNG"),
        written(marked("L"), "PNG"),
        written(marked("P"), "PNG"),
        written(marked("RGB"), "PNG"),
        written(marked("CMYK"), "JPEG", quality=95),
        written(marked("CMYK"), "TIFF"),
        written(marked("1"), "TIFF", compression="group4"),
        written(marked("L"), "TIFF", compression="tiff_lzw"),
    ],
    ids=["1", "L", "P", "RGB", "CMYK JPEG", "CMYK TIFF", "fax", "LZW"],
)
def test_every_mode_is_dark_where_it_was(data: bytes) -> None:
    (page,) = grays(data)
    assert page.shape == (40, 60)
    assert page[2:8, 2:18].max() < 60
    assert page[20:, 30:].min() > 200


def test_sixteen_bits_keep_their_grays() -> None:
    image = Image.fromarray(np.where(np.asarray(marked()) > 0, 60_000, 2_000).astype(np.uint16))
    (page,) = grays(written(image, "PNG"))
    assert page[2, 2] == 7
    assert page[30, 40] == 233


def test_what_can_be_seen_through_is_white() -> None:
    image = marked("RGBA")
    image.putalpha(Image.fromarray(np.where(np.asarray(marked()) > 0, 0, 255).astype(np.uint8)))
    (page,) = grays(written(image, "PNG"))
    assert page[2, 2] == 0
    assert page[30, 40] == 255


def test_exif_orientation_turns() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the picture has to be turned clockwise to be seen upright
    (page,) = grays(written(marked(), "JPEG", exif=exif, quality=95))
    assert page.shape == (60, 40)
    assert page[5, 35] < 60  # the corner at the upper left is now at the upper right


def test_pages_of_a_tiff_up_to_the_limit() -> None:
    data = written(marked(), "TIFF", save_all=True, append_images=[marked()] * 4)
    assert len(grays(data)) == 5
    assert len(grays(data, Limits(ocr_pages=3))) == 3


def test_of_a_moving_picture_the_first() -> None:
    data = written(marked(), "PNG", save_all=True, append_images=[Image.new("L", (60, 40), 128)])
    (page,) = grays(data)
    assert page[30, 40] == 255


def test_resolution_of_the_file_and_assumed_ones() -> None:
    (told,) = decode_pictures(written(marked(), "PNG", dpi=(300, 300)), Limits())
    assert told.unit == pytest.approx(72 / 300, rel=1e-3)
    assert not told.assumed
    (page,) = decode_pictures(written(Image.new("L", (1240, 1754), 255), "PNG"), Limits())
    assert page.unit == pytest.approx(842 / 1754)
    assert page.assumed
    (uneven,) = decode_pictures(written(marked(), "PNG", dpi=(300, 90)), Limits())
    assert uneven.assumed


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize("side", [7_000, 60_000, 2_000_000_000])
def test_too_many_pixels_are_told_from_the_header(side: int) -> None:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")
    with pytest.raises(InputError) as caught:
        list(decode_pictures(data, Limits()))
    assert caught.value.code == "too_many_pixels"
    assert "40,000,000" in caught.value.message


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_half_a_file_is_damaged(kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200), dtype=np.uint8))
    data = written(noise, kind)
    with pytest.raises(InputError) as caught:
        list(decode_pictures(data[: len(data) // 2], Limits()))
    assert caught.value.code == "damaged_file"


_SAMPLES = [
    written(marked("P"), "PNG"),
    written(marked(), "JPEG", dpi=(200, 200)),
    written(marked(), "TIFF", compression="tiff_lzw", save_all=True, append_images=[marked()]),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_SAMPLES), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=6))
def test_damage_ends_in_a_typed_error(data: bytes, changes: list[tuple[float, bytes]]) -> None:
    for place, part in changes:
        at = int(place * len(data))
        data = data[:at] + part + data[at + len(part) :]
    pages = decode_pictures(data, Limits(pixels=1_000_000, ocr_pages=5))
    code = None
    while code is None:
        try:
            page = next(pages, None)
        except InputError as error:
            code = error.code
            break
        if page is None:
            return
        assert page.pixels.dtype == np.uint8
        assert page.unit > 0
    assert code in ("damaged_file", "too_many_pixels")
