"""Names for figures: what a number measures, in the report's own words.

A name is the words around a figure without time, adverbs and scope (``目前全区共有执法队伍40支`` →
``执法队伍``); the object leads and the action follows (``受理行政复议案件`` → ``行政复议案件受理``), so
that a chain (``其中受理79件``) and a full clause name the same thing alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.measures import words_of
from ingest.periods import strip_leading_time
from ingest.wording import (
    ADVERBS,
    BARE,
    COMPARED,
    EVENT_HELD,
    EVENTS,
    LEADING_EVENTS,
    LEADING_LIGHT,
    LEADING_WORDS,
    NOT_OBJECT,
    RELATIVE,
    SUBJECT,
    TRAILING_EVENT,
    TRAILING_WORDS,
    any_of,
)

_LIST_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:、|是)|第[一二三四五六七八九十][,、]"
    r"|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}(?:、|[.)](?![0-9])))"
)
_EVENT_FIRST = re.compile(f"(?:{any_of(ADVERBS)})*(?:{any_of(EVENTS)})")
_TITLES = re.compile("(?:[《“][^《》“”]*[》”](?:、|和)?)+等?$")
_QUOTES = re.compile("(“[^“”]*”)(?:、?(?:和|及)?“[^“”]*”)+")
_HEAD_AFTER_DE = re.compile("的(?=[^的]{4,}$)")
_GENERIC_START = frozenset(
    words_of(
        "行政 政府 法治 工作 执法 人民 公共 法律 规范 综合 重大 专项 市场 全面 区政 市政 县政 建设"
    )
)
"""Words that begin so many terms that meeting one again says nothing."""
_STEADILY = re.compile(
    "(?<=...)(?:稳步|持续|不断|逐年|逐步|大幅|明显|显著|进一步)(?:提升|提高|上升|下降|降低|增长|减少|改善)$"
)
_MORE = re.compile("并(?=[一-鿿])|且(?=[一-鿿])|,")
_DONE = re.compile("(?<=.)(?:进行了?|开展了)(?=.)")
_JOINT = re.compile("[、和与及(]")
_TRAILING_REACH = 10
_remembered = lru_cache(maxsize=2048)
"""A clause's words are asked for several times, and the same words recur."""
_MAX_NAME = 32
_MAX_FRAME = 24


@_remembered
def clean(words: str) -> str:
    """Strips what does not name: list numbers, times, scope, adverbs, particles."""
    words = _strip(words)
    if (subject := SUBJECT.fullmatch(words)) is not None:
        rest = _strip(subject["rest"])
        # 12345市长热线受理事项 is not what the sentence before it was about.
        words = words if "热线" in words and is_bare(_DONE.sub("", rest)) else rest
    return _DONE.sub("", words)


@_remembered
def _strip(words: str) -> str:
    words = words.strip(" ,、:;")
    before = None
    while before != words:
        before = words
        words = strip_leading_time(words)
        for pattern in (_LIST_NUMBER, LEADING_WORDS):
            if (match := pattern.match(words)) is not None:
                words = words[match.end() :]
    before = None
    while before != words:
        before = words
        if (
            match := TRAILING_WORDS.search(words, max(0, len(words) - _TRAILING_REACH))
        ) is not None:
            words = words[: match.start()]
    return words


@_remembered
def name_of(words: str) -> str:
    """A name out of cleaned words: light verbs dropped, the object before its action."""
    if (light := LEADING_LIGHT.match(words)) is not None and not is_bare(words):
        rest = _strip(words[light.end() :])
        words = rest if len(rest) > 2 else words
    return shorten(words if is_bare(words) else _object_first(words))


def _object_first(words: str) -> str:
    """``受理行政复议案件`` as ``行政复议案件受理``; other words, rates too, as they are."""
    if words.endswith("率"):
        return words
    for pattern in LEADING_EVENTS:
        match = pattern.fullmatch(words)
        if match is None or _fixed(match["object"]):
            continue
        target = _strip(match["object"])
        if len(target) >= 2 and not target.endswith(match["event"]) and not is_bare(target):
            return target + match["event"]
    return words


def _fixed(target: str) -> bool:
    """Whether what follows an action is no object that could lead."""
    return NOT_OBJECT.match(target) is not None or COMPARED.search(target) is not None


