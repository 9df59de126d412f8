"""The shapes of English questions, and how Chinese asks the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

_AUX = r"(?:did|does|do|has|have|had|is|are|was|were|can|could|will|would|should|may|must)"
_NOT_A_NOUN = rf"(?!{_AUX}\b|@)"
_ARTICLE = r"(?:(?:the|a|an|its|their|any|all|all the) )?"
_COLLECTED = (
    r"(?:reports?|places?|districts?|cities|city|count(?:y|ies)|areas?|regions?|"
    r"(?:local )?governments?|localit(?:y|ies)|jurisdictions?|banners?|provinces?)"
)
_MORE = r"(?:higher|more|greater|larger|bigger|better|longer|faster)(?! than (?:\d|one|half|a ))"
_FEWER = r"(?:lower|fewer|less|smaller|worse|shorter|slower)(?! than (?:\d|one|half|a ))"
_MOST = r"(?:highest|most|greatest|largest|biggest|best|longest|fastest)"
_FEWEST = r"(?:lowest|fewest|least|smallest|worst|shortest|slowest)"
_MEASURE = (
    r"(?:rate|level|ratio|percentage|proportion|share|amount|investment|area|sum|costs?|value|"
    r"increase|decrease|growth|rise|drop|reduction|score|budget|period|time|limit|size|length|quota|satisfaction|efficiency)"
)
_LEVELS = (
    (r"(?:urban |municipal |city )?districts?", "市辖区"),
    (r"county[- ]level cit(?:y|ies)", "县级市"),
    (r"prefecture[- ]level cit(?:y|ies)", "地级市"),
    (r"(?:rural )?count(?:y|ies)", "县级的"),
    (r"(?:towns?|townships?)", "乡镇级的"),
)
"""Levels of government that reports may be of."""
_SUMMARISE = (
    r"summari[sz]e|sum up|outline|recap|(?:give|write|provide)(?: me| us)?(?: an?| the)?"
    r"(?: \w+)? (?:summary|overview|outline|account) of|(?:an? )?(?:short |brief )?(?:overview|summary|outline) of"
)
_WEAKNESSES = (
    r"(?:weakness(?:es)?|weak points?|problems|shortcomings|difficulties|challenges|deficiencies|inadequacies|gaps|drawbacks"
    r"|failings|flaws)"
)
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A clause, taken apart.

    Attributes:
        lead: Chinese before the places and terms.
        middle: Chinese between places and terms.
        tail: Chinese after the terms.
        body: English with the content.
        counted: English for what is counted, where the unit depends on it.
        sides: English for things that are set side by side, each an ask of its own.
    """

    lead: str = ""
    middle: str = ""
    tail: str = ""
    body: str = ""
    counted: str = ""
    sides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    lead: str = ""
    middle: str = ""
    tail: str = ""
    places: bool | None = None
    """Whether the clause must (True) or must not (False) name a place."""


def _form(
    pattern: str, lead: str = "", middle: str = "", tail: str = "", places: bool | None = None
) -> _Form:
    return _Form(re.compile(pattern, re.IGNORECASE), lead, middle, tail, places)


