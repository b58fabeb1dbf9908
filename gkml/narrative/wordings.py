"""The words by which narratives name quantities, as patterns on clauses in normal form.

A wording is tried on the words in front of a figure (``before``, which must reach up to it) and on those behind it
(``after``, which must reach to the end of the clause). What stands in front of the match is the scope of the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from gkml.folding import fold

__all__ = [
    "DISPUTED",
    "NEXT_YEAR",
    "OBJECT",
    "WHO",
    "YEAR_BEFORE",
    "Need",
    "Wording",
    "all_wordings",
    "form_wording",
    "row_wording",
]

Need = Literal["nothing", "disclosure", "topic", "statement"]
"""What must come first: nothing, where the words name their object whole; that it is about disclosure at all; that the
heading or a sentence is on the topic; a statement on it, where a verb or a result stands alone (``办结69件``)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a quantity is named around a figure.

    Attributes:
        before, after: patterns.
        quantities: what the figure is, by the names that forms have for it; several where it holds for each of them.
        need: what must come first.
        topic: what the sentence is about from there on: the id of a table, or a part of one.
        about: the topic that ``need`` asks for.
        loose: the words are so wide that only agreement says something.
        money: the figure is an amount, not a count.
        counts_items: with 项 behind the figure it may count what can be decided on, not decisions.
        word: what ``before`` holds in any case; most words in front of a figure do not.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    quantities: tuple[str, ...]
    topic: str
    need: Need = "nothing"
    about: str = "requests"
    loose: bool = False
    money: bool = False
    counts_items: bool = False
    word: str = ""


def _wording(
    before: str,
    after: str,
    *named: str,
    topic: str,
    need: Need = "nothing",
    loose: bool = False,
    money: bool = False,
    counts_items: bool = False,
) -> Wording:
    behind = re.compile(after)
    return Wording(re.compile(f"(?:{before})$"), behind, named, topic, need, topic, loose, money, counts_items)


# ---------------------------------------------------------------------------------------------------------------------
# Words

# In what repeats, no word is made of others (共有 of 共 and 有): a text could be cut in any number of ways.
_LINK = "(?:的|有|为|是|共|总计|合计|累计|一共|计|达到?|总数|总量|件数|量|数|了|：)*"
_BEHIND = "(?:[均已都全其并且现由涉同较比按在依].*|及时.*|主要.*|全部.*|予以答复.*)?"
_COUNTED = "事项|案件|总件(?=数)|件|总量|量|总数|数"
OBJECT = (
    "(?:(?:政府|政务|机关)?信息公开的?依?申请|(?:政府)?信息依?申请公开"
    "|依申请(?:公开)?的?(?:政府)?(?:信息)?(?:公开)?|申请公开的?(?:政府)?(?:信息)?"
    f"|公开(?:政府|政务)?信息的?申请|公开申请)(?:的?申请|的?请求|办件|受理件|诉求|表|书|{_COUNTED})*"
)
"""A request for disclosure, named as such."""
_BARE = f"(?:申请|案件)(?:{_COUNTED})*"
_ANY = f"(?:{OBJECT}|{_BARE})"

