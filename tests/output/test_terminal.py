import io
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.cells import cell_len
from rich.console import Console

from gkml.errors import InputError
from gkml.messages.wrapping import text_width
from gkml.output.printable import printable
from gkml.output.terminal import show
from gkml.records.report import CellRecord, CheckRecord, Notice, Provenance, Report
from gkml.template import load_templates

PROVENANCE = Provenance("0.1.0", None, "abc", "rules", "text")
TEMPLATES = load_templates()


def report_of(*forms):
    """A report whose cells are all figures, no two alike; the forms of disclosure, requests and disputes."""
    cells = {}
    chosen = dict(zip(("disclosure", "requests", "disputes"), forms, strict=True))
    for table_id, form in chosen.items():
        ids = TEMPLATES.form(form).table_by_id[table_id].cells() if form else ()
        for cell_id, _, column in ids:
            number = 1000 + len(cells)
            value = Decimal(number).quantize(Decimal("0.01")) if column.unit == "money" else number
            cells[cell_id] = CellRecord(cell_id, value, str(value), "number", 0.99)
    return Report("a.txt", PROVENANCE, "00", agency="某某局", year=2023, templates=chosen, cells=cells)


def drawn(report, width=100, language="en", **options):
    file = io.StringIO()
    show(report, TEMPLATES, Console(file=file, width=width, highlight=False, **options), language)
    return file.getvalue()


def words(text, label):
    """The figures behind a label, as they stand in its line."""
    (line,) = [line for line in text.splitlines() if line.split()[:1] == [label]]
    return line.split()[1:]


def with_cells(report, **changes):
    """Change cells of the row 行政复议 of the table of disputes, by column."""
    cells = dict(report.cells)
    for column, fields in changes.items():
        cell_id = f"disputes.reconsideration.{column}"
        cells[cell_id] = replace(cells[cell_id], **fields)
    return replace(report, cells=cells)


@pytest.mark.parametrize("forms", [("2019",) * 3, ("2021",) * 3, ("2021", "2019", "2019")])
@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_every_figure_is_there_however_small_the_screen(forms, width):
    report = report_of(*forms)
    text = drawn(report, width)
    shown = text.split()
    for cell in report.cells.values():
        assert shown.count(str(cell.value)) == 1


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_line_of_a_pipe_has_100_columns_at_most_and_no_escapes(form):
    text = drawn(report_of(form, form, form))
    assert "\x1b" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 100


def test_figures_are_right_aligned():
    report = with_cells(report_of("2021", "2021", "2021"), upheld={"value": 7})
    text = drawn(report)
    rows = [line for line in text.splitlines() if line.split()[:1] in (["行政复议"], ["复议后起诉"])]
    upheld = [line.split()[1] for line in rows]
    ends = [cell_len(line[: line.index(figure) + len(figure)]) for line, figure in zip(rows, upheld, strict=True)]
    assert upheld[0] == "7"
    assert ends[0] == ends[1]


def test_the_five_states_and_the_mark_of_doubt_are_told_apart():
    report = with_cells(
        report_of("2021", "2021", "2021"),
        upheld={"value": 0, "review": True},
        corrected={"value": None, "state": "mark", "text": "—"},
        other={"value": None, "state": "blank", "text": ""},
        pending={"value": None, "state": "absent", "text": None},
        total={"value": None, "state": "unreadable", "text": "1O", "review": True},
    )
    text = drawn(report)
    assert words(text, "行政复议") == ["0!", "—", "·", "?!"]
    # the blank stands between mark and absence: nothing but room, and a whole column of it
    (line,) = [line for line in text.splitlines() if line.split()[:1] == ["行政复议"]]
    assert line.index("·") - line.index("—") > len("尚未审结")


def test_money_keeps_its_decimals():
    report = report_of("2021", "2021", "2021")
    fees = replace(report.cells["disclosure.fees.amount"], value=Decimal("218.40"))
    assert words(drawn(replace(report, cells={**report.cells, fees.id: fees})), "行政事业性收费") == ["218.40"]


def test_rows_stand_under_their_groups_and_each_group_once():
    text = drawn(report_of("2021", "2021", "2021"), width=160)
    lines = [line.rstrip()[1:] for line in text.splitlines()]
    for label, indent in (
        ("三、本年度办理结果", 0),
        ("（三）不予公开", 2),
        ("1.属于国家秘密", 4),
        ("（六）其他处理", 2),
        ("（七）总计", 2),
        ("四、结转下年度继续办理", 0),
        ("行政诉讼", 0),
        ("复议后起诉", 2),
    ):
        (line,) = [line for line in lines if line.strip().startswith(label)]
        assert len(line) - len(line.lstrip()) == indent
    positions = [
        text.index(label) for label in ("三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", "（四）无法提供")
    ]
    assert positions == sorted(positions)


def test_a_block_of_the_first_table_has_its_own_heads():
    text = drawn(report_of("2021", "2021", "2021"))
    assert words(text, "第二十条第（一）项") == ["本年制发件数", "本年废止件数", "现行有效件数"]
    assert words(text, "第二十条第（六）项") == ["本年处理决定数量"]


def test_the_title_names_agency_year_forms_and_status():
    assert drawn(report_of("2021", "2021", "2021")).splitlines()[0] == "某某局 · 2023 · form 2021 · ok"
    mixed = drawn(replace(report_of("2021", "2019", "2019"), status="partial")).splitlines()[0]
    assert mixed == "某某局 · 2023 · forms disclosure 2021, requests 2019, disputes 2019 · partial"


