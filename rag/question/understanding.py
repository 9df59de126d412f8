"""From a question to the words that are searched for: its places and years apart, sayings in reports' words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.plan import Plan
from rag.question.colloquial import alternatives_of, is_written, spoken_terms
from rag.question.constraints import NO_YEAR, PlaceFinder, bare_name, years_in
from rag.question.english.reader import EnglishReader
from rag.question.english.terms import Frequencies
from rag.question.language import language_of, simplify
from rag.question.query import Query
from vectorstore.records import Span

_YEAR_WORDS = re.compile(
    rf"(?<!\d)(?:19|20)\d{{2}}{NO_YEAR}\s*年?(?:度|底|末)?(?:以来|以后|之后|以前|期间)?"
)
_COURTESY = re.compile(
    r"^(?:(?:好的?|嗯+|哦+|ok|okay|行|明白了?|知道了|了解了?|收到|懂了|谢谢(?:你|您|啦|了)?|多谢|感谢|辛苦了?|不客气|再见|拜拜"
    r"|你好|您好|嗨|早上好|下午好|晚上好|在吗|hi|hello|hey|thanks?(?: you)?(?: very much| a lot)?|great|bye|goodbye"
    r"|没事了?|没有了|不用了)[啊呀呢吧哈,。!?~\s]*)+[?!。~…、,;\s]*$",
    re.IGNORECASE,
)
_LONGEST_TIME = 30
"""Years that a time asked about spans at most, for its years to be named one by one."""


def is_courtesy(question: str) -> bool:
    """Whether somebody only greets or thanks."""
    return _COURTESY.match(simplify(question).strip()) is not None


def understand(question: str, places: PlaceFinder, frequencies: Frequencies | None = None) -> Query:
    """Reads a question.

    Args:
        question: As asked, in Chinese (either script) or English.
        places: Finds the places that the collection at hand holds.
        frequencies: In how many of its passages words occur; an English word is then taken in the
            meaning that the collection speaks of.
    """
    if language_of(question) == "en":
        return _understand_english(question, places, frequencies)
    text = simplify(question).strip()
    named = places.find(text)
    bare = " ".join(_without(text, named.spans).split())
    terms = spoken_terms(bare)
    alternatives = alternatives_of(terms)
    return Query(
        question=question,
        language="zh",
        text=text,
        search_text=_searched(bare, alternatives) or text,
        terms=terms,
        regions=named.regions,
        missing_regions=named.missing,
        years=years_in(text),
        alternatives=alternatives,
        parents=named.parents,
    )


def _understand_english(
    question: str, places: PlaceFinder, frequencies: Frequencies | None
) -> Query:
    """Reads a question in English: its content words are searched for in Chinese."""
    read = EnglishReader(places, frequencies).read(simplify(question).strip())
    named = places.find("、".join(read.places))
    text = " ".join(each.text for each in read.terms)
    alternatives = read.alternatives
    return Query(
        question=question,
        language="en",
        text=text,
        search_text=_searched(text, alternatives) or question,
        terms=tuple(each.text for each in read.terms),
        regions=named.regions,
        missing_regions=named.missing,
        years=read.years,
        alternatives=alternatives,
        doubtful=read.doubtful,
        parents=named.parents,
    )


def searched(query: Query) -> str:
    """What is searched for where places and years are to count as words too."""
    return _searched(query.text, query.alternatives)


def _searched(bare: str, alternatives: Mapping[str, tuple[str, ...]]) -> str:
    """The words of a question, and what reports write for those that they word otherwise."""
    unwritten = [words for said, words in alternatives.items() if not is_written(said)]
    written = (word for words in unwritten for word in words)
    return " ".join([*bare.split(), *dict.fromkeys(written)])


def completed(
    query: Query,
    own: Plan,
    merged: Plan,
    places: PlaceFinder,
    frequencies: Frequencies | None = None,
) -> Query:
    """A question's words with those of what its plan took over from the conversation.

    Args:
        query: The question by itself.
        own: Its plan by itself.
        merged: Its plan as the conversation completes it.
        places: Finds the places that the collection holds.
        frequencies: See :func:`understand`.
    """
    if not query.years:
        query = replace(query, years=_years_of(merged))
    if merged.places != own.places:
        held = tuple(each for each in merged.places if each in places.known)
        others = (bare_name(each) for each in merged.places if each not in held)
        words = _joined((query.search_text, *others))
        query = replace(query, regions=held, missing_regions=(), parents={}, search_text=words)
    taken = [each for each in merged.targets if each not in own.targets]
    said = [understand(each.words, places, frequencies) for each in taken]
    said = [each for each in said if each.text not in query.text]
    if not said:
        return query
    every = [query, *said]
    return replace(
        query,
        text=_joined(each.text for each in every),
        search_text=_joined(each.search_text for each in every),
        terms=tuple(dict.fromkeys(term for each in every for term in each.terms)),
        alternatives={word: same for each in every for word, same in each.alternatives.items()},
        doubtful=frozenset().union(*(each.doubtful for each in every)),
    )


def _joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, texts)))


def _years_of(plan: Plan) -> tuple[int, ...]:
    """The years that a plan's times touch, as far as they are told."""
    years: set[int] = set()
    for span in plan.times:
        if span.first[:4].isdigit() and span.last[:4].isdigit():
            found = range(int(span.first[:4]), int(span.last[:4]) + 1)
            years.update(found if len(found) <= _LONGEST_TIME else ())
    return tuple(sorted(years))


def _without(text: str, spans: Sequence[Span]) -> str:
    """The text with places and years blanked out."""
    chars = list(text)
    for span in spans:
        chars[span.start : span.end] = " " * (span.end - span.start)
    return _YEAR_WORDS.sub(" ", "".join(chars))
