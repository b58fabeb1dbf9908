"""Documents against one another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from gkml.annotations.collection import Neighbours, label_counts, near_duplicates, rare_labels, split_of_agencies
from gkml.annotations.document import AnnotatedDocument, Split
from gkml.annotations.lines import text_rows
from gkml.document import Document
from gkml.labels import Tag

PROSE = (
    "本机关全年通过门户网站公开信息{}条，办理群众来信{}件，组织开放日活动{}场，培训窗口人员{}人次，更新服务指南若干。"
)
LABELS = "本年新收政府信息公开申请数量\t上年结转政府信息公开申请数量\t本年度办理结果总计"


def document(name: str, split: Split, text: str, agency: str = "") -> AnnotatedDocument:
    tags = (Tag("column:total", at := text.find(LABELS), at + 14),) if LABELS in text else ()
    return AnnotatedDocument(name, "-", agency or name, split, Document(text, tuple(text_rows(text)), "text"), tags)


def found(*documents: AnnotatedDocument) -> list[tuple[str, str]]:
    return [(place, one.code) for place, one in near_duplicates({one.id: one for one in documents})]


def test_a_copy_in_another_split_is_told_and_one_in_the_same_is_not() -> None:
    text = PROSE.format(318, 27, 4, 96)
    copy = text.replace("若干", "若干项")
    assert found(document("a", "train", text), document("b", "test", copy)) == [("b", "near_duplicate")]
    assert found(document("a", "train", text), document("b", "train", copy)) == []


def test_what_the_form_says_makes_no_copies() -> None:
    labels = LABELS * 20
    one, other = ("安溪镇修桥铺路十二里", "北岭乡放映露天电影若干")
    first, second = document("a", "train", labels + one), document("b", "test", labels + other)
    whole = tuple(Tag("row:requests.granted", 0, len(labels)) for _ in range(1))
    assert found(replace(first, tags=whole), replace(second, tags=whole)) == []


def test_ids_are_unique_and_agencies_in_one_split() -> None:
    neighbours = Neighbours()
    first = document("a", "train", "x", "某县水务局")
    assert list(neighbours.faults("f:1", first)) == []
    assert [one.code for one in neighbours.faults("f:2", replace(first, split="test"))] == [
        "id_twice",
        "agency_in_two_splits",
    ]
    assert [one.code for one in neighbours.faults("f:3", replace(first, id="b", agency=""))] == []


def test_an_agency_goes_where_most_of_its_documents_are() -> None:
    splits: tuple[Split, ...] = ("test", "train", "test", "validation")
    made = [document(str(number), split, "x", "某局") for number, split in enumerate(splits)]
    assert split_of_agencies(made) == {"某局": "test"}
    assert split_of_agencies([*made, document("4", "train", "x", " 某局")]) == {"某局": "train"}


def test_labels_that_are_measured_but_not_learnt_are_told() -> None:
    tags = (Tag("year", 0, 1), Tag("figure", 1, 2, part="head"), Tag("figure", 2, 3, part="tail"))
    made = [replace(document(split, split, "abcd"), tags=tags) for split in ("train", "test")]  # type: ignore[arg-type]
    counts = label_counts(made)
    assert counts["figure"] == Counter(train=1, test=1)
    assert [one.problem.parameters["label"] for one in rare_labels(counts, ["figure", "note", "year"])] == [
        "figure",
        "year",
    ]
    counts["figure"]["train"] = 50
    assert [one.advice for one in rare_labels(counts, ["figure", "year"])] == [True]
