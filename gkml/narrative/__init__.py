"""The narrative against the tables: figures that sentences state, compared with the cells that hold them."""

from __future__ import annotations

from gkml.narrative.checks import text_checks

__all__ = ["text_checks"]
