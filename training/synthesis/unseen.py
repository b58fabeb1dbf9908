"""Wordings that only the unseen part of the evaluation suite uses; training must not draw from here."""

from __future__ import annotations

__all__ = ["GLOSSES", "HOMOPHONES", "KANGXI", "UNSEEN_VARIANTS"]

# Other words for the same things, as nobody in training puts them.
UNSEEN_VARIANTS: dict[str, tuple[str, ...]] = {
    "section:1": ("工作总体情况", "年度概况"),
    "section:2": ("政府信息主动公开工作开展情况", "主动向社会公开信息的情况"),
    "section:3": ("受理与答复政府信息公开申请情况", "申请的接收和办理情况"),
    "section:4": ("行政争议情况（复议、诉讼）", "公开工作引发的行政复议与行政诉讼"),
    "section:5": ("存在不足与下一步改进", "主要短板及努力方向"),
    "section:6": ("其他事项说明", "补充说明的事项"),
    "corner:contents": ("类别", "公开内容"),
    "corner:sums": ("（关系式：一＋二＝三＋四）", "（各列均应满足：新收＋结转＝办结＋续办）"),
    "row:disclosure.rules": ("政府规章", "规章（件）"),
    "row:disclosure.normative_documents": ("规范性文件总计", "规范性文件（件）"),
    "row:disclosure.licensing": ("行政许可事项", "行政许可类"),
    "row:disclosure.penalties": ("行政处罚事项", "行政处罚类"),
    "row:disclosure.coercion": ("行政强制事项", "行政强制类"),
    "row:disclosure.fees": ("行政事业性收费情况", "事业性收费"),
    "row:disclosure.procurement": ("集中采购", "政府集中采购情况"),
    "column:made": ("当年新制作数量", "年内新制作数"),
    "column:published": ("当年新公开数量", "年内新公开数"),
    "column:public_total": ("累计对外公开数量", "对外公开总数"),
    "column:previous_items": ("上年度项目数", "去年项目数量"),
    "column:change": ("比上年增减", "增（+）减（-）"),
    "column:decisions": ("处理决定数", "作出处理决定数量"),
    "column:issued": ("年内制发件数", "当年制发数量"),
    "column:repealed": ("年内废止件数", "当年废止数量"),
    "column:in_force": ("年末有效件数", "现行有效总件数"),
    "column:natural_person": ("公民（自然人）", "个人"),
    "column:commercial_enterprise": ("企业", "商业企业类"),
    "column:research_institution": ("科研院所", "科研机构类"),
    "column:public_welfare_organization": ("公益组织", "社会公益类组织"),
    "column:legal_service_organization": ("律所等法律服务机构", "法律服务类机构"),
    "column:total": ("小计合计", "总 计 数"),
    "column:upheld": ("维持原行为", "结果：维持"),
    "column:corrected": ("纠正原行为", "结果：纠正"),
    "column:pending": ("未办结", "年末尚未审结"),
    "group:organizations": ("法人及其他组织", "单位申请人"),
    "group:results": ("三、当年办理结果", "三、本年度办理的结果"),
    "group:refused": ("（三）决定不予公开", "（三）不公开"),
    "group:unavailable": ("（四）无法提供信息", "（四）不能提供"),
    "group:not_processed": ("（五）决定不予处理", "（五）不处理"),
    "row:requests.received_new": ("一、本年度新收申请件数", "一、新收政府信息公开申请"),
    "row:requests.received_carried_over": ("二、上年度结转办理件数", "二、上年结转申请"),
    "row:requests.granted": ("（一）公开", "（一）予以公开件数"),
    "row:requests.partially_granted": ("（二）部分予以公开", "（二）区分处理后部分公开"),
    "row:requests.refused.state_secret": ("1.国家秘密", "1.属国家秘密的"),
    "row:requests.refused.public_safety": ("3.危及国家、公共、经济安全和社会稳定", "3.三安全一稳定"),
    "row:requests.refused.third_party_rights": ("4.损害第三方合法权益", "4.第三方权益保护"),
    "row:requests.refused.internal_affairs": ("5.内部事务信息", "5.三类内部事务"),
    "row:requests.refused.process_information": ("6.过程性信息", "6.四类过程性"),
    "row:requests.refused.enforcement_file": ("7.行政执法案卷信息", "7.执法案卷"),
    "row:requests.unavailable.not_held": ("1.信息不存在或本机关不掌握", "1.本机关未掌握相关政府信息"),
    "row:requests.unavailable.needs_creation": ("2.需要加工制作", "2.无现成信息须另行制作"),
    "row:requests.not_processed.duplicate": ("2.重复提出申请", "2.属重复申请"),
    "row:requests.handled_total": ("（七）办理总数", "（七）合计数"),
    "row:requests.carried_forward": ("四、转下年度继续办理", "四、结转至下一年办理"),
    "row:disputes.litigation_direct": ("直接提起行政诉讼", "未复议直接起诉"),
    "row:disputes.litigation_after_reconsideration": ("复议后提起行政诉讼", "先复议后起诉"),
}

GLOSSES: dict[str, str] = {
    "column:natural_person": " Individuals",
    "column:commercial_enterprise": " Enterprises",
    "column:total": " Total",
    "row:disclosure.rules": " Rules",
    "row:disclosure.licensing": " Licences",
    "row:disclosure.penalties": " Penalties",
    "row:requests.granted": " Disclosed",
    "row:requests.handled_total": " Total",
    "row:disputes.reconsideration": " Review",
}

# Characters that sound alike, as an input method swaps them.
_WRITTEN = "规章公请受处许罚件制查询信息案卷维正总计结转续办理"
_SOUNDING = "归张工情授初徐伐健治察寻新习按倦围整宗记节专绪半里"
HOMOPHONES: dict[str, str] = dict(zip(_WRITTEN, _SOUNDING, strict=True))

# Radicals that some PDF files have in the place of the characters that look the same.
_CHARACTERS = "一二人入八力十口土士大女子工己干心文方日月木止比水火生用田目示立老自至行衣见"
_RADICALS = "⼀⼆⼈⼊⼋⼒⼗⼝⼟⼠⼤⼥⼦⼯⼰⼲⼼⽂⽅⽇⽉⽊⽌⽐⽔⽕⽣⽤⽥⽬⽰⽴⽼⾃⾄⾏⾐⻅"
KANGXI: dict[str, str] = dict(zip(_CHARACTERS, _RADICALS, strict=True))
