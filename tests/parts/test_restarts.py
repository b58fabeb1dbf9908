"""Where documents begin again."""

from __future__ import annotations

import pytest

from gkml.document import Document
from gkml.parts.breaks import find_breaks
from gkml.parts.lines import title_clusters
from gkml.parts.restarts import Outline, find_restarts, head_of
from tests.conftest import text_document

PROSE = "公开工作由办公室牵头，各科室配合，按月通报进度；群众的满意率有所提高。" * 2
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理情况",
    "四、行政复议、行政诉讼情况",
    "五、存在的主要问题",
    "六、其他",
)
ROWS = ("规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "收费")
SECTIONS = tuple(line for heading in HEADINGS for line in (heading, PROSE))
TABLE = tuple(f"{row}\t1" for row in ROWS)


def title(year: int, agency: str = "云溪县") -> str:
    return f"{agency}{year}年政府信息公开工作年度报告"


def outline_of(document: Document) -> Outline:
    lines = [(row.index, document.row_text(row)) for row in document.rows]
    sections = [(row, "一二三四五六".index(line[0]) + 1) for row, line in lines if line.startswith(HEADINGS)]
    labels = [(row, line.partition("\t")[0]) for row, line in lines if line.partition("\t")[0] in ROWS]
    titles = title_clusters(document, sorted(row for row, _ in (*sections, *labels)))
    return Outline(sections, labels, titles, find_breaks(document, titles))


def restarts(*lines: str) -> list[tuple[int, str]]:
    document = text_document("\n".join(lines))
    return [(found.row, found.kind) for found in find_restarts(document, outline_of(document))]


FIRST = (title(2020), *SECTIONS, *TABLE)


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        pytest.param((title(2019), *SECTIONS), (19, "title"), id="sections"),
        pytest.param((title(2019), *TABLE), (19, "title"), id="tables"),
        pytest.param(("2021年1月5日", "临江县", "本报告依据条例编写。", *SECTIONS), (20, "section"), id="no title"),
        pytest.param(SECTIONS[2:], (19, "section"), id="first section lost"),
        pytest.param(SECTIONS[4:], None, id="first sections lost"),
        pytest.param(("附：2019年统计表", *TABLE), (19, "appendix"), id="appendix"),
        pytest.param(("2019年统计表", *HEADINGS[1:4], *TABLE), (19, "caption"), id="appendix with sections"),
        pytest.param((*HEADINGS, title(2019), *SECTIONS), (25, "title"), id="contents in front"),
        pytest.param((title(2019), title(2018)), None, id="links"),
        pytest.param(("附：2019年统计表", "规章\t1", "行政许可\t2"), None, id="few rows"),
        pytest.param(("附：2019年统计表", *TABLE, title(2020), *SECTIONS[:4]), (19, "appendix"), id="a copy behind"),
    ],
)
def test_what_begins_again(following: tuple[str, ...], expected: tuple[int, str] | None) -> None:
    assert restarts(*FIRST, *following)[:1] == ([] if expected is None else [expected])


def test_tables_side_by_side_are_no_appendix() -> None:
    lines = ("2020年统计表", *TABLE, "2019年统计表", *TABLE, "2020年统计表", *TABLE[:3])
    assert restarts(title(2020), *SECTIONS[:2], *lines) == []
    assert restarts(title(2020), *SECTIONS[:4], *TABLE, "2019年统计表", *TABLE, *SECTIONS[4:]) == []


def test_a_table_of_contents_is_no_report() -> None:
    assert restarts(title(2020), *HEADINGS, "目录完", *SECTIONS, *TABLE) == []
    assert restarts(title(2020), *HEADINGS, PROSE, *SECTIONS, *TABLE) == []


def test_the_first_title_heads_another_report_than_the_tables_above_it() -> None:
    assert restarts("沙川乡的报告", *TABLE, title(2020), *SECTIONS, *TABLE) == [(7, "title")]
    assert restarts("索引号", *TABLE[:2], title(2020), *SECTIONS, *TABLE) == []


def test_the_head_of_a_report_ends_at_the_one_before() -> None:
    document = text_document("六、其他\n无。\n临江县水利局\n本报告依据条例编写。\n一、总体情况\n")
    outline = Outline([(0, 6), (4, 1)], [], [], [])
    assert head_of(document, outline, 4, 0) == 2
    assert head_of(document, outline, 4, 3) == 4
