"""Words by which statutory tables are known to stand in a text."""

from __future__ import annotations

__all__ = ["lacks_tables_in"]

# words that stand in the three statutory tables and hardly elsewhere, by table
_SIGNS = (
    ("行政许可", "行政强制"),
    ("结转下年度继续办理", "重复申请"),
    ("尚未审结", "结果维持"),
)


def lacks_tables_in(text: str) -> bool:
    """Whether one of the statutory tables is not in a text."""
    packed = "".join(text.split())
    return any(not all(sign in packed for sign in signs) for signs in _SIGNS)
