"""The page on a run, with plots, that needs nothing beside it: no network, no scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar, get_args

from gkml.messages import Language, sentence
from gkml.output.run_plots import Bar, bars, columns, plain
from gkml.output.run_report import CONFIDENCES, SECONDS, RunSummary
from gkml.output.sinks import open_sink, output_errors
from gkml.records.report import CheckKind, CheckStatus, Status

__all__ = ["About", "summary_to_html", "write_page"]

Say = Callable[..., str]
"""A sentence by its key, in the language of the user."""

T = TypeVar("T", str, str | None)

_STATUSES = get_args(Status)
_KINDS = get_args(CheckKind)
_CHECKED = get_args(CheckStatus)


@dataclass(frozen=True, slots=True)
class About:
    """What made the records: the command as it was given, the version of gkml, and when."""

    command: str
    version: str
    date: str


def write_page(summary: RunSummary, path: Path | str, about: About | None = None, language: Language = "en") -> None:
    """Write the page to a file, complete or not at all.

    Raises:
        UsageError: the file cannot be written.
        GkmlError: ``unwritable_output``, it could not be completed (a full disk).
    """
    sink = open_sink(path)
    try:
        with output_errors():
            sink.write(summary_to_html(summary, about, language).encode("utf-8", errors="replace"))
            sink.commit()
    finally:
        sink.close()


def summary_to_html(summary: RunSummary, about: About | None = None, language: Language = "en") -> str:
    """The page."""
    say = partial(sentence, "run_page", language=language)
    total = summary.statuses.total()
    body = "".join(_sections(summary, total, say))
    lead = say("lead_1") if total == 1 else say("lead", number=total)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><meta name="generator" content="gkml">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>gkml: {lead}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{lead}</h1>{_about(summary, about, say)}{body}</main></body></html>\n"
    )


def _about(summary: RunSummary, about: About | None, say: Say) -> str:
    """Command, version, model and date."""
    models = [model or say("rules_alone") for model, _ in _most_first(summary.models)]
    told = [(say("model"), ", ".join(models))] if models else []
    if about is not None:
        version, date = (say("version"), f"gkml {about.version}"), (say("date"), about.date)
        told = [(say("command"), about.command), version, *told, date]
    lines = "".join(f"<dt>{plain(name)}</dt><dd>{plain(value)}</dd>" for name, value in told)
    return f'<dl class="about">{lines}</dl>' if told else ""


# ---------------------------------------------------------------------------------------------------------------------
# Its parts


def _sections(summary: RunSummary, total: int, say: Say) -> Iterator[str]:
    yield _tiles(summary, say)
    names = {status: say(f"status_{status}") for status in _STATUSES}
    by_status = [Bar(names[status], ((status, say("reports"), summary.statuses[status]),)) for status in _STATUSES]
    yield _section(say("by_status"), bars(by_status, share_of=total))
    by_code = [Bar(code, (("failed", say("reports"), count),)) for code, count in _most_first(summary.failures)]
    if by_code:
        yield _section(say("by_code"), bars(by_code, share_of=total))
    yield _section(say("by_year"), columns(_years(summary, say)), _legend(*names.items()))
    yield from _to_look_at(summary, say)
    yield _section(say("checks_by_kind"), bars(_failed_checks(summary, say)), note=_checks_note(summary, say))
    yield _section(
        say("confidence"),
        bars(_confidences(summary, say), share_of=sum(summary.confidences.values())),
        _legend(("sure", say("given")), ("partial", say("marked"))),
    )
    if summary.durations:
        yield _section(say("durations"), columns(_durations(summary, say)), note=_durations_note(summary, say))
        rows = [(f"{slow.seconds:.2f}", slow.source) for slow in summary.slowest]
        yield _section(say("slowest"), _table((say("seconds"), say("report")), rows))
    if summary.failed:
        heads = (say("report"), say("category"), say("what_happened"))
        rest = summary.statuses["failed"] - len(summary.failed)
        yield _section(say("failed"), _table(heads, summary.failed), note=_rest(rest, say))


def _to_look_at(summary: RunSummary, say: Say) -> Iterator[str]:
    """The cells and checks themselves, as far as a page can list them."""
    if summary.doubtful:
        heads = (say("report"), say("cell"), say("printed"), say("proposal"), say("reason"))
        note = _rest(summary.review - len(summary.doubtful), say)
        yield _section(say("doubtful"), _table(heads, summary.doubtful), note=note)
    if summary.failing:
        fails = sum(count for (_, status), count in summary.checks.items() if status == "fail")
        yield _section(
            say("failing"),
            _table((say("report"), say("check"), say("what_it_says")), summary.failing),
            note=_rest(fails - len(summary.failing), say),
        )


def _rest(number: int, say: Say) -> str:
    return say("more", number=number) if number > 0 else ""


def _tiles(summary: RunSummary, say: Say) -> str:
    figures, review = summary.states["number"], summary.review
    fails = sum(count for (_, status), count in summary.checks.items() if status == "fail")
    told = [
        (f"{figures:,}", say("figures")),
        (f"{review:,}", say("review")),
        (f"{fails:,}", say("fails")),
        (f"{summary.statuses['failed']:,}", say("failures")),
    ]
    return (
        '<div class="tiles">'
        + "".join(f"<div><b>{value}</b><span>{what}</span></div>" for value, what in told)
        + "</div>"
    )


def _years(summary: RunSummary, say: Say) -> list[Bar]:
    years = sorted({year for year, _ in summary.years}, key=lambda year: (year is None, year or 0))
    return [
        Bar(
            say("unknown") if year is None else str(year),
            tuple((status, say(f"status_{status}"), summary.years[year, status]) for status in _STATUSES),
        )
        for year in years
    ]


def _failed_checks(summary: RunSummary, say: Say) -> list[Bar]:
    kinds = [kind for kind in _KINDS if any(key == kind for key, _ in summary.checks)]
    kinds += sorted({kind for kind, _ in summary.checks} - set(kinds))
    return [Bar(kind, (("partial", say("fails"), summary.checks[kind, "fail"]),)) for kind in kinds]


def _checks_note(summary: RunSummary, say: Say) -> str:
    count: Counter[str] = Counter()
    for (_, status), number in summary.checks.items():
        count[status] += number
    told = (f"{number:,} {say(status) if status in _CHECKED else status}" for status, number in _most_first(count))
    return say("comma").join(told)


def _confidences(summary: RunSummary, say: Say) -> list[Bar]:
    edges = (0.0, *CONFIDENCES, 1.0)
    return [
        Bar(
            say("from_to", low=edges[at], high=edges[at + 1]),
            (
                ("sure", say("given"), summary.confidences[at, False]),
                ("partial", say("marked"), summary.confidences[at, True]),
            ),
        )
        for at in reversed(range(len(edges) - 1))
    ]


def _durations(summary: RunSummary, say: Say) -> list[Bar]:
    first, last = min(summary.duration_bins), max(summary.duration_bins)
    labels = [*(f"< {edge:g}" for edge in SECONDS), f"≥ {SECONDS[-1]:g}"]
    return [Bar(labels[at], (("sure", say("reports"), summary.duration_bins[at]),)) for at in range(first, last + 1)]


def _durations_note(summary: RunSummary, say: Say) -> str:
    mean = summary.seconds / summary.durations.total()
    shares = (summary.duration(share) or 0.0 for share in (0.5, 0.95, 0.99))
    numbers = dict(zip(("median", "most", "nearly_all"), shares, strict=True))
    return say("durations_note", mean=mean, all=summary.seconds, **numbers)


def _most_first(count: Counter[T]) -> list[tuple[T, int]]:
    return sorted(count.items(), key=lambda one: (-one[1], str(one[0])))


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
.about{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:0 0 16px;font-size:13px}
.about dt{color:var(--soft)}.about dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);
vertical-align:top;overflow-wrap:anywhere}
th{color:var(--soft);font-weight:600;white-space:nowrap}
""".replace("\n", "")
