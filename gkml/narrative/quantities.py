"""What a narrative may state of the tables: quantities, and the cells in which the form has them.

A quantity may be read in several ways: who says how many requests were ``受理`` may or may not count those carried over
from the year before. A statement contradicts the table only where it agrees with no reading.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ANSWERED",
    "APPLICANTS",
    "BOTH_DISPUTES",
    "CARRIED_FORWARD",
    "CARRIED_OVER",
    "DEALT_WITH",
    "FEES",
    "GRANTED_OR_PARTLY",
    "LITIGATION",
    "MENTIONED",
    "NOT_EXISTING",
    "NOT_HELD",
    "OUTCOMES",
    "PURCHASES",
    "PURCHASE_AMOUNT",
    "RECEIVED",
    "RECEIVED_NEW",
    "RECONSIDERATION",
    "TAKEN",
    "Quantity",
    "Reading",
    "decided",
    "dispute_result",
    "document",
    "request_row",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a quantity.

    Attributes:
        words: what it is, in Chinese.
        cells: ids of the cells that add up to it; ``*`` in a row stands for whatever follows.
        less: cells to take away from that.
    """

    words: str
    cells: tuple[str, ...]
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that a narrative states.

    Attributes:
        id: the name in the ids of checks.
        readings: likeliest first; those whose cells a report does not have fall away.
        loose: the words are so wide that only agreement says something.
    """

    id: str
    readings: tuple[Reading, ...]
    loose: bool = False


# ---------------------------------------------------------------------------------------------------------------------
# Requests


def request_row(words: str, *rows: str, less: tuple[str, ...] = (), columns: tuple[str, ...] = ("total",)) -> Reading:
    """Rows of the table of requests in one or several columns."""
    return Reading(words, _cells(rows, columns), _cells(less, columns))


def _cells(rows: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"requests.{row}.{column}" for row in rows for column in columns)


def _received(words: str, *columns: str) -> tuple[Reading, Reading, Reading]:
    return (
        request_row(f"本年新收{words}", "received_new", columns=columns),
        request_row(f"本年新收加上年结转{words}", "received_new", "received_carried_over", columns=columns),
        request_row(f"办理结果总计{words}", "handled_total", columns=columns),
    )


_NEW, _ALL, _HANDLED = _received("", "total")
_ANSWERS = (
    _HANDLED,
    request_row("办理结果总计减上年结转", "handled_total", less=("received_carried_over",)),
    request_row("办理结果总计减其他处理", "handled_total", less=("other*",)),
    request_row("办理结果总计减不予处理和其他处理", "handled_total", less=("not_processed.*", "other*")),
)
RECEIVED_NEW = Quantity("received_new.total", (_NEW,))
RECEIVED = Quantity("received_new.total", (_NEW, _ALL))
TAKEN = Quantity("received_new.total", (_NEW, _ALL, _HANDLED))  # 受理, 收办, or no verb at all
MENTIONED = Quantity("received_new.total", TAKEN.readings, loose=True)  # 依申请公开12件, 受理12件: may be a part
CARRIED_OVER = Quantity("received_carried_over.total", (request_row("上年结转", "received_carried_over"),))
CARRIED_FORWARD = Quantity("carried_forward.total", (request_row("结转下年度", "carried_forward"),))
ANSWERED = Quantity("handled_total.total", _ANSWERS)
DEALT_WITH = Quantity("handled_total.total", (*_ANSWERS, _NEW, _ALL))  # 办理 may be said of all that came in

OUTCOMES = {
    key: Quantity(f"{key}.total", (request_row(words, rows),))
    for key, words, rows in (
        ("granted", "予以公开", "granted"),
        ("partially_granted", "部分公开", "partially_granted"),
        ("refused", "不予公开各项", "refused.*"),
        ("unavailable", "无法提供各项", "unavailable.*"),
        ("not_processed", "不予处理各项", "not_processed.*"),
        ("other", "其他处理", "other*"),
    )
}
GRANTED_OR_PARTLY = Quantity(
    "granted_or_partially.total", (request_row("予以公开加部分公开", "granted", "partially_granted"),)
)

NOT_HELD = Quantity("unavailable.not_held.total", (request_row("本机关不掌握相关政府信息", "unavailable.not_held"),))
NOT_EXISTING = Quantity(NOT_HELD.id, NOT_HELD.readings, loose=True)  # 信息不存在: most agencies count it there

_ORGANIZATIONS = (
    *("commercial_enterprise", "research_institution", "public_welfare_organization", "legal_service_organization"),
    "other_organization",
)
APPLICANTS = {
    key: Quantity(f"received_new.{key}", _received(f"·{words}", *columns))
    for key, words, columns in (
        ("natural_person", "自然人", ("natural_person",)),
        ("commercial_enterprise", "商业企业", ("commercial_enterprise",)),
        ("research_institution", "科研机构", ("research_institution",)),
        ("public_welfare_organization", "社会公益组织", ("public_welfare_organization",)),
        ("legal_service_organization", "法律服务机构", ("legal_service_organization",)),
        ("organizations", "法人或其他组织各列", _ORGANIZATIONS),
    )
}

# ---------------------------------------------------------------------------------------------------------------------
# Disputes

_SUITS = ("litigation_direct", "litigation_after_reconsideration")
_RESULTS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
_GROUPS = {
    "reconsideration": ("行政复议", ("reconsideration",)),
    "litigation": ("行政诉讼", _SUITS),
    "litigation_direct": ("未经复议直接起诉", _SUITS[:1]),
    "litigation_after_reconsideration": ("复议后起诉", _SUITS[1:]),
}


def dispute_result(group: str, column: str) -> Quantity:
    """A result of reconsideration or of litigation, which has two groups of columns in the form."""
    words, rows = _GROUPS[group]
    reading = Reading(f"{words}·{_RESULTS[column]}", tuple(f"disputes.{row}.{column}" for row in rows))
    return Quantity(f"{group}.{column}", (reading,))


RECONSIDERATION = dispute_result("reconsideration", "total")
LITIGATION = dispute_result("litigation", "total")
BOTH_DISPUTES = Quantity(
    "disputes.total",
    (
        Reading(
            "行政复议加行政诉讼·总计",
            tuple(f"disputes.{row}.total" for row in ("reconsideration", *_SUITS)),
        ),
    ),
)

# ---------------------------------------------------------------------------------------------------------------------
# Disclosure

_COLUMNS = {
    **{"issued": "本年制发", "made": "本年新制作", "published": "本年新公开", "repealed": "本年废止"},
    **{"in_force": "现行有效", "public_total": "对外公开总数量"},
}
_SAID = {
    "issued": ("issued", "made", "published"),
    "repealed": ("repealed",),
    "in_force": ("in_force", "public_total"),
    "shown": ("issued", "made", "published", "in_force", "public_total"),
}


def document(row: str, words: str, said: str) -> Quantity:
    """规章 or 规范性文件: ``issued``, ``repealed``, ``in_force``, or ``shown``, which may be any but ``repealed``."""
    readings = tuple(Reading(f"{words}·{_COLUMNS[c]}", (f"disclosure.{row}.{c}",)) for c in _SAID[said])
    return Quantity(f"{row}.{said}", readings, loose=said == "shown")


def decided(row: str, words: str, *, loose: bool = False) -> Quantity:
    """Decisions of one kind; loosely said (``行政许可217项``), it may be applications, or what can be decided on."""
    decisions, before, change = (f"disclosure.{row}.{column}" for column in ("decisions", "previous_items", "change"))
    readings = [Reading(f"{words}·处理决定数量", (decisions,))]
    if loose:
        readings.append(Reading(f"{words}·上一年项目数量加本年增减", (before, change)))
        readings.append(Reading(f"{words}·上一年项目数量", (before,)))
    return Quantity(f"{row}.decisions", tuple(readings), loose)


FEES = Quantity("fees.amount", (Reading("行政事业性收费·本年收费金额", ("disclosure.fees.amount",)),))
PURCHASES = Quantity("procurement.items", (Reading("政府集中采购·采购项目数量", ("disclosure.procurement.items",)),))
PURCHASE_AMOUNT = Quantity(
    "procurement.amount", (Reading("政府集中采购·采购总金额", ("disclosure.procurement.amount",)),)
)
