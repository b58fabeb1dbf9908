"""Dresses of pages: by their elements, by their style, by a style sheet, by what is not text."""

from __future__ import annotations

from tests.readers.dressed.worn import TOKEN, Worn, filled, shown_of
from tests.readers.printed import PrintedReport
from tests.readers.producers import report_to_html

__all__ = ["DRESSES", "write"]

_UNSEEN_STYLES = {
    "display": "display:none",
    "visibility": "visibility:hidden",
    "clear": "opacity:0",
    "white": "color:#fff",
    "nearly white": "color:rgb(252,252,252)",
    "transparent": "color:transparent",
    "filled clear": "-webkit-text-fill-color:transparent",
    "ground coloured": "color:#789;background:#789",
    "of no size": "font-size:0",
    "of one pixel": "font-size:1px",
    "off the page": "position:absolute;left:-9999px",
    "above the page": "position:absolute;top:-999em",
    "moved away": "transform:translateX(-9999px)",
    "scaled away": "transform:scale(0)",
    "clipped": "position:absolute;clip:rect(0,0,0,0)",
    "clipped by path": "clip-path:inset(100%)",
    "of no width": "display:inline-block;width:0;overflow:hidden",
    "of no height": "display:block;max-height:0;overflow:hidden",
    "indented away": "display:inline-block;text-indent:-9999px;width:9px;overflow:hidden",
    "filtered": "filter:opacity(0)",
    "masked": "mask-image:linear-gradient(transparent,transparent)",
    "not visited": "content-visibility:hidden",
    "struck": "text-decoration:line-through",
    "struck by thickness": "text-decoration:line-through 2px red",
}
_BESIDE = {
    "raised": "{v}<sup>{o}</sup>",
    "raised in brackets": "{v}<sup>[{o}]</sup>",
    "raised link": "{v}<a href=#n><sup>{o}</sup></a>",
    "raised by style": "{v}<i style='vertical-align:super;font-size:60%'>{o}</i>",
    "raised by place": "{v}<i style='position:relative;top:-6px;font-size:9px'>{o}</i>",
    "lowered": "{v}<sub>{o}</sub>",
    "lowered by style": "{v}<i style='vertical-align:sub'>{o}</i>",
    "small beside": "{v}<i style='font-size:5px'>{o}</i>",
    "struck before": "<s>{o}</s>{v}",
    "deleted before": "<del>{o}</del><ins>{v}</ins>",
    "strike before": "<strike>{o}</strike> {v}",
    "hidden by attribute": "<i hidden>{o}</i>{v}",
    "template": "{v}<template>{o}</template>",
    "noscript": "{v}<noscript>{o}</noscript>",
    "dialog": "{v}<dialog>{o}</dialog>",
    "details": "<details><summary>{v}</summary>{o}</details>",
    "data list": "{v}<datalist><option>{o}</datalist>",
    "title": "<i title={o}>{v}</i>",
    "comment": "{v}<!-- {o} -->",
    "conditional comment": "{v}<!--[if lt IE 9]>{o}<![endif]-->",
    "hidden input": "<input type=hidden value={o}>{v}",
    "placeholder": "<input placeholder={o} value={v}>",
    "fallback of a canvas": "{v}<canvas width=1 height=1>{o}</canvas>",
    "fallback of a sound": "{v}<audio>{o}</audio>",
    "script": "{v}<script>var a={o}</script>",
    "style element": "{v}<style>a{width:{o}px}</style>",
    "select": "<select><option>{o}<option selected>{v}</select>",
    "ruby": "<ruby>{v}<rt>{o}</rt></ruby>",
    "ruby in brackets": "<ruby>{v}<rp>(</rp><rt>{o}</rt><rp>)</rp></ruby>",
    "nested table": "{v}<table style='display:none'><tr><td>{o}</table>",
    "covered by a sibling": "<div style='position:relative'>{o}<div style='position:absolute;inset:0;background:#fff'>"
    "{v}</div></div>",
    "popover": "{v}<div popover>{o}</div>",
    "closed menu": "{v}<menu style='display:none'><li>{o}</menu>",
    "old comment": "{v}<comment style='display:none'>{o}</comment>",
}
_SEEN = {
    "plain": ("{v}", "{v}"),
    "in spans": ("<span>{v}</span>", "{v}"),
    "bold": ("<b>{v}</b>", "{v}"),
    "inserted": ("<ins>{v}</ins>", "{v}"),
    "input": ("<input value={v}>", "{v}"),
    "text area": ("<textarea>{v}</textarea>", "{v}"),
    "white on dark": ("<b style='background:#003;color:#fff'>{v}</b>", "{v}"),
    "spaces of no width": ("&#8203;{v}&#8203;", "{v}"),
    "joined": ("{v}<wbr>{o}", "{v}{o}"),
    "seen aloud": ("{v}<i aria-hidden=true>{o}</i>", "{v}{o}"),
    "joined by a soft hyphen": ("{v}&shy;{o}", "{v}{o}"),
    "open details": ("<details open><summary></summary>{v}</details>", "{v}"),
    "closed details": ("<details><summary></summary>{v}</details>", ""),
    "visible in hidden": ("<i style='visibility:hidden'><b style='visibility:visible'>{v}</b></i>", "{v}"),
    "overruled": ("<i style='color:#fff;color:#000'>{v}</i>", "{v}"),
    "underlined": ("<u>{v}</u>", "{v}"),
    "nested table seen": ("<table><tr><td>{v}</table>", "{v}"),
    "marked": ("<mark>{v}</mark>", "{v}"),
    "named": ("<label>{v}</label><output></output>", "{v}"),
    "background": ("<i style='background:url(a.png)'>{v}</i>", "{v}"),
    "letters of a font": ("<i style='font-family:digits'>{v}</i>", "{v}"),
    "moved over": ("<i style='margin-left:-1em'>{o}</i>{v}", "{o}{v}"),
    "overflowing": ("<div style='width:1px;overflow:hidden'>{v}</div>", "{v}"),
    "ellipsis": ("<div style='width:2em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap'>{v}</div>", "{v}"),
}
_IN_DOUBT = {
    "turned": "<bdo dir=rtl>{v}</bdo>",
    "turned by a sign": "&#x202e;{v}&#x202c;",
    "turned by an isolate": "&#x2067;&#x202e;{v}&#x202c;&#x2069;",
    "turned by style": "<i style='direction:rtl;unicode-bidi:bidi-override'>{v}</i>",
    "other way round": "<p style='display:flex;flex-direction:row-reverse'><b>{o}</b><b>{v}</b></p>",
    "by order": "<p style='display:flex'><b style='order:2'>{o}</b><b style='order:1'>{v}</b></p>",
    "floating": "<b style='float:right'>{o}</b><b>{v}</b>",
    "mirrored": "<i style='display:inline-block;transform:scaleX(-1)'>{v}</i>",
    "upside down": "<i style='display:inline-block;transform:rotate(180deg)'>{v}</i>",
    "tight": "<i style='letter-spacing:-1em'>{v}</i>",
    "discs": "<i style='-webkit-text-security:disc'>{v}</i>",
    "picture": "<img src=a.png alt={v}>",
    "half a picture": "{v}<img src=a.png alt={o}>",
    "svg": "<svg><text>{v}</text></svg>",
    "canvas": "<canvas>{v}</canvas>",
    "object": "<object data=a.svg>{v}</object>",
    "embedded": "<embed src=a.pdf>{v}",
    "frame": "<iframe src=a.htm></iframe>",
    "frame with a page": "<iframe srcdoc='{v}'></iframe>",
    "video": "<video poster=a.png></video>",
    "image input": "<input type=image src=a.png alt={v}>",
    "password": "<input type=password value={v}>",
    "button": "<button>{v}</button>",
    "progress": "<progress value={v} max=99999></progress>",
    "meter": "<meter value={v} max=99999></meter>",
    "fraction": "<math><mfrac><mn>{v}</mn><mn>{o}</mn></mfrac></math>",
    "power": "<math><msup><mn>{v}</mn><mn>{o}</mn></msup></math>",
    "script that writes": "<script>document.write({v})</script>",
    "shadow": "<div><template shadowrootmode=open>{o}</template>{v}</div>",
    "own element": "<my-figure value={v}></my-figure>",
    "struck alone": "<s>{v}</s>",
    "raised alone": "<sup>{v}</sup>",
    "numbered": "<ol start=4><li>{v}</ol>",
    "both lines at once": "<i style='position:absolute'>{o}</i>{v}",
}
_SHEETS = {
    "by class": (".k{*}", "<i class=k>{o}</i>{v}"),
    "by id": ("#k{*}", "<i id=k>{o}</i>{v}"),
    "by attribute": ("[data-k='1']{*}", "<i data-k=1>{o}</i>{v}"),
    "by place": ("td i:nth-child(1){*}", "<i>{o}</i>{v}"),
    "by end": ("td i:last-of-type{*}", "{v}<i>{o}</i>"),
    "by descent": ("table tr td > i.k{*}", "<i class=k>{o}</i>{v}"),
    "by sibling": ("b + i{*}", "<b>{v}</b><i>{o}</i>"),
    "by negation": ("td i:not(.a){*}", "<i>{o}</i><i class=a>{v}</i>"),
    "by choice": (":is(.k,.l){*}", "<i class=l>{o}</i>{v}"),
    "by having": ("i:has(b){*}", "<i><b>{o}</b></i>{v}"),
    "nested": ("td{ i{*} }", "<i>{o}</i>{v}"),
    "for screens": ("@media screen{ .k{*} }", "<i class=k>{o}</i>{v}"),
    "for wide screens": ("@media (min-width:1px){ .k{*} }", "<i class=k>{o}</i>{v}"),
    "where supported": ("@supports (display:grid){ .k{*} }", "<i class=k>{o}</i>{v}"),
    "in a layer": ("@layer a{ .k{*} }", "<i class=k>{o}</i>{v}"),
    "important": (".k{* !important} .k{display:inline;color:#000;opacity:1}", "<i class=k>{o}</i>{v}"),
    "by variable": (":root{--d:none} .k{display:var(--d);*}", "<i class=k>{o}</i>{v}"),
    "of a child": (".k b{*}", "<i class=k><b>{o}</b></i>{v}"),
}
_GENERATED = {
    "generated": Worn("<i class=k></i>", "{v}", ".k::before{content:'{v}'}"),
    "generated beside": Worn("<i class=k>{v}</i>", "{v}{o}", ".k::after{content:'{o}'}"),
    "generated from data": Worn("<i class=k data-v={v}></i>", "{v}", ".k::after{content:attr(data-v)}"),
    "generated unseen": Worn("<i class=k>{v}</i>", "{v}", ".k::after{content:'{o}';display:none}"),
    "generated on the cell": Worn("<i>{v}</i>", None, "td::before{content:counter(c);counter-increment:c}"),
    "counted": Worn("<i class=k></i>", None, ".k::before{counter-increment:c {v};content:counter(c)}"),
    "replaced": Worn("<i class=k>{v}</i>", "{v}", ".k{content:'{o}'}"),  # only ::before and ::after take strings
    "replaced by a picture": Worn("<i class=k>{v}</i>", None, ".k{content:url(a.png)}"),
    "big first letter": Worn("<p class=k>{o}{v}</p>", None, ".k::first-letter{font-size:0}"),
    "no first line": Worn("<p class=k>{v}</p>", None, ".k::first-line{color:#fff}"),
    "moving": Worn(
        "<i class=k>{v}</i>", None, "@keyframes a{from{opacity:0}to{opacity:0}} .k{animation:a 9s infinite}"
    ),
    "own font": Worn("<i class=k>{v}</i>", None, "@font-face{font-family:d;src:url(d.woff)} .k{font-family:d}"),
    "other sheet": Worn("<i class=k>{v}</i>", "{v}", "@import url(other.css);"),
    "for print only": Worn("<i class=k>{o}</i>{v}", "{o}{v}", "@media print{ .k{display:none} }"),
}
DRESSES: dict[str, Worn] = {
    **{name: Worn(*pair) for name, pair in _SEEN.items()},
    **{name: Worn(markup) for name, markup in _BESIDE.items()},
    **{name: Worn(markup, None) for name, markup in _IN_DOUBT.items()},
    **{f"{name} beside": Worn(f"<i style='{style}'>{{o}}</i>{{v}}") for name, style in _UNSEEN_STYLES.items()},
    **{f"{name} itself": Worn(f"<i style='{style}'>{{v}}</i>", "") for name, style in _UNSEEN_STYLES.items()},
    **{
        f"{name} by a sheet": Worn("<i class=k>{o}</i>{v}", "{v}", ".k{" + style + "}")
        for name, style in _UNSEEN_STYLES.items()
    },
    **{
        f"unseen {name}": Worn(markup, "{v}", sheet.replace("*", "display:none"))
        for name, (sheet, markup) in _SHEETS.items()
    },
    **_GENERATED,
}
"""By name."""


def write(printed: PrintedReport, dress: str, figure: str, other: str) -> tuple[bytes, str | None]:
    """The page of a report with a figure where it holds the token, and what is seen there."""
    worn = DRESSES[dress]
    page = report_to_html(printed).replace(TOKEN, filled(worn.markup, figure, other))
    page = page.replace("</head>", f"<style>{filled(worn.style, figure, other)}</style></head>")
    return page.encode(), shown_of(worn, figure, other)
