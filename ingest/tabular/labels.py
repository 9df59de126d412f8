"""What a label of a table says: the head of a column, the name of a row, a caption.

A label's pieces go into fields of their own: list number, 其中, unit, time, measure, status, scope, act;
what is left names the thing. Nothing is joined here: :mod:`ingest.tabular.naming` makes the name of a
cell out of the labels of its row and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.cells import Unit, is_year, label_of
from ingest.figures.times import Calendar, Time, times_in
from ingest.figures.words import WordSet, categories
from ingest.measures import dimension_of
from ingest.tabular.words import table_words, words_of
from vectorstore.records import Aggregation, Direction, Measure, Scope, Status

_NUMBERS = (
    re.compile("[一二三四五六七八九十]{1,3}、"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"[0-9]{1,2}(?:、|[.](?![0-9]))"),
    re.compile(r"\([0-9]{1,2}\)|[0-9]{1,2}\)|[①-⑳]"),
)
"""List numbers, the outermost kind first."""
_AMONG = re.compile(r"其中[:、]?|#+|[*＊]|含:|-{1,2}|—+")
_NOTE = re.compile(r"\[[0-9]{1,2}\]|注[0-9①-⑨]")
_TRAILING_BRACKET = re.compile(r"\([^()]*(?:[0-9]|不含|按|折|其中|扣除|元年)[^()]*\)$")
_CHANGE_FRAME = re.compile(
    "(?P<how>[比较与同]|相较于?|相比于?)(?P<base>[^比较]{1,10}?)(?:相比)?(?P<kind>名义|实际|可比|现价)?$"
)
_SAME = re.compile("(?P<same>同比|环比|同期比|上年比)(?:名义|实际|可比)?$")
_SAME_PERIOD = {"同比": "上年同期", "环比": "上期", "同期比": "上年同期", "上年比": "上年"}
_KIND = re.compile("(?:名义|实际|可比价?|现价|按可比价格?计?算?|年均)$")
_EITHER = re.compile("年均[/或(\\[、]?累计[)\\]]?(?:增长|增速)?(?:\\(%\\)|%)?")
"""A column of yearly averages in which totals stand in brackets."""
_SIGNS = re.compile(r"±|\([+\-,、/]{2,5}\)|\+[/,]?-")
"""How a head says that a change may go either way."""
_UNITS_OF_CHANGE = re.compile("(?<=.)(?:天数|件数|人数|户数|个数|位次|百分点)$")
_LIMITS = frozenset("标准 标准值 限值 国家标准 标准限值 警戒线 门槛 限额标准 二级标准".split())
_YEARS = re.compile("(?P<years>[二两三四五六七八九十]年)(?:累计|合计|总计)")
_TOLD_APART = re.compile("自然增长率$|增加值$|绿化|新增$")
"""Ends of names that only look like changes."""
_OF_PLAN = re.compile(
    "(?:决算数|执行数|完成数|实绩|实际)?(?P<how>为|占|完成|相当于|达到?)"
    "(?P<base>[^,;为占]{0,10}?(?:预算数?|计划数?|任务数?|目标数?|执行数|决算数|上年|同期|去年)(?:同期|安排)?数?)的?(?:比重|比例|百分比)?$"
)
_SHARE = re.compile(
    "(?:所占|占(?P<base>[^,;]{0,12}?))的?(?:比重|比例|百分比|份额|比)$|(?P<noun>比重|占比|构成比?|百分比|^比例)$"
)
_SHARE_OF = re.compile("占(?P<base>[^,;占]{1,10})$")
_RANK = re.compile("(?:位次|名次|排名|位居|排位)$")
_OF_FUNDS = re.compile(
    "$|财政(?!专)|一般公共|政府性|国有资本|社会保险|社保|预算|决算|收入|支出|债务|合计|小计|总计|“三公”|财力|转移|结余|税收|非税"
)
"""What follows the name of a level where it says whose money it is, and not of which grade a thing is."""
_LIMIT = re.compile("(?:限额|上限|下限|门槛)$")
_PER_HEAD = re.compile("人均|户均|每[十百千万]{1,2}[^分]|[亩村次例床班校]均|均次")
_RATIO = re.compile("(?<![占同环对期年])比$|倍数$")
_STOCK = re.compile("年[末底]|期末|月末|年终(?!结)")
_TERM = re.compile("(?:本期)?期(?P<end>[初末])")
_VAGUE = re.compile("全年|年内|当年|年末|年底|年终|期末|月末|目前|现有|日前|至今")
"""Times that hold of whichever year the rest of the table gives."""
_COUNTING = re.compile("(?<=..)(?:数量|总数|户数|家数|个数|件数|(?<![次人分系指天倍基参常月])数)$")
"""How a head says that it counts what stands before (``企业数``)."""
_BEFORE = re.compile("(?:上期|基期|上年度?|去年度?|前一年度?)(?:同期)?(?:数|值)?")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says.

    Attributes:
        thing: What it names; empty where it names nothing.
        act: What was done to what is counted.
        measure: What of it is measured; None where it does not say.
        direction: Which way a change goes, where the words alone say so.
        base: What a change or a share is against.
        average: Whether it is a yearly average.
        time: The time that it gives.
        previous: Whether it speaks of the year before, without naming it.
        stock: Whether it speaks of what there is at the end of its time.
        status: Whether the figures are plans, aims or results.
        scope: The whole place or its own level; None where it does not say.
        total: Whether it stands for everything together.
        among: Whether it begins with 其中.
        number: The kind of its list number, the outermost 1; 0 without.
        unit: The unit in it.
    """

    thing: str = ""
    act: str = ""
    measure: Measure | None = None
    direction: Direction = Direction.NONE
    base: str = ""
    average: bool = False
    time: Time | None = None
    previous: bool = False
    stock: bool = False
    status: Status | None = None
    scope: Scope | None = None
    total: bool = False
    among: bool = False
    number: int = 0
    unit: Unit | None = None

    @property
    def is_rate(self) -> bool:
        """Whether it speaks of a change or a share, not of an amount."""
        return self.measure in {Measure.CHANGE, Measure.SHARE}


