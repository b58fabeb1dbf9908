"""Content: figures and prose to the blocks of a report, in the order that the form prescribes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from training.synthesis.dice import Dice
from training.synthesis.figures import Figures
from training.synthesis.forms import Wording, figures_to_grids
from training.synthesis.names import Agency
from training.synthesis.prose import Writer, grammar, merged
from training.synthesis.segments import Block, Grid, Line, Part, Segment

__all__ = ["CHINESE_NUMBERS", "numbered", "title_lines", "write_report"]

CHINESE_NUMBERS = "一二三四五六七八九十"

# How titles name agency and year; a bar breaks the line.
_TITLES = (
    ("{agency}{year}年政府信息公开工作年度报告", 8.0),
    ("{agency}|{year}年政府信息公开工作年度报告", 3.0),
    ("{agency}{year}年度政府信息公开工作年度报告", 2.0),
    ("{year}年{agency}政府信息公开工作年度报告", 1.5),
    ("{year}年度{agency}政府信息公开工作年度报告", 1.0),
    ("{agency}关于{year}年政府信息公开工作的年度报告", 0.6),
    ("{agency}政府信息公开工作年度报告（{year}年）", 0.8),
    ("{agency}政府信息公开工作|{year}年度报告", 0.6),
    ("{agency}{year}年度政府信息公开年度报告", 0.8),
    ("{agency}{year}年信息公开工作年度报告", 0.5),
)
_TABLE_SECTIONS = {2: "disclosure", 3: "requests", 4: "disputes"}
_OVERVIEW = ("disclosure", "requests", "management", "platform", "supervision")


def numbered(number: int, words: str, mark: str = "、") -> str:
    """``一、总体情况``."""
    return f"{CHINESE_NUMBERS[number - 1]}{mark}{words}"


def title_lines(template: str, agency: str, year: int) -> tuple[Line, ...]:
    """A title; what is left of it besides agency and year is tagged as title, in pieces."""
    lines: list[list[Segment]] = [[]]
    part: Part = "head"
    for piece in template.replace("{", "\0{").replace("}", "\0").replace("|", "\0|\0").split("\0"):
        if piece == "|":
            lines.append([])
        elif piece == "{agency":
            lines[-1].append(Segment(agency, "agency"))
        elif piece == "{year":
            lines[-1].append(Segment(str(year), "year"))
        elif piece:
            lines[-1].append(Segment(piece, "title", part))
            part = "tail"
    pieces = [segment for line in lines for segment in line if segment.label == "title"]
    if len(pieces) == 1:
        lines = [[s._replace(part="whole") if s.label == "title" else s for s in line] for line in lines]
    return tuple([tuple(line) for line in lines])


def write_report(dice: Dice, agency: Agency, figures: Figures, wording: Wording) -> tuple[Block, ...]:
    """The blocks of one report."""
    writer = Writer(dice, agency, figures)
    length = dice.weighted(((0.3, 2.0), (1.0, 5.0), (3.0, 1.5)))  # reports run from one page to thirty
    grids = figures_to_grids(figures, wording)
    blocks = [Block("title", title_lines(dice.weighted(_TITLES), agency.short, figures.year))]
    blocks += _opening(dice, writer)
    for number in range(1, 7):
        blocks.append(
            Block("heading", ((Segment(numbered(number, wording[f"section:{number}"]), f"section:{number}"),),))
        )
        name = _TABLE_SECTIONS.get(number)
        if name is None:
            body: Iterator[Block] = _prose_section(dice, writer, number, length)
        else:
            body = _table_section(dice, writer, name, grids)
        blocks += body
    if dice.chance(0.4):
        blocks += _signature(dice, agency, figures.year)
    section = 0
    placed = []
    for block in blocks:
        section += block.kind == "heading"
        placed.append(Block(block.kind, block.lines, block.grid, section))
    return tuple(placed)


def _opening(dice: Dice, writer: Writer) -> Iterator[Block]:
    line = list(writer.some("opening"))
    if dice.chance(0.4):
        line += writer.some("contents")
    if dice.chance(0.7):
        line += writer.some("period")
    if dice.chance(0.4):
        line += writer.some("electronic")
    if dice.chance(0.6):
        line += writer.some("contact")
    if dice.chance(0.92):
        yield Block("paragraph", (merged(line),))


def _subheading(dice: Dice, number: int, topic: str, marks: tuple[str, str]) -> Segment:
    words = dice.pick(grammar()["subheadings"][topic])
    return Segment(f"{marks[0]}{CHINESE_NUMBERS[number - 1]}{marks[1]}{words}", "subheading")


def _prose_section(dice: Dice, writer: Writer, number: int, length: float) -> Iterator[Block]:
    if number == 6:
        yield Block("paragraph", (writer.several("others", 1 if dice.chance(0.7) else dice.integer(2, 4)),))
        return
    topics: tuple[str, ...] = _OVERVIEW if number == 1 else ("problems", "improvements")
    if number == 1 and dice.chance(0.8):
        yield Block("paragraph", (writer.several("overview", max(1, int(length * dice.integer(1, 4)))),))
    split = dice.chance(0.6)
    run_in = dice.chance(0.4)
    if number == 1 and dice.chance(0.4):
        topics = tuple(dice.shuffled(topics)[: dice.integer(1, 5)])
    for at, topic in enumerate(topics, 1):
        line = writer.several(topic, max(1, int(length * dice.integer(1, 4))))
        if not split:
            yield Block("paragraph", (line,))
            continue
        head = _subheading(dice, at, topic, ("（", "）"))
        if run_in:
            stop = dice.pick(("。", "。", "：", "。　"))
            yield Block("paragraph", ((head, *merged([Segment(stop), *line])),))
        else:
            yield Block("subheading", ((head,),))
            yield Block("paragraph", (line,))


def _table_section(dice: Dice, writer: Writer, name: str, grids: Mapping[str, Grid]) -> Iterator[Block]:
    if dice.chance(0.25):
        yield Block("paragraph", (writer.some(f"lead_{name}"),))
    grid = grids.get(name)
    if grid is not None:
        yield Block("table", grid=grid)


def _signature(dice: Dice, agency: Agency, year: int) -> Iterator[Block]:
    date = f"{year + 1}年{dice.integer(1, 3)}月{dice.integer(1, 28)}日"
    yield Block("signature", ((Segment(agency.full, "agency"),), (Segment(date),)))
