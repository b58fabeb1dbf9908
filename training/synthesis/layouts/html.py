"""Layouts of web pages: plain tables, a page of a site, word-processor markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import Layout
from training.synthesis.segments import Block, Grid, GridCell, Line, Segment, cut_segment, separator

__all__ = ["HTML"]

Dress = Callable[[Line], Line]

_MENU = ("首页", "政府信息公开", "政务公开", "办事服务", "互动交流", "走进本地", "新闻中心", "无障碍", "繁体")
_FOOT = ("主办单位：网站管理中心", "网站标识码：0000000000", "版权所有", "网站地图", "联系我们")


def html_page(dice: Dice, blocks: Sequence[Block], *, site: bool = False) -> list[Line]:
    """Paragraphs and true tables; ``site``: within the page of a site."""
    blank = dice.pick(("", "&nbsp;", "<br>", " ", "&#160;"))
    inner = dice.pick(("{}", "<p>{}</p>", '<p align="center">{}</p>', "<span>{}</span>", "<p><span>{}</span></p>"))
    attributes = dice.pick(
        ("", ' style="width:90px;"', ' width="64" nowrap="nowrap"', ' class="et3"', ' valign="center"')
    )
    opened, _, closed = inner.partition("{}")

    def cell_to_line(cell: GridCell) -> Line:
        spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
            f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        )
        start, end = separator(f"<td{attributes}{spans}>{opened}"), separator(f"{closed}</td>")
        if any(segment.text for segment in cell.content):
            return (start, *_escaped(cell.content), end)
        return (start, *cell.content, separator(blank), end)

    return _page(dice, blocks, cell_to_line, _escaped, site)


def html_word(dice: Dice, blocks: Sequence[Block], *, site: bool = False) -> list[Line]:
    """What a word processor saves: classes, ``o:p``, runs of one character."""
    style = dice.pick(
        (
            "font-family:仿宋_GB2312;mso-hansi-font-family:仿宋",
            "font-size:12.0pt",
            "mso-spacerun:'yes';font-size:10.5pt",
        )
    )
    share = dice.between(0.1, 0.6)
    blank = dice.pick(("<o:p>&nbsp;</o:p>", "<o:p></o:p>", "<o:p> </o:p>", "&nbsp;"))
    start, end = f'<span style="{style}">', "</span>"

    def dress(line: Line) -> Line:
        out: list[Segment] = [separator(start)]
        for segment in _escaped(line):
            rest = segment
            if segment.label != "figure" and len(segment.text) < 60 and "&" not in segment.text:
                while len(rest.text) > 1 and dice.chance(share):
                    piece, rest = cut_segment(rest, 1)
                    out += [piece, separator(end + start)]
            out.append(rest)
        out.append(separator(end))
        return tuple(out)

    def cell_to_line(cell: GridCell) -> Line:
        spans = (f" rowspan={cell.rowspan}" if cell.rowspan > 1 else "") + (
            f" colspan={cell.colspan}" if cell.colspan > 1 else ""
        )
        opened, closed = separator(f"<td{spans}><p class=MsoNormal>"), separator("<o:p></o:p></p></td>")
        if any(segment.text for segment in cell.content):
            return (opened, *dress(cell.content), closed)
        return (opened, *cell.content, separator(blank), closed)

    return _page(dice, blocks, cell_to_line, dress, site)


def _escaped(line: Line) -> Line:
    return tuple([s._replace(text=escape(s.text, quote=False)) if s.label != "separator" else s for s in line])


def _page(
    dice: Dice, blocks: Sequence[Block], cell_to_line: Callable[[GridCell], Line], dress: Dress, site: bool
) -> list[Line]:
    tags = {"title": ("<h1>", "</h1>") if dice.chance(0.5) else ('<p align="center">', "</p>")}
    if dice.chance(0.2):
        tags |= {"heading": ("<h2>", "</h2>"), "subheading": ("<h3>", "</h3>")}
    body: list[Line] = []
    for block in blocks:
        if block.grid is not None:
            body += _table(block.grid, cell_to_line)
            continue
        opened, closed = tags.get(block.kind, ("<p>", "</p>"))
        body += [(separator(opened), *dress(line), separator(closed)) for line in block.lines]
    title = next((block for block in blocks if block.kind == "title"), None)
    head = separator("<!DOCTYPE html><html><head><meta charset='utf-8'><title>年度报告</title></head><body>")
    lines: list[Line] = [(head,)]
    if site:
        menu = dice.shuffled(_MENU)[: dice.integer(3, 8)]
        lines += [(separator("<div class='nav'><ul>"),)]
        lines += [(separator("<li><a href='#'>"), Segment(word, "furniture"), separator("</a></li>")) for word in menu]
        lines += [(separator("</ul></div><script>var n = 1 < 2;</script><style>.a{color:red}</style><div id='zoom'>"),)]
    lines += body
    if site:
        lines += [(separator("</div><div class='foot'>"),)]
        lines += [(separator("<p>"), Segment(word, "furniture"), separator("</p>")) for word in dice.sample(_FOOT, 3)]
    lines.append((separator("</div></body></html>" if site else "</body></html>"),))
    return lines if title is not None or site else lines[1:-1]


def _table(grid: Grid, cell_to_line: Callable[[GridCell], Line]) -> list[Line]:
    lines: list[Line] = [(separator('<table border="1" cellspacing="0"><tbody>'),)]
    for row in grid.rows:
        line: list[Segment] = [separator("<tr>")]
        for cell in row:
            line += cell_to_line(cell)
        line.append(separator("</tr>"))
        lines.append(tuple(line))
    lines.append((separator("</tbody></table>"),))
    return lines


HTML = (
    Layout("html_table", html_page, (2.0, 1.5, 1.2, 1.0), "html", ".html"),
    Layout("html_site", partial(html_page, site=True), (0.5, 1.5, 1.2, 1.0), "html", ".html"),
    Layout("html_word", html_word, (0.5, 1.0, 1.0, 1.0), "html", ".html"),
    Layout("html_word_site", partial(html_word, site=True), (0.0, 0.5, 0.5, 0.5), "html", ".html"),
)
