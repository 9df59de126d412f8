"""One clause of an English question in Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.question.english.conditions import split_condition
from rag.question.english.forms import Shape, shape_of
from rag.question.english.terms import Term, TermTranslator
from rag.question.terms import content_terms

BEFORE_PLACES = ("哪", "有几", "其中")
"""Asking words for places and reports; they follow a place that the question is limited to."""

_LEADING = re.compile(
    r"^(?!(?:for|in|across) (?:each|every|all)\b)(?P<lead>(?:in|for|at|during|among|amongst|of|according to|under|since|as of|by|within|"
    r"across|throughout|regarding|concerning|on|looking at|comparing|considering|counting|taking|judging by|given|from)\b[^,:]*),\s*"
    r"(?P<rest>(?:how|what|when|which|who|why|were|was|is|are|did|does|do|has|have|rank|list|summar)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_POLITE = re.compile(
    r"^(?:(?:please|kindly|hi|hello|hey|there|ok|so|well|now|also|dear [\w ]+?)\b,\s*|"
    r"(?:please|kindly|hi|hello|ok|so|well|now|also)\b\s*|"
    r"(?:can|could|would) you (?:please )?(?:tell me|explain|say|give me|let me know)?\s*|"
    r"(?:do you know|i(?:['\u2019]d| would) (?:like|love) to (?:know|find out|understand|see)|i (?:want|need) to (?:know|find out|see)"
    r"|i(?:['\u2019]m| am| was) (?:wondering|curious(?: about)?|trying to find out|looking for|interested in)|i wonder|tell me|let me know)"
    r"\s+(?=how|what|when|which|who|why|if|whether|(?:the )?(?:total |exact |overall )?(?:number|count|total|percentage|share|rate)\b)|"
    r"(?:if|whether)\s+)+",
    re.IGNORECASE,
)
_WHERE_WRITTEN = re.compile(
    r",? *\b(?:under|in|within|with) (?:(?:a|an|the|its|their|one) )?(?:(?:own|separate|dedicated|special|distinct) )?"
    r"(?:heading|section|chapter|part)s?(?: of (?:its|their) own)?(?=[?.!,]|$)",
    re.IGNORECASE,
)
"""Where in a report something is said (under a heading of their own), which is no subject."""
_MARK = re.compile(r"[@#]\d+[@#]")
_BARE_UNITS = {
    "people": "人", "persons": "人", "individuals": "人", "participants": "人次", "times": "次",
    "working days": "工作日", "days": "天", "hours": "小时", "months": "个月", "years": "年",
    "minutes": "分钟", "percentage points": "个百分点", "percentage point": "个百分点",
    "percentage-points": "个百分点", "percentage-point": "个百分点",
}  # fmt: skip
_BARE_UNIT = re.compile(rf"^(?:different )?({'|'.join(_BARE_UNITS)})\b(?!['\u2019])", re.IGNORECASE)
_AFTER_HEAD = re.compile(
    r"\b(?:for|of|in|on|to|from|by|with|who|that|which|at|against|between|under|within|above|below)\b"
    r"|(?<=\w)\s(?=\w+ed\b)",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"\b(?:(?:numbers?|figures?|counts?|statistics) (?:of|for|on)|how many)\b", re.IGNORECASE
)
_DENIES = re.compile(
    r"\b(?:(?:do|does|did|has|have|had|is|are|was|were)(?: not|n['\u2019]t)|never|fail(?:s|ed)? to|"
    r"say(?:s)? nothing|(?:are|is) silent|without|make(?:s)? no mention|give(?:s)? no|lack(?:s)?)\b",
    re.IGNORECASE,
)
_SPEAK = r"(?:mention|refer to|speak of|talk about|bring up)(?:s|ed|ing)?"
_NO_NUMBER = re.compile(
    r"(?:,? but)?\s*\b(?:without|do(?:es)? not|give no|gives no)\s*(?:give|giving|state|stating|any|an?|the|actual|exact|\s)*"
    r"(?:numbers?|figures?|data)\b",
    re.IGNORECASE,
)
_BARELY = re.compile(
    rf"\b(?:only|merely|just) {_SPEAK}\b|\b{_SPEAK}\b.*{_NO_NUMBER.pattern}", re.IGNORECASE
)
_SPEAKS = (
    (re.compile(r"\b(?:admit|acknowledge|concede)(?:s|ted|d)?\b", re.I), "承认"),
    (
        re.compile(
            r"\b(?:mention(?:s|ed|ing)?|refer(?:s|red|ring)? to|talk(?:s|ed)? about|speaks? of|spoke of|discuss(?:es|ed)?"
            r"|touch(?:es|ed)? (?:up)?on|appear(?:s|ed|ing)?|occur(?:s|red)?|uses? the (?:term|word|phrase)|cite[sd]?)\b",
            re.I,
        ),
        "提到",
    ),
)
_EITHER = re.compile(
    r"(?P<before>.*?)\b(?P<one>\w+ed(?: up| out)?) or (?P<two>[\w-]+ed(?: up| out)?)\b(?P<after>.+)",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b(?P<one>.+?)\band\b(?P<two>.+)", re.IGNORECASE)
_FAINT = frozenset("事项 办理 建立 召开 开展 提供 使用 管理 工作 人员 单位 技术".split())
_ENOUGH = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks.

    Attributes:
        text: Its Chinese words.
        terms: What is to be found.
        options: The same for each of the things that "or" joins; one where there is no "or".
        counted: Those of the terms that name what is counted.
    """

    text: str
    terms: tuple[Term, ...]
    options: tuple[tuple[Term, ...], ...] = ()
    counted: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in Chinese.

    Attributes:
        lead: What stands before or after the places: 概括一下, 哪些地方; often empty.
        rest: What follows.
        parts: What it asks.
    """

    lead: str
    rest: str
    parts: tuple[Part, ...]


def clause_of(piece: str, translator: TermTranslator) -> Clause:
    """Says a clause in Chinese.

    Args:
        piece: English, places written ``@0@``, years ``#0#``.
        translator: Translates its words.
    """
    piece = _WHERE_WRITTEN.sub("", _POLITE.sub("", piece))
    leading = _LEADING.match(piece)
    aside = leading["lead"] if leading else ""
    shape = shape_of(leading["rest"] if leading else piece, has_place="@" in piece)
    if shape.sides:
        return _side_by_side(shape, aside, translator)
    body = f"{shape.body} {aside}"
    if shape.lead.startswith(BEFORE_PLACES):
        return _across_reports(shape, body, translator)
    tail, body = _with_unit(shape, body, translator)
    terms = translator.terms(_MARK.sub(" ", body))
    rest = shape.middle + _written(terms) + tail
    part = _part(shape.lead + rest, terms)
    counted = _telling(translator.terms(_head_of(shape.counted.replace(" of ", " "))))
    part = replace(part, counted=tuple(term for term in counted if term in part.terms))
    return Clause(shape.lead, rest, (part,))


def _head_of(counted: str) -> str:
    """The noun that a phrase is about: what stands before its first preposition."""
    return _AFTER_HEAD.split(_MARK.sub(" ", counted), maxsplit=1)[0]


def _across_reports(shape: Shape, body: str, translator: TermTranslator) -> Clause:
    """Which or how many reports satisfy something."""
    body, condition = split_condition(body)
    body = _MARK.sub(" ", body)
    barely = _BARELY.search(body) is not None
    body = _NO_NUMBER.sub(" ", body) if barely else body
    counted = bool(_NUMBER_OF.search(body))
    said = next((word for pattern, word in _SPEAKS if pattern.search(body)), "")
    if barely:
        said = "只提到"
    elif _DENIES.search(body):
        said = "没有公布" if counted else "没有提到"
    for pattern, _ in _SPEAKS:
        body = pattern.sub(" ", body)
    tail = shape.tail or ("的数量" if counted and not condition else "")
    options = [translator.terms(option) for option in _options(body)]
    joint = "又" if _BOTH.search(body) else "或"
    terms = list(dict.fromkeys(term for option in options for term in option))
    if condition and condition[-1].isdigit():
        condition += next((term.unit for term in reversed(terms) if term.unit), "")
    rest = said + joint.join(map(_written, options)) + condition + tail
    part = _part(shape.lead + rest, terms)
    if joint == "或":
        part = replace(part, options=tuple(map(_telling, options)))
    return Clause(shape.lead, rest, (part,))


def _options(body: str) -> list[str]:
    """``cleaned up or renewed X`` is ``cleaned up X`` or ``renewed X``; both … and … are two."""
    either, both = _EITHER.fullmatch(body), _BOTH.search(body)
    if either is not None:
        before, after = either["before"], either["after"]
        return [f"{before} {either[verb]} {after}" for verb in ("one", "two")]
    if both is not None:
        return [both["one"], both["two"]]
    return [body]


def _side_by_side(shape: Shape, aside: str, translator: TermTranslator) -> Clause:
    """Two or more things compared: each is asked for by itself."""
    shared = translator.terms(_MARK.sub(" ", f"{shape.body} {aside}"))
    sides = [translator.terms(_MARK.sub(" ", side)) for side in shape.sides]
    said = [_written(side) + _written(shared) for side in sides]
    parts = tuple(
        _part(f"{words}多少", list(dict.fromkeys([*side, *shared])))
        for words, side in zip(said, sides, strict=True)
    )
    return Clause(shape.lead, f"{shape.tail}还是".join(said) + shape.tail, parts)


def _with_unit(shape: Shape, body: str, translator: TermTranslator) -> tuple[str, str]:
    """The asking words with the unit of what is counted, and the English that is left."""
    if shape.tail != "多少":
        return shape.tail, body
    bare = _BARE_UNIT.match(shape.counted)
    if bare is not None:
        return shape.tail + _BARE_UNITS[bare.group(1).lower()], body.replace(bare.group(), "", 1)
    for counted in (_head_of(shape.counted), shape.counted):
        for term in reversed(translator.terms(_MARK.sub(" ", counted))):
            if term.unit:
                return shape.tail + term.unit, body
    return shape.tail, body


def _written(terms: Sequence[Term]) -> str:
    return "".join(term.written for term in terms)


def _part(text: str, terms: Sequence[Term]) -> Part:
    telling = _telling(terms)
    return Part(text, telling, (telling,))


def _telling(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Terms without those that say little, where enough others are left."""
    telling = [term for term in terms if term.text not in _FAINT]
    kept = telling if len(telling) >= _ENOUGH else terms
    return tuple(piece for term in kept for piece in _words_of(term))


def _words_of(term: Term) -> list[Term]:
    """A term without alternatives is looked for word by word, as in a Chinese question."""
    if not term.found or term.alternatives or term.quoted:
        return [term]
    words = content_terms(term.text)
    return [Term(word) for word in words] if "".join(words) == term.text else [term]
