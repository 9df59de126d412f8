"""What the wording of a question says of how it hangs on the one before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.lexicon.places import stem
from rag.answer import Intent
from rag.question.colloquial import spoken_terms
from rag.question.query import Query
from rag.question.subject import has_subject

_END = "[?!。~…、,;\\s]*$"
_COURTESY = re.compile(
    r"^(?:(?:好的?|嗯+|哦+|ok|okay|行|明白了?|知道了|了解了?|收到|懂了|谢谢(?:你|您|啦|了)?|多谢|感谢|辛苦了?|不客气|再见|拜拜"
    r"|你好|您好|嗨|早上好|下午好|晚上好|在吗|hi|hello|hey|thanks?(?: you)?(?: very much| a lot)?|great|bye|goodbye"
    r"|没事了?|没有了|不用了)[啊呀呢吧哈,。!?~\s]*)+" + _END,
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:同样的|一样的|相同的|同一个)(?:问题|指标|情况|数据)?[,:\s]*"
    r"|(?:那么|那(?![边里儿个些种样])|还有|至于|另外|然后|同样地?|以及|对了|请问|再|也)[,\s]*|(?:如果|要是|假如)?(?:换成|换作|改成|换到|改为|换|是)[,\s]*|(?:查查|看看|说说|问问|讲讲|查一下|看一下|说一下|问一下)[,\s]*"
    r"|(?:and|what about|how about|then|also)\b[,\s]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:的?(?:情况|数据|数字)?(?:又|也)?(?:呢|怎么样|怎样|如何|是多少|有多少|多少|是?什么情况|是什么|有吗|有没有|吗|啊|吧))?"
    + _END
)
_MARKED = re.compile(
    r"呢[?!。~\s]*$|^(?:那么?(?![个些种样里边时])|至于|换成|换作|改成|换到|改为|还有|同样)"
)
_ABOUT = re.compile(r"\b(?:what|how) about\b", re.IGNORECASE)
_MARKED_ENGLISH = re.compile(r"^(?:and|but|then|also|what about|how about)\b", re.IGNORECASE)

_RESULTS = re.compile(
    r"(?:这|那|上述|上面|以上|前面|刚才)(?:的)?(?:这|那)?(?:些|几|[一二三四五六七八九十两\d]+)(?:个|份|家|地)?(?:地方|地区|报告|区县|县区|县市|城市|单位|省份|区|县|市|省)?(?:里面|里头|当中|之中|之间|里|中)?"
    r"|其中|(?:^|那|这)(?:里面|里头|当中|里边)|(?:它|他|她)们(?:里面|当中|之中|中|里)"
    r"|\b(?:of|among) (?:those|these|them)\b|\b(?:those|these)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[它他她]们|\b(?:they|them|their)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:该|这个|那个|此|本|当)(?:地区|地方|区县|县区|城市|省份|地|市|县|区|旗|州|省|单位|政府)|那里|那儿|那边|这里|这儿|当地|(?:全|我)(?:市|县|区|旗|州|省)"
    r"|\b(?:there|this (?:place|district|city|county)|that (?:place|district|city|county))\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"(?:它|他|她)们?|(?:这|那)(?:样|么)(?:做|干|办|说)?|(?:这|那|该|此|上述)(?:个|项|件|份|部|支|条|种|类|批|些|家|名|位|次)?(?:人|事|做法|制度|机制|工作|措施|团队|队伍|项目|文件|活动|平台|数字|指标|数据|率)?"
    r"|\b(?:they|them|it|its|their|that|this|one|ones)\b",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"(?:和|跟|与|同|比|较|相比|对比|比起|相较于?)(?:上|去|前)一?年(?:度|同期|的)?(?:数据|情况)?(?:比起?来?|相比|比较|对比)?(?!的?[^,。?]{0,3}报告)"
    r"|(?:上|去|前)一?年同期[^,。?]{0,4}(?:比|相比)|同比"
    r"|(?:涨|升|增长|增加|上升|提高|多|高)了?还是(?:跌|降|减少|下降|降低|少|低)了?"
    r"|\b(?:compared? (?:with|to)|than|versus|vs\.?|against) (?:the )?(?:last|previous|prior|preceding) year\b|\b(?:than|compared (?:to|with)|versus|vs\.?|against|from|over|on) (?:in )?(?:a |the |one )?year (?:before|earlier|ago)\b|year[- ]on[- ]year",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?:是)?(?:多了|少了|增加|减少|上升|下降|增长|提高|提升|降低|涨|降|多|少|高|低|升)(?:了|还是|或者?|没有?)*(?:减少|下降|降低|少了?|低了?|降了?|跌了?)?(?:多少|几[个件]?(?:百分)?点?)?"
)
_BY_THAT = r"(?:多|少|高|低|增加|减少|增长|下降|上升|增|减|涨|降)了?"
_HOW_MANY = r"(?:多少|几)(?:[件份起名人个项次家户元]|万元?|$|(?=[,。?!吗呢\s]))"
_CHANGED = re.compile(f"{_BY_THAT}(?={_HOW_MANY})")
CHANGED_BY = re.compile(_BY_THAT + _HOW_MANY)
"""Asks by how many a figure changed, in what it counts, not in percent."""

_CHANGING = re.compile(
    r"[升降涨跌增减幅]|提高|变化|同比|环比|回落|翻.?番|缩短|压缩|差|[多少高低]了|\b(?:rise|rose|fell|fall|dropp?|gr[eo]w|increas|decreas|chang|declin|reduc)",
    re.IGNORECASE,
)


def asks_change(text: str) -> bool:
    """Whether a part of a question speaks of a change, and not only of how high something stands."""
    return _CHANGING.search(text) is not None


WHICH_WAY = re.compile(
    r"(?:多|增|升|涨|高|上升|增加|增长|提高)了?还是(?:少|减|降|跌|低|下降|减少|降低)|\b(?:more or (?:fewer|less)|(?:fewer|less) or more"
    r"|higher or lower|up or down|(?:a )?(?:rise|increase) or (?:a )?(?:fall|drop|decrease))\b",
    re.IGNORECASE,
)
"""Asks whether a figure rose or fell."""

_AMOUNT = re.compile(r"多少|几")
_SHIFTS: tuple[tuple[re.Pattern[str], int, bool], ...] = (
    (re.compile(r"大前年|three years ago"), -3, True),
    (re.compile(r"(?<!大)前年|two years ago"), -2, True),
    (re.compile(r"去年|\blast year\b"), -1, True),
    (re.compile(r"(?:前|上)一?(?:个)?年(?:度)?|\b(?:the )?(?:previous|prior|preceding) year\b|\bthe year before\b"), -1, False),
    (re.compile(r"(?:下|后|次|第二)一?(?:个)?年(?:度)?|\bthe (?:next|following) year\b|\bthe year after\b"), 1, False),
    (re.compile(r"同一?年度?|\b(?:the )?same year\b"), 0, False),
    (re.compile(r"今年|本年度?|当年|\bthis year\b"), 0, True),
)  # fmt: skip
_EVERYWHERE = re.compile(
    r"(?:其他|其它|别的|其余|各个?|所有|全部|每个?)(?:的)?(?:地方|地区|区县|县区|区|县|市|省份|省|城市|报告|单位|地)(?:都)?|别处|全国|\b(?:elsewhere|everywhere|other (?:places|districts|cities|counties|reports)|all (?:places|districts|reports))\b",
    re.IGNORECASE,
)
_ALL_ASKED = re.compile(
    r"(?:哪|多少|几)(?:些|几)?(?:个|份|家)?(?:地方|地区|区县|县区|县市|城市|省份|报告|区|县|市|省|地)|谁|哪里|哪儿|哪家|哪边|各地|\b(?:which|how many) (?:reports?|places?|districts?|cities|counties|ones)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"原文|原话|原句|出处|来源|依据(?:是|在|呢|何)|怎么说的|再说一遍|重复一?[遍下]|^(?:再)?(?:具体|详细)(?:一?点|一?些|说说|讲讲)?[呢吗?。]*$|展开(?:说说|讲讲|一下)?|\b(?:source|original|quote)\b",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"(?:最|更|比较)(?:高|低|多|少|大|小|快|慢|好|差|强|弱)|排名?第|第[一二三四五六七八九十\d]+名?|垫底|\b(?:highest|lowest|most|fewest|least|largest|smallest|best|worst)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"^(?:那|一共|总共|共|合计|请问|\s)*(?:有|是)?(?:多少|几)(?:个|份|家|处)(?:地方|地区|区县|报告|区|县|市)?(?:呢|啊)?"
    + _END
    + r"|^(?:那|一共|总共|共|合计|\s)*有(?:多少|几)(?:地方|地区|区县|报告)?(?:呢|啊)?"
    + _END
    + r"|\bhow many\b(?: of (?:them|those|these))?(?: are there)?"
    + _END,
    re.IGNORECASE,
)
_PART = re.compile(r"的(?:一?共|总共)?(?:有|是|占)?(?:了)?(?:多少|几|哪)")
_QUESTION = re.compile(
    r"多少|几|哪|什么|怎|如何|谁|是否|是不是|有没有|为何|何时|吗|\b(?:how|who|when|why|which|what)\b",
    re.I,
)
_COUNTED = frozenset({"人", "钱", "地", "家", "项", "区", "县", "市", "省"})
_FRAME = re.compile(
    r"属于|位于|来自|在(?=.{0,6}的)|归(?=.{0,6}的)|范围内|的话|\b(?:are|is|in|of|from)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Shift:
    """A year told by another.

    Attributes:
        years: How many later; negative for earlier.
        from_now: Counted from the year that the conversation is about (去年), not from the one
            just asked about (前一年).
    """

    years: int
    from_now: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """How a question is worded, for one that may follow another.

    Attributes:
        rest: Its words without places, years, pronouns, lead and tail.
        bare: The same with its question words.
        courtesy: It only greets or thanks.
        marked: It announces that it goes on (那…, …呢).
        asks: It has a question word of its own.
        headless: It names a kind and leaves out of what (县级的呢).
        subject: It names something that a question can be about.
        results: It points at the last answer (其中, 这些地方里).
        several: It speaks of several that were mentioned (它们).
        place: It points at the last place (该区, 那里).
        thing: It points at something mentioned (他们, 这个).
        versus: It compares with the year before.
        shift: A year told by another one; None where none is.
        everywhere: It asks about all other places.
        asks_places: It asks which or how many places.
        again: It asks for the words of the last answer.
        extreme: It asks for an extreme (最高).
        counts: It only asks how many.
    """

    rest: str
    bare: str
    courtesy: bool
    marked: bool
    asks: bool
    headless: bool
    subject: bool
    results: bool
    several: bool
    place: bool
    thing: bool
    versus: bool
    shift: Shift | None
    everywhere: bool
    asks_places: bool
    again: bool
    extreme: bool
    counts: bool

    @property
    def terms(self) -> tuple[str, ...]:
        """Content words that are left of it; what is counted in (多少人) is none."""
        return tuple(each for each in spoken_terms(self.rest) if each not in _COUNTED)


def read_wording(query: Query) -> Wording:
    """Reads how a question hangs on the one before it; English cues are read as asked."""
    text = query.text
    english = query.question if query.language == "en" else ""
    both = f"{text}\n{english}"
    body = _without_unheld(_LEAD.sub("", query.bare), query.missing_regions)
    marked = bool(_MARKED.search(text) or _MARKED_ENGLISH.match(english.strip()))
    bare = _without(body, _RESULTS, _PLACE, _VERSUS, *(each for each, _, _ in _SHIFTS), _EVERYWHERE)
    versus = bool(_VERSUS.search(both))
    bare = _THING.sub(" ", bare).strip()
    if versus:
        bare = _CHANGED.sub("", bare) if _AMOUNT.search(text) else _CHANGE.sub(" ", bare)
    rest = _FRAME.sub(" ", _TAIL.sub("", bare))
    tail = re.sub(r"[呢啊呀\s?!。~]+$", "", bare)
    rest = rest.strip("的和与及、 ")
    return Wording(
        rest=rest,
        bare=bare,
        courtesy=bool(_COURTESY.match(query.question.strip())),
        marked=marked,
        asks=_asks(bare, rest) and not _ABOUT.search(english),
        headless=_names_part(tail),
        subject=has_subject(rest) or _is_about_parts(query),
        results=bool(_RESULTS.search(both)),
        several=bool(_SEVERAL.search(both)),
        place=bool(_PLACE.search(both)),
        thing=bool(_THING.search(body) or _THING.search(english)),
        versus=versus,
        shift=_shift(both),
        everywhere=bool(_EVERYWHERE.search(both)),
        asks_places=bool(_ALL_ASKED.search(both)),
        again=bool(_AGAIN.search(both)),
        extreme=bool(_EXTREME.search(both)),
        counts=bool(_COUNTS.search(bare)),
    )


def _asks(bare: str, rest: str) -> bool:
    """Whether a question word is its own; in 云溪县是多少 it is the earlier question's."""
    return bool(_QUESTION.search(bare if spoken_terms(rest) else rest))


def _names_part(text: str) -> bool:
    """Whether a question names a kind and leaves out of what: 县级的, 村级的有几个."""
    part = _PART.search(text)
    if part:
        return bool(text[: part.start()].strip())
    return text.endswith("的") and not _QUESTION.search(text)


def _without_unheld(text: str, places: tuple[str, ...]) -> str:
    for name in places:
        for form in (name, stem(name)):
            text = text.replace(form, " ") if len(form) > 1 else text
    return text


def _is_about_parts(query: Query) -> bool:
    """Whether it asks for the problems or plans of a report."""
    asks_parts = query.intent in (Intent.SUMMARY, Intent.PASSAGE)
    return asks_parts and (query.wants_problems or query.wants_plans)


def _shift(text: str) -> Shift | None:
    for pattern, years, from_now in _SHIFTS:
        if pattern.search(text):
            return Shift(years, from_now)
    return None


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text
