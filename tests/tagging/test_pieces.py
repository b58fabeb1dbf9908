"""What stands in one cell: a label, figures, both, digits run together, or text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.tagging.lexicon import lexicon_of
from gkml.tagging.pieces import cell_to_pieces
from gkml.template import load_templates

LEXICON = lexicon_of(load_templates().told_in(""))
Found = list[tuple[str, str]]  # label or kind, print


def found(text: str, *, separated: bool = False) -> Found:
    pieces = cell_to_pieces(text, separated, LEXICON)
    return [(piece.match.labels[0] if piece.match else piece.kind, text[piece.start : piece.end]) for piece in pieces]


@pytest.mark.parametrize("text", ["", " ", "\u3000\u00a0"])
def test_an_empty_cell_has_no_pieces(text: str) -> None:
    assert cell_to_pieces(text, True, LEXICON) == ()


@pytest.mark.parametrize("text", ["12", "-67", "1,234", "/", "无", "55（含自然失效 29 件）", "1234 万元", "２５"])
def test_a_figure_alone(text: str) -> None:
    assert found(text) == found(text, separated=True) == [("figure", text)]


def test_a_space_parts_figures_on_a_line_and_not_inside_a_cell() -> None:
    assert found("31 19") == [("figure", "31"), ("figure", "19")]
    assert found("31 19", separated=True) == [("figure", "31 19")]


@pytest.mark.parametrize("text", ["1,23", "O", "12a", "8O", "3■", "0,123", "十十"])
def test_what_can_be_read_in_two_ways_is_neither_a_figure_nor_a_label(text: str) -> None:
    assert {piece.kind for piece in cell_to_pieces(text, True, LEXICON)} <= {"run", "text"}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2.重复申请", "row:requests.not_processed.duplicate"),
        ("规范性文件(决定、公告等3类)", "row:disclosure.normative_documents"),
        ("本年增/减（减用负值表示，如-8）", "column:change"),
        ("法律服 务机构", "column:legal_service_organization"),
        ("8.属于行攻查询事项", "row:requests.refused.administrative_inquiry"),
    ],
)
def test_a_label_alone(text: str, label: str) -> None:
    assert found(text) == found(text, separated=True) == [(label, text)]


@pytest.mark.parametrize(
    ("text", "label", "figures"),
    [
        ("规章 33 8 8", "row:disclosure.rules", "33 8 8"),
        ("2.重复申请 0 0 0 0 0 0 0", "row:requests.not_processed.duplicate", "0 0 0 0 0 0 0"),
        ("（一）予以公开   1,234 - / 无", "row:requests.granted", "1,234 - / 无"),
        ("7.属于行政法案卷 1 0 1", "row:requests.refused.enforcement_file", "1 0 1"),
        ("政府集中采购 12 345.6万元", "row:disclosure.procurement", "12 345.6万元"),
    ],
)
def test_a_label_with_its_figures(text: str, label: str, figures: str) -> None:
    assert found(text) == [(label, text.split()[0]), *(("figure", figure) for figure in figures.split())]


@pytest.mark.parametrize(
    ("text", "label", "figures"),
    [
        ("（一）予以公开 / / / / / / /", "row:requests.granted", ["/"] * 7),
        ("规章 /", "row:disclosure.rules", ["/"]),
        ("规章 — — —", "row:disclosure.rules", ["—"] * 3),
        ("行政事业性收费 1234 万元", "row:disclosure.fees", ["1234 万元"]),
        ("行政事業性收費 1234 萬元", "row:disclosure.fees", ["1234 萬元"]),
        ("规章 55（含自然失效 29 件）", "row:disclosure.rules", ["55（含自然失效 29 件）"]),
        # the first figure sticks to the label
        ("规章33 8 8", "row:disclosure.rules", ["33", "8", "8"]),
        ("（一）予以公开20 0 0 1 0 0 21", "row:requests.granted", ["20", "0", "0", "1", "0", "0", "21"]),
        ("（一）予以公开/ / / / / / /", "row:requests.granted", ["/"] * 7),
    ],
)
def test_marks_units_and_figures_that_stick_to_a_label(text: str, label: str, figures: list[str]) -> None:
    first, *rest = found(text)
    assert first[0] == label
    assert rest == [("figure", figure) for figure in figures]


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("规章33 8", "33 8"),
        ("一、本年新收政府信息公开申请数量200 000121", "200 000121"),
        ("（一）予以公开20 0 00 1 0 0 21", "20 0 00 1 0 0 21"),
        ("规章33 08 8", "33 08 8"),
    ],
)
def test_figures_that_are_not_as_many_as_the_columns_are_a_run(text: str, run: str) -> None:
    assert [kind for kind, _ in found(text)[1:]] == ["run"]
    assert found(text)[1][1] == run


def test_a_numeral_alone_on_a_line_is_a_letter() -> None:
    assert found("三") == [("text", "三")]
    assert found("三", separated=True) == [("figure", "三")]


def test_a_piece_of_a_label_in_front_of_the_first_figure() -> None:
    piece = "用、行政机 关不再处理其政府信息公开申"
    assert found(f"{piece} 0") == [("text", piece), ("figure", "0")]


def test_the_end_of_a_group_label_stands_apart_from_the_row_label_behind_it() -> None:
    assert found("（三）不予公开 1.属于国家秘密") == [
        ("group:refused", "（三）不予公开"),
        ("row:requests.refused.state_secret", "1.属于国家秘密"),
    ]


def test_digits_of_a_label_are_no_figures() -> None:
    text = "3.危及“三安全一稳定”"
    assert found(text) == [("row:requests.refused.public_safety", text)]


def test_prose_with_figures_is_text() -> None:
    for text in ("全年收到自然人申请12件。", "制定规章 3 件，行政许可 20 项，均已公开。", "2022年"):
        assert found(text) == [("text", text)]


# --- run together --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "run"),
    [
        ("规范性文件8855698", "row:disclosure.normative_documents", "8855698"),
        ("行政许可396442278", "row:disclosure.licensing", "396442278"),
        ("政府集中采购39573802895.90元", "row:disclosure.procurement", "39573802895.90元"),
        ("行政事业性收费：1234万元", "row:disclosure.fees", "1234万元"),
        ("行政事業性收費1234萬元", "row:disclosure.fees", "1234萬元"),
        ("行政处罚2648-18538", "row:disclosure.penalties", "2648-18538"),
    ],
)
def test_a_label_with_digits_run_together(text: str, label: str, run: str) -> None:
    first, second = found(text)
    assert first[0] == label
    assert second == ("run", run)


ROWS = {
    "一、本年新收政府信息公开申请数量": "640020470",
    "二、上年结转政府信息公开申请数量": "200000121",
    "（一）予以公开": "20000002",
    "1.本机关不掌握相关政府信息": "220000325",
    "2.没有现成信息需要另行制作": "0000000",
    "3.补正后申请内容仍不明确": "1000001",
    "（七）总计": "650020369",
    "四、结转下年度继续办理": "10000001",
}


def squashed(prose: str = "") -> str:
    heads = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
    return prose + heads + "".join(label + run for label, run in ROWS.items())


def test_a_table_that_lost_its_separators_is_labels_and_runs() -> None:
    text = squashed("收到和处理政府信息公开申请情况如下")
    labels = [label for label, _ in found(text) if label.startswith("row:requests.")]
    assert labels == [
        *("row:requests.received_new", "row:requests.received_carried_over", "row:requests.granted"),
        *("row:requests.unavailable.not_held", "row:requests.unavailable.needs_creation"),
        *("row:requests.unavailable.still_unclear", "row:requests.handled_total", "row:requests.carried_forward"),
    ]


def test_two_rows_that_lost_their_separators() -> None:
    text = "一、本年新收政府信息公开申请数量640020470二、上年结转政府信息公开申请数量0000000"
    assert found(text) == [
        ("row:requests.received_new", "一、本年新收政府信息公开申请数量"),
        ("run", "640020470"),
        ("row:requests.received_carried_over", "二、上年结转政府信息公开申请数量"),
        ("run", "0000000"),
    ]


def test_the_number_of_the_next_label_is_not_lost_behind_a_run() -> None:
    text = squashed()
    pieces = cell_to_pieces(text, False, LEXICON)
    for left, right in pairwise(pieces):
        if left.kind == "run" and right.match and right.match.labels[0] == "row:requests.unavailable.needs_creation":
            assert text[left.start : right.end].startswith("2200003252.没有现成信息")
            return
    pytest.fail("no run stands before the label")


def test_prose_around_a_squashed_table_is_no_piece_of_it() -> None:
    prose = "本年度共召开会议3次，培训120人次，公开栏目运行平稳，没有发生投诉。"
    text = prose + squashed() + "。" + prose
    pieces = cell_to_pieces(text, False, LEXICON)
    assert pieces
    assert all(len(prose) <= piece.start and piece.end <= len(text) - len(prose) for piece in pieces)


def test_prose_that_names_rows_is_no_table() -> None:
    text = "依据第二十条第一项，规章和行政许可、行政处罚、行政强制等信息由各科室负责更新，全年更新12次，" * 4
    assert found(text) == []


# --- any cell ------------------------------------------------------------------------------------------------------

_cells = st.lists(
    st.sampled_from(
        [
            "规章",
            "行政许可",
            "自然人",
            "2.重复申请",
            "（七）总计",
            "三",
            "12",
            "0",
            "-6",
            "1,234",
            " ",
            "  ",
            "某事",
            "。",
            "无",
            "/",
            "（含2件）",
            "万元",
        ]
    ),
    max_size=9,
).map("".join)


@settings(deadline=None)
@given(_cells, st.booleans())
def test_pieces_stand_in_the_cell_in_order_and_are_never_empty(text: str, separated: bool) -> None:
    at = 0
    for piece in cell_to_pieces(text, separated, LEXICON):
        assert at <= piece.start < piece.end <= len(text)
        assert (piece.match is not None) == (piece.kind == "label")
        at = piece.end


@settings(deadline=None)
@given(
    st.sampled_from(["规章", "行政强制", "5.属于三类内部事务信息", "（二）部分公开", "结转下年度继续办理"]),
    st.lists(st.one_of(st.integers(-99, 9999).map(str), st.sampled_from(["/", "-", "无"])), max_size=6),
    st.sampled_from([" ", "  ", "\u3000"]),
)
def test_figures_behind_a_label_are_all_found(label: str, figures: list[str], gap: str) -> None:
    figures = [*figures, "0"]
    pieces = found(label + gap + gap.join(figures))
    assert [print_ for kind, print_ in pieces if kind == "figure"] == figures
    assert pieces[0][1] == label


@pytest.mark.parametrize("verb", ["受理", "办理", "答复"])
def test_labels_in_other_words_keep_their_runs_in_a_table_run_together(verb: str) -> None:
    text = (
        "（一）予以公开0000000（三）不予公开1.属于国家秘密0000000（五）不予处理1.重复申请0000000"
        "5.要求行政机关确认或重新出具已获取信息1000001（六）其他处理1.申请人无正当理由逾期不补正、行政机关不再"
        f"{verb}其政府信息公开申请20000022.申请人逾期未按收费通知要求缴纳费用、行政机关不再{verb}其政府信息公开申请"
        "30000033.其他0000000（七）总计6000006四、结转下年度继续办理0000000"
    )
    labels = _runs_by_label(text)
    assert labels["row:requests.not_processed.reissue"] == "1000001"
    assert labels["row:requests.other.not_supplemented"] == "20000022."
    assert labels["row:requests.other.fee_unpaid"] == "3000003"
    assert labels["row:requests.handled_total"] == "6000006"


def _runs_by_label(text: str) -> dict[str, str]:
    """What stands behind each label."""
    pieces = cell_to_pieces(text, False, LEXICON)
    return {
        label.match.labels[0]: text[run.start : run.end]
        for label, run in pairwise(pieces)
        if label.match is not None and run.kind == "run"
    }


def test_prose_between_labels_run_together_is_no_label() -> None:
    text = (
        "予以公开1000001行政机关依法办理的其他事项共有20件（七）总计6000006四、结转下年度继续办理0000000重复申请0000000"
    )
    assert "行政机关依法办理的其他事项共有" not in [print_ for _, print_ in found(text)]


# --- labels, units and figures of tables with a stub -----------------------------------------------------------------


EARLY = lexicon_of(load_templates().told_in("指标名称 历年累计 当面申请数"))


def early(text: str) -> list[tuple[str, str]]:
    return [
        (piece.match.labels[0].rpartition(":")[2] if piece.match else piece.kind, text[piece.start : piece.end])
        for piece in cell_to_pieces(text, False, EARLY)
    ]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("1.当面申请数条002.传真申请数条003.电子邮件申请数条334.网上申请数条00", ["00", "00", "33", "00"]),
        ("其中：1、当面申请数条130 3492、网上申请数条00", ["130 349", "00"]),
        ("当面申请数条002017年1月8日", ["00"]),  # the date of the signature
        ("当面申请数条0 2018年1月8日", ["0"]),
    ],
)
def test_the_number_of_the_next_label_is_no_digit_of_the_figures(text: str, runs: list[str]) -> None:
    padded = "指标名称计量单位2016年度历年累计" + text + "，" + "各项工作照常进行" * 20
    assert [print_ for kind, print_ in early(padded) if kind in ("run", "figure")] == runs


def test_a_unit_in_a_cell_of_its_own() -> None:
    assert early("件") == [("unit", "件")]
    assert early("件 3 4") == [("unit", "件"), ("figure", "3"), ("figure", "4")]
