"""Hostile pages and web archives: depth, sizes, entities, declarations that lie, parts in parts."""

from __future__ import annotations

from tests.conftest import EXAMPLES
from tests.readers.hostile_kinds import kind
from tests.readers.test_mhtml import part, web_archive

PAGE = min((path for path in EXAMPLES if path.suffix == ".html"), key=lambda path: path.stat().st_size).read_text(
    "utf-8"
)
LAUGHS = "<!DOCTYPE html [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def in_page(content: str) -> bytes:
    """A readable report with something behind its first heading."""
    at = PAGE.index("<table")
    return (PAGE[:at] + content + PAGE[at:]).encode()


@kind("a.html", "too_deeply_nested")
def elements_in_elements_without_end() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + b"1"


@kind("a.html", "too_deeply_nested")
def tables_in_tables_without_end() -> bytes:
    return b"<table><tr><td>" * 5_000 + b"1"


@kind("a.html", "too_many_rows")
def elements_without_end() -> bytes:
    return b"<p>" * 2_100_000 + b"1"


@kind("a.html", "too_many_rows", cells=50_000)
def cells_without_end() -> bytes:
    return b"<table>" + (b"<tr>" + b"<td>1" * 900) * 60 + b"</table>"


@kind("a.html", "too_many_rows")
def columns_without_end() -> bytes:
    return b"<table><tr>" + b"<td colspan=1000>1" * 10 + b"</table>"


@kind("a.html", "too_many_rows", cells=50_000)
def dumps_of_gaps_in_a_page() -> bytes:
    """None of them has too many."""
    return b"<html><body>" + (b"<pre>" + b"1  2  3\n" * 2_000 + b"</pre>") * 10


@kind("a.html", None)
def spans_over_everything() -> bytes:
    return in_page("<table><tr>" + "<td rowspan=65534 colspan=0>1" * 50 + "<tr><td rowspan=-1 colspan=9e9>2</table>")


@kind("a.html", None)
def values_of_other_scripts() -> bytes:
    return in_page("<table><tr><td colspan=²>1<td rowspan=٣>2</table><p><img width=² height=½>")


@kind("a.html", None)
def a_giant_attribute() -> bytes:
    return in_page(f'<p title="{"x" * 9_000_000}">1</p>')


@kind("a.html", None)
def a_giant_picture_in_the_page() -> bytes:
    return in_page(f'<p><img src="data:image/png;base64,{"QUJD" * 3_000_000}"></p>')


@kind("a.html", None)
def a_giant_style() -> bytes:
    return in_page(f'<p style="{";x:y" * 300_000}">1</p>')


@kind("a.html", None)
def entities_in_entities() -> bytes:
    return (LAUGHS + "]>").encode() + in_page("&j;&j;&j;")


@kind("a.xhtml", None)
def an_entity_from_the_disk() -> bytes:
    head = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return head.encode() + in_page(
        "<p>&x;</p><iframe src='file:///etc/passwd'></iframe><object data='/etc/passwd'></object>"
    )


@kind("a.html", None)
def characters_that_do_not_exist() -> bytes:
    return in_page("<p>&#0;&#xD800;&#x110000;&#99999999999;&#xfffe;&#1;\0\x0b</p>")


@kind("a.html", None)
def a_comment_without_end_at_the_end() -> bytes:
    return PAGE.encode() + b"<!-- " + b"x" * 1_000_000


@kind("a.html", None)
def a_declaration_that_lies() -> bytes:
    return b"<meta charset=utf-7><meta charset=utf-16><meta charset=gbk>" + PAGE.encode()


@kind("a.html", frozenset({"no_report", "empty_file"}))
def a_page_of_scripts() -> bytes:
    return b"<html><body><script>" + b"document.write('1');" * 10_000 + b"</script></body></html>"


@kind("a.html", "no_report")
def a_page_that_leads_elsewhere() -> bytes:
    head = b"<html><head><meta http-equiv=refresh content='0;url=http://x.invalid/'></head>"
    return head + b"<frameset><frame src=x></frameset>"


@kind("a.html", "no_report")
def tags_without_ends() -> bytes:
    return b"<p>1" + b"<td <tr <table <" * 50_000


@kind("a.html", None)
def a_page_cut_in_its_last_tag() -> bytes:
    return PAGE.rstrip().removesuffix("</html>").encode() + b'</body><td a="'


# --- web archives ----------------------------------------------------------------------------------------------------


@kind("a.mht", "damaged_file")
def a_web_archive_without_a_page() -> bytes:
    return web_archive(part(b"GIF89a", "base64", "image/gif"))


@kind("a.mht", frozenset({"too_many_members", "too_deeply_nested", "damaged_file"}))
def parts_in_parts() -> bytes:
    levels = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3_000))
    return b"MIME-Version: 1.0\r\n" + b"".join(levels)


@kind("a.mht", "too_many_members")
def parts_without_end() -> bytes:
    return web_archive(*[part(b"<p>x</p>", "8bit")] * 2_500)


@kind("a.mht", "damaged_file")
def a_head_without_end() -> bytes:
    return b"MIME-Version: 1.0\r\n" + b"X-Line: 1\r\n" * 100_000


@kind("a.mht", "damaged_file")
def a_boundary_of_nothing() -> bytes:
    return b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=""\r\n\r\n--\r\n--\r\n\r\n<p>x'


@kind("a.mht", None)
def a_page_in_a_charset_that_does_not_exist() -> bytes:
    return web_archive(part(PAGE.encode(), "base64", charset='; charset="rot13"'))


@kind("a.mht", frozenset({"damaged_file", "undecodable", "no_report", "empty_file"}))
def a_coding_that_is_none() -> bytes:
    return web_archive(b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"%%%%" * 5_000)


@kind("a.mht", frozenset({"damaged_file", "no_report"}))
def a_page_that_comes_in_parts() -> bytes:
    return web_archive(part(PAGE.encode(), "8bit", "message/partial; id=x; number=2; total=3"))


@kind("a.mht", None)
def a_page_in_messages_in_messages() -> bytes:
    inner = b"MIME-Version: 1.0\r\n" + part(PAGE.encode(), "base64")
    for _ in range(20):
        inner = b"MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" + inner
    return inner
