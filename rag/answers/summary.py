"""Extractive summaries: the sentences of a report that say most about a topic, in its order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answers.draft import Draft, Finding, Reason
from rag.answers.periods import speaks_of
from rag.answers.scoring import TermScorer, normal
from rag.question.parts_of_speech import WordKind, kind_of
from rag.question.query import Query
from rag.question.terms import content_terms
from rag.quotes import Sentence
from vectorstore.embedding import Embedder
from vectorstore.records import PartKind
from vectorstore.store import Vectors

_RELEVANCE = 0.7
"""Share of relevance against novelty in maximal marginal relevance (Carbonell and Goldstein,
"The Use of MMR", SIGIR 1998)."""

_SAME_SECTION = 0.1
"""What a further sentence of one section is worth less, so that a summary goes through all of them."""

_SAME = 0.5
"""Two sentences that share this much of the shorter one's character pairs say the same."""

_TOPICAL_HEADING = 0.5
_PARTLY_SAID = 0.25
"""A heading that says so much of the topic, and is by far the nearest, is on it."""
_NEAR = 0.3
_NEAREST_OF_ALL = 0.9
_FAR_ABOVE = 1.5
_MEANS_THE_SAME = 0.6
_LEAST_RELEVANCE = 0.25
_NEAR_BEST = 0.5
_FEW = 3
_JOINTS = re.compile(r"[、,;]|(?<!总)和(?![解谐平])|与|以及|及")
_OF_ONE_PART = 0.9
_CONCRETE = re.compile(r"\d|《[^》]+》|“[^”]+”")
_MEASURE = re.compile(
    r"出台|印发|制定|推行|推出|建立|建成|实施|首创|率先|组建|设立|编制|搭建|开通|试点"
)
"""Verbs of what a government did, rather than of how things stand."""

_FRAME = re.compile(
    r"取得了?.{0,12}(?:成绩|成效|进展|进步).{0,24}(?:存在|不足|差距)|^针对(?:上述|以上|这些|存在)"
)
"""Sentences that lead to or away from the problems without naming one."""

_PREAMBLE = re.compile(
    r"习近平新时代|党的(?:十九|二十)大|习近平法治思想|以[^,。]{2,24}为(?:指导|指引|统领|引领)|工作(?:安排|思路|打算)如下|情况报告如下"
)
"""Openings that every report of a time shares."""

_LEADING = 0.3
"""What the first sentence of a section is worth more where the whole part is summarised."""

_PROMISE = re.compile(r"有待|还需|进一步加强$")


@dataclass(frozen=True, slots=True)
class Length:
    """How long a summary may be."""

    sentences: int
    characters: int


ONE_REPORT = Length(8, 900)
WHOLE_PART = Length(12, 900)
"""Of a part without a topic, which goes through all its sections."""
EACH_OF_SEVERAL = Length(3, 420)
EACH_ADMITTING = Length(4, 560)
"""What reports admit to lack is short, and to be left out of it is to be wronged."""


