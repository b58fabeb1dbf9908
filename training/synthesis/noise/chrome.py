"""Noise of the page around the report: navigation, metadata, dates of publication, hijacked words."""

from __future__ import annotations

from dataclasses import replace

from training.synthesis.dice import Dice
from training.synthesis.noise.noise import Noise
from training.synthesis.segments import Block, Line, Segment, map_texts, separator

__all__ = ["CHROME_NOISES"]

Blocks = tuple[Block, ...]

_TOP = (
    "首页 > 政府信息公开 > 政府信息公开年报",
    "当前位置：首页 / 政务公开 / 法定主动公开内容 / 年度报告",
    "您的位置: 首页>>信息公开>>年报",
    "字体：【大 中 小】",
    "字号：大 中 小 打印 关闭",
    "打印本页 关闭窗口 分享到：",
    "微信 微博 QQ空间",
    "浏览次数：{n}",
    "无障碍浏览 | 长者模式 | 繁体",
    "登录 | 注册 | 手机版",
    "来源：本站 阅读量：{n} 次",
    "-->",
)
_FOOT = (
    "扫一扫在手机打开当前页",
    "附件下载",
    "上一篇：关于调整办公时间的公告",
    "下一篇：没有了",
    "相关链接：--请选择--",
    "主办单位：网站管理中心 版权所有",
    "网站标识码：{n}",
    "【打印】【关闭】",
    "分享到: 微信 微博",
    "联系我们 | 网站地图 | 关于本站",
)
_SPAM = ("全站APP官网登录下载", "体育平台,在线娱乐", "真人电子平台入口", "彩票游戏首页(中国)有限公司", "官方网站最新版")


def _furniture(dice: Dice, words: str) -> Line:
    return (Segment(words.format(n=dice.integer(10, 99999)), "furniture"),)


def _agency(blocks: Blocks) -> str | None:
    return next((s.text for b in blocks for line in b.lines for s in line if s.label == "agency"), None)


def _year(blocks: Blocks) -> int | None:
    text = next((s.text for b in blocks for line in b.lines for s in line if s.label == "year"), "")
    return int(text) if text.isascii() and text.isdigit() else None


def navigation(dice: Dice, blocks: Blocks) -> Blocks:
    """Lines of the site above the report."""
    lines = tuple(_furniture(dice, words) for words in dice.sample(_TOP, dice.integer(1, 5)))
    return (Block("chrome", lines), *blocks)


def page_foot(dice: Dice, blocks: Blocks) -> Blocks:
    """Lines of the site below the report."""
    lines = tuple(_furniture(dice, words) for words in dice.sample(_FOOT, dice.integer(1, 4)))
    return (*blocks, Block("chrome", lines, None, 6))


def metadata(dice: Dice, blocks: Blocks) -> Blocks:
    """Fields of the site's catalogue; the date is of the year after, or of the one after that."""
    agency, year = _agency(blocks), _year(blocks)
    if agency is None or year is None:
        return blocks
    date = f"{year + dice.weighted(((1, 9.0), (2, 1.0)))}-{dice.integer(1, 3):02d}-{dice.integer(1, 28):02d}"
    fields: list[tuple[str, Segment]] = [
        (
            dice.pick(("索 引 号", "索引号")),
            Segment(f"{dice.integer(10**7, 10**8 - 1)}/{year + 1}-{dice.integer(1, 99999):05d}", "furniture"),
        ),
        (dice.pick(("发布机构", "发文机关", "信息来源")), Segment(agency, "agency")),
        (dice.pick(("发布日期", "成文日期", "发文日期", "日期")), Segment(date, "furniture")),
        ("文 号", Segment(dice.pick(("无〔〕号", "无")), "furniture")),
        ("主题分类", Segment("政务公开/年报", "furniture")),
    ]
    chosen = dice.sample(fields, dice.integer(2, 5))
    mark = dice.pick((":", "：", " | ", "\t", "： "))
    lines: list[Line] = [(Segment(name, "furniture"), separator(mark), value) for name, value in chosen]
    if dice.chance(0.3):
        between = separator(dice.pick((" | ", "\t", "  ")))
        row: list[Segment] = []
        for line in lines:
            row += [between, *line] if row else line
        lines = [tuple(row)]
    return (Block("chrome", tuple(lines)), *blocks)


def second_title(dice: Dice, blocks: Blocks) -> Blocks:
    """The title once more above the report, in other words, as the head of the page."""
    agency, year = _agency(blocks), _year(blocks)
    if agency is None or year is None:
        return blocks
    words = dice.pick(
        ("年政府信息公开年度报告", "年度信息公开年报", "年政府信息公开工作年度报告", "年度政务公开工作报告")
    )
    line = (Segment(agency, "agency"), Segment(str(year), "year"), Segment(words, "title"))
    return (Block("title", (line,)), *blocks)


