"""Reports, and checks across reports, to files and to the terminal."""

from __future__ import annotations

from gkml.output.writing import FORMATS, Format, Writer, open_writer

__all__ = ["FORMATS", "Format", "Writer", "open_writer"]