WHO = (
    "(?:(?:任何)?(?:社会)?(?:公众|公民|法人|自然人|群众|个人|单位|企业)"
    "(?:(?:、|和|或者?|及|与|以及)(?:公民|法人|自然人|其[他它]组织|社会组织|企业|个人|单位))*"
    "(?:向我.)?(?:提出|提交|递交)?的?)"
)
"""Who applies, as far as it says nothing."""
_GET = "(?:收到|接收到|接收|接到|接受|收悉)了?"
_TAKE = "(?:登记受理|受理|收办|接办|收件|登记|承接)了?"
_NEWLY = "(?:本年度?)?新(?:收到|接收到?|接到|受理|增|收)了?的?"
_ANSWER = "(?:办理完毕|办理完成|办理完结|办理答复|予以答复|完成办理|完成|办结|办完|办复|答复|回复)了?"
_DEAL = "(?:办理|处理)了?"
YEAR_BEFORE = (
    "(?:上一?年(?:度|末|底)?|去年|往年|以前年度|年初|(?P<last>20\\d\\d)年度?)(?:末|底|手里|未办结|尚?剩余?)?的?"
    "(?:结转|转结|转来|转接|转入|遗留|留下|结存|剩余?的?|滚存|顺延|延续|未办结)"
    "(?:到|至|来|下来)?(?:本年度?|今年)?(?:继续)?(?:办理|处理|答复)?的?"
)
NEXT_YEAR = (
    "(?:结转|转结|转入|转到|转至|转|顺延|延续|延|留|跨)(?:到|至|入|待|给)?"
    "(?:下一?年度?|一下年|次年度?|明年|(?P<next>20\\d\\d)年度?)"
    "(?:继续|接着|再)?(?:办理|答复|处理|办结|办)*的?"
)

_OUTCOMES = {
    "granted": "(?:予以|同意|给予|准予|全部|依法)公开",
    "partially_granted": "(?:予以|同意)?部分公开",
    "refused": "(?:不予|不同意)公开|不公开",
    "unavailable": "(?:无法|不能)提供",
    "not_processed": "不予处理",
    "other": "[作做]?其[他它]处理",
}
_OUTCOME_END = "(?:的|答复|信息|申请|决定|情况|类|处理)*"
_APPLICANTS = {
    "natural_person": "自然人|公民个人|公民|个人",
    "commercial_enterprise": "商业企业",
    "research_institution": "科研机构",
    "public_welfare_organization": "社会公益组织",
    "legal_service_organization": "法律服务机构",
    "organizations": "法人(?:和|或者?|及|、|与)?其[他它]组织",
}

_CASE = "(?:案件|案|申请|事项)*"
DISPUTED = {"reconsideration": f"(?:行政)?复议{_CASE}", "litigation": f"(?:行政)?诉讼{_CASE}"}
"""Reconsideration and litigation, as they are named."""
_RESULTS = {
    "upheld": "(?:结果)?[为被]?(?:予以)?维持(?:原(?:具体)?行政行为|原决定)?",
    "corrected": "(?:结果)?[为被]?(?:予以)?纠[正错]",
    "other": "其[他它]结果",
    "pending": "(?:尚?未审[结理]|[正尚]在审理)中?",
}

_DOCUMENTS = {"normative_documents": "规范性文件", "rules": "规章"}
_ISSUE = "新?(?:制发|制定|制订|印发|出台)(?:印发|出台|发布|并公布|并公开|和|或|并|、)*了?"
_SHOW = "(?:新增|主动)?(?:公开|公布|发布|收录)了?"
_DECISIONS = {"licensing": "行政许可", "penalties": "行政处罚", "coercion": "行政强制"}
_ACT = "(?:作出|做出|实施|下达)(?:各类)?"
_WORK_ON = "(?:办理|办结|核发|颁发|审批|处理)(?:各类)?"

# ---------------------------------------------------------------------------------------------------------------------
# Wordings


