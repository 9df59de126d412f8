"""Romanised names of places in English questions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.lexicon.places import Places
from ingest.lexicon.readings import ENGLISH_NAMES, syllables
from rag.question.constraints import bare_name

_TOKEN = re.compile(r"[A-Za-zÀ-ž]+(?:['\u2019\u02bc][A-Za-zÀ-ž]+)*")
_KINDS = (
    ("autonomous region", "区"), ("autonomous prefecture", "州"), ("autonomous county", "县"),
    ("autonomous banner", "旗"), ("new area", "新区"), ("new district", "新区"),
    ("development zone", "开发区"), ("subdistrict", "街道"), ("sub-district", "街道"),
    ("street", "街道"), ("special administrative region", "区"), ("district", "区"),
    ("county", "县"), ("city", "市"), ("municipality", "市"), ("banner", "旗"), ("league", "盟"),
    ("prefecture", "州区盟市"), ("province", "省"), ("township", "乡"), ("town", "镇"), ("region", "区"),
)  # fmt: skip
_NOT_ONE_CHARACTER = frozenset({"新区", "开发区", "街道"})
_KIND = re.compile(
    r"[\s-]+(?:(?:[A-Z]\w+\s+|and\s+){0,4}(?P<auto>autonomous (?:region|prefecture|county|banner))|(?P<kind>"
    + "|".join(name for name, _ in _KINDS)
    + r"))\b(?!\s+(?:centre|center|heads?|mayor|level|management))",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(
    r"(?:['\u2019]s)?(?:\s+(?:district|county|city|municipal|people's))*\s+government(?:['\u2019]s)?\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_PINYIN = re.compile(r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aeiouv]{1,3}(?:ng?|r)?)+")
_LIES_IN = re.compile(r",?\s+(?:(?:in|of)\s+)?|,\s*")
_LONGEST = 4
_LEAST_LETTERS = 4
_LEAST_UNCAPITALISED = 5
_LEAST_MISSPELT = 6


@dataclass(frozen=True, slots=True)
class Romanised:
    """A romanised place in a question.

    Attributes:
        start: Where it stands, with its kind and a "government" after it.
        end: See ``start``.
        names: The Chinese names it can mean.
        held: Whether the collection has them.
    """

    start: int
    end: int
    names: tuple[str, ...]
    held: bool = True


_SURNAME = re.compile(
    r"\b(?:Xi|Li|Wang|Zhang|Liu|Chen|Yang|Zhao|Huang|Zhou|Wu|Xu|Sun|Hu|Zhu|Gao|Lin|He|Guo|Ma|Luo|Liang|Song|Zheng|Xie|Han"
    r"|Tang|Feng|Dong|Xiao|Cheng|Cao|Yuan|Deng|Peng|Zeng|Lu|Jiang|Cai|Jia|Ding|Wei|Xue|Ye|Yan|Yu|Pan|Du|Dai|Xia|Zhong|Ren|Mao)\s+$"
)
"""A surname before a word makes it a person's name."""


class RomanisedPlaces:
    """Finds the collection's places, and others of the nation, by their romanised names.

    Args:
        known: Places that the collection holds, each with the names of those it lies in.
        is_word: Whether something is an ordinary English word.
    """

    def __init__(self, known: Mapping[str, frozenset[str]], is_word: Callable[[str], bool]) -> None:
        self._parents = known
        self._known = _by_reading(known)
        self._is_word = is_word

    def find(self, text: str) -> list[Romanised]:
        """Romanised places in an English text, in order."""
        tokens = list(_TOKEN.finditer(text))
        found: list[Romanised] = []
        at = 0
        while at < len(tokens):
            place, used = self._at(text, tokens[at : at + _LONGEST])
            if place is not None and not place.held and _SURNAME.search(text, 0, place.start):
                place = None  # Xi Jinping is no district
            if place is not None and not place.held and _is_of_a_name(text, tokens, at, used):
                place, used = None, used + 1
            if place is not None:
                found.append(place)
            at += used
            while place is not None and at < len(tokens) and tokens[at].start() < place.end:
                at += 1
        return self._chained(text, found)

    def _chained(self, text: str, found: Sequence[Romanised]) -> list[Romanised]:
        """Joins a place with the one it lies in (``Tonglu, Hangzhou``), the higher one first."""
        chains: list[Romanised] = []
        for place in found:
            last = chains[-1] if chains else None
            if last is None or not _LIES_IN.fullmatch(text, last.end, place.start):
                chains.append(place)
                continue
            inside = [
                name for name in last.names if self._parents.get(name, frozenset()) & {*place.names}
            ]
            if inside:
                names = tuple(place.names[0] + name for name in inside)
                chains[-1] = Romanised(last.start, place.end, names)
            else:
                chains.append(place)
        return chains

    def _at(self, text: str, tokens: Sequence[re.Match[str]]) -> tuple[Romanised | None, int]:
        for count in range(len(tokens), 0, -1):
            first, last = tokens[0], tokens[count - 1]
            written = text[first.start() : last.end()]
            if not _is_one_name(text, tokens[:count]):
                continue
            kind, end = _kind_after(text, last.end())
            names = self._named(written, kind)
            if names:
                government = _GOVERNMENT.match(text, end)
                end = government.end() if government else end
                held = names[0] in self._parents
                return Romanised(first.start(), end, names, held), count
        return None, 1

    def _named(self, written: str, kind: str) -> tuple[str, ...]:
        key = _key(written)
        capitalised = written[:1].isupper()
        ordinary = not kind and " " not in written and self._is_word(written)
        held = self._known.get(key)
        if held and (capitalised or len(key) >= _LEAST_UNCAPITALISED + ordinary):
            fitting = _of_kind(held, kind)
            if fitting:
                return fitting
        if not capitalised or (len(key) < _LEAST_LETTERS and not kind):
            return ()
        if ordinary or not (_PINYIN.fullmatch(key) or key in _english_keys()):
            return () if ordinary or " " in written else self._misspelt(key)
        others = _national().get(key, ())
        if others or " " in written:  # words of their own are no slip of one name
            return _of_kind(others, kind)[:1]
        return self._misspelt(key)

    def _misspelt(self, key: str) -> tuple[str, ...]:
        if len(key) < _LEAST_MISSPELT:
            return ()
        near = [other for other in self._known if _is_one_slip(key, other)]
        return self._known[near[0]] if len(near) == 1 else ()


