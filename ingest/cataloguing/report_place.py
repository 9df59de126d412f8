"""Decides which place a report is about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cataloguing.context import Context
from ingest.cataloguing.evidence import ORIGIN_NAMES, Evidence, Verdict, weigh
from ingest.cataloguing.organisations import Body, BodyKind, national_body, read_body, resolve
from ingest.lexicon.places import Place, PlaceMention, stem
from ingest.lexicon.unknown_places import may_be_place

UnitEvidence = Evidence[tuple[str, ...]]
"""Evidence for a chain of names as written, largest first."""

_TITLE, _SIGNATURE, _DECLARED, _LEAD, _ISSUER = 5.0, 5.0, 3.0, 3.0, 3.0
_INDEX, _SITE, _FILE, _SOURCE, _BODY = 2.0, 2.0, 2.0, 1.0, 2.5
_OPENING = 600
_FORM, _OFTEN = 1.5, 3
_FEWEST_PARTS = 5
"""So many of a unit's parts are not named by chance."""
_NAME_BY_FORM = re.compile(r"[\u4e00-\u9fff]{2}[市县区](?![域级])")
_CHAIN_BY_FORM = re.compile(
    r"[\u4e00-\u9fff]{2,4}[市州盟][\u4e00-\u9fff]{1,4}[区县市旗][\u4e00-\u9fff]{2,5}?(?:街道|镇|乡)(?=的|办|党)"
)
"""A town with the units above it, as an article for its people opens (``…市…区…街道的``)."""
_LARGER = frozenset("省市州盟区县旗")
_LEVEL_FITS, _LEVEL_CLASHES = 1.3, 0.5
_CONTRADICTS = 3.0
_OPENERS = re.compile(
    r"(?:^|[\n。;,:])[\s(]*(?:(?:\d{4}|[二一][〇零○\u4e00-\u9fff]{3})年(?:度|来|以来)?,?\s*)?|现(?:就|将|把)"
)
_SPEAKS = re.compile(
    r"以|在|认真|坚持|深入|全面|紧|按照|根据|持续|法治政府|依法|围绕|始终|牢固|把|将|各级|政府|委|积极|严格|扎实|高度|"
    r"\d{4}年|贯彻|切实|大力|聚焦|锚定|立足|着力|不断|推进|推动|牢牢|统筹|落实|加快|充分|主动|高位|对标|被|是|获|已|连续|于|率先|正|坚决"
)
_NEWSPAPER = re.compile(
    r"([\u4e00-\u9fff]{2,5}?)(?:日报|晚报|晨报|早报|广播|电视|发布|融媒|新闻|网)"
)
_CREDIT_CODE = re.compile(r"^11(\d{6})")


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """The place, with its evidence and what is doubtful about it."""

    place: Place | None
    verdict: Verdict[str] | None
    warnings: tuple[str, ...]


def find_report_place(context: Context) -> PlaceFound:
    """Weighs title, signature, opening words, page information and how often places are named."""
    if (national := _of_the_country(context)) is not None:
        return national
    pieces = list(_evidence(context))
    if not pieces:
        return PlaceFound(None, None, ("未能确定地区。",))
    by_name = [_named(context, piece) for piece in pieces]
    verdict = weigh([_fitted(context, piece) for piece in by_name])
    if verdict is None:
        return PlaceFound(None, None, ("未能确定地区。",))
    chains = [p.value for p, n in zip(pieces, by_name, strict=True) if n.value == verdict.value]
    place = _place(context, verdict.value, chains)
    return PlaceFound(place, verdict, tuple(_warnings(context, place, verdict)))


def _of_the_country(context: Context) -> PlaceFound | None:
    """A report of the whole country, whose place is the body that gives it; None for others."""
    title = context.title
    name = national_body(title.text) if title is not None else ""
    if title is None or not name:
        return None
    start = title.start
    if start is not None:
        start = context.folded.find(name, title.start, title.end)
    at = (start, start + len(name)) if start is not None and start >= 0 else (None, None)
    origin = "title" if title.start is not None else "page_head"
    verdict = weigh([Evidence(name, _TITLE, origin, name, *at)])
    return PlaceFound(Place("", name, "", "", ""), verdict, ())