@lru_cache(maxsize=1 << 12)
def read_label(words: str, calendar: Calendar, is_head: bool = False) -> Label:
    """Reads a label.

    Args:
        words: Its words, folded.
        calendar: What its times are told from.
        is_head: Whether it heads a column: there 预算 is a kind of figure and not part of a name.
    """
    if is_year(words):
        return Label(time=times_in(words[:4] + "年", calendar)[0])
    if _EITHER.fullmatch(words.replace(" ", "")):
        return Label(average=True)
    label, words = _opened(Label(), _NOTE.sub("", words.replace(" ", "")))
    words, signed = _SIGNS.subn("", words)
    bare = label_of(words)
    unit = bare.unit
    if unit is not None:
        words = bare.name
    label, words = _measured(replace(label, unit=unit), words.strip(":、,"))
    if signed and label.measure is None:
        label = replace(label, measure=Measure.CHANGE)
    label, words = _timed(label, words, calendar)
    label, words = _typed(label, words, is_head)
    label, words = _measured(label, words) if label.measure is None else (label, words)
    words = _TRAILING_BRACKET.sub("", words).strip("的:、,")
    if words in table_words()["generic"]:
        words = ""
    return _named(label, words)


def _opened(label: Label, words: str) -> tuple[Label, str]:
    """List number and 其中 at the beginning."""
    while True:
        for kind, pattern in enumerate(_NUMBERS, start=1):
            match = pattern.match(words)
            if match is not None and match.end() < len(words):
                label, words = replace(label, number=kind), words[match.end() :]
                break
        else:
            match = _AMONG.match(words)
            if match is None or match.end() == len(words):
                return label, words
            label, words = replace(label, among=True), words[match.end() :]


def _measured(label: Label, words: str) -> tuple[Label, str]:
    """Change, share and rank at the end of a label, and what stands before."""
    if _RANK.search(words):
        return replace(label, measure=Measure.RANK), _RANK.sub("", words)
    relative = label.unit is not None and label.unit.name in {"%", "‰"}
    match = _SHARE.search(words)
    if match is None and relative:
        match = _OF_PLAN.search(words) or _SHARE_OF.search(words)
    if match is not None:
        base = match.groupdict().get("base") or ""
        return replace(label, measure=Measure.SHARE, base=base), words[: match.start()]
    if label.unit is None and words.endswith("%"):
        return _measured(replace(label, unit=Unit("%")), words[:-1].removesuffix("的"))
    return _changed(label, words)


