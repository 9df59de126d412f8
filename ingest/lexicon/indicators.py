"""The lexicon of indicators: what a figure is called, however a report words it.

An indicator is a signature: groups of words that its name must hold, words that make it another
indicator, and the units it counts in. 行政机关负责人出庭应诉率 needs 负责人 (or 首长) and 出庭, must not
speak of 正职 or 发声, and is a rate; so 应诉率 and 正职负责人出庭率 are others.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib import resources
from operator import attrgetter

from ingest.folding import fold
from ingest.holders import is_minor
from vectorstore.records import Fact

UNITS: dict[str, frozenset[str]] = {
    kind: frozenset(units.split())
    for kind, units in {
        "rate": "%",
        "score": "% 分",
        "money": "元",
        "time": "天 日 工作日 个月 月 小时 分钟",
        "rank": "名",
        "staff": "人 名 位",
        "attendances": "人次 人 名",
        "batches": "批 批次 次",
        "appearances": "件 次 件次 人次 人 起 场次 例 宗 项 条 份",
        "sessions": "场 场次 次 期 堂",
        "rounds": "次 场次 期 批次 轮 起",
        "visits": "次 家次 户次 件 起 场次",
        "cases": "件 起 宗 例",
        "letters": "件 起 宗 例 条 项 批 份",
        "papers": "件 份 部 个 项 篇",
        "files": "份 卷 宗 本 件 个 套",
        "items": "项 条 件 个",
        "powers": "项 条",
        "points": "个 条 项 处",
        "subjects": "户 家 户次 家次 人 名",
        "firms": "户 家 户次 家次",
        "bodies": "个 家 支 所 处",
        "consultations": "次 人次 件 起 条",
        "copies": "份 册 本 张 部 条 件 人 名 个",
    }.items()
}
"""Units by the kind of an indicator."""

_MEASURES = "|".join(
    sorted({unit for units in UNITS.values() for unit in units}, key=len, reverse=True)
)
_IN_CONTEXT = 2
"""What a group found around a name counts, as one of two characters would in it."""
_CHANGE = re.compile(
    r"同比|环比|较上年|较去年|比上年|比去年|较[12]\d{3}年|比[12]\d{3}年|增幅|降幅|增速"
    r"|(?:增长|上升|下降|提升|提高|降低|减少|增加|节省|回落|上涨|提速)(?:了|约|近)?$"
)
_HALF = re.compile(r"即将|拟|预计|计划(?!生育)")
_PART = "中的"
_SUBSET = re.compile(
    r"^(?:个别|部分|少数|有的|一些)|以[^,、]{1,10}(?:为|作)(?:共同)?被告|作为(?:共同)?被告|因[^,、]{2,12}(?:被|引发|引起|产生)"
)
_ELSEWHERE = re.compile(
    r"(?:公安|市场监管|市监|城管|城市管理|生态环境|环保|交通|税务|应急|卫健|卫生|人社|住建|自然资源|农业农村"
    r"|水利|水务|文旅|教育|消防|烟草|海关)[^,;。]{0,6}?(?:局|部门|机关|系统|支队|大队|委)"
    r"(?:[^,;。及和、]{0,12})$"
)
_WORK_DONE = re.compile(
    r"(?:调解|调处|化解|办理|处理|受理|办|审理|承办)了?(?:的)?[^,。?]{0,8}(?:纠纷|案件|案子|案(?!卷))|(?:纠纷|案件|案子)(?:数|量|更?多|更?少|最)"
)
"""Asks for what staff did, not for how many they are."""
_HEADS_COUNTED = re.compile(r"(?:多少|几)[名位个]?人(?!民|次)|(?:多少|几)[名位]|人数|人员数")
_RATE_WORDS = re.compile(r"率|比例|占比|比重|百分|%|percent|\brate\b|\bshare\b|满意度")
_ASKED_UNIT = re.compile(
    rf"(?:多少|几|[0-9]+)(?:万|亿)?余?(?P<unit>{_MEASURES})"
    r"(?!报告|地方|地区|区县|县区|城市|省份|地级|文件里|区|县|市|地$)"
)
_STAFF_TAIL = re.compile(
    r"[”’]?(?:\([^()]*\))?(?:总人?数|总量|人?数|队伍|人员|名|数量|共有?|达|等|配备|登记|培育|培养|选聘|聘任|聘请|选任"
    r"|(?:活跃|分布|遍布|扎根).*)*[”’]?"
)
"""What may follow the name of people who are counted: 执法人员受伤 does not count 执法人员."""
_SPACES = re.compile(r"\s+")
_SENTENCE_MARKS = "。\n!?|"
_CONTEXT = 120

_COLLOQUIAL = (
    (re.compile("民告官(?:的)?(?:官司|案子|案件)?|行政官司|告政府的?(?:官司|案子|案件)?"), "行政诉讼案件"),
    (re.compile("(?:打)?(?:输|败)(?:掉)?了?的?官司|官司(?:打)?(?:输|败诉|败)|败诉(?:的)?官司"), "败诉案件"),
    (re.compile("(?:打)?赢了?的?官司|官司(?:打)?赢|胜诉(?:的)?官司"), "胜诉案件"),
    (re.compile("官司"), "行政诉讼案件"),
    (re.compile("一把手|头头|第一责任人"), "正职负责人"),
    (re.compile("(?<![副正])(?:行政)?(?:机关)?(?:领导|当官的|官员)(?=们?(?:亲自)?(?:出庭|上庭))"), "负责人"),
    (re.compile("上法庭|上庭|到庭"), "出庭"),
    (re.compile("复议案(?!件|卷)"), "复议案件"),
)  # fmt: skip
"""What questions say where reports are formal."""


@dataclass(frozen=True, slots=True)
class Group:
    """Alternative words, one of which a name must hold.

    Attributes:
        words: The alternatives, longest first; ``^`` before one, ``$`` after one tie it to the
            name's ends.
        in_context: Whether the words before the figure will do as well as the name.
    """

    words: tuple[str, ...]
    in_context: bool = False

    @classmethod
    def parse(cls, written: str) -> Group:
        """Reads a group as the table writes it: ``~司法|~公安``."""
        words = written.replace("~", "").split("|")
        return cls(tuple(sorted(words, key=len, reverse=True)), written.startswith("~"))

    def __iter__(self) -> Iterator[str]:
        return (word.strip("^$") for word in self.words)

    def longest_in(self, words: str) -> int:
        """Length of its longest word in a text; 0 where there is none."""
        return next((len(word) for word in self.words if _holds(words, word)), 0)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the lexicon.

    Attributes:
        name: Its canonical name, Chinese.
        kind: What it counts in, a key of :data:`UNITS`.
        needs: Groups of alternative words; a name of it holds one of each group.
        without: Words that make it another indicator.
        members: For an umbrella (行政复议案件数), the indicators it stands for, best first.
        english: Its English names.
    """

    name: str
    kind: str
    needs: tuple[Group, ...]
    without: tuple[str, ...]
    members: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def is_rate(self) -> bool:
        """Whether its figures are rates or scores rather than numbers of things."""
        return self.kind in {"rate", "score"}

    def fits_unit(self, unit: str) -> bool:
        """Whether a figure with this unit may be of this indicator."""
        return unit in UNITS[self.kind]

    def ends_in(self, words: str) -> int:
        """Where the last word of a name that its groups account for ends."""
        ends = (
            words.rfind(word) + len(word) for group in self.needs for word in group if word in words
        )
        return max(ends, default=0)

    def strength(self, words: str, context: str = "") -> int:
        """How much of a name its groups account for, in characters; 0 where it is not named.

        Args:
            words: The name, without spaces.
            context: Words around it that may hold what groups marked ``~`` need.
        """
        total = len(self.needs)
        for group in self.needs:
            longest = group.longest_in(words)
            if not longest and not (group.in_context and group.longest_in(context)):
                return 0
            total += longest or _IN_CONTEXT
        for word in self.without:
            if word in words or (word[-1] == "$" and words.endswith(word[:-1])):
                return 0
        return total


