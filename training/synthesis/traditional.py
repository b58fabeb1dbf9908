"""Traditional characters, as mirrors in other regions print them: characters, words, and pinyin in brackets."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["PINYIN", "WORDS", "to_traditional"]

# Those characters of the generator's own text that differ, and what they become.
_SIMPLIFIED = (
    "万与专业东严个临为举义乐习乡书于云亚产从仪们众优会传体余储关兴养内冈册写军农决况准减凭划则创别办务动区医华协单"
    "占卫厂厅历县参发台号后听员咨咸嘱园围国图场坝墙处备复够头娄娱学宁实审宾对导将层属岗岚岩岭峰师带干并广庄库应废开"
    "张强当录征径态总惯戏户扑执扫护报拟择据数无旧时显术机权条来构枫标栏档桥检欢气汇沟没沧沪洁洼济浏浔涟淀渐游湾满滨"
    "滩澜点牵环现电疗监盖码确碍秘称税稳签简类粮紧纠纤级纳线组细织绍经结绕统继续维绿编缴网罚群职联胆脑苏范药获莸营补"
    "见观规览誉计订认讨让训议记许讼设访评识诈诉话询该说请读调谈负财责账货质购贴贵费资车转轮载输过运还这进远适选邮采"
    "释针钩链销错镇长门闭问间闻阅队阳阴随隐霁页顶项顺须预领题额馆鲤鹤鹭齐系"
)
_TRADITIONAL = (
    "萬與專業東嚴個臨為舉義樂習鄉書於雲亞產從儀們眾優會傳體餘儲關興養內岡冊寫軍農決況準減憑劃則創別辦務動區醫華協單"
    "佔衛廠廳歷縣參發臺號後聽員諮鹹囑園圍國圖場壩牆處備復夠頭婁娛學寧實審賓對導將層屬崗嵐巖嶺峯師帶幹並廣莊庫應廢開"
    "張強當錄徵徑態總慣戲戶撲執掃護報擬擇據數無舊時顯術機權條來構楓標欄檔橋檢歡氣匯溝沒滄滬潔窪濟瀏潯漣澱漸遊灣滿濱"
    "灘瀾點牽環現電療監蓋碼確礙祕稱稅穩簽簡類糧緊糾纖級納線組細織紹經結繞統繼續維綠編繳網罰群職聯膽腦蘇範藥獲蕕營補"
    "見觀規覽譽計訂認討讓訓議記許訟設訪評識詐訴話詢該說請讀調談負財責賬貨質購貼貴費資車轉輪載輸過運還這進遠適選郵採"
    "釋針鉤鏈銷錯鎮長門閉問間聞閱隊陽陰隨隱霽頁頂項順須預領題額館鯉鶴鷺齊係"
)

# Words that a conversion for another region swaps.
WORDS = {
    "文件": "檔案",
    "强制": "強製",
    "制作": "製作",
    "信息": "資訊",
    "网络": "網路",
    "项目": "專案",
    "制发": "製發",
    "总计": "總計",
}

# Pinyin of characters that differ and stand in labels and headings.
_SPELT = (
    "规发数业废现处决许罚强费购总计额减项务请机构会组织团国属内类过执询关没补确认获复议诉讼维结纠审经办报"
    "况开对别护绝无与实缴纳续继转动问题进须镇县区乡农监严"
)
_SPELLINGS = (
    *("guī", "fā", "shù", "yè", "fèi", "xiàn", "chǔ", "jué", "xǔ", "fá", "qiáng", "fèi"),
    *("gòu", "zǒng", "jì", "é", "jiǎn", "xiàng", "wù", "qǐng", "jī", "gòu", "huì", "zǔ"),
    *("zhī", "tuán", "guó", "shǔ", "nèi", "lèi", "guò", "zhí", "xún", "guān", "méi", "bǔ"),
    *("què", "rèn", "huò", "fù", "yì", "sù", "sòng", "wéi", "jié", "jiū", "shěn", "jīng"),
    *("bàn", "bào", "kuàng", "kāi", "duì", "bié", "hù", "jué", "wú", "yǔ", "shí", "jiǎo"),
    *("nà", "xù", "jì", "zhuǎn", "dòng", "wèn", "tí", "jìn", "xū", "zhèn", "xiàn", "qū"),
    *("xiāng", "nóng", "jiān", "yán"),
)
PINYIN: dict[str, str] = dict(zip(_SPELT, _SPELLINGS, strict=True))


@lru_cache(maxsize=1)
def to_traditional() -> dict[int, str]:
    """A table for ``str.translate``."""
    return {ord(a): b for a, b in zip(_SIMPLIFIED, _TRADITIONAL, strict=True)}
