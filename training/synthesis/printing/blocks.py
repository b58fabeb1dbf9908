"""The blocks of a document: order of sections and tables, the page around them, and fragments of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from training.synthesis.dice import Dice
from training.synthesis.noise import chrome, headings
from training.synthesis.printing.matrix import Matrix, grid_to_matrix, matrix_to_grid
from training.synthesis.segments import Block, Grid, Line, Segment

__all__ = ["CHROME", "FRAGMENTS", "ORDERS", "tables_alone"]

Blocks = tuple[Block, ...]
Change = Callable[[Dice, Blocks], Blocks]

_MENU = (
    *("首页", "政务公开", "政府信息公开", "政府信息公开指南", "政府信息公开制度", "法定主动公开内容"),
    *("政府信息公开年报", "依申请公开", "政策文件", "政策解读", "机构职能", "领导之窗", "人事信息"),
    *("财政资金", "重大项目", "公共资源配置", "建议提案办理", "办事服务", "互动交流", "网上调查"),
    *("新闻中心", "通知公告", "走进本地", "数据开放", "便民查询", "专题专栏", "无障碍", "长者模式", "繁体"),
    *("登录", "注册", "微信", "微博", "网站地图", "收藏本站", "设为首页", "您现在的位置", "正文", "返回顶部"),
)
_FEET = (
    *("上一篇：", "下一篇：", "打印本页", "关闭窗口", "分享到", "扫一扫在手机打开当前页", "主办单位", "承办单位"),
    *("网站标识码 1100000000", "ICP备00000000号-1", "公网安备 00000000000000号", "联系电话：010-00000000"),
    *("地址：人民路1号", "邮编：100000", "版权所有", "技术支持", "网站地图", "关于我们", "隐私声明"),
)
_CAPTIONS = ("附表：", "附件：统计表", "附：相关数据统计表", "附表{n}")


def _unchanged(dice: Dice, blocks: Blocks) -> Blocks:
    return blocks


# ---------------------------------------------------------------------------------------------------------------------
# Order


def _tables_aside(first: bool) -> Change:
    def move(dice: Dice, blocks: Blocks) -> Blocks:
        tables = [block for block in blocks if block.grid is not None]
        others = [block for block in blocks if block.grid is None]
        caption = dice.pick(_CAPTIONS)
        moved: list[Block] = []
        for number, table in enumerate(tables, 1):
            if "{n}" in caption or number == 1:
                moved.append(Block("note", ((Segment(caption.format(n=number)),),), None, table.section))
            moved.append(table)
        at = next((n + 1 for n, block in enumerate(others) if block.kind == "title"), 0) if first else len(others)
        return (*others[:at], *moved, *others[at:])

    return move


def _tables_reversed(dice: Dice, blocks: Blocks) -> Blocks:
    tables = [block for block in blocks if block.grid is not None]
    return tuple(tables.pop() if block.grid is not None else block for block in blocks)


def _disputes_first(dice: Dice, blocks: Blocks) -> Blocks:
    fourth = [block for block in blocks if block.section == 4]
    others = [block for block in blocks if block.section != 4]
    at = next((n for n, block in enumerate(others) if block.section >= 2), len(others))
    return (*others[:at], *fourth, *others[at:])


ORDERS: Mapping[str, Change] = {
    "standard": _unchanged,
    "tables_last": _tables_aside(first=False),
    "tables_first": _tables_aside(first=True),
    "sections_shuffled": headings.sections_shuffled,
    "tables_reversed": _tables_reversed,
    "disputes_first": _disputes_first,
}


# ---------------------------------------------------------------------------------------------------------------------
# The page around


def _furniture(text: str) -> Line:
    return (Segment(text, "furniture"),)


def _site(dice: Dice, blocks: Blocks) -> Blocks:
    """The navigation of a site on one line: a word after another, some of them links to other years."""
    words = [dice.pick(_MENU) for _ in range(dice.integer(12, 60))]
    if dice.chance(0.5):
        at = dice.integer(0, len(words))
        words[at:at] = [f"{dice.integer(2009, 2025)}年" for _ in range(dice.integer(2, 8))]
    between = dice.pick((" ", " ", "  ", " | ", " > "))
    return (Block("chrome", (_furniture(between.join(words)),)), *blocks)


def _site_foot(dice: Dice, blocks: Blocks) -> Blocks:
    words = dice.shuffled(_FEET)[: dice.integer(4, 12)]
    return (*blocks, Block("chrome", (_furniture(dice.pick((" ", "  ", " | ")).join(words)),), None, 6))


def _sidebar(dice: Dice, blocks: Blocks) -> Blocks:
    """A column of links beside the text, a link a line."""
    lines = tuple(_furniture(("· " if dice.chance(0.5) else "") + word) for word in dice.shuffled(_MENU)[:14])
    at = dice.integer(0, len(blocks))
    return (*blocks[:at], Block("chrome", lines), *blocks[at:])


def _breadcrumb_rows(dice: Dice, blocks: Blocks) -> Blocks:
    """Navigation as rows of a table."""
    rows = []
    for _ in range(dice.integer(2, 5)):
        rows.append(_furniture("|".join([dice.pick(_MENU) for _ in range(dice.integer(3, 7))])))
    return (Block("chrome", tuple(rows)), *blocks)


def _several(*changes: Change) -> Change:
    def change(dice: Dice, blocks: Blocks) -> Blocks:
        for each in changes:
            blocks = each(dice, blocks)
        return blocks

    return change


CHROME: Mapping[str, Change] = {
    "none": _unchanged,
    "top": chrome.navigation,
    "foot": chrome.page_foot,
    "metadata": chrome.metadata,
    "titles": _several(chrome.second_title, chrome.date_line),
    "site": _site,
    "site_and_foot": _several(_site, _site_foot),
    "sidebar": _sidebar,
    "breadcrumb_rows": _breadcrumb_rows,
}


# ---------------------------------------------------------------------------------------------------------------------
# Fragments


def _cut(block: Block, first: int, end: int) -> Block:
    """A table with some of its rows."""
    assert block.grid is not None
    return replace(block, grid=_rows(grid_to_matrix(block.grid), range(first, end)))


def _rows(matrix: Matrix, rows: Sequence[int]) -> Grid:
    return matrix_to_grid(matrix.with_rows(rows))


def _tables(blocks: Blocks) -> list[int]:
    return [number for number, block in enumerate(blocks) if block.grid is not None]


def _table(dice: Dice, blocks: Blocks) -> Blocks:
    """One table, with or without its heading."""
    tables = _tables(blocks)
    if not tables:
        return blocks
    at = dice.pick(tables)
    headed = at and blocks[at - 1].kind == "heading" and dice.chance(0.4)
    return blocks[at - 1 : at + 1] if headed else blocks[at : at + 1]


def _some_rows(dice: Dice, blocks: Blocks, most: int) -> Blocks:
    tables = _tables(blocks)
    if not tables:
        return blocks
    block = blocks[dice.pick(tables)]
    assert block.grid is not None
    matrix = grid_to_matrix(block.grid)
    figures = matrix.figure_rows()
    if not figures:
        return (block,)
    at = dice.integer(0, len(figures) - 1)
    chosen = list(range(figures[at], figures[min(len(figures) - 1, at + dice.integer(0, most - 1))] + 1))
    if block.grid.table == "disclosure" and dice.chance(0.8):
        heads = [y for y in range(figures[at]) if y not in figures][-2:]
        chosen = [*heads, *chosen]
    elif block.grid.table == "disputes" or dice.chance(0.6):
        chosen = [*range(figures[0]), *chosen]
    return (replace(block, grid=_rows(matrix, chosen)),)


def _page(dice: Dice, blocks: Blocks) -> Blocks:
    """What stands on one page: some blocks, the first and the last of them cut where they are tables."""
    tables = _tables(blocks)
    if not tables:
        return blocks
    at = dice.pick(tables)
    first, end = max(0, at - dice.integer(0, 4)), min(len(blocks), at + 1 + dice.integer(0, 5))
    page = list(blocks[first:end])
    block = blocks[at]
    assert block.grid is not None
    height = len(block.grid.rows)
    if height > 6:
        if dice.chance(0.5):
            page = page[at - first :]
            page[0] = _cut(block, dice.integer(1, height // 2), height)
        elif dice.chance(0.6):
            page = page[: at - first + 1]
            page[-1] = _cut(block, 0, dice.integer(height // 2, height - 1))
    return tuple(page)


FRAGMENTS: Mapping[str, Change] = {
    "page": _page,
    "table": _table,
    "rows": lambda dice, blocks: _some_rows(dice, blocks, 7),
    "row": lambda dice, blocks: _some_rows(dice, blocks, 1),
}


def tables_alone(dice: Dice, blocks: Blocks, year: int) -> Blocks:
    """The tables of a report as another carries them behind its own."""
    words = dice.pick(("附：{}年度政府信息公开统计表", "附件 {}年统计数据", "{}年政府信息公开情况统计表"))
    caption = Block("note", ((Segment(words.format(year)),),), None, 6)
    kept = [
        block for block in blocks if block.grid is not None or (block.kind == "heading" and block.section in (2, 3, 4))
    ]
    if dice.chance(0.5):
        kept = [block for block in kept if block.grid is not None]
    return (caption, *kept)
