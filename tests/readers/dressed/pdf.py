"""Dresses of pages of a PDF."""

from __future__ import annotations

from tests.readers.dressed.worn import TOKEN
from tests.readers.formats import report_to_drawer
from tests.readers.pdf.dresses import DRESSES, dressed_sheets
from tests.readers.pdf.sheets import Style
from tests.readers.printed import PrintedReport

__all__ = ["DRESSES", "write"]

_WIDE = (1191.0, 842.0)  # room in the narrowest cell for a figure and what a dress puts beside it


def write(printed: PrintedReport, dress: str, figure: str, other: str) -> tuple[bytes, str | None]:
    """The file of a report with a figure where it holds the token, and what is seen there."""
    data, worn = dressed_sheets(report_to_drawer(printed, Style(page=_WIDE)), TOKEN, figure, other, DRESSES[dress])
    return data, worn.shown
