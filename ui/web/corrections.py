"""A question that says in plain words how the one before it should have been read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from rag.answer import Intent

_COMMA, _ASKS = "\uff0c", "\uff1f"
_SEPARATORS = re.compile(r"[\s,;、\uff0c\uff1b]+")
_YEARS = re.compile(r"((?:19|20)\d{2})年?度?(?:-((?:19|20)\d{2})年?度?)?")
_UNTIL = re.compile(r"\s*(?:[-\u2013\u2014~]+|至|到)\s*")
_MOST_YEARS = 30
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_NUMERAL = re.compile(r"[〇零○一二三四五六七八九]{4}")
_FIGURE = re.compile(r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*([%‰]|[\u4e00-\u9fff]{0,6})")
_COUNT = re.compile(r"([1-9]\d{0,2})[个名家]?")
_KINDS = "省市州盟区县旗"
_LEADING = re.compile(r"^[\s的,\uff0c和与、]+")
_RANK = re.compile(r"(highest|lowest)(?: (\d+))?")


class Relation(StrEnum):
    """What a figure is to be; the values are those of ``interpretation.condition``."""

    ANY = ""
    EQUAL = "="
    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"
    HIGHEST = "highest"
    LOWEST = "lowest"
    NOT_STATED = "not stated"
    NOT_MENTIONED = "not mentioned"


_RELATIONS = {each.value: each for each in Relation}
_LIMITS = {
    Relation.EQUAL: "为",
    Relation.AT_LEAST: "不低于",
    Relation.ABOVE: "超过",
    Relation.AT_MOST: "不超过",
    Relation.BELOW: "低于",
}
_SILENCES = {
    Relation.NOT_STATED: "哪些报告没有写明{indicator}的数字",
    Relation.NOT_MENTIONED: "哪些报告没有提到{indicator}",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question is to be read.

    Attributes:
        intent: What kind of answer it wants.
        subject: What it asks, without places and years.
        regions: Places; none for all.
        years: Years; none for all.
        indicator: The figure it asks for; empty where it asks for none that is known.
        relation: What the figure is to be.
        value: The limit with its unit (``95%``), or how many of the highest or lowest.
    """

    intent: Intent
    subject: str
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    indicator: str = ""
    relation: Relation = Relation.ANY
    value: str = ""


def relation_of(condition: str) -> tuple[Relation, str]:
    """The relation and value in an interpretation's condition: ``≥ 95%``, ``highest 3``."""
    ranked = _RANK.fullmatch(condition)
    if ranked:
        return Relation(ranked[1]), ranked[2] or ""
    sign, _, value = condition.partition(" ")
    if condition in _RELATIONS:
        return _RELATIONS[condition], ""
    return (_RELATIONS[sign], value) if sign in _RELATIONS else (Relation.ANY, "")


class UnreadableError(Exception):
    """A field of a correction says nothing that can be asked for.

    Attributes:
        field: Its name in the form.
        why: What is wrong: ``years``, ``span``, ``figure``, ``count``, ``place`` or ``indicator``.
        words: What was typed.
    """

    def __init__(self, field: str, why: str, words: str) -> None:
        super().__init__(f"{field}: {why}: {words!r}")
        self.field = field
        self.why = why
        self.words = words


def places_in(text: str) -> tuple[str, ...]:
    """Places in a list that somebody typed."""
    return tuple(dict.fromkeys(filter(None, _SEPARATORS.split(text))))


def parts_of_place(name: str) -> list[str]:
    """A name, and what it names last: of 青岚市石漫区 also 石漫区."""
    cuts = [at + 1 for at, char in enumerate(name[:-1]) if char in _KINDS]
    return [name, *(name[at:] for at in cuts if len(name) - at > 1)]


