"""Kinds of print on a page: what can be seen is read where it stands, what cannot be seen is not."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers import DEFAULT_LIMITS, read
from gkml.readers.pdf.pages import read_pages
from gkml.readers.pdf.reader import read_pdf, read_pdf_here
from tests.readers.pdf.drawn import MARGIN, PADDING, CellText, Drawer
from tests.readers.pdf.reports import made_up
from tests.readers.pdf.sheets import FONT, Style

PROSE = "本报告由某某县人民政府办公室编制，所列数据的统计期限为一年，对内容有疑问的请来电联系。"


def drawn(draw: Callable[[Canvas], object], *more: Callable[[Canvas], object]) -> bytes:
    """A page for each function, with a line of print on it."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(595, 842), invariant=1)
    for one in (draw, *more):
        canvas.setFont(FONT, 10)
        one(canvas)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def prose(canvas: Canvas) -> None:
    canvas.drawString(50, 800, PROSE)


def lines(data: bytes) -> list[str]:
    document = read(data, "report.pdf")
    return [document.row_text(row) for row in document.rows]


def note_codes(document: Document) -> list[str]:
    return [code for code, _ in document.notes]


TABLE = [
    [CellText("类别", 2), CellText("申请人", 1, 2)],
    [CellText("自然人"), CellText("其他")],
    [CellText("一、新收"), CellText("12"), CellText("")],
    [CellText("二、结转"), CellText("345"), CellText("-")],
]


def table_pdf(style: Style) -> bytes:
    drawer = Drawer(style)
    drawer.text(PROSE)
    drawer.table(TABLE, [2, 1, 1])
    return drawer.to_pdf()


@pytest.mark.parametrize("page", [(595.0, 842.0), (842.0, 595.0)], ids=["portrait", "landscape"])
@pytest.mark.parametrize(("rotate", "turn"), [(r, t) for r in (0, 90, 180, 270) for t in (0, 90, 180, 270)])
def test_pages_and_text_may_lie_on_any_side(rotate: int, turn: int, page: tuple[float, float]) -> None:
    upright = read(table_pdf(Style(page=page)), "report.pdf")
    turned = read(table_pdf(Style(page=page, rotate=rotate, turn=turn)), "report.pdf")
    assert turned.text == upright.text
    for one, other in zip(upright.rows, turned.rows, strict=True):
        assert (one.kind, one.page) == (other.kind, other.page)
        for a, b in zip(one.cells, other.cells, strict=True):
            assert (a.column, a.rowspan, a.colspan) == (b.column, b.rowspan, b.colspan)
            for here, there in zip(a.boxes, b.boxes, strict=True):
                assert here == pytest.approx(there, abs=2.5)  # fonts have more room below than above


def test_cells_know_their_places() -> None:
    document = read(table_pdf(Style()), "report.pdf")
    grid = [row for row in document.rows if row.kind == "grid"]
    cells = [[(document.cell_text(c), c.column, c.rowspan, c.colspan) for c in row.cells] for row in grid]
    assert cells == [
        [("类别", 0, 2, 1), ("申请人", 1, 1, 2)],
        [("自然人", 1, 1, 1), ("其他", 2, 1, 1)],
        [("一、新收", 0, 1, 1), ("12", 1, 1, 1), ("", 2, 1, 1)],
        [("二、结转", 0, 1, 1), ("345", 1, 1, 1), ("-", 2, 1, 1)],
    ]
    middle = MARGIN + (595 - 2 * MARGIN) / 2
    for row in grid:
        for cell in row.cells:
            assert cell.page == 1
            assert len(cell.boxes) == bool(document.cell_text(cell))
            for box in cell.boxes:
                assert box.x0 >= (MARGIN if cell.column == 0 else middle) + PADDING - 1
                assert 0 < box.y0 < box.y1 < 842