class Indicators:
    """The lexicon.

    Args:
        indicators: Its rows; of two that fit a name equally well the earlier one wins. A name may
            have several rows, any of which will do; its first is what :meth:`named` gives.
    """

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._all = tuple(indicators)
        self._by_name = {each.name: each for each in reversed(self._all)}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self._all):
            key = next(group for group in each.needs if not group.in_context)
            for word in key.words:
                self._by_word[word.strip("^$")].append(number)
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            self._by_head[word[:2]].append(word)

    @classmethod
    def load(cls) -> Indicators:
        """The lexicon that is shipped, read once."""
        return _load()

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._all)

    def named(self, name: str) -> Indicator | None:
        """The indicator of a canonical name."""
        return self._by_name.get(name)

    def wider(self, name: str) -> Indicator | None:
        """The umbrella over an indicator; None where there is none."""
        return next((each for each in self._all if name in each.members), None)

    def link(self, name: str, unit: str, context: str = "") -> str:
        """Canonical name for a fact's open name and unit; empty where the lexicon has none.

        Changes (同比上升1.05%) are figures about an indicator, not of it, and are not linked; nor
        are parts of one (行政复议案件受理中的土地类案件), what is still to come (即将下放), or people who
        did something (执法人员现场发现…).

        Args:
            name: The open name.
            unit: The figure's unit.
            context: The sentence up to the figure, for names that leave out their subject.
        """
        words = _SPACES.sub("", fold(name))
        if not words or _CHANGE.search(words) or _HALF.search(words) or _SUBSET.search(words):
            return ""
        around = _SPACES.sub("", fold(context))
        fitting = [
            each for each in self._named_in(words) if not each.members and each.fits_unit(unit)
        ]
        best = self._best(words, fitting, around)
        if best is None:
            return ""
        if best.kind == "staff" and not _STAFF_TAIL.fullmatch(words[best.ends_in(words) :]):
            return ""
        whole, _, part = words.rpartition(_PART)
        return "" if part and best.strength(whole, around) else best.name

    def in_question(self, text: str) -> Indicator | None:
        """The indicator that a question (or a part of one) in Chinese asks for.

        A question that says 率 asks for a rate, one that does not asks for a number; one that says
        多少人次 asks for something counted in 人次.
        """
        words = _SPACES.sub("", fold(text))
        for pattern, formal in _COLLOQUIAL:
            words = pattern.sub(formal, words)
        rate = bool(_RATE_WORDS.search(words))
        candidates = [each for each in self._named_in(words) if each.is_rate == rate]
        if _WORK_DONE.search(words) and not _HEADS_COUNTED.search(words):
            done = [each for each in candidates if each.kind != "staff"]
            candidates = done or candidates
        units = {match["unit"] for match in _ASKED_UNIT.finditer(words)}
        counted = [each for each in candidates if any(map(each.fits_unit, units))]
        return self._best(words, counted, words) or self._best(words, candidates, words)

    def covered_by(self, indicator: Indicator) -> tuple[str, ...]:
        """Names under which facts of an indicator are kept, best first."""
        return indicator.members or (indicator.name,)

    def _named_in(self, words: str) -> list[Indicator]:
        """Indicators of whose first group a word may occur, in the table's order."""
        heads = {words[at : at + length] for at in range(len(words)) for length in (1, 2)}
        numbers = {
            number
            for head in heads & self._by_head.keys()
            for word in self._by_head[head]
            if word in words
            for number in self._by_word[word]
        }
        return [self._all[number] for number in sorted(numbers)]

    @staticmethod
    def _best(words: str, candidates: Iterable[Indicator], context: str) -> Indicator | None:
        best: Indicator | None = None
        most = 0
        for each in candidates:
            strength = each.strength(words, context)
            if strength > most or (strength and strength == most and each.members):
                best, most = each, strength
        return best


