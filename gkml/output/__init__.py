"""Reports, and checks across reports, to files and to the terminal."""

from __future__ import annotations

from gkml.output.records import Fault, RecordError, read_records
from gkml.output.writing import FORMATS, ReportFormat, ReportWriter, Writer, open_writer, open_writers

__all__ = [
    "FORMATS",
    "Fault",
    "RecordError",
    "ReportFormat",
    "ReportWriter",
    "Writer",
    "open_writer",
    "open_writers",
    "read_records",
]
