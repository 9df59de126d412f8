"""How well a sentence speaks of the subject of a question across reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from rag.answers.scoring import CONTEXT_CREDIT, TermScorer, normal, normal_cached
from rag.question.implied import implied_in
from vectorstore.words import current_words

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
_ACTS = frozenset("公示 公开 发布 试点 创建 编制 梳理 规范 承诺 优化 推广".split())

_NAMES_OF_ACTS = frozenset("公示 公开 承诺 创建".split())
"""Those that also end a name: 政务公开, 示范创建."""

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
        doubtful: Terms that may not be what is meant.
    """

    def __init__(
        self,
        terms: Sequence[str],
        compounds: Iterable[Sequence[str]],
        texts: Sequence[str],
        alternatives: Mapping[str, tuple[str, ...]],
        doubtful: Set[str] = frozenset(),
    ) -> None:
        self._scorer = TermScorer(terms, texts, alternatives, doubtful)
        self._forms = {term: self._scorer.forms(term) for term in terms}
        parts = [tuple(compound) for compound in compounds]
        light = {term for term in terms if _is_light(term)} - _naming(parts)
        light |= implied_in(tuple(self._scorer.terms))
        self._groups = _groups(terms, parts, light)
        telling = [self._scorer.weight(each) for each in terms if each not in light]
        little = _LIGHT * min(telling, default=1.0)
        self._weights = {
            term: little if telling and term in light else self._scorer.weight(term)
            for term in self._scorer.terms
        }
        self._total = sum(self._weights.values())

    def coverage(self, text: str, context: Callable[[], str] = str, least: float = 0.0) -> float:
        """Share of the subject that a sentence covers, 0 to 1; 0 without terms.

        Args:
            text: The sentence.
            context: Gives what stands around it, which counts for less; asked only where it matters.
            least: What interests the caller: of a sentence that covers less, too little may be said.
        """
        own = normal(text)
        clauses = _CLAUSE_END.split(own)
        if any(map(self._holds_all, clauses)):
            return 1.0 if self._total else 0.0
        held = {term: self._presence(term, own) for term in self._weights}
        if self._total * least > sum(
            weight * max(held[term], CONTEXT_CREDIT) for term, weight in self._weights.items()
        ):
            return 0.0
        missed = any(_ELSEWHERE_CREDIT * each < CONTEXT_CREDIT for each in held.values())
        around = normal(context()) if missed else ""
        at_most = self._share(own, [own], around)
        return (
            at_most if at_most < least or len(clauses) == 1 else self._share(own, clauses, around)
        )

    def coverage_at_most(self, text: str, context: str = "") -> float:
        """What no sentence of a longer text exceeds."""
        own = normal_cached(text)
        if self._total and self._holds_all(own):
            return 1.0
        return self._share(own, [own], normal_cached(context))

    def _holds_all(self, words: str) -> bool:
        """Whether every term stands in a text as it is, or in other words."""
        return all(any(form in words for form in forms) for forms in self._forms.values())

    def _share(self, own: str, clauses: Sequence[str], around: str) -> float:
        if not self._total:
            return 0.0
        covered = sum(self._of_group(group, own, clauses, around) for group in self._groups)
        return covered / self._total

    def _of_group(
        self, group: Sequence[str], own: str, clauses: Sequence[str], around: str
    ) -> float:
        """Weight that a text covers of a compound."""
        weights = [self._weights[term] for term in group]
        anywhere = [self._anywhere(term, own, around) for term in group]
        best, most = anywhere, -1.0
        for clause in clauses:
            found = [
                max(credit, self._presence(term, clause))
                for term, credit in zip(group, anywhere, strict=True)
            ]
            covered = sum(w * each for w, each in zip(weights, found, strict=True))
            if covered > most:
                best, most = found, covered
        whole = sum(weights)
        if len(group) == 1 or not whole:
            return most
        absent = sum(
            weight
            for weight, each in zip(weights, best, strict=True)
            if each < _ABSENT * CONTEXT_CREDIT
        )
        return most * (1 - absent / whole)

    def _anywhere(self, term: str, own: str, around: str) -> float:
        """Credit for a term that stands in another clause, or around the sentence."""
        credit = _ELSEWHERE_CREDIT * self._scorer.presence(term, own)
        if credit >= CONTEXT_CREDIT or not around:
            return credit
        return max(credit, CONTEXT_CREDIT * self._scorer.presence(term, around))

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
    if any(part not in clause for part in parts):
        return False
    return any(
        _width(clause, parts, match.start()) <= len(term) + _GAP
        for match in re.finditer(re.escape(parts[0]), clause)
    )


def _width(clause: str, parts: Sequence[str], at: int) -> int:
    """Over how many characters the parts stand that are nearest to a place, all of them."""
    spans = [(at, at + len(parts[0]))]
    for part in parts[1:]:
        starts = [match.start() for match in re.finditer(re.escape(part), clause)]
        start = min(starts, key=lambda each: abs(each - at))
        spans.append((start, start + len(part)))
    return max(end for _, end in spans) - min(start for start, _ in spans)


@lru_cache(maxsize=4096)
def _parts(term: str) -> tuple[str, ...]:
    return tuple(part for part in current_words().cut(term) if len(part) > 1)


def _is_light(term: str) -> bool:
    return term in _LIGHT_WORDS or bool(_DONE.fullmatch(term))


def _naming(compounds: Iterable[Sequence[str]]) -> set[str]:
    """Words of acts inside a name: 公示 in 行政执法公示制度 tells which 制度 is meant."""
    found = set()
    for compound in compounds:
        for number, (before, term) in enumerate(pairwise(compound), 2):
            acts = _ACTS if number < len(compound) else _NAMES_OF_ACTS
            if term in acts and not _is_light(before):
                found.add(term)
    return found


def _groups(
    terms: Sequence[str], compounds: Iterable[Sequence[str]], light: Set[str]
) -> list[tuple[str, ...]]:
    """The terms, parted into compounds and single words; words that say little stand alone."""
    left = dict.fromkeys(terms)
    groups = []
    for compound in compounds:
        group = tuple(term for term in compound if term in left and term not in light)
        if len(group) > 1:
            groups.append(group)
            for term in group:
                del left[term]
    return groups + [(term,) for term in left]
