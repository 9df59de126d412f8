"""Names of places that are also words, and words that contain names of places."""

from __future__ import annotations

_WORDS = """
    七星 万全 万安 万年 万柏 万源 三元 三台 三门 上党 上城 上思 上林 上街 上高 下关 下城 东光 东坡 东城 东宝 东山 东川 东方 东昌 东明 东海 东港 东湖 东源 东辽 东风 中原 中山 中方 中江 丰满 临西 临高 丹凤 义安 乌兰 乐业 乐安 乐平 乐都 九里 九龙
    乡城 乡宁 二七 二道 于田 云和 云霄 互助 五台 五峰 五常 五营 亚东 交口 交城 仁和 仁寿 会东 会同 会理 修文 元宝 元氏 元谋 光山 光明 光泽 八步 公安 六合 六枝 共和 兴业 兴仁 兴和 兴国 兴安 兴山 兴文 凌云 凌河 凤凰 利通 前进 前锋 加查 动力 化州
    北市 北林 北湖 北道 千山 华安 华州 华龙 南华 南和 南城 南山 南岸 南川 南市 南海 南湖 南部 南长 博爱 卫东 历下 友好 友谊 双塔 双峰 双桥 双流 古塔 台前 台安 合作 合山 合水 合江 吉隆 同德 同心 名山 向阳 周口 和平 和政 和静 和顺 和龙 响水 商南
    商水 嘉祥 嘉禾 嘉陵 四会 四平 四方 四方台 回民 围场 固始 城中 城关 城北 塔河 复兴 多伦 大东 大丰 大关 大兴 大化 大厂 大名 大城 大安 大悟 大新 大方 大洼 大港 大理 大田 大竹 大英 大观 大足 大通 天元 天全 天台 天宁 天山 天心 天柱 天桥 天河 天涯
    天等 天长 天门 太平 太湖 太白 始兴 威信 子洲 子长 孝义 宁南 宁强 安仁 安国 安定 安居 安平 安康 安新 安远 宏伟 定兴 定安 定日 定海 定结 定边 定远 定陶 宝塔 宝山 宽城 富民 富裕 寿宁 小店 小河 小金 尚义 山南 崂山 巍山 工农 市中 市南 平乐 平利
    平原 平和 平安 平定 平房 平湖 平远 广信 广平 庐山 康乐 延寿 延长 建华 建始 建平 开化 开平 弥勒 得荣 微山 德保 怀仁 惠安 惠民 成安 托里 振兴 政和 文安 文峰 文成 文水 新丰 新乐 新会 新兴 新北 新建 新华 新和 新安 新市 新干 新平 新抚 新星 新林 新民
    新河 新源 新田 新青 方山 方正 无为 日照 明山 明水 星子 普安 曲水 月湖 望都 朝天 木兰 未央 杂多 来宾 松山 林西 桃源 桥东 桥西 梨树 横山 正安 武功 武宁 武定 武强 武胜 比如 民丰 民乐 民和 水城 永丰 永和 永定 永年 永泰 永清 永胜 永顺 汉台 江东
    江北 江南 江口 江岸 江干 江汉 江源 河东 河口 河西 泰山 洞口 海东 海伦 海北 海棠 海港 海西 清原 清新 清水 清河 清流 温泉 港南 港口 湖里 滨城 滨海 灯塔 灵台 点军 爱民 牡丹 玉屏 玉泉 玉田 王益 环翠 界首 白云 白塔 白杨 白水 白沙 白玉 白银 皮山
    盐池 盐田 盘山 盘龙 石台 石城 石棉 石楼 石门 石鼓 碧江 离石 秀峰 称多 立山 站前 竞秀 竹山 紫云 紫金 红塔 红岗 红旗 红星 绿园 罗湖 美溪 翠云 老城 老边 船山 花山 莲花 蒙山 蓝山 蓬莱 融安 裕华 裕民 西和 西城 西山 西工 西市 西平 西林 西湖 解放
    象山 资中 资兴 资源 赤水 路北 路南 路桥 轮台 迁安 运河 进贤 通城 通海 通道 道外 道里 都安 金乡 金凤 金安 金山 金平 金明 金水 金沙 金湖 金秀 金门 钟楼 铁山 铁西 铜鼓 镇安 镇海 镇远 长子 长安 长寿 长岭 长海 长白 阳东 阳明 阳春 阳曲 阳西 阿里
    陵水 隆安 集贤 雨花 青山 青龙 马村 高台 高安 高平 高明 高要 高青 鸡冠 麒麟 黄龙 黑水 龙凤 龙口 龙山 龙泉 龙湖 龙胜 龙门
"""

NOT_SHORT = frozenset(_WORDS.split())
"""Short forms that running text uses as words, or that arise where two words meet.

Chosen from counts over Chinese news: short forms whose occurrences mostly cut across words, and
those that a dictionary lists as common nouns, verbs or adjectives. With their kind (``公安县``) they
are names like any other.
"""

_DESCRIPTIONS = """
    城区 郊区 矿区 东区 西区 南区 北区 市中区 市南区 市北区 新城区 老城区 新市区 北市区 南市区 西市区
    山城区 水城区 上街区 解放区 海港区 港口区 江源区 西工区 中山区 城口县 中原区 东山区 西山区
"""

NEEDS_PARENT = frozenset(_DESCRIPTIONS.split())
"""Full names that count only right after the unit they belong to, for they describe any town."""

_ENDS_ANOTHER_WORD = {
    "如东": "例比", "成都": "形组变促建完构造达合赞换", "海口": "出入沿", "保定": "确", "济南": "经", "海城市": "沿临滨南",
    "南山区": "西东云湖河江海", "达州": "里", "河北": "黄", "河南": "黄", "江西": "长", "江苏": "长", "山西": "行",
    "山东": "泰", "海南": "南东上", "大同": "扩", "河间": "银", "中山市": "集", "南平": "济", "和田": "温",
    "临沂": "来", "南通": "联", "南昌": "繁", "安庆": "平", "宁德": "济", "西宁": "海", "广西": "推",
}  # fmt: skip
"""Characters before a name that make it the tail of another word (``例如东部``)."""

_BEGINS_ANOTHER_WORD = {
    "长治": "久", "大同": "小", "北海": "道", "文山": "会", "大连": "接续锁串", "南通": "过", "广西": "部",
    "丽江": "河", "保定": "期", "南宁": "静", "海门": "户", "安顺": "利", "兴化": "工", "运城": "市场",
    "信阳": "光", "台州": "际", "金华": "润", "宁德": "时", "和静": "态",
}  # fmt: skip
"""Characters after a name that make it the head of another word (``长治久安``)."""

_KIND_CONTINUES = {"市": "场县区价值民", "区": "域", "县": "级域乡"}
"""Characters after the kind of a place whose stem is a word (``合作市场``)."""


def is_part_of_a_word(text: str, start: int, name: str, *, stem: str) -> bool:
    """Whether a name at a position is only a piece of other words.

    Args:
        text: The text.
        start: Where the name stands in it.
        name: The name as it stands there.
        stem: The name without its kind.
    """
    before = text[start - 1 : start] if start else ""
    after = text[start + len(name) : start + len(name) + 1]
    tails = _ENDS_ANOTHER_WORD.get(name, "") + _ENDS_ANOTHER_WORD.get(stem, "")
    if before and before in tails:
        return True
    if not after:
        return False
    if stem in NOT_SHORT and after in _KIND_CONTINUES.get(name[-1], ""):
        return True
    return after in _BEGINS_ANOTHER_WORD.get(name, "")
