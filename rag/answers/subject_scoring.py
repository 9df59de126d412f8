"""How well a sentence speaks of the subject of a question across reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import rjieba

from rag.answers.scoring import CONTEXT_CREDIT, TermScorer, normal

_ELSEWHERE_CREDIT = 0.75
"""A word of a compound that stands in another clause than the rest of it."""

_ABSENT = 0.5
"""Less than this share of a word's characters does not make it present."""

_LIGHT = 0.3
"""Words that any practice may be told with count for little."""

_LIGHT_WORDS = frozenset(
    "推行 推广 推进 推动 推出 开展 实施 落实 建立 建设 建 健全 完善 深化 加强 强化 制定 出台 搞了 搞 做 做了 做过 组织 举办 进行 探索 "
    "执行 实行 设立 设置 设了 成立 组建 配备 配了 配 聘请 聘了 请了 规范 建成 建了 打造 构建 引入 采用 采取 启动 试行 试点 运用 编制 梳理 "
    "印发 发布 公开 公示 发了 办了 开了 抓 用 设 聘 举行 部署 要求 实现 坚持 创新 创建 优化 提升 提高 全面 积极 严格 认真 大力 做到 做好 着力 持续 作为 促进 发挥 履行 "
    "机制 制度 体系 模式 工作 活动 做法 举措 措施 团队 事项 职责 起来 建起来 上线 "
    "偏高 偏低 较高 较低 不高 不低 过高 居高不下 居高 突出".split()
)
_APART = 0.9
"""A word of the table whose parts stand near each other in one clause: 推动府院良性互动."""

_GAP = 5
"""How many characters may stand between such parts."""

_DONE = re.compile(r"[\u4e00-\u9fff][了过着]")
"""A verb of one character with its aspect, as people speak: 出过, 建了."""

_CLAUSE_END = re.compile(r"[,;:。!?\n]")


class SubjectScorer:
    """Measures how much of a subject a sentence covers.

    Words that follow each other in the question are one name: 行政复议体制改革 is not spoken of where
    only 行政 and 体制改革 stand. A compound is to stand in one clause; each word that is missing
    altogether takes away from the others.

    Args:
        terms: Content words of the subject.
        compounds: Those that follow each other without a gap.
        texts: The candidates, to tell rare words from common ones.
        alternatives: Words that say the same as a term.
    """

    def __init__(
        self,
        terms: Sequence[str],
        compounds: Iterable[Sequence[str]],
        texts: Sequence[str],
        alternatives: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._scorer = TermScorer(terms, texts, alternatives)
        self._forms = {term: (term, *alternatives.get(term, ())) for term in terms}
        self._groups = _groups(terms, compounds)
        telling = [self._scorer.weight(each) for each in terms if not _is_light(each)]
        light = _LIGHT * min(telling, default=1.0)
        self._weights = {
            term: light if telling and _is_light(term) else self._scorer.weight(term)
            for term in self._scorer.terms
        }

    def coverage(self, text: str, context: str = "") -> float:
        """Share of the subject that a sentence covers, 0 to 1; 0 without terms.

        Args:
            text: The sentence.
            context: What stands around it; counts for less.
        """
        own, around = normal(text), normal(context)
        return self._share(own, _CLAUSE_END.split(own), around)

    def coverage_at_most(self, text: str, context: str = "") -> float:
        """What no sentence of a longer text exceeds."""
        own = normal(text)
        return self._share(own, [own], normal(context))

    def _share(self, own: str, clauses: Sequence[str], around: str) -> float:
        total = sum(self._weights.values())
        if not total:
            return 0.0
        return sum(self._of_group(group, own, clauses, around) for group in self._groups) / total

    def _of_group(
        self, group: Sequence[str], own: str, clauses: Sequence[str], around: str
    ) -> float:
        """Weight that a text covers of a compound."""
        anywhere = {
            term: max(
                _ELSEWHERE_CREDIT * self._scorer.presence(term, own),
                CONTEXT_CREDIT * self._scorer.presence(term, around),
            )
            for term in group
        }
        found = [
            {term: max(anywhere[term], self._presence(term, clause)) for term in group}
            for clause in clauses
        ]
        best = max(found, key=lambda each: sum(self._weights[t] * each[t] for t in group))
        covered = sum(self._weights[term] * best[term] for term in group)
        whole = sum(self._weights[term] for term in group)
        absent = sum(self._weights[t] for t in group if best[t] < _ABSENT * CONTEXT_CREDIT)
        return covered * (1 - absent / whole) if len(group) > 1 and whole else covered

    def _presence(self, term: str, clause: str) -> float:
        """How much of a term a clause holds, its parts also a little apart."""
        whole = self._scorer.presence(term, clause)
        if whole == 1.0:
            return whole
        return max(whole, _APART * any(_holds_apart(form, clause) for form in self._forms[term]))


def _holds_apart(term: str, clause: str) -> bool:
    """Whether all parts of a compound stand near each other in a clause, in any order."""
    parts = _parts(term)
    if len(parts) < 2:
        return False
    places = [clause.find(part) for part in parts]
    if min(places) < 0:
        return False
    end = max(at + len(part) for at, part in zip(places, parts, strict=True))
    return end - min(places) <= len(term) + _GAP


@lru_cache(maxsize=4096)
def _parts(term: str) -> tuple[str, ...]:
    return tuple(part for part in rjieba.cut(term) if len(part) > 1)


def _is_light(term: str) -> bool:
    return term in _LIGHT_WORDS or bool(_DONE.fullmatch(term))


def _groups(terms: Sequence[str], compounds: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """The terms, parted into compounds and single words; words that say little stand alone."""
    left = dict.fromkeys(terms)
    groups = []
    for compound in compounds:
        group = tuple(term for term in compound if term in left and not _is_light(term))
        if len(group) > 1:
            groups.append(group)
            for term in group:
                del left[term]
    return groups + [(term,) for term in left]
