"""Parts of a package by their relationships, and XML that can do no harm."""

from __future__ import annotations

import pytest

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.ooxml import Package, parse_xml
from tests.readers.test_zipped import zipped
from tests.readers.word.docx_files import STRICT, TRANSITIONAL, docx, package, para, relationships


def test_parts_are_found_by_relationship_whatever_their_names() -> None:
    parts = {
        "_rels/.rels": relationships(officeDocument="/Other/main.xml"),
        "other/main.xml": "<x/>",
        "other/_rels/main.xml.rels": relationships(styles="../s.xml"),
        "S.xml": "<styles/>",
    }
    found = Package(zipped({name: text.encode() for name, text in parts.items()}), DEFAULT_LIMITS)
    assert found.main_part("word/document.xml") == "Other/main.xml"
    assert found.related("Other/main.xml", "styles") == ["s.xml"]
    styles = found.xml("s.xml")
    assert styles is not None
    assert styles.tag == "styles"
    assert found.xml("none.xml") is None
    assert found.related("none.xml", "styles") == []


def test_without_a_relationship_the_usual_name_is_taken() -> None:
    assert Package(zipped({"a": b""}), DEFAULT_LIMITS).main_part("word/document.xml") == "word/document.xml"


def test_what_lies_outside_the_package_is_no_part() -> None:
    related = relationships(image="https://example.org/a.png").replace("/>", ' TargetMode="External"/>')
    found = Package(package({"word/_rels/document.xml.rels": related}), DEFAULT_LIMITS)
    assert found.relationships("word/document.xml") == {}


def test_strict_documents_have_the_usual_names() -> None:
    root = Package(docx(para("甲"), namespace=STRICT), DEFAULT_LIMITS).xml("word/document.xml")
    assert root is not None
    assert root.tag == f"{{{TRANSITIONAL}}}document"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<x>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<?xml version="1.0" encoding="UTF-16"?><x/>',
        "<!DOCTYPE x SYSTEM 'http://127.0.0.1/'><x/>".encode("utf-16"),
    ],
)
def test_damage_and_document_types_are_told(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        parse_xml(data, DEFAULT_LIMITS, "word/document.xml")
    assert caught.value.code == "damaged_file"
    assert "word/document.xml" in caught.value.message


def test_comments_are_no_children_and_elements_are_counted() -> None:
    root = parse_xml(b"<x><!-- a --><?b c?><y/></x>", DEFAULT_LIMITS, "x")
    assert [child.tag for child in root] == ["y"]
    with pytest.raises(InputError):
        parse_xml(b"<x>" + b"<y/>" * 20 + b"</x>", Limits(elements=10), "x")
