"""ONNX Runtime, imported where it is first used."""

from __future__ import annotations

import os
from typing import Any

__all__ = ["load_onnxruntime"]


def load_onnxruntime() -> Any:
    """The module ``onnxruntime``; builds that report their use to somebody are told not to.

    Raises:
        ImportError: it is not installed.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    return onnxruntime