class Summarizer:
    """Summarises reports on a topic by quoting them.

    Args:
        embedder: Measures what is central among the candidates.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def answer(self, query: Query, reports: Sequence[Sequence[Sentence]]) -> Draft:
        """Summarises each report's sentences on the query's topic.

        Args:
            query: The question; without terms of its own it asks for the report as a whole.
            reports: All sentences of each report in scope, in the text's order.
        """
        several = EACH_ADMITTING if query.wants_problems else EACH_OF_SEVERAL
        length = ONE_REPORT if len(reports) == 1 else several
        findings = [
            Finding(sentence)
            for sentences in reports
            for sentence in self._summarize(query, sentences, length)
        ]
        if not findings:
            timely = any(speaks_of(each, query.years) for report in reports for each in report)
            if query.years and not timely:
                return Draft((), Reason.YEAR_NOT_HELD, ",".join(map(str, query.years)))
            return Draft((), Reason.NOT_MENTIONED)
        return Draft(tuple(findings))

    def _summarize(
        self, query: Query, sentences: Sequence[Sentence], length: Length
    ) -> list[Sentence]:
        allowed = [each for each in sentences if _fits(query, each)]
        if not allowed:
            return []
        title = allowed[0].report.metadata.title
        scorer = TermScorer(
            _topic(query, title), [each.text for each in allowed], query.alternatives
        )
        relevance = self._relevances(query, scorer, allowed)
        if scorer.terms:
            least = max(_LEAST_RELEVANCE, _NEAR_BEST * max(relevance))
            keep = [at for at, value in enumerate(relevance) if value >= least]
            if len(keep) < _FEW and (query.wants_plans or query.wants_problems):
                keep = list(range(len(allowed)))  # the part itself is the topic
            if not keep:
                return []
            allowed, relevance = [allowed[at] for at in keep], [relevance[at] for at in keep]
        whole = not scorer.terms and not query.wants_problems
        if whole and length is ONE_REPORT:
            length = WHOLE_PART
        spread = _SAME_SECTION if whole else 0.0
        if whole:
            relevance = [
                value + _LEADING * leads
                for value, leads in zip(relevance, _leading(allowed), strict=True)
            ]
        chosen = self._choose(allowed, relevance, length, spread)
        return [allowed[at] for at in sorted(chosen)]

    def _relevances(
        self, query: Query, scorer: TermScorer, sentences: Sequence[Sentence]
    ) -> list[float]:
        """How far each sentence is on the topic, by its words or by those of a heading above it."""
        if not scorer.terms:
            return [0.5] * len(sentences)
        headings = self._headings(query, scorer, sentences)
        parts = _parts_of_topic(query, scorer, sentences)
        values = []
        for sentence in sentences:
            # A sentence speaks of one of several things that a topic joins (复议、应诉和调解).
            own = max(
                scorer.coverage(sentence.text),
                *(_OF_ONE_PART * each.coverage(sentence.text) for each in parts),
                0.0,
            )
            above = headings[sentence.passage.heading_path]
            topical = above >= _TOPICAL_HEADING
            values.append(0.4 + 0.3 * above + 0.3 * own if topical else 0.6 * own)
        return values

    def _headings(
        self, query: Query, scorer: TermScorer, sentences: Sequence[Sentence]
    ) -> dict[tuple[str, ...], float]:
        """How far the headings of each part are on the topic: they say it, or mean the same.

        One means the same where it is far nearer to the question than headings are on average, and
        near enough by itself or by its words.
        """
        paths = list(dict.fromkeys(each.passage.heading_path for each in sentences))
        covered = {
            path: max((scorer.coverage(heading) for heading in path), default=0.0) for path in paths
        }
        names = list(dict.fromkeys(heading for path in paths for heading in path))
        if len(names) < _FEW:
            return covered
        near = self._embedder.embed_passages(names) @ self._embedder.embed_query(
            " ".join(ask.text for ask in query.asks)
        )
        least = max(_NEAREST_OF_ALL * near.max(), near.mean() + _FAR_ABOVE * near.std())
        alike = {
            name
            for name, value in zip(names, near, strict=True)
            if value >= least and (value >= _NEAR or scorer.coverage(name) >= _PARTLY_SAID)
        }
        return {
            path: max(value, _MEANS_THE_SAME * (not alike.isdisjoint(path)))
            for path, value in covered.items()
        }

    def _choose(
        self,
        sentences: Sequence[Sentence],
        relevance: Sequence[float],
        length: Length,
        spread: float,
    ) -> list[int]:
        vectors = self._embedder.embed_passages([each.text for each in sentences])
        worth = np.asarray(relevance) + 0.25 * _centrality(vectors) + _form(sentences)
        alike = vectors @ vectors.T
        pairs = [_pairs(each.text) for each in sentences]
        paths = [each.passage.heading_path for each in sentences]
        drawn: Counter[tuple[str, ...]] = Counter()
        chosen: list[int] = []
        used = 0
        open_ = set(range(len(sentences)))
        while open_ and len(chosen) < length.sentences:
            best = max(
                open_,
                key=lambda at: (
                    _RELEVANCE * worth[at]
                    - (1 - _RELEVANCE) * max((alike[at, other] for other in chosen), default=0.0)
                    - spread * drawn[paths[at]]
                ),
            )
            open_.discard(best)
            size = len(sentences[best].text)
            if chosen and used + size > length.characters:
                continue
            if any(_overlap(pairs[best], pairs[other]) > _SAME for other in chosen):
                continue
            chosen.append(best)
            drawn[paths[best]] += 1
            used += size
        return chosen


_FRAME_WORDS = frozenset(
    "亮点 特色 成绩 经验 进展 进步 主要 重点 工作亮点 还有 存在 面临 遇到 问题 不足 短板 困难 计划 打算 下一步 一步 今后 未来 明年 安排 思路 举措 做法 措施 "
    "成效 工作 推进 开展 情况 内容 要点 说 讲 分条 条列 分 列 列个 提纲 大纲 简要 角度 地方 各自 综合 各种 方面 写 作业 材料 准备 定下 任务 "
    "一理 理一理 些 自己 找出 毛病 缺点 给 为了 采取 办法 招数 招 做 搞 法子".split()
)
"""Words that say which part or form of a summary is wanted, not what it is about."""


def _topic(query: Query, title: str) -> tuple[str, ...]:
    """The words of the topic, without those of its frame and of the report's own title."""
    terms = [term for term in query.terms if term not in _FRAME_WORDS and term not in title]
    # 更方便、更高效 says how, and of a report that is all about one thing, not of what.
    return tuple(terms) if any(kind_of(term) is WordKind.NAME for term in terms) else ()


