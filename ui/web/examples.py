"""Questions to begin with, made from what the collection holds."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers.place_names import place_name
from rag.client import AsyncYijuClient
from rag.schemas import FactOut, ReportOut
from vectorstore.errors import ServiceError

_MAX_INDICATOR = 14
_SAMPLED = 50
_ASKABLE_UNITS = {
    "件": "多少件",
    "人次": "多少人次",
    "%": "多少",
    "场次": "多少场次",
    "起": "多少起",
}


class Examples:
    """Examples for each state of the collection, made once for each language."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, tuple[str, ...]]] = {}

    async def of(self, client: AsyncYijuClient, generation: int, lang: str) -> tuple[str, ...]:
        """The examples for a state of the collection; see :func:`example_questions`."""
        known = self._known.get(lang)
        if known is None or known[0] != generation:
            found = await example_questions(client, lang)
            if not found:
                return ()
            known = self._known[lang] = (generation, found)
        return known[1]


async def example_questions(client: AsyncYijuClient, lang: str = "zh") -> tuple[str, ...]:
    """Up to four questions that the collection can answer; none where it is empty or silent."""
    try:
        reports = (await client.reports(limit=_SAMPLED)).reports
        facts = (await client.facts(limit=500)).facts
    except ServiceError:
        return ()
    ask = _english if lang == "en" else _chinese
    return tuple(dict.fromkeys(ask(_best_figure(facts), _dated(reports))))


def _dated(reports: Sequence[ReportOut]) -> list[ReportOut]:
    return [each for each in reports if each.region and each.report_year]


def _chinese(figure: FactOut | None, dated: Sequence[ReportOut]) -> list[str]:
    questions = []
    if figure is not None:
        asked = _ASKABLE_UNITS[figure.unit]
        questions.append(f"{figure.region}{figure.year}年{_name(figure)}{asked}\uff1f")
        if len({each.region for each in dated}) > 1:
            questions.append(f"各地{_name(figure)}{asked}\uff1f")
    if dated:
        # The last, so that the questions do not all speak of the same place.
        questions.append(f"{dated[-1].region}{dated[-1].report_year}年存在哪些问题\uff1f")
        questions.append(f"{dated[0].region}下一步有什么计划\uff1f")
    return questions


def _english(figure: FactOut | None, dated: Sequence[ReportOut]) -> list[str]:
    """The same in English; places keep their Chinese names beside, indicators have no others."""
    questions = []
    if figure is not None:
        what = "What" if figure.unit == "%" else "How many"
        place = place_name(figure.region, "en")
        questions.append(f"{what} {_name(figure)} does {place} report for {figure.year}?")
        if len({each.region for each in dated}) > 1:
            questions.append(f"Which places report a figure for {_name(figure)}?")
    if dated:
        first, last = dated[0], dated[-1]
        place = place_name(last.region, "en")
        questions.append(f"What problems does {place} report for {last.report_year}?")
        place = place_name(first.region, "en")
        questions.append(f"What plans does {place} report for {first.report_year}?")
    return questions


def _best_figure(facts: Sequence[FactOut]) -> FactOut | None:
    """A figure that is easy to ask for: known indicator, this year's, short name, stated often."""
    fit = [
        each
        for each in facts
        if each.unit in _ASKABLE_UNITS
        and each.region
        and each.year
        and not each.period
        and each.status == "actual"
        and each.value_max is None
        and 2 < len(_name(each)) <= _MAX_INDICATOR
    ]
    if not fit:
        return None
    places: dict[str, set[str]] = {}
    for each in fit:
        places.setdefault(_name(each), set()).add(each.region)
    return max(fit, key=lambda each: (bool(each.canonical), len(places[_name(each)])))


def _name(fact: FactOut) -> str:
    return fact.canonical or fact.indicator
