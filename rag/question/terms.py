"""The content words of a question."""

from __future__ import annotations

import re
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
_EMPTY = re.compile(
    r"[几多哪]\w{1,2}|占多[大少]|里?排|第几|[.%+·]+|[一二两三四五六七八九十百\d]+(?:[类级种项个件份支名家次条]|大类)|[最更较](?:多|少|高|低|大|小)"
)
_COUNTED = re.compile(
    r"(?:多少|(?<![一二三四五六七八九十哪])几)(?:余|多)?(?:个工作日|个百分点|个点|个月|人次|批次|场次|平方米|平方公里|公里|公顷|万元|亿元|分钟|小时"
    r"|[项件个名位辆支份家次条种户处座起宗例场期篇本台间天亩元倍批款封册](?![均组乎率何近经])|人(?![员民大才事口工均])|钱)"
)
"""An asking word with its measure, which belongs to no word after it (多少封信)."""


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


def _is_empty(word: str) -> bool:
    return word in _QUESTION_WORDS or bool(_EMPTY.fullmatch(word))