def subject_of(bodies: Sequence[Body]) -> Body | None:
    """Whom a title is about: the last body that names its place."""
    return next((body for body in reversed(bodies) if body.units), None)


def _evidence(context: Context) -> Iterator[UnitEvidence]:
    stated = [*_from_titles(context), *_from_signature(context), *_from_lead(context)]
    yield from stated
    yield from _from_speech(context)
    yield from _from_page(context)
    yield from _from_file_name(context)
    if len(stated) < 2 or len({piece.value[-1] for piece in stated}) > 1:
        whole = _from_parts(context)
        yield from (whole,) if whole is not None else _from_mentions(context)
    if not stated:
        yield from _from_names_by_form(context)


def _from_titles(context: Context) -> Iterator[UnitEvidence]:
    body, title = subject_of(context.title_reading.bodies), context.title
    if body is not None and title is not None:
        origin = "title" if title.start is not None else "page_head"
        words = title.text[body.start : body.end]
        at = context.folded.find(words, title.start, title.end) if title.start is not None else -1
        span = (at, at + len(words)) if at >= 0 else (title.start, title.end)
        yield Evidence(body.units, _TITLE, origin, words, *span)
    body, title = subject_of(context.declared_reading.bodies), context.declared
    if body is not None and title is not None:
        yield Evidence(body.units, _DECLARED, "page_head", title.text[body.start : body.end])


def _from_speech(context: Context) -> Iterator[UnitEvidence]:
    """The place before whose congress a report was given (``在云溪县第十四届人民代表大会…上``)."""
    speech = context.speech
    if speech is None or not speech.words:
        return
    body = read_body(speech.words, 0, context.places)
    if body is not None and body.units:
        yield Evidence(body.units, _TITLE, "body", speech.words, speech.start, speech.end)


def _from_signature(context: Context) -> Iterator[UnitEvidence]:
    signature = context.signature
    if signature is not None and signature.body is not None and signature.body.units:
        yield Evidence(
            signature.body.units,
            _SIGNATURE,
            "signature",
            signature.signer,
            signature.start,
            signature.end,
        )


def _from_lead(context: Context) -> Iterator[UnitEvidence]:
    body = opening_body(context)
    if body is not None:
        words = context.text[body.start : body.end]
        yield Evidence(body.units, _LEAD, "body", words, body.start, body.end)


def opening_body(context: Context) -> Body | None:
    """The subject of the first sentence that a place or its government opens."""
    start, end = context.lead
    end = min(end, start + _OPENING)
    for match in _OPENERS.finditer(context.folded, start, end):
        body = read_body(context.folded, match.end(), context.places)
        if body is None or not body.units or body.end > end:
            continue
        follows = context.folded[body.end : body.end + 6]
        speaks = _SPEAKS.match(follows) is not None
        if speaks or (body.kind is not BodyKind.PLACE and not follows.startswith((":", "办"))):
            return body
    return None


def _from_page(context: Context) -> Iterator[UnitEvidence]:
    for name, weight in (("issuer", _ISSUER), ("site", _SITE), ("source", _SOURCE)):
        for field in context.field_values(name):
            units = _units_of(context, field.value)
            if units:
                yield Evidence(units, weight, "page_field", field.value, field.start, field.end)
                break
    for field in context.field_values("index"):
        place = _place_of_index(context, field.value)
        if place is not None:
            units = tuple(dict.fromkeys((*(_above(place)), place.name)))
            yield Evidence(units, _INDEX, "page_field", field.value, field.start, field.end)
    if context.declared is not None and context.declared.rest:
        units = _units_of(context, context.declared.rest)
        if units:
            yield Evidence(units, _SITE, "page_head", context.declared.rest)


