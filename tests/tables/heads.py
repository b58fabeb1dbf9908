"""Boxheads for tests: heads in a row or in several, with or without places."""

from __future__ import annotations

from collections.abc import Sequence

from gkml.document import Document, RowKind
from gkml.tables.boxhead import Boxhead, Head
from gkml.template import Table
from tests.conftest import text_document


def printed_heads(table: Table, lines: Sequence[Sequence[str]], kind: RowKind = "line") -> tuple[Document, Boxhead]:
    """A document that holds heads, one line of them for each list, and the boxhead that they are.

    Args:
        table: that they are of.
        lines: tag labels (``column:total``); what is none is a text.
        kind: of the rows: in ``cells`` and ``grid`` the heads have places, in ``line`` they have none.
    """
    spelt = {f"column:{column.id}": column.labels[0] for column in table.columns}
    spelt |= {f"group:{group.id}": group.labels[0] for group in (*table.groups, *table.column_groups)}
    spelt |= {f"row:{table.id}.{row.id}": row.labels[0] for row in table.rows}
    heads = []
    text = ""
    for row, line in enumerate(lines):
        for number, label in enumerate(line):
            start = len(text)
            text += f"{spelt.get(label, label)} "
            x = (number, number + 1) if kind in ("cells", "grid") else None
            labels = (label,) if label in spelt else ()
            heads.append(Head(labels, start, len(text) - 1, row, kind, x, exact=label in spelt))
        text = f"{text.rstrip()}\n"
    return text_document(text), Boxhead(heads)
