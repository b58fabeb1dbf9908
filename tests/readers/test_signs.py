from __future__ import annotations

from gkml.readers.signs import lacks_tables_in

SIGNS = "行政许可 行政强制 结转下年度继续办理 重复申请 尚未审结 结果维持"


def test_every_table_has_to_be_in_the_text() -> None:
    assert not lacks_tables_in(SIGNS)
    assert not lacks_tables_in(SIGNS.replace("许可", "许\n可"))
    assert lacks_tables_in(SIGNS.replace("重复申请", ""))
    assert lacks_tables_in("")
