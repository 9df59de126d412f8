"""What a figure is of: what its own words may be, and what they may lean on."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

from ingest.clauses import Clause
from ingest.figures.composing import Context, Own, Pieces, merged
from ingest.figures.hearing import NOT_COUNTED, Heard, Memory, Subject
from ingest.figures.lead import Lead
from ingest.figures.things import root_of
from ingest.figures.words import categories
from ingest.measures import dimension_of
from ingest.numerals import Figure
from vectorstore.records import Measure

_GENERIC = frozenset(
    "面积 收入 支出 余额 金额 资金 投资 产值 产量 规模 人数 户数 件数 户均 人均 比例 单价 均价 平均价".split()
)
"""Quantities that say nothing of what."""
_RATES = frozenset("增速 增幅 增长率 降幅 排名 位次 占比 比重 增长速度".split())
_TOTALS = frozenset("总量 总额 总数 数量 总规模".split())
_EACH = re.compile("日均|月均|人均|户均|单位|平均|亩均")
_LONGEST_EACH = 4
_NOUN_END = re.compile("[、,;。:]|以及")
_NO_NOUN = frozenset("、,;和及与 (")
_PREDICATES = frozenset("vdpcru")
"""First letters of jieba's tags for words that end a noun phrase."""
_MEASURED_APART = frozenset({Measure.CHANGE, Measure.SHARE, Measure.RATIO, Measure.RANK})
_PLACE_NAME = re.compile("[一-鿿]{1,8}(?:县|区|市|镇|乡|街道|旗)")
_PLACE_ENDS = frozenset("县区市镇乡道旗")
_NOT_PLACES = re.compile("[辖城园社小景地山市校片新库牧林灾港]区|城市|全|各|本|我")


def names_place(thing: str) -> bool:
    """Whether what should be a thing is the name of a part of the place, which has no figure's name."""
    if thing[-1:] not in _PLACE_ENDS:
        return False
    return _PLACE_NAME.fullmatch(thing) is not None and _NOT_PLACES.search(thing) is None


def own_words(lead: Lead, noun: str, act: str) -> tuple[Own, ...]:
    """The words of a figure's own clause, read in different ways."""
    if lead.is_bare and not noun:
        return ()
    ways = []
    if noun:
        ways.append(Own("noun", noun, lead.act or act))
        if lead.thing:
            ways += [
                Own("both", lead.thing + noun, lead.act or act),
                Own("left", lead.thing, lead.act),
            ]
    else:
        ways.append(Own("left", lead.thing, lead.act))
    if lead.act and lead.thing:
        ways.append(Own("trailed", lead.thing + lead.act, ""))
    if lead.spoken and lead.spoken != lead.thing:
        ways.append(Own("spoken", lead.spoken, ""))
    elif lead.act and not lead.thing and not noun:
        ways.append(Own("acting", lead.act, ""))
    return tuple(ways)


def noun_after(clause: Clause, index: int, lead: Lead) -> tuple[str, str]:
    """The noun that follows a figure and what is done to it; empty where none does."""
    counted = dimension_of(clause.figures[index].unit)[0] not in NOT_COUNTED
    after = clause.after(index)
    if lead.measure in _MEASURED_APART or not (counted or lead.is_bare):
        return "", ""
    if not after.strip() or after[0] in _NO_NOUN:
        return "", ""
    noun, act = _noun(_NOUN_END.split(after.strip().removeprefix("的"))[0])
    noun = noun.removesuffix("的").removesuffix("等")
    return (noun, act) if len(noun) > 1 else ("", "")


@lru_cache(maxsize=1 << 14)
def _noun(words: str) -> tuple[str, str]:
    """The noun phrase that words begin with, and the act that follows it."""
    noun = ""
    for word, tag in rjieba.tag(words):
        if tag[:1] in _PREDICATES and tag != "vn" and word != "的":
            return noun, word if noun and word in categories()["act"] else ""
        noun += word
    return noun, ""


def pieces_for(
    figure: Figure, lead: Lead, measure: Measure, own: tuple[Own, ...], heard: Heard,
    memory: Memory, heading: str,
) -> Pieces:  # fmt: skip
    """What the thing of a figure may be composed of.

    Args:
        figure: The figure.
        lead: What the words before it say.
        measure: What of the thing it measures.
        own: Its own words, read in different ways.
        heard: What its sentence has said.
        memory: What the report has said.
        heading: What its heading is about.
    """
    contexts = [
        _context("last", heard.last),
        _context("whole", heard.whole),
        _context("topic", heard.topic),
        *(Context(f"recent{number}", each) for number, each in enumerate(memory.recent(), 1)),
        _context("paragraph", memory.topic),
        Context("frame", heard.frame),
        Context("heading", heading),
    ]
    if own and own[0].thing:
        contexts.append(Context("used", memory.ending_in(own[0].thing)))
    signs = {
        "among": lead.among,
        "part": heard.whole is not None,
        "scope": lead.scope is not None,
        "first": heard.last is None,
        "again": heard.last is not None and heard.last.unit == figure.unit,
    }
    told = tuple(name for name, is_so in signs.items() if is_so)
    return Pieces(own, merged(contexts), dimension_of(figure.unit)[0], measure.value, told)


def _context(kind: str, subject: Subject | None) -> Context:
    if subject is None:
        return Context(kind, "")
    return Context(kind, subject.thing, subject.act, dimension_of(subject.unit)[0])


def same_kind(figure: Figure, whole: Subject) -> bool:
    """Whether a figure counts in what its whole counts in."""
    return dimension_of(figure.unit)[0] == dimension_of(whole.unit)[0]


def completed(thing: str, known: Subject | None) -> str:
    """A name of a quantity with the thing that it is a quantity of, where it leaves that out."""
    if known is None or not known.thing or known.thing.startswith(thing):
        return thing
    if thing in _TOTALS:
        return known.thing
    if thing in _RATES:
        return known.thing + thing
    if thing in _GENERIC or (_EACH.match(thing) and len(thing) <= _LONGEST_EACH):
        return _joined(root_of(known.thing), thing)
    return thing


def _joined(topic: str, name: str) -> str:
    at = topic.rfind(name[:2])
    return topic[:at] + name if at > 0 else topic + name