def _requests() -> Iterator[Wording]:
    def on(before: str, after: str, quantity: str, need: Need, *, loose: bool = False) -> Wording:
        return _wording(before, after, quantity, topic="requests", need=need, loose=loose)

    yield on(f"{YEAR_BEFORE}{_ANY}?{_LINK}", _BEHIND, "carried_over", "topic")
    yield on("", f"{_ANY}?[为是系属]?{YEAR_BEFORE}{_ANY}?", "carried_over", "topic")
    yield on(f"{NEXT_YEAR}{_ANY}?{_LINK}", _BEHIND, "carried_forward", "topic")
    waiting = "(?:正在办理中?|尚未办结|按照?(?:条例|规定)?|依法|依规|需|将|拟|已)*"
    yield on("", f"{_ANY}?{waiting}{NEXT_YEAR}中?", "carried_forward", "topic")

    both = f"(?:{_OUTCOMES['granted']})(?:及|和|、|或者?|与|以及)(?:{_OUTCOMES['partially_granted']})"
    yield on(f"{both}{_OUTCOME_END}{_LINK}", _BEHIND, "granted_or_partially", "topic")
    for key, words in _OUTCOMES.items():
        yield on(f"(?:{words}){_OUTCOME_END}{_LINK}", _BEHIND, key, "topic")
    yield on(f"不掌握(?:相关)?(?:政府)?(?:信息)?的?{_LINK}", _BEHIND, "not_held", "topic")
    yield on(f"信息不存在的?{_LINK}", _BEHIND, "not_held", "topic", loose=True)  # most agencies count it there
    for key, words in _APPLICANTS.items():
        applied = f"(?:{words})(?:申请|提出|提交|提)*的?(?:申请)?"
        yield on(f"{applied}{_LINK}", _BEHIND, key, "topic")
        yield on("", f"(?:申请)?[由为是系]{applied}", key, "topic")

    for verb, quantity in (
        (_NEWLY, "received_new"),
        (_GET, "received"),
        (_TAKE, "taken"),
        (_ANSWER, "answered"),
        (_DEAL, "dealt_with"),
    ):
        wide = verb in (_GET, _TAKE)  # 受理12件: may be a part
        alone = "taken" if wide else quantity
        yield on(f"{verb}{WHO}?{OBJECT}(?:答复|办理)?{_LINK}", _BEHIND, quantity, "nothing")
        yield on(verb, f"{OBJECT}{_BEHIND}", quantity, "nothing")
        yield on(f"{verb}{WHO}?{_BARE}{_LINK}", _BEHIND, quantity, "topic")
        yield on(verb, f"{_BARE}{_BEHIND}", quantity, "topic")
        yield on(f"{verb}{_LINK}", _BEHIND, alone, "statement", loose=wide)
    yield on(f"{OBJECT}(?:{_ANSWER}){_LINK}", _BEHIND, "answered", "nothing")
    yield on(f"{OBJECT}(?<=申请|请求){_LINK}", _BEHIND, "taken", "nothing")
    yield on(f"{OBJECT}{_LINK}", _BEHIND, "taken", "nothing", loose=True)  # 依申请公开12件


def _disputes() -> Iterator[Wording]:
    pair = f"{DISPUTED['reconsideration']}(?:及|和|、|或者?|与|以及)(?:提起|发生)?{DISPUTED['litigation']}"
    each = "(?:均为|均有|均|各为|各有|各|都是|都为)"
    for ending, named in ((each, ("reconsideration.total", "litigation.total")), (_LINK, ("disputes.total",))):
        yield _wording(f"{pair}{ending}", "", *named, topic="disputes", need="disclosure")
    for group, words in (
        ("litigation_direct", "未经复议直接起诉"),
        ("litigation_after_reconsideration", "复议后(?:起诉|提起(?:行政)?诉讼)"),
    ):
        total = f"{group}.total"
        yield _wording(f"{words}的?{_CASE}{_LINK}", _BEHIND, total, topic=group, need="disclosure")

    linked = "(?:[因与由涉及关于有相的]|政府|信息公开|政务公开|依申请公开|工作|申请|类|引起|引发|产生|提起|被)*"
    got = "(?:有|发生|收到|被提起|被申请|引发|产生|出现|提起|涉及|共)"
    for group, words in DISPUTED.items():
        total = f"{group}.total"
        yield _wording(f"{words}{_LINK}", _BEHIND, total, topic=group, need="disclosure")
        yield _wording(got, f"{linked}{words}", total, topic=group, need="disclosure")
        for column, result in _RESULTS.items():
            quantity = f"{group}.{column}"
            inside = f"{words}(?:中|的|，)*{result}的?{_CASE}{_LINK}"
            yield _wording(inside, _BEHIND, quantity, topic=group, need="disclosure")
    for group in (*DISPUTED, "litigation_direct", "litigation_after_reconsideration"):
        for column, result in _RESULTS.items():
            quantity = f"{group}.{column}"
            yield _wording(f"{result}的?{_CASE}{_LINK}", _BEHIND, quantity, topic=group, need="statement")