def test_canonical_text_and_offsets() -> None:
    document = read(table_pdf(Style(numbers=False)), "report.pdf")
    assert document.text.endswith("类别\t申请人\n自然人\t其他\n一、新收\t12\t\n二、结转\t345\t-\n")
    for row in document.rows:
        assert document.row_text(row) == "\t".join(document.cell_text(cell) for cell in row.cells)


def test_pages_are_counted_from_one() -> None:
    document = read(drawn(prose, prose, prose), "report.pdf")
    assert [row.page for row in document.rows] == [1, 2, 3]
    assert [cell.page for row in document.rows for cell in row.cells] == [1, 2, 3]


def test_lines_of_a_paragraph_are_rows_of_their_own() -> None:
    drawer = Drawer(Style(numbers=False))
    drawer.text(PROSE * 2, indent=21)
    rows = lines(drawer.to_pdf())
    assert len(rows) > 1
    assert "".join(rows) == PROSE * 2


def test_text_that_is_not_painted_is_not_read() -> None:
    def unseen(canvas: Canvas) -> None:
        prose(canvas)
        canvas.setFillGray(0)
        text = canvas.beginText(50, 700)
        text.setTextRenderMode(3)
        text.textLine("看不见的字")
        canvas.drawText(text)

    def white(canvas: Canvas) -> None:
        prose(canvas)
        canvas.setFillGray(1)
        canvas.drawString(50, 700, "白纸上的白字")

    def outside(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(700, 700, "纸外的字")

    assert lines(drawn(unseen)) == lines(drawn(white)) == lines(drawn(outside)) == [PROSE]


def test_white_text_on_a_dark_area_is_read() -> None:
    def heads(canvas: Canvas) -> None:
        prose(canvas)
        canvas.setFillGray(0.2)
        canvas.rect(40, 690, 200, 25, 0, 1)
        canvas.setFillGray(1)
        canvas.drawString(50, 700, "信息内容")

    assert lines(drawn(heads)) == [PROSE, "信息内容"]


def test_the_text_that_a_scanner_put_under_its_picture_is_read_and_said() -> None:
    def scan(canvas: Canvas) -> None:
        text = canvas.beginText(50, 800)
        text.setTextRenderMode(3)
        text.textLine(PROSE)
        canvas.drawText(text)
        canvas.drawInlineImage(Image.new("L", (20, 20), 200), 0, 0, 595, 842)

    document = read(drawn(scan), "report.pdf")
    assert document.text == PROSE + "\n"
    assert note_codes(document) == ["recognised_text"]


def test_white_lines_part_cells_on_areas_and_nothing_on_paper() -> None:
    def grid(canvas: Canvas, shade: float) -> None:
        prose(canvas)
        canvas.setFillGray(shade)
        canvas.rect(50, 600, 200, 40, 0, 1)
        canvas.setFillGray(0)
        canvas.setStrokeGray(1)
        for x in (50, 150, 250):
            canvas.line(x, 600, x, 640)
        for y in (600, 620, 640):
            canvas.line(50, y, 250, y)
        for x, y, text in ((60, 625, "甲"), (160, 625, "1"), (60, 605, "乙"), (160, 605, "2")):
            canvas.drawString(x, y, text)

    for shade, kinds in ((0.8, ["line", "grid", "grid"]), (1.0, ["line", "aligned", "aligned"])):
        data = drawn(lambda canvas, shade=shade: grid(canvas, shade))  # type: ignore[misc]
        assert [row.kind for row in read(data, "report.pdf").rows] == kinds


def test_a_table_in_a_table_and_tables_beside_one_another() -> None:
    def tables(canvas: Canvas) -> None:
        prose(canvas)
        for left, bottom, side in ((40, 400, 250), (60, 540, 60), (310, 400, 60)):
            canvas.rect(left, bottom, side, side)
            canvas.line(left + side / 2, bottom, left + side / 2, bottom + side)
            canvas.line(left, bottom + side / 2, left + side, bottom + side / 2)
        canvas.drawString(64, 580, "内")
        canvas.drawString(314, 440, "右")
        canvas.drawString(44, 640, "外")

    document = read(drawn(tables), "report.pdf")
    found: dict[int | None, list[str]] = {}
    for row in document.rows:
        found.setdefault(row.table, []).append(document.row_text(row).replace("\t", "|"))
    assert found == {None: [PROSE], 0: ["外|", "|"], 1: ["内|", "|"], 2: ["右|", "|"]}


def test_a_frame_around_the_page_is_no_table() -> None:
    framed = read(table_pdf(Style(frame=True)), "report.pdf")
    assert framed.text == read(table_pdf(Style()), "report.pdf").text


def test_prose_in_a_frame_with_columns_is_prose() -> None:
    drawer = Drawer(Style(numbers=False))
    drawer.table([[CellText("情况"), CellText(PROSE * 6)], [CellText("规章"), CellText("3")]], [1, 4])
    document = read(drawer.to_pdf(), "report.pdf")
    kinds = [row.kind for row in document.rows]
    assert kinds[-1] == "grid"
    assert set(kinds[:-1]) == {"line"}
    assert PROSE * 6 in "".join(document.row_text(row) for row in document.rows)


def test_pages_of_pictures_among_pages_of_text_are_named() -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (20, 20), 200), 0, 0, 595, 842)

    document = read(drawn(prose, scan, prose, scan), "report.pdf")
    assert [row.page for row in document.rows] == [1, 3]
    ((code, message),) = document.notes
    assert code == "pages_without_text"
    assert "2, 4" in message
    assert "gkml[ocr]" in message
    assert document.pictures == 2
    with pytest.raises(InputError, match=r"gkml\[ocr\]") as caught:
        read(drawn(scan, scan), "report.pdf")
    assert caught.value.code == "no_text_layer"


