"""Pictures that are the pages of one report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.opening import load_bytes, sniff
from gkml.readers.pages import folder_to_pages, pack_pages, pages_among, unpack_pages


@pytest.mark.parametrize(
    ("names", "pages"),
    [
        (["2.png", "1.png", "3.png"], ["1.png", "2.png", "3.png"]),
        (["p 9.jpg", *(f"p {number}.jpg" for number in (10, 1, 2, 3, 4, 5, 6, 7, 8))], None),
        (["scan_000.tif", "scan_001.tiff"], ["scan_000.tif", "scan_001.tiff"]),
        (["1.png"], []),
        (["1.png", "3.png"], []),
        (["2022.tif", "2023.tif"], []),
        (["a1.png", "b2.png"], []),
        (["1.png", "2.png", "notes.txt"], []),
        (["1.png", "1.jpg"], []),
        (["cover.png", "1.png"], []),
        ([], []),
    ],
)
def test_pages_are_counted_by_one_number(names: list[str], pages: list[str] | None) -> None:
    found = pages_among(names)
    assert found == (pages if pages is not None else sorted(names, key=lambda name: int(name[2:-4])))


def test_a_folder_is_packed_in_order_and_always_to_the_same_bytes(tmp_path: Path) -> None:
    for number, data in ((2, b"second"), (1, b"first")):
        (tmp_path / f"{number}.png").write_bytes(data)
    packed = load_bytes(tmp_path)
    assert packed == folder_to_pages(tmp_path, DEFAULT_LIMITS) == pack_pages([b"first", b"second"])
    assert sniff(packed) == "pages"
    assert unpack_pages(packed, DEFAULT_LIMITS) == [b"first", b"second"]
    assert unpack_pages(b"\x89PNG", DEFAULT_LIMITS) == [b"\x89PNG"]


def test_other_folders_and_too_many_pages_are_typed_errors(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(InputError) as caught:
        load_bytes(tmp_path)
    assert caught.value.code == "unreadable_path"
    with pytest.raises(InputError) as caught:
        unpack_pages(pack_pages([b"x"] * 3), replace(DEFAULT_LIMITS, ocr_pages=2))
    assert caught.value.code == "too_many_pages"
