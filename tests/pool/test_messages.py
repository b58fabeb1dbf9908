"""Messages arrive as they were sent, whatever sizes pipes pass on, or not at all."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.pool.messages import read_message, write_message

PLAIN = st.dictionaries(
    st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=9), max_size=3
)


class Narrow(io.BytesIO):
    """A pipe that takes and gives a few bytes at a time."""

    def write(self, data: Any, /) -> int:
        return super().write(bytes(data[:7]))

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(5, size or 5))


@settings(max_examples=40)
@given(st.lists(st.tuples(PLAIN, st.binary(max_size=40)), max_size=4))
def test_what_is_sent_is_read_in_order(messages: list[tuple[dict[str, Any], bytes]]) -> None:
    pipe = Narrow()
    for head, blob in messages:
        write_message(pipe, head, blob)
    pipe.seek(0)
    assert [read_message(pipe) for _ in messages] == messages
    assert read_message(pipe) is None


@given(st.integers(0, 200))
def test_a_message_that_was_cut_is_none(size: int) -> None:
    pipe = io.BytesIO()
    write_message(pipe, {"name": "某局"}, b"x" * 40)
    whole = pipe.getvalue()
    assert (read_message(io.BytesIO(whole[:size])) is None) == (size < len(whole))