def _is_one_name(text: str, tokens: Sequence[re.Match[str]]) -> bool:
    """Whether tokens can be one name: apart by single blanks, all capitalised or all not."""
    gaps = [text[one.end() : two.start()] for one, two in pairwise(tokens)]
    cases = {token.group()[0].isupper() for token in tokens}
    ends_early = any(_POSSESSIVE.search(token.group()) for token in tokens[:-1])
    return all(gap in (" ", "-") for gap in gaps) and len(cases) == 1 and not ends_early


def _is_of_a_name(text: str, tokens: Sequence[re.Match[str]], at: int, used: int) -> bool:
    """Whether what reads like a place is half of a name: Guan in Guan Gong, no kind beside it."""
    last = tokens[at + used - 1]
    if _kind_after(text, last.end())[0] or at + used >= len(tokens):
        return False
    after = tokens[at + used]
    word = after.group()
    is_pinyin = word[0].isupper() and _PINYIN.fullmatch(word.lower()) is not None
    return text[last.end() : after.start()] == " " and is_pinyin


def _key(written: str) -> str:
    plain = _POSSESSIVE.sub("", written).lower().replace("ü", "v")
    return re.sub(r"[^a-z]", "", plain)


def _kind_after(text: str, at: int) -> tuple[str, int]:
    match = _KIND.match(text, at)
    if match is None:
        return "", at
    word = (match["auto"] or match["kind"]).lower()
    return dict(_KINDS)[word], match.end()


def _of_kind(names: Sequence[str], kind: str) -> tuple[str, ...]:
    """Those of some names that end with what kind of place was said."""
    if not kind:
        return tuple(names)
    if kind in _NOT_ONE_CHARACTER:
        return tuple(name for name in names if name.endswith(kind))
    return tuple(name for name in names if name[-1] in kind)


def _by_reading(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for key in _keys(name):
            if name not in found[key]:
                found[key].append(name)
    return {key: tuple(each) for key, each in found.items()}


def _keys(name: str) -> set[str]:
    """How a name may be written in Latin letters, blanks and apostrophes left out."""
    short = bare_name(name)
    full = syllables(name)
    keys = {"".join(full), "".join(full[: len(short)])}
    if len(short) == len(name) and len(name) == 2:
        keys.add(full[0])  # 和县: "He County"
    keys |= {_key(ENGLISH_NAMES[form]) for form in (name, short) if form in ENGLISH_NAMES}
    return {form for key in keys for form in (key, key.replace("v", "u"), key.replace("v", "yu"))}


@lru_cache(maxsize=1)
def _english_keys() -> frozenset[str]:
    return frozenset(map(_key, ENGLISH_NAMES.values()))


@lru_cache(maxsize=1)
def _national() -> dict[str, tuple[str, ...]]:
    today = sorted(
        (place for place in Places.load() if not place.valid_until),
        key=lambda place: ("province", "prefecture", "county").index(place.level),
    )
    return _by_reading(place.name for place in today)


def _is_one_slip(one: str, two: str) -> bool:
    """Whether one letter changed, missing, added or swapped with the next turns one into two."""
    if abs(len(one) - len(two)) > 1 or one == two:
        return False
    head = 0
    while head < min(len(one), len(two)) and one[head] == two[head]:
        head += 1
    rest_one, rest_two = one[head:], two[head:]
    return (
        rest_one[1:] == rest_two[1:]
        or rest_one[1:] == rest_two
        or rest_one == rest_two[1:]
        or (rest_one[:2] == rest_two[1::-1] and rest_one[2:] == rest_two[2:])
    )
