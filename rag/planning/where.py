"""The places that a question asks about: named ones, all of one level, bodies within them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.planning.naming import NamedPlace
from rag.planning.slots import level_of_reports, says_any_report
from rag.planning.things import after_places
from rag.planning.view import Reading
from rag.tagging.labels import Marked
from rag.tagging.words import Found, words_of
from vectorstore.records import Scope

_OF_NAMES = "IEMCT"
"""Kinds of spans in which the name of a place is part of something else."""
_JOINTS = re.compile(
    r"[、,，/]|和|与|跟|及|以及|还有|\band\b|\bor\b|\bversus\b|\bvs\.?(?=\s)", re.IGNORECASE
)
_WHOLE = re.compile("^(?:全|本|我们?|咱们?)(?:国|省|市|县|区|州|镇|乡|街道)$|^(?:我|咱)们?这")
_AFTER_PLACE = re.compile(
    r"^(?:的|各|所有|全部|下辖|下属|下面|哪[些个几]|[0-9]{2,4}年?)+|[0-9]{2,4}年?$|的$"
)
_WITHIN = re.compile(
    "(?<=[镇乡])村$|(?<=[省市县区旗州镇乡])(?:村里头?|城里|农村|里头?|那边|这边)的?$"
)
"""What stands behind a place's name for a part of it, told by no name."""
_FACILITY = re.compile("(?:港|机场|火车站|高铁站|车站|水库|大桥|河|湖|产业园|口岸)$")
"""What ends the names of things that are called after the places they are in."""
_HAN = re.compile("[\u3400-\u9fff]+")
_SHORTEST_NAME = 2
"""Characters of a place's name that no table knows, without its kind."""
_KINDS = "省市县区旗州盟镇乡村"
_EACH = ("all", "each", "every", "which")


@dataclass(frozen=True, slots=True)
class Where:
    """What a question says of places.

    Attributes:
        places: Official names, or the words as asked of places that no table knows.
        level: The level of all places meant.
        bodies: Bodies, in the asker's words.
        scope: Which part of a place.
    """

    places: tuple[str, ...]
    level: str
    bodies: tuple[str, ...]
    scope: Scope | None


def where_of(reading: Reading) -> Where:
    """Places, level, bodies and scope of a question."""
    facilities = [span for span in reading.spans("P") if _is_facility(reading, span)]
    places = [
        (each.start, each.names)
        for each in reading.named
        if _is_asked(reading, each) and not any(map(_holder_of(each), facilities))
    ]
    places += [(start, (name,)) for start, name in _unknown(reading)]
    names = dict.fromkeys(name for _, group in sorted(places) for name in group)
    bodies = [
        *(_body(reading, span) for span in reading.spans("B")),
        *map(reading.said, facilities),
    ]
    return Where(
        tuple(names),
        _level(reading),
        tuple(dict.fromkeys(body for body in bodies if body)),
        _scope(reading),
    )


def _holder_of(place: NamedPlace) -> Callable[[Marked], bool]:
    """Whether a span holds a place's name."""
    return lambda span: span.start <= place.start and place.end <= span.end


def _is_facility(reading: Reading, span: Marked) -> bool:
    """Whether a span names something that is called after places (``宁波舟山港``), not a place."""
    words = _without_names(reading, span)
    named = any(span.start <= each.start and each.end <= span.end for each in reading.named)
    return named and _FACILITY.search(words) is not None and not _JOINTS.search(words)


def _is_asked(reading: Reading, place: NamedPlace) -> bool:
    """Whether a name stands for a place asked about, not in another name."""
    if reading.within(place.start, place.end, "P"):
        return not reading.is_denied(place.start)
    if any(each.start <= place.start and place.end <= after_places(reading, each)
           for each in reading.spans("I")):  # fmt: skip
        return True
    if reading.within(place.start, place.end, _OF_NAMES) or reading.is_denied(place.start):
        return False
    return place.held or reading.within(place.start, place.end, "BD")


def _unknown(reading: Reading) -> Iterator[tuple[int, str]]:
    """Names marked as places that neither the collection nor the nation knows, as asked."""
    for span in reading.spans("P"):
        at = span.start
        if _is_facility(reading, span):
            continue
        for piece in _pieces(reading, span):
            start = reading.view.index(piece, at, span.end) if piece else at
            at = start + len(piece)
            known = _is_known(reading, start, at) or _says_level(piece)
            if piece and not known and _may_be_a_name(reading, start, piece):
                yield start, reading.tagged.question[start:at]


