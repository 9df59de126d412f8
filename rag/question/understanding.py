"""From a question to a query: the only orchestrator of question understanding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.answer import Intent
from rag.question.ahead import ENGLISH_PLAN, PLAN
from rag.question.clauses import clauses_in
from rag.question.colloquial import alternatives_of, is_written, spoken_terms
from rag.question.constraints import NO_YEAR, Named, PlaceFinder, years_in
from rag.question.english.reader import EnglishReader
from rag.question.english.terms import Frequencies
from rag.question.english.translation import Translation
from rag.question.intent import asks_something, intent_of, wanted_by
from rag.question.language import language_of, simplify
from rag.question.query import Ask, Clause, Query
from rag.question.report_filter import is_level
from rag.question.terms import asked_units, content_terms, counted_phrase
from vectorstore.records import Span

_PARTS = re.compile(r"[,。?!;\n]+|、(?=[^、]*(?:多少|几))")
_YEAR_WORDS = re.compile(
    rf"(?<!\d)(?:19|20)\d{{2}}{NO_YEAR}\s*年?(?:度|底|末)?(?:以来|以后|之后|以前|期间)?"
)
_EACH = re.compile(r"(.+?)[和与跟](.+?)(?:分别|各自?)(?:是|有|为)?((?:多少|几)\S{0,3})")
_ASIDE = re.compile(
    r"^(?:请问|您好|你好|麻烦|劳驾|打扰|急|在线等|我(?:是|在|们|想|要|正|的)|本人|(?:写|做)(?:作业|论文|材料|课题|研究|报告|稿子?)|领导(?:要|问)|老师)"
)
"""Parts of a question that say who asks and what for."""
_BEGGING = re.compile(
    r"(?:请|麻烦|能不能|能否|可否|可以)?(?:你|您)?(?:帮忙|帮|给|替|为)?(?:我们?|咱们?|大家)?(?:简要|简单|大致|分别|再|把)*"
    r"(?:概括|总结|归纳|综述|概述|简述|小结|梳理|介绍|说说|讲讲|谈谈|说一说|讲一讲|谈一谈|理一理|捋一捋|理理|捋捋|列个?提纲|综合起来|汇总)"
    r"(?:一下|下|一?番)?(?![了过到])"
)
"""Words that ask for a summary and say nothing of what."""
_WHICH_OF_THEM = re.compile(
    r"谁(?!是)|哪(?:一)?(?:家|边|方|头|个(?:地方)?)(?!月|季|部门|单位|领域)"
)
_PROBLEM = re.compile(
    r"问题|不足|短板|困难|薄弱|缺点|差距|毛病|弱项|欠缺|weakness|problem|shortcoming|difficult",
    re.I,
)


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
    bare = _without(text, named.spans)
    intent = _intent(text, named, places)
    asks = _asks(bare)
    alternatives = alternatives_in(asks)
    return Query(
        question=question,
        language=language_of(question),
        text=text,
        search_text=searched(bare, alternatives) or text,
        bare=" ".join(bare.split()),
        intent=intent,
        asks=asks,
        regions=named.regions,
        missing_regions=_missing(named, intent),
        years=years_in(text),
        wants_plans=bool(PLAN.search(bare)),
        wants_problems=bool(_PROBLEM.search(bare)),
        alternatives=alternatives,
        parents=named.parents,
        clauses=clauses_in(bare),
    )


def _understand_english(
    question: str, places: PlaceFinder, frequencies: Frequencies | None
) -> Query:
    """Reads a question in English by way of the Chinese one that asks the same."""
    chinese = EnglishReader(places, frequencies).read(simplify(question).strip())
    named = places.find("、".join(chinese.places))
    intent = _intent(chinese.text, named, places)
    bare = _without(chinese.text, places.find(chinese.text).spans)
    return Query(
        question=question,
        language="en",
        text=chinese.text,
        search_text=searched(bare, chinese.alternatives),
        bare=" ".join(bare.split()),
        intent=intent,
        asks=_asks_of(chinese),
        regions=named.regions,
        missing_regions=_missing(named, intent),
        years=years_in(chinese.text),
        wants_plans=bool(PLAN.search(bare) or ENGLISH_PLAN.search(question)),
        wants_problems=bool(_PROBLEM.search(bare)),
        clauses=_clauses_of(chinese, bare),
        alternatives=chinese.alternatives,
        doubtful=chinese.doubtful,
        parents=named.parents,
    )


def searched(bare: str, alternatives: Mapping[str, tuple[str, ...]]) -> str:
    """What is searched for: the words of a question, and what reports write for the others."""
    unwritten = [words for said, words in alternatives.items() if not is_written(said)]
    written = (word for words in unwritten for word in words)
    return " ".join([*bare.split(), *dict.fromkeys(written)])


def alternatives_in(asks: Sequence[Ask]) -> Mapping[str, tuple[str, ...]]:
    """What reports write for the words of a question, where they word it otherwise."""
    return alternatives_of(tuple(term for ask in asks for term in (*ask.terms, *ask.context)))


def _clauses_of(chinese: Translation, bare: str) -> tuple[Clause, ...]:
    """What reports are to satisfy: conditions as in Chinese, terms as translated."""
    clauses = clauses_in(bare)
    if len(clauses) > 1 or len(chinese.parts) > 1:
        return clauses
    part = chinese.parts[0]
    options = tuple(tuple(term.text for term in option) for option in part.options if option)
    terms = tuple(term.text for term in part.terms)
    if terms and all(map(is_level, terms)):  # they say which reports, not what is asked of them
        return (replace(clauses[0], terms=(), options=()),)
    return (replace(clauses[0], terms=terms, options=options),)


def _asks_of(chinese: Translation) -> tuple[Ask, ...]:
    """The parts of a translated question, each with the others' words as context."""
    asks = []
    for part in chinese.parts:
        own = tuple(term.text for term in part.terms)
        others = (t.text for other in chinese.parts if other is not part for t in other.terms)
        context = tuple(dict.fromkeys(word for word in others if word not in own))
        counted = tuple(term.text for term in part.counted)
        units = asked_units(part.text)
        asks.append(Ask(part.text, own, context, wanted_by(part.text), units, counted))
    return tuple(asks)