def test_empty_pages_among_pages_of_text_are_nothing_to_name() -> None:
    assert read(drawn(prose, lambda canvas: None), "report.pdf").notes == ()


def test_a_file_that_ends_early_says_so() -> None:
    data = drawn(prose)
    end = data.rindex(b"startxref")
    assert note_codes(read(data[:end], "report.pdf")) == ["damaged_bytes"]


def test_reading_does_not_depend_on_the_order_of_the_file() -> None:
    assert read(table_pdf(Style(shuffled=True)), "r.pdf").text == read(table_pdf(Style()), "r.pdf").text


def test_radicals_and_compatibility_ideographs_are_the_common_ones() -> None:
    pages = list(read_pages(drawn(lambda canvas: canvas.drawString(50, 700, "⾏政處罰⼀件（A）")), DEFAULT_LIMITS))
    assert "".join(character.text for character in pages[0].characters) == "行政處罰一件（A）"


def test_every_cell_holds_the_characters_that_stand_in_it() -> None:
    data = table_pdf(Style())
    document = read(data, "report.pdf")
    (page,) = read_pages(data, DEFAULT_LIMITS)
    boxes = [(box, document.cell_text(cell)) for row in document.rows for cell in row.cells for box in cell.boxes]
    for character in page.characters:
        x, y = (character.x0 + character.x1) / 2, (character.y0 + character.y1) / 2
        around = [text for box, text in boxes if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1]
        assert any(character.text in text for text in around), character


@pytest.mark.parametrize("style", [Style(), Style(rules="none"), Style(heads=1, cut_rows=True, closed=False)])
def test_a_document_comes_whole_from_the_child_process(style: Style) -> None:
    data = made_up(3).to_pdf(style)
    sent, made = read_pdf(data, DEFAULT_LIMITS), read_pdf_here(data, DEFAULT_LIMITS)
    assert sent == made
    assert hash(sent.rows[0]) == hash(made.rows[0])
    assert any(cell.boxes for row in sent.rows for cell in row.cells)