def date_line(dice: Dice, blocks: Blocks) -> Blocks:
    """A date of publication below the title."""
    year = _year(blocks)
    at = next((n for n, block in enumerate(blocks) if block.kind == "title"), None)
    if year is None or at is None:
        return blocks
    words = dice.pick(("发布时间：{}", "时间：{} 来源：本站", "{}", "发布日期: {} 浏览次数: 88", "（{}）"))
    date = f"{year + 1}{dice.pick(('-01-', '年1月', '.1.', '/01/'))}{dice.integer(10, 29)}"
    block = Block("chrome", ((Segment(words.format(date), "furniture"),),))
    return (*blocks[: at + 1], block, *blocks[at + 1 :])


def hijack(dice: Dice, blocks: Blocks) -> Blocks:
    """A mirror that puts words of its own in the place of the names."""
    agency = _agency(blocks)
    if agency is None:
        return blocks
    spam = dice.pick(_SPAM)
    share = dice.pick((1.0, 0.5))
    out: list[Block] = []
    for block in blocks:
        lines: list[Line] = []
        for line in block.lines:
            changed = tuple(
                Segment(spam) if s.label == "agency" and block.kind != "title" and dice.chance(share) else s
                for s in line
            )
            lines.append(map_texts(changed, {"印发": "在线" + spam}) if dice.chance(0.3) else changed)
        out.append(replace(block, lines=tuple(lines)) if lines else block)
    return tuple(out)


def cover(dice: Dice, blocks: Blocks) -> Blocks:
    """A cover: agency and date on lines of their own."""
    agency, year = _agency(blocks), _year(blocks)
    if agency is None or year is None:
        return blocks
    lines: tuple[Line, ...] = ((Segment(agency, "agency"),), (Segment(f"{year + 1}年{dice.integer(1, 3)}月"),))
    at = next((n for n, block in enumerate(blocks) if block.kind == "title"), -1)
    return (*blocks[: at + 1], Block("signature", lines), *blocks[at + 1 :])


def names_damaged(dice: Dice, blocks: Blocks) -> Blocks:
    """The name with a space inside, its last part doubled, or its first part gone."""
    agency = _agency(blocks)
    if agency is None or len(agency) < 5:
        return blocks
    kind = dice.pick(("space", "doubled", "cut"))
    at = next((n + 1 for n, sign in enumerate(agency[:-2]) if sign in "省市县区州旗镇乡"), 2)
    changed = {
        "space": f"{agency[:at]} {agency[at:]}",
        "doubled": f"{agency[:at]}{agency[at - 1 :]}",
        "cut": agency[at:] if len(agency) - at > 2 else agency,
    }[kind]
    only_title = dice.chance(0.5)

    def line(old: Line, block: Block) -> Line:
        if only_title and block.kind != "title":
            return old
        return tuple([s._replace(text=changed) if s.label == "agency" and s.text == agency else s for s in old])

    return tuple([replace(block, lines=tuple([line(old, block) for old in block.lines])) for block in blocks])


def nameless(dice: Dice, blocks: Blocks) -> Blocks:
    """The agency named nowhere but in its own words, or nowhere but in one place."""
    kept = dice.pick(("none", "none", "title", "signature"))
    itself = dice.pick(("我镇", "我局", "我街", "本单位", "我旗", "我校"))
    out: list[Block] = []
    for block in blocks:
        if block.kind == kept or not block.lines:
            out.append(block)
            continue
        gone = "" if block.kind in ("title", "signature") else itself
        lines = tuple(tuple(Segment(gone) if s.label == "agency" else s for s in line) for line in block.lines)
        out.append(replace(block, lines=lines))
    return tuple(out)


CHROME_NOISES: tuple[Noise[Blocks], ...] = (
    Noise(names_damaged, (0.04, 0.06, 0.08)),
    Noise(nameless, (0.03, 0.06, 0.08)),
    Noise(cover, (0.03, 0.06, 0.08)),
    Noise(date_line, (0.12, 0.15, 0.15)),
    Noise(second_title, (0.06, 0.08, 0.10)),
    Noise(metadata, (0.10, 0.15, 0.15)),
    Noise(navigation, (0.15, 0.20, 0.25)),
    Noise(page_foot, (0.12, 0.18, 0.20)),
    Noise(hijack, (0.01, 0.04, 0.06)),
)
