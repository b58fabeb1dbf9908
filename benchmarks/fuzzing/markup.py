"""Changes of markup: tags, attributes and entities of HTML and XML, and the encoding of a text."""

from __future__ import annotations

import contextlib
import random
import re
from copy import deepcopy

from lxml import etree

from benchmarks.fuzzing.changes import LARGEST, change_bytes, change_tokens

__all__ = ["change_encoding", "change_html", "change_tree", "change_xml"]

_TOKEN = re.compile(rb"<[^<>]{0,400}>|&[^;<\s]{1,12};|=\s*\"[^\"<]{0,200}\"|[^<>&]{1,120}")
_VALUES = (
    b"0",
    b"-1",
    b"1",
    b"99",
    b"1000",
    b"4294967296",
    b"9" * 40,
    b"1.5",
    b"",
    b"x",
    "甲".encode(),
    b"\xb2",
    b"1e309",
    b"NaN",
    b"true",
    b"A1:ZZ9999999",
    b"XFD1048576",
    b"\xd9\xa3",
)
_VALUE = re.compile(rb"=\"([^\"<]{0,200})\"")
_HTML = (
    b"<table>", b"</table>", b"<tr>", b"</tr>", b"<td>", b"</td>", b"<th>", b"<td rowspan=0>", b"<td rowspan=65534>",
    b"<td colspan=1000>", b"<td colspan=0 rowspan=-1>", b"<tbody>", b"</tbody>", b"<thead>", b"<pre>", b"</pre>",
    b"<p>", b"</p>", b"<br>", b"</br>", b"<div>", b"</div>", b"<span>", b"<!--", b"-->", b"<!-->", b"<![CDATA[",
    b"]]>", b"<![if !x]>", b"<script>", b"</script>", b"<style>", b"<title>", b"</title>", b"<textarea>",
    b"<plaintext>", b"<xmp>", b"<noscript>", b"<svg><title>", b"<math>", b"<template>", b"<iframe>", b"<frameset>",
    b"<body>", b"</body>", b"</html>", b"<html>", b"<head>", b"<form>", b"<header>", b"<nav>", b"<footer>",
    b"<select>", b"<option>", b"<caption>", b"<col span=1000>", b"<colgroup>", b"<img width=600>",
    b"<img width=\xc2\xb2>", b"<base href='file:///etc/'>", b"<p style='display:none'>", b"<td hidden>",
    b"<a:b c:d='e'>", b"<?xml version='1.0'?>", b"<?php ", b"<!DOCTYPE html [<!ENTITY a 'b'>]>",
    b"<meta charset=utf-16>", b"<meta charset=gbk>", b"<meta charset=x>", b"&nbsp;", b"&#0;", b"&#xD800;",
    b"&#x110000;", b"&#1;", b"&#xfffe;", b"&amp", b"&lt;td&gt;", b"&a;", b"\0", b"\x0c", b"\x1f", b"\xef\xbf\xbf",
    b"\xed\xa0\x80", "\u3000\u200b\ufeff".encode(), "\u2028".encode(), b"\t", b"\n", b"\r\n\r\n",
)  # fmt: skip
_XML = (
    b"<w:tbl>", b"</w:tbl>", b"<w:tr>", b"</w:tr>", b"<w:tc>", b"</w:tc>", b"<w:p>", b"</w:p>", b"<w:p/>", b"<w:r>",
    b"</w:r>", b"<w:t>1</w:t>", b"<w:tcPr><w:gridSpan w:val='999'/></w:tcPr>", b"<w:vMerge/>", b"<w:hMerge/>",
    b"<w:tcPr><w:vMerge/></w:tcPr>", b"<w:trPr><w:gridBefore w:val='5'/></w:trPr>", b"<w:ins>", b"</w:ins>",
    b"<w:del>", b"</w:del>", b"<w:sdt><w:sdtContent>", b"</w:sdtContent></w:sdt>", b"<w:moveFrom>", b"<w:smartTag>",
    b"<w:tab/>", b"<w:br/>", b"<w:fldChar w:fldCharType='begin'/>", b"<w:fldChar w:fldCharType='separate'/>",
    b"<w:fldChar w:fldCharType='end'/>", b"<w:fldSimple>", b"<w:txbxContent>", b"</w:txbxContent>", b"<w:pict>",
    b"<mc:AlternateContent><mc:Choice Requires='wps'>", b"<mc:Fallback>", b"</mc:AlternateContent>", b"<w:drawing>",
    b"<w:sym w:char='F0FE'/>", b"<w:sym w:char='zz'/>", b"<w:sym w:char='110000'/>", b"<w:sym w:char='D800'/>",
    b"<w:numPr><w:ilvl w:val='8'/><w:numId w:val='1'/></w:numPr>", b"<w:altChunk/>", b"<w:sectPr/>", b"<m:oMath>",
    b"<w:rPr><w:vanish/></w:rPr>", b"<w:pPr><w:pStyle w:val='a'/></w:pPr>", b"<w:basedOn w:val='a'/>", b"<w:ruby>",
    b"<row>", b"</row>", b"<row r='1048576'>", b"<c>", b"</c>", b"<c r='XFD1' t='s'>", b"<v>1</v>", b"<v>1e308</v>",
    b"<v>-1</v>", b"<v>99999999999999999999</v>", b"<c t='b'><v>2</v></c>", b"<c t='d'><v>2020-01-01</v></c>",
    b"<c t='inlineStr'><is><t>x</t></is></c>", b"<mergeCell ref='A1:Z99'/>", b"<mergeCell ref='B2:A1'/>",
    b"<col min='1' max='16384' hidden='1'/>", b"<numFmt numFmtId='164' formatCode='[h]:mm;@;\"\"'/>", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<?x y?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"&#xD800;", b"&amp;",
    b"&lt;", b"xml:space='preserve'", b"\0", b"\xff", b"\xef\xbb\xbf", b"http://purl.oclc.org/ooxml/",
    b"<x xmlns='y'>", b"</x>",
)  # fmt: skip
_CODECS = (
    "gb18030",
    "big5hkscs",
    "utf-16-le",
    "utf-16-be",
    "utf-16",
    "utf-32",
    "utf-8-sig",
    "utf-7",
    "cp1252",
    "shift_jis",
)