_FORMS: tuple[_Form, ...] = (
    # Summaries.
    _form(
        rf"^(?:(?:briefly|please) )*(?:{_SUMMARISE})\b(?P<body1>.*)\b(?:plans? (?:for|to)|plans?\W*$|intends? to|aims? to|hopes? to|next steps?|priorities)"
        r"(?: do(?:ing)?\b)?(?P<body>.*)",
        lead="概括一下", tail="下一步的计划",
    ),
    _form(
        rf"^(?:(?:briefly|please) )*(?:{_SUMMARISE})\b(?P<body1>.*)\b{_WEAKNESSES}\b(?P<body>.*)",
        lead="概括一下", tail="存在的问题",
    ),
    _form(
        rf"^(?:(?:briefly|please) )*(?:{_SUMMARISE})\b(?: (?:how|what))?(?P<body>.*)",
        lead="概括一下",
    ),
    _form(
        r"^what(?: exactly| all)? (?:did|has|have|is|does) @\d+@(?: \w+)? (?:do|done|doing)\b(?! for\b)(?P<body>.*)",
        lead="概括一下", tail="的做法",
    ),
    _form(
        r"^(?:what|which)(?: (?:are|were|is))?(?: \S+){0,3} ?"
        rf"\b{_WEAKNESSES}\b"
        r"(?! (?:were )?(?:found|solved|identified))(?P<body>.*)",
        lead="概括一下", tail="存在的问题",
    ),
    _form(
        r"^what(?: (?:are|were|is))?(?: \S+){0,3} ?\b(?:plans|next steps?|priorities)\b(?P<body>.*)",
        lead="概括一下", tail="下一步的计划",
    ),
    _form(r"^what (?:does|do|will) (?P<body1>@\d+@)? ?(?:plan|intend|aim|hope)(?:s)? to do\b(?P<body>.*)", lead="概括一下", tail="下一步的计划"),
    _form(
        r"^what(?: (?:are|were|is))?(?: \S+){0,2} ?"
        r"\b(?:measures|steps|actions|efforts|initiatives|achievements|results|progress|practices|arrangements|work)\b(?P<body>.*)",
        lead="概括一下", tail="的举措",
    ),
    # Trends.
    _form(r"^(?P<body1>.*)\b(?:trends?(?: of| in| for)?|over the (?:last |past )?(?:\w+ )?years|year by year|from year to year|over time)\b(?P<body2>.*)", tail="历年变化趋势"),
    # Things side by side.
    _form(rf"^{_AUX}\b(?P<body1>.*@\d+@.*\bor\b.*@\d+@.*)\b{_MORE}\b(?P<body2>.*)", tail="谁更多"),
    _form(rf"^{_AUX}\b(?P<body1>.*@\d+@.*\bor\b.*@\d+@.*)\b{_FEWER}\b(?P<body2>.*)", tail="谁更少"),
    _form(rf"^{_AUX}\b(?P<body1>.*)\b{_MORE}\b(?P<body2>.*@\d+@.*\bor\b.*@\d+@.*)", tail="谁更多"),
    _form(rf"^{_AUX}\b(?P<body1>.*)\b{_FEWER}\b(?P<body2>.*@\d+@.*\bor\b.*@\d+@.*)", tail="谁更少"),
    _form(rf"^(?:@\d+@ )?{_AUX}\b(?P<body>.*?)\bmore (?P<side1>.+?),? or (?:more )?(?P<side2>.+?)(?P<body2> \w+ed)?$", tail="多"),
    _form(rf"^(?:@\d+@ )?{_AUX}\b(?P<body>.*?)\b(?:fewer|less) (?P<side1>.+?),? or (?:fewer |less )?(?P<side2>.+?)(?P<body2> \w+ed)?$", tail="少"),
    _form(r"^(?:rank|order|sort)\b(?: (?:these|them|the|following|this))*(?: by (?:number|size|count|amount))?(?: from \w+ to \w+)?:?(?P<list>.*)", tail="多"),
    _form(rf"^(?:and )?(?:which|who|what|where)\b(?P<body1>(?: (?!{_MORE}|{_FEWER})\S+)*?) {_MORE}\b(?P<body2>.*)", tail="谁更多"),
    _form(rf"^(?:and )?(?:which|who|what|where)\b(?P<body1>(?: (?!{_MORE}|{_FEWER})\S+)*?) {_FEWER}\b(?P<body2>.*)", tail="谁更少"),
    _form(rf"^(?:and )?(?:which|who|what|where)\b(?P<what>(?: (?!{_MOST}|{_FEWEST})\S+)*?) (?:the )?{_MOST}\b(?P<body2>.*)", tail="最多"),
    _form(rf"^(?:and )?(?:which|who|what|where)\b(?P<what>(?: (?!{_MOST}|{_FEWEST})\S+)*?) (?:the )?{_FEWEST}\b(?P<body2>.*)", tail="最少"),
    _form(rf"^{_AUX}\b(?P<body1>.*)\b(?:{_MORE})(?P<body2>.*?)\b(?:than|compared (?:to|with))\b(?P<body3>.*)", tail="谁更多", places=True),
    _form(rf"^{_AUX}\b(?P<body1>.*)\b(?:{_FEWER})(?P<body2>.*?)\b(?:than|compared (?:to|with))\b(?P<body3>.*)", tail="谁更少", places=True),
    _form(rf"^(?:by )?how (?:many|much) (?:{_MORE}|{_FEWER})\b(?P<body1>.*?)\bthan\b(?P<body2>.*)", tail="相差多少"),
    _form(r"^(?:what (?:is|was) )?(?:the )?difference\b(?: in)?(?P<body>.*)", tail="相差多少"),
    _form(r"^(?:compare|contrast)\b(?P<body>.*)|^how (?:does|do|did)\b(?P<body1>.*)\bcompare\b(?P<body2>.*)", lead="对比"),
    # Reports counted and listed.
    *(
        _form(
            rf"^(?:and )?(?:(?P<body>(?!x)x)|how many (?:of )?(?:(?:the|these|those|all|our|\w+) )*(?:places?|ones|them|these|those|reports?) (?:are|is|come from|belong to|were) (?:a |an )?{kind}\b.*)",
            lead="有几个地方", tail=f"是{level}",
        )
        for kind, level in _LEVELS
    ),
    _form(rf"^(?:is|are) there (?:any )?{_COLLECTED}\b(?: (?:that|which|where|with|in which))?(?P<body>.*)", lead="哪些地方"),
    _form(
        rf"^(?:for|in|across) (?:each|every|all)(?: of)?(?: the)? {_COLLECTED},? ?(?:please )?"
        r"(?:(?:give|list|show|tell)(?: me)?|(?P<body1>how many)|what (?:is|was|are|were))?\b(?P<body>.*)",
        lead="哪些地方",
    ),
    _form(rf"^(?:(?:which|what|list|name|show)(?: me)?(?: are| were)? )?(?:the )?top (?P<top>\w+) {_COLLECTED}\b(?: (?:by|in|for|with|in terms of))?(?P<body>.*)", lead="哪些地方", tail="排名前"),
    _form(r"^(?:in )?how many (?:of )?(?:(?:the|these|those|all|our) )*(?:\w+ )?reports\b(?P<body>.*)", lead="有几份报告"),
    _form(rf"^(?:in )?how many (?:of )?(?:(?:the|these|those|all|our) )*(?:\w+ )?{_COLLECTED}\b(?P<body>.*)", lead="有几个地方", places=False),
    _form(r"^(?:and )?which (?:ones )?of (?:those|these|them)\b(?P<body>.*)", lead="其中哪些"),
    _form(r"^(?:and )?(?:in )?(?:which|what)(?: of the)?(?: (?:\w+|@\d+@))? reports\b(?P<body>.*)", lead="哪些报告"),
    _form(rf"^(?:and )?(?:in )?(?:which|what)(?: of the)?(?: \w+)? {_COLLECTED}\b(?P<body>.*)", lead="哪些地方", places=False),
    _form(rf"^(?:and )?(?:in )?which(?: of the)?(?: \w+)? {_COLLECTED}(?: in (?P<body1>@\d+@))?\b(?P<body>(?!.*@).*)", lead="哪些地方"),
    _form(
        rf"^(?:and )?(?P<body1>how many \S.*?|what (?:is|was|are|were) .*?) (?:did|do|does|has|have|had|of|in|for|by) (?:each|every)(?: of)?(?: the)? {_COLLECTED}\b(?P<body>.*)",
        lead="哪些地方",
    ),
    _form(rf"^(?:list|name|show|find|give|tell)(?: me| us)?(?: all)?(?: of)?(?: the)? {_COLLECTED}\b(?P<body>.*)", lead="哪些地方"),
    _form(r"^what (?:do|does|did) (?!@)(?:\w+ ){0,5}?(?:say )?(?:they )?(?:plan|intend|aim|hope|propose)(?:s|ned)? to do\b(?P<body>.*)", lead="概括一下", tail="下一步的计划"),
    _form(rf"^(?:and )?where (?:else )?(?:{_AUX})\b(?P<body>(?!.*@).*)", lead="哪些地方"),
    # Figures.
    _form(r"^(?P<body>.*?),? (?:in|as an?) (?:%|percent(?:age)?|per cent)\W*$", tail="比例是多少"),
    _form(rf"^(?:by )?(?:how many|what) (?P<counted>percentage[- ]points?)\b(?: {_AUX})?(?P<body>.*)", tail="多少"),
    _form(rf"^(?:and )?what (?:rank|ranking|position)\b(?: {_AUX})?(?P<body>.*)|^(?:and )?(?:where|how) (?:did|does|do|was|were)\b(?P<body1>.*?)\brank(?:ed)?\b(?P<body2>.*)", tail="位居第几名"),
    _form(rf"^(?:and |also |in total |altogether )*(?:(?:by|in|on|to|for|from|with|of) )?how many (?P<counted>.+?)(?:,? {_AUX}\b(?P<body>.*))?$", tail="多少"),
    _form(rf"^(?:and )?(?:what (?:is|was|are|were) )?{_ARTICLE}(?:total |overall |exact )?(?:number|count|total)(?: number)? of (?P<counted>.+?)(?: (?:that|which|{_AUX})\b(?P<body>.*))?$", tail="多少"),
    _form(r"^(?:and )?(?:what (?:is|was|are|were) )(?:the )?(?:figures?|numbers?|values?) (?:for|of|on) (?P<body>.*)$", tail="是多少"),
    _form(rf"^(?:and )?by how much(?: {_AUX})?\b(?P<body>.*)", tail="多少"),
    _form(rf"^(?:and )?how much(?: (?:money|funding))?(?: {_AUX})?\b(?P<body>.*)", tail="多少"),
    _form(rf"^(?:and )?(?:within )?how (?:long|quickly|fast)(?: {_AUX})?\b(?P<body>.*)", tail="需要多长时间"),
    _form(rf"^(?:and )?how (?:often|frequently|many times)(?: {_AUX})?\b(?P<body>.*)", tail="多少次"),
    _form(r"^(?:and )?how (?:high|large|big|low) (?:is|was|were|are)\b(?P<body>.*)", tail="是多少"),
    _form(rf"^(?:and )?(?:to )?(?:what|which)(?: (?:is|was|are|were))? {_ARTICLE}(?:percentage|share|proportion|percent|fraction|ratio)\b(?: of)?(?P<body>.*)", tail="比例是多少"),
    _form(rf"^(?:and )?(?:to |at )?(?:what|give|state|which)(?: me)?(?:'s| (?:is|was|are|were))? ?(?P<body>(?:(?!\b(?:who|how)\b).)*\b{_MEASURE}\b.*)", tail="是多少"),
    # Dates, persons, names.
    _form(rf"^(?:and )?(?:when|(?:(?:on|in|by|since) )?(?:what|which) (?:date|day|month|year|time))\b(?: {_AUX}\b)?(?P<body>.*)", tail="是什么时候"),
    _form(rf"^(?:and )?(?:who|whom|whose)\b(?: {_AUX}\b)?(?P<body>.*)", tail="是谁"),
    _form(rf"^(?:and )?(?:(?:with|in|at|from|to|by|on|for|under|through) )?which (?P<body>{_NOT_A_NOUN}\w*[^s\W]\b.*)", tail="是哪家"),
    # Ways, reasons, descriptions.
    _form(rf"^(?:and |describe |explain )*how(?: {_AUX}\b)?(?P<body>.*)", middle="怎么", tail="的"),
    _form(rf"^(?:and )?why(?: {_AUX}\b)?(?P<body>.*)", middle="为什么", tail="的"),
    _form(r"^what (?:does|did|do)\b(?P<body1>.*?)\b(?:actually )?do\b(?P<body2>.*)", tail="是做什么的"),
    _form(r"^(?:and )?what (?:is|are|was|were)\b(?P<body>.*)", tail="是什么"),
    _form(rf"^(?:{_AUX})\b(?P<body>.*)", middle="是否"),
    _form(r"^(?:and |what about |how about |then )+(?:(?:in|for|of) )?(?P<body>@\d+@)\W*$", tail="呢"),
    _form(rf"^(?:(?:and|tell me about|describe|explain|what|which)\b ?)*(?: ?{_AUX}\b)?(?P<body>.*\b{_MEASURE}\b)\W*$", tail="是多少"),
    _form(rf"^(?:(?:and|tell me about|describe|explain|what|which)\b ?)*(?: ?{_AUX}\b)?(?P<body>.*)", tail="是什么情况"),
)  # fmt: skip


