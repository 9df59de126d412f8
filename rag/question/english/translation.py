"""From an English question to a Chinese one that asks the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.lexicon.places import stem
from rag.question.english.conditions import split_condition
from rag.question.english.forms import Shape, shape_of
from rag.question.english.places import Romanised
from rag.question.english.terms import Term, TermTranslator
from rag.question.terms import content_terms

_CLAUSES = re.compile(
    r"[?!;\n]+|\.(?=\s|$)"
    r"|,?\s+(?:and|but)\s+(?=(?:(?:by|in|on|to)\s+)?(?:how|what|when|who|why)\b)"
    r"|,\s*(?=(?:how|what|why)\b)"
    r"|,?\s+and\s+(?=which\s+\w+\s+(?:did|does|do|is|are|was|were|has|have)\b)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?P<lead>(?:in|for|at|during|among|amongst|of|according to|under|since|as of|by|within|"
    r"across|throughout|regarding|concerning|on|looking at)\b[^,:]*),\s*"
    r"(?P<rest>(?:how|what|when|which|who|why|were|was|is|are|did|does|do|has|have|rank|list|summar)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_POLITE = re.compile(
    r"^(?:(?:please|kindly|hi|hello|ok|so|well|now|also)\b,?\s*|"
    r"(?:can|could|would) you (?:please )?(?:tell me|explain|say)?\s*|"
    r"(?:do you know|i(?:'d| would) like to know|i want to know|tell me|let me know)\s+(?=how|what|when|which|who|why|if|whether)|"
    r"(?:if|whether)\s+)+",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"(?<=[(,])\s*(?:but\s+)?not\s+[^,();?]*|\b(?:rather than|instead of|as opposed to|excluding)\s+[^,();?]*",
    re.IGNORECASE,
)
_BY_REPORT = re.compile(
    r"\b(?:give|list|show|answer|present|do)?\s*(?:it|this|them|that)?\s*report by report\b", re.I
)
_YEARS = re.compile(
    r"(?:\b(?P<since>since|from|between)\s+)?(?<![\d@.])(?P<first>(?:19|20)\d{2})(?!\d|@|%|[.,]\d)"
    r"(?:\s*(?:-|–|—|to|until|through|(?<=\d)\sand(?=\s\d{4}\b))\s*(?P<last>(?:19|20)\d{2})(?!\d|%))?",
    re.IGNORECASE,
)
_DOUBLE_PLUS = re.compile(r"\binternet\s?\+", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:higher|lower|more|fewer|less|larger|smaller|greater|most|least|highest|lowest|compare|"
    r"compared|difference|versus|vs)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"[@#](\d+)[@#]")
_BARE_UNITS = {
    "people": "人", "persons": "人", "individuals": "人", "participants": "人次", "times": "次",
    "working days": "工作日", "days": "天", "hours": "小时", "months": "个月", "years": "年",
    "minutes": "分钟",
}  # fmt: skip
_BARE_UNIT = re.compile(rf"^(?:different )?({'|'.join(_BARE_UNITS)})\b", re.IGNORECASE)
_EMPTY = re.compile(
    r"\b(?:(?:up )?(?:to|until|at|by) the time of (?:the |this )?report(?:ing)?|to date|so far|up to now|"
    r"in total|in all|at present|set out|carr(?:y|ies|ied) out|in (?:its|their|the) reports?|per cent of the)\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"\b(?:numbers?|figures?|counts?|how many|statistics) (?:of|for|on)\b", re.I
)
_FAINT = frozenset("事项 办理 建立 召开 开展 提供 使用 管理 工作 人员 单位".split())
_ENOUGH = 2
_BEFORE_PLACES = ("哪", "有几", "其中")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks.

    Attributes:
        text: Its Chinese words.
        terms: What is to be found.
    """

    text: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """An English question in Chinese.

    Attributes:
        text: The Chinese question.
        places: The places it names, as the text writes them.
        parts: What it asks, at least one.
    """

    text: str
    places: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of all parts."""
        return tuple(term for part in self.parts for term in part.terms)

    @property
    def unknown(self) -> tuple[str, ...]:
        """English words without Chinese ones."""
        return tuple(dict.fromkeys(term.text for term in self.terms if not term.found))

    @property
    def alternatives(self) -> Mapping[str, tuple[str, ...]]:
        """Words that say the same as a term, for terms that have such."""
        return {term.text: term.alternatives for term in self.terms if term.alternatives}


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause in Chinese: the whole of it, and its parts."""

    lead: str
    rest: str
    parts: tuple[Part, ...]


def translate(
    question: str, places: Sequence[Romanised], translator: TermTranslator
) -> Translation:
    """Says an English question in Chinese.

    Args:
        question: In English; Chinese in it is kept.
        places: The romanised places in it, in order.
        translator: Translates the rest.
    """
    held = [place for place in places if place.held]
    if held and len(held) < len(places) and not _COMPARES.search(question):
        question, places = _unheld_as_words(question, places)
    names = ["和".join(place.names) for place in places]
    years: list[str] = []
    marked = _YEARS.sub(lambda match: _mark_year(match, years), _with_marks(question, places))
    marked = _EMPTY.sub(" ", _EXCLUDED.sub("", _DOUBLE_PLUS.sub("internet plus", marked)))
    by_report = _BY_REPORT.search(marked) is not None
    sentences = _BY_REPORT.sub(" ", marked)
    pieces = [piece.strip(" ,:") for piece in _CLAUSES.split(sentences) if piece.strip(" ,:.")]
    clauses = [_clause(piece, translator) for piece in pieces or [marked]]
    clauses = [each for each in clauses if any(map(_asks, each.parts))] or clauses[:1]
    if by_report:
        clauses[0] = replace(clauses[0], rest="各份报告分别" + clauses[0].rest)
    return Translation(
        _joined(_head(marked, names, years), clauses),
        tuple(names),
        tuple(part for clause in clauses for part in clause.parts),
    )