def years_in(text: str) -> tuple[int, ...]:
    """Years in a list that somebody typed: ``2019-2021、二〇二三年``.

    Raises:
        UnreadableError: A part of it is no year between 1900 and 2099, or the span is too long.
    """
    plain = _UNTIL.sub("-", unicodedata.normalize("NFKC", text))
    plain = _NUMERAL.sub(lambda found: found[0].translate(_DIGITS), plain)
    years: set[int] = set()
    for part in filter(None, _SEPARATORS.split(plain)):
        found = _YEARS.fullmatch(part)
        if found is None:
            raise UnreadableError("new_years", "years", part)
        first, last = sorted((int(found[1]), int(found[2] or found[1])))
        years.update(range(first, last + 1))
    if len(years) > _MOST_YEARS:
        raise UnreadableError("new_years", "span", text.strip())
    return tuple(sorted(years))


def figure_in(relation: Relation, text: str) -> str:
    """What somebody typed as the limit of a condition, or as how many of the highest.

    Raises:
        UnreadableError: It is no figure, or none although the condition needs one.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if relation in _LIMITS:
        if not _FIGURE.fullmatch(typed):
            raise UnreadableError("new_value", "figure", typed)
        return typed
    if relation in (Relation.HIGHEST, Relation.LOWEST):
        count = _COUNT.fullmatch(typed)
        if typed and count is None:
            raise UnreadableError("new_value", "count", typed)
        return count[1] if count else ""
    return ""


def corrected_question(wanted: Reading, read: Reading) -> str:
    """A complete question, so that nothing is inherited from the conversation.

    Where only places and years differ, the words of the question are kept; a changed indicator or
    condition is asked for in words that are read one way only.

    Args:
        wanted: How it should be read.
        read: How it was read.

    Returns:
        The question, in Chinese.
    """
    same = (wanted.indicator, wanted.relation, wanted.value) == (
        read.indicator,
        read.relation,
        read.value,
    )
    if wanted.indicator and not (same and wanted.subject == read.subject):
        return _asked(wanted, _measured(wanted))
    subject = _LEADING.sub("", wanted.subject).rstrip("?。\uff1f") or wanted.indicator
    return _asked(wanted, subject)


def _asked(wanted: Reading, rest: str) -> str:
    """The question with its places and years before it."""
    years = "、".join(f"{year}年" for year in wanted.years)
    if wanted.intent is Intent.COMPARE and len(wanted.regions) > 1:
        rest = _compared(rest)
        places = f"{'、'.join(wanted.regions[:-1])}和{wanted.regions[-1]}"
        return f"{places}{years}{rest}{_ASKS}"
    everywhere = "" if wanted.regions or _speaks_of_places(rest) else "各地"
    return f"{'、'.join(wanted.regions)}{years}{everywhere}{rest}{_ASKS}"


def _compared(rest: str) -> str:
    return rest if re.search(r"哪|谁|高|低|多|少|比", rest) else f"{rest}哪个更高"


def _speaks_of_places(rest: str) -> bool:
    return bool(re.search(r"哪|各|几|多少(?:个地方|份)|所有|全部", rest))


def _measured(wanted: Reading) -> str:
    """What is asked of an indicator, without places and years."""
    name = wanted.indicator
    if wanted.relation in _SILENCES:
        return _SILENCES[wanted.relation].format(indicator=name)
    if wanted.relation in (Relation.HIGHEST, Relation.LOWEST):
        end = "最高" if wanted.relation is Relation.HIGHEST else "最低"
        count = wanted.value.strip()
        some = count.isascii() and count.isdigit() and int(count) > 1
        return f"{name}{end}的前{int(count)}名是哪些地方" if some else f"哪里的{name}{end}"
    limit = _FIGURE.fullmatch(wanted.value)
    if wanted.relation in _LIMITS and limit:
        counted = "有多少个地方" if wanted.intent is Intent.COUNT else "有哪些地方"
        return f"{name}{_LIMITS[wanted.relation]}{limit[1]}{limit[2]}的{counted}"
    if wanted.intent is Intent.TREND:
        return f"{name}历年有什么变化"
    return f"{name}是多少"
