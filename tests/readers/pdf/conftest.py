from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about what a file says of itself, whether recognition of pictures is installed or not."""
    monkeypatch.setattr("gkml.readers.pdf.reader.is_installed", lambda: False)
