"""What stands on the page and is not the report: page numbers, navigation, metadata of the site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["is_page_number", "is_page_text", "running_heads"]

_DASH = r"[-—–－―─]"
_PAGE_NUMBER = re.compile(
    rf"\s*+(?:{_DASH}{{1,2}}\s*+\d{{1,3}}\s*+{_DASH}{{1,2}}"  # a number between dashes; between none it may be a figure
    r"|第\s*+\d{1,3}\s*+页\s*+[,，/]?\s*+(?:共\s*+\d{1,3}\s*+页)?|[Pp]age\s*+\d{1,3}(?:\s*+(?:of|/)\s*+\d{1,3})?)\s*+"
)
_PAGE_TEXT = re.compile(
    r"当前位置|您(?:当前)?(?:所在)?的?位置|首\s*页\s*[>＞»]|字体[:：]|字号|打\s*印|关闭窗口|分享到|分享[:：]|扫一扫|浏览次数|点击数|点击率|访问量"
    r"|无障碍|关怀版|登录\s*[|｜]|附件下载|上一篇|下一篇|主办单位|网站标识码|公网安备|ICP备|版权所有|背景色"
    r"|索\s*引\s*号|发布机构|发文机关|文\s*号\s*[|｜:：]|主\s*题\s*词|发布日期|发文日期|成文日期|信息来源|公开方式|内容概述"
)
_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_MAX_HEAD = 40  # characters of a running head; the name of an agency and of its report have about 30
_MAX_PAGE_TEXT = 120  # characters; a longer line is prose that happens to hold such a word


def is_page_number(text: str) -> bool:
    """A line that holds the number of a page and nothing else."""
    return bool(_PAGE_NUMBER.fullmatch(text))


def is_page_text(text: str) -> bool:
    """A line of navigation or metadata."""
    return len(text) <= _MAX_PAGE_TEXT and bool(_PAGE_TEXT.search(text))


def running_heads(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines that are printed on every page: the same words above or below several page numbers."""
    nonempty = [number for number, line in enumerate(lines) if line.strip()]
    beside: dict[str, list[int]] = {}
    for place, number in enumerate(nonempty):
        if not is_page_number(lines[number]):
            continue
        for at in (place - 1, place + 1):
            if 0 <= at < len(nonempty) and _LETTERS.search(lines[nonempty[at]]):
                beside.setdefault("".join(lines[nonempty[at]].split()), []).append(nonempty[at])
    repeated = Counter({words: len(set(places)) for words, places in beside.items()})
    return {at for words, times in repeated.items() if times > 1 and len(words) <= _MAX_HEAD for at in beside[words]}
