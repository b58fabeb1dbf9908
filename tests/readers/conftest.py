from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def engine() -> Any:
    """The models of the extra ``ocr``."""
    from gkml.readers.ocr.engine import is_installed, load_engine

    if not is_installed():
        pytest.skip("rapidocr is not installed (pip install 'gkml[ocr]')")
    return load_engine()