def _from_file_name(context: Context) -> Iterator[UnitEvidence]:
    for start in (
        0,
        *(match.end() for match in re.finditer(r"[\d_年度\-—( ]+|关于", context.file_name)),
    ):
        body = read_body(context.file_name, start, context.places)
        if body is not None and body.units:
            yield Evidence(body.units, _FILE, "source", context.file_name)
            return


def _from_parts(context: Context) -> UnitEvidence | None:
    """The narrowest unit in which most places named lie: what tells of every county is the city's report.

    A name that several places have counts for each unit that it may lie in.
    """
    parts: dict[tuple[str, ...], dict[str, PlaceMention]] = defaultdict(dict)
    named: set[str] = set()
    for mention in context.mentions:
        for place in mention.candidates:
            units = tuple(_above(place))
            for depth in range(1, len(units) + 1):
                parts[units[:depth]][place.name] = mention
                named.add(place.name)
    around = [
        (len(units), len(own), units, next(iter(own.values())))
        for units, own in parts.items()
        if len(own) >= _FEWEST_PARTS and 2 * len(own) > len(named)
    ]
    if not around:
        return None
    *_, units, mention = max(around, key=lambda each: each[:2])
    return Evidence(units, _BODY, "body", mention.text, mention.start, mention.end)


def _from_mentions(context: Context) -> Iterator[UnitEvidence]:
    """The place named most often in the text, full names and short ones together."""
    counts: Counter[str] = Counter()
    first: dict[str, PlaceMention] = {}
    for mention in context.mentions:
        if len(mention.candidates) == 1 and mention.candidates[0].level != "province":
            name = mention.candidates[0].name
            counts[name] += 1
            first.setdefault(name, mention)
    if not counts:
        return
    name, count = counts.most_common(1)[0]
    if count >= 2:
        mention = first[name]
        weight = _BODY * count / counts.total()
        place = mention.candidates[0]
        units = tuple(dict.fromkeys((*_above(place), place.name)))
        yield Evidence(units, weight, "body", mention.text, mention.start, mention.end)


def _from_names_by_form(context: Context) -> Iterator[UnitEvidence]:
    """The name by form (``青岚市``) that stands most often in a text that states no place."""
    chain = _CHAIN_BY_FORM.search(context.folded, 0, _OPENING)
    body = read_body(context.folded, chain.start(), context.places) if chain else None
    if body is not None and len(body.units) > 1 and body.end == (chain.end() if chain else 0):
        words = context.text[body.start : body.end]
        yield Evidence(body.units, _FORM, "body", words, body.start, body.end)
        return
    names: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _NAME_BY_FORM.finditer(context.prose):
        body = read_body(match.group(), 0, context.places)
        if not may_be_place(match.group()):
            continue
        if body is not None and body.units == (match.group(),):
            names[match.group()] += 1
            first.setdefault(match.group(), match.start())
    if names:
        name, count = names.most_common(1)[0]
        if count >= _OFTEN:
            start, end = first[name], first[name] + len(name)
            yield Evidence((name,), _FORM * count / names.total(), "body", name, start, end)


def _units_of(context: Context, words: str) -> tuple[str, ...]:
    """The place in a value such as ``云溪县司法局`` or ``平江日报``."""
    body = read_body(words, 0, context.places)
    if body is not None:
        return body.units
    paper = _NEWSPAPER.match(words)
    if paper is not None and len(context.places.named(paper[1])) == 1:
        return (paper[1],)
    mentions = context.places.mentions(words)
    if len(mentions) == 1 and len(mentions[0].candidates) == 1:
        return (mentions[0].candidates[0].name,)
    return ()


def _place_of_index(context: Context, value: str) -> Place | None:
    """The place whose code opens an index number or stands in a credit code of a public body."""
    credit = _CREDIT_CODE.match(value)
    codes = [credit[1]] if credit is not None else []
    codes += re.findall(r"^\d{6}", value)
    return next((p for p in map(context.places.with_code, codes) if p is not None), None)


def _above(place: Place) -> list[str]:
    return [name for name in (place.province, place.prefecture) if name and name != place.name]


