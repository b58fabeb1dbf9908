"""Labels: other spellings of the statutory labels, and the damage that print and recognition do to them."""

from __future__ import annotations

from training.synthesis.dice import Dice

__all__ = ["CONFUSIONS", "REMARKS", "VARIANTS", "misspelt"]

# Spellings that published reports use beside the statutory ones.
VARIANTS: dict[str, tuple[str, ...]] = {
    "section:1": ("总体概述", "概述", "基本情况", "总体工作情况"),
    "section:2": ("行政机关主动公开政府信息情况", "主动公开信息情况", "主动公开政府信息的情况", "政府信息主动公开情况"),
    "section:3": ("收到和处理政府信息公开申请的情况", "政府信息公开申请情况", "收到和办理政府信息公开申请情况"),
    "section:4": (
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "政府信息公开行政复议和行政诉讼情况",
        "政府信息公开行政法复议、行政诉讼情况",
        "政府信息公开行政复议、诉讼情况",
    ),
    "section:5": (
        "存在主要问题及改进情况",
        "存在问题及改进情况",
        "存在的主要问题及整改措施",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在的问题和改进措施",
    ),
    "section:6": ("其他需要报告的情况", "其他需要说明的事项", "需要报告的其他事项", "其它需要报告的事项"),
    "corner:contents": ("信息类别", "信息  内容"),
    "corner:sums": (
        "本列数据的勾稽关系为：第一项加第二项之和等于第三项加第四项之和",
        "（本列数据的钩稽关系为:第一项加第二项之和,等于第三项加第四项之和）",
        "",
        "项目",
    ),
    "row:disclosure.normative_documents": ("规范性文件", "行政规范性文件", "规范性文件数"),
    "row:disclosure.other_services": ("其他对外管理服务", "其它对外管理服务事项", "其他对外行政管理服务事项"),
    "row:disclosure.fees": ("行政事业性收费项目", "行政事业收费"),
    "row:disclosure.procurement": ("政府采购", "政府集中采购项目"),
    "column:made": ("本年新制作", "本年新制作件数", "本年新制定数量"),
    "column:published": ("本年新公开", "本年新公开件数"),
    "column:public_total": ("对外公开总量", "对外公开总 数量", "对外公开总件数"),
    "column:previous_items": ("上年项目数量", "上一年度项目数量"),
    "column:change": ("本年增／减", "本年增减", "本年度增/减", "本年增/减数量"),
    "column:decisions": ("处理决定数量", "处理决定件数"),
    "column:items": ("采购项目数", "项目数量"),
    "column:amount": ("采购总金额（万元）", "采购金额", "采购总金额"),
    "column:issued": ("本年制发数", "本年制发件 数", "本年制定件数"),
    "column:repealed": ("本年废止数", "本年度废止件数"),
    "column:in_force": ("现行有效件", "现行有效数", "现行有效 件数"),
    "column:other_organization": ("其它", "其 他"),
    "column:total": ("合计", "总 计", "总数"),
    "column:upheld": ("维持", "结果 维持"),
    "column:corrected": ("纠正", "结果 纠正"),
    "column:other": ("其它结果", "其他"),
    "column:pending": ("未审结", "尚未 审结"),
    "group:applicants": ("申请人类型", "申请人"),
    "group:organizations": ("法人和其他组织", "法人或其它组织"),
    "group:results": ("三、本年度处理结果", "三、本年办理结果", "本年度办理结果", "三 本年度办理结果"),
    "group:other": ("（六）其他", "（六）其它处理"),
    "row:requests.received_new": (
        "一、本年新收到政府信息公开申请数量",
        "一、本年新收政府信息公开申请",
        "一、本年新收申请数量",
    ),
    "row:requests.received_carried_over": ("二、上年结转政府信息公开数量", "二、上年度结转政府信息公开申请数量"),
    "row:requests.granted": ("（一）予以公开的", "（一）同意公开"),
    "row:requests.partially_granted": (
        "（二）部分公开",
        "（二）部分公开（区分处理的，只记这一情形，不记其他情形）",
        "（二）部分公开（区分处理的,只计这一情形)",
    ),
    "row:requests.refused.state_secret": ("1.属于国家机密", "1.涉及国家秘密"),
    "row:requests.refused.prohibited_by_law": ("2.其他法律、行政法规禁止公开", "2.其他法律法规禁止公开"),
    "row:requests.refused.public_safety": ("3.危机“三安全一稳定”", "3.危及三安全一稳定", '3.危及"三安全一稳定"'),
    "row:requests.refused.third_party_rights": ("4.保护第三方权益", "4.保护第三方的合法权益"),
    "row:requests.refused.internal_affairs": ("5.属于三类内部事务", "5.属于三类内部管理信息"),
    "row:requests.refused.process_information": ("6.属于四类过程信息", "6.四类过程性信息"),
    "row:requests.refused.enforcement_file": ("7.属于行政法案卷", "7.属于行政执法案件"),
    "row:requests.refused.administrative_inquiry": ("8.属于行政查询", "8.属于行政查询事项的"),
    "row:requests.unavailable.not_held": ("1.本机关不掌握相关信息", "1.本机关不掌握"),
    "row:requests.unavailable.needs_creation": ("2.没有现成信息需另行制作", "2.没有现成信息，需要另行制作"),
    "row:requests.unavailable.still_unclear": ("3.补正后申请内容不明确", "3.补正后申请仍不明确"),
    "row:requests.not_processed.petition": ("1.信访、举报、投诉类申请", "1.信访举报投诉类"),
    "row:requests.not_processed.publication": ("3.要求提供公开出版物的", "3.公开出版物"),
    "row:requests.not_processed.excessive": ("4.无正当理由，大量反复申请", "4.大量反复申请"),
    "row:requests.not_processed.reissue": (
        "5.要求确认或重新出具已获取信息",
        "5.要求行政机关确认或者重新出具已获取信息",
    ),
    "row:requests.other": ("（六）其他", "（六）其它处理", "（六）其他处理情况"),
    "row:requests.other.not_supplemented": ("1.逾期不补正", "1.申请人无正当理由逾期不补正"),
    "row:requests.other.fee_unpaid": ("2.逾期不缴费", "2.申请人逾期未缴纳费用"),
    "row:requests.other.remaining": ("3.其它", "3.其他情形"),
    "row:requests.handled_total": ("（七）总 计", "（七）合计", "（七）总计数量"),
    "row:requests.carried_forward": ("四、结转下年继续办理", "四、结转下年度办理"),
    "row:disputes.litigation_direct": ("未经行政复议直接起诉", "直接起诉"),
    "row:disputes.litigation_after_reconsideration": ("经复议后起诉", "复议后 起诉"),
}

