"""Things that share words: ``城镇、农村居民人均可支配收入`` names two, a part lacks the head of its whole."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

from ingest.figures.words import categories

_JOINTS = re.compile("、|和|与|以及|及(?!时|其)|,")
_LIKE = re.compile(
    "等(?:多个|[0-9一二三四五六七八九十]{1,2}个?)?(?:重点|主要|大)?(?:行业|产业|领域|门类|类别|方面|大类)?"
)
_FEWEST_TAIL = 2
_SECTORS = ("第一产业", "第二产业", "第三产业")


@lru_cache(maxsize=1 << 12)
def things_in(words: str, count: int) -> tuple[str, ...]:
    """The things that share ``count`` figures, each complete; empty where they cannot be told.

    Args:
        words: The words that name them together.
        count: How many figures follow.
    """
    words = words.strip("、, ")
    if count == 2 and words.startswith("城乡") and len(words) > 4 and "、" not in words:
        return "城镇" + words[2:], "农村" + words[2:]
    if count == len(_SECTORS) and words.startswith("三次产业"):
        rest = "增加值" if words[4:].startswith("结构") else words[4:]
        return tuple(sector + rest for sector in _SECTORS)
    tail = ""
    like = _LIKE.search(words)
    listed = words
    if like is not None and like.start() > 2:
        listed, tail = words[: like.start()], words[like.end() :]
    items = [_numbered(each.strip()) for each in _JOINTS.split(listed)]
    if len(items) != count or not all(items):
        items = [each.strip() for each in re.split("、|,", listed)]
        if len(items) + 1 == count:  # the last two are joined by 和 inside names that hold it too
            *first, last = items
            head, joint, rest = last.rpartition("和")
            items = [*first, head, rest] if joint and head and rest else items
    if len(items) != count or not all(items):
        return ()
    if tail:
        return tuple(item + tail for item in items)
    return complete(tuple(items))


_ORDINAL = re.compile("第[一二三四]")
_SECTOR = re.compile("[一二三](?:产业.*)?")


def _numbered(item: str) -> str:
    """``一`` and ``三产业增加值`` with the 第 that belongs to them."""
    return "第" + item if _SECTOR.fullmatch(item) else item


def complete(items: tuple[str, ...]) -> tuple[str, ...]:
    """Items of a list with the head that only the last one, or the lead that only the first one has."""
    *others, last = items
    first, *rest = items
    if not others:
        return items
    if not any(_has_head(each) for each in others) and len(last) > max(map(len, others)):
        tail = _tail(tuple(others), last)
        if tail:
            return tuple(each if each.endswith(tail) else each + tail for each in items)
    lead = _lead(first, tuple(rest))
    if lead:
        return (first, *(lead + each for each in rest))
    return items


def _has_head(words: str) -> bool:
    return bool(categories()["head"].suffix_of(words))


def _tail(others: tuple[str, ...], last: str) -> str:
    """The words at the end of the last item that belong to all of them.

    They are the words of quantities that it ends with (``居民人均可支配收入``); where it ends with none,
    what follows a part as long as the others.
    """
    if all(map(_ORDINAL.fullmatch, others)) and _ORDINAL.match(last):
        return last[2:]
    shared = _shared_suffix(others)
    at = last.rfind(shared) if shared else -1
    if at > 0 and len(last) - at - len(shared) >= _FEWEST_TAIL:  # 第一、第二产业 has none
        return last[at + len(shared) :]
    if tail := _quantity(last):
        return tail
    words = list(rjieba.cut(last))
    mean = sum(map(len, others)) / len(others)
    cuts, at = [], 0
    for word in words:
        at += len(word)
        if at < len(last) and len(last) - at >= _FEWEST_TAIL:
            cuts.append(at)
    if not cuts:
        return ""
    best = min(cuts, key=lambda cut: (abs(cut - mean), cut))
    return last[best:] if abs(best - mean) <= 1 else ""


def _quantity(name: str) -> str:
    """The words of quantities that a name ends with, all but what it is a quantity of."""
    kinds = categories()
    rest = name
    while word := kinds["head"].suffix_of(rest) or kinds["modifier"].suffix_of(rest):
        if len(word) == len(rest):
            break
        rest = rest[: -len(word)]
    return name[len(rest) :]


def _shared_suffix(items: tuple[str, ...]) -> str:
    """What all items end with, at least one character, where each says more than that."""
    shortest = min(map(len, items))
    for length in range(min(shortest - 1, 4), 0, -1):
        ends = {each[-length:] for each in items}
        if len(ends) == 1:
            return ends.pop()
    return ""


def _lead(first: str, rest: tuple[str, ...]) -> str:
    """The words at the beginning of the first item that belong to all (``工业生产者出厂价格、购进价格``)."""
    length = max(map(len, rest))
    if len(first) < length + _FEWEST_TAIL:
        return ""
    tail = first[-2:]
    if not all(each.endswith(tail) for each in rest):
        return ""
    at, cuts = 0, []
    for word in rjieba.cut(first):
        cuts.append(at)
        at += len(word)
    fitting = [cut for cut in cuts if cut and len(first) - cut == length]
    return first[: fitting[0]] if fitting else ""


def with_head(part: str, whole: str) -> str:
    """A part with the head that it shares with its whole (``夏粮`` of ``粮食产量`` is ``夏粮产量``)."""
    head = categories()["head"].suffix_of(whole)
    if not head or _has_head(part) or part.endswith(head) or len(whole) == len(head):
        return part
    return part + head


def parallel(thing: str, before: str) -> str:
    """A short name with the lead of the one before it, where both end alike.

    ``民航机场旅客吞吐量…，货邮吞吐量``: as long a tail as the short name is replaced, where a word begins there.
    """
    head = categories()["head"].suffix_of(thing)
    lead = len(before) - len(thing)
    stem = len(thing) - len(head)
    if (
        not head
        or lead < _LEAST_LEAD
        or not 1 <= stem <= _LONGEST_STEM
        or not before.endswith(head)
    ):
        return thing
    if before[lead:] == thing:
        return before
    at = 0
    for word in rjieba.cut(before):
        if at == lead:
            return before[:lead] + thing
        at += len(word)
    return thing


_LEAST_LEAD = 3
_LONGEST_STEM = 3


def root_of(thing: str) -> str:
    """A name without the head of its quantity (``一般公共预算`` of ``一般公共预算收入``)."""
    head = categories()["head"].suffix_of(thing)
    return thing[: -len(head)] if head and len(thing) > len(head) + 1 else thing
