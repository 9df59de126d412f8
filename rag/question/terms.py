"""The content words of a question, and what kinds of figure would answer it."""

from __future__ import annotations

import re
from functools import cache

import rjieba

from ingest.folding import fold

_QUESTION_WORDS = frozenset(
    [
        "什么",
        "多少",
        "几",
        "几个",
        "几支",
        "几辆",
        "几部",
        "几位",
        "几件",
        "几项",
        "几份",
        "几名",
        "几家",
        "几次",
        "几起",
        "几人",
        "哪些",
        "哪个",
        "哪家",
        "哪里",
        "哪几个",
        "哪几份",
        "哪年",
        "谁",
        "怎么",
        "怎样",
        "如何",
        "怎么样",
        "为什么",
        "为何",
        "是否",
        "有没有",
        "何时",
        "何",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "嘛",
        "么",
        "干什么",
        "情况",
        "具体",
        "一共",
        "总共",
        "共",
        "共计",
        "总计",
        "合计",
        "累计",
        "目前",
        "现在",
        "截至",
        "截止",
        "以来",
        "期间",
        "时候",
        "里头",
        "里面",
        "其中",
        "之中",
        "方面",
        "上",
        "中",
        "下",
        "内",
        "里",
        "外",
        "的",
        "地",
        "得",
        "了",
        "着",
        "过",
        "是",
        "有",
        "在",
        "和",
        "与",
        "及",
        "或",
        "对",
        "把",
        "被",
        "将",
        "从",
        "到",
        "由",
        "向",
        "往",
        "为",
        "以",
        "于",
        "按",
        "用",
        "让",
        "给",
        "跟",
        "同",
        "比",
        "也",
        "都",
        "就",
        "又",
        "还",
        "再",
        "才",
        "只",
        "很",
        "更",
        "最",
        "不",
        "没",
        "没有",
        "那",
        "这",
        "那个",
        "这个",
        "那些",
        "这些",
        "那样",
        "这样",
        "像",
        "等",
        "等等",
        "一",
        "一个",
        "一下",
        "一些",
        "一年",
        "一级",
        "年",
        "月",
        "日",
        "号",
        "年度",
        "全年",
        "当年",
        "今年",
        "本年",
        "去年",
        "上年",
        "前年",
        "做",
        "干",
        "搞",
        "办",
        "弄",
        "抓",
        "推",
        "弄",
        "盯",
        "要",
        "能",
        "会",
        "可以",
        "请",
        "请问",
        "帮",
        "帮我",
        "我",
        "我们",
        "你",
        "您",
        "他",
        "她",
        "它",
        "他们",
        "它们",
        "告诉",
        "知道",
        "说说",
        "讲讲",
        "介绍",
        "概括",
        "总结",
        "归纳",
        "综述",
        "概述",
        "简述",
        "梳理",
        "一下",
        "主要",
        "事",
        "事情",
        "哪",
        "之",
        "其",
        "所",
        "该",
        "各",
        "每",
        "本",
        "出来",
        "起来",
        "下来",
        "下去",
        "进行",
        "实现",
        "报告",
        "报告里",
        "数",
        "数量",
        "数字",
        "个",
        "件",
        "项",
        "名",
        "份",
        "家",
        "支",
        "辆",
        "部",
        "位",
        "人次",
        "起",
        "户",
        "次",
        "条",
        "种",
        "类",
        "所",
        "处",
        "点",
        "分别",
        "各地",
        "实际",
        "达到",
        "达",
        "含",
        "包括",
        "包",
        "属于",
        "称",
        "叫",
        "使用",
        "有关",
        "关于",
        "相关",
        "涨",
        "搭",
        "推",
        "定",
        "how",
        "many",
        "much",
        "what",
        "which",
        "who",
        "when",
        "where",
        "why",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "and",
        "or",
        "by",
        "with",
        "from",
        "has",
        "have",
        "had",
        "that",
        "this",
        "these",
        "those",
        "their",
        "its",
        "it",
        "any",
        "actually",
        "give",
        "report",
        "reports",
        "number",
        "total",
    ]
)
"""Words that ask, frame or count, and say nothing of the subject."""

_CONTENT = re.compile(r"[\u3400-\u9fffA-Za-z0-9.%+·]+")
_UNIT_FAMILIES: tuple[frozenset[str], ...] = tuple(
    frozenset(family.split())
    for family in (
        "人 名 位 人次 余人 员",
        "件 起 宗 例 个 次",
        "项 个 条 类 件",
        "份 件 篇 部 本 个",
        "个 家 所 处 座 支 户 间 只",
        "部 件 个 项",
        "支 个 家",
        "辆 台 部",
        "% 个百分点 倍 百分点",
        "元 万元 亿元",
        "亩 平方米 公顷 平方公里 公里",
        "天 日 工作日 小时 月 个月 年 分钟",
        "次 场 期 批次 场次 回 个 人次",
        "批次 人次 批",
        "户 家 个",
    )
)
_ASKED_UNIT = re.compile(
    r"(?:多少|几|第几)\s*(?:余|多)?\s*"
    r"(个工作日|工作日|个百分点|百分点|个点|个月|人次|批次|场次|平方米|平方公里|公里|公顷|万元|亿元|分钟|小时"
    r"|[项件个名人位辆支份家次部条类种户所处座起宗例场期篇本台间天日年亩元倍元点批步款门])"
)
_RATE = re.compile(r"率|比例|占比|比重|幅度|百分之几|percentage|proportion|share|\brate\b", re.I)
_MONEY = re.compile(r"金额|投资|资金|多少钱|经费|investment|\bcost\b|funds", re.I)
_DURATION = re.compile(r"多久|多长时间|时限|时长|how long", re.I)
_AREA = re.compile(r"面积|多少地|占地|用地|\barea\b", re.I)


def content_terms(text: str) -> tuple[str, ...]:
    """Content words of a text, in order, each once, lower case, without question words."""
    folded = fold(text).lower()
    words = (
        word
        for piece in _CONTENT.findall(folded)
        for word in rjieba.cut(piece)
        if word.strip() and not _is_empty(word)
    )
    return tuple(dict.fromkeys(words))


def content_text(text: str) -> str:
    """The content words of a text as one string for a search, in order."""
    return " ".join(content_terms(text))


def asked_units(part: str) -> tuple[str, ...]:
    """Units that would answer a part of a question; empty where any unit may."""
    folded = fold(part)
    match = _ASKED_UNIT.search(folded)
    if match:
        unit = match.group(1).removeprefix("个") or "个"
        return _family(unit) if unit not in {"点", "百分点"} else ("个百分点", "%")
    if _RATE.search(folded):
        return ("%",)
    if _MONEY.search(folded):
        return ("元",)
    if _AREA.search(folded):
        return ("亩", "平方米", "公顷", "平方公里")
    return _family("工作日") if _DURATION.search(folded) else ()


@cache
def _family(unit: str) -> tuple[str, ...]:
    """A unit and those that are used for the same things; the unit itself comes first."""
    kin = sorted(set().union(*(family for family in _UNIT_FAMILIES if unit in family)) - {unit})
    return (unit, *kin)


def _is_empty(word: str) -> bool:
    return word in _QUESTION_WORDS or bool(re.fullmatch(r"[几多]\w{1,2}|[.%+·]+", word))