def _named(context: Context, piece: UnitEvidence) -> Evidence[str]:
    """The same evidence for the full name of its last link."""
    own = piece.value[-1]
    known = context.places.named(own)
    name = known[0].name if len(known) == 1 else own
    return Evidence(name, piece.weight, piece.origin, piece.words, piece.start, piece.end)


def _fitted(context: Context, piece: Evidence[str]) -> Evidence[str]:
    """Evidence weighted by whether the text says 我县, 全市 … of itself."""
    units = context.own_units
    total = sum(units.values())
    if total < 2:
        return piece
    unit, count = units.most_common(1)[0]
    if count < 0.6 * total or piece.value.endswith("街道"):
        return piece
    fits = piece.value.endswith(unit) or (unit == "州" and "州" in piece.value[-1:])
    return replace(piece, weight=piece.weight * (_LEVEL_FITS if fits else _LEVEL_CLASHES))


def _place(context: Context, name: str, chains: Sequence[tuple[str, ...]]) -> Place:
    """The place of a name, with the longest chain written for it and the larger units named."""
    *written, own = max(chains, key=len)
    parents = tuple(written) or _written_before(context, name)
    near = _units_of_page(context, name)
    hints = near
    if not parents and len(context.places.named(own)) > 1:
        hints = [*near, *_larger_units_named(context, name)]
    place = resolve((*parents, own), context.places, hints, near)
    if not place.code and place.level == "prefecture" and not parents:
        return _levelled(context, place)
    return place


def _written_before(context: Context, name: str) -> tuple[str, ...]:
    """Larger units that the text writes right before a name somewhere."""
    at = context.folded.find(name)
    while at > 0:
        nearest = context.folded[at - 1]
        for back in range(min(at, 16) if nearest in _LARGER else 0, 1, -1):
            body = read_body(context.folded, at - back, context.places)
            if body is not None and len(body.units) > 1 and body.units[-1] == name:
                return body.units[:-1]
        at = context.folded.find(name, at + 1)
    return ()


def _units_of_page(context: Context, name: str) -> list[str]:
    """Larger units in the names of the site and of the body that publishes."""
    values = [field.value for field in context.field_values("site", "issuer", "source")]
    values += [context.declared.rest] if context.declared is not None else []
    bodies = (read_body(value, 0, context.places) for value in values)
    return [unit for body in bodies if body is not None for unit in body.units if unit != name]


def _larger_units_named(context: Context, name: str) -> list[str]:
    """Larger units that the text names, or whose members it names, the most frequent first."""
    counts = Counter(
        unit
        for mention in context.mentions
        if len(mention.candidates) == 1
        for unit in (*_above(mention.candidates[0]), mention.candidates[0].name)
        if unit != name
    )
    return [unit for unit, _ in counts.most_common()]


def _levelled(context: Context, place: Place) -> Place:
    """A 市 outside the table: a prefecture where the text speaks of its counties."""
    counties = len(
        re.findall(r"县\(市|县区|区县|县市区|各县|[\u4e00-\u9fff]县(?!级)", context.folded)
    )
    towns = len(re.findall(r"乡镇|镇\(|镇街|街镇|\(街道|各镇", context.folded))
    if towns > counties:
        return replace(place, level="county", prefecture="")
    return place


def _warnings(context: Context, place: Place, verdict: Verdict[str]) -> Iterator[str]:
    if not place.code and len(context.places.named(place.name)) > 1 and not place.prefecture:
        yield f"“{place.name}”有多处同名\uff0c未能确定属于哪里。"
    for piece in verdict.against:
        is_above = place.is_in(piece.value) or piece.value == place.prefecture
        if piece.weight >= _CONTRADICTS and not is_above and stem(piece.value) != stem(place.name):
            mine = ORIGIN_NAMES[verdict.best.origin]
            yield (
                f"{ORIGIN_NAMES[piece.origin]}的地区“{piece.value}”与{mine}的“{place.name}”不一致\uff0c"
                f"按{place.name}取。"
            )
            return
