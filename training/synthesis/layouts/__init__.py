"""Layouts: blocks to lines of print, one way for every kind of dump."""

from __future__ import annotations

from training.synthesis.layouts.aligned import ALIGNED
from training.synthesis.layouts.html import HTML
from training.synthesis.layouts.layout import Layout
from training.synthesis.layouts.piled import PILED
from training.synthesis.layouts.raw import RAW
from training.synthesis.layouts.separated import SEPARATED
from training.synthesis.layouts.squashed import SQUASHED
from training.synthesis.layouts.stacked import STACKED
from training.synthesis.layouts.unseen import UNSEEN_LAYOUTS

__all__ = ["LAYOUTS", "UNSEEN_LAYOUTS", "Layout"]

LAYOUTS: tuple[Layout, ...] = (*SEPARATED, *STACKED, *ALIGNED, *RAW, *PILED, *SQUASHED, *HTML)
