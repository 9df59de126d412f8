"""What tells the sentences that answer a question in words, or make up a summary, from the others."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rag.answer import RetrievedPassage
from rag.answers.scoring import TermScorer, normal
from rag.confidence.signs import Asked
from rag.plan import Plan
from rag.quotes import Sentence
from vectorstore.embedding import Embedder
from vectorstore.store import Vectors

_CONCRETE = re.compile(r"\d|《[^》]+》|“[^”]+”")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DONE = re.compile(
    "出台|印发|制定|推行|推出|建立|建成|实施|首创|率先|组建|设立|编制|搭建|开通|试点|完成|新增|达到|提高|下降"
)
"""Verbs of what was done and of what came of it."""
_FRAME = re.compile(
    "取得了?.{0,12}(?:成绩|成效|进展|进步).{0,24}(?:存在|不足|差距)|^针对(?:上述|以上|这些|存在)|(?:报告|汇报|安排|总结|公布|公报)如下"
    "|请予?审议|提出意见|^各位(?:代表|委员)"
)
"""Sentences that lead to or away from what they announce."""
_SPIRIT = re.compile(
    "习近平|党的(?:十九|二十)大|以[^,，。]{2,24}为(?:指导|指引|统领|引领)|坚强领导|正确领导"
)
"""Openings that every report of a time shares."""
_VENUE = re.compile(
    "^[—-]{1,2}|(?:会议上|召开|通过)$|^[（(]?(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日"
)


@dataclass(frozen=True)
class Reach:
    """The sentences among which some are chosen, with what is known beside them.

    Attributes:
        asked: The question and the search beneath.
        plan: Its plan.
        sentences: They, report by report, each in the text's order.
        found: The passages that the search finds, with their ranks, by id.
        embedder: Tells how near a sentence is to the question and to the others.
    """

    asked: Asked
    plan: Plan
    sentences: Sequence[Sentence]
    found: Mapping[str, tuple[int, RetrievedPassage]]
    embedder: Embedder

    @cached_property
    def topic(self) -> str:
        """The asker's words for what is asked about, as :func:`rag.answers.scoring.normal` writes them."""
        return normal(" ".join(each.words for each in self.plan.targets).strip())

    @cached_property
    def vectors(self) -> Vectors:
        """``(n, d)``: of the sentences."""
        return self.embedder.embed_passages([each.text for each in self.sentences])


def sentence_signs(reach: Reach) -> list[dict[str, float]]:
    """The signs of each sentence in reach, by name."""
    if not reach.sentences:
        return []
    query = reach.asked.query
    scorer = TermScorer(
        query.terms, [each.text for each in reach.sentences], query.alternatives, query.doubtful
    )
    near = reach.vectors @ reach.embedder.embed_query(query.question)
    central = _centrality(reach)
    found = []
    places = _places_in_report(reach.sentences)
    covers = [scorer.coverage(each.text) for each in reach.sentences]
    most, nearest = max(covers), float(near.max())
    question = normal(query.question)
    of_question = dict(_of_question(reach.plan, bool(reach.topic)))
    for at, sentence in enumerate(reach.sentences):
        signs = dict(of_question)
        signs.update(_of_words(reach, sentence, scorer, question))
        signs.update(_of_place(reach, sentence))
        signs.update(_of_form(sentence))
        signs["covers_less"] = most - covers[at]
        signs["near"] = float(near[at])
        signs["less_near"] = nearest - float(near[at])
        signs["central"] = float(central[at])
        signs["far_in_report"], signs["opens_section"] = places[at]
        found.append({name: value for name, value in signs.items() if value})
    return found


def _of_question(plan: Plan, has_topic: bool) -> Iterator[tuple[str, float]]:
    yield f"act_{plan.act.value}", 1.0
    yield "topic", float(has_topic)
    yield "whole", float(not has_topic and plan.part is None)


def _of_words(
    reach: Reach, sentence: Sentence, scorer: TermScorer, question: str
) -> Iterator[tuple[str, float]]:
    text = normal(sentence.text)
    heads = normal(" ".join(sentence.passage.heading_path))
    last = normal(sentence.passage.heading_path[-1]) if sentence.passage.heading_path else ""
    yield "covers", scorer.coverage(sentence.text)
    yield "covers_in_context", scorer.coverage(sentence.text, heads)
    yield "heading_covers", scorer.coverage(heads) if heads else 0.0
    yield "topic_in", _held(reach.topic, text)
    yield "topic_in_headings", _held(reach.topic, heads)
    yield "topic_in_last_heading", _held(reach.topic, last)
    yield "said", _held(question, text)
    place = reach.found.get(sentence.passage.passage_id)
    if place is not None:
        rank, passage = place
        yield "passage_rank", 1 / (1 + rank)
        yield "passage_score", passage.score / max(reach.asked.passages[0].score, 1e-9)


def _of_place(reach: Reach, sentence: Sentence) -> Iterator[tuple[str, float]]:
    plan, query, metadata = reach.plan, reach.asked.query, sentence.report.metadata
    kind = sentence.passage.kind
    yield f"kind_{kind.value}", 1.0
    if plan.part is not None:
        yield "part_fits", float(kind is plan.part)
        yield "part_clashes", float(kind is not plan.part)
        yield f"asks_{plan.part.value}", 1.0
    if plan.places:
        yield "place_fits", float(metadata.region in plan.places)
    if query.years:
        yield "year_fits", float(metadata.report_year in query.years)
        yield "year_said", float(any(str(year) in sentence.text for year in query.years))
    if plan.bodies:
        named = f"{metadata.department}{metadata.issuer}{sentence.text}"
        yield "body_said", max(_held(normal(body), normal(named)) for body in plan.bodies)


def _of_form(sentence: Sentence) -> Iterator[tuple[str, float]]:
    text = sentence.text
    yield "concrete", float(_CONCRETE.search(text) is not None)
    yield "numbers", math.log1p(len(_NUMBER.findall(text)))
    yield "done", float(_DONE.search(text) is not None)
    yield "frame", float(_FRAME.search(text) is not None)
    yield "spirit", float(_SPIRIT.search(text) is not None)
    yield "venue", float(_VENUE.search(text) is not None)
    yield "quoted", float(text.startswith("“"))
    yield "table", float("|" in text or "\t" in text)
    yield "length", math.log1p(len(text))
    yield "position", min(sentence.position, 8) / 8
    yield "opens_item", float(sentence.opens_item)


def _places_in_report(sentences: Sequence[Sentence]) -> list[tuple[float, float]]:
    """How far in its report's text each sentence stands, 0 to 1, and whether it opens its section."""
    ends: dict[str, int] = {}
    for each in sentences:
        ends[each.report.report_id] = max(ends.get(each.report.report_id, 1), each.span.end)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    found = []
    for each in sentences:
        key = (each.report.report_id, each.passage.heading_path)
        found.append((each.span.start / ends[each.report.report_id], float(key not in seen)))
        seen.add(key)
    return found


def _centrality(reach: Reach) -> Vectors:
    """How near each sentence is to the mean of all."""
    centre = reach.vectors.mean(axis=0)
    norm = float(np.linalg.norm(centre))
    if not norm:
        return np.zeros(len(reach.vectors), np.float32)
    return np.asarray(reach.vectors @ (centre / norm), np.float32)


def _held(words: str, text: str) -> float:
    """Share of the character pairs of some words that a text holds."""
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    pairs = {each for each in pairs if each.strip() and " " not in each}
    return sum(each in text for each in pairs) / len(pairs) if pairs else 0.0
