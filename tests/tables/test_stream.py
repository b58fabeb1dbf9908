"""Tags and cells to items, row by row: what counts as figure, label, empty cell or text, and where a table ends."""

from __future__ import annotations

import pytest

from gkml.document import Document
from gkml.labels import Tag
from gkml.tables.stream import StreamRow, document_to_stream
from tests.conftest import text_document


def tag(document: Document, label: str, text: str, **more: object) -> Tag:
    start = document.text.index(text)
    return Tag(label, start, start + len(text), **more)  # type: ignore[arg-type]


def items(document: Document, row: StreamRow) -> list[tuple[str, str]]:
    return [(item.kind, document.text[item.start : item.end]) for item in row.items]


def test_cells_with_and_without_tags() -> None:
    document = text_document("规章\t12\t\t见附件\n")
    (row,) = document_to_stream(
        document, [tag(document, "row:disclosure.rules", "规章"), tag(document, "figure", "12")]
    )
    assert items(document, row) == [("label", "规章"), ("figure", "12"), ("blank", ""), ("text", "见附件")]
    assert (row.figures, row.alone, row.barrier) == (1, False, False)


def test_a_sign_that_ends_rows_is_no_cell() -> None:
    document = text_document("规章\t12\t；\n")
    (row,) = document_to_stream(
        document, [tag(document, "row:disclosure.rules", "规章"), tag(document, "figure", "12")]
    )
    assert items(document, row) == [("label", "规章"), ("figure", "12")]


def test_several_tags_of_a_cell_are_items_in_order() -> None:
    document = text_document("规章12\n")
    tags = [tag(document, "figure", "12"), tag(document, "row:disclosure.rules", "规章", others=("group:texts",))]
    (row,) = document_to_stream(document, tags)
    assert items(document, row) == [("label", "规章"), ("figure", "12")]
    assert row.items[0].may_be("group") == ("group:texts",)
    assert row.items[0].may_be("row") == ("row:disclosure.rules",)


def test_zeros_run_together_are_figures_each() -> None:
    document = text_document("规章\t0 00\n")
    (row,) = document_to_stream(document, [tag(document, "figure", "0 00", run=True)])
    assert items(document, row)[1:] == [("figure", "0")] * 3
    assert [item.start for item in row.items[1:]] == [3, 5, 6]


@pytest.mark.parametrize(("text", "figures"), [("第20条", 0), ("第 20条", 0), ("共20条", 1)])
def test_numbers_of_articles_are_no_figures(text: str, figures: int) -> None:
    document = text_document(text + "\n")
    (row,) = document_to_stream(document, [tag(document, "figure", "20")])
    assert row.figures == figures


def test_headings_and_prose_end_a_table_and_furniture_is_skipped() -> None:
    prose = "本年度按照要求开展了各项政府信息公开工作，" * 3
    document = text_document(f"二、主动公开政府信息情况\n{prose}\n- 4 -\n规章\t1\n")
    heading = tag(document, "section:2", "二、主动公开政府信息情况")
    tags = [heading, tag(document, "furniture", "- 4 -"), tag(document, "row:disclosure.rules", "规章")]
    rows = document_to_stream(document, tags)
    assert [row.barrier for row in rows] == [True, True, False, False]
    assert [row.skipped for row in rows] == [False, False, True, False]


def test_a_page_on_one_line_behind_its_navigation_is_not_skipped() -> None:
    document = text_document("首页 新闻\t规章\t12\n首页 新闻\t12\n")
    menus = [Tag("furniture", start, start + 5) for start in (0, 12)]
    figures = [Tag("figure", start, start + 2) for start in (9, 18)]
    rows = document_to_stream(document, [*menus, tag(document, "row:disclosure.rules", "规章"), *figures])
    assert [row.skipped for row in rows] == [False, True]


def test_a_figure_in_the_row_of_a_heading_keeps_the_table_open() -> None:
    document = text_document("二、主动公开 12\n")
    tags = [tag(document, "section:2", "二、主动公开"), tag(document, "figure", "12")]
    (row,) = document_to_stream(document, tags)
    assert not row.barrier