def _parts_of_topic(
    query: Query, scorer: TermScorer, sentences: Sequence[Sentence]
) -> list[TermScorer]:
    """Scorers of the things that a topic joins; none for a topic of one thing."""
    texts = [each.text for each in sentences]
    known = set(scorer.terms)
    parts = [
        tuple(term for term in content_terms(part) if term in known)
        for part in _JOINTS.split(query.bare)
    ]
    named = [part for part in parts if part]
    if len(named) < 2:
        return []
    return [TermScorer(part, texts, query.alternatives, query.doubtful) for part in named]


def _fits(query: Query, sentence: Sentence) -> bool:
    kind = sentence.passage.kind
    title = sentence.report.metadata.title
    if title and normal(sentence.text).strip() in normal(title):
        return False
    if query.wants_problems or query.wants_plans:
        problem = query.wants_problems and kind is PartKind.PROBLEM
        return problem or (query.wants_plans and kind is PartKind.PLAN)
    return kind not in (PartKind.PLAN, PartKind.PROBLEM) and speaks_of(sentence, query.years)


def _centrality(vectors: Vectors) -> Vectors:
    centre = vectors.mean(axis=0)
    norm = float(np.linalg.norm(centre))
    central: Vectors = vectors @ (centre / norm) if norm else np.zeros(len(vectors), np.float32)
    return central


def _form(sentences: Sequence[Sentence]) -> Vectors:
    """Small credits for concrete sentences, and against promises, frames and fragments."""
    return np.asarray(
        [
            0.08 * bool(_CONCRETE.search(each.text))
            + 0.06 * bool(_MEASURE.search(each.text))
            - 0.1 * bool(each.passage.kind is not PartKind.PROBLEM and _PROMISE.search(each.text))
            - 0.25 * bool(_FRAME.search(each.text))
            - 0.3 * bool(_PREAMBLE.search(each.text))
            - 0.2 * each.text.startswith("“")  # somebody's words about the matter
            - 0.2 * (len(each.text) < 12)
            for each in sentences
        ],
        dtype=np.float32,
    )


def _leading(sentences: Sequence[Sentence]) -> list[bool]:
    """Whether each sentence is the first of its section."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    leads = []
    for sentence in sentences:
        key = (sentence.report.report_id, sentence.passage.heading_path)
        leads.append(key not in seen)
        seen.add(key)
    return leads


def _pairs(text: str) -> set[str]:
    plain = normal(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