def _changed(label: Label, words: str) -> tuple[Label, str]:
    kinds = table_words()
    verb = kinds["change"].suffix_of(words)
    if not verb:
        shorter = _UNITS_OF_CHANGE.sub("", words)
        verb = kinds["change"].suffix_of(shorter)
        words = shorter if verb else words
    if verb and _TOLD_APART.search(words):
        return label, words
    rest = words[: -len(verb)] if verb else words
    average = rest.endswith("年均")
    rest = _KIND.sub("", rest) if verb else rest
    same, frame = _SAME.search(rest), _CHANGE_FRAME.search(rest)
    if same is not None:
        base, rest = _SAME_PERIOD[same["same"]], rest[: same.start()]
    elif frame is not None and _is_base(frame["base"]):
        base, rest = frame["base"], rest[: frame.start()]
    elif verb:
        base = ""
    else:
        return label, words
    way = (
        Direction.DOWN
        if verb in kinds["down"]
        else Direction.UP
        if verb in kinds["up"]
        else Direction.NONE
    )
    return replace(
        label, measure=Measure.CHANGE, direction=way, base=base, average=average
    ), rest.strip("及和:、(")


_BASE = re.compile("年|月|期|季|预算|计划|目标|决算|执行|[初末]|全国|全省|全市|平均")


def _is_base(words: str) -> bool:
    return _BASE.search(words) is not None and not words.startswith(("期", "比"))


def _timed(label: Label, words: str, calendar: Calendar) -> tuple[Label, str]:
    """The time that a label gives, cut out of it."""
    kept = _kept(words)
    words = _YEARS.sub(r"\g<years>来", words)
    if (term := _TERM.match(words)) is not None:
        return replace(label, stock=True, previous=term["end"] == "初"), words[term.end() :]
    pieces, at = [], 0
    found: Time | None = None
    for time in times_in(words, calendar):
        if any(start < time.end and time.start < end for start, end in kept):
            continue
        found = time
        pieces.append(words[at : time.start])
        at = time.end
    rest = "".join([*pieces, words[at:]])
    stock = _STOCK.search(words) is not None and not kept
    if found is None:
        match = None if kept else _BEFORE.match(rest)
        rest = rest[match.end() :] if match else rest
        return replace(label, previous=match is not None, stock=stock), rest
    stock = stock or found.aggregation is Aggregation.AS_OF
    given = None if _VAGUE.fullmatch(found.words) else found
    rest = re.sub(r"^[度数年值]$|\(\)", "", rest)
    return replace(label, time=given, stock=stock), rest.strip("的:、")


def _kept(words: str) -> list[tuple[int, int]]:
    """Where words stand that seem to name a time and do not (``上年结转``)."""
    return [
        (match.start(), match.end())
        for fixed in words_of("own_time")
        for match in re.finditer(re.escape(fixed), words)
    ]


def _typed(label: Label, words: str, is_head: bool) -> tuple[Label, str]:
    """Scope, total and status in a label."""
    words = words.strip("()") if words.startswith("(") and words.endswith(")") else words
    own = categories()["own_level"].prefix_of(words)
    whole = categories()["whole"].prefix_of(words)
    if own and _OF_FUNDS.match(words, len(own)):
        label, words = replace(label, scope=Scope.OWN_LEVEL), words[len(own) :]
    elif (
        whole and len(whole) > 1 and not words[len(whole) :].startswith(("性", "面", "民", "社会"))
    ):
        total = whole == words
        label = replace(label, scope=Scope.WHOLE, total=total or label.total)
        words = words[len(whole) :]
    total_word = table_words()["total"].suffix_of(words)
    if total_word:
        label, words = replace(label, total=True), words[: -len(total_word)].strip("(") or ""
    for status, category in (
        (Status.TARGET, "target"), (Status.PLAN, "plan"), (Status.ACTUAL, "actual"),
    ):  # fmt: skip
        found = table_words()[category].suffix_of(words)
        if not found or (not is_head and len(found) < _SHORTEST_STATUS):
            continue
        if found == words or (is_head and _is_kind(words, found)):
            return replace(label, status=status), words[: -len(found)]
    return label, words


