"""Bytes to a file that is complete or not there, or to a stream."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from pathlib import Path

import pytest

from gkml.errors import GkmlError, UsageError
from gkml.output.sinks import open_sink, output_errors, output_path, partial_name


def test_a_file_appears_when_it_is_committed(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    path.chmod(0o600)
    sink = open_sink(path)
    sink.write(b"one")
    sink.write(b" two")
    assert path.read_text() == "old"
    sink.commit()
    sink.close()
    assert path.read_bytes() == b"one two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["out"]


def test_what_is_not_committed_is_gone_or_kept_beside(tmp_path: Path) -> None:
    sink = open_sink(tmp_path / "out")
    sink.write(b"x")
    sink.close()
    assert os.listdir(tmp_path) == []
    sink = open_sink(tmp_path / "out")
    sink.write(b"x")
    assert sink.keep() == str(partial_name(tmp_path / "out"))
    sink.close()
    assert (tmp_path / "out.partial").read_bytes() == b"x"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    sink = open_sink(tmp_path / "link")
    sink.write(b"x")
    sink.commit()
    sink.close()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"x"
    assert output_path(tmp_path / "link") == (tmp_path / "real").resolve()


def test_on_a_stream_what_is_written_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(stream))
    sink = open_sink(None)
    sink.write(b"x")
    assert stream.getvalue() == b"x"
    assert sink.keep() is None
    sink.close()
    assert not stream.closed
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(UsageError, match="stdout"):
        open_sink(None)


@pytest.mark.parametrize("name", ["", "none/out"])
def test_what_cannot_be_written_is_told_at_once(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        open_sink(tmp_path / name)
    assert os.listdir(tmp_path) == []


def fail(number: int) -> None:
    with output_errors():
        raise OSError(number, os.strerror(number))


def test_a_full_disk_is_an_error_of_ours_and_a_reader_who_goes_away_is_none() -> None:
    with pytest.raises(GkmlError) as caught:
        fail(errno.ENOSPC)
    assert caught.value.code == "unwritable_output"
    with pytest.raises(BrokenPipeError):
        fail(errno.EPIPE)
