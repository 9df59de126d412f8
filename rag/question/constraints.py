"""Places and years that a question names, read against what the collection holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.lexicon.places import Places, plain_name, short_names, stem
from ingest.lexicon.readings import syllables
from ingest.measures import UNIT
from rag.tagging.words import words_of
from vectorstore.records import Span
from vectorstore.words import current_words

NO_YEAR = rf"(?![\d.%])(?!\s*(?:[万亿余多]|{UNIT}))"
"""What follows a year and no amount: 2000次 and 2000万元 are none."""

_YEAR = re.compile(
    rf"(?<!\d)((?:19|20)\d{{2}}){NO_YEAR}"
    r"(?!\s*年?度?(?:及|和)?(?:以来|以后|之后|以前|之前|起|往后|往前))"
)
_YEAR_RANGE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:-|—+|~|至|到)\s*((?:19|20)\d{2})(?!\d)"
)
_AREAS = {
    "华北": ("北京市", "天津市", "河北省", "山西省", "内蒙古自治区"),
    "东北": ("辽宁省", "吉林省", "黑龙江省"),
    "华东": ("上海市", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省"),
    "华中": ("河南省", "湖北省", "湖南省"),
    "华南": ("广东省", "广西壮族自治区", "海南省"),
    "西南": ("重庆市", "四川省", "贵州省", "云南省", "西藏自治区"),
    "西北": ("陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区"),
    "长三角": ("上海市", "江苏省", "浙江省", "安徽省"),
    "京津冀": ("北京市", "天津市", "河北省"),
}
"""Groups of provinces that people name together."""
_AREA = re.compile("|".join(_AREAS))
_LONGEST_NAME = 12
_SHORTEST = 2
_KINDS = ("街道", "镇", "乡", "州", "省", "市", "县", "区", "旗", "盟")
_UNKNOWN = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[省市县区旗州]))[和与跟同]?(?P<name>(?![和与跟同全各本我该每哪几某两三多其这那此外省市县区]|[上下]级|所[辖属]|有关|相关)[\u4e00-\u9fff]{2,4}?[县市区旗])"
    r"(?![\u4e00-\u9fff]?[县市区旗级域长委民场])"
)
_JOINT = re.compile(r"\s*[、,，和与跟同及]\s*")
_FIRST = re.compile(
    r"\s*(?:(?:19|20)\d{2}|[去今前明]年|本年|全年|[上下]半年|[一二三四1-4]季度|近[几两\d一二三四五六七八九十]+年)"
)
"""A time: a name that a question begins with and that a time follows is a place's."""
_NO_PLACE = re.compile(
    r"(?:[园小社城景校新片灾库山辖市郊地牧林港税贸]|开发|示范|实验|功能|管理|合作|试验|高新|经开|旅游|度假|风景|服务|居住)区$"
)
"""Zones that are no places of government."""
_WORDS_OF_KINDS = frozenset(
    "乡下 乡村 乡镇 乡亲 镇上 镇里 市民 市监 市场 市长 市委 市域 县长 县委 县域 区长 区委 区域 州长 州委 旗长 旗委".split()
)
"""Words that begin with what kind of place a name is of."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the collection.

    Attributes:
        name: Its own name, as records spell it.
        parents: Names of the province and prefecture it lies in.
    """

    name: str
    parents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """Places named in a text.

    Attributes:
        regions: Names usable in a filter, the narrowest of each chain, in order.
        parents: For each region, the names of higher places that the question put before it.
        missing: Places of the national table that the collection does not hold.
        spans: Where the regions stand.
    """

    regions: tuple[str, ...] = ()
    parents: dict[str, frozenset[str]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


class PlaceFinder:
    """Finds the collection's places in questions: full names, short forms, and slips.

    Args:
        known: ``(province, prefecture, region, reports)`` rows, as the store lists them.
        table: The national table, to recognise places that the collection does not hold.
    """

    def __init__(self, known: Iterable[tuple[str, str, str, int]], table: Places) -> None:
        self._table = table
        parents: dict[str, set[str]] = defaultdict(set)
        for province, prefecture, region, _ in known:
            chain = [name for name in (province, prefecture, region) if name]
            for depth, name in enumerate(chain):
                parents[name].update(chain[:depth])
        self._places = {
            name: KnownPlace(name, frozenset(above - {name})) for name, above in parents.items()
        }
        self._above = frozenset().union(*(place.parents for place in self._places.values()))
        self._names: dict[str, set[str]] = defaultdict(set)
        self._by_character: dict[str, set[str]] = defaultdict(set)
        for name in self._places:
            self._names[name].add(name)
            for form in (plain_name(name), *short_names(name)):
                self._names[form].add(name)
            short = bare_name(name)
            if short != stem(name) and _is_a_word(short):
                short = stem(name)
            for character in short:
                self._by_character[character].add(name)
            if len(short) >= 2:
                self._names[short].add(name)
        for area, provinces in _AREAS.items():
            self._names[area] = {each for each in provinces if each in self._places}

    @property
    def known(self) -> Mapping[str, frozenset[str]]:
        """The collection's places, each with the names of those it lies in."""
        return {name: place.parents for name, place in self._places.items()}

    def has_parts(self, name: str) -> bool:
        """Whether one of the collection's places lies in the place of that name."""
        return name in self._above

    def find(self, text: str) -> Named:
        """Finds the places in a question in simplified Chinese."""
        mentions = self._known_mentions(text)
        taken = [span for span, _ in mentions]
        missing = self._missing(text, taken)
        if not mentions:
            slip = self._slip(text)
            if slip is not None:
                mentions = [slip]
                missing = [(span, name) for span, name in missing if not _overlaps(span, [slip[0]])]
        regions, parents = self._narrowest(text, mentions)
        return Named(
            tuple(regions),
            parents,
            tuple(dict.fromkeys(name for _, name in missing)),
            tuple(span for span, _ in mentions),
        )

    def _known_mentions(self, text: str) -> list[tuple[Span, str]]:
        found: list[tuple[Span, str]] = []
        at = 0
        while at < len(text):
            for length in range(min(_LONGEST_NAME, len(text) - at), 1, -1):
                names = self._names.get(text[at : at + length])
                if names and _begins_a_word(text, at + length - 1) and length > 2:
                    continue
                if names and not self._belongs_to_longer(text, at, length):
                    found += [(Span(at, at + length), name) for name in sorted(names)]
                    at += length
                    break
            else:
                at += 1
        return found

    def _belongs_to_longer(self, text: str, at: int, length: int) -> bool:
        """Whether a short form is the head of another place's full name (长安 in 长安街, say)."""
        written = text[at : at + length]
        if written in self._places:
            return False
        following = text[at + length : at + length + 1]
        names = self._names[written]
        if not following or following not in "市区县旗镇乡州盟":
            return False
        if text[at + length : at + length + 2] in _WORDS_OF_KINDS:
            return False
        return all(name != written + following for name in names)

    def _missing(self, text: str, taken: list[Span]) -> list[tuple[Span, str]]:
        missing = []
        for mention in self._table.mentions(text):
            span = Span(mention.start, mention.end)
            if _overlaps(span, taken) or (mention.short and len(mention.text) < 2):
                continue
            names = {place.name for place in mention.candidates}
            if not names & self._places.keys():
                missing.append((span, min(names, key=len)))
        missing += [
            (Span(*match.span()), match.group())
            for match in _AREA.finditer(text)
            if not self._names[match.group()]
        ]
        known = [*taken, *(span for span, _ in missing)]
        return missing + _unknown(text, known)

    def _slip(self, text: str) -> tuple[Span, str] | None:
        """A place of the collection misspelled by one character, with its suffix in place."""
        for match in re.finditer(r"[\u4e00-\u9fff]{1,8}?[市区县旗州盟省]", text):
            if _says_any_place(match.group()):
                continue
            for length in range(3, min(_LONGEST_NAME, len(match.group())) + 1):
                written = match.group()[-length:]
                similar = self._table.similar(written, self._alike(written)) or self._only(written)
                if similar is not None and len(similar) == len(written):
                    return Span(match.end() - length, match.end()), similar
        return None

    def _only(self, written: str) -> str | None:
        """The one place that a name which nowhere exists differs from by a single character.

        Of a name of two characters and its kind that one must sound the same: 绛河县 is not 霁河县.
        """
        if self._table.named(written):
            return None
        near = [
            name
            for name in self._alike(written)
            if len(name) == len(written)
            and sum(one != other for one, other in zip(name, written, strict=True)) == 1
            and name[-1] == written[-1]
            and (len(stem(written)) > _SHORTEST or syllables(name) == syllables(written))
        ]
        return near[0] if len(near) == 1 else None

    def _alike(self, written: str) -> set[str]:
        """Places that share a character with a name, as every misspelling does with its place.

        What kind of place it is does not count: a third of all places share that.
        """
        return set().union(*(self._by_character.get(each, ()) for each in stem(written)))

    def _narrowest(
        self, text: str, mentions: list[tuple[Span, str]]
    ) -> tuple[list[str], dict[str, frozenset[str]]]:
        """Drops a province or prefecture that only introduces a place inside it."""
        regions: list[str] = []
        parents: dict[str, frozenset[str]] = {}
        for position, (span, name) in enumerate(mentions):
            introduces = any(
                name in self._places[other].parents
                and text[span.end : later.start].strip("的 ") == ""
                for later, other in mentions[position + 1 :]
                if later.start >= span.end
            )
            if introduces:
                continue
            above = {
                other
                for earlier, other in mentions[:position]
                if other in self._places[name].parents and earlier.end <= span.start
            }
            if name not in regions:
                regions.append(name)
                parents[name] = frozenset(above)
        return regions, parents


def years_in(text: str) -> tuple[int, ...]:
    """Years that a text names, ranges filled in (at most 30 years), ascending.

    ``2017年以来`` is no year to filter by: it says where a count begins, not which report is meant.
    """
    years = {int(year) for year in _YEAR.findall(text)}
    for first, last in _YEAR_RANGE.findall(text):
        if int(first) <= int(last) <= int(first) + 30:
            years.update(range(int(first), int(last) + 1))
    return tuple(sorted(years))


def _unknown(text: str, known: list[Span]) -> list[tuple[Span, str]]:
    """Places that no table knows, named beside one that is (云溪县、火星县) or at the beginning."""
    found = []
    for match in _UNKNOWN.finditer(text):
        span = Span(match.start("name"), match.end("name"))
        beside = any(
            _JOINT.fullmatch(text[other.end : span.start])
            or _JOINT.fullmatch(text[span.end : other.start])
            for other in known
        )
        leads = span.start == 0 and _FIRST.match(text, span.end) is not None
        if _NO_PLACE.search(match["name"]):
            continue
        if (beside or leads) and not _overlaps(span, known):
            found.append((span, match["name"]))
    return found


def bare_name(name: str) -> str:
    """A place's name without its kind, towns and streets as well (青畈 of 青畈镇); whole where little is left."""
    short = stem(name)
    if short != name:
        return short
    kind = next((each for each in _KINDS if name.endswith(each)), "")
    short = name.removesuffix(kind)
    return short if kind and len(short) >= _SHORTEST else name


def _is_a_word(short: str) -> bool:
    """Whether a bare name is a word of the language, which is no place's where it stands (中心 of 中心镇)."""
    words = current_words().tag(short)
    return len(words) == 1 and not words[0][1].startswith("ns")


def _says_any_place(words: str) -> bool:
    """Whether words end with one for places of a kind (``…的城市``, ``哪些地区``): no misspelled name."""
    return any(
        word in words_of(slot)
        for slot in ("level", "whole")
        for word in (words[-2:], words[-3:])
        if len(word) > 1
    )


def _begins_a_word(text: str, at: int) -> bool:
    """Whether a place's last character belongs to the word after it: 青岚市民 are 市民 of 青岚."""
    return text[at : at + 2] in _WORDS_OF_KINDS


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)
