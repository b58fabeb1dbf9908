"""The narrative against the tables: figures that sentences state, compared with the cells that hold them."""

from __future__ import annotations

from gkml.narrative.checks import stated_figures, text_checks
from gkml.narrative.constraints import Constraints

__all__ = ["Constraints", "stated_figures", "text_checks"]