def _disclosure() -> Iterator[Wording]:
    for row, words in _DOCUMENTS.items():
        named = f"(?:[市县区省旗]?政府)?(?:行政)?{words}"
        issued, repealed, in_force, shown = (f"{row}.{said}" for said in ("issued", "repealed", "in_force", "shown"))
        yield _wording(f"{_ISSUE}{named}{_LINK}", _BEHIND, issued, topic=row)
        yield _wording(f"(?:废止|宣布失效)的?{named}{_LINK}", _BEHIND, repealed, topic=row)
        yield _wording(f"{named}(?:本年)?废止{_LINK}", _BEHIND, repealed, topic=row)
        yield _wording(f"(?:(?:现行|现存|继续)有效|现行)的?{named}{_LINK}", _BEHIND, in_force, topic=row)
        yield _wording(f"(?:{_SHOW})?{named}{_LINK}", _BEHIND, shown, topic=row, loose=True)
        yield _wording(f"废止{_LINK}", _BEHIND, repealed, topic=row, need="statement")
        yield _wording(f"现行有效的?{_LINK}", _BEHIND, in_force, topic=row, need="statement")
    for row, words in _DECISIONS.items():
        acts = f"{_ACT}{words}(?:(?:处理)?决定书?|案件)?{_LINK}"
        yield _wording(acts, _BEHIND, f"{row}.decisions", topic=row, counts_items=True)
        wide = f"(?:{_WORK_ON})?{words}(?:(?:处理)?决定书?|案件|事项|信息|措施)?"
        yield _wording(f"{wide}{_LINK}", _BEHIND, f"{row}.mentioned", topic=row, loose=True)
    fees = f"(?:收取|征收|收缴)?行政事业性收费(?:收入|金额|总额)?{_LINK}"
    yield _wording(fees, "", "fees.amount", topic="fees", money=True)
    purchase = "(?:政府)?集中采购(?:项目)?"
    amount = f"(?:总金额|金额|总额){_LINK}"
    yield _wording(f"{purchase}{amount}", "", "procurement.amount", topic="procurement", money=True)
    yield _wording(f"{purchase}{_LINK}", "", "procurement.items", topic="procurement")
    sum_alone = f"(?:采购)?{amount}"
    yield _wording(sum_alone, "", "procurement.amount", topic="procurement", need="statement", money=True)


@lru_cache(maxsize=1)
def all_wordings() -> tuple[Wording, ...]:
    """All wordings, in the order in which they are tried."""
    return (*_disputes(), *_disclosure(), *_requests())


@lru_cache(maxsize=256)  # forms are few
def form_wording(quantity: str, words: tuple[str, ...], loose: bool) -> Wording:
    """A quantity that its form says the words for: ``主动公开政府信息425条``."""
    named = "|".join(re.escape(fold(each)) for each in sorted(words, key=len, reverse=True))
    return _wording(f"(?:{named}){_LINK}", _BEHIND, quantity, topic=quantity, loose=loose)


@lru_cache(maxsize=256)  # labels are those of the forms
def row_wording(quantity: str, label: str, topic: str) -> Wording:
    """A row of a table, the topic, named by its own label, given folded: ``属于行政查询事项3件``."""
    short = re.sub(r"^\d*(?:本机关|属于)?[三四]?类?", "", label)
    words = f"(?:属于)?(?:[三四]类)?{re.escape(short)}{_OUTCOME_END}{_LINK}"
    return replace(_wording(words, _BEHIND, quantity, topic=topic, need="topic"), word=short)
