"""What a run came to, as one page with plots that needs nothing beside it: no network, no scripts.

A ``RunSummary`` takes records one after another and keeps counts of them: its size does not grow with their number.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gkml.output.run_plots import Bar, bars, columns, plain
from gkml.output.sinks import open_sink, output_errors

__all__ = ["FailedReport", "RunSummary", "SlowReport"]

_MOST_SLOW = 10
_MOST_FAILED = 200  # listed; all are counted
_MOST_YEARS = 200  # no report tells of more; what a broken record says must not fill the memory
# A look at calibrated confidence needs its upper end: nearly all cells are above 0.99.
_CONFIDENCES = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_STEPS = 40  # steps of duration to a decade: a quantile is right to 6 %
_STATUSES = ("ok", "partial", "failed")
_KINDS = ("row_sum", "outcome_sum", "balance", "disputes_sum", "text", "structure", "year", "hierarchy")


class SlowReport(NamedTuple):
    """A report and the seconds that it took; the first of two equally slow ones is the one that came first."""

    seconds: float
    order: int
    source: str


class FailedReport(NamedTuple):
    """A report that could not be read."""

    source: str
    code: str
    message: str


@dataclass(slots=True)
class RunSummary:
    """Counts over the records of a run.

    Attributes:
        statuses: reports by ``ok``, ``partial``, ``failed``.
        failures: failed reports by the code of their error.
        years: reports by year (None: unknown) and status.
        checks: checks by kind and status.
        states: cells by state.
        review: cells that a person should look at.
        confidences: cells that the report has, by interval of their confidence and by whether they are in doubt.
        durations: reports by the step of their duration in seconds, of ``_STEPS`` to a decade.
        duration_bins: the same by the interval that the plot shows.
        seconds: of all reports together, as far as they are known.
        failed: the first reports that failed.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    years: Counter[tuple[int | None, str]] = field(default_factory=Counter)
    checks: Counter[tuple[str, str]] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    review: int = 0
    confidences: Counter[tuple[int, bool]] = field(default_factory=Counter)
    durations: Counter[int] = field(default_factory=Counter)
    duration_bins: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    failed: list[FailedReport] = field(default_factory=list)
    _slow: list[tuple[float, int, str]] = field(default_factory=list)

    def add(self, record: Mapping[str, Any], seconds: float | None = None) -> None:
        """Count a record (``gkml.output.records``); ``seconds`` is how long it took to make, where that is known."""
        status = record["status"]
        self.statuses[status] += 1
        year = record.get("year")
        if (year, status) in self.years or len(self.years) < _MOST_YEARS:
            self.years[year, status] += 1
        error = record.get("error")
        if status == "failed":
            code, message = (error or {}).get("code") or "unknown", (error or {}).get("message") or ""
            self.failures[code] += 1
            if len(self.failed) < _MOST_FAILED:
                self.failed.append(FailedReport(record["source"], code, message))
        self._count_cells(record.get("cells") or ())
        for check in record.get("checks") or ():
            self.checks[check.get("kind") or "unknown", check.get("status") or "unknown"] += 1
        if seconds is not None:
            self._count_seconds(record["source"], seconds)

    def _count_cells(self, cells: Iterable[Mapping[str, Any]]) -> None:
        for cell in cells:
            self.states[cell["state"]] += 1
            doubtful = bool(cell.get("review"))
            self.review += doubtful
            confidence = cell.get("confidence")
            if confidence is not None and cell["state"] != "absent":
                self.confidences[bisect_right(_CONFIDENCES, float(confidence)), doubtful] += 1

    def _count_seconds(self, source: str, seconds: float) -> None:
        self.seconds += seconds
        self.durations[round(_STEPS * math.log10(max(seconds, 1e-6)))] += 1
        self.duration_bins[bisect_right(_SECONDS, seconds)] += 1
        push = heapq.heappush if len(self._slow) < _MOST_SLOW else heapq.heappushpop
        push(self._slow, (seconds, -self.statuses.total(), source))

    @property
    def slowest(self) -> list[SlowReport]:
        """The reports that took longest, the slowest first."""
        return [SlowReport(seconds, -order, source) for seconds, order, source in sorted(self._slow, reverse=True)]

    def duration(self, share: float) -> float | None:
        """The seconds in which ``share`` of the reports were done, right to 6 %; None where none was measured."""
        wanted = share * self.durations.total()
        done = 0
        for step, count in sorted(self.durations.items()):
            done += count
            if done >= wanted:
                return float(10 ** (step / _STEPS))
        return None

    def to_html(self) -> str:
        """The page."""
        total = self.statuses.total()
        body = "".join(_sections(self, total))
        lead = f"{total:,} report{'' if total == 1 else 's'}"
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>gkml: {lead}</title><style>{_STYLE}</style></head>"
            f"<body><main><h1>{lead}</h1>{body}</main></body></html>\n"
        )

    def write(self, path: Path | str) -> None:
        """Write the page to a file, complete or not at all.

        Raises:
            UsageError: the file cannot be written.
            GkmlError: ``unwritable_output``, it could not be completed (a full disk).
        """
        sink = open_sink(path)
        try:
            with output_errors():
                sink.write(self.to_html().encode("utf-8", errors="replace"))
                sink.commit()
        finally:
            sink.close()


