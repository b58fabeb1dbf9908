"""A cell of a report as an element: what it shows, and what scripts and style sheets are told of it."""

from __future__ import annotations

from collections.abc import Mapping

from gkml.output.excel_cells import UNREAD
from gkml.output.html.markup import Attribute, Markup, element
from gkml.output.records import printed_number
from gkml.records.report import CellRecord
from gkml.records.schema import shown_number

__all__ = ["figure_box", "reference", "shown_figure"]

_MOST_SHOWN = 60  # characters of what is printed in a cell; a figure has a dozen


def shown_figure(cell: CellRecord | None) -> str:
    """A number with the decimals that are printed, a mark as printed, nothing for a blank and for what is not there."""
    if cell is None or cell.state in ("blank", "absent"):
        return ""
    if cell.state == "unreadable":
        return UNREAD
    if cell.state == "number":
        return shown_number(printed_number(cell.value, cell.text))[:_MOST_SHOWN]
    return (cell.text or "").strip()[:_MOST_SHOWN]


def figure_box(name: str, cell: CellRecord, failed: Mapping[str, str], **more: Attribute) -> Markup:
    """An element with a figure; the one of its page that bears the id of the cell as ``data-cell``.

    Args:
        name: of the element.
        cell: the cell.
        failed: ids of the failed checks that it stands in, by cell.
        more: attributes.
    """
    checks = failed.get(cell.id)
    marks = [mark for mark, holds in (("review", cell.review), ("failed", checks)) if holds]
    return element(
        name,
        element("span", shown_figure(cell), class_="shown"),
        class_=" ".join(["figure", cell.state, *marks]),
        tabindex=-1,
        data_cell=cell.id,
        data_state=cell.state,
        data_start=cell.start,
        data_end=cell.end,
        data_page=cell.page,
        data_doubts=" ".join(cell.doubts) if cell.review else None,
        data_checks=checks,
        **more,
    )


def reference(cell: str, content: Markup | str) -> Markup:
    """A button that leads to a cell."""
    return element("button", content, type="button", class_="reference", data_ref=cell)