def change_html(data: bytes, dice: random.Random) -> bytes:
    """Tags, attributes and entities out of place, values out of range."""
    if dice.random() < 0.2:
        return _change_value(data, dice)
    return change_tokens(data, dice, _TOKEN, _HTML)


def change_xml(data: bytes, dice: random.Random) -> bytes:
    """Elements and attributes of Office files out of place, values out of range."""
    if dice.random() < 0.4:
        return _change_value(data, dice)
    return change_tokens(data, dice, _TOKEN, _XML)


def change_tree(data: bytes, dice: random.Random) -> bytes:
    """Elements of Office files dropped, doubled, moved, renamed, nested, their values changed; the XML stays whole."""
    try:
        root = etree.fromstring(data)
    except (etree.XMLSyntaxError, ValueError):
        return change_xml(data, dice)
    with contextlib.suppress(MemoryError):  # what lxml says of a tree too deep to copy
        _change_elements(root, dice)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")[: 2 * LARGEST]


def _change_elements(root: etree._Element, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 1, 2, 4, 10))):
        elements = [element for element in root.iter(etree.Element) if element is not root]
        if not elements:
            break
        chosen, other = dice.choice(elements), dice.choice(elements)
        if (
            len(elements) > 20_000
            or len(list(chosen.iterancestors())) > 200
            or len(list(other.iterdescendants())) > 5_000
        ):
            break
        _WAYS[min(dice.randrange(9), len(_WAYS) - 1)](chosen, other, dice)


def _drop(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    parent = chosen.getparent()
    if parent is not None:
        parent.remove(chosen)


def _nest(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    other.append(deepcopy(chosen))


def _double(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    other.addnext(deepcopy(chosen))


def _rename(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    chosen.tag = other.tag


def _multiply(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    model = deepcopy(other)  # the other one may hold the chosen one, and grow
    for _ in range(min(dice.choice((1, 3, 30, 1_000)), LARGEST // len(etree.tostring(model)))):
        chosen.addnext(deepcopy(model))


def _deepen(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    inner = chosen
    for _ in range(dice.choice((2, 5, 60, 200, 255))):
        inner = etree.SubElement(inner, dice.choice((chosen.tag, other.tag)))


def _change_text(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    words = ("长" * dice.choice((300, 20_000)), "甲\t乙", " \n ", other.text or "")
    chosen.text = dice.choice((*_VALUES, *map(str.encode, words))).decode("utf-8", "replace")


def _change_attribute(chosen: etree._Element, other: etree._Element, dice: random.Random) -> None:
    name = dice.choice(list(chosen.attrib) or list(other.attrib) or ["x"])
    value = dice.choice((*_VALUES, *(str(own).encode() for own in other.attrib.values())))
    chosen.set(str(name), value.decode("utf-8", "replace"))


# the last, which can be done in the most ways, is likeliest
_WAYS = (_drop, _nest, _double, _rename, _multiply, _deepen, _change_text, _change_attribute)


def change_encoding(data: bytes, dice: random.Random) -> bytes:
    """The text of a file in another encoding, whole or from some place on, marks and declarations left as they are."""
    text = data.decode("utf-8", "replace")
    at = dice.choice((0, 0, dice.randrange(len(text) + 1)))
    raw = text[:at].encode() + text[at:].encode(dice.choice(_CODECS), "replace")
    if dice.random() < 0.3:
        raw = dice.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff", b"\xff\xfe\0\0", b"\0")) + raw
    if dice.random() < 0.5:
        raw = change_bytes(raw, dice)
    return raw[:LARGEST]


def _change_value(data: bytes, dice: random.Random) -> bytes:
    """Attributes with values that no writer gives them."""
    begin = dice.randrange(max(1, len(data) - 2_000))
    values = list(_VALUE.finditer(data, begin, begin + 4_000))
    if not values:
        return change_bytes(data, dice)
    for found in sorted(
        dice.sample(values, min(len(values), dice.choice((1, 1, 2, 5)))), reverse=True, key=lambda m: m.start()
    ):
        data = data[: found.start(1)] + dice.choice((*_VALUES, dice.choice(values)[1])) + data[found.end(1) :]
    return data
