"""Name of an agency to its structure: the places it stands in, largest first, and what it is there.

``江苏省淮安市洪泽区教育局`` is 教育局 in 江苏省 › 淮安市 › 洪泽区. Only the structure of Chinese administrative names
is known here (省 市 县 区 镇 …), no list of places. Where a name can be cut in several ways, the cut that leaves no
sign of a place over is taken. A bad cut keeps spellings apart that belong together rather than the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gkml.caching import remembers_short_texts
from gkml.folding import fold

__all__ = ["Name", "read_name"]


@dataclass(frozen=True, slots=True)
class Name:
    """The structure of a name.

    Attributes:
        text: the name folded: simplified characters, no spaces, no punctuation.
        places: from the largest place to the one that the agency belongs to; empty for national bodies.
        body: what the agency is there; empty for the government of the place or its office, however it is called.
    """

    text: str
    places: tuple[str, ...]
    body: str

    @property
    def core(self) -> tuple[str, str]:
        """What two spellings of one agency share: its own place and its body."""
        return (self.places[-1] if self.places else "", self.body)

    @property
    def above(self) -> tuple[str, ...]:
        """The places in front of its own, which spellings may leave out."""
        return self.places[:-1]


# ``我局``, ``本机关``, ``全县``, ``县教育局``: whoever speaks; 本溪市 and 全州县 are places.
_SPEAKER = re.compile(r"[我该各其县]|本(?![溪])|全(?!州县|南县|椒县)(?=[省市县区州旗乡镇街局])")
# Signs of a place that are none in these words. 城市 is no place behind another one (淮安市城市管理局), but 盐城市 is.
_NO_SIGN = re.compile(
    r"城乡(?=建设|规划|管理|和|居民|社区)|乡村(?=振兴|建设|发展|旅游)|乡镇|城镇(?!人民政府|政府|$)|市场|"
    r"(?:(?<=[市县区州盟旗和])|^)城市|市政(?=管理|公用|工程|设施|园林|建设|养护)|市容(?!城)|市民(?=服务|中心|热线)|"
    r"[省市县区][级直]|区域|社区|联盟"
)
_SIGN = re.compile(r"街道|苏木|[省市县区州盟旗乡镇]")
# No word of it is made of others (新城, 经济开发): a name could be cut in any number of ways.
# Kinds of places that are found in every other county: what stands before them belongs to their name.
_COMMON = re.compile(
    r"(?:国家级?|省级|市级)?(?:[城矿郊新园老特地各某]|市?辖|高新(?:技术)?|经开|开发|经济(?:技术)?|工业|产业(?:集聚)?|科技"
    r"|(?:综合)?保税|管理|示范|(?:旅游)?度假|风景(?:名胜)?|自治|自由贸易|试验|实验|合作|临空|临港|循环经济|生态)+"
)
_SHORTEST = {"州": 2, "街道": 2, "苏木": 2}  # 杭州海关 is not in a prefecture called 杭
# Levels of places, and those that may stand in one of the same level (a county-level 市 in a 市, a zone in a district).
_LEVELS = {"省": 0, "市": 1, "州": 1, "盟": 1, "县": 2, "旗": 2, "区": 2, "镇": 3, "乡": 3, "街道": 3, "苏木": 3}
_IN_ITS_LIKE = {"市", "区"}
_MOST_SIGNS = 12  # a name has four or five; the number of ways to cut it doubles with each
_NOT_IN_A_PLACE = re.compile(r"[局厅署]|委员会|[a-z0-9]")
_GOVERNMENT = re.compile(
    r"(?:人民政府|政府)?(?:办公[室厅])?|街道办事处|办事处|街道办|(?:管理委员会|管委会)(?:办公室)?|人民政府办事处|行政公署"
)
_NATIONAL = re.compile(r"国家|中国|中华|全国|国务院|最高人民")
_MOST = 60  # characters of a name; what is longer is a sentence


def read_name(agency: str | None) -> Name | None:
    """The structure of an agency's name; None where it names no particular one (``我局``, ``县教育局``, ``教育局``)."""
    return _read(agency or "")


@remembers_short_texts(megabytes=32)
def _read(agency: str) -> Name | None:
    text = fold(agency)
    if not 2 <= len(text) <= _MOST or _SPEAKER.match(text):
        return None
    places, body = _cut(text)
    if places:
        return Name(text, places, "" if _GOVERNMENT.fullmatch(body) else body)
    return Name(text, (), text) if _NATIONAL.match(text) else None


def _cut(text: str) -> tuple[tuple[str, ...], str]:
    """Places and the rest: as few signs of a place left over as can be, then as many places, then the likelier ones."""
    hidden = {at for match in _NO_SIGN.finditer(text) for at in range(*match.span())}
    signs = [match.span() for match in _SIGN.finditer(text) if match.start() not in hidden]
    best: tuple[tuple[int, ...], tuple[str, ...], str] = ((len(signs), 0, 0, 0), (), text)
    for ends in _ways(text, signs[:_MOST_SIGNS], 0, -1):
        places = tuple(text[a:b] for a, b in zip((0, *ends), ends, strict=False))
        left = sum(start >= ends[-1] for start, _ in signs)
        # 津市市 and not 津市; 景德镇市 › 浮梁县 and not 景德镇 › 市浮梁县
        unlikely = sum(len(place) == 2 for place in places), sum(_SIGN.match(place) is not None for place in places)
        cost = (left, -len(places), *unlikely)
        if cost < best[0]:  # of equal ones the first, whose places are the shortest
            best = (cost, places, text[ends[-1] :])
    return best[1], best[2]


def _ways(text: str, signs: list[tuple[int, int]], start: int, above: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut places off the front, as the offsets at which they end; ``above`` is the level cut last."""
    for number, (sign, end) in enumerate(signs):
        stem, kind = text[start:sign], text[sign:end]
        if _NOT_IN_A_PLACE.search(stem):
            return
        level = 0 if stem.endswith("自治") and kind == "区" else _LEVELS[kind]
        if level < above or (level == above and kind not in _IN_ITS_LIKE):
            continue
        if len(stem) >= _SHORTEST.get(kind, 1) and not _COMMON.fullmatch(stem):
            yield (end,)
            for rest in _ways(text, signs[number + 1 :], end, level):
                yield (end, *rest)
