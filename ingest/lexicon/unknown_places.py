"""Whether words that look like a place's name may be one that the table of places does not know.

New, abolished and fictional places are named like any other (``云溪县``); running text has words of the
same form (``我代表省``, ``个地区``, ``聚焦区``). A stem made of ordinary words names no place.
"""

from __future__ import annotations

from functools import lru_cache

import rjieba

from ingest.lexicon.places import stem

_NOT_IN_STEM = frozenset(
    "我你他她它们这那该其此每各某个几现就将已被把由在从对向与及以于为是有的地得了着等又也都仅只未并更最很再两全本分不预共含"
)
"""Characters that unknown names do not hold: pronouns, particles, measure words, prepositions."""
_NAMES = frozenset("ns nr nrt nrfg nz".split())
"""Tags of words that may be names."""
_LANDFORMS = frozenset("山岭河江湖海溪川泉滩洲岛桥堡塘坪坝湾浦渡港口泽原峰谷沟庄店屯寨埠浒陵坡岗潭")
_COMMON = (
    "社区",
    "地区",
    "小区",
    "园区",
    "校区",
    "院区",
    "街区",
    "辖区",
    "灾区",
    "城市",
    "都市",
    "超市",
    "集市",
)
"""Ends of words that are no kinds of places."""
_LONGEST_STEM = 5


@lru_cache(maxsize=1 << 14)
def may_be_place(name: str) -> bool:
    """Whether an unknown name's stem is not made of ordinary words.

    Args:
        name: The name with its kind (``云溪县``).
    """
    if name.endswith(_COMMON):
        return False
    own = stem(name)
    if own == name:
        own = name[:-1]
    if not 2 <= len(own) <= _LONGEST_STEM or any(char in _NOT_IN_STEM for char in own):
        return False
    whole = rjieba.tag(name, hmm=False)
    if len(whole) == 1 and not whole[0][1].startswith(("ns", "nr")):
        return False
    pieces = rjieba.tag(own, hmm=False)
    if len(pieces) == 1 or any(len(word) > 1 for word, _ in pieces):
        return all(_may_be_in_name(word, tag) for word, tag in pieces) or (
            len(own) > 2 and own[-1] in _LANDFORMS and len(pieces) > 1 and pieces[0][1][0] not in "vrmdpc"
        )  # fmt: skip
    return True


def _may_be_in_name(word: str, tag: str) -> bool:
    return len(word) == 1 or tag in _NAMES
