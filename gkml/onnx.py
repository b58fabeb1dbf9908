"""ONNX Runtime, imported where it is first used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

__all__ = ["first_line", "load_onnxruntime", "open_session"]


def load_onnxruntime() -> Any:
    """The module ``onnxruntime``; builds that report their use to somebody are told not to.

    Raises:
        ImportError: it is not installed.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    return onnxruntime


def open_session(path: Path, threads: int) -> Any:
    """A session that runs a file on so many threads.

    Raises:
        ImportError: onnxruntime is not installed.
        RuntimeError: it cannot open the file; the message says with which version.
    """
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # it has no common base of its errors
        version = onnxruntime.__version__
        raise RuntimeError(f"{path}: onnxruntime {version} cannot open it: {first_line(error)}") from None


def first_line(error: Exception) -> str:
    """The first line of what an error says; the name of its class where it says nothing."""
    return next(iter(str(error).splitlines()), type(error).__name__)
