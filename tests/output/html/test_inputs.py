"""The input of a record is taken where it is what was read, and nothing is fetched for it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from gkml.output.html.inputs import input_of


def test_a_file_is_taken_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    digest = sha256(b"abc").hexdigest()
    assert input_of(str(path), digest) == b"abc"
    assert input_of(f"{path}#2", digest) == b"abc"
    path.write_bytes(b"abd")
    assert input_of(str(path), digest) is None
    assert input_of(str(path), None) is None
    assert input_of(str(tmp_path / "gone.txt"), digest) is None


def test_a_name_that_looks_numbered_is_tried_as_it_is_first(tmp_path: Path) -> None:
    (tmp_path / "a#2").write_bytes(b"two")
    (tmp_path / "a").write_bytes(b"one")
    assert input_of(str(tmp_path / "a#2"), sha256(b"two").hexdigest()) == b"two"


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("gkml.output.html.inputs.path_to_source", fail)
    assert input_of("https://example.org/a.pdf", "00") is None
    assert input_of("s3://bucket/a.pdf", "00") is None