def shorten(words: str) -> str:
    """Cuts a long name at its own joints: the last attribute, the last item of a list."""
    if len(words) <= _MAX_NAME:
        return words
    words = _QUOTES.sub(r"\1等", words)
    if len(words) <= _MAX_NAME:
        return words
    if (head := _HEAD_AFTER_DE.search(words)) is not None and len(words) - head.end() <= _MAX_NAME:
        return words[head.end() :]
    tail = words[-_MAX_NAME:]
    joint = min((tail.find(mark) for mark in "、等,”》)" if mark in tail), default=-1)
    return tail[joint + 1 :] if 0 <= joint < len(tail) - 6 else tail


@_remembered
def noun_after(words: str) -> str:
    """The noun phrase that follows a figure: up to the next action, without titles before it."""
    words = _DONE.sub("", _MORE.split(_strip(words))[0])
    if len(words) <= _MAX_NAME:
        return words
    head = _HEAD_AFTER_DE.search(words)
    words = words[head.end() :] if head is not None else words
    if len(words) > _MAX_NAME:
        joints = [
            match.start() for match in _JOINT.finditer(words, 4, _MAX_NAME)
            if words.count("(", 0, match.start()) == words.count(")", 0, match.start())
        ]  # fmt: skip
        words = words[: joints[-1] if joints else _MAX_NAME]
    return words


def without_titles(words: str) -> str:
    """The words before a figure without the titles that only illustrate it (``《甲》《乙》等``)."""
    return _TITLES.sub("", words)


@_remembered
def is_bare(name: str) -> bool:
    """Whether a name says what happened but not to what (``受理``, ``提出意见``)."""
    return BARE.fullmatch(name) is not None


@_remembered
def is_relative(name: str) -> bool:
    """Whether a name says only how something changed (``同比上升``)."""
    return RELATIVE.fullmatch(name) is not None


@_remembered
def topic_of(name: str) -> str:
    """The thing that a name is about, for the shorter names that follow it in a chain."""
    topic, before = name, None
    while before != topic:
        before = topic
        topic = TRAILING_EVENT.sub("", topic)
    return topic if len(topic) >= 2 else name


def compose(topic: str, name: str, among: bool = False) -> str:
    """Names a part by its whole: ``行政复议申请`` + ``受理`` → ``行政复议申请受理``.

    Where the name repeats a word inside the topic, it takes over from there
    (``人民调解协议书`` + ``协议履行率`` → ``人民调解协议履行率``).

    Args:
        topic: The whole.
        name: The part.
        among: Whether the text says 其中.
    """
    if not topic or not name or name.startswith(topic):
        return name or topic
    if topic.endswith("率") and name.endswith("率"):
        return name
    at = topic.rfind(name[:2])
    if at > 0 and len(name) >= 2 and name[:2] not in _GENERIC_START:
        return topic[:at] + name
    if among and not _EVENT_FIRST.match(name) and not name.endswith("率"):
        return f"{topic}中的{name}"
    return topic + name


def compose_known(known: str, name: str) -> str:
    """The fuller form of a name whose thing was named before (``复议案件`` → ``行政复议案件``)."""
    at = known.find(name[:2])
    return known[:at] + name if 0 < at <= 6 and name[:2] not in _GENERIC_START else name


def compose_frame(frame: str, name: str) -> str:
    """Joins a bare name to the clause before it.

    ``办理人大建议和政协提案`` + ``办理率`` is ``人大建议和政协提案办理率``.
    """
    at = frame.rfind(name[:2])
    of_event = name in EVENTS or (name[-1:] in {"率", "数", "量"} and name[:2] in EVENTS)
    if at >= 0 and of_event and len(frame) > at + 4:
        return frame[at + 2 :] + name
    return compose(frame, name)


def frame_of(clause: str) -> str:
    """What a clause without a figure is about, for bare names after it."""
    words = clean(_QUOTES.sub(r"\1等", clause))
    match = re.fullmatch("(?:针对|围绕|按照|根据|通过|以)?(.{3,60}?)(?:中|上|方面|工作中)?", words)
    words = _STEADILY.sub("", match[1] if match else words)
    if (light := LEADING_LIGHT.match(words)) is not None:
        words = words[light.end() :]
    if len(words) > _MAX_FRAME:
        last = words.rpartition("的")[2]
        words = last if 3 <= len(last) <= _MAX_FRAME else ""
    return words


def event_of(clause: str) -> str:
    """The event that a clause says was held, which later figures count the participants of."""
    match = EVENT_HELD.search(clause)
    return shorten(clean(match["what"])) if match else ""
