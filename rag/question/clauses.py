"""What a question across reports asks each of them to satisfy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

from ingest.folding import fold
from ingest.lexicon.indicators import Indicator, Indicators
from ingest.measures import UNIT
from rag.question.colloquial import sayings_in
from rag.question.conditions import Condition, Relation, condition_in
from rag.question.frame import ADMIT, subject_text, without_reports
from rag.question.query import Clause
from rag.question.subject import names_nothing
from rag.question.synonyms import compounds_in
from rag.question.terms import content_terms
from vectorstore.words import current_words

_JOINTS = re.compile(
    r"[,。;]?\s*(?:并且|而且|同时|此外|且|又|也)(?=[^,。;]{2,})|[,、;](?=又|同时|且|并且|而且)"
    r"|[,、;]?\s*(?:但是?|可是|却|而)(?=(?:都|也)?(?:没有?|未|从未|只字未))"
)
_OR = re.compile(r"或者|或是|或|/")
_ASKS_FIGURE = re.compile(
    r"有(?:具体|准确)?(?:数字|数据|数)(?=的|吗|$|[,?。\s])|多少|几[件个名人项起次份位家户场支条部所处宗例期台]|数量|总数|件数|人数|金额|数额|面积|占比|比例|量(?![^超高低多少最]{3,})|数(?=$|[^据字])"
)
_NAMES_ONLY = re.compile(
    r"提到|提及|写到|点名|用到|字样|出现过?“|谈到|涉及(?!的?(?:金额|数额|面积|资金|人数|数量))|偏高|偏低|居高不下|不高|不低|较高|较低|反映|问题(?:部分|里|中|章|方面)|不足(?:部分|里|中|之处)|短板(?:部分|里|中)"
    rf"|{ADMIT.pattern}"
)
"""Such questions ask whether reports speak of something, not for its figure."""

_ASIDE = re.compile(r"([\u4e00-\u9fff]{1,16}?)\(([\u4e00-\u9fff、/]{1,24})\)")
_RENAMES = re.compile(r"[(（](?:或者?|也|又|即|就是|亦|俗|简)+(?:叫做?|称为?|是|作)?")
"""府院联动(或者叫府院联席会议): the bracket names the same thing."""
_EXCEPTION = re.compile(r"不|非|除|而非|含|如|例如|比如")
_HOW = re.compile(r"(?:是)?(?:怎么|如何|怎样)(?:样)?(?:地)?")
_RATE = re.compile(r"(?<=率)(?=[低高偏较不过超破达])")
_LINK = re.compile(r"(?<=[\u4e00-\u9fff])的(?=[\u4e00-\u9fff])")
_FILLERS = frozenset(
    word
    for line in resources.files("rag.question")
    .joinpath("frame_words.txt")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
    for word in line.split()
)
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|《([^》]+)》")
_BOTH = re.compile(
    r"既.+[又也]|同时|又.+又|都.*又|并且|而且|(?:但是?|可是|却|而)(?:都|也)?(?:没|未|从未)"
)
_NUMBER = re.compile(r"^[\d.%]+$|^[一二三四五六七八九十百]+$|^百分之")
_NUMBER_OF = re.compile(rf"(?:{UNIT})数量?")
"""台数, 场次数: what they number is named beside them."""
_RULED = re.compile(r"[(（][^()（）]*(?:算|只计|不计|不算|同一|去重)[^()（）]*[)）]")
"""A bracket that says how to count."""
_SERVICE = re.compile(r"1\d{4}(?=热线|平台|电话|[\u4e00-\u9fff]{0,6}热线)")
"""The number of a telephone service is its name: 12345热线."""


_MOST_SAYINGS = 24
"""No clause that means something holds more; each costs a search of the whole clause."""


def clauses_in(bare: str) -> tuple[Clause, ...]:
    """Splits a question, places and years removed, at 且, 又, 同时 and 但没有.

    A part that names nothing of its own takes its words from the part before it.
    """
    bare = _RULED.sub(" ", bare)
    parts = [part for part in _JOINTS.split(bare) if part and content_terms(part)] or [bare]
    read = [_clause(part) for part in parts]
    joined = [each for each in read if each.indicator or each.terms]
    if len(joined) < 2 or not (
        all(each.indicator or each.condition for each in joined) or _BOTH.search(bare)
    ):
        return (_clause(bare),)
    return tuple(joined)


def _clause(text: str) -> Clause:
    text = _RENAMES.sub("(", text)
    asked = without_reports(text)
    indicator = _indicator(asked)
    condition = condition_in(asked)
    if _NAMES_ONLY.search(text) and condition is not None and not condition.is_numeric:
        kept = (Relation.NOT_MENTIONED, Relation.MENTIONED_ONLY)
        condition = condition if condition.relation in kept else None
    elif condition is None and _asks_for_figure(text, indicator.kind if indicator else ""):
        condition = Condition(Relation.STATED)
    options = _options(text)
    return Clause(
        text=text,
        terms=subject_terms(text),
        indicator=indicator.name if indicator else "",
        condition=condition,
        options=tuple(terms for terms, _ in options),
        compounds=tuple(dict.fromkeys(group for _, groups in options for group in groups)),
        others=_other_indicators(asked, indicator.name if indicator else ""),
    )


def _indicator(text: str) -> Indicator | None:
    """The indicator of a clause, also where the clause words it as people speak (结了多少案)."""
    lexicon = Indicators.load()
    found = lexicon.in_question(text)
    if found is not None:
        return found
    for saying in sayings_in(fold(text))[:_MOST_SAYINGS]:
        for written in saying.written:
            spoken = text[: saying.start] + written + text[saying.end :]
            found = lexicon.in_question(spoken)
            if found is not None:
                return found
    return None


def _other_indicators(text: str, first: str) -> tuple[str, ...]:
    """Further indicators of a clause whose alternatives are each one (可办率或全程网办率)."""
    named = [_indicator(part) for part in _OR.split(text)]
    if not first or len(named) < 2 or not all(named):
        return ()
    return tuple(dict.fromkeys(each.name for each in named if each and each.name != first))


_Terms = tuple[str, ...]


def _options(text: str) -> list[tuple[_Terms, tuple[_Terms, ...]]]:
    """Content words and compounds of each alternative; a shorter one shares the longer one's head.

    ``规范性文件或者合同的合法性审查`` asks for 规范性文件 合法性审查 or 合同 合法性审查.
    """
    parts = _OR.split(text)
    read = [_words_of(wording) for part in parts for wording in _wordings(part)]
    read = [words for words in read if words]
    if len(parts) == 2 and len(read) == 2:
        read = _completed(*read)
    return [(_terms_of(words), _compounds_of(words)) for words in read]


def _completed(first: list[_Word], second: list[_Word]) -> list[list[_Word]]:
    """Two alternatives, each with the words that it leaves to the other to say."""
    if sum(len(word.text) for word in first) == sum(len(word.text) for word in second):
        return [first, second]
    if len(first) < len(second):
        return [[*first, *second[len(first) :]], second]
    return [first, [*first[: len(first) - len(second)], *second]]


def _wordings(text: str) -> tuple[str, ...]:
    """府院联动(府院互动) names one thing twice: once in each wording."""
    match = _ASIDE.search(text)
    if match is None or _EXCEPTION.match(match[2]):
        return (text,)
    before, named, after = text[: match.start()], match[1], text[match.end() :]
    others = [named, *re.split(r"[、/]", match[2])]
    return tuple(f"{before}{each} {after}" for each in others if each)


def _asks_for_figure(text: str, kind: str) -> bool:
    if _NAMES_ONLY.search(text):
        return False
    return kind in {"rate", "time", "money"} or bool(_ASKS_FIGURE.search(subject_text(text)))


class _Word(NamedTuple):
    """A content word and where it stands; of a quoted phrase nothing is adjacent."""

    text: str
    start: int
    end: int


def subject_terms(text: str) -> tuple[str, ...]:
    """Content words of a part without those that only say which reports and what condition."""
    return _terms_of(_words_of(text))


def _terms_of(words: list[_Word]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.text for word in words))


def _compounds_of(words: list[_Word]) -> tuple[tuple[str, ...], ...]:
    """Words that follow each other without a gap are one name: 行政复议 体制改革."""
    groups: list[list[_Word]] = []
    for word in words:
        if groups and word.start == groups[-1][-1].end:
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(_terms_of(group) for group in groups if len(group) > 1)


def _words_of(text: str) -> list[_Word]:
    folded = fold(text)
    folded = _QUOTED.sub(_without_loose_quotes, folded)
    quoted = [
        _Word(next(filter(None, match.groups())).lower(), -1, -2)
        for match in _QUOTED.finditer(folded)
    ]
    rest = _RATE.sub(" ", _LINK.sub("", _HOW.sub("", subject_text(_QUOTED.sub(" ", folded)))))
    return quoted + [
        word
        for word in _cut(rest)
        if word.text not in _FILLERS
        and not _NUMBER_OF.fullmatch(word.text)
        and (not _NUMBER.match(word.text) or _SERVICE.match(rest, word.start))
        and content_terms(word.text)
    ]


def _cut(text: str) -> Iterator[_Word]:
    """Words of a text in order: compounds of the table and sayings whole, then what is between."""
    whole = [(each.start, each.end) for each in compounds_in(text)]
    whole += [
        (start + each.start, start + each.end)
        for start, end in _gaps(whole, len(text))
        for each in sayings_in(text[start:end])
    ]
    words = [_Word(text[start:end].lower(), start, end) for start, end in whole]
    for at, end in _gaps(sorted(whole), len(text)):
        for word in current_words().cut(text[at:end]):
            words.append(_Word(word.lower(), at, at + len(word)))
            at += len(word)
    return iter(sorted(words, key=lambda word: word.start))


def _gaps(spans: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """What spans in order leave of a text."""
    at = 0
    for start, end in [*spans, (length, length)]:
        if at < start:
            yield at, start
        at = end


def quoted_phrases(text: str) -> tuple[str, ...]:
    """Words that a question puts in quotation marks: they are to stand in a report as they are.

    Those that name nothing (“可以不罚”) are only said in other words than a report's.
    """
    found = (next(filter(None, groups)).lower() for groups in _PHRASE.findall(text))
    return tuple(each for each in found if _is_name(each))


_PHRASE = re.compile(r"“([^”]+)”|\"([^\"]+)\"")


_SAID = re.compile(r"可以|能够|不用|不必|不要|怎么|如何|、")


def _is_name(phrase: str) -> bool:
    """Whether quoted words name something, rather than say what is meant."""
    return not (_SAID.search(phrase) and names_nothing(content_terms(phrase)))


def _without_loose_quotes(match: re.Match[str]) -> str:
    words = next(filter(None, match.groups()))
    return match[0] if match[0].startswith("《") or _is_name(words) else f" {words} "
