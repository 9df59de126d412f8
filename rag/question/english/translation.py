"""From an English question to a Chinese one that asks the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.lexicon.places import stem
from rag.question.english.clauses import BEFORE_PLACES, Clause, Part, clause_of
from rag.question.english.places import Romanised
from rag.question.english.terms import Term, TermTranslator

_CLAUSES = re.compile(
    r"[?!;\n]+|\.(?=\s|$)"
    r"|,?\s+(?:and|but)\s+(?=(?:(?:by|in|on|to)\s+)?(?:how|what|when|who|why)\b)"
    r"|,\s*(?=(?:how|what|why)\b)"
    r"|,?\s+and\s+(?=which\s+\w+\s+(?:did|does|do|is|are|was|were|has|have)\b)",
    re.IGNORECASE,
)
_SAYS_OF_WHAT = re.compile(
    r"(?:in|for|at|during|among|amongst|of|according to|under|as of|within|across|regarding|on)\b"
    r"(?!.*\b(?:how|what|which|when|who|why)\b)",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"(?<=[(,])\s*(?:but\s+)?not\s+[^,();?]*|\b(?:rather than|instead of|as opposed to|excluding)\s+[^,();?]*",
    re.IGNORECASE,
)
_BY_REPORT = re.compile(
    r"\b(?:give|list|show|answer|present|do)?\s*(?:it|this|them|that)?\s*"
    r"(?:report|place|district|city|county) by (?:report|place|district|city|county)\b,?(?: ?short(?:ly)?| ?briefly| ?please)*",
    re.I,
)
_EXAMPLES = re.compile(
    r"\((?:e\.?g\.?|i\.?e\.?|for example|for instance|such as|like|including|that is)\b[^()]*\)",
    re.IGNORECASE,
)
"""Brackets that explain what was said before them."""
_YEARS = re.compile(
    r"(?:\b(?P<since>since|from|between)\s+)?(?<![\d@.])(?P<first>(?:19|20)\d{2})(?!\d|@|%|[.,]\d)"
    r"(?:\s*(?P<joint>-|–|—|to|until|through|and)\s*(?P<last>(?:19|20)\d{2})(?!\d|%))?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:than|over|above|exceed(?:s|ed|ing)?|at least|at most|nearly|about|around|below|under)\s*$",
    re.IGNORECASE,
)
"""What makes four digits after it an amount."""
_DOUBLE_PLUS = re.compile(r"\binternet\s?\+", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:higher|lower|more|fewer|less|larger|smaller|greater|most|least|highest|lowest|compare|"
    r"compared|difference|versus|vs)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"[@#](\d+)[@#]")
_EMPTY = re.compile(
    r"\b(?:(?:up )?(?:to|until|at|by) the time of (?:the |this )?report(?:ing)?|to date|so far|up to now|"
    r"as an? (?:form|kind|type|means|way|part|matter|sort) of|in total|in all|at present|set out|carr(?:y|ies|ied) out|in (?:its|their|the) reports?|per cent of the)\b",
    re.IGNORECASE,
)


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
    def doubtful(self) -> frozenset[str]:
        """Terms that may not be what the question means."""
        return frozenset(term.text for term in self.terms if term.doubtful)

    @property
    def alternatives(self) -> Mapping[str, tuple[str, ...]]:
        """Words that say the same as a term, for terms that have such."""
        return {term.text: term.alternatives for term in self.terms if term.alternatives}


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
    marked = _EXAMPLES.sub(" ", marked)
    marked = _EMPTY.sub(" ", _EXCLUDED.sub("", _DOUBLE_PLUS.sub("internet plus", marked)))
    marked = _GLOSSED.sub(r"\1", marked)
    by_report = _BY_REPORT.search(marked) is not None
    sentences = _BY_REPORT.sub(" ", marked)
    clauses = [clause_of(piece, translator) for piece in _pieces(sentences) or [marked]]
    clauses = [each for each in clauses if any(map(_asks, each.parts))] or clauses[:1]
    if by_report:
        lead = clauses[0].lead or "概括一下"
        clauses[0] = replace(clauses[0], lead=lead, rest="各份报告分别" + clauses[0].rest)
    return Translation(
        _joined(_head(marked, names, years), clauses),
        tuple(names),
        tuple(part for clause in clauses for part in clause.parts),
    )


_MANNER = re.compile(
    r"(?:(?:just|only|in|the|a|few|with|keep it|be|please|kindly|as|and|main|key|most important|short|brief|concise"
    r"|points?|bullets?|bullet points?|lines?|summary|sentences?|one|two|three|quotes?|sources?|briefly|shortly|concisely|thanks?|thank you|many|details?|possible|if)\b[ ,]*)+",
    re.IGNORECASE,
)
"""Sentences that only say how to answer."""
_GLOSSED = re.compile(r"([\u3400-\u9fff]+)\s*\((?:[A-Za-z ,;/'&-]+)\)")
"""Chinese that a bracket explains in English: the bracket adds nothing."""


def _pieces(sentences: str) -> list[str]:
    """Clauses; one that only says of what (``Of the lawsuits, how many …``) leads the next."""
    pieces: list[str] = []
    for piece in _CLAUSES.split(sentences):
        plain = piece.strip(" ,:.")
        if pieces and _SAYS_OF_WHAT.match(pieces[-1]):
            pieces[-1] += ", " + plain
        elif plain and not (pieces and _MANNER.fullmatch(plain)):
            pieces.append(plain)
    return pieces


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
    if _AMOUNT.search(match.string, 0, match.start()):
        return match.group()
    first, last = match["first"], match["last"]
    if last and match["joint"] == "and" and (match["since"] or "").lower() != "between":
        years.append(f"{first}年、{last}年")
    elif last:
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


def _joined(head: str, clauses: Sequence[Clause]) -> str:
    first, *others = clauses
    before = head + first.lead if first.lead.startswith(BEFORE_PLACES) else first.lead + head
    if first.lead.startswith("其中"):
        before = first.lead + (f"在{head}" if head else "")
    return ",".join([before + first.rest, *(each.lead + each.rest for each in others)]) + "?"