# ---------------------------------------------------------------------------------------------------------------------
# The page


def _sections(summary: RunSummary, total: int) -> Iterator[str]:
    yield _tiles(summary)
    by_status = [Bar(status, ((status, "reports", summary.statuses[status]),)) for status in _STATUSES]
    yield _section("Reports by status", bars(by_status, share_of=total))
    by_code = [Bar(code, (("failed", "reports", count),)) for code, count in _most_first(summary.failures)]
    if by_code:
        yield _section("Failures by category", bars(by_code, share_of=total))
    yield _section("Reports by year", columns(_years(summary)), _legend(*((name, name) for name in _STATUSES)))
    yield _section("Checks that fail, by kind", bars(_failed_checks(summary)), note=_checks_note(summary))
    yield _section(
        "Confidence of cells",
        bars(_confidences(summary), share_of=sum(summary.confidences.values())),
        _legend(("sure", "given as right"), ("partial", "marked for review")),
    )
    if summary.durations:
        yield _section("Seconds a report takes", columns(_durations(summary)), note=_durations_note(summary))
        rows = [(f"{slow.seconds:.2f}", slow.source) for slow in summary.slowest]
        yield _section("Slowest reports", _table(("seconds", "report"), rows))
    if summary.failed:
        rest = summary.statuses["failed"] - len(summary.failed)
        note = f"and {rest:,} more" if rest else ""
        yield _section(
            "Reports that failed", _table(("report", "category", "what happened"), summary.failed), note=note
        )


def _tiles(summary: RunSummary) -> str:
    figures, review = summary.states["number"], summary.review
    fails = sum(count for (_, status), count in summary.checks.items() if status == "fail")
    told = [
        (f"{figures:,}", "figures read"),
        (f"{review:,}", "cells marked for review"),
        (f"{fails:,}", "checks that fail"),
        (f"{summary.statuses['failed']:,}", "reports that failed"),
    ]
    return (
        '<div class="tiles">'
        + "".join(f"<div><b>{value}</b><span>{what}</span></div>" for value, what in told)
        + "</div>"
    )


def _years(summary: RunSummary) -> list[Bar]:
    years = sorted({year for year, _ in summary.years}, key=lambda year: (year is None, year or 0))
    return [
        Bar(
            "unknown" if year is None else str(year),
            tuple((status, status, summary.years[year, status]) for status in _STATUSES),
        )
        for year in years
    ]


def _failed_checks(summary: RunSummary) -> list[Bar]:
    kinds = [kind for kind in _KINDS if any(key == kind for key, _ in summary.checks)]
    kinds += sorted({kind for kind, _ in summary.checks} - set(kinds))
    return [Bar(kind, (("partial", "checks fail", summary.checks[kind, "fail"]),)) for kind in kinds]