def _unheld_as_words(question: str, places: Sequence[Romanised]) -> tuple[str, list[Romanised]]:
    """Beside places that are held, others are no more than words of the question."""
    kept: list[Romanised] = []
    shift = 0
    for place in places:
        start, end = place.start + shift, place.end + shift
        if place.held:
            kept.append(replace(place, start=start, end=end))
            continue
        word = f" {stem(place.names[0])} "
        question = question[:start] + word + question[end:]
        shift += len(word) - (end - start)
    return question, kept


def _asks(part: Part) -> bool:
    """Whether a part says what it is about, or at least in what unit."""
    return bool(part.terms) or re.search("多少.", part.text) is not None


def _with_marks(question: str, places: Sequence[Romanised]) -> str:
    """The question with its places written ``@0@``, ``@1@`` and so on."""
    pieces, after = [], 0
    for number, place in enumerate(places):
        pieces += [question[after : place.start], f" @{number}@ "]
        after = place.end
    return " ".join("".join([*pieces, question[after:]]).split())


def _mark_year(match: re.Match[str], years: list[str]) -> str:
    first, last = match["first"], match["last"]
    if last:
        years.append(f"{first}年至{last}年")
    else:
        since = (match["since"] or "").lower() in ("since", "from")
        years.append(f"{first}年以来" if since else f"{first}年")
    return f"#{len(years) - 1}#"


def _head(marked: str, names: Sequence[str], years: Sequence[str]) -> str:
    """Places and years in the order in which the question has them, a year after its place."""
    groups: list[str] = []
    loose = ""
    for match in _MARK.finditer(marked):
        number = int(match.group(1))
        if match.group().startswith("@"):
            groups.append(names[number] + (loose if not groups else ""))
        elif not groups:
            loose += years[number]
        elif years[number] not in groups[-1]:
            groups[-1] += ("、" if groups[-1].endswith("年") else "") + years[number]
    unique = list(dict.fromkeys(groups))
    return "和".join(unique) + ("的" if len(unique) > 1 else "") if unique else loose


def _clause(piece: str, translator: TermTranslator) -> _Clause:
    piece = _POLITE.sub("", piece)
    leading = _LEADING.match(piece)
    aside = leading["lead"] if leading else ""
    has_place = "@" in piece
    shape = shape_of(leading["rest"] if leading else piece, has_place=has_place)
    if shape.sides:
        return _side_by_side(shape, aside, translator)
    condition, body = "", f"{shape.body} {aside}"
    if shape.lead.startswith(_BEFORE_PLACES):
        body, condition = split_condition(body)
        tail = _tail_of_list(body)
        shape = replace(shape, tail=tail)
    tail, body = _with_unit(shape, body, translator)
    terms = translator.terms(_MARK.sub(" ", body))
    if condition and condition[-1].isdigit():
        condition += next((term.unit for term in reversed(terms) if term.unit), "")
    words = "".join(term.written for term in terms)
    rest = shape.middle + words + condition + tail
    return _Clause(shape.lead, rest, (Part(shape.lead + rest, _telling(terms)),))


def _tail_of_list(body: str) -> str:
    """What a question for places asks of each of them besides its subject."""
    return "的数量" if _NUMBER_OF.search(body) else ""


def _telling(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Terms without those that say little, where enough others are left.

    A term without alternatives is looked for word by word, as in a Chinese question.
    """
    telling = [term for term in terms if term.text not in _FAINT]
    kept = telling if len(telling) >= _ENOUGH else terms
    return tuple(piece for term in kept for piece in _words_of(term))


def _words_of(term: Term) -> list[Term]:
    if not term.found or term.alternatives or term.quoted:
        return [term]
    words = content_terms(term.text)
    return [Term(word) for word in words] if "".join(words) == term.text else [term]


def _with_unit(shape: Shape, body: str, translator: TermTranslator) -> tuple[str, str]:
    """The asking words with the unit of what is counted, and the English that is left."""
    if shape.tail != "多少":
        return shape.tail, body
    bare = _BARE_UNIT.match(shape.counted)
    if bare is not None:
        return shape.tail + _BARE_UNITS[bare.group(1).lower()], body.replace(bare.group(), "", 1)
    counted = translator.terms(_MARK.sub(" ", shape.counted))
    return shape.tail + next((term.unit for term in reversed(counted) if term.unit), ""), body


def _side_by_side(shape: Shape, aside: str, translator: TermTranslator) -> _Clause:
    """Two or more things compared: each is asked for by itself."""
    shared = translator.terms(_MARK.sub(" ", f"{shape.body} {aside}"))
    common = "".join(term.written for term in shared)
    sides = [translator.terms(_MARK.sub(" ", side)) for side in shape.sides]
    said = ["".join(term.written for term in side) for side in sides]
    parts = tuple(
        Part(f"{common}{words}多少", tuple(dict.fromkeys([*side, *shared])))
        for words, side in zip(said, sides, strict=True)
    )
    if shape.tail in ("多", "少"):
        rest = f"{shape.tail}还是".join(said) + shape.tail
    else:
        rest = "、".join(said) + shape.tail
    return _Clause(shape.lead, common + rest, parts)


def _joined(head: str, clauses: Sequence[_Clause]) -> str:
    first, *others = clauses
    before = head + first.lead if first.lead.startswith(_BEFORE_PLACES) else first.lead + head
    if first.lead.startswith("其中"):
        before = first.lead + (f"在{head}" if head else "")
    return ",".join([before + first.rest, *(each.lead + each.rest for each in others)]) + "?"
