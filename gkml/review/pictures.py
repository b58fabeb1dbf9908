"""The pages of a report as pictures that the server hands out: drawn once, and kept while the report is looked at."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import dataclass

from gkml.errors import GkmlError
from gkml.output.page_image import load_page, pages_with_cells
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.sources import Source
from gkml.records.report import Report

__all__ = ["Picture", "Pictures"]

_MOST_PAGES = 12  # of a report, whose tables take three
_KEPT = 36  # pictures in memory: those of the last reports, some 100 kB each


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG, with its size in points."""

    png: bytes
    width: float
    height: float


class Pictures:
    """Draws pages; those that cannot be drawn are left out."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._kept: OrderedDict[tuple[str, int], Picture] = OrderedDict()
        self._drawing = threading.Lock()

    def of_report(self, report: Report, source: Source) -> dict[int, Picture]:
        """The pages that figures of a report stand on, by number."""
        found = {}
        for number in pages_with_cells(report)[:_MOST_PAGES]:
            picture = self.page(source, number)
            if picture is None:
                break
            found[number] = picture
        return found

    def page(self, source: Source, number: int) -> Picture | None:
        """One page; None where it cannot be drawn."""
        key = source.sha256 or "", number
        with self._drawing:  # one at a time: each takes a process and much memory
            if key not in self._kept:
                try:
                    self._kept[key] = self._draw(source, number)
                except GkmlError:
                    return None
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def _draw(self, source: Source, number: int) -> Picture:
        page = load_page(source.data, source.name, number, self._limits)
        stream = io.BytesIO()
        page.image.save(stream, "PNG", compress_level=1)
        return Picture(stream.getvalue(), page.image.width / page.scale, page.image.height / page.scale)
