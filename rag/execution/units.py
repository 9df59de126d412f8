"""Whether figures are told in a unit that can be the one asked for."""

from __future__ import annotations

from ingest.measures import dimension_of
from rag.answers.draft import Draft
from rag.execution.rows import COUNT, dimension_class
from rag.plan import Plan
from rag.tagging.words import words_of

_MONEY = frozenset(
    ("钱", "块钱", "块", "元钱", "money", "yuan", "rmb", "million yuan", "billion yuan")
)
_SCALES = "百千万亿"
_PERCENT = "percent"
_COUNTS = "counts"
"""Things and people are counted, in whatever word for one of them: 件 and 起, 家 and 个, 人 and 人次."""


def is_of_another_unit(plan: Plan, draft: Draft) -> bool:
    """Whether a plan names units and none of a draft's figures can be told in one: then it is never claimed.

    Who asks 多少万元 is not answered with a number of exhibitors.
    """
    asked = {kind for each in plan.targets if (kind := _kind_asked(each.unit))}
    told = [
        _kind(figure.fact.dimension or figure.fact.unit)
        for finding in draft.findings
        for figure in finding.figures
        if figure.fact is not None
    ]
    return bool(asked and told) and not asked & set(told)


def _kind_asked(unit: str) -> str:
    """The kind of quantity that a unit asked for measures; empty where the words say none."""
    word = unit.strip().lower()
    if word in _MONEY:
        return "money"
    known = words_of("unit").value_of(word) or word.lstrip(_SCALES)
    dimension, _ = dimension_of(known)
    kind = _kind(dimension)
    return kind if kind in _KINDS else ""


def _kind(dimension: str) -> str:
    kind = dimension_class(dimension)
    if kind in ("share", "points"):
        return _PERCENT
    return _COUNTS if kind in (COUNT, "people") or kind.endswith("次") else kind


_KINDS = frozenset(
    (_COUNTS, "money", _PERCENT, "mass", "area", "length", "volume", "energy", "duration")
)
"""Kinds that are told apart: of other units nothing is concluded."""
