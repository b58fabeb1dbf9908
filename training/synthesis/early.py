"""Reports on years before 2019: their sections and their prose around the statistics table."""

from __future__ import annotations

from collections.abc import Iterator

from training.synthesis.content import numbered, title_lines
from training.synthesis.dice import Dice
from training.synthesis.figures import Figures
from training.synthesis.forms import Wording, figures_to_grids
from training.synthesis.names import Agency
from training.synthesis.prose import Writer, merged
from training.synthesis.segments import Block, Segment

__all__ = ["write_early_report"]

_TITLES = (
    ("{agency}{year}年政府信息公开工作年度报告", 6.0),
    ("{agency}{year}年度政府信息公开工作年度报告", 4.0),
    ("{agency}|{year}年度政府信息公开年度报告", 2.0),
    ("{agency}关于{year}年度政府信息公开工作年度报告", 1.0),
    ("{agency}{year}年度政府信息公开报告", 1.0),
    ("关于报送《{agency}{year}年政府信息公开工作情况》的函", 0.5),
)
_OPENINGS = (
    "根据《中华人民共和国政府信息公开条例》要求，{agency}编制本报告。统计期限自{year}年1月1日起至{year}年12月31日止。",
    "本年报由概述、主动公开政府信息情况、依申请公开政府信息情况、收费及减免情况、存在的问题及改进措施、附表等部分组成。",
    "现将{agency}{year}年度政府信息公开工作情况报告如下。本报告中所列数据的统计期限为{year}年1月1日至12月31日。",
)
_DISCLOSED = (
    "{year}年{self}主动公开政府信息{disclosed}条。",
    "{year}年制作、获取政府信息{made}条，其中主动公开政府信息{disclosed}条。",
    "截至{year}年底，历年累计主动公开政府信息{total}条，其中{year}年主动公开政府信息{disclosed}条。",
    "本年度共主动公开政府信息{disclosed}条，主要类别有机构职能、政策文件和工作动态。",
)
_REQUESTS = (
    "{year}年共收到政府信息公开申请{received}件。",
    "{year}年度，{self}收到申请{received}件，均按时答复。",
    "{year}年{self}受理政府信息公开申请{received}件，同意公开的{granted}件。",
)
_DISPUTES = (
    "{year}年因政府信息公开申请行政复议{reconsideration}件，提起行政诉讼{litigation}件。",
    "本年度行政复议{reconsideration}件，行政诉讼{litigation}件。",
)
_FEES = ("{year}年{self}依申请提供政府信息未收取费用。", "无收费及减免情况。")
_FEE_HEADINGS = ("收费及减免情况", "政府信息公开的收费及减免情况")
_TABLE_TITLES = (
    "{agency}{year}年政府信息公开情况统计表",
    "附件：{agency}{year}年度政府信息公开情况统计表",
    "附表：",
    "",
)


def write_early_report(dice: Dice, agency: Agency, figures: Figures, wording: Wording) -> tuple[Block, ...]:
    """The blocks of one report."""
    facts = _facts(dice, agency, figures)

    def say(choices: tuple[str, ...]) -> Block:
        return Block("paragraph", ((Segment(dice.pick(choices).format(**facts)),),))

    writer = Writer(dice, agency, figures)
    blocks = [Block("title", title_lines(dice.weighted(_TITLES), agency.short, figures.year)), say(_OPENINGS)]
    for number, (label, words) in enumerate(_headings(dice, wording), 1):
        blocks.append(Block("heading", ((Segment(numbered(number, words), label),),)))
        if label == "section:1":
            blocks.append(Block("paragraph", (writer.several("overview", dice.integer(1, 4)),)))
        elif label == "section:5":
            blocks.append(Block("paragraph", (merged(writer.several("problems", dice.integer(1, 3))),)))
        else:
            said = {"section:2": _DISCLOSED, "section:3": _REQUESTS, "section:4": _DISPUTES, "section:0": _FEES}
            blocks += [say(said[label])] if label in said else []
    title = dice.pick(_TABLE_TITLES).format(**facts)
    if title:
        blocks.append(Block("paragraph", ((Segment(title),),)))
    blocks += [Block("table", grid=grid) for grid in figures_to_grids(figures, wording).values()]
    if dice.chance(0.4):
        date = f"{figures.year + 1}年{dice.integer(1, 3)}月{dice.integer(1, 28)}日"
        blocks.append(Block("signature", ((Segment(agency.full, "agency"),), (Segment(date),))))
    return tuple(blocks)


def _headings(dice: Dice, wording: Wording) -> Iterator[tuple[str, str]]:
    """The sections in their order; fees have one of their own, and disputes or the table not always."""
    for number in range(1, 7):
        label = f"section:{number}"
        if (number == 4 and dice.chance(0.25)) or (number == 6 and dice.chance(0.5)):
            continue
        if number == 4 and dice.chance(0.7):
            yield "section:0", dice.pick(_FEE_HEADINGS)
        yield label, wording[label]


def _facts(dice: Dice, agency: Agency, figures: Figures) -> dict[str, str]:
    def count(row: str, column: str = "year") -> str:
        return str(figures.value(f"statistics.{row}.{column}"))

    return {
        "agency": agency.full,
        "self": agency.itself,
        "year": str(figures.year),
        "disclosed": count("disclosed_total"),
        "made": str(figures.value("statistics.disclosed_total.year") + dice.integer(0, 60)),
        "total": count("disclosed_total", "cumulative"),
        "received": count("received_total"),
        "granted": count("replied.granted"),
        "reconsideration": count("reconsideration_total"),
        "litigation": count("litigation_total"),
    }
