"""The content words of a question, and what kinds of figure would answer it."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from ingest.folding import fold
from vectorstore.words import current_words

_QUESTION_WORDS = frozenset(
    word
    for line in resources.files("rag.question")
    .joinpath("question_words.txt")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
    for word in line.split()
)
"""Words that ask, frame or count, and say nothing of the subject."""

_CONTENT = re.compile(r"[\u3400-\u9fffA-Za-z0-9.%+·]+")
_UNIT_FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"人", "名", "位", "人次", "员"}),
    frozenset({"件", "起", "宗", "例", "个", "封"}),
    frozenset({"项", "个", "条", "类", "件"}),
    frozenset({"份", "件", "篇", "部", "本", "个", "封", "册"}),
    frozenset({"个", "家", "所", "处", "座", "支", "户", "间", "只"}),
    frozenset({"部", "件", "个", "项"}),
    frozenset({"支", "个", "家"}),
    frozenset({"辆", "台", "部"}),
    frozenset({"%", "个百分点", "倍"}),
    frozenset({"元", "万元", "亿元"}),
    frozenset({"亩", "平方米", "公顷", "平方公里", "公里"}),
    frozenset({"天", "日", "工作日", "小时", "月", "个月", "年", "分钟"}),
    frozenset({"次", "场", "期", "批次", "场次", "回", "个", "人次"}),
    frozenset({"批次", "人次", "批"}),
    frozenset({"户", "家", "个"}),
)
_EMPTY = re.compile(
    r"[几多哪]\w{1,2}|占多[大少]|里?排|第几|[.%+·]+|[一二两三四五六七八九十百\d]+(?:[类级种项个件份支名家次条]|大类)|[最更较](?:多|少|高|低|大|小)"
)
_ASKED_UNIT = re.compile(
    r"(?:多少|几|第几)\s*(?:余|多)?\s*"
    r"(个人(?=$|[,。?!;的])|个工作日|工作日|个百分点|百分点|个点|个月|人次|批次|场次|平方米|平方公里|公里|公顷|万元|亿元|分钟|小时"
    r"|[项件个名人位辆支份家次部条类种户所处座起宗例场期篇本台间天日年亩元倍元点批步款门封册])"
)
_ASKING = re.compile(
    r"(?:多少|几|第几)\s*(?:余|多)?\s*"
    r"(?:个工作日|个百分点|个点|个月|人次|批次|场次|平方米|平方公里|公里|公顷|万元|亿元|分钟|小时"
    r"|[项件个名人位辆支份家次部条类种户所处座起宗例场期篇本台间天年亩元倍批步款门封册](?![一-鿿]{0,1}[均组])|)(?:的)?"
    r"|(?:是|占|有|为|达到?)?(?:多少|多大|几成)"
)
_COUNTED = re.compile(
    r"(?:多少|(?<![一二三四五六七八九十哪])几)(?:余|多)?(?:个工作日|个百分点|个点|个月|人次|批次|场次|平方米|平方公里|公里|公顷|万元|亿元|分钟|小时"
    r"|[项件个名位辆支份家次条种户处座起宗例场期篇本台间天亩元倍批款封册](?![均组乎率何近经])|人(?![员民大才事口工均])|钱)"
)
"""An asking word with its measure, which belongs to no word after it (多少封信)."""
_RUN_END = re.compile(r"[,。;:?!、()“”\"]|到|来|去|被|由|把|的有|了|过|有|是|占")
_RATE = re.compile(r"率|比例|占比|比重|幅度|百分之几|percentage|proportion|share|\brate\b", re.I)
_RANK = re.compile(
    r"第几(?![^名位]?[次届批期条项])|排名|名次|排在?多少位|\brank(?:ed|ing)?\b", re.I
)
_MONEY = re.compile(
    r"金额|投资|资金|多少钱|的钱(?=[哪谁]|最|更)|多少款|罚款|经费|investment|\bcost\b|funds", re.I
)
_SUM_OF_MONEY = re.compile(r"[罚拨捐赔贷退存缴]了?(?:多少|几)款")
_CHANGED = re.compile(
    r"(?:压缩|缩短|压减|缩减|减少|节省|节约|省|提升|提高|提速|下降|降低|增长|增加|上升|涨|降|增|减)了?(?:大概|大约|约)?(?:多少|几成|多大)(?![\u4e00-\u9fff])"
)
_DURATION = re.compile(r"多久|多长时间|时限|时长|how long", re.I)
_AREA = re.compile(r"面积|多少地|占地|用地|\barea\b", re.I)


def content_terms(text: str) -> tuple[str, ...]:
    """Content words of a text, in order, each once, lower case, without question words."""
    folded = _COUNTED.sub(" ", fold(text).lower())
    words = (
        word
        for piece in _CONTENT.findall(folded)
        for word in current_words().cut(piece)
        if word.strip() and not _is_empty(word)
    )
    return tuple(dict.fromkeys(words))


def word_bounds(text: str) -> set[int]:
    """Where words of a text begin and end."""
    bounds, at = {0}, 0
    for word in current_words().cut(text):
        at += len(word)
        bounds.add(at)
    return bounds


_SEPARATED = re.compile(
    r"(?P<verb>[\u4e00-\u9fff])了?(?:多少|几)(?:[件次起个场笔名回批份])?(?P<object>[\u4e00-\u9fff])(?=[,。?!\s呢啊]|$)"
)


_CONTIGUOUS = re.compile(
    r"(?P<verb>[\u4e00-\u9fff])[了过](?P<object>[\u4e00-\u9fff])(?=[,。?!\s的呢啊]|$)"
)
"""The same without an asking word between: 免了罚."""


_SEPARABLE = frozenset(
    "免罚 罚款 结案 办案 审案 立案 破案 开会 开庭 拨款 捐款 赔款 退税 减税 免税 缴税 办证 发证 讲课 授课 贷款 投资".split()
)


def separated_words(text: str) -> tuple[str, ...]:
    """Words that a question takes apart: 罚款 in 罚了多少款, 结案 in 结了几个案."""
    matches = (match for pattern in (_SEPARATED, _CONTIGUOUS) for match in pattern.finditer(text))
    found = (match["verb"] + match["object"] for match in matches)
    return tuple(word for word in found if word in _SEPARABLE)


def counted_phrase(part: str) -> str:
    """What a part of a question counts, as one phrase: ``群众`` in 走访了多少群众, else what leads.

    Returns:
        The run of content words right after the asking word, or the one right before it where
        nothing follows (``公职律师`` in 公职律师有几名); empty where there is neither.
    """
    folded = fold(part).lower()
    match = _ASKING.search(folded)
    if match is None:
        return ""
    after = _RUN_END.split(folded[match.end() :], maxsplit=1)[0]
    words = content_terms(after)
    if words and len("".join(words)) > 1:
        return "".join(words)
    runs = [run for run in _RUN_END.split(folded[: match.start()]) if content_terms(run)]
    return "".join(content_terms(runs[-1])[-3:]) if runs else ""


def asked_units(part: str) -> tuple[str, ...]:
    """Units that would answer a part of a question; empty where any unit may."""
    folded = fold(part)
    if _RANK.search(folded):
        return ("名",)
    if _SUM_OF_MONEY.search(folded):
        return ("元",)
    match = _ASKED_UNIT.search(folded)
    if match:
        unit = match.group(1).removeprefix("个") or "个"
        unit = "元" if unit.endswith("元") else unit
        return _family(unit) if unit not in {"点", "百分点"} else ("个百分点", "%")
    if _RATE.search(folded):
        return ("%",)
    if _MONEY.search(folded):
        return ("元",)
    if _CHANGED.search(folded):
        return ()  # in per cent, or in what it is counted in
    if _AREA.search(folded):
        return ("亩", "平方米", "公顷", "平方公里")
    return _family("工作日") if _DURATION.search(folded) else ()


@cache
def _family(unit: str) -> tuple[str, ...]:
    """A unit and those that are used for the same things; the unit itself comes first."""
    kin = sorted(set().union(*(family for family in _UNIT_FAMILIES if unit in family)) - {unit})
    return (unit, *kin)


def _is_empty(word: str) -> bool:
    return word in _QUESTION_WORDS or bool(_EMPTY.fullmatch(word))
