"""Figures of places that have no report of their own, where another place's report states them.

A prefecture's report says ``望川县最低,为81.5%``. Such a figure is read only from the words between
the name of the place and the next place's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.folding import fold
from ingest.lexicon.places import Places, stem
from rag.answers.draft import Draft, Figure, Finding
from rag.answers.lookup import LookupAnswerer, SentencesOf
from rag.answers.ordering import ordered
from rag.answers.spots import Spot
from rag.question.query import Query, Wanted
from rag.question.terms import content_terms
from rag.quotes import Sentence
from vectorstore.queries import Filter
from vectorstore.records import Span

_NAME_ENDS = r"(?=[市县区旗州盟省镇乡]|自治|最|为|达|的|是|仅|[,:、;。]|\d|$)"
"""What may follow a place's short name; other words go on with another name."""

_FURTHER = 2
"""So many characters after a short name, in the question and in the report, make it the same name."""

_KINDS = frozenset("省市县区旗州盟")


class UnheldPlaces:
    """Answers questions for figures of places that only other places' reports name.

    Args:
        lookup: Finds single figures.
        sentences_of: Searches.
    """

    def __init__(self, lookup: LookupAnswerer, sentences_of: SentencesOf) -> None:
        self._lookup = lookup
        self._sentences_of = sentences_of

    def answer(self, query: Query, where: Filter) -> Draft | None:
        """A figure of each place that the question names; None where one of them has none.

        Args:
            query: A look-up or comparison of places that the collection does not hold.
            where: Selects the reports that may name them.
        """
        found: dict[str, Finding] = {}
        for place in query.missing_regions:
            finding = self._of(place, query, where)
            if finding is None:
                return None
            found[place] = finding
        if (
            len(found) > 1
            and len({(each.quote.span, each.figures) for each in found.values()}) == 1
        ):
            return Draft((next(iter(found.values())),), without_report=query.missing_regions)
        found = {place: _named(place, finding) for place, finding in found.items()}
        findings = tuple(found.values())
        names = {id(finding): place for place, finding in found.items()}
        if len(findings) == 1:
            draft = Draft(findings)
        else:
            draft = ordered(query, findings, names=lambda each: names[id(each)])
        return replace(draft, without_report=query.missing_regions)

    def _of(self, place: str, query: Query, where: Filter) -> Finding | None:
        ask = query.asks[0]
        asked = replace(ask, terms=_without(place, ask.terms), wanted=Wanted.FIGURE)
        if ask.wanted is Wanted.DATE or not asked.terms:
            return None
        alone = replace(query, search_text=f"{place} {query.search_text}", missing_regions=())
        sentences = self._sentences_of(alone, where)
        pattern = _name_of(place, query.question)
        about = [(each, tuple(_spans_about(pattern, each))) for each in sentences]
        naming = [each for each, spans in about if spans]
        spans = [span for _, found in about for span in found]

        def is_about(spot: Spot) -> bool:
            return any(span.start <= spot.span.start < span.end for span in spans)

        return self._lookup.parts(alone, (asked,), naming, admits=is_about)[0]


def _named(place: str, finding: Finding) -> Finding:
    """A finding whose figures' names say the place."""

    def named(figure: Figure) -> Figure:
        says = stem(place) in figure.indicator
        return figure if says else replace(figure, indicator=f"{place}{figure.indicator}")

    return replace(finding, figures=tuple(map(named, finding.figures)))


def _without(place: str, terms: Sequence[str]) -> tuple[str, ...]:
    """Terms of a question without those of a place's name."""
    own = {*content_terms(place), stem(place)}
    return tuple(term for term in terms if term not in own and term not in place)


def _name_of(place: str, question: str) -> re.Pattern[str]:
    """A place's name in full, or its short name, where it ends or goes on as in the question.

    What the question writes after it (港 in 临海港) is then of that place in the report, too.
    """
    short = re.escape(stem(place))
    further = re.findall(f"(?<={short})[\u4e00-\u9fff]{{{_FURTHER}}}", fold(question))
    names = [re.escape(place), f"{short}{_NAME_ENDS}", *(f"{short}{each}" for each in further)]
    return re.compile("|".join(names))


def _spans_about(pattern: re.Pattern[str], sentence: Sentence) -> Iterator[Span]:
    """Where a report speaks of a place in a sentence: from its name up to the next place's."""
    text = fold(sentence.text)
    for match in pattern.finditer(text):
        end = _next_place(text, match.end())
        yield Span(sentence.span.start + match.start(), sentence.span.start + end)


def _next_place(text: str, start: int) -> int:
    """Where the next place of the national table is named in full, or the text ends."""
    places = Places.load()
    for at in range(start, len(text)):
        name = places.longest_at(text, at)
        if len(name) > 2 and name[-1] in _KINDS:
            return at
    return len(text)
