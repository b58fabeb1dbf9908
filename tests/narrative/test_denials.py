"""What is denied, where the words are understood whole."""

from __future__ import annotations

import pytest

from gkml.narrative.denials import NOT, denied
from gkml.narrative.prose import normal_form


def denials(text: str) -> list[str]:
    """Names of the quantities that a clause says there were none of."""
    words = normal_form(text).text
    found = NOT.search(words)
    return [] if found is None else [name for name, _ in denied(found[0], words[found.end() :])]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("未收到政府信息公开申请", ["received_new"]),
        ("没有政府信息公开申请", ["received_new"]),
        ("未发生行政复议、行政诉讼案件", ["reconsideration.total", "litigation.total"]),
        ("没有结转下年度继续办理的申请", ["carried_forward"]),
        ("无上年结转政府信息公开申请", ["carried_over"]),
        ("未制定规章和规范性文件", ["rules.issued", "normative_documents.issued"]),
        ("未作出行政处罚决定", ["penalties.decisions"]),
    ],
)
def test_what_there_was_nothing_of(text: str, names: list[str]) -> None:
    assert denials(text) == names


@pytest.mark.parametrize(
    "text",
    ["未申请公开", "没有正当理由", "未收到关于拆迁补偿的举报", "无法提供", "未收到申请" + "的情况" * 90, "收到申请"],
)
def test_what_is_no_denial(text: str) -> None:
    assert denials(text) == []