# Long remarks that some provinces put behind a label; they hold digits, which are no figures.
REMARKS: dict[str, tuple[str, ...]] = {
    "row:disclosure.rules": ("（指以政府令公布的，按第1至第{n}号计）",),
    "row:disclosure.normative_documents": ("（行政机关制定的决定、办法、公告等，以文号为准，共{n}类）",),
    "column:change": ("（指{year}年比上年多或少的事项数，少的用负数，如-8）", "（增加填正数，减少填负数，如-{n}）"),
    "column:previous_items": ("（{year}年底清单所列）",),
    "row:disclosure.other_services": ("（含公共服务、行政确认、行政裁决等{n}类）",),
    "column:decisions": ("（全年{n}个月合计）",),
    "column:in_force": ("（截至{year}年12月31日）",),
    "row:requests.received_new": ("（{year}年1月1日至12月31日）",),
}

# Characters that recognition takes for one another; numerals are not among them, so that numbering stays.
_PAIRS = (
    "已己 末未 人入 日曰 土士 干千 天夫 申中 由田 政攻 请清 件伴 理埋 诉诈 复夏 议仪 维堆 "
    "总恩 计汁 规观 章竟 许评 处外 罚罪 强弦 收牧 费贵 采来 购构 量里 第弟 条务 项顶 本木 "
    "年午 制刷 开并 商高 业亚 科料 研妍 社杜 益盖 组绍 织职 法洁 律津 服眼 他地 信倍 息恩 "
    "内肉 部剖 事享 案寨 卷券 查杳 询洵 关美 掌常 现观 成戍 需雷 要耍 补扑 正止 容客 明胆 "
    "确硝 访仿 举誉 投设 类娄 重童 提堤 供洪 版板 无元 反友 认队 出山 获莸 逾愈 期朔 缴激 "
    "用甩 危厄 安女 全金 稳隐 定走 护沪 予矛 以似 分兮 决快 增憎 减咸 结洁 审宙 纠纤 果呆 "
    "起超 未末 新薪 数敷 性牲 范苑 文又 行衍 其具 上土 下卞 作乍 对时 外处 机杌 会合 务条 "
    "大太 过讨 程稈 属嘱 方万 合台 保堡 权杈 密蜜 家豕 "
)
CONFUSIONS: dict[str, str] = {pair[0]: pair[1] for pair in reversed(_PAIRS.split())}


def misspelt(dice: Dice, text: str, strokes: int = 1) -> str:
    """``text`` with that many characters lost, doubled, swapped or taken for others; the first stays."""
    signs = list(text)
    for _ in range(strokes):
        if len(signs) < 4:
            break
        at = dice.integer(2, len(signs) - 1)
        kind = dice.weighted((("confused", 5.0), ("lost", 3.0), ("doubled", 1.0), ("swapped", 1.0)))
        if kind == "confused":
            signs[at] = CONFUSIONS.get(signs[at], signs[at])
        elif kind == "lost":
            del signs[at]
        elif kind == "doubled":
            signs.insert(at, signs[at])
        else:
            signs[at - 1], signs[at] = signs[at], signs[at - 1]
    return "".join(signs)
