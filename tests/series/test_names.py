"""Names of agencies: places, body, and names that name nobody."""

from __future__ import annotations

import pytest

from gkml.series.names import read_name


@pytest.mark.parametrize(
    ("written", "places", "body"),
    [
        ("岚溪市榆岭区人民政府", "岚溪市 榆岭区", ""),
        ("榆岭区人民政府", "榆岭区", ""),
        ("榆岭区政府办公室", "榆岭区", ""),
        ("澜江省岚溪市榆岭区人民政府办公室", "澜江省 岚溪市 榆岭区", ""),
        ("榆岭区", "榆岭区", ""),
        ("岚溪市榆岭區 人民政府辦公室", "岚溪市 榆岭区", ""),
        ("岚溪市教育局", "岚溪市", "教育局"),
        ("岚溪市榆岭区春山街道办事处", "岚溪市 榆岭区 春山街道", ""),
        ("春山街道", "春山街道", ""),
        ("朔原省人民政府办公厅", "朔原省", ""),
        ("鹿川自治区青浦市", "鹿川自治区 青浦市", ""),
        ("白麓族自治县人民政府", "白麓族自治县", ""),
        ("沁县教育局", "沁县", "教育局"),
        # signs of a place inside other words
        ("岚溪市市场监督管理局", "岚溪市", "市场监督管理局"),
        ("岚溪市城市管理局", "岚溪市", "城市管理局"),
        ("玉城市教育局", "玉城市", "教育局"),
        ("岚溪市住房和城乡建设局", "岚溪市", "住房和城乡建设局"),
        ("岚溪市榆岭区乡村振兴局", "岚溪市 榆岭区", "乡村振兴局"),
        ("岚溪市政府办公室", "岚溪市", ""),
        ("岚溪市政务服务管理办公室", "岚溪市", "政务服务管理办公室"),
        # signs of a place inside names of places
        ("景镇市浮山县人民政府", "景镇市 浮山县", ""),
        ("津市市毛坪镇人民政府", "津市市 毛坪镇", ""),
        ("岚溪市市中区人民政府", "岚溪市 市中区", ""),
        ("沙市区教育局", "沙市区", "教育局"),
        ("榆岭县古镇镇人民政府", "榆岭县 古镇镇", ""),
        # places of which every other county has one belong to the place above
        ("岚溪市经济技术开发区管委会", "岚溪市经济技术开发区", ""),
        ("岚溪市高新区管理委员会", "岚溪市高新区", ""),
        ("岚溪市城区教育局", "岚溪市城区", "教育局"),
        # no government and no office of one
        ("岚溪市人民政府驻青浦办事处", "岚溪市", "人民政府驻青浦办事处"),
        ("国家统计局", "", "国家统计局"),
    ],
)
def test_places_and_body(written: str, places: str, body: str) -> None:
    name = read_name(written)
    assert name is not None
    assert (" ".join(name.places), name.body) == (places, body)


@pytest.mark.parametrize(
    "written",
    [
        *(None, "", "我局", "本机关", "我镇人民政府", "全县", "该局", "教育局", "县教育局", "市人民政府"),
        *("县人民政府办公室", "人民政府", "某局", "某市教育局", "开发区管委会", "高新区", "自治区人民政府"),
        *("住房和城乡建设局", "市场监督管理局", "城市管理局", "局" * 61),
    ],
)
def test_a_name_that_could_be_anybodys_names_nobody(written: str | None) -> None:
    assert read_name(written) is None


def test_a_name_of_many_signs_is_read_in_no_time() -> None:
    name = read_name("镇乡县区市" * 12)
    assert name is None or name.places
