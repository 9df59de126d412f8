"""What a question across reports asks each of them to satisfy."""

from __future__ import annotations

import re

from ingest.lexicon.indicators import Indicators
from rag.question.conditions import Condition, Relation, condition_in
from rag.question.query import Clause
from rag.question.terms import content_terms

_JOINTS = re.compile(
    r"[,。;]?\s*(?:并且|而且|同时|此外|且|又|也)(?=[^,。;]{2,})|[,、;](?=又|同时|且|并且|而且)"
)
_OR = re.compile(r"或者|或是|或|/")
_SCOPE = re.compile(
    r"(?:这|那)?(?:[一二三四五六七八九十\d]+|几|多少|哪几?|哪些|各|所有|全部)(?:[份个家篇处座]|些)?(?:的)?"
    r"(?:报告|地方|地区|区县|县区|县市|市县|城市|单位|省份|区|县|市|省|地)?(?:里面|里头|里|当中|中)?"
    r"|(?:有|是)?(?:哪些|哪几[个份家]|谁)|既|都|均"
)
_ASKS_FIGURE = re.compile(
    r"多少|几[件个名人项起次份]|数量|总数|件数|人数|量(?![^超高低多少最]{3,})|数(?=$|[^据字])"
)
_NAMES_ONLY = re.compile(
    r"提到|提及|写到|点名|用到|字样|出现过?“|谈到|涉及|偏高|偏低|居高不下|不高|不低|较高|较低|承认|坦承|反映"
)
"""Such questions ask whether reports speak of something, not for its figure."""

_APPOSITION = re.compile(r"([\u4e00-\u9fff]{1,8})\(([\u4e00-\u9fff]{1,8})\)")

_FILLERS = frozenset(
    "报告 地方 地区 区县 哪些 哪几 提到 提及 写到 点名 指标 满格 出现 公布 披露 给出 列出 数 数量 数字 件数 人数 案件数 量 超过 低于 高于 达到 达 不足 以上 以下 没有 未 "
    "最高 最低 最多 最少 更多 更少 谁 哪 比 多 少 高 低 这种 家 份 篇 各自 分别 都 均 既 又 或 或者 还是 前 名 案件量 排名 排 情况 过 报 写 提 说 哪边 哪里 哪家 属于 至少 等于 大于 小于 "
    "里面 当中 使用 用到 用 术语 这个 词 字样 不 到 自己 承认 单独 全部 所有 各地 有谁 给 做过 率是 上 拥有 具有 存在".split()
)
_NUMBER = re.compile(r"^[\d.%]+$|^[一二三四五六七八九十百]+$|^百分之")


def clauses_in(bare: str) -> tuple[Clause, ...]:
    """Splits a question, places and years removed, at 且, 又 and 同时.

    A part that names nothing of its own takes its words from the part before it.
    """
    parts = [part for part in _JOINTS.split(bare) if part and content_terms(part)] or [bare]
    read = [_clause(part) for part in parts]
    joined = [each for each in read if each.indicator or each.terms]
    if len(joined) < 2 or not all(each.indicator or each.condition for each in joined):
        return (_clause(bare),)
    return tuple(joined)


def _clause(text: str) -> Clause:
    indicator = Indicators.load().in_question(text)
    condition = condition_in(text)
    if _NAMES_ONLY.search(text) and condition is not None and not condition.is_numeric:
        condition = condition if condition.relation is Relation.NOT_MENTIONED else None
    elif condition is None and indicator is not None and _asks_for_figure(text, indicator.kind):
        condition = Condition(Relation.STATED)
    options = tuple(
        words
        for part in _OR.split(text)
        for wording in _wordings(part)
        if (words := subject_terms(wording))
    )
    return Clause(
        text=text,
        terms=subject_terms(text),
        indicator=indicator.name if indicator else "",
        condition=condition,
        options=options,
    )


def _wordings(text: str) -> tuple[str, ...]:
    """府院联动(府院互动) names one thing twice: once in each wording."""
    match = _APPOSITION.search(text)
    if match is None:
        return (text,)
    before, named, other, after = text[: match.start()], match[1], match[2], text[match.end() :]
    return (f"{before}{named} {after}", f"{before}{other} {after}")


def _asks_for_figure(text: str, kind: str) -> bool:
    if _NAMES_ONLY.search(text):
        return False
    return kind in {"rate", "time", "money"} or bool(_ASKS_FIGURE.search(_SCOPE.sub(" ", text)))


def subject_terms(text: str) -> tuple[str, ...]:
    """Content words of a part without those that only say which reports and what condition."""
    quoted = re.findall(r"“([^”]+)”|\"([^\"]+)\"|《([^》]+)》", text)
    phrases = [next(filter(None, groups)) for groups in quoted]
    rest = re.sub(r"“[^”]+”|\"[^\"]+\"|《[^》]+》", " ", text)
    words = [
        word
        for word in content_terms(_SCOPE.sub(" ", rest))
        if word not in _FILLERS and not _NUMBER.match(word)
    ]
    return tuple(dict.fromkeys([*(phrase.lower() for phrase in phrases), *words]))


def quoted_phrases(text: str) -> tuple[str, ...]:
    """Words that a question puts in quotation marks: they are to stand in a report as they are."""
    return tuple(
        next(filter(None, groups)).lower() for groups in re.findall(r"“([^”]+)”|\"([^\"]+)\"", text)
    )
