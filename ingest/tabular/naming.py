"""The name of what a cell measures, out of what its row, its column and the caption name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from ingest.figures.words import categories
from ingest.tabular.words import table_words

OTHERS = frozenset("其他 其它".split())
"""What is left of a whole when its parts are named."""
_SHORT = 4
_QUANTITY_ENDS = ("额", "量", "值", "出口", "进口")
_PARTS_OF = {"生产总值": "增加值"}
"""What parts of some wholes are measured in, where that is not what the whole is called."""
_PEOPLE = ("组织", "申请人", "单位")
_CAUSE = re.compile(
    "因(?P<cause>[^,;]{2,12}?)(?:工作)?被|^(?P<of>[^,;、]{4,10}?)(?:工作)?(?=行政复议|行政诉讼)"
)
_DONE_TO = re.compile("^(?:收到和处理|收到|处理|办理|受理|接收|开展)")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the caption, and the heading behind it, say a table is about.

    Attributes:
        words: The subject in their words (``一般公共预算支出``); empty where they do not say.
        head: The quantity that it ends with (``支出``, ``产量``); empty where it ends with none.
        text: All words above the table, to find a short name's full form in.
        classes: What the caption says the rows are classes by (``分领域``).
        counted: What its rows' acts are done to (``政府信息公开申请``, ``案件``).
        cause: What cases are about (``因政府信息公开被申请行政复议``).
        counts: Whether the caption itself says what is counted, not only the heading.
    """

    words: str = ""
    head: str = ""
    text: str = ""
    classes: str = ""
    counted: str = ""
    cause: str = ""
    counts: bool = False


def subject_of(words: str, heading: str, text: str, classes: str) -> Subject:
    """What is said above a table.

    Args:
        words: The caption's subject.
        heading: That of the innermost heading, for what the caption leaves out.
        text: All words above the table.
        classes: What the caption says the rows are classes by.
    """
    counted = ""
    for each in (words, heading):
        plain = _DONE_TO.sub("", each)
        if not counted and table_words()["counted"].suffix_of(plain):
            counted = plain
    cause = _CAUSE.search(words) or _CAUSE.search(heading)
    if cause is not None:
        words = ""
    _, done, after = words.rpartition("完成")
    words = after if done and after else words
    quantity = tail_of(words) if quantity_of(words) or words.endswith(tuple(_PARTS_OF)) else ""
    head = after if done and after else quantity
    if words in table_words()["body_head"]:
        words = words + "预算" if "预算" in text else ""
    near = table_words()["counted"].suffix_of(words) != ""
    return Subject(
        words, head, text, classes, counted, (cause["cause"] or cause["of"]) if cause else "", near
    )


@lru_cache(maxsize=1 << 12)
def quantity_of(name: str) -> str:
    """The quantity that a name ends with; empty where it ends with none."""
    head = categories()["head"].suffix_of(name)
    if head or not name.endswith(_QUANTITY_ENDS):
        return head
    last = list(rjieba.cut(name))[-1]
    return last if 1 < len(last) < len(name) else ""


def says_enough(name: str) -> bool:
    """Whether a row's name needs no caption to be understood."""
    return bool(quantity_of(name) or table_words()["complete"].suffix_of(name))


def part_name(part: str, whole: str) -> str:
    """A part's name with what it shares with its whole (``住宅`` of ``房地产开发投资``)."""
    if not whole or part == whole:
        return part
    if says_enough(part):
        return _with_object(part, whole)
    tail = tail_of(whole)
    if not tail:
        return part
    return part if part.endswith(tail) else part + tail


def _with_object(part: str, whole: str) -> str:
    """``新开工面积`` of ``房屋施工面积`` is of 房屋."""
    head = quantity_of(part)
    act = categories()["act"].prefix_of(part)
    if not head or act + head != part or not whole.endswith(head):
        return part
    words = list(rjieba.cut(whole[: -len(head)]))
    return "".join(words[:-1]) + part if len(words) > 1 else part


@lru_cache(maxsize=1 << 12)
def tail_of(name: str) -> str:
    """The words at a name's end that its parts share: its quantity with the words that belong to it."""
    for whole, parts in _PARTS_OF.items():
        if name.endswith(whole):
            return parts
    head = quantity_of(name) or table_words()["counted"].suffix_of(name)
    if not head:
        return ""
    rest = name[: -len(head)]
    while rest:
        word = table_words()["modifier"].suffix_of(rest)
        if not word or word == rest:
            break
        head, rest = word + head, rest[: -len(word)]
    return head


def nested(upper: str, lower: str) -> str:
    """The name of a column by two heads, one above the other."""
    if not upper or not lower:
        return upper or lower
    if upper.endswith(_PEOPLE) and not quantity_of(lower):
        return lower
    if lower in upper:
        return upper
    if upper in table_words()["case"]:
        return f"{lower}的{upper}"
    if upper in lower:
        return lower
    if len(lower) <= _SHORT and lower in table_words()["quantity"]:
        return upper + lower
    tail = tail_of(upper)
    if tail and not quantity_of(lower):
        return lower if lower.endswith(tail) else lower + tail
    return lower if len(lower) > _SHORT and quantity_of(lower) else upper + lower


def joined(item: str, column: str, classes: str) -> str:
    """The name of a cell by a row's item and what its column measures.

    Args:
        item: What the row names.
        column: What the column names.
        classes: What the rows are classes by (``行业``), for 其他.
    """
    if item in OTHERS and classes:
        item += classes
    if not column or column in item or (len(column) > 2 and column.removesuffix("金额") in item):
        return item
    if item in column or not item:
        return column
    if quantity_of(item) and not measures(column):
        return column + item
    if quantity_of(item) and column in table_words()["quantity"] and column.endswith("额"):
        return item
    return item + column


def measures(column: str) -> bool:
    """Whether a column's name is that of a quantity or of something counted."""
    return bool(
        quantity_of(column)
        or table_words()["quantity"].suffix_of(column)
        or table_words()["counted"].suffix_of(column)
    )


def done_to(thing: str, by: str) -> str:
    """What an act of one kind of people is done to (``自然人的政府信息公开申请``)."""
    if not by:
        return thing
    if not thing:
        return by
    return f"{by}申请人的{thing}" if by in OTHERS else f"{by}的{thing}"


_OPENS = re.compile("^(?:年[末底]|全年|各?主要|各)")
_OF_FUNDS = frozenset("收入 支出 结余 余额 限额 结转结余".split())


def in_full(short: str, subject: Subject) -> str:
    """A short name of a quantity with what it is of, from the caption."""
    before, found, _ = subject.words.rpartition(short)
    if found and subject.words.endswith(short) and "人均" in before:
        return subject.words
    if len(short) > _SHORT or short not in table_words()["quantity"] or short.endswith("率"):
        return short
    if subject.words.endswith(short):
        return subject.words
    root = subject.words.removesuffix(subject.head)
    is_fund = short in _OF_FUNDS and subject.head in {"", *_OF_FUNDS}
    if is_fund and 2 <= len(root) <= _LONGEST_ROOT:
        return root + short
    return _found_in(subject.text, short)


def _found_in(text: str, short: str) -> str:
    """A short name as a text writes it in full (``规模以上工业总产值641.9亿元``)."""
    for match in re.finditer(f"[一-鿿]{{2,10}}{re.escape(short)}", text):
        found = _OPENS.sub("", match[0])
        for category in ("whole", "own_level"):
            found = found.removeprefix(categories()[category].prefix_of(found))
        if found != short and not _JOINED.search(found):
            return found
    return short


_LONGEST_ROOT = 12
_JOINED = re.compile("[和与及]")
