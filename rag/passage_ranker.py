"""The passages that a search finds, put in the order in which they are likely to state what is asked.

A search knows words and vectors. What is known of the question beside it (its places and years, its
plan, what the reports call its things) says more about the first twenty. The weights are learnt from
questions whose evidence is known; ``python -m benchmarks.passages`` learns and measures them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from rag.answer import RetrievedPassage
from rag.answers.scoring import TermScorer, normal
from rag.confidence.signs import Asked
from rag.plan import Act
from vectorstore.queries import FigureName

FILE = "passage_ranker.json"
_NOT_ASKED = 0.5
"""What a sign is where the question does not name what it is of."""
_FIGURES = frozenset({Act.VALUE, Act.CHANGE, Act.COMPARE, Act.TREND})
_LONG = 400
"""Characters of a long passage."""


def passage_signs(asked: Asked, passages: Sequence[RetrievedPassage]) -> list[dict[str, float]]:
    """What tells of each passage whether it states what is asked, by name.

    Args:
        asked: The question.
        passages: What the search finds, best first.
    """
    query = asked.query
    scorer = TermScorer(
        query.terms, [each.passage.text for each in passages], query.alternatives, query.doubtful
    )
    heads = [" ".join(each.passage.heading_path) for each in passages]
    covers = [
        scorer.coverage(each.passage.text, head) for each, head in zip(passages, heads, strict=True)
    ]
    best = max(covers, default=0.0)
    top = max(passages[0].score, 1e-9) if passages else 1.0
    said = _pairs(normal(query.text))
    phrases = " ".join(each.phrase for each in asked.plan.targets)
    named = {pair for pair in _pairs(normal(phrases)) if " " not in pair}
    linked = _names_by_report(asked)
    wants_figure = asked.plan.act in _FIGURES
    part = asked.plan.part
    found = []
    for rank, (each, head, cover) in enumerate(zip(passages, heads, covers, strict=True)):
        text, heading = normal(each.passage.text), normal(head)
        metadata = each.report.metadata
        names = linked.get(each.report.report_id, {})
        found.append(
            {
                "rank": 1 / (1 + rank),
                "score": each.score / top,
                "lexical": each.lexical or 0.0,
                "dense": each.dense or 0.0,
                "not_dense": float(each.dense is None),
                "covers": cover,
                "covers_less": cover - best,
                "heading_covers": scorer.coverage(heading),
                "says": _share(said, text),
                "names": _share(named, text),
                "heading_names": _share(named, heading),
                "place": _asked_of(query.regions, metadata.region in query.regions),
                "year": _asked_of(query.years, metadata.report_year in query.years),
                "says_year": _asked_of(query.years, any(str(year) in text for year in query.years)),
                "length": len(text) / _LONG,
                "digits": sum(map(str.isdigit, text)) / max(len(text), 1),
                "table": float("|" in text),
                "wants_figure": float(wants_figure),
                "linked": max(
                    (chance for name, chance in names.items() if normal(name.thing) in text),
                    default=0.0,
                ),
                f"kind_{each.passage.kind.value}": 1.0,
                "part": float(part is not None and part is each.passage.kind),
            }
        )
    return found


def _names_by_report(asked: Asked) -> dict[str, dict[FigureName, float]]:
    """How sure the names of each report are, of all things asked about."""
    found: dict[str, dict[FigureName, float]] = {}
    for link in asked.links:
        for report, own in link.by_report.items():
            names = found.setdefault(report, {})
            for name, chance in own.items():
                names[name] = max(chance, names.get(name, 0.0))
    return found


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _share(pairs: set[str], text: str) -> float:
    return sum(each in text for each in pairs) / len(pairs) if pairs else 0.0


def _asked_of(asked: Sequence[object], holds: bool) -> float:
    return float(holds) if asked else _NOT_ASKED


class PassageRanker:
    """A weighted sum of signs.

    Args:
        weights: By sign; others count nothing.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = dict(weights)

    def ranked(self, asked: Asked, passages: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
        """The same passages, likeliest first; those that are as likely stay in their order."""
        scores = [
            sum(self._weights.get(name, 0.0) * value for name, value in signs.items())
            for signs in passage_signs(asked, passages)
        ]
        order = sorted(range(len(passages)), key=lambda at: -scores[at])
        return [passages[at] for at in order]


@cache
def load_passage_ranker() -> PassageRanker:
    """The one that comes with Yiju."""
    text = resources.files("rag").joinpath(FILE).read_text("utf-8")
    return PassageRanker(json.loads(text)["weights"])
