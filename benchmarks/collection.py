"""Collections of generated reports of which every figure is known.

Each report states, mentions or passes over the topics of :mod:`benchmarks.statements`, in wordings
drawn at random, among sentences that sound alike: last year's figures, targets, growth rates, other
rates at 100%, figures of the city above. The same seed gives the same collection.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.generator import GeneratedReport
from benchmarks.statements import TOPICS, Topic
from benchmarks.values import Values, plain_number, rate
from benchmarks.vocabulary import (
    CITIES,
    MEANS,
    NUMERALS,
    OBJECTS,
    OPENINGS,
    WIDE,
    fictional_places,
    filler,
)

_WHOLE = 100
_PLACE = re.compile(r"\{([^{}]+)\}")
_WIDE_FIGURES = str.maketrans({ord(char): ord(char) + 0xFEE0 for char in "0123456789%"})
_TOPICAL = re.compile(
    "复议|应诉|出庭|调解|律师|法律援助|执法|文件|普法|学法|公开|审核|清单|宣|答复|窗"
)
_OBJECTS = tuple(each for each in OBJECTS if not _TOPICAL.search(each))
_MEANS = tuple(each for each in MEANS if not _TOPICAL.search(each))
_CHAPTERS = (
    "依法全面履行政府职能",
    "健全依法行政制度体系",
    "严格规范公正文明执法",
    "依法有效化解社会矛盾纠纷",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a report states of an indicator.

    Attributes:
        value: The figure.
        bound: ``min`` where it is a lower bound (98%以上), else empty.
        sentence: The sentence that states it.
    """

    value: float
    bound: str
    sentence: str


@dataclass(frozen=True, slots=True)
class KnownReport(GeneratedReport):
    """A report and what it states.

    Attributes:
        stated: Its figures by the lexicon's names.
        earlier: Last year's figures that it gives beside its own.
        silent: Headings of topics that it passes over.
        mentioned: Headings of topics that it speaks of without a figure.
    """

    stated: dict[str, Stated]
    earlier: dict[str, float]
    silent: frozenset[str]
    mentioned: frozenset[str]


def collection(
    places: int, years: int, seed: int = 0, characters: int = 3000
) -> Iterator[KnownReport]:
    """Generates a report for every place and year.

    Args:
        places: How many places.
        years: How many years, the last of them 2023.
        seed: Of the random choices.
        characters: About how long each report is.
    """
    for number, region in enumerate(fictional_places(places)):
        prefecture = CITIES[number % len(CITIES)]
        for year in range(2024 - years, 2024):
            rng = random.Random(f"{seed} {region} {year}")
            yield _Writer(rng, region, prefecture, year).report(characters)