def _checks_note(summary: RunSummary) -> str:
    count: Counter[str] = Counter()
    for (_, status), number in summary.checks.items():
        count[status] += number
    return ", ".join(f"{number:,} {status.replace('_', ' ')}" for status, number in _most_first(count))


def _confidences(summary: RunSummary) -> list[Bar]:
    edges = (0.0, *_CONFIDENCES, 1.0)
    return [
        Bar(
            f"{edges[at]:g} to {edges[at + 1]:g}",
            (
                ("sure", "given as right", summary.confidences[at, False]),
                ("partial", "marked for review", summary.confidences[at, True]),
            ),
        )
        for at in reversed(range(len(edges) - 1))
    ]


def _durations(summary: RunSummary) -> list[Bar]:
    first, last = min(summary.duration_bins), max(summary.duration_bins)
    labels = [*(f"< {edge:g}" for edge in _SECONDS), f"≥ {_SECONDS[-1]:g}"]
    return [Bar(labels[at], (("sure", "reports", summary.duration_bins[at]),)) for at in range(first, last + 1)]


def _durations_note(summary: RunSummary) -> str:
    mean = summary.seconds / summary.durations.total()
    parts = [f"mean {mean:.3g} s", *(f"{name} {summary.duration(share):.2g} s" for name, share in _QUANTILES)]
    return ", ".join([*parts, f"all together {summary.seconds:,.0f} s of work"])


_QUANTILES = (("median", 0.5), ("95 % within", 0.95), ("99 % within", 0.99))


def _most_first(count: Counter[str]) -> list[tuple[str, int]]:
    return sorted(count.items(), key=lambda one: (-one[1], one[0]))


def _section(head: str, content: str, legend: str = "", note: str = "") -> str:
    below = f'<p class="note">{plain(note)}</p>' if note else ""
    return f"<section><h2>{plain(head)}</h2>{legend}{content}{below}</section>"


def _legend(*entries: tuple[str, str]) -> str:
    return (
        '<p class="legend">'
        + "".join(f'<span><i class="{style}"></i>{plain(what)}</span>' for style, what in entries)
        + "</p>"
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{plain(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{plain(one)}</td>" for one in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


_STYLE = """
:root{color-scheme:light dark;--page:#fbfbfa;--card:#fff;--ink:#1d2329;--soft:#5d6873;--line:#dfe3e6;
--ok:#2a7f62;--partial:#d08a1d;--failed:#b8403c;--sure:#3b6ea5}
@media(prefers-color-scheme:dark){:root{--page:#15181b;--card:#1d2125;--ink:#e6e9eb;--soft:#9aa4ad;--line:#343a40;
--ok:#4fb08f;--partial:#e0a84a;--failed:#e0706c;--sure:#6fa3dc}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif}
main{max-width:760px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:26px;margin:0 0 16px}h2{font-size:16px;margin:0 0 10px}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px 18px;margin:14px 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 14px}
.tiles b{display:block;font-size:22px;font-variant-numeric:tabular-nums}.tiles span{color:var(--soft);font-size:13px}
svg{display:block;width:100%;height:auto;font-size:12px;font-variant-numeric:tabular-nums}
svg text{fill:var(--ink)}svg .label{fill:var(--soft)}svg .axis{stroke:var(--line)}
.ok{fill:var(--ok);background:var(--ok)}.partial{fill:var(--partial);background:var(--partial)}
.failed{fill:var(--failed);background:var(--failed)}.sure{fill:var(--sure);background:var(--sure)}
.legend{margin:0 0 8px;color:var(--soft);font-size:13px}.legend span{margin-right:16px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
.note,.none{margin:8px 0 0;color:var(--soft);font-size:13px}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);
vertical-align:top;overflow-wrap:anywhere}
th{color:var(--soft);font-weight:600;white-space:nowrap}
""".replace("\n", "")
