"""The agency in sentences and letters, whatever their verbs."""

from __future__ import annotations

import pytest

from gkml.pipeline import load
from gkml.tagging.agency import is_agency

PIPELINE = load(tagger="rules")
SECTIONS = "\n一、总体情况\n{}各项工作按计划推进，成效明显。\n二、主动公开政府信息情况\n"


def agency(opening: str, narrative: str = "") -> str | None:
    return PIPELINE.read((opening + SECTIONS.format(narrative)).encode(), "a.txt").agency


@pytest.mark.parametrize(
    "name",
    [
        "青岚区发展改革和工业信息化局",
        "青岚县白沙镇人民政府",
        "青岚县人民政府办公室",
        "青岚市公安局交通警察支队",
        "青岚市生态环境局北城分局",
        "青岚市卫健委",
        "青岚经济技术开发区管理委员会",
        "青岚市城市管理和综合行政执法局",
        "青岚区柳荫街道办事处",
        "白沙镇",
    ],
)
@pytest.mark.parametrize(
    "verb", ["始终坚持以公开为常态", "践行为民理念", "锚定目标任务", "认真贯彻落实上级部署", "把公开挺在前面"]
)
def test_the_subject_of_the_first_sentence(name: str, verb: str) -> None:
    for time in ("2025年，", "2025年以来,", "2025年度，", "2025年，在县委领导下，"):
        assert agency("政府信息公开年度报告", f"{time}{name}{verb}，") == name


def test_a_first_sentence_need_not_say_the_time() -> None:
    assert agency("政府信息公开工作年度报告\n青岚区水务局严格落实条例，扎实推进公开。") == "青岚区水务局"


@pytest.mark.parametrize(
    "sentence",
    [
        "2025年，我局以公开为常态，市委、市政府部署全部落实。",
        "2025年，全县各级政府部门认真落实条例，成效明显。",
        "2025年，省政府办公厅印发要点，本局认真落实。",
        "2025年，国务院办公厅印发通知，各地落实。",
        "2025年，区委、区政府高度重视公开工作。",
    ],
)
def test_superiors_and_pronouns_are_no_agency_of_a_report(sentence: str) -> None:
    assert agency("政府信息公开年度报告", sentence) is None


@pytest.mark.parametrize(
    "letter",
    [
        "云台县水务局关于报送2023年度政府信息公开工作年度报告的函\n县政府办公室：\n现将报告报送。",
        "关于报送《云台县水务局2023年政府信息公开工作年度报告》的函\n县政府办公室：\n现将报告报送。",
        "云台县水务局\n关于报送《2023年政府信息公开工作年度报告》的函\n县政府办公室：",
        "关于报送2023年政府信息公开工作年度报告的函\n县政府办公室：\n现将《云台县水务局2023年政府信息公开工作年度报告》报送。",
        "关于公布云台县水务局2023年政府信息公开工作年度报告的公告",
        "云台县水务局关于印发2023年政府信息公开工作年度报告的通知\n各科室：",
        "云台县水务局关于报送2023年度政府信息公开工作年度报告的函县办公室：现公布水务局2023年信息公开工作年度报告。",
    ],
)
def test_the_sender_of_a_covering_letter(letter: str) -> None:
    report = PIPELINE.read((letter + SECTIONS.format("")).encode(), "a.txt")
    assert (report.agency, report.year) == ("云台县水务局", 2023)


def test_names_are_told_by_their_ends() -> None:
    assert is_agency("青岚县 水务局")
    assert not is_agency("年度报告")
    assert not is_agency("我局")