@pytest.mark.parametrize(
    ("cell", "figure", "beside"),
    [
        *[
            ("3百", "3", "百"),
            ("约200", "200", "约"),
            ("200以上", "200", "以上"),
            ("12%", "12", "%"),
            ("146号", "146", "号"),
        ],
        *[
            ("累计146", "146", "累计"),
            ("无(146)", "146", "无( )"),
            ("增加5", "5", "增加"),
            ("2023年：146", "146", "2023年："),
        ],
        *[("12", "12", ""), ("12。", "12", ""), ("12件", "12", ""), ("12 （件）", "12", ""), ("5（含网上）", "5", "")],
    ],
)
@pytest.mark.parametrize("text", ["规章\t{}\t7\n", "规章\n{}\n7\n"], ids=["row", "dump"])
def test_what_stands_at_a_figure_in_its_cell_is_told(text: str, cell: str, figure: str, beside: str) -> None:
    document = text_document(text.format(cell))
    at = document.text.index(cell) + cell.index(figure)
    tags = [tag(document, "row:disclosure.rules", "规章"), Tag("figure", at, at + len(figure))]
    found = [item for row in document_to_stream(document, tags) for item in row.items if item.kind == "figure"]
    assert [item.beside for item in found] == [beside]


def test_a_word_that_the_model_alone_takes_for_a_label_stands_beside_its_figure() -> None:
    document = text_document("行政处罚\t200左右\t\n")
    tags = [tag(document, "figure", "200"), tag(document, "row:disclosure.coercion", "左右", tagger="model")]
    (row,) = document_to_stream(document, [tag(document, "row:disclosure.penalties", "行政处罚"), *tags])
    assert [item.beside for item in row.items if item.kind == "figure"] == ["左右"]


def test_running_text_and_labels_beside_a_figure_are_not_told() -> None:
    for text in ("本年受理的行政许可 12 比去年多得多\n", "行政许可 12附件下载\n", "行政许可（件）：12\n"):
        document = text_document(text)
        tags = [tag(document, "row:disclosure.licensing", "行政许可"), tag(document, "figure", "12")]
        (row,) = document_to_stream(document, tags)
        assert [item.beside for item in row.items if item.kind == "figure"] == [""]


@pytest.mark.parametrize(
    ("last", "figure"),
    [
        ("7  四、政府信息公开行政复议、行政诉讼情况", "7"),
        ("1,234\u3000五、存在的主要问题及改进情况", "1,234"),
        ("7 四、政府信息公开行政复议", "7"),
        ("2023年全年公开信息，其中政策解读若干", None),
        ("7 天内答复，其余按期办结", None),
        ("2  、同意部分公开答复数", None),  # the number of a label
    ],
)
def test_a_figure_in_front_of_the_next_line_is_one_that_may_be_another(last: str, figure: str | None) -> None:
    document = text_document(f"规章\t12\t{last}\n")
    (row,) = document_to_stream(
        document, [tag(document, "row:disclosure.rules", "规章"), tag(document, "figure", "12")]
    )
    if figure is None:
        assert items(document, row)[2][0] == "text"
    else:
        assert items(document, row)[2] == ("figure", figure)
        assert row.items[2].beside


def test_a_figure_in_front_of_the_label_of_the_next_row_is_the_last_of_this_one() -> None:
    document = text_document("规章\t12\t7\u3000行政规范性文件\t5\n")
    label = tag(document, "row:disclosure.normative_documents", "7\u3000行政规范性文件")
    figures = [tag(document, "figure", "12"), tag(document, "figure", "5")]
    (row,) = document_to_stream(document, [tag(document, "row:disclosure.rules", "规章"), label, *figures])
    assert items(document, row)[1:] == [
        ("figure", "12"),
        ("figure", "7"),
        ("label", "行政规范性文件"),
        ("figure", "5"),
    ]
