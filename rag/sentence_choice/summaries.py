"""Which sentences make up a summary: those of the part or topic wanted, else some of every section.

There are too few labelled summaries to learn from as answers are learnt: the weights were set by hand
on 60 of them (34 of the estate, 12 of strangers' sets that were asked before, 14 of the development
questions), of which 44 hold what is wanted, where the summarizer before held it in 31.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.answers.scoring import normal
from rag.quotes import Sentence
from rag.sentence_choice.signs import Reach
from rag.tagging.tokens import common, lowered
from rag.tagging.words import words_of
from vectorstore.records import PartKind

_FORM: Mapping[str, float] = {
    "numbers": 0.25, "done": 0.15, "concrete": 0.1, "frame": -0.8, "spirit": -0.5, "venue": -1.0,
    "quoted": -0.3, "opens_section": 0.15, "central": 0.3,
}  # fmt: skip
"""What the form of a sentence is worth, by sign."""
_FRAGMENT = -0.4
_CUT = -2.0
"""What a line is worth less that begins within a sentence."""
_ENDS = "。！？；：!?;:”』」）)|"
_SHORT = 10
"""Characters of what is rather a fragment than a sentence."""
_OF_PART = 3.0
_TOPICAL = 0.4
"""What is less on the topic than this, measured by what is most, is left out: from 0 to .4 two of the 60 are lost,
and a summary of a topic has 8 sentences instead of 11."""
_FEW = 3
"""But so many sentences are worth most whatever they are on."""
_LEAST = -1e9
_SAME = 0.5
"""Two sentences that share so much of the shorter one's character pairs say the same."""


class Length(NamedTuple):
    """How long a summary may be."""

    sentences: int
    characters: int


ONE_REPORT = Length(12, 1200)
OF_EACH = Length(3, 420)
"""Of each of several reports."""


class _Way(NamedTuple):
    """How sentences are drawn.

    Attributes:
        worth: ``(n,)``: of each.
        novelty: Share of novelty against worth in maximal marginal relevance (Carbonell and Goldstein,
            "The Use of MMR", SIGIR 1998).
        spread: What a further sentence of a section is worth less.
        least: What is worth less is left out.
    """

    worth: NDArray[np.float64]
    novelty: float
    spread: float
    least: float = _LEAST


def summary(reach: Reach, signs: Sequence[Mapping[str, float]]) -> list[int]:
    """The sentences of a summary, report by report, in the text's order.

    Args:
        reach: All sentences of the reports to summarise.
        signs: Theirs.
    """
    way = _way(reach, signs)
    by_report: dict[str, list[int]] = {}
    for at, each in enumerate(reach.sentences):
        by_report.setdefault(each.report.report_id, []).append(at)
    length = ONE_REPORT if len(by_report) == 1 else OF_EACH
    return [at for own in by_report.values() for at in sorted(_drawn(reach, way, own, length))]


def _way(reach: Reach, signs: Sequence[Mapping[str, float]]) -> _Way:
    form = np.array([_form(reach, at, each) for at, each in enumerate(signs)])
    if reach.plan.part is PartKind.ACHIEVEMENT:
        form[_are(reach, frozenset({PartKind.PROBLEM, PartKind.PLAN}))] = -np.inf
    parts = _of_parts(reach)
    if parts.any():
        return _Way(form + _OF_PART * parts, novelty=0.3, spread=0.05, least=_OF_PART / 2)
    near = np.array([each.get("near", 0.0) for each in signs])
    if reach.topic:
        topical = np.array([_on_topic(each) for each in signs])
        worth = 2 * topical + 0.6 * form + near
        is_off = topical < _TOPICAL * topical.max()
        is_off[np.argsort(-worth)[:_FEW]] = False
        return _Way(np.where(is_off, -np.inf, worth), novelty=0.25, spread=0.0)
    told = np.array([max(each.get("heading_covers", 0), each.get("covers", 0)) for each in signs])
    done = np.array([each.get(f"kind_{PartKind.ACHIEVEMENT.value}", 0.0) for each in signs])
    return _Way(form + 0.3 * done + told + 0.5 * near, novelty=0.3, spread=0.12)


def _form(reach: Reach, at: int, signs: Mapping[str, float]) -> float:
    worth = sum(weight * signs.get(name, 0.0) for name, weight in _FORM.items())
    sentence = reach.sentences[at]
    worth += _FRAGMENT * (len(sentence.text) < _SHORT)
    return worth + _CUT * _begins_within(sentence)


def _begins_within(sentence: Sentence) -> bool:
    """Whether it goes on from words before it: a line of a page that was not put together again."""
    before = sentence.before.rstrip()
    if not before or before[-1] in _ENDS or sentence.opens_item_by_number:
        return False
    line = before.splitlines()[-1].strip()
    return not any(line in heading or heading in line for heading in sentence.passage.heading_path)


def _are(reach: Reach, kinds: Set[PartKind | None]) -> NDArray[np.bool_]:
    """``(n,)``: which sentences stand in parts of some kinds."""
    return np.array([each.passage.kind in kinds for each in reach.sentences], dtype=np.bool_)


def _of_parts(reach: Reach) -> NDArray[np.bool_]:
    """``(n,)``: which sentences are of the part that is asked for; what was done is most of a report."""
    if reach.plan.part is PartKind.ACHIEVEMENT:
        return _are(reach, frozenset())
    said = words_of("part").find(lowered(common(reach.asked.query.question)))
    told = {PartKind(each.value) for each in said} & {PartKind.PLAN, PartKind.PROBLEM}
    return _are(reach, {reach.plan.part, *told} - {None})


def _on_topic(signs: Mapping[str, float]) -> float:
    return max(
        signs.get("topic_in_last_heading", 0.0),
        0.8 * signs.get("topic_in_headings", 0.0),
        signs.get("topic_in", 0.0),
        0.7 * signs.get("heading_covers", 0.0),
        signs.get("covers", 0.0),
    )


def _drawn(reach: Reach, way: _Way, among: Sequence[int], length: Length) -> list[int]:
    """The sentences that are worth most and say different things."""
    vectors = reach.vectors
    pairs = {at: _pairs(reach.sentences[at].text) for at in among}
    paths = {at: reach.sentences[at].passage.heading_path for at in among}
    drawn: Counter[tuple[str, ...]] = Counter()
    chosen: list[int] = []
    used = 0
    left = {at for at in among if way.worth[at] >= way.least}
    while left and len(chosen) < length.sentences:
        said = {
            at: max((float(vectors[at] @ vectors[o]) for o in chosen), default=0.0) for at in left
        }
        best = max(
            left,
            key=lambda at: (
                (1 - way.novelty) * way.worth[at]
                - way.novelty * said[at]
                - way.spread * drawn[paths[at]],
                -at,
            ),
        )
        left.discard(best)
        size = len(reach.sentences[best].text)
        if chosen and used + size > length.characters:
            continue
        if any(_overlap(pairs[best], pairs[other]) > _SAME for other in chosen):
            continue
        chosen.append(best)
        drawn[paths[best]] += 1
        used += size
    return chosen


def _pairs(text: str) -> set[str]:
    plain = normal(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
