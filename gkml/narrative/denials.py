"""Statements that there was nothing: ``未收到政府信息公开申请``, ``没有因信息公开被申请行政复议``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gkml.narrative.wordings import DISPUTED, NEXT_YEAR, OBJECT, WHO, YEAR_BEFORE

__all__ = ["NOT", "denied"]

NOT = re.compile("(?<![有是])(?:均未|从未|尚未|未曾|未|没有|尚无|均无|无|没)(?![法需关偿来尽经及]|正当|条件)")
"""Where a denial begins."""
_GOT = "(?:再)?(?:收到|接收到|接收|接到|受理|产生|发生|出现)过?(?:任何|各类)?"
_END = "的?(?:相关|有关)?(?:情况|事项|请求|要求|案件|案例|事件|现象|问题|记录|信息|业务|诉求|件)*(?:发生|产生)?"
_REQUESTS = re.compile(f"(?P<verb>{_GOT}|有)?(?:任何)?{WHO}?(?:要求|有关|关于|涉及)?{OBJECT}{_END}")
_LATER = re.compile(f"(?:有)?(?:申请)?{NEXT_YEAR}(?:{OBJECT}|申请)?{_END}")
_EARLIER = re.compile(f"(?:有)?{YEAR_BEFORE}(?:{OBJECT}|申请)?{_END}")
_ISSUE = "(?:新)?(?:制定|制发|制订|出台|印发|发布|公布|新增)(?:或者?|和|及|、|印发|出台|发布)*过?(?:新的)?"
_DOCUMENTS = re.compile(
    f"{_ISSUE}(?P<rules>(?:政府)?规章)?(?:和|或者?|及|、|与)?(?P<documents>(?:行政)?规范性(?:和其他政策)?文件)?{_END}"
)
_LONGEST = 200  # characters of a denial
_DECISIONS = {"licensing": "许可", "penalties": "处罚", "coercion": "强制"}
_DECIDED = re.compile(
    "(?:作出|做出|实施|办理|发生|产生|开展)过?(?:任何)?((?:(?:行政)?(?:许可|处罚|强制)(?:措施|决定|案件|行为)?[、和或及与]?)+)"
    + _END
)
_AROUND_DISPUTES = re.compile(
    "行政复议|复议|行政诉讼|诉讼|案件|案例|案|因|由于|有关|相关|涉及|涉|与|本|政府信息公开|信息公开|政务公开|依申请公开|政府信息|公开|工作|申请|事项|问题"
    "|答复|方面|类|引发|引起|产生|导致|发生|出现|收到|接到|被|提起|提出|公民|法人|其他组织|对我.|而|的|或者|或|和|及|与|以及|、|等|情况|事件"
    "|现象|投诉|举报|申诉|信访|纠纷|争议|起诉|应诉|任何|过|有|以|所|任一|一起|不服"
)


def denied(negation: str, words: str) -> Iterator[tuple[str, str]]:
    """What is denied, the name of each quantity with its topic; nothing where the words are not understood whole.

    Args:
        negation: the print that ``NOT`` found.
        words: the clause in normal form from behind the negation to its end.
    """
    if len(words) > _LONGEST:
        return
    suits = [group for group, pattern in DISPUTED.items() if re.search(pattern.partition("(?:案")[0], words)]
    if suits:
        yield from _no_disputes(suits, words)
    elif requests := _REQUESTS.fullmatch(words):
        if requests["verb"] or not negation.endswith(("未", "曾")):  # 未申请公开 is no denial of requests
            yield "received_new", "requests"
    elif _LATER.fullmatch(words):
        yield "carried_forward", "requests"
    elif _EARLIER.fullmatch(words):
        yield "carried_over", "requests"
    else:
        yield from _nothing_disclosed(words)


def _no_disputes(suits: Iterable[str], words: str) -> Iterator[tuple[str, str]]:
    """Reconsideration and litigation, alone or behind requests: ``收到政府信息公开申请、行政复议``."""
    if _AROUND_DISPUTES.sub("", words):
        return
    first = re.split("、|和|或者?|以?及", words)[0]
    if first != words and re.match(f"{_GOT}{OBJECT}$", first):
        yield "received_new", "requests"
    for group in suits:
        yield f"{group}.total", group


def _nothing_disclosed(words: str) -> Iterator[tuple[str, str]]:
    """Documents that were not issued, decisions that were not taken."""
    if documents := _DOCUMENTS.fullmatch(words):
        if documents["rules"]:
            yield "rules.issued", "rules"
        if documents["documents"]:
            yield "normative_documents.issued", "normative_documents"
    elif decisions := _DECIDED.fullmatch(words):
        for row, word in _DECISIONS.items():
            if word in decisions[1]:
                yield f"{row}.decisions", row