_SHORTEST_STATUS = 3
"""Rows may be called 执行 or 安排 and be items."""
_BUDGETS = re.compile("(?:一般公共|基金|经营|部门|财政|全面|保险基金|收支|四本|转移支付)预算$")


def _is_kind(words: str, found: str) -> bool:
    """Whether 预算 at a head's end says what kind of figure stands below, not which budget."""
    return len(found) > 1 and _BUDGETS.search(words) is None and not words.endswith("已安排")


def _named(label: Label, words: str) -> Label:
    """The thing that is left, its act and what of it is measured."""
    if label.measure is None and words in _LIMITS:
        return replace(label, measure=Measure.LIMIT)
    if label.measure is None and _LIMIT.search(words):
        label = replace(label, measure=Measure.LIMIT)
    if label.measure is None and _RATIO.search(words):
        label = replace(label, measure=Measure.RATIO)
    if label.measure is None and _PER_HEAD.search(words):
        label = replace(label, measure=Measure.PER_HEAD)
    counts = label.unit is not None and dimension_of(label.unit.name)[0] not in _UNCOUNTED
    act, thing = _split(words, counts)
    plain = _COUNTING.sub("", thing)
    keeps = len(plain) < 2 or (len(plain) == 2 and plain[0] == "总")
    return replace(label, act=act, thing=thing if keeps else plain)


_UNCOUNTED = frozenset({"money", "share", "points", "times", "dollars"})
"""Dimensions of sums and rates, which nothing was done to."""


def _acts() -> tuple[WordSet, WordSet]:
    return table_words()["act"], categories()["act"]


def _longest(words: str, end: bool = False) -> str:
    return max(
        (kind.suffix_of(words) if end else kind.prefix_of(words) for kind in _acts()), key=len
    )


_OUTCOME = re.compile("(?<=..)(?:结果|情况)$")
_NO_OBJECT = re.compile(
    "^(?:[数量率额度人日]|次数|人次|场次|金额|资金|费|情况|[性类化])|率$|[收支]入$"
)


@lru_cache(maxsize=1 << 12)
def _split(words: str, counts: bool) -> tuple[str, str]:
    """The act in a label, and what it is done to (``受理纠纷``, ``牛存栏``, ``城镇新增就业``)."""
    core = _OUTCOME.sub("", _COUNTING.sub("", words))
    if any(words in kind for kind in _acts()) and not words.startswith("行政"):
        return words.removeprefix("结果"), ""
    if core[-1:] in "量数" and any(core[:-1] in kind for kind in _acts()):
        return core[:-1], ""
    if any(core in kind for kind in _acts()):
        return ("", words) if core.startswith("行政") else (core.removeprefix("结果"), "")
    if core.startswith("行政"):
        act = _longest(core, end=True)
        return (
            (act, core[: -len(act)]) if len(act) > 1 and len(core) > len(act) + 3 else ("", words)
        )
    first = _longest(core)
    rest = core[len(first) :].lstrip("、和与及")
    if len(first) > 1 and any(rest in kind for kind in _acts()):
        return core, ""
    if len(first) > 1 and len(rest) > 1 and _may_be_object(rest, counts):
        return first, rest
    for inner in words_of("inner_act"):
        at = core.find(inner)
        if at > 1 and len(core) > at + len(inner) + 1:
            return inner, core[:at] + core[at + len(inner) :]
    last = _longest(core, end=True)
    rest = core[: -len(last)] if last else core
    if len(last) > 1 and rest and (last in table_words()["act"] or _is_counted(rest)):
        return last, rest
    return "", words


def _is_counted(words: str) -> bool:
    return bool(table_words()["counted"].suffix_of(words) or table_words()["case"].suffix_of(words))


def _may_be_object(rest: str, counts: bool) -> bool:
    if _NO_OBJECT.search(rest) is not None or categories()["not_object"].prefix_of(rest):
        return False
    return counts or _is_counted(rest)