def shape_of(clause: str, *, has_place: bool = False) -> Shape:
    """How a clause asks, by the first form that fits.

    Args:
        clause: English, places written ``@0@``, years ``#0#``, without a question mark.
        has_place: Whether a place is named beside the clause.
    """
    has_place = has_place or "@" in clause
    for form in _FORMS:
        match = form.pattern.search(clause)
        if match is None or (form.places is not None and form.places is not has_place):
            continue
        return _shape(form, match)
    return Shape(tail="是什么情况", body=clause)


def _shape(form: _Form, match: re.Match[str]) -> Shape:
    groups = {name: (words or "").strip() for name, words in match.groupdict().items()}
    counted = groups.get("counted", "")
    body = " ".join(
        words for name, words in groups.items() if words and name.startswith(("body", "counted"))
    )
    lead, tail = form.lead, form.tail
    if "top" in groups:
        tail += _NUMBERS.get(groups["top"].lower(), groups["top"]) + "名"
    if "what" in groups:
        lead, body = _superlative(groups["what"], body)
    if "list" in groups:
        sides = tuple(re.split(r",? and |[,;]", groups["list"]))
        return Shape(lead, form.middle, tail, "", "", tuple(filter(None, map(str.strip, sides))))
    if "side1" in groups:
        return Shape(lead, form.middle, tail, body, "", (groups["side1"], groups["side2"]))
    if tail in ("谁更多", "谁更少", "最多", "最少") and re.search(rf"\b{_MEASURE}\b", body, re.I):
        tail = tail.replace("多", "高").replace("少", "低")
    return Shape(lead, form.middle, tail, body, counted)


def _superlative(what: str, body: str) -> tuple[str, str]:
    """``which district has the highest …``: 哪个地方; ``which category has the most``: the noun."""
    match = re.match(rf"(?: ?{_COLLECTED}\b)?(?P<rest>.*)", what, re.IGNORECASE)
    rest = match["rest"] if match else what
    is_place = bool(re.match(rf" ?{_COLLECTED}\b", what, re.IGNORECASE)) or not what.strip()
    return ("哪个地方" if is_place else "哪个"), f"{rest} {body}".strip()
