"""Whose figure it is: what the words in front of a statement say about agency, time and part.

The words are known to be harmless (``本年度全市共``), known to speak of something else (``上半年``), or neither.
A statement of unsure scope can bear a table out, but not contradict it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["COMPARED", "PARTIAL", "Owner", "Scope", "names_self", "scope_of", "speaks_of_other_time"]

Scope = Literal["own", "unsure", "foreign"]

_TIME = (
    "本年度?|本年|全年度?|年内|年末|年底|当年|今年|一年来|报告期内|报告年度|统计期内?|期间|截[至止]|底|末|以来|度|"
    "12月31日|1月1日|至|到|日?止"
)
_WHOLE = "(?:[市县区省旗州盟镇乡局委厅办部院园校]|街道|系统|辖区|国)"
_BODIES = (
    "(?:各级|各|政府|行政机关|机关|职能部门|部门|单位|县市区|县区|镇街|乡镇|街镇|镇|乡|街道|及其|[及和、与所属直]|共)*"
)
_SELF = (
    f"我(?:街道办?|办事处|单位|机关|园区|开发区|新区|管委会|们|{_WHOLE}){_BODIES}"
    f"|本(?:行政机关|机关|单位|部门|街道|办公室|中心|级|{_WHOLE})(?:政府)?"
    f"|全{_WHOLE}{_BODIES}"
)
_FILLER = (
    "共计?|总共|一共|合计|总计|累计|累积|依法依规|依法|依规|依照规定|按照规定|按规定|按要求|及时|按时|按期|在?法定期限内|在?规定(?:时限|期限)内"
    "|均|已|都|全部|实际|主动|认真|规范|严格|切实|先后|同时|目前|其中|包括|包含|含|加上|另外|另有|另|此外|还有|还|有|对|的|了|并|且|在|中|也|以及|所有"
    "|[一二三四五六七八九十]是|\\d[.、]?|依申请公开(?:方面|情况|工作)?|政府信息公开(?!申请)(?:方面|工作)?|方面|情况|工作|为|是|：|、"
    "|(?:(?:办结|答复|办理|收到|受理)的?(?:政府)?(?:信息公开)?|(?:政府)?信息公开)申请中?|经统计|据统计|统计|余下|其余|剩余|尚有|代表[市县区省]?(?:人民)?政府"
)
_WAYS = "(?:通过|以)[^，]{0,40}(?:、|和|及|与)[^，]{0,30}等?(?:形式|方式|渠道|途径|平台)"
_DISPUTE_FILLER = (
    "因|由于?|涉及|涉|与|有关|相关|类|引发|引起|引出|带来|产生|导致|发生|出现|被|提起|提出|申请|收到|接到|接受|政府信息公开|信息公开|政务公开"
    "|依申请公开|公开|政府信息|事项|答复|案件|而|所|针对|不服|诉讼|复议|行政|和|或|及|新增"
)
COMPARED = re.compile("同比|环比|较|相比|比[上去]年|增长|增加|增幅|减少|下降|上升|占|平均|日均")
"""Figures that tell a change or a share; what is said behind them goes on as before."""
PARTIAL = re.compile(
    "网[络上站]|线[上下]|平台|当面|现场|窗口|信函|邮[寄件政]|信件|电子|传真|电话|微信|来[信函]|纸质|书面|渠道|系统|撤回|逾期|超期"
    "|撤销|驳回|终止|变更|违法|责令|胜诉|败诉|调解|和解"
)
"""Ways in which requests come in, and fates that the tables do not name: parts, behind which the whole goes on."""
_OTHERS = re.compile(
    f"{COMPARED.pattern}|上半年|下半年|季度|(?<!\\d)[2-9]月|1[01]月|去年|上年"
    "|历年|近[一二两三四五六七八九十\\d]+年|[一二三四五]年来|超期|逾期|撤回|撤销|信访|建议|提案|热线|咨询|留言|来信|来访|投诉|举报|转办|交办|移送"
    "|指导|督办|抽查|评查|协助|协办|代办|配合|审核|审理|会办|会签|备案|清理|起草|修订|修改|下属|所属单位|国家|上级|模拟|累计公开"
)
_YEAR = re.compile(r"(20\d\d)年(?:度|全年|间|期间)*")
_COVERS = re.compile(r"(20\d\d)年1月1日[至到—－-]*(?:(20\d\d)年)?12月31日")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose report it is: the folded name of the agency (empty where it is not known) and the year reported on."""

    agency: str = ""
    year: int | None = None


def scope_of(words: str, owner: Owner, *, dispute: bool = False) -> Scope:
    """What the words in front of a statement, in normal form, make of it."""
    if not words:
        return "own"
    if _OTHERS.search(words) or speaks_of_other_time(words, owner):
        return "foreign"
    rest = _YEAR.sub("", words)
    if owner.year is None and rest != words:
        return "unsure"
    rest = _harmless(dispute).sub("", rest)
    return "own" if not rest or _names_owner(rest, owner) else "unsure"


def names_self(words: str) -> bool:
    """Whether the agency is named by a word for itself or for all that it covers: ``我局``, ``全市``."""
    return re.search(_SELF, words) is not None


def speaks_of_other_time(words: str, owner: Owner) -> bool:
    """Whether a year is named that is not the one reported on."""
    if owner.year is None or "年" not in words:
        return False
    years = {int(match[1]) for match in _YEAR.finditer(_COVERS.sub("", words))}
    return bool(years) and years != {owner.year}


@lru_cache(maxsize=2)
def _harmless(dispute: bool) -> re.Pattern[str]:
    kinds = [_WAYS, _SELF, *([_DISPUTE_FILLER] if dispute else []), _TIME, _FILLER]
    return re.compile("|".join(kinds))


def _names_owner(words: str, owner: Owner) -> bool:
    """A short form of the agency: its letters in their order (``区财政局``, ``街道``).

    The office of a government is not the government, whose report counts all its departments.
    """
    government = owner.agency.endswith("政府")
    if not owner.agency or (government and re.search("政府|办公[室厅]|[府政]办|本级", words)):
        return False
    letters = iter(owner.agency)
    return all(letter in letters for letter in words)