def with_canonical_names(facts: Iterable[Fact], text: str = "") -> list[Fact]:
    """Facts linked to the lexicon where it has their indicator.

    Args:
        facts: Of one report.
        text: The report's text, for names that leave out their subject.
    """
    found = ((fact, _canonical(fact, text)) for fact in facts)
    return [_linked(fact, name) if name else fact for fact, name in found]


_values = attrgetter(*(each.name for each in fields(Fact)))
_CANONICAL = [each.name for each in fields(Fact)].index("canonical")


def _linked(fact: Fact, name: str) -> Fact:
    """A fact with its canonical name; three times as fast as ``replace``, for every fact is made twice."""
    values = list(_values(fact))
    values[_CANONICAL] = name
    return Fact(*values)


def _canonical(fact: Fact, text: str) -> str:
    if is_minor(fact.holder):  # what one town or team did is not the place's figure
        return ""
    context = _before(fact, text)
    if _ELSEWHERE.search(fold(text[max(fact.start - 1, 0) : fact.value_start])):
        return ""
    return _link(fact.indicator, fact.unit, context)


def _before(fact: Fact, text: str) -> str:
    """The sentence up to a fact's figure."""
    low = max(0, fact.value_start - _CONTEXT)
    begin = max(text.rfind(mark, low, fact.value_start) for mark in _SENTENCE_MARKS)
    return text[max(begin + 1, low) : fact.value_start]


@lru_cache(maxsize=1 << 16)
def _link(name: str, unit: str, context: str) -> str:
    return _load().link(name, unit, context)


def _holds(words: str, word: str) -> bool:
    """Whether a text holds a word of the table, anchors heeded."""
    if word in words:
        return True
    if word[0] == "^":
        return words.startswith(word[1:])
    return words.endswith(word[:-1]) if word[-1] == "$" else word in words


@cache
def _load() -> Indicators:
    table = resources.files("ingest.lexicon").joinpath("indicators.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in table.splitlines() if not line.startswith("#"))
    return Indicators(
        Indicator(
            row["name"],
            row["kind"],
            tuple(map(Group.parse, row["needs"].split())),
            tuple(word for word in row["without"].split("|") if word),
            tuple(name for name in row["members"].split("|") if name),
            tuple(name for name in row["english"].split("|") if name),
        )
        for row in rows
    )