def _intent(text: str, named: Named, places: PlaceFinder) -> Intent:
    """The intent; of two places or more 哪家 and 谁 ask which, however they are to differ."""
    intent = intent_of(text, one_place=_is_one_place(named, places))
    if len(named.regions) > 1 and intent is not Intent.COMPARE and _WHICH_OF_THEM.search(text):
        return Intent.COMPARE
    return intent


def _is_one_place(named: Named, places: PlaceFinder) -> bool:
    """Whether a question names one place, and none of the collection's places lies in it."""
    return len(named.regions) == 1 and not places.has_parts(named.regions[0])


def _missing(named: Named, intent: Intent) -> tuple[str, ...]:
    """Unheld places count where nothing held is named, or where places are set side by side."""
    return named.missing if not named.regions or intent is Intent.COMPARE else ()


def _asks(bare: str) -> tuple[Ask, ...]:
    """Splits a question into the parts that ask, each with the others' words as context."""
    split = (each for part in _PARTS.split(bare) for each in _apart(part))
    parts = [part.strip() for part in split if part.strip()] or [bare]
    asking = [
        number
        for number, part in enumerate(parts)
        if asks_something(part) and (content_terms(part) or asked_units(part))
    ]
    if len(asking) < 2:
        told = [part for part in parts[: asking[0]] if not _ASIDE.match(part)] if asking else parts
        return (_ask(",".join([*told, parts[asking[0]]]) if asking else bare, ""),)
    return tuple(_ask(parts[number], " ".join(parts[:number])) for number in asking)


def _apart(part: str) -> tuple[str, ...]:
    """``维持的和驳回的分别几件`` as two parts that each ask."""
    match = _EACH.fullmatch(part.strip())
    return (match[1] + match[3], match[2] + match[3]) if match else (part,)


def _ask(part: str, before: str) -> Ask:
    asked = _BEGGING.sub(" ", part)
    terms = spoken_terms(asked if content_terms(asked) else part)
    context = tuple(term for term in spoken_terms(before) if term not in terms)
    counted = tuple(filter(None, (counted_phrase(part),)))
    return Ask(part, terms, context, wanted_by(part), asked_units(part), counted)


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with places and years blanked out."""
    chars = list(text)
    for span in spans:
        chars[span.start : span.end] = " " * (span.end - span.start)
    return _YEAR_WORDS.sub(" ", "".join(chars))
