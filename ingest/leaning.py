"""Which figures lean on what their sentence has named before, and which later ones lean on them."""

from __future__ import annotations

import re

from ingest.chains import Chain
from ingest.indicators import is_bare, is_relative
from ingest.naming import LocalName
from ingest.numerals import Figure

SHORT = 8
"""Names up to this length may be a part of something named before."""

SCALAR = frozenset({"%", "元", "美元", "个百分点", "倍", "分"})
"""Units of rates, sums and scores, which are of something rather than a number of it."""

_CONJUNCTION = re.compile("[、和与]")
_EACH = re.compile("(?:平均|人均|户均|日均|月均|年均|每)每?.{0,4}$")


def leads(figure: Figure, chain: Chain) -> bool:
    """Whether later clauses may be about what this figure counts; a rate or a sum only for want."""
    if chain.topic:
        return figure.unit not in SCALAR
    return not chain.among


def of_the_same(own: str, figure: Figure, chain: Chain) -> str | None:
    """A name that only says how, or where, what was named before it changes or compares."""
    if not chain.name:
        return None
    if is_relative(own):
        return chain.name + ("占比" if own.startswith("占") else own)
    again = not own and figure.unit == "%" and chain.name.endswith("率") and not chain.frame
    # 受理611件,上年540件: a bare figure of another year is of what was counted right before.
    is_rate = figure.unit == "%"
    compared = not own and chain.period.is_comparison and is_rate == chain.name.endswith("率")
    return chain.name if again or compared else None


def leans(local: LocalName, figure: Figure, first: Figure, chain: Chain, among: bool) -> bool:
    """Whether a name says too little without the thing that the chain is about."""
    own = local.name
    length = len(own.partition("(")[0])
    if is_bare(own) or _EACH.match(own) is not None:
        return True
    if among and length <= SHORT and (chain.topic or chain.frame):
        return True
    longest = 4 if figure is first else 5
    rates = all(part.endswith("率") and len(part) <= longest for part in _CONJUNCTION.split(own))
    if rates and len(chain.topic) >= 4 and chain.topic_start >= 0:
        return True
    return figure.unit == "%" and local.noun_follows and length <= 6
