"""Sentences of Chinese running text, as spans.

A sentence ends after a full stop, question mark, exclamation mark, semicolon or ellipsis, or at a
line end. Closing quotes and brackets that follow an end mark belong to it; an end mark inside a
group (quotes, brackets, 《》) ends a sentence only where the group closes right after it. Full-width
and half-width marks count alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.folding import fold
from vectorstore.records import Span


def _any_of(*marks: Iterable[str]) -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join("".join(group) for group in marks)) + "]")


SENTENCE_ENDS = frozenset("。!?;…")
OPENING = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "(": ")"}
CLOSING = frozenset(OPENING.values())
_FULL_STOPS = frozenset("。!?…")
_GOING_ON = frozenset(",:") | SENTENCE_ENDS
_SENTENCE_MARKS = _any_of("\n", SENTENCE_ENDS, OPENING)
_GROUP_MARKS = _any_of("\n", OPENING, CLOSING)
_MAX_GROUP = 160  # an unpaired bracket must not swallow the rest of a report


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Splits ``text[start:end]`` into sentences, without surrounding white space.

    Returns:
        Spans into ``text``, in order, not overlapping; every character that is not white space
        lies in exactly one.
    """
    stop = len(text) if end is None else end
    return _split(fold(text[start:stop]), start)


def folded_sentence_spans(folded: str, start: int, end: int) -> list[Span]:
    """:func:`sentence_spans` of a text already folded."""
    return _split(folded[start:end], start)


def _split(folded: str, start: int) -> list[Span]:
    """The spans of a folded text that begins at ``start`` of the whole one."""
    spans: list[Span] = []
    begin = 0
    mark = _SENTENCE_MARKS.search(folded)
    while mark is not None:
        at = mark.start()
        char = folded[at]
        if char == "\n":
            _append(spans, folded, begin, at, start)
            begin = at = at + 1
        elif char in OPENING:
            at = _group_end(folded, at)
            if _closed_a_sentence(folded, at) and folded[at : at + 1] not in _GOING_ON:
                _append(spans, folded, begin, at, start)
                begin = at
        else:
            at += 1
            while at < len(folded) and (folded[at] in SENTENCE_ENDS or folded[at] in CLOSING):
                at += 1
            _append(spans, folded, begin, at, start)
            begin = at
        mark = _SENTENCE_MARKS.search(folded, at)
    _append(spans, folded, begin, len(folded), start)
    return spans


def _group_end(folded: str, at: int) -> int:
    """Index after the group that opens at ``at``; ``at + 1`` where it never closes."""
    stack = [OPENING[folded[at]]]
    for mark in _GROUP_MARKS.finditer(folded, at + 1, at + _MAX_GROUP):
        char = mark[0]
        if char == "\n":
            break
        if char == stack[-1]:
            stack.pop()
            if not stack:
                return mark.end()
        elif char in OPENING:
            stack.append(OPENING[char])
    return at + 1


def _closed_a_sentence(folded: str, after: int) -> bool:
    """Whether the group that closed before ``after`` ended with a full stop inside."""
    return after >= 2 and folded[after - 1] in "”’」』" and folded[after - 2] in _FULL_STOPS


def _append(spans: list[Span], folded: str, begin: int, stop: int, offset: int) -> None:
    piece = folded[begin:stop]
    words = piece.lstrip()
    if words:
        begin = stop - len(words)
        spans.append(Span(offset + begin, offset + begin + len(words.rstrip())))
