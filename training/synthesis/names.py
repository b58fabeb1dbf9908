"""Names: invented regions and the agencies in them."""

from __future__ import annotations

from dataclasses import dataclass

from training.synthesis.dice import Dice

__all__ = ["Agency", "draw_agency"]

_FIRST = (
    "云清临华青白金玉松柳梅石沙竹枫桐榆澄浔岚杉鹤鹭鲤雁麓渭洛湘沅漓汾沁淇涟澜霁旭昭永宁安福瑞祥广新古长平"
    "高远和顺东西南北"
)
_SECOND = "川河江湖溪泉浦洲岭山原陵坪峰谷塘桥城阳阴水口屏堰滩湾港林田庄屯集坝堡关渡台源汀陂沟潭岩冈淀洼"
_PROVINCES = ("澜江省", "朔原省", "瀚海省", "岭东省", "鹿川自治区", "沧宁省", "云岭省")
_BUREAUS = (
    *("教育", "民政", "司法", "财政", "水利", "统计"),
    *("审计", "林业和草原", "商务", "体育", "信访", "税务"),
    *("气象", "医疗保障", "自然资源", "生态环境", "交通运输", "农业农村"),
    *("文化和旅游", "卫生健康", "应急管理", "市场监督管理", "城市管理", "住房和城乡建设"),
    *("人力资源和社会保障", "退役军人事务", "行政审批服务", "发展和改革", "科学技术", "工业和信息化"),
    *("公安", "乡村振兴", "粮食和物资储备", "大数据发展管理", "地方金融监督管理", "机关事务管理"),
    *("国有资产监督管理", "营商环境建设监督", "规划和自然资源", "园林绿化", "档案", "文物"),
)  # fmt: skip
_COMMITTEES = ("卫生健康委员会", "发展和改革委员会", "国有资产监督管理委员会", "民族宗教事务委员会", "科学技术委员会")


@dataclass(frozen=True, slots=True)
class Agency:
    """The reporting agency.

    Attributes:
        full: its name.
        short: how its title names it; often the same.
        itself: how it speaks of itself.
        region: the region it works in.
        parent: the next larger region.
    """

    full: str
    short: str
    itself: str
    region: str
    parent: str


def _stem(dice: Dice) -> str:
    return dice.pick(_FIRST) + dice.pick(_SECOND)


def draw_agency(dice: Dice) -> Agency:
    """An agency of any level: village-like towns to cities, and their bureaus."""
    city = f"{_stem(dice)}{dice.weighted((('市', 8.0), ('州', 1.0), ('地区', 0.6), ('盟', 0.4)))}"
    county_kind = dice.weighted((("县", 5.0), ("区", 4.0), ("市", 2.0), ("旗", 0.5), ("自治县", 0.3)))
    county = _stem(dice) + county_kind
    upper = dice.chance(0.3)
    region, parent = (city, dice.pick(_PROVINCES)) if upper else (county, city)
    prefix = parent if dice.chance(0.25) else ""
    kind = dice.weighted((("government", 3.0), ("bureau", 4.0), ("town", 4.0), ("committee", 0.8), ("zone", 0.7)))
    own = region[-1] if region[-1] in "市县区州旗盟" else "县" if region.endswith("自治县") else "地区"
    if kind == "government":
        office = dice.chance(0.3)
        full = f"{prefix}{region}人民政府" + ("办公室" if office else "")
        short = dice.weighted(((full, 2.0), (region, 2.0 if not office else 0.1)))
        return Agency(full, short, dice.pick((f"我{own}", f"全{own}", f"{region}")), region, parent)
    if kind == "bureau":
        full = f"{prefix}{region}{dice.pick(_BUREAUS)}局"
        short = full if dice.chance(0.7) else full.removeprefix(prefix)
        return Agency(full, short, dice.pick(("我局", "本局", "我局", "本机关")), region, parent)
    if kind == "committee":
        full = f"{prefix}{region}{dice.pick(_COMMITTEES)}"
        return Agency(full, full, dice.pick(("我委", "本机关", "委机关")), region, parent)
    if kind == "zone":
        zone = _stem(dice) + dice.pick(("经济开发区", "高新技术产业开发区", "工业园区", "新区", "旅游度假区"))
        full = f"{prefix}{zone}管理委员会"
        short = dice.pick((full, zone))
        return Agency(full, short, dice.pick(("我区", "管委会", "本区")), zone, region)
    town_kind = dice.weighted((("镇", 5.0), ("乡", 3.0), ("街道", 3.0), ("苏木", 0.2), ("民族乡", 0.3)))
    town = _stem(dice) + town_kind
    tail = "办事处" if town_kind == "街道" else "人民政府"
    place = (county if dice.chance(0.4) else "") + town
    full = f"{prefix if place.startswith(county) else ''}{place}{tail}"
    short = dice.weighted(((full, 3.0), (town + tail, 1.0), (town, 2.0)))
    itself = {
        "镇": "我镇",
        "乡": "我乡",
        "街道": dice.pick(("我街道", "我办", "街道")),
        "苏木": "我苏木",
        "民族乡": "我乡",
    }
    return Agency(full, short, itself[town_kind], town, county)
