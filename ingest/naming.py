"""What a clause itself calls each of its figures, before the rest of the sentence is heard.

A figure stands after its noun (``受理行政复议案件79件``), before it (``组建7个督察组``), or between
(``个体工商户登记业务100%当场办结``); lists of figures share what surrounds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.clauses import Clause
from ingest.indicators import clean, is_bare, name_of, noun_after, shorten, without_titles
from ingest.measures import CHANGING, COUNTED_NOUN, DURATIONS
from ingest.periods import is_against_last_year
from ingest.wording import EVENTS, any_of

_SHARED_TAIL = re.compile(
    "(?:共同)?(?:进行|开展|予以|加以|实施|组成|提供|充实)了?[^、]{2,}$|(?:分别|均|已|全部|被|荣获|获评|获得?)[^、]{2,}"
)
_COVERB = re.compile("(?:对|将|把|向|为|给|由|覆盖|从|(?<![所没])有)$")
_SERVED = re.compile("(?P<who>.{3,}?)(?:已|共|累计)?(?P<verb>为|向|对|给)$")
_NEXT_ITEM = re.compile("(?:、|和|及|以及|与|,|;|并|共计|其中|\\(| )")
_EVENT_UNITS = frozenset({"次", "人次", "场", "场次", "期", "%", "倍", "个百分点", "批次", "元"})
_CONJUNCTION = re.compile("、|和|以及|及(?!时)|与")
_CHANGE_TAIL = re.compile("(?:分别|同比|环比|较上年|较去年|各|均).*$")
_RANK_SCOPE = re.compile("(?:位居|位列|名列|排名|排在|稳居|居|列|排)(?P<scope>[^,]*)$")
_LIST_HEAD = re.compile(r"^\([一-鿿]{1,2}\)|^(?:方面|领域|类别|大类|环节)的(?=..)")
_ALIKE = re.compile("^(?:分别|共同|均)")
_FURTHER = "再|又|进一步|大幅|快速|稳步|逐步|持续|直接"
REACHING = re.compile(
    f"(?:{_FURTHER})?(?:{CHANGING})?了?(?:到|至|为)(?:(?:19|20)[0-9]{{2}}年度?|目前|现在)?的?|{_FURTHER}"
)
"""What leads from a figure to the one that takes its place; its verb may be the figure's own
qualifier (``1个工作日进一步`` ``压缩至0.5个``)."""
_PARTICLES = frozenset({"不等", "左右", *_FURTHER.split("|")})


@dataclass(frozen=True, slots=True)
class LocalName:
    """A figure's name within its clause.

    Attributes:
        name: The name; empty where the clause gives none.
        noun_follows: Whether the words after the figure belong to the name.
        topic: The thing that later clauses are about, where it is not the name's own.
        ends_with: Index of the figure whose predicate the name shares; 0 where it has its own.
    """

    name: str
    noun_follows: bool = False
    topic: str = ""
    ends_with: int = 0


def local_names(clause: Clause) -> list[LocalName]:
    """One name for each figure of a clause, in order."""
    shared = _distributed(clause)
    return [LocalName(name) for name in shared] if shared else list(_names(clause))


def joint_rates(clause: Clause, index: int) -> list[LocalName]:
    """The rates that share one figure (``应诉率和出庭率均达100%``); empty where it has one name."""
    before = clause.before(index)
    last = index + 1 == len(clause.figures)
    if clause.figures[index].unit != "%" or "分别" in before:
        return []
    if not last and not clean(clause.before(index + 1)):
        return []
    parts = [part.strip() for part in _CONJUNCTION.split(clean(before))]
    alike = len(parts) > 1 and all(part.endswith("率") and len(part) > 2 for part in parts)
    return [LocalName(name_of(part)) for part in parts] if alike else []


def _names(clause: Clause) -> Iterator[LocalName]:
    last = len(clause.figures) - 1
    lead = without_titles(clause.before(0).rstrip())
    head = clean(lead)
    closing = _noun(clause, last)
    tail = _tail(clause, last, lead)
    previous = LocalName("")
    for index, figure in enumerate(clause.figures):
        if figure.is_rank:
            yield LocalName(clean(clause.words_before(index)))
            continue
        if is_against_last_year(clause.before(index)):
            yield LocalName("")
            continue
        if figure.unit == "%" and index == 0 and head and not is_bare(head):
            rest = closing if last == 0 else ""
            previous = LocalName(shorten(name_of(head + rest)), bool(rest))
        elif _noun_follows(clause, index, closing):
            previous = _before_noun(clause, index, lead, tail)
        else:
            words = (
                ""
                if REACHING.fullmatch(clause.before(index).strip())
                else clean(clause.before(index))
            )
            previous = LocalName(name_of(words)) if words or not index else LocalName(previous.name)
        yield previous


def _noun_follows(clause: Clause, index: int, closing: str) -> bool:
    """Whether a figure stands before its noun."""
    last = len(clause.figures) - 1
    if index == last:
        return bool(closing)
    after = clause.after(index).lstrip()
    if clause.figures[index + 1].is_rank:
        return True
    if closing or _COVERB.search(clause.before(index)):
        return bool(clean(after)) or bool(closing)
    return (
        clause.figures[index].unit not in _EVENT_UNITS
        and len(clean(after)) >= 2
        and _NEXT_ITEM.match(after) is None
    )


def _noun(clause: Clause, index: int) -> str:
    figure = clause.figures[index]
    words = _LIST_HEAD.sub("", noun_after(clause.after(index)))
    if words in _PARTICLES or (figure.unit in DURATIONS and is_bare(words)):
        return ""
    written = clause.words[figure.number_end - clause.start : figure.end - clause.start]
    return COUNTED_NOUN.get(written.strip(), "") + words if len(words) > 1 else ""


def _tail(clause: Clause, last: int, lead: str) -> str:
    """The predicate that the items of a list share (``对3个镇、5个局进行督导``)."""
    words = clause.after(last).strip()
    match = _SHARED_TAIL.search(words) if last else None
    if match is None or match.start() == 0:
        return ""
    listed = all(_NEXT_ITEM.search(clause.after(index)[-2:]) for index in range(last))
    return match[0] if listed or _COVERB.search(lead) else ""


def _before_noun(clause: Clause, index: int, lead: str, tail: str) -> LocalName:
    noun = _noun(clause, index)
    if clause.figures[min(index + 1, len(clause.figures) - 1)].is_rank and not index:
        scope = _RANK_SCOPE.search(lead)
        return LocalName((scope["scope"] if scope else "") + noun, True)
    last = len(clause.figures) - 1
    if index < last and not tail and (verb := _PREDICATE.search(noun)) is not None:
        noun = noun[: verb.start()] if not _COVERB.search(lead) else noun
    ends_with = last if tail and index < last else 0
    if ends_with:
        noun = clean(f"{noun}{_ALIKE.sub('', tail)}")
    served = _SERVED.search(lead)
    if served is not None and len(who := clean(served["who"])) >= 4:
        return LocalName(shorten(who + served["verb"] + noun), True, who, ends_with)
    head = clean(lead)
    return LocalName(shorten(name_of(clean(_joined(head, noun)))), True, "", ends_with)


_PREDICATE = re.compile(
    "(?<=..)(?!(?:调解|应诉|审查|审核|备案|检查)(?:委员会|组织|员|室|工作|中心|协议|案件|机构|人员))"
    f"(?:共有|现有|共|累计|承接|担任|充实|{any_of(EVENTS)})(?=..)"
)


def _joined(head: str, noun: str) -> str:
    """Head and noun, without what they have in common at the joint."""
    return head + noun if not noun.startswith(head) else noun


def _distributed(clause: Clause) -> list[str]:
    """``A和B同比增长6倍和8倍``: as many things named before as figures follow."""
    count = len(clause.figures)
    if count < 2 or len({figure.unit for figure in clause.figures}) > 1:
        return []
    if any(clean(clause.before(index)) for index in range(1, count)) or _noun(clause, count - 1):
        return []
    words = clean(clause.before(0))
    things = _CONJUNCTION.split(words)
    if len(things) != count:
        return []
    change = _CHANGE_TAIL.search(things[-1])
    tail = change[0].replace("分别", "") if change else ""
    things[-1] = things[-1][: change.start()] if change else things[-1]
    return [name_of(thing) + tail for thing in things] if all(things) else []