def _may_be_a_name(reading: Reading, start: int, piece: str) -> bool:
    """Whether a word marked as a place can be the name of one.

    Words for reports are none. In English it is neither the first word of a question nor Chinese, which explains what stands before it.
    """
    if says_any_report(piece.lower()):
        return False
    if reading.tagged.language != "en":
        shortest = _SHORTEST_NAME + (piece[-1] in _KINDS)
        return len(piece) >= shortest and _HAN.fullmatch(piece) is not None
    begins = not reading.view[:start].strip() or reading.view[:start].rstrip()[-1] in ".?!"
    return not begins and piece.isascii() and not piece[0].islower()


def _pieces(reading: Reading, span: Marked) -> list[str]:
    """The names that a span joins, without what stands around them."""
    parts = _JOINTS.split(reading.view[span.start : span.end])
    names = (part.strip() for part in parts if part and not _says_level(part.strip()))
    return [_AFTER_PLACE.sub("", _WITHIN.sub("", name)).strip() for name in names]


def _is_known(reading: Reading, start: int, end: int) -> bool:
    return any(each.start < end and start < each.end for each in reading.named)


def _says_level(piece: str) -> bool:
    """Whether words say which places without naming one (``各区县``, ``全市``, all counties)."""
    words = piece.lower()
    if _WHOLE.match(words) or words in words_of("whole") or words_of("whole").longest_at(words, 0):
        return True
    return bool(_level_in(words, "P")) or _are_joined(words, list(words_of("level").find(words)))


def _level(reading: Reading) -> str:
    """The level of the places that are asked about without a name."""
    for span in reading.spans("PBA"):
        rest = _without_names(reading, span)
        if rest in words_of("level"):
            return words_of("level").value_of(rest)
        found = None if _WHOLE.match(rest) else _level_in(rest, span.kind)
        if found:
            return found
    of_reports = (level_of_reports(reading.low(span))[1] for span in reading.spans("D"))
    return next(filter(None, of_reports), "") or _unmarked_level(reading)


def _unmarked_level(reading: Reading) -> str:
    """A level said outside all spans (``townships still with …``)."""
    every = list(words_of("level").find(reading.lower))
    if _are_joined(reading.lower, every):
        return ""
    for found in every:
        loose = not any(
            each.start < found.end and found.start < each.end for each in reading.tagged.spans
        )
        if loose and _stands_alone(reading.lower, found.start, found.end):
            return found.value
    return ""


def _level_in(words: str, kind: str) -> str:
    """The level that words for places say; of asking words only ``哪些县`` and its like do."""
    asks = kind == "A"
    every = list(words_of("level").find(words))
    if _are_joined(words, every):
        return ""
    found = [each for each in every if not asks or each.end == len(words)]
    bare = [each for each in found if asks or _stands_alone(words, each.start, each.end)]
    return bare[0].value if bare else ""


def _are_joined(words: str, levels: Sequence[Found]) -> bool:
    """Whether two levels are said at once (``省市``, ``省和市``, counties and cities): then none is meant."""
    return any(
        one.value != other.value and not _JOINTS.sub("", words[one.end : other.start]).strip()
        for one, other in pairwise(levels)
    )


def _stands_alone(words: str, start: int, end: int) -> bool:
    """Whether a word for a level is not the end of a name (``云溪县``, ``Yunxi county``)."""
    lead = words[:start].strip()
    if words[start:end].isascii():
        return words[start:end].endswith("s") or lead.endswith(_EACH)
    return not lead or lead[-1] in "各个些有的全所下辖几"


def _without_names(reading: Reading, span: Marked) -> str:
    words = reading.lower[span.start : span.end]
    for place in reading.named:
        if span.start <= place.start < span.end:
            words = words.replace(reading.lower[place.start : place.end], "")
    return words.strip()


def _body(reading: Reading, span: Marked) -> str:
    """A body's name as asked; empty where the words only say a level or a part of a place."""
    words = _without_names(reading, span)
    own_level = words_of("scope").value_of(words)
    if not words or own_level or _says_level(words):
        return ""
    return reading.said(span)


def _scope(reading: Reading) -> Scope | None:
    """Whether a place as a whole or its own level is meant."""
    for span in reading.spans("PBX"):
        found = words_of("scope").first(reading.low(span))
        if found is not None and (found.value == "own_level" or _WHOLE.match(reading.low(span))):
            return Scope(found.value)
    return None
