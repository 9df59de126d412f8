"""Measure words, bounds and scales of the figures in Chinese reports, as tables.

A unit is kept as written, apart from spellings of one measure (``个工作日`` → ``工作日``): the table
of :data:`SAME_UNIT`. A measure word that also begins longer words carries the characters that
must not follow it (``部`` is no measure in ``3部门``).
"""

from __future__ import annotations

import re
from enum import Enum

from ingest import comparatives
from ingest.comparatives import Comparative


def words_of(text: str) -> list[str]:
    """The words of a table written as running text."""
    return text.split()


SCALES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5,
    "万": 1e4, "千": 1e3, "百": 1e2,
}  # fmt: skip

_PLAIN = words_of(
    "人次 件次 户次 家次 场次 批次 班次 车次 辆次 台次 艘次 架次 项次 条次 篇次 人天 "
    "课时 学时 个百分点 百分点 个工作日 工作日 个自然日 自然日 个月 个小时 小时 "
    "分钟 个 件 起 项 份 支 亩 美元 元 户 名 位 条 倍 平方公里 平方千米 "
    "平方米 平米 立方米 公里 千米 公顷 公斤 千克 吨 篇 种 辆 宗 例 桩 批 套 "
    "册 幅 张 座 栋 幢 笔 页 则 只 艘 株 棵 期 票 场 家 % ‰"
)
_GUARDED = {
    "轮": "电摩车货船胎",
    "人": "民大社文才事工口员身均格", "次": "日年月要序", "天": "然气津", "卷": "宗入起", "枚": "", "部": "门分署级队委长",
    "类": "别似型", "所": "有在得", "处": "罚理置分于", "门": "类户槛", "本": "级地市区县年行次省院",
    "台": "风阶", "块": "状", "间": "接", "单": "位元一独", "款": "项", "道": "路德理", "首": "次批个届席先",
    "集": "体中团聚约", "头": "部", "架": "构", "米": "", "节": "约能省点目", "堂": "", "组": "织成建合",
    "队": "伍员", "面": "积对向临部貌", "站": "点位", "字": "", "分": "别钟之局类为成解布管中院所析组支级配发层段批工期享",
    "厘米": "",
}  # fmt: skip
_NOUNS = {
    "个": words_of(
        "街镇 乡镇 镇街 镇 乡 村居 村 街道 部门 单位 大领域 大方面 大行业 大行动 大任务 大专项"
    ),
    "类": ["大类别", "大类"],
    "项": ["大项", "小项"],
}

SAME_UNIT = {
    "个工作日": "工作日", "个自然日": "天", "自然日": "天", "个小时": "小时", "百分点": "个百分点",
    "平米": "平方米", "平方千米": "平方公里", "千米": "公里", "千克": "公斤",
} | {noun: unit for unit, nouns in _NOUNS.items() for noun in nouns}  # fmt: skip
"""Spellings of one measure. A noun counted without a measure word (``8镇``) counts in ``个``."""

COUNTED_NOUN = {noun: noun.removeprefix("大") for noun in _NOUNS["个"]}
"""Nouns counted without a measure word: they are part of what is counted."""

DURATIONS = frozenset({"工作日", "天", "小时", "个月", "分钟"})
DIVISIBLE = frozenset(
    words_of(
        "% ‰ 个百分点 倍 元 美元 亩 平方公里 平方米 立方米 公里 公顷 公斤 吨 米 厘米 分 小时 分钟 工作日 "
        "天 个月"
    )
)
"""Units that a decimal may count; any other decimal (``1.3个乡镇``) begins with a list number."""
CHINESE_UNITS = frozenset(
    words_of(
        "人次 个百分点 工作日 个月 小时 天 个 件 起 项 份 支 亩 元 户 名 人 次 家 条 % 倍 位 批 批次 "
        "场 场次 期 篇 部 种 类 辆 所 宗 例 套 台 册 座 轮 平方米 公里 公顷 吨 堂"
    )
)
"""Units that a number in Chinese characters may count without being part of a longer word."""
ARTICLE_UNITS = frozenset(words_of("次 场 期 件 起 项 名 人 家 个 部 份 条 支 所"))
"""Units after which a clause-final ``一`` counts (``召开会议一次``) instead of being an article."""


def _unit_pattern() -> str:
    parts = {unit: re.escape(unit) for unit in _PLAIN}
    for unit, after in _GUARDED.items():
        parts[unit] = f"{unit}(?![{after}])" if after else unit
    for nouns in _NOUNS.values():
        parts |= {noun: noun for noun in nouns}
    parts["日"] = "日(?=之?内|以内)"
    ordered = sorted(parts, key=lambda unit: (-len(unit), unit))
    return "|".join(parts[unit] for unit in ordered)


UNIT = _unit_pattern()

CHANGING = (
    "压缩|缩短|缩减|减少|下降|降低|精简|压减|压降|提高|提升|增加|增长|上升|扩大|扩展|拓展|扩容|跃升|攀升|爬升|回升|激增"
    "|扩充|扩至|增补|骤降|回落|下调|上调|调整|压|降|减|增|升|缩|涨|跌|拓|扩"
)
"""Verbs that bring a figure to another value, parted by bars."""

_CHANGE = f"(?:(?:{CHANGING})了?(?:到|至|为)了?)"
_ABOUT = ("大约", "约", "将近", "接近", "近")
_BOUND = "|".join((comparatives.PATTERN, *_ABOUT))
BEFORE = re.compile(rf"(?:{_CHANGE}(?:{_BOUND})?|(?<![最附就临靠邻])(?:{_BOUND}))了?[ ]?$")
"""Qualifiers that stand before a number; matched against the words that lead up to it."""
AFTER = re.compile(
    r"[ ]?(?:及?以上|及?以内|及?以下|之内|左右|上下|不等|有余|(?<=[日时天月钟])内|(?<=[元个件人名])[余多](?![个件名人]))"
)
"""Qualifiers that stand after a unit."""

_AFTER_UNIT = frozenset("以上 及以上 以内 及以内 以下 及以下 之内 左右 上下 不等 有余 内".split())
_BETWEEN = frozenset("余 多 几 来".split())


class Side(Enum):
    """Where a qualifier stands."""

    BEFORE_NUMBER = "before"
    BETWEEN = "between number and unit"
    AFTER_UNIT = "after"


def side_of(qualifier: str) -> Side:
    """Where one qualifier of a figure stands: 近60名, 60余名, 60名左右."""
    if qualifier in _AFTER_UNIT:
        return Side.AFTER_UNIT
    return Side.BETWEEN if qualifier in _BETWEEN else Side.BEFORE_NUMBER


_LOWER = frozenset({Comparative.AT_LEAST, Comparative.ABOVE})


def bound_of(qualifier: str) -> str:
    """How a qualifier bounds its value.

    Returns:
        ``"min"`` (at least: 以上, 超过, 余, 多 …), ``"max"`` (at most: 以内, 不足 …), ``"about"``
        (约, 近, 左右) or ``""`` (exact, or reached by a change: 压缩至).
    """
    parts = re.sub(_CHANGE, "", qualifier).replace("…", " ").split()
    for part in parts:
        compared = comparatives.FORMS.get(part.removesuffix("了"))
        if compared is not None:
            return "min" if compared in _LOWER else "max"
        if part in {"以下", "及以下", "以内", "及以内", "之内", "内", "前"}:
            return "max"
        if part in {"以上", "及以上", "余", "多", "几", "有余"}:
            return "min"
    return (
        "about"
        if any(part in _ABOUT or part in {"左右", "上下", "来", "不等"} for part in parts)
        else ""
    )
