"""Layouts: blocks to lines of print, one way for every kind of dump."""

from __future__ import annotations

from training.synthesis.layouts.layout import Layout
from training.synthesis.layouts.separated import SEPARATED
from training.synthesis.layouts.stacked import STACKED

__all__ = ["LAYOUTS", "Layout"]

LAYOUTS: tuple[Layout, ...] = (*SEPARATED, *STACKED)
