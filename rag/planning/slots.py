"""Order, aggregate, status, part, references: the slots that a table of words fills."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.digits import parse_number
from rag.plan import Act, Aggregate, Order
from rag.planning.things import aggregation_of
from rag.planning.view import Reading
from rag.planning.when import of_title
from rag.tagging.labels import Marked
from rag.tagging.times import expressions
from rag.tagging.words import words_of
from vectorstore.records import PartKind, Status

_COUNT = re.compile(
    r"(?P<number>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?= ?(?:名|位|个|家|强|甲|县|市|省|区|镇|项|$|的|是|有|都))"
    r"|(?:前|后|头|top|first|bottom|last|lowest|highest|fewest|largest|biggest|smallest|倒数|末|倒着数?|垫底的?) ?(?P<after>[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|one|two|three|four|five|six|ten)"
    r"|(?P<before>one|two|three|four|five|six|ten|[0-9]{1,2}) (?:highest|lowest|largest|smallest|fewest|best|worst|biggest|most|least|fastest|slowest)"
)
_TELLING = 3
"""Characters of a word that means nothing but a difference (``多多少``, how many more)."""
_ENGLISH = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_SUPERLATIVE = re.compile(
    r"最(?![后新近终先初])|居首|首位|榜首|排第一|第一|垫底|末位|冠军|老大|倒数第?一|\b(?:highest|lowest|most|least|fewest|largest|smallest|best|worst|biggest|fastest|slowest|longest|shortest|strongest|weakest|greatest|first|last|top|bottom)\b"
)
_AFTER_ORDER = re.compile(
    r"的? ?(?:前|那)?(?P<number>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})(?:个|名|家|位|座|县|市|省|区|镇|项|所)"
)
_BEFORE_PLACES = re.compile(
    r"\b(?:which|what|the) (?P<number>two|three|four|five|six|ten|[0-9]{1,2}) (?=counties|cities|provinces|districts|towns|places|items|departments|bureaus)"
)
_SELECTING = frozenset({Act.WHICH, Act.ORDER, Act.WHO, Act.WHERE})
"""Acts that ask for one or some of several."""
_ALL_IN_ORDER = re.compile(
    r"[从由].{1,3}[到至]|排序|排列|排个|排一|升序|降序|order|sort|from |rank\b|ranking"
)
_AROUND_REPORTS = re.compile(
    r"^(?:的|这份|那份|该|在|[ ,、])+|(?:的|里面?|中|上|内|当中|['’]s|[ ,、])+$"
)
"""What stands around words for reports and says nothing of which."""
_ANY_REPORT = re.compile(
    r"(?:地方|地区|单位|各地)?的?(?:这|那|全部|所有|各|哪)?(?:[0-9一二两三四五六七八九十几]{1,3})?(?:份|篇|些|个)?(?:报告|材料|文件|文本)(?:里|中|当中)?"
    r"|(?:(?:all|the|these|those|of|two|three|four|five|six|seven|eight|nine|ten|[0-9]+)\s+)*reports?",
    re.IGNORECASE,
)
"""Words for reports that say nothing of which: a title need not hold them."""
DENIED = re.compile("(?:没有?|未曾?|从未|从不|不曾|并未|尚未)$")
"""What denies the words after it, marked together with words for reports."""
_OF_A_LEVEL = re.compile("一?级的?|的")
_ASCENDING_FIRST = re.compile(
    "倒数|最后|末|垫底|后[0-9一二两三四五六七八九十]|bottom|last|lowest|fewest|least"
)


def order_of(reading: Reading) -> Order | None:
    """Which figures are to come first; None where a question does not say."""
    span = next(reading.spans("R"), None)
    if span is None:
        return _loose_order(reading)
    order = _order(reading.said(span), reading.low(span))
    count = _count_beside(reading, span.end) if order.count in (None, 1) else None
    return order.model_copy(update={"count": count}) if count else order


def _count_beside(reading: Reading, end: int) -> int | None:
    """How many are asked for, where that stands beside the order (``最高的三个县``, which five)."""
    match = _AFTER_ORDER.match(reading.lower, end) or _BEFORE_PLACES.search(reading.lower)
    if match is None:
        return None
    count = _ENGLISH.get(match["number"]) or parse_number(match["number"])
    return int(count) if count else None


def _order(said: str, words: str) -> Order:
    found = [each.value for each in words_of("order").find(words) if each.value != "rank"]
    lowest = not _ALL_IN_ORDER.search(words) and _ASCENDING_FIRST.search(words)
    ascending = bool(lowest) or (bool(found) and found[0] == "asc")
    return Order(words=said, descending=not ascending, count=_count(words))


def _loose_order(reading: Reading) -> Order | None:
    """A superlative that no mark calls an order, of those that are asked for (``居首的是哪个区``)."""
    match = _SUPERLATIVE.search(reading.lower)
    if match is None or reading.tagged.act not in _SELECTING:
        return None
    if reading.within(*match.span(), "IPTCSD"):
        return None
    end = match.end() + (match[0] == "最")
    return _order(reading.tagged.question[match.start() : end], reading.lower[match.start() : end])


def _count(words: str) -> int | None:
    match = None if _ALL_IN_ORDER.search(words) else _COUNT.search(words)
    if match is not None:
        number = next(filter(None, match.groups()))
        count = _ENGLISH.get(number) or parse_number(number)
        return int(count) if count else None
    return 1 if _SUPERLATIVE.search(words) and not _ALL_IN_ORDER.search(words) else None


def aggregate_of(reading: Reading) -> Aggregate | None:
    """How several figures are to become one."""
    for span in (*reading.spans("G"), *reading.spans("V")):
        if aggregation_of(reading) is not None:
            return None  # the figure that reports state sums up by itself
        found = _longest(reading, span, "aggregate")
        if found and (span.kind == "G" or found == Aggregate.DIFFERENCE):
            return Aggregate(found)
    return None


def asks_difference(reading: Reading) -> bool:
    """Whether a difference is asked for in words that say nothing else, marked or not (``甲比乙多多少``)."""
    return any(
        each.value == Aggregate.DIFFERENCE and each.end - each.start >= _TELLING
        for each in words_of("aggregate").find(reading.lower)
    )


def status_of(reading: Reading) -> Status | None:
    """Whether results, targets or plans are meant."""
    said = [_longest(reading, span, "status") for span in reading.spans("X")]
    wanted = [Status(each) for each in said if each]
    return next((each for each in wanted if each is not Status.ACTUAL), next(iter(wanted), None))


def part_of(reading: Reading) -> PartKind | None:
    """The part of reports that is wanted; the first, where several are."""
    return next((PartKind(value) for _, value in _parts(reading)), None)


def other_parts_of(reading: Reading) -> tuple[str, ...]:
    """The words for further parts that are wanted as well, which a plan has no room for."""
    first = part_of(reading)
    return tuple(words for words, value in _parts(reading) if PartKind(value) is not first)


def _parts(reading: Reading) -> Iterator[tuple[str, str]]:
    """The words for parts of reports, each with what part it says."""
    for span in reading.spans("S"):
        for found in words_of("part").find(reading.low(span)):
            at = span.start
            yield reading.tagged.question[at + found.start : at + found.end], found.value


def says_any_report(words: str) -> bool:
    """Whether words stand for reports and say nothing of which (``这几份材料``)."""
    return _ANY_REPORT.fullmatch(words) is not None


def reports_of(reading: Reading) -> str:
    """Words about which reports are meant, without their places and times."""
    return " ".join(filter(None, (_kind_of_report(reading, span) for span in reading.spans("D"))))


def _kind_of_report(reading: Reading, span: Marked) -> str:
    named = [(each.start, each.end) for each in reading.named]
    named += [
        (each.start, each.end)
        for each in expressions(reading.view, reading.tagged.language)
        if not of_title(reading, each)
    ]
    chars = [
        char
        for at, char in enumerate(reading.tagged.question[span.start : span.end], span.start)
        if not any(start <= at < end for start, end in named)
    ]
    said = DENIED.sub("", "".join(chars).strip())
    said = said[len(level_of_reports(said.lower())[0]) :]
    if says_any_report(said):
        return ""
    return _AROUND_REPORTS.sub("", said.strip()).replace("年的", "年")


def level_of_reports(words: str) -> tuple[str, str]:
    """The words at the beginning of what says which reports that name the level of their places, and the level.

    ``县级的报告`` and ``区一级的报告`` say one, ``市统计公报`` is a title. Both empty where none is said.
    """
    written = words_of("level").longest_at(words, 0)
    rest = _OF_A_LEVEL.match(words, len(written)) if written else None
    return (words[: rest.end()], words_of("level").value_of(written)) if rest else ("", "")


def references_of(reading: Reading) -> Iterator[str]:
    """Words that point to what came before."""
    return (reading.said(span) for span in reading.spans("F"))


def _longest(reading: Reading, span: Marked, slot: str) -> str:
    """What the longest word of a slot in a span says; empty where none is there."""
    found = max(
        words_of(slot).find(reading.low(span)), key=lambda each: each.end - each.start, default=None
    )
    return found.value if found else ""
