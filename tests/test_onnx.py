"""ONNX Runtime is told not to report its use before it is imported."""

from __future__ import annotations

import os
import sys
from types import ModuleType

import pytest

from gkml.onnx import load_onnxruntime


def test_no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = ModuleType("onnxruntime")
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    assert load_onnxruntime() is runtime
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")  # whoever wants to, may
    load_onnxruntime()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "0"
