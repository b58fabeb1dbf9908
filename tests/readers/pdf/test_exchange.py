"""Documents as plain data: nothing is lost on the way through JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gkml.document import Box, DocumentBuilder, NewCell
from gkml.doubts import DoubtCode
from gkml.readers.pdf.exchange import document_to_plain, plain_to_document

CELLS = st.builds(
    NewCell,
    st.text("甲乙1 .", max_size=5),
    st.integers(0, 9),
    st.integers(1, 3),
    st.integers(1, 3),
    page=st.none() | st.integers(1, 3),
    boxes=st.sampled_from([(), (Box(1.5, 2, 3, 4),), (Box(0, 0, 1, 1), Box(5, 6, 7, 8))]),
    certainty=st.sampled_from([1.0, 0.25]),
    sight=st.sampled_from([None, "seen", "doubtful"]),
    doubts=st.sampled_from([(), (DoubtCode.RAISED, DoubtCode.PICTURE)]),
    unread=st.booleans(),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=4), st.booleans())
def test_documents_come_back(rows: list[list[NewCell]], grid: bool) -> None:
    builder = DocumentBuilder("pdf")
    for number, row in enumerate(rows):
        builder.add_row(row, kind="grid" if grid else "cells", table=number, gap=number)
    document = builder.build(title="题", pictures=2, notes=[("ocr", "pages 1")])
    assert plain_to_document(json.loads(json.dumps(document_to_plain(document)))) == document