def test_a_table_that_was_not_found_is_said_to_be_so():
    report = report_of("2021", "2021", None)
    absent = {f"disputes.reconsideration.{column}": CellRecord("x") for column in ("upheld", "total")}
    text = drawn(replace(report, cells={**report.cells, **absent}))
    assert "政府信息公开行政复议、行政诉讼情况  not found" in text
    assert "行政诉讼情况  form" not in text
    assert "行政复议 " not in text


def test_failed_checks_stand_under_their_table_and_the_rest_at_the_end():
    def check(status, cell, message):
        return CheckRecord(
            f"{cell or 'report'}.{status}", "row_sum", status, 1, 2, -1, (cell,) if cell else (), message
        )

    report = replace(
        report_of("2021", "2021", "2021"),
        checks=(
            check("fail", "disputes.reconsideration.total", "复议合计不符"),
            check("fail", "requests.granted.total", "公开合计不符"),
            check("undetermined", "requests.other.remaining.total", "缺一数"),
            check("pass", "requests.received_new.total", "相符"),
            check("not_applicable", "disputes.reconsideration.total", "无此表"),
            check("fail", None, "缺少第五部分"),
        ),
        warnings=(Notice("pictures", "2 pictures stand in the text"),),
    )
    text = drawn(report, language="zh")
    told = [
        "申请情况  2021年格式",
        "公开合计不符",
        "相符 1、不符 1、无法核对 1",
        "行政诉讼情况  2021年格式",
        "复议合计不符",
    ]
    told += ["核对：不符 1", "缺少第五部分", "注意 pictures：2 pictures"]
    positions = [text.index(part) for part in told]
    assert positions == sorted(positions)
    for silent in ("缺一数", "：相符\n", "无此表"):
        assert silent not in text


def test_a_doubtful_cell_tells_its_reason_and_proposal():
    doubt = {"review": True, "reason": "合计与各项之和不符", "proposal": 41}
    text = drawn(with_cells(report_of("2021", "2021", "2021"), total=doubt))
    assert "! 行政复议 · 总计 → 41: 合计与各项之和不符" in text


def test_many_doubtful_cells_are_counted_and_not_all_listed():
    report = report_of("2021", "2021", "2021")
    cells = {cell.id: replace(cell, review=True, reason="糊") for cell in report.cells.values()}
    text = drawn(replace(report, cells=cells))
    assert "! and 17 more" in text  # 25 rows of the second table, 8 of them listed
    assert text.count("  ! ") == 6 + 8 + 1 + 3  # rows of the three tables, and the line that counts the rest
    assert "! 规章 · 本年制发件数, 本年废止件数, 现行有效件数: 糊" in text


def test_what_a_failed_check_says_is_not_said_again_for_each_cell():
    doubt = {"review": True, "reason": "复议合计不符"}
    report = with_cells(report_of("2021", "2021", "2021"), total=doubt)
    check = CheckRecord("disputes.disputes_sum.reconsideration", "disputes_sum", "fail", message="复议合计不符")
    assert drawn(replace(report, checks=(check,))).count("复议合计不符") == 1


def test_a_failed_report_shows_its_error():
    error = InputError("the file is empty; give a report", code="empty_file")
    text = drawn(Report("b.txt", PROVENANCE, status="failed", error=error))
    assert text.splitlines() == [
        "(agency unknown) · (year unknown) · failed",
        "b.txt",
        "empty_file: the file is empty; give a report",
    ]


def test_what_a_document_says_is_neither_markup_nor_an_escape_sequence():
    text = "[red]甲[/red] [bookmark: _GoBack]\x1b]0;乙\x07\u202e"
    report = replace(
        with_cells(report_of("2021", "2021", "2021"), upheld={"value": None, "state": "mark", "text": "[/]\x1b[2J"}),
        agency=text,
        source=text,
        warnings=(Notice("x", text),),
    )
    shown = drawn(report, force_terminal=True, no_color=True, color_system=None)
    assert shown.count("[red]甲[/red] [bookmark: _GoBack]�]0;乙��") == 3
    assert "[/]�[2J" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_printable_text_is_unchanged_and_white_space_becomes_a_blank():
    assert printable("某某局 “甲”—1") == "某某局 “甲”—1"
    assert printable("一\t二\u3000三\x00") == "一 二 三�"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_contradiction_is_said_once_and_all_lines_fit_the_screen(width, language):
    doubt = {"review": True, "cause": "ambiguous", "reason": "“行政复议”一行不符：不能确定是哪一处"}
    report = with_cells(report_of("2021", "2021", "2021"), total=doubt, upheld=doubt)
    cells = tuple(cell for cell in report.cells if cell.startswith("disputes.reconsideration."))
    check = CheckRecord(
        "disputes.disputes_sum.reconsideration", "disputes_sum", "fail", 25, 23, 2, cells, "各列之和为25，表中为23" * 5
    )
    text = drawn(replace(report, checks=(check,)), width, language)
    assert max(map(text_width, text.splitlines())) <= width
    assert "不能确定是哪一处" not in text
    told = "".join(line.strip() for line in text.splitlines() if not line.startswith(" ─"))
    assert told.count("✗") == 1
    assert told.count("! 行政复议 · ") == 1
    assert {"en": "one of these is wrong", "zh": "其中一处有误"}[language] in told.replace("  ", " ")


def test_the_signs_that_stand_in_the_tables_are_explained_below_them():
    report = report_of("2021", "2021", "2021")
    assert "explain" not in drawn(report)
    marked = with_cells(report, upheld={"review": True})
    assert drawn(marked).splitlines()[-1].strip() == "! to be looked at; gkml explain FILE CELL says why"
    unread = with_cells(marked, corrected={"state": "unreadable", "value": None, "review": True})
    assert "! to be looked at, ? printed and not read; gkml" in drawn(unread)
    assert "! 需要人看、? 有内容而未能读出；" in drawn(unread, language="zh")