@dataclass
class _Writer:
    """Writes one report."""

    rng: random.Random
    region: str
    prefecture: str
    year: int
    stated: dict[str, Stated] = field(default_factory=dict)
    earlier: dict[str, float] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    plans: list[str] = field(default_factory=list)

    def report(self, characters: int) -> KnownReport:
        """The whole report."""
        values = Values.draw(self.rng)
        topics = list(TOPICS)
        self.rng.shuffle(topics)
        bodies = [(topic.heading, self._topic(topic, values)) for topic in topics]
        told = [(heading, body) for heading, body in bodies if body]
        share = max(0, characters - sum(len(body) for _, body in told)) // max(1, len(told))
        text = self._lay_out(told, share)
        return KnownReport(
            f"{self.region}{self.year}.txt",
            self.region,
            self.prefecture,
            self.year,
            text,
            self.stated,
            self.earlier,
            frozenset(self.silent),
            frozenset(self.mentioned),
        )

    def _topic(self, topic: Topic, values: Values) -> str:
        """The sentences of a topic; empty where the report passes it over."""
        lot = self.rng.random()
        sentences: list[str] = []
        if lot < 0.3:
            self.silent.add(topic.heading)
            return ""
        if lot < 0.45 and topic.mentions:
            self.mentioned.add(topic.heading)
            sentences.append(self.rng.choice(topic.mentions))
        else:
            sentences.append(self._state(self.rng.choice(topic.wordings), values))
            if topic.mentions and self.rng.random() < 0.2:
                sentences.insert(0, self.rng.choice(topic.mentions))
        if topic.distractors and self.rng.random() < 0.4:
            sentences.append(self._state(self.rng.choice(topic.distractors), values))
        if topic.plans and self.rng.random() < 0.3:
            self.plans.append(self._state(self.rng.choice(topic.plans), values))
        return "".join(sentences)

    def _state(self, wording: str, values: Values) -> str:
        """A wording with its values filled in; notes what it states."""
        found: list[tuple[str, float, str]] = []

        def fill(match: re.Match[str]) -> str:
            words, stated = self._fill(match[1], values)
            found.extend(stated)
            return words

        sentence = _PLACE.sub(fill, wording)
        for name, value, bound in found:
            self.stated[name] = Stated(value, bound, sentence)
        return sentence

    def _fill(self, key: str, values: Values) -> tuple[str, list[tuple[str, float, str]]]:
        """The words for one place of a wording, and what they state."""
        rng = self.rng
        context = {
            "k": self.region[-1],
            "year": str(self.year),
            "last": str(self.year - 1),
            "next": str(self.year + 1),
            "place": self.region,
            "city": self.prefecture,
            "above": self.prefecture if self.region.endswith("市") else "全市",
            "#": str(rng.randint(2, 60)),
            "#%": f"{rng.randint(2, 60)}%",
            "!": rng.choice(("100%", "100%", "98.6%", "95%")),
        }
        if key in context:
            return context[key], []
        if key[0] == "0":
            return "", [(key[1:], 0, "")]
        names = key.lstrip("<%>").split("+")
        value = values[names[0]]
        if key[0] == "<":
            before = self.earlier[names[0]] = values.before(names[0], rng)
            return (rate(before, rng) if "%" in key else plain_number(before, rng)), []
        if key[0] == "%":
            return rate(value, rng), [(name, value, "") for name in names]
        if key[0] == ">":
            bound = "" if value == _WHOLE else "min"
            form = "{}以上" if bound else "{}"
            return rate(value, rng, form), [(name, value, bound) for name in names]
        scale = 10_000 if names[0] in MONEY else 1
        return plain_number(value, rng), [(name, value * scale, "") for name in names]

    def _lay_out(self, told: list[tuple[str, str]], share: int) -> str:
        """Title, chapters, problems, plans and signature."""
        rng, region = self.rng, self.region
        title = f"{self.prefecture}{region}{self.year}年度法治政府建设情况报告"
        lines = [title, rng.choice(OPENINGS).format(year=self.year, place=region)]
        for number, chapter in enumerate(_CHAPTERS):
            lines.append(f"{NUMERALS[number]}、{chapter}")
            for index, (heading, body) in enumerate(told[number :: len(_CHAPTERS)]):
                lines.append(f"({NUMERALS[index]}){heading}。{self._padded(body, share)}")
        lines += [
            "五、存在的问题",
            "一年来,法治政府建设工作虽取得一定成效,但专业力量不足等问题仍然存在。",
            "六、下一步工作打算",
            f"下一步,我{region[-1]}将着力补齐短板。{''.join(self.plans)}",
            f"{self.prefecture}{region}人民政府",
            f"{self.year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日",
        ]
        return self._typeset("\n".join(lines))

    def _padded(self, body: str, share: int) -> str:
        """A topic's sentences between others that say nothing of any topic."""
        before, after = "", ""
        while len(before) + len(after) < share:
            sentence = filler(self.rng, self.region, _OBJECTS, _MEANS)
            if self.rng.random() < 0.5:
                before += sentence
            else:
                after += sentence
        return before + body + after

    def _typeset(self, text: str) -> str:
        """Full-width punctuation mostly; figures full-width sometimes."""
        if self.rng.random() < 0.8:
            text = text.translate(WIDE)
        if self.rng.random() < 0.1:
            text = text.translate(_WIDE_FIGURES)
        return text


MONEY = frozenset({"罚没款", "法律援助挽回损失"})
"""Stated in 万元."""
