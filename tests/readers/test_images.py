from __future__ import annotations

import io
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

import gkml
from gkml.document import Document
from gkml.errors import InputError
from gkml.readers import read
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.images import read_image_here
from gkml.readers.limits import Limits
from gkml.readers.pdf.reader import read_pdf
from tests.readers.ocr.scanned import to_pdf
from tests.readers.ocr.sheets import cell_box, drawn_table


def png(image: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", **({"dpi": (200, 200)} | options))
    return stream.getvalue()


def grid(document: Document) -> list[list[str]]:
    return [[document.cell_text(cell) for cell in row.cells] for row in document.rows if row.kind == "grid"]


def figures(seed: int) -> list[list[str]]:
    dice = random.Random(seed)
    kinds = ("0", "0", "0", "1", "", str(dice.randint(2, 99)), str(dice.randint(100, 9999)), "7")
    return [[dice.choice(kinds) or "" for _ in range(7)] for _ in range(9)]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_cell_of_a_table_is_read(engine: Any, seed: int) -> None:
    rows = figures(seed)
    assert grid(read_image_here(png(drawn_table(rows)), Limits())) == rows


def test_damaged_paper_is_never_read_wrong_with_certainty(engine: Any) -> None:
    rows = figures(3)
    image = drawn_table(rows).rotate(-0.9, Image.Resampling.BICUBIC, fillcolor=255)
    grain = np.random.default_rng(1).normal(0, 14, (900, 1100))
    worn = Image.fromarray((np.asarray(image) * 0.85 + grain).clip(0, 255).astype(np.uint8))
    document = read_image_here(png(worn), Limits())
    table = [row for row in document.rows if row.kind == "grid"]
    assert [len(row.cells) for row in table] == [7] * 9
    for row, printed in zip(table, rows, strict=True):
        for cell, text in zip(row.cells, printed, strict=True):
            assert document.cell_text(cell) == text or cell.certainty < 0.8


def test_ink_that_is_no_print_makes_no_empty_cell(engine: Any) -> None:
    rows = [["12", "", "0"], ["3", "", "45"], ["0", "6", ""]]
    image = drawn_table(rows)
    draw = ImageDraw.Draw(image)
    x0, y0, x1, y1 = cell_box(1, 0)
    for step in range(0, 40, 8):  # a scribble over the empty cell
        draw.line((x0 + 15, y0 + 10 + step, x1 - 15, y1 - 10 - step), fill=0, width=3)
    document = read_image_here(png(image), Limits())
    table = [row for row in document.rows if row.kind == "grid"]
    scribbled = table[0].cells[1]
    assert document.cell_text(scribbled) == REPLACEMENT or scribbled.certainty < 0.8
    assert document.cell_text(table[1].cells[1]) == ""


def test_specks_make_no_figure(engine: Any) -> None:
    image = drawn_table([["12", "", "0"], ["3", "", "45"]])
    draw = ImageDraw.Draw(image)
    x0, y0, _, _ = cell_box(1, 1)
    draw.rectangle((x0 + 50, y0 + 30, x0 + 53, y0 + 33), fill=0)
    document = read_image_here(png(image), Limits())
    assert grid(document) == [["12", "", "0"], ["3", "", "45"]]


def test_red_seals_are_looked_through(engine: Any) -> None:
    rows = figures(4)
    image = drawn_table(rows).convert("RGB")
    seal = Image.new("RGB", image.size, "white")
    ImageDraw.Draw(seal).ellipse((300, 200, 640, 540), outline=(220, 40, 40), width=9)
    image = Image.fromarray(np.minimum(np.asarray(image), np.asarray(seal)))
    document = read_image_here(png(image), Limits())
    for row, printed in zip([row for row in document.rows if row.kind == "grid"], rows, strict=True):
        for cell, text in zip(row.cells, printed, strict=True):
            assert document.cell_text(cell) == text or cell.certainty < 0.8


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_lie_on_the_picture_as_it_was(engine: Any, turn: int) -> None:
    """However the paper lay: the box of a cell is where its ink is."""
    rows = [["9604", "31", "758"], ["2", "8805", "46"], ["517", "390", "6241"], ["84", "77", "1930"]]
    page = drawn_table(rows, head="Annual report of the district office 2023")
    image = page.rotate(-turn, expand=True).rotate(-0.8, fillcolor=255)
    document = read_image_here(png(image), Limits())
    assert grid(document) == rows
    ink = np.asarray(image) < 128
    for row in document.rows:
        for cell in row.cells:
            box = cell.boxes[0]
            x0, y0, x1, y1 = (round(edge * 200 / 72) for edge in box)
            inside = ink[max(0, y0) : y1, max(0, x0) : x1]
            assert inside.any()
            assert 0 <= box.x0 < box.x1 <= image.width * 0.36


def test_pages_of_a_tiff_are_pages(engine: Any) -> None:
    pages = [drawn_table([["1", "2"], ["3", "4"]]), drawn_table([["55", "66"], ["77", "88"]])]
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200))
    document = read(stream.getvalue(), "scan.tif")
    assert document.reader == "image"
    assert {row.page for row in document.rows} == {1, 2}
    assert [text for row in grid(document) for text in row] == ["1", "2", "3", "4", "55", "66", "77", "88"]


def test_scan_in_a_pdf(engine: Any, capfd: pytest.CaptureFixture[str]) -> None:
    rows = figures(5)
    document = read_pdf(to_pdf([drawn_table(rows)], 200), Limits())
    assert grid(document) == rows
    assert "ocr" in dict(document.notes)
    assert all(cell.page == 1 for row in document.rows for cell in row.cells)
    assert capfd.readouterr() == ("", "")
    assert "rapidocr" not in sys.modules  # none of its code runs, so nothing of it can reach for the network


def test_pages_beyond_the_limit_are_named(engine: Any) -> None:
    pages = [drawn_table([["1", "2"], ["3", "4"]])] * 3
    document = read_pdf(to_pdf(pages, 200), Limits(ocr_pages=2))
    notes = dict(document.notes)
    assert "pages 1, 2 " in notes["ocr"]
    assert "pages 3 " in notes["pages_without_text"]


def test_nothing_to_read(engine: Any) -> None:
    for data in (png(Image.new("L", (800, 900), 255)), png(Image.new("L", (1, 1), 0))):
        with pytest.raises(InputError) as caught:
            read(data, "empty.png")
        assert caught.value.code == "no_text_layer"


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("gkml.readers.ocr.engine.find_spec", lambda name: None)
    for name, data in (("a.png", png(drawn_table([["1"]]))), ("a.pdf", to_pdf([drawn_table([["1"]])], 200))):
        path = tmp_path / name
        path.write_bytes(data)
        report = gkml.load(tagger="rules")(path)
        assert report.status == "failed"
        assert report.error is not None
        assert report.error.code == "no_text_layer"
        assert "pip install 'gkml[ocr]'" in report.error.message


def test_hostile_pictures_end_in_typed_errors() -> None:
    half = png(Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 300), dtype=np.uint8)))
    for data in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"x" * 50, b"II*\0" + b"\xff" * 40, half[:2000]):
        with pytest.raises(InputError) as caught:
            read(data, "a.png")
        assert caught.value.code in ("damaged_file", "no_text_layer")
